import { expect, test } from "vitest";
import { editedPrice, priceEditInput } from "./price-edit-input.ts";

const price = (before: bigint | null, change: unknown, currency = "EUR") =>
  editedPrice(before, priceEditInput.parse({ where: {}, currency, change }));

const TO_99 = { stepMinor: 100, endingMinor: 99 };

test("prices move by percentages and amounts, exactly and rounded to an ending", () => {
  expect(price(1_000n, { percent: "7.5" })).toBe(1_075n);
  expect(price(1_255n, { percent: "-10" })).toBe(1_130n);
  expect(price(1_255n, { percent: "-10", rounding: TO_99 })).toBe(1_099n);
  expect(price(1_255n, { percent: "-10", rounding: { ...TO_99, direction: "up" } })).toBe(1_199n);
  expect(price(1_255n, { percent: "0", rounding: { stepMinor: 100, endingMinor: 95 } })).toBe(1_295n);
  expect(price(1_252n, { add: 100, rounding: { stepMinor: 5 } })).toBe(1_350n);
  expect(price(1_255n, { add: -2_000 })).toBe(-745n);
  expect(price(null, { percent: "10" })).toBeNull();
  expect(price(null, { set: 500 })).toBe(500n);
  expect(price(1_500n, { percent: "10" }, "JPY")).toBe(1_650n);
  expect(() => price(1n, { percent: "1", rounding: { stepMinor: 5, endingMinor: 5 } })).toThrow();
});
