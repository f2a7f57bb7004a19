import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays, daysOf } from "../../commerce/ad-spend.ts";
import { dayIn, inPieces, nextReading, spansOfNight } from "./spend-nights.ts";

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
      expect(dayIn(where, second)).not.toBe(dayIn(where, first));
    }),
  );
});

test("pieces cover every day once, newest first, none longer than allowed", () => {
  const day = fc.integer({ min: 0, max: 700 }).map((n) => addDays("2025-01-01", n));
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: 420 }), fc.integer({ min: 1, max: 60 }), (since, more, most) => {
      const span = { since, until: addDays(since, more) };
      const pieces = inPieces(span, most);
      expect(pieces.reduce((sum, piece) => sum + daysOf(piece), 0)).toBe(daysOf(span));
      expect(pieces.every((piece) => daysOf(piece) <= most)).toBe(true);
      for (const [n, piece] of pieces.entries())
        expect(piece.until).toBe(n === 0 ? span.until : addDays(pieces[n - 1]?.since ?? "", -1));
    }),
  );
});

test("the first night reads what there is, every other one what the platform still changes", () => {
  const port = { restatedDays: 28, historyDays: 90, mostDays: 31 };
  const first = spansOfNight(port, { today: "2026-11-22", isFirst: true });
  expect(first[0]).toEqual({ since: "2026-10-23", until: "2026-11-22" });
  expect(first.at(-1)?.since).toBe("2026-08-24");
  expect(spansOfNight(port, { today: "2026-11-22", isFirst: false })).toEqual([
    { since: "2026-10-25", until: "2026-11-22" },
  ]);
});
