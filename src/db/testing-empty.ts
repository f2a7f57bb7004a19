/** For tests: makes a database what it was when it was copied from the template, unless more than rows has changed. */
import type { Tx } from "./database.ts";

export interface FreshState {
  /** The first transaction that could not have written anything of the template. */
  readonly since: string;
  /** Of everything but rows: tables, columns, functions, constraints, triggers, policies, statistics, settings. */
  readonly schema: string;
  /** Tables with rows of their own, and what is in them. */
  readonly seeds: readonly string[];
  readonly seedRows: string;
  readonly bytes: number;
}

/** Beyond it, a new copy of the template costs less than deleting the rows. */
const MOST_NEW_BYTES = 8_000_000;

/** To be read before anything is written. Needs the superuser. */
export async function readFreshState(owner: Tx): Promise<FreshState> {
  const { since } = await owner.one<{ since: string }>(
    "select pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::xid::text as since",
  );
  const schema = await readSchema(owner, since);
  const tables = await writtenTables(owner);
  const seeds: string[] = [];
  for (const { name } of tables) {
    const { found } = await owner.one<{ found: boolean }>(`select exists (select from only ${name}) as found`);
    if (found) seeds.push(name);
  }
  return { since, schema, seeds, seedRows: await readRows(owner, seeds), bytes: sizeOf(tables) };
}

/** False: more than rows has changed, or too many of them; the database is to be dropped. */
export async function emptyDatabase(owner: Tx, fresh: FreshState): Promise<boolean> {
  const tables = await writtenTables(owner);
  if (sizeOf(tables) > fresh.bytes + MOST_NEW_BYTES) return false;
  if (
    (await readSchema(owner, fresh.since)) !== fresh.schema ||
    (await readRows(owner, fresh.seeds)) !== fresh.seedRows
  )
    return false;
  const deletions = tables
    .filter(({ name }) => !fresh.seeds.includes(name))
    .map(({ name }) => `delete from only ${name};`);
  // As a replica no trigger captures the deletion, and none refuses it.
  await owner.run(
    `begin;
     set local session_replication_role = replica;
     set local lock_timeout = '2s';
     ${deletions.join("\n")}
     select pg_catalog.setval(seqrelid, seqstart, false)
     from pg_catalog.pg_sequence
     where seqrelid >= 16384
       and pg_catalog.pg_sequence_last_value(seqrelid) is not null;
     commit`,
  );
  return true;
}

interface Written {
  readonly name: string;
  readonly bytes: number;
}

const sizeOf = (tables: readonly Written[]) => tables.reduce((sum, { bytes }) => sum + bytes, 0);

/** Tables that have or had rows: PostgreSQL gives a table its first page with its first row. */
async function writtenTables(owner: Tx): Promise<Written[]> {
  return owner.rows<Written>(
    `select c.oid::pg_catalog.regclass::text as name, pg_catalog.pg_relation_size(c.oid)::float8 as bytes
     from pg_catalog.pg_class c
     where c.relkind = 'r'
       and c.oid >= 16384
       and pg_catalog.pg_relation_size(c.oid) > 0
     order by 1`,
  );
}

async function readRows(owner: Tx, tables: readonly string[]): Promise<string> {
  const of = (name: string) =>
    `select pg_catalog.md5(pg_catalog.string_agg(r::text, ';' order by r::text)) as rows from only ${name} r`;
  if (tables.length === 0) return "";
  const found = await owner.rows<{ rows: string }>(tables.map(of).join("\nunion all\n"));
  return found.map(({ rows }) => rows).join();
}

/** By the rows of the catalog: how many there are, and how many of them were written since a transaction. */
async function readSchema(owner: Tx, since: string): Promise<string> {
  const count = (catalog: string, oid: string) =>
    `select pg_catalog.count(*) || ':'
       || pg_catalog.count(*) filter (where pg_catalog.age(xmin) <= pg_catalog.age('${since}'::xid)) as part
     from pg_catalog.${catalog}
     where ${oid} >= 16384`;
  const parts = await owner.rows<{ part: string }>(
    [
      count("pg_attribute", "attrelid"),
      count("pg_class", "oid"),
      count("pg_constraint", "oid"),
      count("pg_policy", "oid"),
      count("pg_proc", "oid"),
      count("pg_statistic", "starelid"),
      count("pg_trigger", "oid"),
      `select pg_catalog.string_agg(setconfig::text, ',' order by setrole)
       from pg_catalog.pg_db_role_setting
       where setdatabase = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())`,
    ].join("\nunion all\n"),
  );
  return parts.map(({ part }) => part).join("|");
}
