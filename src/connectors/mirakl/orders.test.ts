/** Walking a list that changes meanwhile, and what an order is made of. */
import { expect, test } from "vitest";
import { collect } from "../kit/conformance/bench.ts";
import { portOf } from "../kit/testing/shop.ts";
import { countryOf } from "./country-codes.ts";
import { mugs, openShop, partOf, run } from "./testing.ts";

test("an order that leaves the list between two pages hides none of the others", async () => {
  await using shop = await openShop();
  shop.sandbox.shop.setStock("MUG-1", 1_000);
  const keys = Array.from({ length: 210 }, () => shop.sandbox.shop.placeOrder({ ...mugs(1), payment: "paid" }));
  const [sweep] = portOf(shop.connection, "orders").sweeps;
  if (!sweep) throw new Error("no sweep");
  const { items } = await collect(sweep, shop.connection.ctx, {
    // All behind it move up by one: the first of the second page stands on the first.
    onPage: (page) => void (page === 1 && shop.sandbox.state.orders.delete(keys[0] ?? "")),
  });
  const reported = new Set(items.map(({ orderKey }) => orderKey));
  expect(keys.filter((key) => !reported.has(key))).toEqual([]);
  expect(items).toHaveLength(keys.length);
});

test("a line the seller refused is not to be shipped, and the order goes on without it", async () => {
  await using shop = await openShop();
  const key = shop.sandbox.shop.placeOrder({
    lines: [
      { sku: "MUG-1", quantity: 2 },
      { sku: "MUG-2", quantity: 1 },
    ],
    payment: "paid",
  });
  const [, second] = shop.sandbox.state.orders.get(key)?.lines ?? [];
  if (second) second.state = "REFUSED";
  const { status, lines, totals } = await partOf(shop, key);
  expect([status, lines.map(({ quantity, orderedQuantity }) => [quantity, orderedQuantity])]).toEqual([
    "confirmed",
    [
      [2, 2],
      [0, 1],
    ],
  ]);
  // 3 x 12.50 and 5.00 of shipping, less the refused mug.
  expect([totals.totalMinor, totals.currentTotalMinor]).toEqual([4_250n, 3_000n]);
});

test("an order that waits to be accepted says so until it is answered", async () => {
  await using shop = await openShop();
  const key = shop.sandbox.shop.placeOrder({ ...mugs(1), payment: "pending" });
  expect((await partOf(shop, key)).toAccept).toEqual({});
  await run(shop, key, { kind: "status", status: "confirmed" });
  expect((await partOf(shop, key)).toAccept).toBeUndefined();
});

test("an order is to be accepted within the whole hours the seller set, and no time is told without them", async () => {
  for (const [acceptHours, after] of [
    ["48", 48 * 3_600_000],
    ["soon", null],
    ["-1", null],
  ] as const) {
    await using shop = await openShop({}, { acceptHours });
    const { toAccept, placedAt } = await partOf(shop, shop.sandbox.shop.placeOrder({ ...mugs(1), payment: "pending" }));
    expect(toAccept).toEqual(after === null ? {} : { by: new Date(Date.parse(placedAt) + after).toISOString() });
  }
});

test("an order nobody accepted in time is refused by the marketplace, and is cancelled here", async () => {
  await using shop = await openShop();
  const key = shop.sandbox.shop.placeOrder({ ...mugs(1), payment: "pending" });
  await shop.clock.sleep(shop.sandbox.state.platform.acceptMs);
  expect(await partOf(shop, key)).toMatchObject({ status: "cancelled", lines: [{ quantity: 0 }] });
  expect(await run(shop, key, { kind: "status", status: "confirmed" })).toMatchObject({ state: "rejected" });
  expect((await partOf(shop, key)).toAccept).toBeUndefined();
});

test("nobody has to accept an order where the marketplace accepts all of them", async () => {
  await using shop = await openShop({ acceptance: "AUTOMATIC" });
  const key = shop.sandbox.shop.placeOrder({ ...mugs(1), payment: "pending" });
  expect((await partOf(shop, key)).toAccept).toBeUndefined();
});

test("goods that were refunded before they left are not to be shipped", async () => {
  await using shop = await openShop();
  const key = shop.sandbox.shop.placeOrder({ ...mugs(2), payment: "paid" });
  const [line] = shop.sandbox.state.orders.get(key)?.lines ?? [];
  if (line) line.state = "REFUNDED";
  expect((await partOf(shop, key)).lines.map(({ quantity }) => quantity)).toEqual([0]);
});

test("countries of three letters become those of two, and a name stays a name", () => {
  expect(["FRA", "deu", "GBR", "FR", "France", undefined].map(countryOf)).toEqual([
    "FR",
    "DE",
    "GB",
    "FR",
    undefined,
    undefined,
  ]);
});

test("incidents of many pages take no calls of the list of orders, and those beyond an hour's share are counted", async () => {
  await using shop = await openShop();
  const { ctx, ports } = shop.connection;
  shop.sandbox.shop.setStock("MUG-1", 1_000);
  for (let count = 0; count < 310; count += 1) {
    const orderKey = shop.sandbox.shop.placeOrder({ ...mugs(1), payment: "paid" });
    shop.sandbox.shop.openConversation?.({ kind: "incident", orderKey, text: "It has not come." });
  }
  const incidents = ports.conversations?.sweeps.find(({ id }) => id === "incidents");
  if (!incidents) throw new Error("no sweep of incidents");
  const pages = [];
  for await (const page of incidents.run({ cursor: null }, ctx)) pages.push(page);
  expect(pages.flatMap(({ items }) => items)).toHaveLength(300);
  expect(pages.reduce((sum, { unread = 0 }) => sum + unread, 0)).toBe(10);
  expect(await ctx.http.waitMs("incidents.list")).toBeGreaterThan(60_000);
  expect(await ctx.http.waitMs("orders.list")).toBeLessThan(5_000);
});
