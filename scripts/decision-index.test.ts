import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { decisionNumbers, decisionProblems, INDEX, readDecisionPages, withNumbers } from "./decision-index.ts";

const PAGE = { name: "stock.md", text: '# Stock\n\n<a id="7"></a> <a id="12"></a>\n\n## A count (7, 12)\n\nText.\n' };
const HEAD = "# Decisions\n\n- [Stock](stock.md): counts.\n- 3: replaced by [7](stock.md#7)\n\n";
const README = withNumbers(`${HEAD}<!-- numbers: npm run decisions -->`, [PAGE]);

test("the pages of decisions and their index are whole: each number once, each page listed, none too long", () => {
  expect(decisionProblems(readDecisionPages(), readFileSync(INDEX, "utf8"))).toEqual([]);
});

test("the table of numbers leads to the page of each", () => {
  expect(README).toContain("| 0-9 | [7](stock.md#7) |\n| 10-19 | [12](stock.md#12) |");
  expect(decisionProblems([PAGE], README)).toEqual([]);
  expect([...decisionNumbers([PAGE], README)]).toEqual([7, 12, 3]);
});

test("a numbered file of its own is told where it belongs", () => {
  const loose = { name: "694-a-choice.md", text: "# 694. A choice\n" };
  expect(decisionProblems([PAGE, loose], README)).toEqual([
    expect.stringMatching(/694-a-choice\.md is a file of its own: move it into the page .* <a id="694"><\/a>/),
  ]);
});

test("a number twice, a heading without or with another number, and an old table are told", () => {
  const other = { name: "other.md", text: '# Other\n\n<a id="7"></a>\n\n## A sale (8)\n\n## No number\n' };
  expect(decisionProblems([PAGE, other], README)).toEqual([
    "docs/decisions/other.md: the heading of 7 ends with (8)",
    'docs/decisions/other.md: "No number" has no number',
    "decision 7 stands in two places",
    "docs/decisions/README.md lists other.md not once",
    "docs/decisions/README.md is not up to date: run npm run decisions",
  ]);
});
