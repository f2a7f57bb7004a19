/** Two sales channels of one shop, each a store here: one number, believed, ordered and written once. */
import { expect, test } from "vitest";
import type { OrderPart } from "../../../commerce/order.ts";
import { platformText } from "../../../connectors/kit/contract/answer-text.ts";
import type { Orders, PushItem, PushResult } from "../../../connectors/kit/contract/ports.ts";
import { echo } from "../../../connectors/kit/contract/results.ts";
import { recordChannelProducts } from "../../../hub/channel-products/record.ts";
import { observeLevels } from "../../../hub/listings/levels.ts";
import { ANA, channelProduct, channelVariant, sampleStore } from "../../../hub/listings/samples.ts";
import { later, orderLine, orderPart } from "../../../hub/orders/testing.ts";
import { deactivateStore } from "../../../hub/stores/lifecycle.ts";
import { type TestEngine, testEngine } from "../../testing.ts";
import { fakeChannel } from "../testing.ts";

interface Shop extends AsyncDisposable {
  readonly engine: TestEngine;
  readonly variant: string;
  /** The second channel's store. */
  readonly second: string;
  /** Numbers written to the shop, in order. */
  readonly written: number[];
  readonly shown: Map<string, number>;
  /** Pieces sold on the second channel; the shop lists the order at once. */
  sell(quantity: number): void;
  /** What was sold is shipped, paid back and put into stock again in the shop, which does not tell the last of it. */
  sendBack(): void;
  /** Whether the shop counts the item from now on. It refuses the number of what it does not count. */
  count(isCounted: boolean): void;
  /** The store reads the product, with a number where the shop counts it. */
  readProduct(store: string): Promise<void>;
  /** The store is told what the shop shows. */
  look(store: string): Promise<void>;
  pass(ms: number, times?: number): Promise<void>;
  conflicts(): Promise<number>;
}

const notCounted = (item: PushItem<number>): PushResult<number> => ({
  ...echo(item),
  outcome: "rejected",
  code: "not_counted",
  text: "The shop does not count it.",
});

async function shop(onHand: number): Promise<Shop> {
  const place = fakeChannel();
  const written: number[] = [];
  let isCounted = true;
  place.onSend = async (items) => {
    if (!isCounted) return items.map(notCounted);
    written.push(...items.map(({ want }) => want));
    return undefined;
  };
  const sold: OrderPart[] = [];
  const orders: Orders = {
    essential: {},
    sweeps: [
      {
        id: "changed",
        mode: "changed",
        everyMs: 5 * 60_000,
        async *run({ cursor }, ctx) {
          const items = ctx.connection.settings.channel === "second" ? [...sold] : [];
          yield { items, cursor: cursor ?? "c", safeToSave: true };
        },
      },
    ],
    get: async () => null,
    options: () => [],
    execute: async () => ({ state: "unsupported", text: platformText("") }),
  };
  const engine = await testEngine({ stock: place.stock, orders });
  const second = await sampleStore(engine.db, engine.organization, "Second channel");
  await engine.db.owner.run("update argosy.connection set stock_place = 'https://shop.example'");
  await engine.db.owner.run(`update argosy.connection set settings = '{"channel":"second"}' where id = $1`, [second]);
  const { variant } = await engine.listed("OIL", onHand);
  await engine.db.owner.run(
    `with page as (
       insert into argosy.product_listing (organization_id, connection_id, ext_key, title, product_id, content_sync)
       select $1, $2, 'OIL', 'OIL', product_id, false
       from argosy.variant
       where organization_id = $1 and id = $3
       returning id)
     insert into argosy.listing (organization_id, connection_id, product_listing_id, ext_key, sku, state, variant_id)
     select $1, $2, id, 'OIL', 'OIL', 'mapped', $3 from page`,
    [engine.organization, second, variant],
  );
  const made: Shop = {
    engine,
    variant,
    second,
    written,
    shown: place.shown,
    sell(quantity) {
      place.shown.set("OIL", (place.shown.get("OIL") ?? 0) - quantity);
      const placedAt = new Date(engine.clock.now());
      const lines = [orderLine({ key: "1", variantKey: "OIL", sku: "OIL", quantity })];
      sold.push(orderPart(`o${sold.length}`, { placedAt: placedAt.toISOString(), lines }));
    },
    sendBack() {
      const order = sold[0];
      if (!order) throw new RangeError("nothing was sold");
      const lines = order.lines.map((line) => ({ ...line, fulfilledQuantity: line.quantity }));
      const at = new Date(engine.clock.now()).toISOString();
      const refunded = lines.map(({ key, quantity }) => ({ lineKey: key, quantity, restocked: null }));
      const refunds = [{ key: "r1", amountMinor: 1000n, at, lines: refunded }];
      sold[0] = later(order, 300, { lines, fulfilment: "fulfilled", refunds });
      for (const { quantity } of lines) place.shown.set("OIL", (place.shown.get("OIL") ?? 0) + quantity);
    },
    count(counts) {
      isCounted = counts;
    },
    readProduct: (store) =>
      engine.inside(async (tx) => {
        const levels = isCounted ? [{ location: "", available: place.shown.get("OIL") ?? 0 }] : undefined;
        const variant = channelVariant("OIL", { sku: "OIL", levels });
        const now = new Date(engine.clock.now());
        await recordChannelProducts(tx, {
          connectionId: store,
          products: [channelProduct("OIL", [variant])],
          now,
          initial: false,
        });
      }),
    look: (store) =>
      engine.inside(async (tx) => {
        const { listing } = await tx.one<{ listing: string }>(
          "select id as listing from argosy.listing where organization_id = argosy.tenant() and connection_id = $1",
          [store],
        );
        const at = new Date(engine.clock.now());
        const levels = [{ listingId: listing, location: "", available: place.shown.get("OIL") ?? 0, at }];
        await observeLevels(tx, { connectionId: store, levels, now: at });
        await tx.run("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'outbound', $2)", [store, at]);
      }),
    async pass(ms, times = 1) {
      for (let n = 0; n < times; n += 1) {
        engine.clock.pass(ms);
        await engine.engine.runUntilIdle();
      }
    },
    conflicts: async () =>
      (await engine.inside((tx) => tx.rows("select 1 from argosy.conflict where organization_id = argosy.tenant()")))
        .length,
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
  await engine.engine.runUntilIdle();
  // Its first number leaves once the orders of both are listed, which may be in the last of these; what is seen in the
  // millisecond of a confirmed write counts as seen before it.
  await made.pass(10 * 60_000, 2);
  await made.pass(60_000);
  return made;
}

test("a number is written once, and is no stranger's edit where the other store sees it", async () => {
  await using one = await shop(10);
  expect(one.written).toEqual([10]);
  await one.engine.adjust(one.variant, -3);
  await one.pass(1_000);
  for (const store of [one.second, one.engine.store]) await one.look(store);
  await one.pass(10_000, 6);
  expect(one.written).toEqual([10, 7]);
  expect(await one.conflicts()).toBe(0);
});

test("pieces sold on one channel are not put back on sale by the other, whose orders do not tell of them", async () => {
  await using one = await shop(10);
  one.sell(2);
  await one.look(one.engine.store);
  await one.pass(4_000, 6);
  const level = await one.engine.db.owner.one<{ available: number }>("select available from argosy.level");
  expect([one.written, one.shown.get("OIL"), level.available]).toEqual([[10], 8, 8]);
  await one.engine.adjust(one.variant, 5);
  await one.pass(4_000, 4);
  expect(one.written).toEqual([10, 13]);
  expect(await one.conflicts()).toBe(0);
});

test("pieces a refund of one channel put back are back for the other, which writes the number", async () => {
  await using one = await shop(10);
  one.sell(2);
  await one.look(one.engine.store);
  await one.pass(4_000, 6);
  await one.pass(60 * 60_000);
  one.sendBack();
  await one.pass(6 * 60_000);
  await one.look(one.engine.store);
  await one.pass(4_000, 6);
  const level = await one.engine.db.owner.one<{ available: number }>("select available from argosy.level");
  expect([one.written, one.shown.get("OIL"), level.available]).toEqual([[10], 10, 10]);
  expect(await one.conflicts()).toBe(0);
});

test("the other store writes where the writing one is switched off", async () => {
  await using one = await shop(10);
  await one.engine.inside((tx) =>
    deactivateStore(tx, { connectionId: one.engine.store, by: ANA, now: new Date(one.engine.clock.now()) }),
  );
  await one.engine.adjust(one.variant, -4);
  await one.pass(4_000, 6);
  expect(one.shown.get("OIL")).toBe(6);
});

const countedBy = (one: Shop) =>
  one.engine.inside((tx) =>
    tx.rows("select connection_id as store, counted from listing where organization_id = argosy.tenant()"),
  );
const openAlerts = (one: Shop) =>
  one.engine.inside((tx) =>
    tx.rows("select kind from alert where organization_id = argosy.tenant() and state <> 'resolved'"),
  );
const everywhere = (one: Shop, counted: boolean) =>
  expect.arrayContaining([one.engine.store, one.second].map((store) => ({ store, counted })));

test("an item one store reads as not counted is not counted at the other stores of its place: nobody writes its number", async () => {
  await using one = await shop(10);
  one.count(false);
  await one.readProduct(one.second);
  expect(await countedBy(one)).toEqual(everywhere(one, false));
  await one.engine.adjust(one.variant, -3);
  await one.pass(4_000, 4);
  expect([one.written, await openAlerts(one)]).toEqual([[10], []]);
  one.count(true);
  await one.readProduct(one.second);
  expect(await countedBy(one)).toEqual(everywhere(one, true));
  await one.pass(4_000, 6);
  expect(one.written).toEqual([10, 7]);
});

test("an item whose number is refused as not counted is not counted from then on, until a store reads a number again", async () => {
  await using one = await shop(10);
  one.count(false);
  await one.engine.adjust(one.variant, -3);
  await one.pass(4_000, 4);
  expect([await countedBy(one), await openAlerts(one)]).toEqual([everywhere(one, false), []]);
  one.count(true);
  await one.readProduct(one.second);
  await one.pass(4_000, 6);
  expect([await countedBy(one), one.written]).toEqual([everywhere(one, true), [10, 7]]);
});
