import { expect, test } from "vitest";
import { systemActor } from "../../../commerce/actor.ts";
import { createLocation, updateLocation } from "../../../hub/inventory/locations.ts";
import { setStock, transferStock } from "../../../hub/inventory/stock-changes.ts";
import { NOON } from "../../../hub/listings/samples.ts";
import { applyOrderParts } from "../../../hub/orders/apply.ts";
import { actor, orderLine, orderPart } from "../../../hub/orders/testing.ts";
import { type TestEngine, testEngine } from "../../testing.ts";
import { fakeChannel } from "../testing.ts";

const by = (engine: TestEngine) => ({ actor: systemActor, now: new Date(engine.clock.now()) });

async function order(engine: TestEngine, key: string, quantity: number, item: string): Promise<void> {
  engine.clock.pass(60_000);
  const placedAt = new Date(engine.clock.now()).toISOString();
  await engine.inside((tx) =>
    applyOrderParts(tx, {
      connection: { id: engine.store, name: "Shop", orderPrefix: "", stockCutoverAt: null },
      parts: [orderPart(key, { placedAt, lines: [orderLine({ variantKey: item, quantity, channelTook: 0 })] })],
      compareAndSet: "none",
      source: "webhook",
      actor,
      now: new Date(engine.clock.now()),
    }),
  );
}

const set = (engine: TestEngine, sku: string, onHand: number) =>
  engine.inside((tx) => setStock(tx, { items: [{ sku, onHand }], ...by(engine) }));

async function work(engine: TestEngine): Promise<void> {
  for (let n = 0; n < 3; n++) {
    engine.clock.pass(1_000);
    await engine.engine.runUntilIdle();
  }
}

const held = (engine: TestEngine) =>
  engine.inside((tx) =>
    tx.rows(
      `select o.ext_key as key, l.reserved_quantity as reserved, l.short_quantity as short, o.is_short as "isShort"
       from order_line l join sales_order o on o.id = l.order_id order by o.placed_at`,
    ),
  );
const level = (engine: TestEngine, sku: string) =>
  engine.inside((tx) =>
    tx.one("select on_hand, reserved, available from level l join variant v on v.id = l.variant_id where v.sku = $1", [
      sku,
    ]),
  );
const shortAlerts = (engine: TestEngine) =>
  engine.inside((tx) => tx.rows("select kind from alert where kind = 'order_short' and state <> 'resolved'"));

test("stock that falls below what is promised makes the newest orders short, with an alert, until it is back [D2.3]", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock });
  await engine.listed("OIL", 5);
  await order(engine, "old", 3, "OIL");
  await order(engine, "new", 2, "OIL");
  await work(engine);
  await set(engine, "OIL", 2);
  await work(engine);
  expect(await held(engine)).toEqual([
    { key: "old", reserved: 2, short: 1, isShort: true },
    { key: "new", reserved: 0, short: 2, isShort: true },
  ]);
  expect(await level(engine, "OIL")).toEqual({ on_hand: 2, reserved: 2, available: 0 });
  expect(await shortAlerts(engine)).toHaveLength(2);
  await set(engine, "OIL", 6);
  await work(engine);
  expect(await held(engine)).toEqual([
    { key: "old", reserved: 3, short: 0, isShort: false },
    { key: "new", reserved: 2, short: 0, isShort: false },
  ]);
  expect([await shortAlerts(engine), channel.shown.get("OIL")]).toEqual([[], 1]);
});

test("a bundle whose part is missing gives back as many bundles, and its other parts are free again", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock });
  const [kit, oil, cup] = [await engine.listed("KIT", 0), await engine.listed("OIL", 8), await engine.listed("CUP", 4)];
  for (const [part, quantity] of [
    [oil, 2],
    [cup, 1],
  ] as const)
    await engine.db.owner.run(
      `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
       values ($1, $2, $3, $4)`,
      [engine.organization, kit.variant, part.variant, quantity],
    );
  await work(engine);
  await order(engine, "kits", 4, "KIT");
  await set(engine, "OIL", 5);
  await work(engine);
  expect(await held(engine)).toEqual([{ key: "kits", reserved: 2, short: 2, isShort: true }]);
  expect([await level(engine, "OIL"), await level(engine, "CUP")]).toEqual([
    { on_hand: 5, reserved: 4, available: 1 },
    { on_hand: 4, reserved: 2, available: 2 },
  ]);
});

test("units that orders hold are not moved away, and a location with stock is not switched off silently [D1.1]", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock });
  await engine.listed("OIL", 5);
  await order(engine, "old", 3, "OIL");
  const other = await engine.inside((tx) => createLocation(tx, { name: "Second", now: NOON }));
  const move = (quantity: number) =>
    engine.inside((tx) =>
      transferStock(tx, { items: [{ sku: "OIL", toLocationId: other.id, quantity }], ...by(engine) }),
    );
  expect(await move(3)).toMatchObject([{ ok: false, error: { code: "INVENTORY_NOT_ENOUGH", field: "quantity" } }]);
  expect(await move(2)).toMatchObject([{ ok: true }]);
  const off = (withStock?: boolean) =>
    engine.inside((tx) => updateLocation(tx, { id: other.id, active: false, withStock, now: NOON }));
  await expect(off()).rejects.toMatchObject({ code: "LOCATION_HAS_STOCK" });
  expect((await off(true)).active).toBe(false);
});
