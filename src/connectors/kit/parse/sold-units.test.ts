import { describe, expect, test } from "vitest";
import { backUnits, goneUnits, quantityOf, soldOf, takenUnits } from "./sold-units.ts";

describe("goods sold in fractions", () => {
  test.each([
    ["0.5", { orderedQuantity: 1, exactQuantity: "0.5" }],
    ["1.5", { orderedQuantity: 2, exactQuantity: "1.5" }],
    ["2.2500", { orderedQuantity: 3, exactQuantity: "2.25" }],
    ["3.0000", { orderedQuantity: 3 }],
    ["-1", { orderedQuantity: 0 }],
  ])("%s are whole units that contain them, with the exact quantity beside", (quantity, sold) => {
    expect(soldOf(quantity)).toEqual(sold);
  });

  test("a part that is gone leaves as many units as contain the rest", () => {
    const sold = soldOf("2.25");
    expect(["0", "0.5", "1.25", "2", "2.25"].map((part) => goneUnits(sold, part))).toEqual([0, 1, 2, 2, 3]);
    expect([goneUnits(soldOf(3), 2), goneUnits(soldOf(3), 5), goneUnits(soldOf("0.5"), "0.5")]).toEqual([2, 3, 1]);
  });

  test("units a channel took contain the quantity; units back are whole, or all", () => {
    expect([takenUnits("0.5"), takenUnits("1.5"), takenUnits("-0.5"), takenUnits(2)]).toEqual([1, 2, 0, 2]);
    expect(["0.5", "1.5", "2.25"].map((part) => backUnits(soldOf("2.25"), part))).toEqual([0, 1, 3]);
  });

  test("all units of a line are the platform's exact quantity, in one part or in several", () => {
    const sold = soldOf("2.25");
    expect([quantityOf(sold, 3), quantityOf(sold, 1), quantityOf(sold, 2, 1), quantityOf(sold, 1, 2)]).toEqual([
      "2.25",
      "1",
      "1.25",
      "0.25",
    ]);
    expect([quantityOf(soldOf("0.5"), 1), quantityOf(soldOf(4), 3)]).toEqual(["0.5", "3"]);
  });
});
