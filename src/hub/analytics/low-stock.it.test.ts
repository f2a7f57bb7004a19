/** What is low: at its reorder point or, without one, by the pace it sells at. Every place that says so says the same. */
import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { listAlerts } from "../alerts/alerts.ts";
import { listLevels } from "../inventory/levels.ts";
import { createLocation } from "../inventory/locations.ts";
import { alertLowStock, findLowStockNews, listLowStock } from "../inventory/low-stock.ts";
import { setReorderPoints } from "../inventory/reorder.ts";
import { actor, minutes, noon, orderLine, orderPart, type TestShop, testShop } from "../orders/testing.ts";
import { createPurchaseOrder } from "../purchasing/orders.ts";
import { createSupplier } from "../purchasing/suppliers.ts";
import { countAllDue } from "./count.ts";
import { homeFigures } from "./home.ts";
import { findRunningOut } from "./running-out.ts";

const db = fixture(testDatabase);

/** Items with what is left of each once these were sold. */
async function shopThatSold(items: Readonly<Record<string, { readonly sold: number; readonly left: number }>>) {
  const shop = await testShop(db);
  const store = await shop.newStore();
  const ids: Record<string, string> = {};
  for (const [sku, { sold, left }] of Object.entries(items)) {
    const id = await shop.newVariant(sku);
    ids[sku] = id;
    await shop.stock(id, sold + left);
    await store.list(id, sku);
    if (sold === 0) continue;
    const lines = [orderLine({ variantKey: sku, quantity: sold, totalMinor: 100n })];
    await store.apply([orderPart(`of-${sku}`, { placedAt: "2026-11-18T10:00:00Z", lines })]);
  }
  await countAllDue(shop.run);
  return { shop, id: (sku: string) => ids[sku] ?? "" };
}

const skus = (rows: readonly { readonly sku: string }[]) => rows.map(({ sku }) => sku).sort();

/** What Home, its number, the tab, the stock list's filter and its marks, and the alerts call low. */
async function reportedLow({ run }: TestShop, at: Date) {
  const home = await run((tx) => homeFigures(tx, at));
  const { items } = await run((tx) => listLevels(tx, {}));
  const open = (kind: string) => run((tx) => listAlerts(tx, { kind, state: "open", now: at }));
  return {
    home: skus(home.runningOut),
    number: home.lowStock,
    tab: skus((await run((tx) => listLowStock(tx))).items),
    filter: [...new Set(skus((await run((tx) => listLevels(tx, { low: true }))).items))],
    bySku: [...new Set(skus((await run((tx) => listLevels(tx, { low: true, sort: "sku" }))).items))],
    marks: [...new Set(skus(items.filter(({ isLow }) => isLow)))],
    alerts: (await open("low_stock")).items.length,
    pace: (await open("selling_out")).items.map(({ text, count }) => ({ text, count })),
  };
}

test("an item without a reorder point is low by its pace, with one by that alone; all screens agree [D6.1]", async () => {
  const { shop, id } = await shopThatSold({
    FAST: { sold: 30, left: 10 },
    SLOW: { sold: 2, left: 10 },
    POINT: { sold: 30, left: 10 },
    LOWPOINT: { sold: 0, left: 3 },
    STILL: { sold: 0, left: 0 },
  });
  const points = [
    { sku: "POINT", reorderPoint: 5, reorderQuantity: null },
    { sku: "LOWPOINT", reorderPoint: 3, reorderQuantity: null },
  ];
  await shop.run((tx) => setReorderPoints(tx, { items: points, now: noon }));
  await shop.run((tx) => findRunningOut(tx, noon));
  await shop.run(async (tx) => alertLowStock(tx, await findLowStockNews(tx, ["POINT", "LOWPOINT"].map(id)), noon));
  const low = ["FAST", "LOWPOINT"];
  expect(await reportedLow(shop, noon)).toEqual({
    ...{ home: low, number: 2, tab: low, filter: low, bySku: low, marks: low, alerts: 1 },
    pace: [{ text: expect.stringMatching(/^1 item without a reorder point .*: FAST\.$/), count: 1 }],
  });
  const { items } = await shop.run((tx) => listLowStock(tx));
  // One a day: 14 days until more comes and 30 after it, less what is there.
  expect(items.find(({ sku }) => sku === "FAST")).toMatchObject({
    ...{ sold: 30, daysOfCover: 10, coverDays: 14, reorderPoint: null, suggestedQuantity: 34, available: 10 },
  });
  expect(items.find(({ sku }) => sku === "LOWPOINT")).toMatchObject({ daysOfCover: null, suggestedQuantity: 1 });
});

test("an item lasts too little for its supplier's days; the alert comes again with another item, ends with the last", async () => {
  const { shop, id } = await shopThatSold({ FAST: { sold: 30, left: 20 }, MUCH: { sold: 30, left: 300 } });
  const pace = async (at: Date) => (await reportedLow(shop, at)).pace;
  await shop.run((tx) => findRunningOut(tx, noon));
  expect(await pace(noon)).toEqual([]);
  await shop.run(async (tx) => {
    const supplier = await createSupplier(tx, { name: "Mill", currency: "EUR", leadDays: 25, now: noon });
    await createPurchaseOrder(tx, { supplierId: supplier.id, lines: [{ sku: "FAST", quantity: 1 }], actor, now: noon });
  });
  await shop.run((tx) => findRunningOut(tx, minutes(6)));
  expect(await pace(minutes(6))).toMatchObject([{ count: 1 }]);
  await shop.run((tx) => findRunningOut(tx, minutes(12)));
  expect(await pace(minutes(12))).toMatchObject([{ count: 1 }]);
  await shop.stock(id("MUCH"), 31);
  await shop.run((tx) => findRunningOut(tx, minutes(18)));
  expect(await pace(minutes(18))).toMatchObject([{ count: 2, text: expect.stringContaining("2 items") }]);
  await shop.stock(id("FAST"), 200);
  await shop.stock(id("MUCH"), 200);
  await shop.run((tx) => findRunningOut(tx, minutes(24)));
  expect(await pace(minutes(24))).toEqual([]);
});

test("an item at several places lasts what all of them hold, and is asked for at each of them", async () => {
  const { shop, id } = await shopThatSold({ FAST: { sold: 30, left: 2 } });
  const second = await shop.run((tx) => createLocation(tx, { name: "Second", now: noon }));
  await shop.stock(id("FAST"), 3, second.id);
  await shop.run((tx) => findRunningOut(tx, noon));
  for (const locationId of [undefined, shop.locationId, second.id]) {
    const { items } = await shop.run((tx) => listLowStock(tx, { locationId }));
    expect(items).toMatchObject([{ sku: "FAST", locationId: null, available: 5, daysOfCover: 5 }]);
  }
});
