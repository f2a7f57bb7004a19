/** Turns the database of a hub into a distributed one (Citus). Every step finds what an earlier run did. */
import type pg from "pg";
import { ANCHOR, lockHomes } from "../home-list.ts";
import type { Key } from "../keys.ts";
import { ensureRoles } from "../roles.ts";
import { singleClient } from "../single-client.ts";
import { StartError } from "../start-error.ts";
import { buildHomes } from "./build-homes.ts";
import { sharePasswords } from "./server-passwords.ts";

export interface DistributeOptions {
  /** A superuser's address of the database on the node that coordinates. */
  readonly ownerUrl: string;
  readonly key: Key;
  /** Other nodes, `host:port`, that do not belong to it yet. */
  readonly nodes: readonly string[];
  /** How many parts the organizations are spread over; counts at the first run only. */
  readonly places: number;
  readonly log: (message: string) => void;
}

export interface Distributed {
  /** Tables spread by organization: all of them, and those of this run. */
  readonly spread: number;
  readonly spreadNow: number;
  readonly copied: readonly string[];
  readonly whole: readonly string[];
  readonly nodes: number;
  readonly places: number;
}

/** Every node has all rows of them: tenants' statements read them, and writing them is rare. */
const COPIED = ["organization", "hub_state"];

/** A row is found by its unguessable key alone; unique within its organization, because no place sees the others'. */
const ROUTES = `
  do $$ begin
    if not exists (select from pg_dist_partition where logicalrelid = 'argosy.ingress_route'::regclass) then
      alter table argosy.ingress_route drop constraint if exists ingress_route_pkey;
      alter table argosy.ingress_route add constraint ingress_route_pkey primary key (organization_id, token_hash);
      create index if not exists ingress_route_token on argosy.ingress_route (token_hash);
    end if;
  end $$`;

/** Distributes; answers what is where afterwards. Throws a StartError where Citus is missing or a right. */
export async function distribute(options: DistributeOptions): Promise<Distributed> {
  const owner = singleClient({ connectionString: options.ownerUrl, application_name: "argosy distribute" });
  await owner.connect();
  try {
    await requireCitus(owner);
    await requireNoHub(owner);
    const url = new URL(options.ownerUrl);
    await owner.query("create extension if not exists citus");
    await owner.query("select citus_set_coordinator_host($1, $2::int)", [url.hostname, url.port || "5432"]);
    await lockHomes(owner);
    await sharePasswords(owner, options);
    for (const node of options.nodes) await addNode(owner, node, options);
    await sharePasswords(owner, options);
    await spreadOverWhom(owner);
    const database = (await owner.query("select quote_ident(current_database()) as name")).rows[0]?.name;
    for (const setting of SETTINGS) {
      await owner.query(`alter database ${database} set ${setting}`);
      await owner.query(`set ${setting}`);
    }
    await owner.query(BEGIN);
    await giveToOwner(owner);
    const moved = await spreadTables(owner, options);
    await buildHomes(owner, options.ownerUrl);
    await giveToOwner(owner);
    await owner.query("update argosy_setup.distributed set finished_at = now()");
    return { ...moved, ...(await whatIsWhere(owner)) };
  } finally {
    await owner.end();
  }
}

/** A hub does not start between this and the end. */
const BEGIN = `
  create table if not exists argosy_setup.distributed (
    only_row boolean primary key default true check (only_row), finished_at timestamptz);
  insert into argosy_setup.distributed (finished_at) values (null)
  on conflict (only_row) do update set finished_at = null`;

/** A trigger touches rows of its own organization alone, which are where it runs. */
const SETTINGS = ["citus.enable_unsafe_triggers = on", "citus.propagate_set_commands = 'local'"];

async function requireCitus(owner: pg.Client): Promise<void> {
  const there = await owner.query("select 1 from pg_available_extensions where name = 'citus'");
  if (there.rows.length === 0)
    throw new StartError("Citus is not installed on this database server. Nothing was changed.");
  // Others may not read what is loaded.
  await requireSuperuser(owner);
  const loaded = await owner.query("select 1 where current_setting('shared_preload_libraries') like '%citus%'");
  if (loaded.rows.length === 0)
    throw new StartError(
      "Citus is installed but not loaded: add it to shared_preload_libraries and restart the server. Nothing was changed.",
    );
}

/** A hub listens for as long as it runs. Throws a StartError where one does: it would work with tables that go away. */
export async function requireNoHub(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query(
    `select 1 from pg_stat_activity
     where datname = current_database() and application_name like 'argosy listener%' limit 1`,
  );
  if (rows.length > 0)
    throw new StartError(
      "A hub works with this database. Stop all its processes first; only --move, --add and --drain work beside it. Nothing was changed.",
    );
}

/**
 * What a superuser made in distributing or migrating belongs to the user the hub works as, as all its other tables: it
 * reads it at its start, and makes partitions.
 */
export async function giveToOwner(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ given: string }>(
    `select format('alter table %s owner to %I', c.oid::regclass, pg_get_userbyid(m.relowner)) as given
     from pg_class c
     cross join (select relowner from pg_class where oid = 'argosy_setup.migration'::regclass) m
     where c.relowner <> m.relowner and c.relkind in ('r', 'p') and not c.relispartition
       and (c.relnamespace in (select oid from pg_namespace where nspname in ('argosy_setup', 'auth', 'pgboss'))
         or c.oid in (select logicalrelid from pg_dist_partition))
     union all
     select format('alter function %s owner to %I', p.oid::regprocedure, pg_get_userbyid(m.relowner))
     from pg_proc p cross join (select relowner from pg_class where oid = 'argosy_setup.migration'::regclass) m
     where p.proowner <> m.relowner and p.pronamespace = 'argosy'::regnamespace`,
  );
  for (const { given } of rows) await owner.query(given);
}

/** Shards are changed past Citus, which it allows nobody else. */
export async function requireSuperuser(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query("select 1 from pg_roles where rolname = current_user and rolsuper");
  if (rows.length === 0)
    throw new StartError(
      "Only a superuser can distribute a database or upgrade a distributed one: DATABASE_URL names another user. Nothing was changed.",
    );
}

/** Makes a server part of the database, with the hub's roles on it. */
export async function addNode(
  owner: pg.Client,
  node: string,
  { ownerUrl, key }: Pick<DistributeOptions, "ownerUrl" | "key">,
): Promise<void> {
  const url = new URL(ownerUrl);
  const name = decodeURIComponent(url.pathname.slice(1));
  url.host = node;
  url.pathname = "/postgres";
  const { rowCount } = await owner.query("select 1 from pg_dist_node where nodename = $1 and nodeport = $2", [
    url.hostname,
    Number(url.port || "5432"),
  ]);
  if (rowCount) return;
  const server = singleClient({ connectionString: url.href });
  await server.connect();
  try {
    const { rowCount: isThere } = await server.query("select 1 from pg_database where datname = $1", [name]);
    if (!isThere) await server.query(`create database ${server.escapeIdentifier(name)}`);
  } finally {
    await server.end();
  }
  url.pathname = `/${name}`;
  const inside = singleClient({ connectionString: url.href });
  await inside.connect();
  try {
    await inside.query("create extension if not exists citus");
    // One that was part of the database before still believes it is, and would have the coordinating server grant.
    await inside.query("set citus.enable_ddl_propagation = off");
    await ensureRoles(inside, key);
  } finally {
    await inside.end();
  }
  await owner.query("select citus_add_node($1, $2::int)", [url.hostname, url.port || "5432"]);
}

/** Other nodes hold the rows; alone, the one that coordinates holds them. */
async function spreadOverWhom(owner: pg.Client): Promise<void> {
  await owner.query(
    `select citus_set_node_property(nodename, nodeport, 'shouldhaveshards',
       groupid <> 0 or (select count(*) = 1 from pg_dist_node))
     from pg_dist_node
     where shouldhaveshards <> (groupid <> 0 or (select count(*) = 1 from pg_dist_node))
       and not exists (select 1 from pg_dist_partition where partmethod = 'h')`,
  );
}

const TABLES = `
  select c.oid::regclass::text as name, c.relname as bare, c.relname = any($1) as "isCopied",
    exists (select 1 from pg_dist_partition d where d.logicalrelid = c.oid and d.partmethod in ('h', 'n')) as "isDone"
  from pg_class c
  where c.relnamespace = 'argosy'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id'
      and not a.attisdropped)
  union all
  select 'argosy.hub_state', 'hub_state', true,
    exists (select 1 from pg_dist_partition where logicalrelid = 'argosy.hub_state'::regclass)`;

interface Table {
  readonly name: string;
  readonly bare: string;
  readonly isCopied: boolean;
  readonly isDone: boolean;
}

/** Spreads or copies every table that is not yet, with its rows, keys and triggers. */
export async function spreadTables(
  owner: pg.Client,
  options: Pick<DistributeOptions, "places" | "log">,
): Promise<Pick<Distributed, "spreadNow">> {
  await recreateForeignKeys(owner);
  await owner.query(ROUTES);
  const { rows } = await owner.query<Table>(TABLES, [COPIED]);
  const rank = (table: Table) => (table.isCopied ? 0 : table.bare === ANCHOR ? 1 : 2);
  const open = rows.filter((table) => !table.isDone).toSorted((a, b) => rank(a) - rank(b));
  await recreateTriggers(owner, open);
  for (const table of open) {
    if (table.isCopied) await owner.query("select create_reference_table($1)", [table.name]);
    else
      await owner.query(
        "select create_distributed_table($1, 'organization_id', colocate_with => $2, shard_count => $3::int)",
        table.bare === ANCHOR ? [table.name, "none", options.places] : [table.name, `argosy.${ANCHOR}`, null],
      );
    options.log(`${table.name} ${table.isCopied ? "copied to every node" : "spread by organization"}`);
  }
  await removeLeftBehind(owner);
  await restoreForeignKeys(owner);
  await restoreTriggers(owner);
  return { spreadNow: open.filter((table) => !table.isCopied).length };
}

/** Tables that refer to each other cannot be spread one by one: their keys are written down and made again at the end. */
async function recreateForeignKeys(owner: pg.Client): Promise<void> {
  await owner.query(`create table if not exists argosy_setup.kept_key (
    of_table text not null, name text not null, definition text not null, is_of_shards boolean not null,
    primary key (of_table, name))`);
  await owner.query("begin");
  const { rows } = await owner.query<{ dropped: string }>(
    `with kept as (
       insert into argosy_setup.kept_key (of_table, name, definition, is_of_shards)
       select c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid), c.confdelsetcols is not null
       from pg_constraint c
       where c.contype = 'f' and c.conparentid = 0 and c.connamespace = 'argosy'::regnamespace
         and not exists (select 1 from pg_dist_partition d where d.logicalrelid = c.conrelid)
       on conflict do nothing returning of_table, name)
     select format('alter table %s drop constraint %I', of_table, name) as dropped from kept`,
  );
  for (const { dropped } of rows) await owner.query(dropped);
  await owner.query("commit");
}

async function restoreForeignKeys(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ made: string }>(
    `select format('alter table %s add constraint %I %s', of_table, name, definition) as made
     from argosy_setup.kept_key k
     where not is_of_shards and not exists (
       select 1 from pg_constraint c where c.conrelid = of_table::regclass and c.conname = name)
     order by of_table, name`,
  );
  for (const { made } of rows) await owner.query(made);
  // Written down only while it is not there: a later migration may drop it.
  await owner.query("delete from argosy_setup.kept_key where not is_of_shards");
}

/**
 * Rows are copied through the triggers Citus puts on shards, which would mark each as changed and call what is on the node
 * that coordinates alone. They are written down and made again when the rows are where they belong.
 */
async function recreateTriggers(owner: pg.Client, tables: readonly Table[]): Promise<void> {
  await owner.query(`create table if not exists argosy_setup.kept_trigger (
    of_table text not null, name text not null, definition text not null, primary key (of_table, name))`);
  await owner.query("begin");
  const { rows } = await owner.query<{ dropped: string }>(
    `with kept as (
       insert into argosy_setup.kept_trigger (of_table, name, definition)
       select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
       from pg_trigger
       where not tgisinternal and tgparentid = 0 and tgrelid = any ($1::text[]::regclass[])
       on conflict (of_table, name) do update set definition = excluded.definition
       returning of_table, name)
     select format('drop trigger %I on %s', name, of_table) as dropped from kept`,
    [tables.map(({ name }) => name)],
  );
  for (const { dropped } of rows) await owner.query(dropped);
  await owner.query("commit");
}

/** Through Citus, which gives nodes to come the functions they call; on shards, places replace them by their own. */
async function restoreTriggers(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ definition: string }>(
    `select definition from argosy_setup.kept_trigger
     where not exists (select 1 from pg_trigger where tgrelid = of_table::regclass and tgname = name)
     order by of_table, name`,
  );
  for (const { definition } of rows) await owner.query(definition);
  await owner.query("delete from argosy_setup.kept_trigger");
}

/** Citus hides the rows it copied from and keeps them: nobody would find them to change or erase. */
async function removeLeftBehind(owner: pg.Client): Promise<void> {
  await owner.query(
    `select truncate_local_data_after_distributing_table(d.logicalrelid)
     from pg_dist_partition d
     join pg_class c on c.oid = d.logicalrelid
     where c.relnamespace = 'argosy'::regnamespace and not c.relispartition and pg_relation_size(c.oid)
       + coalesce((select sum(pg_relation_size(relid)) from pg_partition_tree(c.oid)), 0) > 0`,
  );
}

async function whatIsWhere(
  owner: pg.Client,
): Promise<Pick<Distributed, "spread" | "copied" | "whole" | "nodes" | "places">> {
  const { rows } = await owner.query(
    `select
       (select count(*)::int from pg_dist_partition where partmethod = 'h'
          and not exists (select 1 from pg_inherits where inhrelid = logicalrelid)) as spread,
       array(select logicalrelid::text from pg_dist_partition where partmethod = 'n' and repmodel = 't') as copied,
       array(select oid::regclass::text from pg_class where relnamespace = 'argosy'::regnamespace and relkind = 'r'
          and not exists (select 1 from pg_dist_partition where logicalrelid = oid)) as whole,
       (select count(*)::int from pg_dist_node where shouldhaveshards) as nodes,
       (select count(*)::int from pg_dist_shard where logicalrelid = 'argosy.${ANCHOR}'::regclass) as places`,
  );
  return rows[0];
}
