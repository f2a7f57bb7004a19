/** What the shards of a place need to be worked with as the tables they are: functions, triggers and keys of their own. */
import type pg from "pg";
import { ANCHOR, type HomeInfo, readHomes } from "../home-list.ts";
import { roles } from "../roles.ts";
import { singleClient } from "../single-client.ts";
import { guardDefinition } from "./guard.ts";
import { rewrite } from "./rewrite.ts";

interface Parts {
  readonly functions: readonly { readonly name: string; readonly definition: string; readonly grants: string }[];
  readonly triggers: readonly { readonly of: string; readonly name: string; readonly definition: string }[];
  readonly keys: readonly { readonly of: string; readonly name: string; readonly definition: string }[];
  readonly numbers: readonly { readonly of: string; readonly column: string; readonly sequence: string }[];
  /** Statements that make them. */
  readonly extensions: readonly string[];
  /** Of the functions there are. */
  readonly signatures: readonly string[];
}

const FUNCTIONS = `
  select proname as name, pg_get_functiondef(oid) as definition from pg_proc
  where pronamespace = 'argosy'::regnamespace and proname not in ('ensure_sync_log_partitions', 'drop_sync_log_before')
  order by prolang <> (select oid from pg_language where lanname = 'sql'), oid`;

const TRIGGERS = `
  select c.relname as of, t.tgname as name, pg_get_triggerdef(t.oid) as definition
  from pg_trigger t join pg_class c on c.oid = t.tgrelid
  join pg_dist_partition d on d.logicalrelid = c.oid
  where not t.tgisinternal and t.tgparentid = 0 and c.relnamespace = 'argosy'::regnamespace`;

// Citus has no such keys: each shard is given its own.
const KEYS = `
  select split_part(of_table, '.', 2) as of, name, definition from argosy_setup.kept_key where is_of_shards`;

// A shard knows nothing of its table's counting.
const NUMBERS = `
  select c.relname as of, a.attname as column, pg_get_serial_sequence(c.oid::regclass::text, a.attname) as sequence
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_dist_partition d on d.logicalrelid = c.oid
  where a.attidentity <> '' and c.relnamespace = 'argosy'::regnamespace`;

const SIGNATURE = "format('%s(%s) %s', proname, pg_get_function_arguments(oid), pg_get_function_result(oid))";
const SIGNATURES = `select ${SIGNATURE} as signature from pg_proc where pronamespace = 'argosy'::regnamespace`;

// Citus brings those to a new node alone that a table depends on.
const EXTENSIONS = `
  select format('create extension if not exists %I with schema %I', extname, extnamespace::regnamespace::text) as made
  from pg_extension where extname not in ('citus', 'citus_columnar', 'plpgsql')`;

/** What places need of the database as it is now, and where they are. */
async function readParts(owner: pg.Client): Promise<{ readonly places: readonly HomeInfo[]; readonly parts: Parts }> {
  const ask = async <R>(text: string, params: readonly unknown[] = []) =>
    (await owner.query(text, [...params])).rows as R[];
  const homes = await readHomes(ask);
  const parts: Parts = {
    functions: await ask(FUNCTIONS),
    triggers: await ask(TRIGGERS),
    keys: await ask(KEYS),
    numbers: await ask(NUMBERS),
    extensions: (await ask<{ made: string }>(EXTENSIONS)).map(({ made }) => made),
    signatures: (await ask<{ signature: string }>(SIGNATURES)).map(({ signature }) => signature),
  };
  return { places: homes, parts };
}

/** Makes what is missing and replaces what is there, on every node; one transaction each. No hub works meanwhile. */
export async function buildHomes(owner: pg.Client, ownerUrl: string): Promise<readonly HomeInfo[]> {
  const { places, parts } = await readParts(owner);
  const { rows: nodes } = await owner.query<{ node: string }>(
    "select nodename || ':' || nodeport as node from pg_dist_node where noderole = 'primary'",
  );
  for (const { node } of nodes) await buildNode({ places, parts, ownerUrl, node });
  return places;
}

interface NodeOf {
  readonly places: readonly HomeInfo[];
  readonly parts: Parts;
  readonly ownerUrl: string;
  readonly node: string;
}

async function buildNode({ places, parts, ownerUrl, node }: NodeOf): Promise<void> {
  const here = places.filter((home) => home.node === node);
  await onNode(ownerUrl, node, async (client) => {
    for (const made of parts.extensions) await client.query(made);
    await dropOld(client, { here, places, signatures: parts.signatures });
    for (const home of here) await buildHome(client, home, parts);
  });
}

/** The same on a node that was added and holds no place yet, while hubs work. */
export async function prepareNode(owner: pg.Client, ownerUrl: string, node: string): Promise<void> {
  await buildNode({ ...(await readParts(owner)), ownerUrl, node });
}

/** Makes a place ready that was moved, and keeps hubs from it on other nodes; the other places work on meanwhile. */
export async function settleHome(owner: pg.Client, ownerUrl: string, schema: string): Promise<void> {
  const { places, parts } = await readParts(owner);
  const home = places.find((one) => one.schema === schema);
  if (!home) throw new Error(`There is no place ${schema}.`);
  const { rows: nodes } = await owner.query<{ node: string }>(
    "select nodename || ':' || nodeport as node from pg_dist_node where noderole = 'primary'",
  );
  for (const { node } of nodes) await onNode(ownerUrl, node, (client) => closeHome(client, home));
  await onNode(ownerUrl, home.node, async (client) => {
    for (const made of parts.extensions) await client.query(made);
    await client.query(dropTriggers([...home.shards.values()]));
    await buildHome(client, home, parts);
  });
}

/**
 * Nobody works with the place here any more. What its triggers on copied tables call does nothing from now on: to drop
 * them would wait for every transaction of other places that reads such a table, and make all later ones wait. A schema
 * that is made or dropped has every connection plan all its statements again: it stays.
 */
async function closeHome(client: pg.Client, { schema, copies }: HomeInfo): Promise<void> {
  await client.query(`
    do $$ declare f text;
    begin
      if to_regnamespace('${schema}') is null then return; end if;
      drop function if exists ${schema}.require_here();
      for f in select distinct p.oid::regprocedure::text
        from pg_trigger t join pg_proc p on p.oid = t.tgfoid join pg_class c on c.oid = t.tgrelid
        where p.pronamespace = to_regnamespace('${schema}') and c.relnamespace = 'argosy'::regnamespace
          and c.relname in ('${[...copies.values()].join("', '")}') loop
        execute format('create or replace function %s returns trigger language plpgsql as %L', f, '${NOTHING}');
      end loop;
    end $$`);
}

const NOTHING = "begin if tg_op = ''DELETE'' then return old; end if; return new; end";

/** One transaction on a node, past Citus. */
export function onNode(ownerUrl: string, node: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  return withNode(ownerUrl, node, async (client) => {
    await client.query("begin");
    await work(client);
    await client.query("commit");
  });
}

/** A connection to a node, past Citus. */
export async function withNode(
  ownerUrl: string,
  node: string,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const url = new URL(ownerUrl);
  url.host = node;
  const client = singleClient({
    connectionString: url.href,
    application_name: "argosy distribute",
    options:
      "-c citus.enable_ddl_propagation=off -c citus.enable_manual_changes_to_shards=on -c citus.override_table_visibility=off",
  });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function buildHome(client: pg.Client, home: HomeInfo, parts: Parts): Promise<void> {
  const everybody = Object.values(roles).join(", ");
  const made = [
    // One that was replaced may call one that is younger, and is made first.
    "set local check_function_bodies = off",
    `do $$ begin if to_regnamespace('${home.schema}') is null then
      create schema ${home.schema};
      grant usage on schema ${home.schema} to ${everybody};
    end if; end $$`,
  ];
  const quiet = new Set(parts.triggers.flatMap((each) => (home.copies.has(each.of) ? [functionOf(each)] : [])));
  for (const { name, definition } of parts.functions) {
    const text = quiet.has(name) ? definition.replaceAll(WAKES, "") : definition;
    made.push(home.functions.has(name) ? ofPlace(text, home) : text);
  }
  for (const { of, column, sequence } of parts.numbers)
    made.push(
      `alter table argosy.${shardOf(home, of)} alter column ${column} set default nextval('${sequence}')`,
      `grant usage on sequence ${sequence} to ${everybody}`,
    );
  for (const { of, name, definition } of parts.keys)
    made.push(
      `alter table argosy.${shardOf(home, of)} drop constraint if exists ${name}`,
      `alter table argosy.${shardOf(home, of)} add constraint ${name} ${rewrite(definition, home)}`,
    );
  const stayed = await triggersOfCopies(client, home);
  for (const trigger of parts.triggers)
    if (!home.copies.has(trigger.of) || !stayed.has(`${trigger.name}_${home.schema}`))
      made.push(triggerOf(home, trigger));
  made.push(await guardDefinition(client, home), asItsOwner(home));
  for (const statement of made)
    await client.query(statement).catch((cause: unknown) => {
      throw new Error(`The place ${home.schema} could not be made: ${statement}`, { cause });
    });
}

/** From when the place was on this server before; what they call is made anew. */
async function triggersOfCopies(client: pg.Client, { schema }: HomeInfo): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string }>(
    `select t.tgname as name from pg_trigger t join pg_proc p on p.oid = t.tgfoid
     where not t.tgisinternal and p.pronamespace = to_regnamespace($1) and right(t.tgname, length($1)) = $1`,
    [schema],
  );
  return new Set(rows.map(({ name }) => name));
}

/** As on an ordinary server: what runs with its owner's rights has those of the tables' owner, not of who distributes. */
const asItsOwner = ({ schema, shards }: HomeInfo): string => `
  do $$ declare f regprocedure; whose name;
  begin
    select pg_get_userbyid(relowner) into whose from pg_class where oid = 'argosy.${shards.get(ANCHOR)}'::regclass;
    if (select nspowner <> whose::regrole from pg_namespace where nspname = '${schema}') then
      execute format('alter schema ${schema} owner to %I', whose);
    end if;
    for f in select oid from pg_proc where pronamespace = '${schema}'::regnamespace loop
      execute format('alter function %s owner to %I', f, whose);
    end loop;
  end $$`;

// What notifies cannot be committed on several nodes at once: the upkeep of the next minute finds what is due.
const WAKES = /\n\s*PERFORM argosy\.\w+_wake\([^;]*;/g;
const functionOf = ({ definition }: Parts["triggers"][number]) =>
  /EXECUTE FUNCTION argosy\.(\w+)/.exec(definition)?.[1];

const shardOf = ({ shards }: HomeInfo, table: string): string => {
  const shard = shards.get(table);
  if (shard === undefined) throw new Error(`The table ${table} is not spread.`);
  return shard;
};

/** A trigger tells its table's name without the number of the shard. */
const ofPlace = (definition: string, home: HomeInfo): string =>
  rewrite(definition, home).replaceAll("TG_TABLE_NAME", () => "regexp_replace(TG_TABLE_NAME, '_[0-9]+$', '')");

const dropTriggers = (tables: readonly string[]): string => `
  do $$ declare t record;
  begin
    for t in select tgname, tgrelid::regclass as of from pg_trigger
      where not tgisinternal and tgparentid = 0
        and tgrelid in (select oid from pg_class where relnamespace = 'argosy'::regnamespace and relname in
          ('${tables.join("', '")}')) loop
      execute format('drop trigger %I on %s', t.tgname, t.of);
    end loop;
  end $$`;

interface Old {
  readonly here: readonly HomeInfo[];
  readonly places: readonly HomeInfo[];
  /** Of the functions there are. */
  readonly signatures: readonly string[];
}

/** Functions that are other ones by now cannot be replaced; nothing but what is made again calls them. */
async function dropOld(client: pg.Client, { here, places, signatures }: Old): Promise<void> {
  // Copies are on every node, also where no place is.
  const tables = [...here.flatMap(({ shards }) => [...shards.values()]), ...(places[0]?.copies.values() ?? [])];
  await client.query(dropTriggers(tables));
  // Also of places that were here once.
  for (const { schema } of places) await client.query(`drop schema if exists ${schema} cascade`);
  const { rows } = await client.query<{ dropped: string }>(
    `select format('drop function %s cascade', oid::regprocedure) as dropped from pg_proc
     where pronamespace = 'argosy'::regnamespace and prokind = 'f' and not ${SIGNATURE} = any ($1)`,
    [signatures],
  );
  for (const { dropped } of rows) await client.query(dropped);
}

/** A row every node has a copy of is followed once: where the rows of its organization are. */
function triggerOf(home: HomeInfo, { of, name, definition }: Parts["triggers"][number]): string {
  const moved = rewrite(definition, { ...home, shards: new Map([...home.copies, ...home.shards]) });
  if (!home.copies.has(of)) return moved;
  const isHere = `worker_hash(new.organization_id) between ${home.from} and ${home.to}`;
  return moved
    .replace(`TRIGGER ${name} `, `TRIGGER ${name}_${home.schema} `)
    .replace(
      /(?: WHEN (\(.*\)))? EXECUTE FUNCTION/,
      (_whole, when?: string) => ` WHEN (${when ? `${when} and ` : ""}${isHere}) EXECUTE FUNCTION`,
    );
}
