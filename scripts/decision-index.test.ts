import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";

const INDEX = "README.md";
const TITLE = /^# (\d+)\. (.+)$/m;

/** As docs/decisions/README.md has to list it, under a subject. */
function entryOf(file: string): string {
  const [, number, title] = TITLE.exec(readFileSync(file, "utf8")) ?? [];
  return `- [${number}. ${title}](${basename(file)})`;
}

test("the index of decisions lists each of them once, by its number and title", () => {
  const listed = readFileSync(`docs/decisions/${INDEX}`, "utf8").match(/^- .+$/gm) ?? [];
  const pages = globSync("docs/decisions/*.md").filter((file) => basename(file) !== INDEX);
  expect(listed.toSorted()).toEqual(pages.map(entryOf).toSorted());
});
