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

  expect(await settle(bench, "hub", first.id)).toEqual(new Set([first.id]));
  expect(await alertsOf(bench)).toMatchObject([{ state: "open", count: 1, text: expect.stringContaining("1 item (") }]);
  expect((await levels()).items.map(({ sku }) => sku)).toEqual(["SKU-v2"]);
  expect(await explained(bench, first.id)).toEqual([null, []]);
  await bench.propagate();
  expect([await bench.onHand(mug.variantId), await sent(bench, first.id)]).toEqual([57, 57]);
  await bench.inside((tx) => resolveSettledAlerts(tx, later(3)));
  expect(await alertsOf(bench)).toMatchObject([{ state: "open" }]);

  expect(await settle(bench, "channel", second.id)).toEqual(new Set([second.id]));
  expect(await alertsOf(bench)).toMatchObject([{ state: "resolved" }]);
  await bench.propagate();
  expect([await bench.onHand(bowl.variantId), await sent(bench, second.id)]).toEqual([3, 3]);
  expect((await open()).items).toEqual([]);
  // Said twice, it has one effect.
  expect(await settle(bench, "channel", second.id)).toEqual(new Set());
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
