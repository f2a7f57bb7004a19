/** Which days a report of the dashboard is of. */
import { expect, test } from "vitest";
import { lengthOf } from "../../../src/commerce/days.ts";
import { ownPeriod, periodOf } from "./period.ts";

test.each([
  ["today", "2026-03-05", "2026-03-05"],
  ["7d", "2026-02-27", "2026-03-05"],
  ["90d", "2025-12-06", "2026-03-05"],
  ["month", "2026-03-01", "2026-03-05"],
  ["last-month", "2026-02-01", "2026-02-28"],
])("a period on 5 March %s is %s to %s", (name, from, to) => {
  expect(periodOf(name, "2026-03-05")).toEqual({ name, from, to });
});

test("one's own days are kept in the address; what means nothing is the last 30 days", () => {
  const own = { from: "2026-01-30", to: "2026-02-02" };
  expect(periodOf(ownPeriod(own), "2026-03-05")).toEqual({ name: "own", ...own });
  expect(lengthOf(own)).toBe(4);
  for (const texts of [undefined, "week", "2026-01-01.."])
    expect(periodOf(texts, "2026-03-05")).toEqual({ name: "30d", from: "2026-02-04", to: "2026-03-05" });
});
