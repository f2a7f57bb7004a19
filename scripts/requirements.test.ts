import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { clauses, readProofs } from "./requirements-read.ts";
import { type Clauses, proofsIn, requirementProblems, requirementsPage } from "./requirements-table.ts";

const few: Clauses = { "A1.1": "one", "A1.2": { says: "two", lacks: "Not built" }, B2: "three" };

test("titles, cases and suites tell what they prove", () => {
  const text = [
    'test("a hub holds what was promised [A1.1, B2]", async () => {',
    'it("a page names [brackets] in the middle", () => {',
    '  name: "orders: all are told",',
    '  proves: ["A1.2"],',
    'describeConformance({ proves: ["B2"], connector });',
  ].join("\n");
  expect(proofsIn("x.test.ts", text)).toEqual([
    { file: "x.test.ts", title: "a hub holds what was promised", ids: ["A1.1", "B2"] },
    { file: "x.test.ts", title: "orders: all are told", ids: ["A1.2"] },
    { file: "x.test.ts", title: "the contract tests of a connector", ids: ["B2"] },
  ]);
});

test("a clause needs a test or a word on why it is absent, and a test a clause that exists", () => {
  const proof = (...ids: string[]) => ({ file: "x.test.ts", title: "t", ids });
  expect(requirementProblems(few, [proof("A1.1"), proof("B2")])).toEqual([]);
  expect(requirementProblems(few, [proof("A1.1")])).toEqual([
    "B2 has no test, and nothing says that it is absent: three",
  ]);
  expect(requirementProblems(few, [proof("A1", "A1.1", "B2", "A1.9")])).toEqual([
    'x.test.ts: "t" names A1.9, which is no requirement',
  ]);
  expect(requirementsPage(few, [proof("A1.1")])).toContain("| A1.2 | two | **Absent.** Not built.  |");
});

test("docs/requirements.md is what the command writes", async () => {
  expect(await readFile(new URL("../docs/requirements.md", import.meta.url), "utf8")).toBe(
    requirementsPage(clauses, readProofs()),
  );
});
