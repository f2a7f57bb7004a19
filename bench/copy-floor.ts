/** Rows that appeared in one database, written again into another by COPY: the least storing them can cost. */
import { join } from "node:path";
import type pg from "pg";
import type { Cluster } from "./cluster.ts";

export interface CopiedTable {
  readonly table: string;
  readonly columns: string;
  readonly file: string;
  readonly rows: number;
}

/** Both databases: rows are counted in the one, and written again into the other. */
export interface Pair {
  readonly cluster: Cluster;
  readonly ours: pg.Client;
  readonly floor: pg.Client;
}

interface Table {
  readonly name: string;
  /** What COPY writes; generated columns make themselves. */
  readonly columns: string;
  /** Columns of the primary key; none where a table has none. */
  readonly key: readonly string[];
  /** Tables its foreign keys lead to. */
  readonly parents: readonly string[];
}

/** The number of the transaction under way: what is written later has a higher one. */
export async function momentOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ transaction: string }>("select pg_current_xact_id()::text as transaction");
  return rows[0]?.transaction ?? "0";
}

/** Every table of the hub, parents before children, so that foreign keys hold while the floor writes. */
async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `select c.relname as name,
       (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       array(select quote_ident(a.attname) from pg_index i
         join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
         where i.indrelid = c.oid and i.indisprimary) as key,
       array(select p.relname::text from pg_constraint f join pg_class p on p.oid = f.confrelid
         where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as parents
     from pg_class c
     where c.relnamespace = 'argosy'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
     order by c.relname`,
  );
  const byName = new Map(rows.map((table) => [table.name, table]));
  const sorted = new Set<Table>();
  const under = new Set<string>();
  const place = (table: Table): void => {
    if (sorted.has(table) || under.has(table.name)) return;
    under.add(table.name);
    for (const parent of table.parents) {
      const found = byName.get(parent);
      if (found) place(found);
    }
    sorted.add(table);
  };
  for (const table of rows) place(table);
  return [...sorted];
}

/**
 * Writes every row that the hub inserted since a moment, whatever the table, to files of the server. Rows that only
 * changed stand in the floor's database already, and rows that came and went are gone: neither is counted.
 */
export async function copyRowsSince({ cluster, ours, floor }: Pair, transaction: string): Promise<CopiedTable[]> {
  const retained: CopiedTable[] = [];
  for (const { name, columns, key } of await tablesOf(ours)) {
    const file = join(cluster.exchange, name);
    // Transaction numbers of a throw-away server do not wrap.
    const { rowCount: written } = await ours.query(
      `copy (select ${columns} from argosy.${name} where xmin::text::bigint >= ${transaction}) to '${file}'`,
    );
    if (!written) continue;
    await floor.query(`create temp table written (like argosy.${name} including generated)`);
    await floor.query(`copy written (${columns}) from '${file}'`);
    const same = key.map((column) => `had.${column} = written.${column}`).join(" and ");
    const isNew = same === "" ? "true" : `not exists (select from argosy.${name} had where ${same})`;
    const { rowCount: rows } = await floor.query(`copy (select ${columns} from written where ${isNew}) to '${file}'`);
    await floor.query("drop table written");
    if (rows) retained.push({ table: name, columns, file, rows });
  }
  return retained;
}

/** Our change capture would write more than what is compared; foreign keys and indexes stay. */
export async function withoutTriggers(client: pg.Client): Promise<void> {
  for (const { name } of await tablesOf(client)) await client.query(`alter table argosy.${name} disable trigger user`);
}

export async function copyAll(client: pg.Client, tables: readonly CopiedTable[]): Promise<void> {
  for (const { table, columns, file } of tables) await client.query(`copy argosy.${table} (${columns}) from '${file}'`);
}
