import { expect, test } from "vitest";
import { areLotsNamed, lotSum, NO_LOTS, namedLots } from "./lot-units.ts";

test("lots of units that are there and of those that are added are sent without empty ones", () => {
  const lots = {
    there: { A: 2, B: null, C: 0 },
    added: [
      { lot: " D ", expiresOn: "2199-12-24", units: 3 },
      { lot: "", expiresOn: "", units: null },
    ],
  };
  expect(namedLots(lots)).toEqual([
    { lot: "A", quantity: 2 },
    { lot: "D", quantity: 3, expiresOn: "2199-12-24" },
  ]);
  expect(lotSum(lots)).toBe(5);
});

test("lots of units are complete when they add up and each has a number", () => {
  const unnamed = { there: { A: 1 }, added: [{ lot: " ", expiresOn: "", units: 1 }] };
  expect([areLotsNamed(NO_LOTS, 0), areLotsNamed({ there: { A: 2 }, added: [] }, 3), areLotsNamed(unnamed, 2)]).toEqual(
    [true, false, false],
  );
});
