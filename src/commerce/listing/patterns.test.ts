import { expect, test } from "vitest";
import { fits, isCheckable, stepsOf } from "./patterns.ts";

test.each([
  ["\\d{13}", "4006381333931", "400638133393"],
  ["^[A-Z]{2}-\\d+$", "DE-12", "xDE-12"],
  ["Yes|No", "No", "No."],
  ["[]a-c]{2}", "]b", "]d"],
  ["", "", "a"],
])("a text fits %j as a whole", (pattern, text, other) => {
  expect([fits(text, pattern), fits(other, pattern)]).toEqual([true, false]);
});

test.each([
  ["look-around, which takes more than linear time", "(?=.*\\d).{8,}"],
  ["a back-reference, which does so too", "(a|b)\\1"],
  ["no expression at all", "("],
  ["thousands of repetitions", "(?:[a-z]{40}\\d){60}"],
  ["a long text of its own", "a".repeat(501)],
  ["a quoted part, whose signs are letters", "\\Q[\\E(?:.?){999}(?:.?){999}(?:.?){999}x"],
  ["a class in a class, which other dialects read as letters", "[a-c[x-z]]+"],
  ["what two classes share, which other dialects read as letters", "[a-z&&[^b]]+"],
  ["a share of classes without a bracket", "[a-z&&b-d]+"],
  ["an escape that dialects read differently", "a\\v"],
  ["such an escape in a class", "[a\\Qb]"],
])("an expression with %s is left to the platform", (_, pattern) => {
  expect(isCheckable(pattern)).toBe(false);
  expect(fits("anything", pattern)).toBe(true);
});

test.each([
  ["(?:.?){249}x", 400, 5_000],
  ["[A-Z]{2}-.*", 5_000, 100_000],
])("%j is checked in a value of %i letters and left to the platform in one of %i", (pattern, short, long) => {
  expect(isCheckable(pattern)).toBe(true);
  expect([short, long].map((letters) => fits("a".repeat(letters), pattern))).toEqual([false, true]);
});

test("an expression that takes exponential time elsewhere is answered in linear time", () => {
  expect(fits(`${"a".repeat(5_000)}b`, "(a+)+(a|aa)*$")).toBe(false);
});

test.each([
  ["a{3}b", 4],
  ["(ab){2,5}", 10],
  ["((a{3})b){4}", 16],
  ["[^{}()]{2}\\{3", 4],
  ["a{2,}", 2],
])("the repetitions of %j are written out", (pattern, steps) => {
  expect(stepsOf(pattern)).toBe(steps);
});
