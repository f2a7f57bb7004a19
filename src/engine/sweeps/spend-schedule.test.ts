import fc from "fast-check";
import { expect, test } from "vitest";
import { dayAfter, lengthOf } from "../../commerce/days.ts";
import { localDay } from "../../connectors/kit/parse/local-time.ts";
import { inPieces, nextReading, spansOfNight } from "./spend-schedule.ts";

test("the day before is read at 00:30 of the organization's clock, in summer and winter time [H1]", () => {
  const next = (zone: string, now: string) => nextReading(zone, new Date(now)).toISOString();
  expect(next("Asia/Kolkata", "2026-11-22T11:00:00Z")).toBe("2026-11-22T19:00:00.000Z");
  expect(next("Asia/Kolkata", "2026-11-22T19:00:00Z")).toBe("2026-11-23T19:00:00.000Z");
  expect(next("Europe/Berlin", "2026-10-24T12:00:00Z")).toBe("2026-10-24T22:30:00.000Z");
  expect(next("Europe/Berlin", "2026-10-25T12:00:00Z")).toBe("2026-10-25T23:30:00.000Z");
  // Clocks there are put on at midnight: 00:30 does not come that night.
  expect(next("Africa/Cairo", "2026-04-23T12:00:00Z")).toBe("2026-04-23T22:30:00.000Z");
});

test("readings are between 22 and 26 hours apart, whatever the zone", () => {
  const zone = fc.constantFrom("Asia/Kolkata", "America/Los_Angeles", "Pacific/Auckland", "Africa/Cairo", "UTC");
  const moment = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) });
  fc.assert(
    fc.property(zone, moment, (where, ms) => {
      const first = nextReading(where, new Date(ms));
      const second = nextReading(where, first);
      expect(first.getTime()).toBeGreaterThan(ms);
      const hours = (second.getTime() - first.getTime()) / 3_600_000;
      expect(hours).toBeGreaterThanOrEqual(22);
      expect(hours).toBeLessThanOrEqual(26);
      expect(localDay(second.getTime(), where)).not.toBe(localDay(first.getTime(), where));
    }),
  );
});

test("pieces cover every day once, newest first, none longer than allowed", () => {
  const day = fc.integer({ min: 0, max: 700 }).map((n) => dayAfter("2025-01-01", n));
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: 420 }), fc.integer({ min: 1, max: 60 }), (from, more, most) => {
      const span = { from, to: dayAfter(from, more) };
      const pieces = inPieces(span, most);
      expect(pieces.reduce((sum, piece) => sum + lengthOf(piece), 0)).toBe(lengthOf(span));
      expect(pieces.every((piece) => lengthOf(piece) <= most)).toBe(true);
      for (const [n, piece] of pieces.entries())
        expect(piece.to).toBe(n === 0 ? span.to : dayAfter(pieces[n - 1]?.from ?? "", -1));
    }),
  );
});

test("the first night reads what there is, every other one what the platform still changes", () => {
  const port = { restatedDays: 28, historyDays: 90, mostDays: 31 };
  const first = spansOfNight(port, { today: "2026-11-22", isFirst: true });
  expect(first[0]).toEqual({ from: "2026-10-23", to: "2026-11-22" });
  expect(first.at(-1)?.from).toBe("2026-08-24");
  expect(spansOfNight(port, { today: "2026-11-22", isFirst: false })).toEqual([
    { from: "2026-10-25", to: "2026-11-22" },
  ]);
});
