import { expect, test } from "vitest";
import { listAlerts } from "../../../hub/alerts/alerts.ts";
import { listConflicts } from "../../../hub/conflicts/conflicts.ts";
import { settleConflict } from "../../../hub/conflicts/settle.ts";
import { postMovements } from "../../../hub/inventory/ledger.ts";
import { ensureDefaultLocation } from "../../../hub/inventory/locations.ts";
import { explainListing } from "../../../hub/listings/explain-stock.ts";
import { observeLevels } from "../../../hub/listings/levels.ts";
import { ANA } from "../../../hub/listings/samples.ts";
import { getHold, heldStock, listHolds, settleHold } from "../../../hub/stock-holds/stock-holds.ts";
import { type TestEngine, testEngine } from "../../testing.ts";
import { type FakeChannel, fakeChannel } from "../testing.ts";

interface Listed {
  readonly sku: string;
  readonly variant: string;
  readonly listing: string;
}

const COUNT = 30;

/** A store of 30 items that shows 5 of each. */
async function stockedShop(): Promise<{ shop: FakeChannel; engine: TestEngine; items: Listed[] }> {
  const shop = fakeChannel();
  const engine = await testEngine({ stock: shop.stock });
  const items: Listed[] = [];
  for (let n = 0; n < COUNT; n++) {
    const sku = `MUG-${String(n).padStart(2, "0")}`;
    items.push({ sku, ...(await engine.listed(sku, 5)) });
  }
  await work(engine);
  expect([...shop.shown.values()]).toEqual(Array(COUNT).fill(5));
  return { shop, engine, items };
}

const work = (engine: TestEngine) => engine.engine.runUntilIdle();
const levels = (engine: TestEngine) =>
  engine.inside((tx) =>
    tx.rows<{ n: number }>("select on_hand as n from argosy.level where organization_id = argosy.tenant() order by 1"),
  );
const open = async (engine: TestEngine) => (await engine.inside((tx) => listHolds(tx, { state: "open" }))).items;
const settle = (engine: TestEngine, id: string, approve: boolean) =>
  engine.inside((tx) => settleHold(tx, { id, approve, by: ANA, now: new Date(engine.clock.now()) }));
const zeros = (shop: FakeChannel) => [...shop.shown.values()].filter((shown) => shown === 0).length;
const adoptEdits = (engine: TestEngine) =>
  engine.db.owner.run(
    `update connection
     set settings = '{"policy":{"stock":"channel"}}'
     where id = $1`,
    [engine.store],
  );

/** One change of many levels at once, as an import makes it. */
async function move(engine: TestEngine, variants: readonly string[], kind: "import" | "order", by: number) {
  await engine.inside(async (tx) => {
    const locationId = await ensureDefaultLocation(tx, new Date(engine.clock.now()));
    await postMovements(tx, {
      movements: variants.map((variantId) => ({
        variantId,
        locationId,
        causeKind: kind,
        causeRef: `${kind}:${engine.clock.now()}`,
        onHandDelta: kind === "import" ? by : 0,
        reservedDelta: kind === "order" ? -by : 0,
      })),
      actor: { kind: "system", id: "test", name: "test" },
      now: new Date(engine.clock.now()),
    });
  });
}

test("an import that empties most of a store is held, told once, and everything else goes on", async () => {
  const { shop, engine, items } = await stockedShop();
  await using _ = engine;
  const [first, second, ...rest] = items;
  await move(
    engine,
    rest.map((each) => each.variant),
    "import",
    -5,
  );
  await engine.adjust(first?.variant ?? "", 4);
  await work(engine);
  expect(zeros(shop)).toBe(0);
  expect(shop.shown.get("MUG-00")).toBe(9);
  const [hold] = await open(engine);
  expect(hold).toMatchObject({ direction: "out", items: 28, ofListings: 30, held: 28 });
  const alerts = await engine.inside((tx) => listAlerts(tx, { state: "open", now: new Date(engine.clock.now()) }));
  expect(alerts.items).toMatchObject([{ kind: "stock_hold", severity: "critical", count: 1 }]);
  expect(alerts.items[0]?.text).toContain("28 of 30 items would be set to zero");
  const shown = await engine.inside(async (tx) => heldStock(tx, await getHold(tx, hold?.id ?? ""), { limit: 1 }));
  expect(shown.items).toMatchObject([{ sku: "MUG-02", hub: 0, channel: 5 }]);
  const why = await engine.inside((tx) => explainListing(tx, rest[0]?.listing ?? "", new Date(engine.clock.now())));
  expect(why.notPushed.map(({ text }) => text).join()).toContain("Someone has to approve it first");
  // A single item that follows joins them rather than slipping through; another number does not.
  await move(engine, [second?.variant ?? ""], "import", -5);
  await engine.adjust(rest[0]?.variant ?? "", 3);
  await work(engine);
  expect(zeros(shop)).toBe(0);
  expect(shop.shown.get("MUG-02")).toBe(3);
  expect((await open(engine))[0]).toMatchObject({ held: 28 });
});

test("approved zeros are written; refused ones wait for another number, and may still be approved", async () => {
  const { shop, engine, items } = await stockedShop();
  await using _ = engine;
  await move(
    engine,
    items.map((each) => each.variant),
    "import",
    -5,
  );
  await work(engine);
  const [hold] = await open(engine);
  await settle(engine, hold?.id ?? "", false);
  await work(engine);
  expect(zeros(shop)).toBe(0);
  await engine.adjust(items[0]?.variant ?? "", 2);
  await work(engine);
  expect(shop.shown.get("MUG-00")).toBe(2);
  await settle(engine, hold?.id ?? "", true);
  await work(engine);
  expect(zeros(shop)).toBe(29);
  await expect(settle(engine, hold?.id ?? "", true)).rejects.toThrow("approved already");
  expect(
    (await engine.inside((tx) => listAlerts(tx, { state: "open", now: new Date(engine.clock.now()) }))).items,
  ).toEqual([]);
});

test("units that orders have sold are never held: another channel would sell them again", async () => {
  const { shop, engine, items } = await stockedShop();
  await using _ = engine;
  await move(
    engine,
    items.map((each) => each.variant),
    "order",
    -5,
  );
  await work(engine);
  expect(zeros(shop)).toBe(COUNT);
  expect(await open(engine)).toEqual([]);
});

test("zeros that come in small steps are held from the threshold on", async () => {
  const { shop, engine, items } = await stockedShop();
  await using _ = engine;
  for (const { variant } of items) {
    await move(engine, [variant], "import", -5);
    await work(engine);
    engine.clock.pass(1_000);
  }
  expect(zeros(shop)).toBe(19);
  expect((await open(engine))[0]).toMatchObject({ items: 30, held: 11 });
});

test("a hold ends by itself when the numbers come back", async () => {
  const { shop, engine, items } = await stockedShop();
  await using _ = engine;
  const variants = items.map((each) => each.variant);
  await move(engine, variants, "import", -5);
  await work(engine);
  engine.clock.pass(60_000);
  await move(engine, variants, "import", 5);
  await work(engine);
  await engine.engine.upkeep();
  expect(zeros(shop)).toBe(0);
  const holds = (await engine.inside((tx) => listHolds(tx, {}))).items;
  expect(holds).toMatchObject([{ state: "ended", held: 0, settledBy: "system" }]);
  expect(
    (await engine.inside((tx) => listAlerts(tx, { state: "open", now: new Date(engine.clock.now()) }))).items,
  ).toEqual([]);
});

/** The channel shows none of anything, also when looked at again. */
async function emptied(engine: TestEngine, shop: FakeChannel): Promise<void> {
  for (const key of shop.shown.keys()) shop.shown.set(key, 0);
  const levels = [...shop.shown.keys()].map((extKey) => ({ extKey, location: "", available: 0 }));
  engine.clock.pass(1_000);
  await engine.inside((tx) => {
    const now = new Date(engine.clock.now());
    return observeLevels(tx, {
      connectionId: engine.store,
      levels: levels.map((level) => ({ ...level, at: now })),
      now,
    });
  });
  for (let n = 0; n < 3; n++) {
    engine.clock.pass(61_000);
    await work(engine);
  }
}

test("a two-way pull that shows none of anything does not empty the hub", async () => {
  const { shop, engine } = await stockedShop();
  await using _ = engine;
  await adoptEdits(engine);
  await emptied(engine, shop);
  expect(await levels(engine)).toEqual(Array(COUNT).fill({ n: 5 }));
  const [hold] = await open(engine);
  expect(hold).toMatchObject({ direction: "in", items: 30, held: 30 });
  // Refused: the hub's numbers are written back.
  await settle(engine, hold?.id ?? "", false);
  await work(engine);
  expect([...shop.shown.values()]).toEqual(Array(COUNT).fill(5));
});

test("a two-way channel's lower numbers enter the hub once after approval", async () => {
  const { shop, engine } = await stockedShop();
  await using _ = engine;
  await adoptEdits(engine);
  await emptied(engine, shop);
  const [hold] = await open(engine);
  await settle(engine, hold?.id ?? "", true);
  await work(engine);
  expect(await levels(engine)).toEqual(Array(COUNT).fill({ n: 0 }));
  expect(zeros(shop)).toBe(COUNT);
});

test("a store that asks: an edited number waits, is shown, and is settled either way", async () => {
  const { shop, engine, items } = await stockedShop();
  await using _ = engine;
  await engine.db.owner.run(`update connection set settings = '{"policy":{"stock":"ask"}}' where id = $1`, [
    engine.store,
  ]);
  const [first, second, third] = items;
  for (const [key, shown] of [
    ["MUG-00", 2],
    ["MUG-01", 8],
    ["MUG-02", 1],
  ] as const)
    await edited(engine, shop, key, shown);
  const conflicts = (await engine.inside((tx) => listConflicts(tx, { state: "open" }))).items;
  expect(conflicts.map(({ field, hubValue, channelValue }) => [field, hubValue, channelValue]).sort()).toEqual([
    ["stock", 5, 1],
    ["stock", 5, 2],
    ["stock", 5, 8],
  ]);
  const why = await engine.inside((tx) => explainListing(tx, first?.listing ?? "", new Date(engine.clock.now())));
  expect(why.notPushed.map(({ text }) => text).join()).toContain("Settle the conflict first");
  // Nothing is written while it is open, whatever happens here.
  await engine.adjust(first?.variant ?? "", 4);
  await work(engine);
  expect(shop.shown.get("MUG-00")).toBe(2);
  const by = (listing: string | undefined, winner: "hub" | "channel" | "dismissed") =>
    engine.inside((tx) =>
      settleConflict(tx, {
        id: conflicts.find((each) => each.listingId === listing)?.id ?? "",
        winner,
        by: ANA,
        now: new Date(engine.clock.now()),
      }),
    );
  await by(first?.listing, "hub");
  await by(second?.listing, "channel");
  await by(third?.listing, "dismissed");
  await work(engine);
  expect(["MUG-00", "MUG-01", "MUG-02"].map((key) => shop.shown.get(key))).toEqual([9, 8, 1]);
  expect((await levels(engine)).map(({ n }) => n).slice(-2)).toEqual([8, 9]);
});

/** Somebody edits one number on the channel. */
async function edited(engine: TestEngine, shop: FakeChannel, key: string, shown: number): Promise<void> {
  shop.shown.set(key, shown);
  engine.clock.pass(1_000);
  await engine.inside((tx) => {
    const now = new Date(engine.clock.now());
    return observeLevels(tx, {
      connectionId: engine.store,
      levels: [{ extKey: key, location: "", available: shown, at: now }],
      now,
    });
  });
  for (let n = 0; n < 3; n++) {
    engine.clock.pass(61_000);
    await work(engine);
  }
}
