/** Which units the parcels of a booking are proposed to hold. */
import { expect, test } from "vitest";
import { type LineUnits, type ParcelUnits, unitsOfNext, waitingUnpacked } from "./split-units.ts";

const line = (units: Omit<LineUnits, "lineId">): LineUnits => ({ lineId: "a", ...units });
const holding = (...units: readonly number[]): readonly ParcelUnits[] => units.map((a) => ({ units: { a } }));

test("a parcel that is added holds no unit that waits for stock, and what waits is counted until a person packs it", () => {
  const lines = [line({ left: 5, next: 3, waiting: 2 })];
  expect(unitsOfNext([], lines)).toEqual({ a: 3 });
  expect(unitsOfNext(holding(1), lines)).toEqual({ a: 2 });
  expect(unitsOfNext(holding(1, 2), lines)).toEqual({ a: 0 });
  expect(waitingUnpacked(lines, holding(1, 2))).toBe(2);
  expect(waitingUnpacked(lines, holding(4))).toBe(1);
});

test("a parcel added to those of a split order holds the units of the others that are in stock", () => {
  const lines = [line({ left: 5, next: 2, waiting: 1 })];
  expect(unitsOfNext([], lines)).toEqual({ a: 2 });
  expect(unitsOfNext(holding(2), lines)).toEqual({ a: 2 });
});
