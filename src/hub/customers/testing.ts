import type { OrganizationId } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";

/** Tables and columns of the whole database in which one of the words stands, in rows of this organization or of none. */
export async function whereWordsStand(
  owner: Tx,
  organization: OrganizationId,
  terms: readonly string[],
): Promise<string[]> {
  const columns = await owner.rows<{ place: string; table: string; column: string; isBytes: boolean; own: boolean }>(
    `select n.nspname || '.' || c.relname || '.' || a.attname as place, format('%I.%I', n.nspname, c.relname) as table,
       quote_ident(a.attname) as column, a.atttypid = 'bytea'::regtype as "isBytes",
       exists (select 1 from pg_attribute o where o.attrelid = c.oid and o.attname = 'organization_id') as own
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') order by 1`,
  );
  const patterns = terms.map((word) => `%${word.toLowerCase()}%`);
  const found: string[] = [];
  for (const [table, own] of Map.groupBy(columns, (column) => column.table)) {
    const holds = own.map(({ column, isBytes }) => {
      const text = isBytes ? `encode(${column}, 'escape')` : `${column}::text`;
      return `coalesce(bool_or(lower(${text}) like any($1::text[])), false)`;
    });
    const where = own[0]?.own ? "organization_id = $2" : "$2::uuid is not null";
    const { held } = await owner.one<{ held: boolean[] }>(
      `select array[${holds.join(", ")}] as held from ${table} where ${where}`,
      [patterns, organization],
    );
    found.push(...own.flatMap(({ place }, n) => (held[n] ? [place] : [])));
  }
  return found;
}
