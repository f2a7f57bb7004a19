/** Which week a summary is of: each one once, never before it is over. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { dayAfter, lengthOf } from "../../commerce/days.ts";
import { lastWeek, mondayOf } from "./weekly-summary.ts";

test.each([
  ["2026-11-23", 7, "2026-11-09", "2026-11-15"],
  ["2026-11-23", 8, "2026-11-16", "2026-11-22"],
  ["2026-11-29", 23, "2026-11-16", "2026-11-22"],
  ["2026-11-30", 8, "2026-11-23", "2026-11-29"],
  ["2027-01-01", 0, "2026-12-21", "2026-12-27"],
])("a summary's week on %s at %i o'clock is %s to %s", (today, hour, from, to) => {
  expect(lastWeek(today, hour)).toEqual({ from, to });
});

test("a summary is of a whole week from a Monday on, over, and the next one follows it", () => {
  const moment = fc.record({ day: fc.integer({ min: 0, max: 4_000 }), hour: fc.integer({ min: 0, max: 23 }) });
  fc.assert(
    fc.property(moment, ({ day, hour }) => {
      const today = dayAfter("2024-01-01", day);
      const week = lastWeek(today, hour);
      expect([mondayOf(week.from), lengthOf(week), week.to < today]).toEqual([week.from, 7, true]);
      expect(lastWeek(dayAfter(today, 7), hour).from).toBe(dayAfter(week.from, 7));
    }),
  );
});
