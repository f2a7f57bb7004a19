/** How a store did: hours of the log counted once, the running one live, and percentiles of sums. */
import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { testShop } from "../orders/testing.ts";
import { noteThrottled } from "../stores/health.ts";
import { logSync, type NewSyncEntry } from "../sync-log/sync-log.ts";
import { addCounts, LATENCY_BOUNDS_MS, percentile } from "./latency.ts";
import { storeMetrics } from "./store-metrics.ts";
import { storesSync } from "./stores-sync.ts";
import { countSyncHours } from "./sync-hours.ts";

const now = new Date("2026-11-20T12:30:00Z");

test("a percentile of counts lies within a third of the true one", () => {
  const countsOf = (values: readonly number[]) =>
    addCounts(
      values.map((value) => {
        const index = LATENCY_BOUNDS_MS.filter((bound) => bound <= value).length;
        return Array.from({ length: LATENCY_BOUNDS_MS.length + 1 }, (_, n) => (n === index ? 1 : 0));
      }),
    );
  const durations = Array.from({ length: 1_000 }, (_, n) => 20 + n);
  const near = (found: number | null, truth: number) => Math.abs((found ?? 0) - truth) / truth;
  expect(near(percentile(countsOf(durations), 0.5), 520)).toBeLessThan(0.33);
  expect(near(percentile(countsOf(durations), 0.95), 970)).toBeLessThan(0.33);
  expect(percentile(countsOf([90_000]), 0.5)).toBe(60_000);
  expect(percentile(addCounts([]), 0.5)).toBeNull();
});

test("hours and days of a store are the same before and after the log is counted; each store by itself [A10.10, I5.2]", async () => {
  await using db = await testDatabase();
  const shop = await testShop(db);
  await db.owner.run("update organization set zone = 'Asia/Kolkata' where organization_id = $1", [shop.organization]);
  const [store, other] = [await shop.newStore("Web shop"), await shop.newStore("Market")];
  const entry = (at: string, more: Partial<NewSyncEntry> = {}): NewSyncEntry => ({
    connectionId: store.id,
    action: "receive_order",
    status: "success",
    text: "Order",
    durationMs: 40,
    details: { lagMs: 2_000 },
    at: new Date(at),
    ...more,
  });
  const failed = { status: "failed", action: "update_inventory", errorKind: "transient" } as const;
  await shop.run((tx) =>
    logSync(tx, [
      entry("2026-11-20T12:10:00Z"),
      entry("2026-11-20T11:10:00Z", { details: { lagMs: 8_000 }, durationMs: 400 }),
      entry("2026-11-20T11:20:00Z", { ...failed, details: {} }),
      entry("2026-11-20T11:30:00Z", { ...failed, errorKind: "throttled", details: {} }),
      entry("2026-11-20T03:00:00Z", { action: "sync_orders", details: { count: 70, orders: ["1"] } }),
      entry("2026-11-20T04:00:00Z", { action: "sync_orders", details: { orders: ["1", "2"] } }),
      entry("2026-11-18T18:29:00Z"),
      entry("2026-11-18T18:31:00Z"),
      entry("2026-11-20T11:10:00Z", { ...failed, connectionId: other.id }),
    ]),
  );
  const read = (range: "24h" | "30d") => shop.run((tx) => storeMetrics(tx, store.id, { range, now }));
  const live = [await read("24h"), await read("30d")];
  while (await shop.run((tx) => countSyncHours(tx, now)));
  const counted = [await read("24h"), await read("30d")];
  expect(counted).toEqual(live);
  expect(await shop.run((tx) => countSyncHours(tx, now))).toBe(false);
  const [day, month] = counted;
  expect(day?.total).toMatchObject({ orders: 74, succeeded: 4, failed: 1, throttled: 1, successPercent: 80 });
  expect(day?.total).toMatchObject({ lagMsAverage: 5_000, lagMsMost: 8_000 });
  expect(day?.points).toHaveLength(24);
  expect(day?.points.at(-2)).toMatchObject({ at: "2026-11-20T11:00:00.000Z", succeeded: 1, failed: 1, throttled: 1 });
  expect(day?.points.at(-4)).toMatchObject({ succeeded: 0, successPercent: null, latencyMsP50: null });
  expect(month?.points).toHaveLength(30);
  // 18:29 UTC is the 18th in Kolkata, 18:31 the 19th; by hours both lie in the one that began at 23:30 there.
  expect(month?.points.slice(-3).map((point) => [point.at, point.succeeded])).toEqual([
    ["2026-11-18", 2],
    ["2026-11-19", 0],
    ["2026-11-20", 4],
  ]);
  await shop.run((tx) => noteThrottled(tx, other.id, new Date("2026-11-20T12:40:00Z")));
  await shop.run((tx) => noteThrottled(tx, other.id, new Date("2026-11-20T12:35:00Z")));
  const stores = await shop.run((tx) => storesSync(tx, now));
  expect(stores.map((each) => [each.name, each.successPercent, each.failed, each.throttledUntil])).toEqual([
    ["Web shop", 80, 1, null],
    ["Market", 0, 1, new Date("2026-11-20T12:40:00Z")],
  ]);
});
