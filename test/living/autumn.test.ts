import { expect, test } from "vitest";
import { nextRepeat, zoneOfNextRepeat } from "./autumn.ts";

test("clocks are put back next where autumn comes next, never more than half a year from now", () => {
  const summer = Date.parse("2026-07-01T00:00:00Z");
  const winter = Date.parse("2026-11-22T00:00:00Z");
  expect([zoneOfNextRepeat(summer), zoneOfNextRepeat(winter)]).toEqual(["Europe/Berlin", "Australia/Sydney"]);
  expect(new Date(nextRepeat("Europe/Berlin", summer)).toISOString()).toBe("2026-10-25T01:00:00.000Z");
  expect(new Date(nextRepeat("Australia/Sydney", winter)).toISOString()).toBe("2027-04-03T16:00:00.000Z");
});
