/** Variations of a channel that show one number: one item of stock here, believed, sold from and written once. */
import { expect, test } from "vitest";
import { setComponents } from "../../../hub/catalog/bundles.ts";
import { createProduct, createProducts } from "../../../hub/catalog/create.ts";
import { recordChannelProducts } from "../../../hub/channel-products/record.ts";
import { channelProduct, channelVariant } from "../../../hub/listings/samples.ts";
import { orderLine, orderPart } from "../../../hub/orders/testing.ts";
import { createByHand } from "../../plan/manual-products.ts";
import { type TestEngine, testEngine } from "../../testing.ts";
import { reportOrders } from "../../testing-orders.ts";
import { type FakeChannel, fakeChannel } from "../testing.ts";

const SIZES = ["S", "M", "L"];

interface Shop extends AsyncDisposable {
  readonly engine: TestEngine;
  /** What was written, in order. */
  readonly written: { readonly key: string; readonly desired: number }[];
  /** The shop shows `units` of every size. */
  shows(units: number, sizes?: readonly string[]): Promise<void>;
  adopt(): Promise<void>;
  sell(key: string, lines: Readonly<Record<string, number>>): Promise<void>;
  work(times?: number): Promise<void>;
  rows<Row extends object>(sql: string): Promise<Row[]>;
}

async function shop(): Promise<Shop> {
  const place: FakeChannel = fakeChannel({ compareAndSet: "read" });
  const written: Shop["written"] = [];
  const showAll = (units: number) => {
    for (const size of SIZES) place.shown.set(size, units);
  };
  place.onSend = async (items) => {
    written.push(...items.map(({ key, want }) => ({ key, desired: want })));
    for (const { want } of items) showAll(want);
    return items.map((item) => ({ ...item, outcome: "applied" as const, observed: item.want }));
  };
  const engine = await testEngine({ stock: place.stock });
  const now = () => new Date(engine.clock.now());
  return {
    engine,
    written,
    async shows(units, sizes = SIZES) {
      showAll(units);
      const levels = [{ location: "", available: units }];
      const variants = sizes.map((size) => channelVariant(size, { sku: `TEE-${size}`, levels, sharedStock: "tee" }));
      await engine.inside((tx) =>
        recordChannelProducts(tx, {
          connectionId: engine.store,
          products: [channelProduct("tee", variants, { version: { kind: "time", value: BigInt(engine.clock.now()) } })],
          now: now(),
          initial: false,
        }),
      );
    },
    async adopt() {
      const pages = await engine.inside((tx) => tx.rows<{ id: string }>("select id from argosy.product_listing"));
      await engine.inside((tx) =>
        createByHand(tx, {
          connectionId: engine.store,
          productListingIds: pages.map(({ id }) => id),
          stockFrom: "channel",
          now: now(),
        }),
      );
    },
    async sell(key, lines) {
      engine.clock.pass(60_000);
      const sold = Object.entries(lines).map(([size, quantity]) =>
        orderLine({ key: size, variantKey: size, sku: `TEE-${size}`, quantity, channelTook: quantity }),
      );
      showAll((place.shown.get("S") ?? 0) - sold.reduce((sum, line) => sum + line.quantity, 0));
      await reportOrders(engine, [orderPart(key, { placedAt: now().toISOString(), lines: sold })], {
        source: "webhook",
        now: now(),
      });
    },
    async work(times = 4) {
      for (let n = 0; n < times; n++) {
        engine.clock.pass(2_000);
        await engine.engine.runUntilIdle();
      }
    },
    rows: (sql) => engine.inside((tx) => tx.rows(sql)),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

const LEVELS = `select v.sku, l.on_hand, l.reserved from argosy.level l join argosy.variant v on v.id = l.variant_id
  where l.on_hand <> 0 or l.reserved <> 0 order by v.sku`;

test("variations of one number are one item of stock: sold from together, written once, never added up [D1.1]", async () => {
  await using tee = await shop();
  await tee.shows(9);
  await tee.adopt();
  await tee.work();
  expect(await tee.rows(LEVELS)).toEqual([{ sku: "shop-tee-stock", on_hand: 9, reserved: 0 }]);
  await tee.sell("one", { S: 2, M: 1 });
  await tee.work();
  expect(await tee.rows(LEVELS)).toEqual([{ sku: "shop-tee-stock", on_hand: 9, reserved: 3 }]);
  expect(tee.written).toEqual([]);
  const [item] = await tee.rows<{ id: string }>("select id from argosy.variant where sku = 'shop-tee-stock'");
  await tee.engine.adjust(item?.id ?? "", -1);
  await tee.work();
  expect(tee.written.map(({ desired }) => desired)).toEqual([5]);
  const wrote = tee.written[0]?.key;
  // Another of them writes when the first no longer does.
  await tee.engine.inside((tx) =>
    tx.run("update argosy.listing set stock_sync = false where ext_key = $1 and organization_id = argosy.tenant()", [
      wrote,
    ]),
  );
  await tee.engine.adjust(item?.id ?? "", -1);
  await tee.work();
  expect(tee.written.slice(1)).toEqual([{ key: expect.not.stringMatching(wrote ?? ""), desired: 4 }]);
});

test("a variation that is not linked, and sells the number of those that are, holds their units [D1.1]", async () => {
  await using tee = await shop();
  await tee.shows(9, ["S", "M"]);
  await tee.adopt();
  await tee.work();
  await tee.shows(9);
  await tee.sell("one", { L: 2 });
  await tee.work();
  expect(await tee.rows(LEVELS)).toEqual([{ sku: "shop-tee-stock", on_hand: 9, reserved: 2 }]);
  expect(await tee.rows("select has_unmapped from argosy.sales_order")).toEqual([{ has_unmapped: true }]);
  expect(tee.written).toEqual([]);
  // Linked since, it is the same goods.
  await tee.adopt();
  await tee.work();
  expect(await tee.rows(LEVELS)).toEqual([{ sku: "shop-tee-stock", on_hand: 9, reserved: 2 }]);
  expect(tee.written).toEqual([]);
});

test("a variation that comes later shares the number its siblings have", async () => {
  await using tee = await shop();
  await tee.shows(9, ["S", "M"]);
  await tee.adopt();
  await tee.shows(9);
  await tee.adopt();
  await tee.work();
  expect(await tee.rows(LEVELS)).toEqual([{ sku: "shop-tee-stock", on_hand: 9, reserved: 0 }]);
  expect(await tee.rows("select 1 from argosy.bundle_item")).toHaveLength(3);
});

test("variations with numbers of their own here are left alone: none is written over the shared one, and a person is told", async () => {
  await using tee = await shop();
  const now = new Date(tee.engine.clock.now());
  const made = await tee.engine.inside(async (tx) =>
    createProduct(tx, { product: { title: "Tee", variants: SIZES.map((size) => ({ sku: `TEE-${size}` })) }, now }),
  );
  for (const [index, variant] of made.variantIds.entries()) await tee.engine.adjust(variant, 4 + index);
  await tee.shows(9);
  await tee.work();
  const alerts = () => tee.rows("select kind from argosy.alert where state = 'open' and kind = 'stock_shared'");
  expect(await tee.rows("select 1 from argosy.listing where state = 'mapped'")).toHaveLength(3);
  expect(await alerts()).toHaveLength(1);
  await tee.engine.adjust(made.variantIds[0] ?? "", 10);
  await tee.work();
  expect(tee.written).toEqual([]);
  // The seller makes them one item: from then on it is written.
  const [item] = await tee.engine.inside((tx) =>
    createProducts(tx, { products: [{ title: "Tees", variants: [{ sku: "TEES" }] }], now }),
  );
  const variantId = item?.ok ? (item.variantIds[0] ?? "") : "";
  for (const each of made.variantIds) {
    await tee.engine.db.owner.run("update argosy.level set on_hand = 0 where variant_id = $1", [each]);
    await tee.engine.inside((tx) => setComponents(tx, { variantId: each, components: [{ variantId, quantity: 1 }] }));
  }
  await tee.engine.adjust(variantId, 7);
  await tee.work();
  expect(tee.written.map(({ desired }) => desired)).toEqual([7]);
  await tee.engine.engine.upkeep();
  expect(await alerts()).toHaveLength(0);
});
