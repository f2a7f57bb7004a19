/** What tests of the engine cost: a new database has to load schema, policies and plans again. */
import { expect, test } from "vitest";
import { testDatabase } from "../db/testing.ts";
import { testEngine } from "./testing.ts";

test("an engine that has worked gives its database, emptied, to the next one", async () => {
  const nameOf = async () => {
    await using engine = await testEngine({});
    await engine.listed("MUG", 3);
    await engine.engine.runUntilIdle();
    const { name, stores } = await engine.db.owner.one<{ name: string; stores: number }>(
      "select pg_catalog.current_database() as name, (select count(*)::int from argosy.connection) as stores",
    );
    return { name, stores };
  };
  const first = await nameOf();
  expect(await nameOf()).toEqual({ name: first.name, stores: 1 });
});

const NAME = "select pg_catalog.current_database() as name";

test.each([
  "alter table argosy.product add column extra integer",
  "alter table argosy.product alter column title drop not null",
  "revoke select on argosy.product from argosy_app",
  "drop policy tenant on argosy.product",
  "create index on argosy.product (title)",
  "analyze argosy.product",
])("a database in which somebody ran %s serves no other test", async (statement) => {
  const nameAfter = async (change: string) => {
    await using db = await testDatabase();
    const { name } = await db.owner.one<{ name: string }>(NAME);
    await db.newOrganization();
    await db.owner.run(
      "insert into argosy.product (organization_id, title) select organization_id, 'Mug' from argosy.organization",
    );
    await db.owner.run(change);
    return name;
  };
  const changed = await nameAfter(statement);
  await using next = await testDatabase();
  expect((await next.owner.one<{ name: string }>(NAME)).name).not.toBe(changed);
});
