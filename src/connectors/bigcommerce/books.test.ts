/** The emulated store's own books, which the simulation compares the hub with. */
import { expect, test } from "vitest";
import { openStore } from "./testing.ts";

test("units that had left a cancelled order and are refunded came back, in the store's books too", async () => {
  await using bench = await openStore();
  const { shop } = bench.sandbox;
  shop.addProduct({ title: "Mug", variants: [{ sku: "MUG", price: "12.50", stock: 10 }] });
  const key = shop.placeOrder({ lines: [{ sku: "MUG", quantity: 5 }], payment: "paid" });
  shop.shipOrder?.(key, [{ sku: "MUG", quantity: 2 }]);
  shop.cancelOrder(key);
  shop.refundOrder?.(key, [{ sku: "MUG", quantity: 4, restock: true }]);
  const part = await bench.connection.ports.orders?.get(key, bench.connection.ctx);
  expect(part?.lines).toMatchObject([{ fulfilledQuantity: 2, restockedQuantity: 1 }]);
  expect(shop.record?.(key)?.lines).toMatchObject([{ shipped: 2, restocked: 1 }]);
});

test("an order completed without shipments has left whole, in the store's books too", async () => {
  await using bench = await openStore();
  const { shop } = bench.sandbox;
  const { orders } = bench.connection.ports;
  shop.addProduct({ title: "Mug", variants: [{ sku: "MUG", price: "12.50", stock: 10 }] });
  const key = shop.placeOrder({ lines: [{ sku: "MUG", quantity: 5 }], payment: "paid" });
  shop.shipOrder?.(key, [{ sku: "MUG", quantity: 2 }]);
  const part = await orders?.get(key, bench.connection.ctx);
  const result =
    part &&
    (await orders?.execute(
      {
        command: { kind: "status", status: "completed" },
        order: { ...part, key, currency: part.totals.currency },
        idempotencyKey: "key-1",
        saved: null,
        save: async () => undefined,
        uncertain: false,
      },
      bench.connection.ctx,
    ));
  expect(result).toMatchObject({ order: { lines: [{ fulfilledQuantity: 5 }] } });
  expect(shop.record?.(key)?.lines).toMatchObject([{ quantity: 5, shipped: 5 }]);
});
