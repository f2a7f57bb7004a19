import { expect, test } from "vitest";
import { areLotsNamed, countEntry, lotSum, lotsOfChange, NO_LOTS, namedLots } from "./lot-units.ts";

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

test("a count of lots sends the days that were entered, packed units, and no number where no field is filled", () => {
  const more = {
    existing: [
      { lot: "FRESH", expiresOn: "2199-12-10" },
      { lot: "A", expiresOn: null },
    ],
    packed: 2,
  };
  const entry = (there: Record<string, number | null>) => countEntry({ there, added: [] }, more);
  expect(entry({ FRESH: 4, A: 1 })).toEqual({
    counted: 7,
    lots: [
      { lot: "FRESH", quantity: 4, expiresOn: "2199-12-10" },
      { lot: "A", quantity: 1 },
    ],
  });
  expect(entry({ FRESH: null, A: null })).toEqual({ counted: null });
  expect(entry({ FRESH: 0, A: null })).toEqual({ counted: 2, lots: [] });
});

test("units on hand of no lot may go away without one, and others may not", () => {
  const there = [{ lot: "A", expiresOn: null, units: 6 }];
  const lowered = (units: number, lots = NO_LOTS) =>
    lotsOfChange({ kind: "adjust", amount: -units, there, lots, onHand: 10 });
  expect(lowered(4)).toMatchObject({ isReady: true, sent: undefined, unnamed: 4 });
  expect(lowered(5).isReady).toBe(false);
  expect(lowered(5, { there: { A: 5 }, added: [] })).toMatchObject({
    isReady: true,
    sent: [{ lot: "A", quantity: 5 }],
  });
});
