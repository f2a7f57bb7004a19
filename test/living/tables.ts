import type pg from "pg";
import type { Tables } from "./driver.ts";

/** Every row of every table of a shop as text, by its id where it has one. */
export async function allTables(database: pg.Pool): Promise<Tables> {
  const { rows: names } = await database.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  );
  const tables = new Map<string, ReadonlyMap<string, string>>();
  for (const { name } of names) {
    const { rows } = await database.query<{ row: Record<string, unknown> }>(
      `select to_jsonb(t) as row from "${name}" t`,
    );
    tables.set(name, new Map(rows.map(({ row }) => [String(row["id"] ?? JSON.stringify(row)), JSON.stringify(row)])));
  }
  return tables;
}
