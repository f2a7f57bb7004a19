import { expect, test } from "vitest";
import { BUYER, bodies, execute, mug, openShop, partOf, placed, refund } from "./testing.ts";

test("a refunded bundle with its own price puts its parts back, whether they had left or not", async () => {
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
    const requested = (await partOf(shop, key)).lines.map(({ quantity }) => quantity);
    return { back: controls.stockOf("PART") - before, wanted: requested };
  };
  expect(await refunded(false)).toEqual({ back: 0, wanted: [2, 4] });
  expect(await refunded(true)).toEqual({ back: 2, wanted: [3, 6] });
});

test("a refund of bundles priced by their parts names their rows, with what was paid after a coupon", async () => {
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
  // Magento counts both bundles on their row with the first memo.
  Object.assign(top ?? {}, { refunded: 2 });
  expect((await partOf(shop, key)).lines.map(({ quantity }) => quantity)).toEqual([1, 1, 1]);
  expect(await execute(shop, key, refund(2_700n, { lines }))).toMatchObject({ state: "done" });
  expect((await partOf(shop, key)).lines.map(({ quantity }) => quantity)).toEqual([0, 0, 0]);
});

// Three of 10.50 at 21 % came back as 12.71, 12.71 and 12.70 (specs, traffic/17-refund.json).
test("units refunded one after the other come to the line: the last takes what the others' rounding left", async () => {
  await using shop = await openShop({ prepare: ({ state }) => void Object.assign(state, { taxPercent: 21 }) });
  const key = placed(shop, 3, "paid");
  const [line] = (await partOf(shop, key)).lines;
  expect(line).toMatchObject({ totalMinor: 3_150n, taxMinor: 662n });
  const lines = [{ lineKey: line?.key ?? "", quantity: 1, restock: true }];
  for (const minor of [1_271n, 1_271n, 1_270n])
    expect(await execute(shop, key, refund(minor, { lines }))).toMatchObject({ state: "done" });
  const adjusted = bodies(shop, "/refund").map((body) => JSON.stringify(body).match(/"adjustment_\w+":[\d.]+/g));
  expect(new Set(adjusted.flat())).toEqual(new Set(['"adjustment_positive":0', '"adjustment_negative":0']));
  expect((await partOf(shop, key)).refunds.map(({ amountMinor }) => amountMinor)).toEqual([1_271n, 1_271n, 1_270n]);
});

// The invoice stands for what was ordered, the row for what was weighed.
test("goods that weighed less than was invoiced are refunded with what is asked for, in one part or two", async () => {
  await using shop = await openShop();
  const refundedAs = async (weighed: number, amounts: readonly bigint[]) => {
    const key = placed(shop, 2, "paid");
    shop.sandbox.shop.measureLine?.(key, "A", weighed);
    const [line] = (await partOf(shop, key)).lines;
    const quantity = (line?.orderedQuantity ?? 0) / amounts.length;
    const lines = [{ lineKey: line?.key ?? "", quantity, restock: true }];
    for (const minor of amounts)
      expect(await execute(shop, key, refund(minor, { lines }))).toMatchObject({ state: "done" });
    return (await partOf(shop, key)).refunds.map(({ amountMinor }) => amountMinor);
  };
  expect(await refundedAs(0.5, [525n])).toEqual([525n]);
  expect(await refundedAs(1.25, [1_050n, 262n])).toEqual([1_050n, 262n]);
});
