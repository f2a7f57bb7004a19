/** Items whose stock differs at the first sync, and what a person says of single ones afterwards. */
import { expect, test } from "vitest";
import { listLevels } from "../../hub/inventory/levels.ts";
import { ensureDefaultLocation } from "../../hub/inventory/locations.ts";
import { setStock } from "../../hub/inventory/stock-changes.ts";
import { explainListing } from "../../hub/listings/explain-stock.ts";
import { listListings } from "../../hub/listings/index.ts";
import { ANA, channelProduct, channelVariant, later } from "../../hub/listings/samples.ts";
import { undecidedNumbers } from "../../hub/listings/undecided-stock.ts";
import { resolveSettledAlerts } from "../maintenance/settled-alerts.ts";
import { settleByHand } from "./settle-stock.ts";
import { type PlanBench, planBench } from "./testing.ts";

const shows = (key: string, available: number) =>
  channelProduct(`p${key}`, [channelVariant(key, { levels: [{ location: "", available }] })]);

const alertsOf = ({ db, here }: PlanBench) =>
  db.owner.rows<{ state: string; count: number; text: string }>(
    "select state, count, text from alert where organization_id = $1 and kind = 'stock_undecided'",
    [here],
  );

const settle = (bench: PlanBench, stockFrom: "channel" | "hub", ...listingIds: string[]) =>
  bench.inside((tx) => settleByHand(tx, { connectionId: bench.shop, listingIds, stockFrom, by: ANA, now: later(2) }));

const decided = (...listingIds: string[]) => ({ settled: new Set(listingIds), bundles: new Set() });

const sent = async ({ db, here }: PlanBench, listingId: string) =>
  (
    await db.owner.one<{ desired: number | null }>(
      "select desired from listing_stock where organization_id = $1 and listing_id = $2",
      [here, listingId],
    )
  ).desired;

/** Both numbers of an item as its page shows them, and why nothing is sent. */
async function explained(bench: PlanBench, listingId: string) {
  const { undecided, notPushed } = await bench.inside((tx) => explainListing(tx, listingId, later(2)));
  return [undecided, notPushed.map(({ code }) => code)];
}

test("stock nobody decided about is told with both numbers, and settled item by item for either side", async () => {
  await using bench = await planBench();
  const mug = await bench.ours("Mug", "SKU-v1", 57);
  const bowl = await bench.ours("Bowl", "SKU-v2", 8);
  await bench.record(shows("v1", 25), shows("v2", 3));
  await bench.apply((await bench.plan()).runId, "channel");
  const [first, second] = [await bench.one("v1"), await bench.one("v2")];
  expect(await alertsOf(bench)).toMatchObject([{ state: "open", text: expect.stringContaining("2 items") }]);
  const open = () => bench.inside((tx) => listListings(tx, { undecided: true, limit: 10 }));
  const { items } = await open();
  expect(await bench.inside((tx) => undecidedNumbers(tx, bench.shop, items))).toEqual(
    new Map([
      [first.id, { ours: 57, theirs: 25 }],
      [second.id, { ours: 8, theirs: 3 }],
    ]),
  );

  const levels = () => bench.inside((tx) => listLevels(tx, { undecided: true }));
  const bySku = () => bench.inside((tx) => listLevels(tx, { undecided: true, sort: "sku" }));
  expect((await levels()).items.map(({ sku }) => sku)).toEqual(["SKU-v1", "SKU-v2"]);
  expect((await bySku()).items.map(({ sku }) => sku)).toEqual(["SKU-v1", "SKU-v2"]);
  expect(await explained(bench, first.id)).toEqual([{ ours: 57, theirs: 25 }, ["notSent.undecided"]]);

  expect(await settle(bench, "hub", first.id)).toEqual(decided(first.id));
  expect(await alertsOf(bench)).toMatchObject([{ state: "open", count: 1, text: expect.stringContaining("1 item (") }]);
  expect((await levels()).items.map(({ sku }) => sku)).toEqual(["SKU-v2"]);
  expect(await explained(bench, first.id)).toEqual([null, []]);
  await bench.propagate();
  expect([await bench.onHand(mug.variantId), await sent(bench, first.id)]).toEqual([57, 57]);
  await bench.inside((tx) => resolveSettledAlerts(tx, later(3)));
  expect(await alertsOf(bench)).toMatchObject([{ state: "open" }]);

  expect(await settle(bench, "channel", second.id)).toEqual(decided(second.id));
  expect(await alertsOf(bench)).toMatchObject([{ state: "resolved" }]);
  await bench.propagate();
  expect([await bench.onHand(bowl.variantId), await sent(bench, second.id)]).toEqual([3, 3]);
  expect((await open()).items).toEqual([]);
  // Said twice, it has one effect.
  expect(await settle(bench, "channel", second.id)).toEqual(decided());
  expect(await bench.onHand(bowl.variantId)).toBe(3);
});

test("an item never counted here opens with the channel's number, or waits for its first one", async () => {
  await using bench = await planBench();
  const mug = await bench.ours("Mug", "SKU-v1");
  const bowl = await bench.ours("Bowl", "SKU-v2");
  await bench.record(shows("v1", 25), shows("v2", 3));
  await bench.apply((await bench.plan()).runId, "none");
  const [first, second] = [await bench.one("v1"), await bench.one("v2")];
  expect(await explained(bench, first.id)).toEqual([{ ours: null, theirs: 25 }, ["notSent.undecided"]]);
  await bench.inside((tx) => ensureDefaultLocation(tx, later(1)));
  const { items } = await bench.inside((tx) => listLevels(tx, { undecided: true }));
  expect(items.map(({ sku }) => sku)).toEqual(["SKU-v1", "SKU-v2"]);
  await settle(bench, "channel", first.id);
  await settle(bench, "hub", second.id);
  expect([await bench.onHand(mug.variantId), await bench.onHand(bowl.variantId)]).toEqual([25, null]);
  expect(await bench.one("v2")).toMatchObject({ stockSync: false, awaitsNumber: true });
  await bench.inside((tx) =>
    setStock(tx, { items: [{ variantId: bowl.variantId, onHand: 4 }], actor: ANA, now: later(3) }),
  );
  await bench.propagate();
  expect(await bench.one("v2")).toMatchObject({ stockSync: true, stockWaits: false });
});

/** A bundle of two cups, of which there are 10, and which the channel shows `shown` of; they are items of the channel too, with `cups`. */
async function bundled(bench: PlanBench, { shown, cups }: { shown: number; cups?: number }) {
  const [kit, cup] = [await bench.ours("Kit", "SKU-v1"), await bench.ours("Cup", "SKU-v2", 10)];
  await bench.inside((tx) =>
    tx.run(
      `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
       values (argosy.tenant(), $1, $2, 2)`,
      [kit.variantId, cup.variantId],
    ),
  );
  await bench.record(shows("v1", shown), ...(cups === undefined ? [] : [shows("v2", cups)]));
  return { kit, cup };
}

test("a bundle's number on the channel is no number of its parts: by hand it stays open and that is said", async () => {
  await using bench = await planBench();
  const { kit, cup } = await bundled(bench, { shown: 8 });
  await bench.apply((await bench.plan()).runId, "none");
  const { id } = await bench.one("v1");
  expect(await settle(bench, "channel", id)).toEqual({ settled: new Set(), bundles: new Set([id]) });
  await bench.propagate();
  expect([await bench.onHand(kit.variantId), await bench.onHand(cup.variantId)]).toEqual([null, 10]);
  expect([await bench.one("v1"), await sent(bench, id)]).toMatchObject([{ stockSync: false, stockWaits: true }, null]);
  expect(await settle(bench, "hub", id)).toEqual(decided(id));
  await bench.propagate();
  expect(await sent(bench, id)).toBe(5);
});

test("a plan that calls the channel right leaves out a bundle whose number differs, and says to count its parts", async () => {
  await using bench = await planBench();
  const { kit } = await bundled(bench, { shown: 8 });
  await bench.apply((await bench.plan()).runId, "channel");
  const { runId } = await bench.plan();
  await bench.db.owner.run("update plan_item set chosen = true where organization_id = $1 and run_id = $2", [
    bench.here,
    runId,
  ]);
  await bench.apply(runId, "channel");
  expect(await bench.items(runId, { field: "stock" })).toMatchObject([
    { state: "skipped", errorCode: "refused.bundleNumber", error: expect.stringContaining("Count the parts") },
  ]);
  expect([await bench.one("v1"), await bench.onHand(kit.variantId)]).toMatchObject([{ stockWaits: true }, null]);
});

test("a bundle that agrees once the channel's number of its parts is taken is settled with them", async () => {
  await using bench = await planBench();
  const { kit, cup } = await bundled(bench, { shown: 8, cups: 16 });
  await bench.apply((await bench.plan()).runId, "none");
  const both = [(await bench.one("v1")).id, (await bench.one("v2")).id];
  expect(await settle(bench, "channel", ...both)).toEqual(decided(...both));
  await bench.propagate();
  expect([await bench.onHand(kit.variantId), await bench.onHand(cup.variantId)]).toEqual([null, 16]);
  expect(await sent(bench, both[0] ?? "")).toBe(8);
});
