import fc from "fast-check";
import { expect, test } from "vitest";
import { type HandlingTime, isZone, promiseOf, shippingDays } from "./handling-time.ts";

const service: HandlingTime = {
  ...{ zone: "Europe/Berlin", cutOff: "15:00", days: 1, workingDays: [1, 2, 3, 4, 5], holidays: [] },
};
const due = (ordered: string, more: Partial<HandlingTime> = {}) =>
  promiseOf(new Date(ordered), { ...service, ...more }).at.toISOString();

test("an order of Friday after the cut-off is promised for Tuesday at the cut-off, and tells why [E1.1]", () => {
  const found = promiseOf(new Date("2026-11-20T16:10:00Z"), service);
  expect(found).toEqual({
    at: new Date("2026-11-24T14:00:00Z"),
    orderedOn: "2026-11-20",
    orderedAt: "17:10",
    isAfterCutOff: true,
    beginsOn: "2026-11-23",
    dueOn: "2026-11-24",
    closed: [
      { day: "2026-11-21", why: "weekday" },
      { day: "2026-11-22", why: "weekday" },
    ],
  });
});

test.each([
  ["before the cut-off, the next day", "2026-11-19T13:59:00Z", {}, "2026-11-20T14:00:00.000Z"],
  ["at the cut-off, as after it", "2026-11-18T14:00:00Z", {}, "2026-11-20T14:00:00.000Z"],
  ["no day, the same one", "2026-11-19T08:00:00Z", { days: 0 }, "2026-11-19T14:00:00.000Z"],
  ["over a holiday", "2026-12-24T08:00:00Z", { holidays: ["2026-12-25"] }, "2026-12-28T14:00:00.000Z"],
  ["over the change of the clocks", "2026-10-23T08:00:00Z", {}, "2026-10-26T14:00:00.000Z"],
  // Clocks go from 02:00 to 03:00 on that day.
  [
    "at a time the clocks leave out",
    "2026-03-28T00:00:00Z",
    { cutOff: "02:30", workingDays: [1, 2, 3, 4, 5, 6, 7] },
    "2026-03-29T01:30:00.000Z",
  ],
  [
    "where the week begins on Sunday",
    "2026-11-19T10:00:00Z",
    { zone: "Africa/Cairo", workingDays: [7, 1, 2, 3, 4] },
    "2026-11-22T13:00:00.000Z",
  ],
] as const)("%s", (_name, ordered, more, expected) => {
  expect(due(ordered, more)).toBe(expected);
});

const zones = fc.constantFrom(
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Africa/Cairo",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
);
const day = fc.date({ min: new Date("2026-01-01"), max: new Date("2027-12-31"), noInvalidDate: true });
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
const handling = fc.record({
  zone: zones,
  cutOff: time,
  days: fc.integer({ min: 0, max: 12 }),
  workingDays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  holidays: fc.array(
    day.map((each) => each.toISOString().slice(0, 10)),
    { maxLength: 20 },
  ),
});

test("a promise is never before its order, never on a closed day, and later with more days [E1.1]", () => {
  fc.assert(
    fc.property(day, handling, (ordered, given) => {
      const { at, dueOn } = promiseOf(ordered, given);
      expect(at.getTime()).toBeGreaterThan(ordered.getTime());
      expect(given.holidays).not.toContain(dueOn);
      expect(given.workingDays).toContain(new Date(`${dueOn}T00:00:00Z`).getUTCDay() || 7);
      const longer = promiseOf(ordered, { ...given, days: given.days + 1 });
      expect(longer.at.getTime()).toBeGreaterThan(at.getTime());
      const later = promiseOf(new Date(ordered.getTime() + 3_600_000), given);
      expect(later.at.getTime()).toBeGreaterThanOrEqual(at.getTime());
    }),
    { numRuns: 400 },
  );
});

test("a zone is one that clocks have", () => {
  expect([isZone("Africa/Cairo"), isZone("Mars/Olympus")]).toEqual([true, false]);
});

test("an order ships on working days from the one after its cut-off, and on none that has passed [D4.4]", () => {
  const days = (placed: string, now: string, more: Partial<HandlingTime> = {}) =>
    shippingDays({ placedAt: new Date(placed), now: new Date(now) }, { ...service, ...more }, 3);
  const friday = ["2026-11-20T13:59:00Z", "2026-11-20T14:00:00Z"] as const;
  expect(days(friday[0], friday[0])).toEqual(["2026-11-20", "2026-11-23", "2026-11-24"]);
  expect(days(friday[1], friday[1])).toEqual(["2026-11-23", "2026-11-24", "2026-11-25"]);
  // Looked at again an hour after the cut-off, and on a closed day.
  expect(days(friday[0], "2026-11-20T15:00:00Z")[0]).toBe("2026-11-20");
  expect(days(friday[0], "2026-11-21T08:00:00Z", { holidays: ["2026-11-23"] })[0]).toBe("2026-11-24");
});
