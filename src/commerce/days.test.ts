import fc from "fast-check";
import { expect, test } from "vitest";
import { type DayRange, dayAfter, daysOf, halvesOf, lengthOf, previousOf } from "./days.ts";

const range = fc
  .record({ first: fc.integer({ min: -20_000, max: 20_000 }), more: fc.integer({ min: 0, max: 500 }) })
  .map(({ first, more }): DayRange => {
    const from = dayAfter("2026-03-01", first);
    return { from, to: dayAfter(from, more) };
  });

test("a range has each of its days once, in order, both ends among them", () => {
  fc.assert(
    fc.property(range, (requested) => {
      const days = daysOf(requested);
      expect(days).toHaveLength(lengthOf(requested));
      expect([days[0], days.at(-1)]).toEqual([requested.from, requested.to]);
      expect(days).toEqual([...new Set(days)].sort());
    }),
  );
});

test("halves and the days before leave no day out and have none twice", () => {
  fc.assert(
    fc.property(range, (requested) => {
      const halves = halvesOf(requested);
      if (lengthOf(requested) === 1) expect(halves).toBeNull();
      else expect(halves?.flatMap(daysOf)).toEqual(daysOf(requested));
      const before = previousOf(requested);
      expect([lengthOf(before), dayAfter(before.to, 1)]).toEqual([lengthOf(requested), requested.from]);
    }),
  );
});

test.each([
  ["2026-02-28", 1, "2026-03-01"],
  ["2028-02-28", 1, "2028-02-29"],
  ["2026-01-01", -1, "2025-12-31"],
  ["2026-03-29", 1, "2026-03-30"],
])("%s and %i days is %s", (day, days, later) => {
  expect(dayAfter(day, days)).toBe(later);
});

test("a last day before the first leaves no days, a text that is no day none that can be counted", () => {
  expect(lengthOf({ from: "2026-03-02", to: "2026-03-01" })).toBe(0);
  expect(lengthOf({ from: "", to: "2026-03-01" })).toBeNaN();
});
