/** A buyer who has not paid yet: the shop keeps the units aside, and nobody else is offered them. */
import { beforeAll, expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { MINUTE, openLab, SECOND, writes } from "./support/lab.ts";

const lab = fixture(() => openLab("unpaid"));
let own: ConnectedShop;
let other: ConnectedShop;
beforeAll(async () => {
  own = await lab.stocked("woocommerce", { MUG: 5 });
  other = await lab.stocked("shopify", { MUG: 5 });
});

const shown = () => [own.sandbox.shop.stockOf("MUG"), other.sandbox.shop.stockOf("MUG")];
const buy = async () => {
  const key = own.sandbox.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 3 }], payment: "pending" });
  await lab.pass(20 * SECOND, 5 * SECOND);
  return key;
};

test("an unpaid order is held once: the buyer can pay, and other channels do not sell the units", async () => {
  const before = own.sandbox.calls.length;
  const key = await buy();
  expect(own.sandbox.shop.keptAside?.("MUG")).toBe(3);
  expect(shown()).toEqual([5, 2]);
  own.sandbox.shop.payOrder?.(key);
  await lab.pass(20 * SECOND, 5 * SECOND);
  expect(shown()).toEqual([2, 2]);
  expect(writes(own, before)).toEqual([]);
  own.sandbox.shop.cancelOrder(key);
  await lab.pass(MINUTE, 10 * SECOND);
  expect(shown()).toEqual([5, 5]);
});

test("an abandoned checkout is on sale everywhere again once the shop stops keeping it", async () => {
  await buy();
  expect(shown()).toEqual([5, 2]);
  await lab.pass(55 * MINUTE, 5 * MINUTE);
  await lab.engine.upkeep();
  expect(shown()).toEqual([5, 2]);
  await lab.pass(6 * MINUTE, MINUTE);
  expect(own.sandbox.shop.keptAside?.("MUG")).toBe(0);
  await lab.engine.upkeep();
  await lab.pass(20 * SECOND, 5 * SECOND);
  expect(shown()).toEqual([5, 5]);
});
