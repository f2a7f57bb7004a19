/** The places of a distributed database, as Citus keeps them: which shards belong together, and where they are. */
import type pg from "pg";
import type { HomeNames } from "./distributed/rewrite.ts";
import { singleClient } from "./single-client.ts";
import { StartError } from "./start-error.ts";

export interface HomeInfo extends HomeNames {
  /** `host:port` of the node that holds it. */
  readonly node: string;
  /** Citus' number of its shard of `lane`. */
  readonly anchor: string;
  /** Hashes of the organizations whose rows it holds, as Citus hashes them. */
  readonly from: number;
  readonly to: number;
}

/** Tables the places of every table stand beside, the first to be distributed. */
export const ANCHOR = "lane";

type Ask = <R>(text: string, params?: readonly unknown[]) => Promise<R[]>;

const LOCATIONS = `
  select s.shardminvalue::int as "from", s.shardmaxvalue::int as "to", n.nodename || ':' || n.nodeport as node,
    s.shardid::text as anchor,
    (select json_object_agg(c.relname, replace(shard_name(o.logicalrelid, o.shardid), 'argosy.', ''))
     from pg_dist_shard o
     join pg_dist_partition d on d.logicalrelid = o.logicalrelid and d.colocationid = a.colocationid
     join pg_class c on c.oid = o.logicalrelid
     where o.shardminvalue = s.shardminvalue) as shards
  from pg_dist_partition a
  join pg_dist_shard s on s.logicalrelid = a.logicalrelid
  join pg_dist_placement p on p.shardid = s.shardid
  join pg_dist_node n on n.groupid = p.groupid and n.noderole = 'primary'
  where a.logicalrelid = 'argosy.${ANCHOR}'::regclass
  order by s.shardminvalue::int`;

const COPIES = `
  select c.relname as name, replace(shard_name(s.logicalrelid, s.shardid), 'argosy.', '') as shard
  from pg_dist_partition d
  join pg_dist_shard s on s.logicalrelid = d.logicalrelid
  join pg_class c on c.oid = d.logicalrelid
  where d.partmethod = 'n' and d.repmodel = 't' and c.relnamespace = 'argosy'::regnamespace`;

const FUNCTIONS = `
  with recursive tables as materialized (
    select '\\m(' || string_agg(c.relname, '|') || ')\\M' as named
    from pg_dist_partition d join pg_class c on c.oid = d.logicalrelid
    where c.relnamespace = 'argosy'::regnamespace
  ), named as (
    select p.proname, regexp_replace(p.prosrc, '''[^'']*''', '', 'g') as prosrc
    from pg_proc p where p.pronamespace = 'argosy'::regnamespace
      and p.proname not in ('ensure_sync_log_partitions', 'drop_sync_log_before')
  ), own as (
    select n.proname from named n, tables t where n.prosrc ~ t.named
    union
    select n.proname from named n join own on n.prosrc ~ ('argosy\\.' || own.proname || '\\s*\\(')
  )
  select proname as name from own`;

/** Held by whoever changes where places are, or their tables. Any number that nothing else in the database locks. */
const HOMES_LOCK = 4_702_013_004;

/** Until the connection ends. Throws a StartError where somebody else holds it. */
export async function lockHomes(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ got: boolean }>("select pg_try_advisory_lock($1) as got", [HOMES_LOCK]);
  if (!rows[0]?.got)
    throw new StartError("Somebody else distributes, moves or migrates this database. Try again when that is done.");
}

/**
 * The places of the database at the owner's address; none where it is not distributed. Throws a StartError where it was
 * not finished.
 */
export async function homesOf(ownerUrl: string): Promise<HomeInfo[]> {
  const owner = singleClient({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await owner.connect();
  try {
    const ask: Ask = async (text, params = []) => (await owner.query(text, [...params])).rows;
    const [found] = await ask<{ isBegun: boolean }>(
      "select to_regclass('argosy_setup.distributed') is not null as \"isBegun\"",
    );
    if (!found?.isBegun) return [];
    const [state] = await ask<{ isReady: boolean }>(
      'select finished_at is not null as "isReady" from argosy_setup.distributed',
    );
    if (!state?.isReady)
      throw new StartError("This database was not distributed to the end; run `argosy distribute` again.");
    return await readHomes(ask);
  } finally {
    await owner.end();
  }
}

interface Row extends Pick<HomeInfo, "node" | "anchor" | "from" | "to"> {
  readonly shards: Record<string, string>;
}

/** Asks the node that coordinates. */
export async function readHomes(ask: Ask): Promise<HomeInfo[]> {
  const copies = await ask<{ name: string; shard: string }>(COPIES);
  const functions = await ask<{ name: string }>(FUNCTIONS);
  const rows = await ask<Row>(LOCATIONS);
  return rows.map(({ shards, ...row }, index) => ({
    ...row,
    schema: `argosy_place${index}`,
    shards: new Map(Object.entries(shards)),
    copies: new Map(copies.map(({ name, shard }) => [name, shard])),
    functions: new Set(functions.map(({ name }) => name)),
  }));
}
