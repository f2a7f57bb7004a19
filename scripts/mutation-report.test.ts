import { expect, it } from "vitest";
import { type MutationReport, mutationPage, percentCaught, scores, survivors } from "./mutation-report.ts";

const mutant = (status: string, line: number, replacement = "") => ({
  mutatorName: "EqualityOperator",
  replacement,
  status,
  location: { start: { line } },
});
const report: MutationReport = {
  files: {
    "src/b.ts": { source: "", mutants: [mutant("Killed", 1), mutant("CompileError", 1)] },
    "src/a.ts": {
      source: "one\n  a < b | c\n",
      mutants: [mutant("Timeout", 1), mutant("Survived", 2, "a <=\n b"), mutant("NoCoverage", 1, "two")],
    },
  },
};

it("the mutation report counts what was noticed and what was not", () => {
  expect(scores(report)).toEqual([
    { file: "src/a.ts", caught: 1, survived: 2 },
    { file: "src/b.ts", caught: 1, survived: 0 },
  ]);
  expect([percentCaught(scores(report)), percentCaught([])]).toEqual([50, 0]);
});

it("the mutation report shows a survivor's line with its reason, and those without one", () => {
  const reasons = [{ file: "src/a.ts", line: "a < b | c", why: "They are never equal." }];
  expect(survivors(report, reasons).map(({ line, replacement, why }) => [line, replacement, why])).toEqual([
    ["a < b | c", "a <= b", "They are never equal."],
    ["one", "two", ""],
  ]);
  const page = mutationPage(report, reasons);
  expect(page).toContain("| src/a.ts | `a < b \\| c` | `a <= b` | They are never equal. |");
  expect(page).toContain("| src/a.ts | `one` | `two` | **no reason yet** |");
});
