import { expect, test } from "vitest";
import { differenceOf, sameAgain } from "./exchange-sums.ts";

test("the same items cost to the cent what was paid for them", () => {
  const units = [{ variantId: "v", quantity: 3, worthMinor: 1_000 }];
  expect(sameAgain(units, [{ id: "v" }], "EUR")).toMatchObject([{ quantity: 3, price: "3.34", discount: "0.02" }]);
  expect(sameAgain([{ variantId: null, quantity: 1, worthMinor: 5 }], [{ id: "v" }], "EUR")).toEqual([]);
});

test("a dearer item leaves something to pay, a cheaper one something to refund, and an unread price neither", () => {
  expect(differenceOf([1_250], 1_000)).toEqual({ totalMinor: 1_250, dueMinor: 250, restMinor: 0 });
  expect(differenceOf([400], 1_000)).toEqual({ totalMinor: 400, dueMinor: 0, restMinor: 600 });
  expect(differenceOf([400, null], 1_000)).toBeNull();
  expect(differenceOf([], 1_000)).toBeNull();
});
