import { expect, test } from "vitest";
import { upperCaseSql } from "./sql-case.ts";

const problem = (line: number, word: string) => [
  `src/a.ts:${line} writes SQL in capitals (${word}): keywords are lower case`,
];
const inTemplate = (...lines: string[]) => `tx.run(\`${lines.join("\n")}\`);`;

test("a statement or a piece of one in capitals is named with its line", () => {
  expect(upperCaseSql("src/a.ts", inTemplate("SELECT id", "FROM level"))).toEqual(problem(1, "SELECT"));
  expect(upperCaseSql("src/a.ts", inTemplate("select id", "from level WHERE id = $1"))).toEqual(problem(2, "WHERE"));
  expect(upperCaseSql("src/a.ts", 'const due = "argosy.tenant() AND due_at IS NULL";')).toEqual(problem(1, "AND"));
  const nested = inTemplate("select id from level", ["$", "{a ? `where id = $1 OR id = $2` : ''}"].join(""));
  expect(upperCaseSql("src/a.ts", nested)).toEqual(problem(2, "OR"));
});

test("lower case, values, names of columns, constants and sentences pass", () => {
  for (const text of [
    inTemplate("select id from level where id = $1"),
    inTemplate("select id from level where kind = 'IN' and name = 'it''s ON'"),
    inTemplate('select id as "IS" from level'),
    inTemplate("select id from level -- AND no more", "limit 1"),
    inTemplate(["select id from level where id = $1 and $", "{WHERE}"].join("")),
    'const text = "Choose AND from the list where it stands";',
    'call("DELETE", "/products");',
  ])
    expect([text, upperCaseSql("src/a.ts", text)]).toEqual([text, []]);
});

test("migrations and the query languages of platforms are their own", () => {
  for (const file of ["src/db/migrations/0001-a.ts", "src/connectors/google_ads/spend.ts"])
    expect(upperCaseSql(file, inTemplate("SELECT id FROM level"))).toEqual([]);
});
