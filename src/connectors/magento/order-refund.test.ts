import { expect, test } from "vitest";
import { BUYER, bodies, execute, mug, openShop, partOf, refund } from "./testing.ts";

test("of a bundle with a price of its own the parts are put back, whether they had left or not", async () => {
  await using shop = await openShop();
  const { shop: controls } = shop.sandbox;
  controls.addProduct(mug("PART", 40));
  controls.makeSet?.({
    kind: "sent together",
    sku: "SET",
    price: "30.00",
    parts: [{ sku: "PART", quantity: 2 }],
  });
  const refunded = async (isSent: boolean) => {
    const key = controls.placeOrder({ lines: [{ sku: "SET", quantity: 3 }], customer: BUYER, payment: "paid" });
    if (isSent) controls.shipOrder?.(key);
    const line = (await partOf(shop, key)).lines.find(({ sku }) => sku === "SET");
    const before = controls.stockOf("PART");
    const lines = [{ lineKey: line?.key ?? "", quantity: 1, restock: true }];
    expect(await execute(shop, key, refund(3_000n, { lines }))).toMatchObject({ state: "done" });
    return controls.stockOf("PART") - before;
  };
  expect([await refunded(false), await refunded(true)]).toEqual([0, 2]);
});

test("of a bundle priced by its parts their rows are named, with what was paid after a coupon", async () => {
  await using shop = await openShop();
  const { shop: controls, state } = shop.sandbox;
  const parts = ["LEFT", "RIGHT"].map((sku) => ({ sku, quantity: 1 }));
  for (const { sku } of parts) controls.addProduct(mug(sku, 40));
  controls.makeSet?.({ kind: "sent together", sku: "SET", price: "30.00", parts });
  const key = controls.placeOrder({ lines: [{ sku: "SET", quantity: 2 }], customer: BUYER, payment: "paid" });
  const [top, ...below] = state.orders.get(Number(key))?.items ?? [];
  for (const part of below) Object.assign(part, { price: 1_500n, discount: 300n });
  const line = (await partOf(shop, key)).lines.find(({ sku }) => sku === "SET");
  expect(line).toMatchObject({ totalMinor: 5_400n, discountMinor: 600n });
  const lines = [{ lineKey: String(top?.id), quantity: 1, restock: true }];
  expect(await execute(shop, key, refund(2_700n, { lines }))).toMatchObject({ state: "done" });
  expect(bodies(shop, "/refund")[0]).toMatchObject({
    items: below.map(({ id }) => ({ order_item_id: id, qty: 1 })),
    arguments: {
      adjustment_positive: 0,
      adjustment_negative: 0,
      extension_attributes: { return_to_stock_items: below.map(({ id }) => id) },
    },
  });
  expect(parts.map(({ sku }) => controls.stockOf(sku))).toEqual([40, 40]);
});
