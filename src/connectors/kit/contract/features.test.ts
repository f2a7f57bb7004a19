import { expect, test } from "vitest";
import { isUsed } from "./features.ts";

test("a right is needed while one of its features is in use [B40.7]", () => {
  expect(isUsed({}, undefined)).toBe(true);
  expect([isUsed({}, ["orders"]), isUsed({}, ["stock"]), isUsed({}, ["products"]), isUsed({}, ["prices"])]).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(isUsed({ orders: { enabled: false } }, ["orders"])).toBe(false);
  expect(isUsed({ inventory: { enabled: false } }, ["stock"])).toBe(false);
  const noProducts = { listings: { enabled: false } };
  expect(isUsed(noProducts, ["products", "prices"])).toBe(false);
  expect(isUsed({ ...noProducts, prices: { newItems: true } }, ["products", "prices"])).toBe(true);
  expect(isUsed({ ...noProducts, publish: { products: "automatic" } }, ["products"])).toBe(true);
  expect(isUsed({ orders: null, inventory: [] }, ["orders", "stock"])).toBe(true);
});
