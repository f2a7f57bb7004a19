import { expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import { updateVariant } from "../../hub/catalog/edit-variants.ts";
import { explainListing } from "../../hub/listings/explain-stock.ts";
import { applyOrderParts } from "../../hub/orders/apply.ts";
import { requestCommand } from "../../hub/orders/commands.ts";
import { actor, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { fakeChannel } from "../outbound/testing.ts";
import { type TestEngine, testEngine } from "../testing.ts";

const now = ({ clock }: TestEngine) => new Date(clock.now());

/** An item the channel does not count, of which nobody gave a number. */
async function uncounted(engine: TestEngine, sku: string) {
  const item = await engine.listed(sku, null);
  await isCountedThere(engine, item.listing, false);
  return item;
}

const isCountedThere = (engine: TestEngine, listing: string, counted: boolean) =>
  engine.inside((tx) =>
    tx.run("update listing set counted = $2 where organization_id = argosy.tenant() and id = $1", [listing, counted]),
  );

async function sell(engine: TestEngine, key: string, item: string, quantity: number): Promise<string> {
  engine.clock.pass(60_000);
  const line = orderLine({ variantKey: item, quantity, channelTook: 0 });
  const [applied] = await engine.inside((tx) =>
    applyOrderParts(tx, {
      connection: { id: engine.store, name: "Shop", orderPrefix: "", stockCutoverAt: null },
      parts: [orderPart(key, { placedAt: now(engine).toISOString(), lines: [line] })],
      compareAndSet: "none",
      source: "webhook",
      actor,
      now: now(engine),
    }),
  );
  return applied?.orderId ?? "";
}

async function work(engine: TestEngine): Promise<void> {
  for (let n = 0; n < 3; n++) {
    engine.clock.pass(1_000);
    await engine.engine.runUntilIdle();
  }
}

const linesOf = (engine: TestEngine) =>
  engine.inside((tx) =>
    tx.rows<{ reserved: number; short: number }>(
      `select reserved_quantity as reserved, short_quantity as short from order_line
       where organization_id = argosy.tenant() order by id`,
    ),
  );
const levelOf = (engine: TestEngine, variant: string) =>
  engine.inside((tx) =>
    tx.maybe("select on_hand, reserved from level where organization_id = argosy.tenant() and variant_id = $1", [
      variant,
    ]),
  );
const openAlerts = (engine: TestEngine) =>
  engine.inside((tx) =>
    tx.rows("select kind from alert where organization_id = argosy.tenant() and state <> 'resolved'"),
  );
const say = (engine: TestEngine, id: string, stockCounted: boolean | null) =>
  engine.inside((tx) => updateVariant(tx, { id, patch: { stockCounted }, now: now(engine) }));

test("an item no channel counts and nobody gave a number is sold without limit: not short, no alert, shipped [D2.3]", async () => {
  await using engine = await testEngine({ stock: fakeChannel().stock });
  const { variant } = await uncounted(engine, "SERVICE");
  await work(engine);
  const orderId = await sell(engine, "one", "SERVICE", 2);
  await work(engine);
  expect(await linesOf(engine)).toEqual([{ reserved: 2, short: 0 }]);
  expect(await openAlerts(engine)).toEqual([]);
  await engine.inside((tx) =>
    requestCommand(tx, {
      orderId,
      command: { kind: "fulfil", lines: [{ lineKey: "SERVICE", quantity: 2 }] },
      idempotencyKey: "ship",
      actor: systemActor,
      now: now(engine),
    }),
  );
  expect(await levelOf(engine, variant)).toBeUndefined();
});

test("orders that were short of an item are served when its channel stops counting it, and their alerts close", async () => {
  await using engine = await testEngine({ stock: fakeChannel().stock });
  const { listing } = await uncounted(engine, "SERVICE");
  await isCountedThere(engine, listing, true);
  await work(engine);
  await sell(engine, "one", "SERVICE", 2);
  expect([await linesOf(engine), await openAlerts(engine)]).toEqual([
    [{ reserved: 0, short: 2 }],
    [{ kind: "order_short" }],
  ]);
  await isCountedThere(engine, listing, false);
  await work(engine);
  expect([await linesOf(engine), await openAlerts(engine)]).toEqual([[{ reserved: 2, short: 0 }], []]);
});

test("an item with a number here stays counted, whatever its channel does", async () => {
  await using engine = await testEngine({ stock: fakeChannel().stock });
  const { variant, listing } = await engine.listed("TEA", 3);
  await isCountedThere(engine, listing, false);
  await work(engine);
  await sell(engine, "one", "TEA", 5);
  expect(await linesOf(engine)).toEqual([{ reserved: 3, short: 2 }]);
  expect(await levelOf(engine, variant)).toEqual({ on_hand: 3, reserved: 3 });
});

test("a number that is given makes an item counted: open orders hold of it what there is", async () => {
  await using engine = await testEngine({ stock: fakeChannel().stock });
  const { variant } = await uncounted(engine, "CUP");
  await work(engine);
  await sell(engine, "one", "CUP", 2);
  await engine.adjust(variant, 5);
  await work(engine);
  expect(await levelOf(engine, variant)).toEqual({ on_hand: 5, reserved: 2 });
});

test("a variant a channel starts to count has the channel's number, and none is written over it", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock });
  const { variant, listing } = await uncounted(engine, "CUP");
  await work(engine);
  channel.shown.set("CUP", 20);
  await engine.inside((tx) =>
    tx.run(
      `insert into listing_stock (organization_id, listing_id, connection_id, observed, observed_at)
       values (argosy.tenant(), $1, $2, 20, $3)`,
      [listing, engine.store, now(engine)],
    ),
  );
  await isCountedThere(engine, listing, true);
  await work(engine);
  expect([await levelOf(engine, variant), channel.shown.get("CUP")]).toEqual([{ on_hand: 20, reserved: 0 }, 20]);
});

test("a seller's word stands: not counted, no number is sent to a channel that counts; counted again, it is", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock });
  const { variant, listing } = await engine.listed("TEA", 3);
  await work(engine);
  await say(engine, variant, false);
  await work(engine);
  await engine.adjust(variant, 4);
  await sell(engine, "one", "TEA", 9);
  await work(engine);
  expect([channel.shown.get("TEA"), await linesOf(engine), await openAlerts(engine)]).toEqual([
    3,
    [{ reserved: 9, short: 0 }],
    [],
  ]);
  const { notPushed } = await engine.inside((tx) => explainListing(tx, listing, now(engine)));
  expect(notPushed.map(({ code }) => code)).toEqual(["notSent.notCountedHere"]);
  await say(engine, variant, null);
  await work(engine);
  expect(await linesOf(engine)).toEqual([{ reserved: 7, short: 2 }]);
  expect(channel.shown.get("TEA")).toBe(0);
});

test("a bundle is limited by those of its parts that are counted", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock });
  const [kit, oil, card] = [
    await uncounted(engine, "KIT"),
    await engine.listed("OIL", 8),
    await uncounted(engine, "CARD"),
  ];
  await isCountedThere(engine, kit.listing, true);
  await engine.inside((tx) =>
    tx.run(
      `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
       values (argosy.tenant(), $1, $2, 2), (argosy.tenant(), $1, $3, 1)`,
      [kit.variant, oil.variant, card.variant],
    ),
  );
  await work(engine);
  await sell(engine, "one", "KIT", 1);
  await work(engine);
  expect([channel.shown.get("KIT"), await linesOf(engine), await levelOf(engine, oil.variant)]).toEqual([
    3,
    [{ reserved: 1, short: 0 }],
    { on_hand: 8, reserved: 2 },
  ]);
});
