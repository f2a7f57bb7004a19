import { expect, test } from "vitest";
import { findingsOf, limitProblems } from "./function-limits.ts";

const long = (path: string, line: number, size: number) => ({
  message: `This function has too many lines (${size}). Maximum allowed is 50.`,
  category: "lint/complexity/noExcessiveLinesPerFunction",
  location: { path, start: { line } },
});

test("the length of a test's function does not count, its parameters do", () => {
  const wide = { ...long("src/a.test.ts", 3, 5), category: "lint/complexity/useMaxParams" };
  const found = findingsOf([long("src/a.test.ts", 1, 90), long("src/engine/testing.ts", 1, 90), wide]);
  expect(found).toEqual([{ file: "src/a.test.ts", line: 3, size: 5, of: "parameters" }]);
});

test("an exception is what there is: it does not let it grow, falls with it, and goes with the last that needs it", () => {
  const findings = findingsOf([long("src/a.ts", 1, 60), long("src/a.ts", 80, 90)]);
  expect(limitProblems(findings, "lines", { "src/a.ts": [90, 60] })).toEqual([]);
  expect(limitProblems(findings, "parameters", {})).toEqual([]);
  expect(limitProblems(findings, "lines", { "src/a.ts": [80, 60] })).toEqual([
    "src/a.ts:80 is a function of 90 lines; it had 80",
  ]);
  expect(limitProblems(findings, "lines", { "src/a.ts": [90, 70] })).toEqual([
    "src/a.ts:1 is a function of 60 lines: lower the 70 of scripts/exceptions.ts",
  ]);
  expect(limitProblems(findings, "lines", { "src/a.ts": [90] })).toEqual([
    "src/a.ts:1 is a function of 60 lines: take it apart",
  ]);
  expect(limitProblems([], "lines", { "src/a.ts": [90] })).toEqual([
    "src/a.ts has fewer functions over the limit of lines than scripts/exceptions.ts says",
  ]);
});
