/** The functions of the schema as a place has them: each can still be read, on a server without Citus too. */
import pg from "pg";
import { expect, test } from "vitest";
import { testDatabase } from "../testing.ts";
import { rewrite } from "./rewrite.ts";

const FUNCTIONS = `
  select p.proname as name, pg_get_functiondef(p.oid) as definition
  from pg_proc p join pg_language l on l.oid = p.prolang
  where p.pronamespace = 'argosy'::regnamespace and l.lanname = 'plpgsql' and p.prokind = 'f'`;

const TABLES = `
  select relname as name from pg_class
  where relnamespace = 'argosy'::regnamespace and relkind in ('r', 'p') and not relispartition`;

test("every function of the schema is read by PostgreSQL with its tables named as a place names them", async () => {
  await using db = await testDatabase();
  const client = new pg.Client({ connectionString: db.database.ownerUrl });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(TABLES);
    const { rows: functions } = await client.query<{ name: string; definition: string }>(FUNCTIONS);
    const names = {
      schema: "pg_temp",
      // Called like their tables, of which functions name types.
      shards: new Map(tables.rows.map(({ name }) => [name, name])),
      copies: new Map<string, string>(),
      functions: new Set(functions.map(({ name }) => name)),
    };
    const refused: string[] = [];
    for (const { name, definition } of functions) {
      await client.query("begin");
      await client
        .query(rewrite(definition, names))
        .catch((error: Error) => void refused.push(`${name}: ${error.message}`));
      await client.query("rollback");
    }
    expect(functions.length).toBeGreaterThan(50);
    expect(refused).toEqual([]);
  } finally {
    await client.end();
  }
});
