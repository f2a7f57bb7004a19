import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { setReorderPoints } from "../inventory/reorder.ts";
import { actor, noon, testShop } from "../orders/testing.ts";
import { orderLowStock } from "./order-low-stock.ts";
import { createPurchaseOrder, placePurchaseOrder } from "./orders.ts";
import { createSupplier } from "./suppliers.ts";

const db = fixture(testDatabase);
const shop = fixturePerTest(() => testShop(db));
const by = { actor, now: noon };

test("low items become one draft for each supplier they were last ordered from, at the last cost", async () => {
  const ids = new Map<string, string>();
  for (const sku of ["CUP", "LID", "BOWL", "NEW", "COMES", "FULL"]) {
    const id = await shop.newVariant(sku);
    await shop.stock(id, sku === "FULL" ? 50 : 2);
    ids.set(sku, id);
  }
  const points = [...ids.keys()].map((sku) => ({ sku, reorderPoint: 10, reorderQuantity: 6 }));
  await shop.run((tx) => setReorderPoints(tx, { items: points, now: noon }));
  const [mill, kiln] = await shop.run(async (tx) => [
    await createSupplier(tx, { name: "Mill", currency: "EUR", now: noon }),
    await createSupplier(tx, { name: "Kiln", currency: "USD", now: noon }),
  ]);
  await shop.run(async (tx) => {
    const last = [
      { supplierId: kiln?.id ?? "", lines: [{ sku: "CUP", quantity: 1, unitCostMinor: 100n }] },
      {
        supplierId: mill?.id ?? "",
        lines: [
          { sku: "CUP", quantity: 1, unitCostMinor: 250n },
          { sku: "LID", quantity: 1 },
        ],
      },
      { supplierId: kiln?.id ?? "", lines: [{ sku: "BOWL", quantity: 1, unitCostMinor: 900n }] },
    ];
    for (const order of last) await createPurchaseOrder(tx, { ...order, ...by });
    const comes = await createPurchaseOrder(tx, {
      ...{ supplierId: mill?.id ?? "", lines: [{ sku: "COMES", quantity: 40 }] },
      ...by,
    });
    await placePurchaseOrder(tx, { id: comes.id, ...by });
  });
  const items = [...ids.values()].map((variantId) => ({ variantId, locationId: shop.locationId }));
  const { orders, left } = await shop.run((tx) => orderLowStock(tx, { items, ...by }));
  const reported = orders.map(({ supplierName, currency, state, lines }) => ({
    ...{ supplierName, currency, state },
    lines: lines.map(({ sku, quantity, unitCostMinor }) => [sku, quantity, unitCostMinor]),
  }));
  expect(reported).toEqual([
    {
      supplierName: "Mill",
      currency: "EUR",
      state: "draft",
      lines: [
        ["CUP", 12, 250n],
        ["LID", 12, null],
      ],
    },
    { supplierName: "Kiln", currency: "USD", state: "draft", lines: [["BOWL", 12, 900n]] },
  ]);
  const why = new Map(left.map(({ variantId, reason }) => [variantId, reason]));
  expect(["NEW", "COMES", "FULL"].map((sku) => why.get(ids.get(sku) ?? ""))).toEqual([
    "no_supplier",
    "on_its_way",
    "not_low",
  ]);
  const fresh = items.filter(({ variantId }) => variantId === ids.get("NEW"));
  const requested = await shop.run((tx) => orderLowStock(tx, { items: fresh, supplierId: kiln?.id, ...by }));
  expect([requested.orders.map(({ supplierName }) => supplierName), requested.left]).toEqual([["Kiln"], []]);
});
