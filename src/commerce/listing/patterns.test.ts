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
])("an expression with %s is left to the platform", (_, pattern) => {
  expect(isCheckable(pattern)).toBe(false);
  expect(fits("anything", pattern)).toBe(true);
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
