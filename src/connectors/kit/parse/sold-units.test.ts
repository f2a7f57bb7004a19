import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  backUnits,
  consumeInOrder,
  goneUnits,
  quantityOf,
  refundedUnits,
  refundInOrder,
  soldOf,
  takenUnits,
  wholeUnits,
} from "./sold-units.ts";

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

test("a rest that floats leave counts as nothing", () => {
  const sold = soldOf(0.1 + 0.2);
  expect(sold).toEqual({ orderedQuantity: 1, exactQuantity: "0.3" });
  expect([soldOf(2.9999999999999996), takenUnits(2.7755575615629e-17), goneUnits(sold, "2.8E-17")]).toEqual([
    { orderedQuantity: 3 },
    0,
    0,
  ]);
  expect(backUnits(sold, 0.30000000000000004)).toBe(1);
  expect([38.99999999999999, "38.9", -0.5, -2, "3.0"].map(wholeUnits)).toEqual([39, 38, -1, -2, 3]);
});

const text = (hundredths: number): string => (hundredths / 100).toFixed(2);

/** A line of so many hundredths, and parts of it that are not more than it together. */
const parted = fc
  .tuple(fc.integer({ min: 1, max: 900 }), fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 6 }))
  .map(([sold, drawn]) => {
    let left = sold;
    const parts = drawn.flatMap((part) => {
      const taken = Math.min(part, left);
      left -= taken;
      return taken > 0 ? [taken] : [];
    });
    return { sold, parts };
  });

test("parts of a line go with as many units together as all of them at once, and come back with no more", () => {
  const kept = (part: string, isStored = true) => ({ part, isKept: isStored });
  expect(refundInOrder(soldOf("0.06"), [kept("0.05"), kept("0.01", false)])).toEqual([1, 0]);
  expect(refundInOrder(soldOf("1.02"), [kept("1.01"), kept("0.01", false)])).toEqual([2, 0]);
  expect(consumeInOrder(soldOf("1.5"), ["0.5", "0.5", "0.5"])).toEqual([1, 0, 1]);
  fc.assert(
    fc.property(
      parted,
      fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      ({ sold: hundredths, parts }, isBack) => {
        const sold = soldOf(text(hundredths));
        const units = consumeInOrder(sold, parts.map(text));
        const all = parts.reduce((sum, part) => sum + part, 0);
        const gone = units.reduce((sum, one) => sum + one, 0);
        expect(units.every((one) => one >= 0)).toBe(true);
        expect(gone).toBe(goneUnits(sold, text(all)));
        expect(gone).toBeLessThanOrEqual(sold.orderedQuantity);
        const back = parts.filter((_, index) => isBack[index]).reduce((sum, part) => sum + part, 0);
        // What is back is on the shelf, and not more of it than left for the line.
        const took = sold.orderedQuantity - backUnits(sold, text(back));
        expect(took * 100).toBeGreaterThanOrEqual(hundredths - back);
        const rows = parts.map((part, index) => ({ part: text(part), isKept: isBack[index] !== true }));
        const refunded = refundInOrder(sold, rows);
        const of = (isStored: boolean) =>
          refunded.reduce((sum, one, index) => sum + (rows[index]?.isKept === isStored ? one : 0), 0);
        expect(refunded.every((one) => one >= 0)).toBe(true);
        expect(of(true) + of(false)).toBe(gone);
        // What is told as back is not more than was put back, or than all of it.
        expect(of(true)).toBeGreaterThanOrEqual(Math.min(gone, Math.ceil((all - back) / 100)));
        const reported = refundedUnits([rows.slice(0, 2), rows.slice(2)], {
          lineOf: () => "line",
          partOf: (row) => row,
          soldBy: () => sold,
        });
        expect(reported.flat().reduce((sum, one) => sum + one.units, 0)).toBe(
          sold.exactQuantity === undefined ? Math.ceil(all / 100) : gone,
        );
      },
    ),
    { numRuns: 500 },
  );
});
