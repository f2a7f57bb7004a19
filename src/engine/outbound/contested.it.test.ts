/** Two hubs that write the stock of one shop, each sure of its own number. */
import { expect, test } from "vitest";
import { listAlerts } from "../../hub/alerts/alerts.ts";
import { listConflicts } from "../../hub/conflicts/conflicts.ts";
import { settleConflict } from "../../hub/conflicts/settle.ts";
import { observeLevels } from "../../hub/listings/levels.ts";
import { ANA } from "../../hub/listings/samples.ts";
import { storeHealth } from "../../hub/stores/health.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { type FakeChannel, fakeChannel } from "./testing.ts";

const nowOf = (engine: TestEngine) => new Date(engine.clock.now());

async function newHub(shop: FakeChannel): Promise<TestEngine> {
  const hub = await testEngine({ stock: shop.stock });
  return hub;
}

/** Both see what the shop shows, and work, for so long. */
async function pass(minutes: number, shop: FakeChannel, hubs: readonly TestEngine[], everyS = 5): Promise<void> {
  for (let second = 0; second < minutes * 60; second += everyS)
    for (const hub of hubs) {
      hub.clock.pass(everyS * 1_000);
      const levels = [{ extKey: "MUG", location: "", available: shop.shown.get("MUG") ?? 0, at: nowOf(hub) }];
      await hub.inside((tx) => observeLevels(tx, { connectionId: hub.store, levels, now: nowOf(hub) }));
      if (second % 60 === 0) await hub.engine.upkeep();
      await hub.engine.runUntilIdle();
    }
}

const alertOf = async (hub: TestEngine) =>
  (await hub.inside((tx) => listAlerts(tx, { state: "open", now: nowOf(hub) }))).items[0];
const contested = async (hub: TestEngine) =>
  (await hub.inside((tx) => listConflicts(tx, { state: "open" }))).items.filter(({ policy }) => policy === "contested");
const healthOf = (hub: TestEngine) => hub.inside((tx) => storeHealth(tx, hub.store, nowOf(hub)));

test("two hubs on one shop stop writing over each other, say so, and go on when one of them gives up [F17] [A1.4]", async () => {
  const shop = fakeChannel();
  await using one = await newHub(shop);
  await using other = await newHub(shop);
  const hubs = [one, other];
  await one.listed("MUG", 41);
  const theirs = await other.listed("MUG", 51);
  await pass(3, shop, hubs);
  const held = (await contested(one)).length > 0 ? one : other;
  const writes = shop.sends;
  expect(writes).toBeLessThan(14);
  expect(await alertOf(held)).toMatchObject({ kind: "stock_contested", severity: "critical" });
  const [ours, shown] = held === one ? [41, 51] : [51, 41];
  expect((await alertOf(held))?.text).toMatch(
    new RegExp(`MUG: Argosy wrote ${ours}, the channel went back to ${shown}, 4 times since .* last at `),
  );
  expect(await healthOf(held)).toMatchObject({
    health: "degraded",
    stockContestedItems: 1,
    lastError: "Another program also writes this channel's stock.",
  });
  // Quiet for a while, tried again, and damped at once where the other one still does it.
  await pass(24, shop, hubs, 360);
  expect(shop.sends).toBe(writes);
  await pass(12, shop, hubs, 15);
  expect(shop.sends - writes).toBeLessThan(8);
  // The other hub lets go of the item: ours stands, and everything is well by itself.
  await other.db.owner.run("update listing set stock_sync = false where id = $1", [theirs.listing]);
  await pass(150, shop, [one], 600);
  await pass(1, shop, [one], 15);
  expect(shop.shown.get("MUG")).toBe(41);
  expect(await alertOf(one)).toBeUndefined();
  expect(await healthOf(one)).toMatchObject({ health: "healthy", stockContestedItems: 0, lastError: null });
});

test("a seller ends it by settling the conflict, and a lower number of ours goes out meanwhile", async () => {
  const shop = fakeChannel();
  await using hub = await newHub(shop);
  const { variant } = await hub.listed("MUG", 10);
  // Another program that knows no number but its own.
  const again = async (minutes: number) => {
    for (let n = 0; n < minutes * 12; n++) {
      shop.shown.set("MUG", 20);
      await pass(1 / 12, shop, [hub]);
    }
  };
  await pass(1, shop, [hub]);
  await again(3);
  const [conflict] = await contested(hub);
  expect(conflict).toMatchObject({ hubValue: 10, channelValue: 20, state: "open" });
  await hub.adjust(variant, -4);
  await pass(0.5, shop, [hub]);
  expect(shop.shown.get("MUG")).toBe(6);
  await hub.inside((tx) => settleConflict(tx, { id: conflict?.id ?? "", winner: "hub", by: ANA, now: nowOf(hub) }));
  await hub.adjust(variant, 1);
  await pass(1, shop, [hub]);
  expect([shop.shown.get("MUG"), await contested(hub), (await healthOf(hub)).health]).toEqual([7, [], "healthy"]);
});

test("a person who edits an item now and then is written over as ever", async () => {
  const shop = fakeChannel();
  await using hub = await newHub(shop);
  await hub.listed("MUG", 10);
  await pass(1, shop, [hub]);
  for (const edit of [12, 3, 20, 7, 15]) {
    shop.shown.set("MUG", edit);
    await pass(1, shop, [hub]);
    expect(shop.shown.get("MUG")).toBe(10);
  }
});
