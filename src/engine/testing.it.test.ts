/** What tests of the engine cost: a new database has to load schema, policies and plans again. */
import { expect, test } from "vitest";
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
