import { expect, test } from "vitest";
import { isSql, literals, longLines, sqlProblems } from "./sql-lines.ts";

const long = `where ${Array.from({ length: 12 }, (_, n) => `column_${n} = $${n}`).join(" and ")}`;
const inTemplate = (sql: string) => ["tx.run(`select id", `  from argosy.level ${sql}`, "  limit 1`);"].join("\n");

test("strings and templates are found past comments, patterns and what stands in templates", () => {
  const nested = ["`three $", "{d({ e: `four` })} \\` five`"].join("");
  const text = ["// it's `no` template", 'const a = /["`]/.test(b) ? "one" : \'two\';', `const c = ${nested};`].join(
    "\n",
  );
  expect(literals(text).map(({ start, end }) => text.slice(start, end))).toEqual(['"one"', "'two'", "`four`", nested]);
});

test("SQL is told from sentences", () => {
  for (const sql of [
    "select 1 from level",
    "WITH a AS (SELECT 1) SELECT 2",
    "update listing set a = 1",
    " and id = $1",
    "l.organization_id",
  ])
    expect([sql, isSql(sql)]).toEqual([sql, true]);
  for (const text of ["Select a channel from the list.", "Update Argosy before that day.", "where it came from", "id"])
    expect([text, isSql(text)]).toEqual([text, false]);
});

test("a long line of SQL is found in its template; a long sentence and a long line of code are not", () => {
  expect(longLines(inTemplate(long))).toEqual([2]);
  expect(longLines(inTemplate("where true"))).toEqual([]);
  expect(longLines(`const text = "Select what you want ${"and more ".repeat(20)}from the list";`)).toEqual([]);
  expect(longLines(`const one = 1; // select ${"a, ".repeat(50)} from b`)).toEqual([]);
});

test("a file's allowed lines can only shrink", () => {
  expect(sqlProblems("a.ts", inTemplate(long), 0)).toHaveLength(1);
  expect(sqlProblems("a.ts", inTemplate(long), 1)).toEqual([]);
  expect(sqlProblems("a.ts", inTemplate("where true"), 1)).toEqual([
    "a.ts has 0 long lines of SQL and not 1: scripts/exceptions.ts is to say so",
  ]);
});
