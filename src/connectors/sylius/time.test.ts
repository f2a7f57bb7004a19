import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OFFSET_NAME, offsetFromLogin, shopTime } from "./time.ts";

function timeOf(settings: Record<string, string>, secrets: Record<string, string> = {}) {
  return shopTime({
    connection: { account: { externalId: "" }, facts: {}, settings },
    secret: (name) => secrets[name] ?? "",
    hasSecret: (name) => name in secrets,
  });
}

const cairo = timeOf({}, { [OFFSET_NAME]: "minutes:120" });

describe("dates of the shop are local and carry no offset", () => {
  test("a date is read by the offset measured at the login", () => {
    expect(cairo.toUtc("2026-11-20 10:08:38")).toBe("2026-11-20T08:08:38.000Z");
    expect(cairo.toLocal(Date.UTC(2026, 10, 20, 8, 8, 38))).toBe("2026-11-20 10:08:38");
    expect(cairo.toUtc("2026-11-20T10:08:38+00:00")).toBe("2026-11-20T10:08:38.000Z");
  });

  test("a date is read by the named zone, with the offset of the day", () => {
    const berlin = timeOf({ timeZone: "Europe/Berlin" });
    expect(berlin.toUtc("2026-07-01 12:00:00")).toBe("2026-07-01T10:00:00.000Z");
    expect(berlin.toUtc("2026-12-01 12:00:00")).toBe("2026-12-01T11:00:00.000Z");
    const kathmandu = timeOf({ timeZone: "Asia/Kathmandu" });
    expect(kathmandu.toUtc("2026-07-01 12:00:00")).toBe("2026-07-01T06:15:00.000Z");
  });

  test("a date there and back is the same second, save for the hour a clock is put back", () => {
    const zone = fc.constantFrom("Europe/Berlin", "Africa/Cairo", "America/New_York", "Asia/Kolkata", "UTC");
    const second = fc.integer({ min: 1_700_000_000, max: 1_900_000_000 });
    fc.assert(
      fc.property(zone, second, (timeZone, seconds) => {
        const time = timeOf({ timeZone });
        const back = Date.parse(time.toUtc(time.toLocal(seconds * 1000))) - seconds * 1000;
        expect([0, 3_600_000, -3_600_000]).toContain(back);
        if (back !== 0) expect(time.toLocal(seconds * 1000)).toBe(time.toLocal(seconds * 1000 + back));
      }),
    );
  });

  test("a text that is no date is drift, not a date of 1970", () => {
    for (const text of ["", "yesterday", "1763600000", "2026-13-40 10:00:00"])
      expect(() => cairo.toUtc(text)).toThrow(/instead of a date/);
  });

  test("the offset is what the shop noted less the answer's Date header, to a quarter of an hour", () => {
    const date = "Fri, 20 Nov 2026 08:16:49 GMT";
    expect(offsetFromLogin("2026-11-20 10:16:49", date)).toBe(120);
    expect(offsetFromLogin("2026-11-20 13:46:48", date)).toBe(330);
    expect(offsetFromLogin("2026-11-20 03:16:50", date)).toBe(-300);
    expect(offsetFromLogin(undefined, date)).toBeUndefined();
    expect(offsetFromLogin("2026-11-20 10:16:49", undefined)).toBeUndefined();
  });
});
