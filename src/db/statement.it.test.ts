import { expect, test } from "vitest";
import { organizationId } from "../commerce/ids.ts";
import { together } from "./database.ts";
import { testDatabase } from "./testing.ts";
import { fixture } from "./testing-fixtures.ts";

const db = fixture(testDatabase);
const here = organizationId("0190a000-0000-7000-8000-000000000001");

test("answers are read by the columns they have, whatever a statement of that name answered before", async () => {
  const requested = "select * from argosy.turns order by 1";
  const read = () => db.database.tenant(here, (tx) => tx.rows(requested));
  await db.owner.run("create table argosy.turns (a int, b text)");
  await db.owner.run("grant select on argosy.turns to argosy_app");
  await db.owner.run("insert into argosy.turns values (1, '2')");
  for (const _ of [1, 2, 3]) expect(await read()).toEqual([{ a: 1, b: "2" }]);
  // The same number of columns under other names and of other kinds.
  await db.owner.run("drop table argosy.turns");
  await db.owner.run("create table argosy.turns (b bigint, a jsonb)");
  await db.owner.run("grant select on argosy.turns to argosy_app");
  await db.owner.run(`insert into argosy.turns values (1, '{"x": 2}')`);
  for (const _ of [1, 2, 3]) expect(await read()).toEqual([{ b: 1n, a: { x: 2 } }]);
});

test("answers of one statement do not share their rows", async () => {
  const requested = "select n, null::text as none from generate_series(1, $1::int) as s(n)";
  const read = () => db.database.tenant(here, (tx) => together([tx.rows(requested, [2]), tx.rows(requested, [1])]));
  await read();
  await read();
  expect(await read()).toEqual([
    [
      { n: 1, none: null },
      { n: 2, none: null },
    ],
    [{ n: 1, none: null }],
  ]);
});
