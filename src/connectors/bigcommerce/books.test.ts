/** The emulated store's own books, which the simulation compares the hub with. */
import { expect, test } from "vitest";
import type { SandboxShop } from "../kit/sandbox/sandbox.ts";
import { attemptCommand } from "../kit/testing/commands.ts";
import { openStore } from "./testing.ts";

function twoOfFiveSent(shop: SandboxShop): string {
  shop.addProduct({ title: "Mug", variants: [{ sku: "MUG", price: "12.50", stock: 10 }] });
  const key = shop.placeOrder({ lines: [{ sku: "MUG", quantity: 5 }], payment: "paid" });
  shop.shipOrder?.(key, [{ sku: "MUG", quantity: 2 }]);
  return key;
}

test("units that had left a cancelled order and are refunded came back, in the store's books too", async () => {
  await using bench = await openStore();
  const { shop } = bench.sandbox;
  const key = twoOfFiveSent(shop);
  shop.cancelOrder(key);
  shop.refundOrder?.(key, [{ sku: "MUG", quantity: 4, restock: true }]);
  const part = await bench.connection.ports.orders?.get(key, bench.connection.ctx);
  expect(part?.lines).toMatchObject([{ fulfilledQuantity: 2, restockedQuantity: 1 }]);
  expect(shop.record?.(key)?.lines).toMatchObject([{ shipped: 2, restocked: 1 }]);
});

test("an order completed without shipments has left whole, in the store's books too", async () => {
  await using bench = await openStore();
  const { shop } = bench.sandbox;
  const key = twoOfFiveSent(shop);
  const result = await attemptCommand(bench.connection, key, { kind: "status", status: "completed" });
  expect(result).toMatchObject({ order: { lines: [{ fulfilledQuantity: 5 }] } });
  expect(shop.record?.(key)?.lines).toMatchObject([{ quantity: 5, shipped: 5 }]);
});
