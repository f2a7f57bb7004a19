import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryTree, securityProblems } from "./security-docs.ts";

const root = join(import.meta.dirname, "..");
const tree = {
  files: ["src/db/keys.ts", "src/db/keys.test.ts", "src/db/migrations/0001-a.sql"],
  read: () => 'test("an unknown key is refused", work);',
};
const problemsOf = (text: string) => securityProblems({ name: "page", text }, tree);

test("a page names files that are there and tests that are called so", () => {
  expect(problemsOf('| `src/db/keys.ts`, `keys*.ts`, `src/db` | `keys.test.ts` "key is refused" |')).toEqual([]);
  expect(problemsOf('| `src/db/key.ts`, `src/dbs` | `keys.test.ts` "key is refused", "key is lost" |')).toEqual([
    "page: `src/db/key.ts` is not there",
    "page: `src/dbs` is not there",
    'page: no test of keys.test.ts is called "key is lost"',
  ]);
});

test.each(["docs/security.md", "docs/security/asvs.md"])("%s names no file and no test that is gone", (name) => {
  expect(securityProblems({ name, text: readFileSync(join(root, name), "utf8") }, repositoryTree(root))).toEqual([]);
});
