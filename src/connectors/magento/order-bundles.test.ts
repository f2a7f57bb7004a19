import { expect, test } from "vitest";
import { BUYER, bodies, execute, FULFIL, mug, openShop, partOf } from "./testing.ts";

async function bundleSold(kind: "sent together" | "sent separately") {
  const shop = await openShop();
  const { shop: controls } = shop.sandbox;
  for (const sku of ["LEFT", "RIGHT"]) controls.addProduct(mug(sku, 40));
  const parts = [
    { sku: "LEFT", quantity: 2 },
    { sku: "RIGHT", quantity: 1 },
  ];
  controls.makeSet?.({ kind, sku: "SET", price: "30.00", parts });
  const key = controls.placeOrder({ lines: [{ sku: "SET", quantity: 2 }], customer: BUYER, payment: "paid" });
  return { shop, key, controls };
}

const unitsSent = async ({ shop, key }: Awaited<ReturnType<typeof bundleSold>>) =>
  (await partOf(shop, key)).lines.slice(1).map(({ fulfilledQuantity }) => fulfilledQuantity);

test("a bundle sent in parts is shipped by its parts, one sent as one by its own row", async () => {
  for (const [kind, rows] of [
    ["sent separately", 2],
    ["sent together", 1],
  ] as const) {
    const sold = await bundleSold(kind);
    await using shop = sold.shop;
    expect(await execute(shop, sold.key, FULFIL)).toMatchObject({ state: "done" });
    expect(bodies(shop, "/ship")).toMatchObject([{ items: Array.from({ length: rows }, () => ({})) }]);
    expect(await unitsSent(sold)).toEqual([4, 2]);
    expect(["LEFT", "RIGHT"].map((sku) => sold.controls.stockOf(sku))).toEqual([36, 38]);
  }
});

test("a part of a bundle sent in parts is shipped alone, and the rest after it", async () => {
  const sold = await bundleSold("sent separately");
  await using shop = sold.shop;
  const left = (await partOf(shop, sold.key)).lines.find(({ sku }) => sku === "LEFT");
  const lines = [{ lineKey: left?.key ?? "", quantity: 3 }];
  expect(await execute(shop, sold.key, { ...FULFIL, lines })).toMatchObject({ state: "done" });
  expect(await unitsSent(sold)).toEqual([3, 0]);
  expect(await execute(shop, sold.key, { ...FULFIL, trackingNumbers: ["REST-1"] })).toMatchObject({ state: "done" });
  expect(await unitsSent(sold)).toEqual([4, 2]);
});
