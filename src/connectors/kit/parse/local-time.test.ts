import fc from "fast-check";
import { expect, test } from "vitest";
import { localTime, zoneOffset } from "./local-time.ts";

const berlin = localTime((utcMs) => zoneOffset("Europe/Berlin", utcMs));

test("a local time becomes the moment it names, before and after the clocks change", () => {
  expect(berlin.toUtc("2026-11-20 10:15:00")).toBe("2026-11-20T09:15:00.000Z");
  expect(berlin.toUtc("2026-07-20 10:15:00")).toBe("2026-07-20T08:15:00.000Z");
  expect(berlin.toUtc("2026-10-25 03:00:00")).toBe("2026-10-25T02:00:00.000Z");
  expect(berlin.toUtc("2026-11-20T10:15:00+05:30")).toBe("2026-11-20T04:45:00.000Z");
});

test.each(["", "soon", "0000-00-00 00:00:00", "2026-11-20"])("%j is no date: drift", (text) => {
  expect(() => berlin.toUtc(text)).toThrow(expect.objectContaining({ kind: "drift" }));
});

test("a local time goes there and back, except in the hour that comes twice", () => {
  const moments = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) });
  fc.assert(
    fc.property(moments, fc.constantFrom("Africa/Cairo", "Asia/Kolkata", "America/St_Johns", "UTC"), (ms, zone) => {
      const place = localTime((utcMs) => zoneOffset(zone, utcMs));
      const second = ms - (ms % 1000);
      const back = Date.parse(place.toUtc(place.toLocal(second)));
      expect(Math.abs(back - second)).toBeOneOf([0, 3_600_000]);
    }),
  );
});

test("a filter from a time that was read asks for every later moment, also in the hour that comes twice", () => {
  const zones = fc.constantFrom("Africa/Cairo", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC");
  const around = fc.constantFrom(
    Date.UTC(2026, 9, 29, 21),
    Date.UTC(2026, 9, 25, 1),
    Date.UTC(2026, 10, 1, 6),
    Date.UTC(2026, 3, 4, 15),
    Date.UTC(2026, 3, 24, 0),
  );
  const minutes = fc.integer({ min: -200, max: 200 });
  fc.assert(
    fc.property(zones, around, minutes, fc.integer({ min: 0, max: 300 }), (zone, change, offset, later) => {
      const place = localTime((utcMs) => zoneOffset(zone, utcMs));
      const seen = change + offset * 60_000;
      const read = Date.parse(place.toUtc(place.toLocal(seen)));
      expect(place.toLocalSince(read) <= place.toLocal(seen + later * 60_000)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
  expect(berlin.toLocalSince(Date.UTC(2026, 10, 20, 9, 15))).toBe("2026-11-20 10:15:00");
});

test("a zone nobody knows is refused", () => {
  expect(() => zoneOffset("Mars/Olympus", 0)).toThrow(RangeError);
});
