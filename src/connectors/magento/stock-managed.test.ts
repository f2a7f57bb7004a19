import { expect, test } from "vitest";
import { leaveUncounted } from "../../sandboxes/magento/inventory.ts";
import { portOf } from "../kit/testing/shop.ts";
import { mug, openShop } from "./testing.ts";

test("a product whose stock the shop does not manage is told without a number", async () => {
  await using shop = await openShop();
  const { shop: controls, state } = shop.sandbox;
  for (const sku of ["VOUCHER", "MUG"]) controls.addProduct(mug(sku, 0));
  leaveUncounted(state, "VOUCHER");
  const found = await portOf(shop.connection, "products").bySku?.(["VOUCHER", "MUG"], shop.connection.ctx);
  const levels = (found ?? []).map(({ variants }) => variants.map(({ sku, levels: reported }) => [sku, reported]));
  expect(levels).toEqual([[["VOUCHER", undefined]], [["MUG", [{ location: "default", available: 0 }]]]]);
});
