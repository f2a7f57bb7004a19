import fc from "fast-check";
import { expect, test } from "vitest";
import { isSameSize, largestSize, readDimensions, writeDimensions } from "./dimensions.ts";

const side = fc.integer({ min: 1, max: 10_000 });
const size = fc.record({ length: side, width: side, height: side });

test("a size written in a shop's unit is read back to the millimetre", () => {
  fc.assert(
    fc.property(size, fc.constantFrom("mm", "cm", "m", "in", "Inches", "Centimeters"), (requested, unit) => {
      const written = writeDimensions(requested, unit);
      expect(written && readDimensions(written, unit)).toEqual(requested);
    }),
  );
});

test("a side that is not told, or a unit nobody knows, is no size", () => {
  expect(readDimensions({ length: "10", width: "", height: "3" }, "cm")).toBeUndefined();
  expect(readDimensions({ length: 10, width: 0, height: 3 }, "cm")).toBeUndefined();
  expect(readDimensions({ length: "10", width: "4", height: "3" }, "cubits")).toBeUndefined();
  expect(readDimensions({ length: "10,5", width: "4", height: "3" }, "cm")).toEqual({
    length: 105,
    width: 40,
    height: 30,
  });
  expect(writeDimensions({ length: 1, width: 1, height: 1 }, "")).toBeUndefined();
});

test("the size of a product is the box every variant fits in", () => {
  const flat = { length: 300, width: 200, height: 10 };
  expect(largestSize([flat, undefined, { length: 100, width: 100, height: 100 }])).toEqual({
    length: 300,
    width: 200,
    height: 100,
  });
  expect(largestSize([undefined])).toBeUndefined();
  expect([isSameSize(flat, { ...flat, height: 10.2 }), isSameSize(flat, undefined)]).toEqual([true, false]);
});
