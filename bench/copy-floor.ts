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

const NEW_CUSTOMERS = "created_at >= $since";
/** Parents before children, so that foreign keys hold while the floor writes. What tells new rows from changed ones. */
const TABLES: Readonly<Record<string, string>> = {
  customer: NEW_CUSTOMERS,
  contact_point: `customer_id in (select id from argosy.customer where ${NEW_CUSTOMERS})`,
  sales_order: "true",
  order_part: "true",
  order_line: "true",
  order_fulfilment: "true",
  order_refund: "true",
  timeline: "true",
  movement: "true",
  sync_log: "true",
  inbox_event: "true",
};

export interface Moment {
  readonly transaction: string;
  readonly time: string;
}

export async function momentOf(client: pg.Client): Promise<Moment> {
  const { rows } = await client.query<Moment>(
    "select pg_current_xact_id()::text as transaction, clock_timestamp()::text as time",
  );
  return rows[0] ?? { transaction: "0", time: "-infinity" };
}

/** Writes every row inserted since a moment to files of the server. Rows that only changed stand in the other database already. */
export async function keepRowsSince(cluster: Cluster, client: pg.Client, since: Moment): Promise<CopiedTable[]> {
  const kept: CopiedTable[] = [];
  for (const [table, isNew] of Object.entries(TABLES)) {
    const { rows: found } = await client.query<{ names: string | null }>(
      `select string_agg(quote_ident(attname), ', ' order by attnum) as names from pg_attribute
       where attrelid = to_regclass($1) and attnum > 0 and not attisdropped and attgenerated = ''`,
      [`argosy.${table}`],
    );
    const columns = found[0]?.names;
    if (!columns) continue;
    const file = join(cluster.exchange, table);
    const where = isNew.replaceAll("$since", `'${since.time}'`);
    // Transaction numbers of a throw-away server do not wrap.
    const { rowCount } = await client.query(
      `copy (select ${columns} from argosy.${table}
         where xmin::text::bigint >= ${since.transaction} and ${where}) to '${file}'`,
    );
    if (rowCount) kept.push({ table, columns, file, rows: rowCount });
  }
  return kept;
}

/** Our change capture would write more than what is compared; foreign keys and indexes stay. */
export async function withoutTriggers(client: pg.Client): Promise<void> {
  for (const table of Object.keys(TABLES)) await client.query(`alter table argosy.${table} disable trigger user`);
}

export async function copyAll(client: pg.Client, tables: readonly CopiedTable[]): Promise<void> {
  for (const { table, columns, file } of tables) await client.query(`copy argosy.${table} (${columns}) from '${file}'`);
}
