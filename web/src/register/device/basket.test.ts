import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type BasketLine,
  counted,
  emptyBasket,
  withItem,
  withLineReduction,
  withPrice,
  withQuantity,
  withReceiptLines,
  withReturned,
} from "./basket.ts";
import { numberedItem, setup } from "./testing.ts";

const how = { setup, at: "2026-11-20T12:00:00Z", titles: { line: "Discount", basket: "Discount" } };

test("the same item is added to its line, and at another price to a line of its own", () => {
  let basket = withItem(emptyBasket("b"), numberedItem(1, "Soap"), { key: "1", price: 1000n });
  basket = withItem(basket, numberedItem(1, "Soap"), { key: "2", price: 1000n });
  expect(basket.lines).toMatchObject([{ key: "1", quantity: 2 }]);
  basket = withPrice(basket, "1", { unit: 800n, reason: "Damaged" });
  basket = withItem(basket, numberedItem(1, "Soap"), { key: "3", price: 1000n });
  expect(basket.lines).toHaveLength(2);
  expect(counted(basket, how).totals.total).toBe(2600n);
  expect(withQuantity(basket, "1", 0).lines).toHaveLength(1);
});

test("discounts never take off more than the lines cost, whatever is typed", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 1_000_000n }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 0, max: 100 }),
      fc.bigInt({ min: 0n, max: 10_000_000n }),
      (price, quantity, percent, off) => {
        let basket = withItem(emptyBasket("b"), numberedItem(1, "Soap"), { key: "1", price });
        basket = withQuantity(basket, "1", quantity);
        basket = withLineReduction(basket, "1", { kind: "percent", percent: String(percent) });
        const { totals } = counted({ ...basket, reduction: { kind: "amount", amount: off } }, how);
        expect(totals.total).toBeGreaterThanOrEqual(0n);
        expect(totals.total).toBeLessThanOrEqual(price * BigInt(quantity));
      },
    ),
  );
});

describe("goods that come back", () => {
  const soap = numberedItem(1, "Soap");
  const of = { price: 1000n, reason: "Damaged", restock: true };
  const [line] = withReturned(emptyBasket("b"), soap, { key: "1", ...of }).lines;
  const lines = (key: string): BasketLine[] => (line ? [{ ...line, key }] : []);
  const by = (orderId: string, key: string) => ({
    orderId,
    cards: [{ key: orderId, amount: 1n }],
    customer: null,
    lines: lines(key),
  });

  test("items of a second receipt, or without one, stay out of a basket that has those of a first", () => {
    const first = withReceiptLines(emptyBasket("b"), by("first", "1"));
    expect(withReceiptLines(first, by("second", "2"))).toBe(first);
    expect(withReturned(first, soap, { key: "2", ...of })).toBe(first);
    expect(withReceiptLines(first, by("first", "2"))).toMatchObject({
      ...{ returnOf: "first", returnCards: [{ key: "first" }] },
      lines: [{ key: "1" }, { key: "2" }],
    });
  });

  test("items without a receipt are never those of a receipt, before or after", () => {
    const blind = withReturned(emptyBasket("b"), soap, { key: "1", ...of });
    expect(blind.returnOf).toBeNull();
    expect(withReceiptLines(blind, by("first", "2"))).toBe(blind);
    expect(withReturned(blind, soap, { key: "2", ...of }).lines).toHaveLength(2);
    const emptied = withQuantity(withReceiptLines(emptyBasket("b"), by("first", "1")), "1", 0);
    expect(withReturned(emptied, soap, { key: "2", ...of })).toMatchObject({ returnOf: null, returnCards: [] });
  });
});
