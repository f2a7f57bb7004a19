import { expect, test } from "vitest";
import { titleProblems } from "./test-titles.ts";

/** A file of tests with these titles, one a line. */
const titled = (...titles: string[]) => ({
  file: "src/a.test.ts",
  text: ['import { test } from "vitest";', ...titles.map((title) => ["test", `("${title}", () => {});`].join(""))].join(
    "\n",
  ),
});

test("a title that begins with a verb is refused with its line and what to write", () => {
  expect(titleProblems([titled("a channel's number is never negative", "is never negative")])).toEqual([
    'src/a.test.ts:3: the title "is never negative" begins mid-sentence: write its subject, its act and the result',
  ]);
});

test.each([
  "of two currencies is never added",
  "what is no plain decimal is refused",
  "without a hub it says how to sign in",
  "its first day belongs to it",
  "names every wrong setting at once",
  "cancelled in the middle, it ends at the next chunk",
  "placed, then shipped",
])("the title %j is refused", (title) => {
  expect(titleProblems([titled(title)])).toHaveLength(1);
});

test.each([
  "names of fields are reported with their position",
  "cancelled units go back into stock",
  "changed, new and moved files count",
  "in-flight calls end with their process",
  "one bad row holds up no other",
])("the title %j has a subject", (title) => {
  expect(titleProblems([titled(title)])).toEqual([]);
});

test("groups and tests of many rows are read too, other calls are not", () => {
  const lines = [
    '// from "vitest"',
    'describe_("when stock rises", () => {',
    '])_("is %s", (row) => {',
    'say("is it?");',
  ];
  const text = lines.join("\n").replaceAll("_", "");
  expect(titleProblems([{ file: "src/b.test.ts", text }]).map((problem) => problem.slice(0, 15))).toEqual([
    "src/b.test.ts:2",
    "src/b.test.ts:3",
  ]);
});
