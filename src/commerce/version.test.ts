import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instantMicros, timeVersion } from "./version.ts";

const time = fc.date({
  min: new Date("1970-01-02T00:00:00Z"),
  max: new Date("2999-12-30T00:00:00Z"),
  noInvalidDate: true,
});

describe("a platform's time", () => {
  test("a platform's time is read to the microsecond in any form", () => {
    expect(instantMicros("2026-11-20T12:00:00.123456Z")).toBe(1_795_176_000_123_456n);
    expect(instantMicros("2026-11-20 12:00:00")).toBe(1_795_176_000_000_000n);
    expect(instantMicros("2026-11-20T14:00:00+02:00")).toBe(instantMicros("2026-11-20T12:00:00Z"));
    expect(instantMicros("2026-11-20T17:30:00+0530")).toBe(instantMicros("2026-11-20T12:00:00Z"));
    expect(instantMicros("2026-11-20T12:00:00.9999999Z")).toBe(1_795_176_000_999_999n);
  });

  test("orders as the clock does", () => {
    fc.assert(
      fc.property(time, time, (a, b) => {
        const [x, y] = [timeVersion(a.toISOString()), timeVersion(b.toISOString())];
        expect(x.value < y.value).toBe(a.getTime() < b.getTime());
      }),
    );
  });

  test("a platform's time is the same instant in every zone", () => {
    fc.assert(
      fc.property(time, fc.integer({ min: -14 * 60, max: 14 * 60 }), (at, offset) => {
        const local = new Date(at.getTime() + offset * 60_000).toISOString().slice(0, -1);
        const two = (n: number) => String(n).padStart(2, "0");
        const size = Math.abs(offset);
        const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
        expect(instantMicros(`${local}${zone}`)).toBe(BigInt(at.getTime()) * 1000n);
      }),
    );
  });

  test("text that is no time is refused", () => {
    for (const text of [
      "",
      "yesterday",
      "2026-11-20",
      "2026-13-01T00:00:00Z",
      "2026-02-30T12:00:00Z",
      "2026-11-20T25:00:00Z",
      "1795176000",
    ])
      expect(() => instantMicros(text), text).toThrow(RangeError);
  });
});
