import { expect, test } from "vitest";
import { workbookDate } from "./workbook-date.ts";

test("a day's number is the same day in both date systems of workbooks, 1,462 apart", () => {
  expect([workbookDate(45_980), workbookDate(44_518, { isDate1904: true })]).toEqual(["2025-11-19", "2025-11-19"]);
  expect([workbookDate(61), workbookDate(0, { isDate1904: true })]).toEqual(["1900-03-01", "1904-01-01"]);
});

test("a time of day behind a day's number is left away", () => {
  expect(workbookDate(45_980.999)).toBe("2025-11-19");
});
