import { expect, test } from "vitest";
import { cited, documentProblems, sections, sheetProblems } from "./sheets.ts";

test("a comment's sections are found in any of the ways they are written", () => {
  expect(cited("/** Limits (sheet section 3). */")).toEqual(["3"]);
  expect(cited("// the sheet's section 7, and sheet 5.4 and captures 07")).toEqual(["7", "5.4"]);
  expect(cited("(sheet sections 5, 8 and 10), (sheet section 2d)")).toEqual(["5", "8", "10", "2d"]);
  expect(cited("const { sheet, row } = cell; // sheet of the workbook")).toEqual([]);
});

test("a section that is not in the platform's sheet is named", () => {
  expect([...sections("# Sheet\n## 1. Identity\n### 2a. Website\n### 5.10 Webhooks\n## Words")]).toEqual([
    "1",
    "2a",
    "5.10",
  ]);
  expect(sheetProblems("src/connectors/shopify/a.ts", "// (sheet section 2.7)")).toEqual([]);
  expect(sheetProblems("src/connectors/shopify/a.ts", "// (sheet section 99)")).toEqual([
    "src/connectors/shopify/a.ts cites docs/platforms/shopify.md section 99, which is not there",
  ]);
  expect(sheetProblems("src/hub/channel-files/a.ts", "// (sheet section 99)")).toEqual([]);
});

test("papers that are not in the repository are refused, pages that are here are not", () => {
  const cites = ["// (TRUST 3.4, anchor 2)", "/** Cap of DESIGN section 5. */", "// CONTRACT 25", "// as it was (A7)"];
  for (const line of cites) expect([line, documentProblems("src/a.ts", line)]).toEqual([line, [expect.any(String)]]);
  for (const line of ["// (docs/security.md)", "// decision 5", 'sum("(A7)")', "a CONTRACT of employment", "=SUM(A1)"])
    expect([line, documentProblems("src/a.ts", line)]).toEqual([line, []]);
});
