import { describe, expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { later, orderLine, orderPart, testShop } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

async function stocked() {
  const store = await shop.newStore();
  const variant = await shop.newVariant();
  await store.list(variant, "v");
  await shop.stock(variant, 10);
  const reserved = async () => (await shop.level(variant)).reserved;
  return { store, variant, reserved };
}

const part = (key: string, change: Partial<OrderPart>) =>
  orderPart(key, { lines: [orderLine({ variantKey: "v", quantity: 4 })], ...change });

describe("an order promises its units", () => {
  test("an order promises no units while its payment has failed, and again once it was tried anew", async () => {
    const { store, reserved } = await stocked();
    const failed = part("f1", { status: "pending", financial: "voided" });
    await store.apply([failed]);
    expect(await reserved()).toBe(0);
    await store.apply([later(failed, 1, { status: "processing", financial: "paid" })]);
    expect(await reserved()).toBe(4);
    await store.apply([later(failed, 2, { status: "on_hold", financial: "voided" })]);
    expect(await reserved()).toBe(0);
  });

  test.each([
    ["paid back whole before it was shipped", { status: "on_hold", financial: "refunded" }],
    ["completed without being shipped", { status: "completed", financial: "paid" }],
    ["completed when a part was shipped", { status: "completed", fulfilment: "partial" }],
  ] as const)("no longer when it is %s", async (name, change) => {
    const { store, variant, reserved } = await stocked();
    const open = part(name, {});
    await store.apply([open]);
    expect(await reserved()).toBe(4);
    const shipped = name.endsWith("shipped") && name.includes("a part") ? 1 : 0;
    const lines = [orderLine({ variantKey: "v", quantity: 4, fulfilledQuantity: shipped })];
    await store.apply([later(open, 1, { ...change, lines })]);
    expect(await shop.level(variant)).toEqual({ onHand: 10 - shipped, reserved: 0, available: 10 - shipped });
  });
});
