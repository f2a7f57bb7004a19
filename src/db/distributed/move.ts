/** Servers that come and go while hubs work: places are moved one after the other, and only their organizations wait. */
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { type HomeInfo, lockHomes, readHomes } from "../home-list.ts";
import type { Key } from "../keys.ts";
import { singleClient } from "../single-client.ts";
import { errorCode, StartError } from "../start-error.ts";
import { prepareNode, settleHome, withNode } from "./build-homes.ts";
import { addNode, requireSuperuser } from "./distribute.ts";
import { guardOf, refusalOf, SHARED } from "./guard.ts";
import { sharePasswords } from "./server-passwords.ts";

export interface MoveOptions {
  /** A superuser's address of the database on the node that coordinates. */
  readonly ownerUrl: string;
  readonly key: Key;
  readonly log: (message: string) => void;
}

interface Moving extends MoveOptions {
  readonly owner: pg.Client;
}

/** Moves a place (`argosy_place3` or `3`) to a server (`host:port`); also ends a move that was cut short. */
export function moveHome(options: MoveOptions, name: string, node: string): Promise<void> {
  return withOwner(options, (moving) => moveOne(moving, name, node));
}

/** Makes a server part of the database; it holds no place before one is moved there. */
export function addServer(options: MoveOptions, node: string): Promise<void> {
  return withOwner(options, async (moving) => {
    const { owner, ownerUrl, log } = moving;
    await sharePasswords(owner, options);
    await addNode(owner, node, options);
    await sharePasswords(owner, options);
    // Each server has a copy of the organizations; who changes one waits meanwhile.
    await owner.query("select replicate_reference_tables('block_writes')");
    await prepareNode(owner, ownerUrl, node);
    log(`${node} is part of the database and holds no place yet. Places: ${await whereabouts(owner)}.`);
  });
}

/** Moves all places of a server to the others and takes it out of the database; it can then be switched off. */
export function drainServer(options: MoveOptions, node: string): Promise<void> {
  return withOwner(options, async (moving) => {
    const { owner, log } = moving;
    await requireNode(owner, node);
    const [host, port] = addressOf(node);
    await owner.query("select citus_set_node_property($1, $2::int, 'shouldhaveshards', false)", [host, port]);
    for (const home of (await locationsNow(owner)).filter((one) => one.node === node)) {
      const target = await emptiest(owner, node);
      await moveOne(moving, home.schema, target);
    }
    const { rows } = await owner.query<{ coordinates: boolean }>(
      "select groupid = 0 as coordinates from pg_dist_node where nodename = $1 and nodeport = $2::int",
      [host, port],
    );
    if (rows[0]?.coordinates) return log(`${node} coordinates, and holds no place any more.`);
    await owner.query("call citus_cleanup_orphaned_resources()");
    await owner.query("select citus_remove_node($1, $2::int)", [host, port]);
    log(`${node} is no part of the database any more and can be switched off.`);
  });
}

async function moveOne({ owner, ownerUrl, log }: Moving, name: string, node: string): Promise<void> {
  await requireNode(owner, node);
  const homes = await locationsNow(owner);
  const home = homes.find(({ schema }) => schema === name || schema === `argosy_place${name}`);
  if (!home) throw new StartError(`There is no place "${name}". Places: ${await whereabouts(owner)}.`);
  if (home.node === node) {
    if (await isReady(ownerUrl, home)) return log(`${home.schema} is on ${node} already.`);
  } else {
    log(`${home.schema} goes from ${home.node} to ${node}; its organizations wait.`);
    // What an earlier move left behind would be in its way.
    await owner.query("call citus_cleanup_orphaned_resources()");
    await owner.query("select citus_move_shard_placement($1::bigint, $2, $3::int, $4, $5::int, 'block_writes')", [
      home.anchor,
      ...addressOf(home.node),
      ...addressOf(node),
    ]);
    const left = await leftBehind(owner, home.node);
    await Promise.all([settleHome(owner, ownerUrl, home.schema), removeTables(ownerUrl, home, left)]);
    return log(`${home.schema} is on ${node}.`);
  }
  await settleHome(owner, ownerUrl, home.schema);
  log(`${home.schema} is on ${node}.`);
}

/** The tables moves left on a server. */
async function leftBehind(owner: pg.Client, node: string): Promise<readonly string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select c.object_name as name from pg_dist_cleanup c join pg_dist_node n on n.groupid = c.node_group_id
     where n.nodename || ':' || n.nodeport = $1 and c.object_type = 1 and c.policy_type = 2 order by c.record_id`,
    [node],
  );
  return rows.map(({ name }) => name);
}

/**
 * Citus removes them itself within seconds, and each time waits up to a second for the transactions of other places that
 * read a table the removed one refers to (`organization`); whoever comes later waits behind it. Here one that cannot be
 * removed at once is tried again; after so many times the rest is left to Citus. All that refer to none of those go
 * together: each removal alone fills the server's queue of changed definitions, and a connection that finds it
 * overrun reads all definitions and plans all statements again.
 */
function removeTables(ownerUrl: string, home: HomeInfo, names: readonly string[]): Promise<void> {
  return withNode(ownerUrl, home.node, async (client) => {
    await client.query(`set lock_timeout = ${REMOVE_WAIT_MS}`);
    const { alone, together } = await tablesApart(client, names);
    let tries = 0;
    for (const group of [...alone.map((name) => [name]), ...(together.length === 0 ? [] : [together])])
      while (!(await areRemoved(client, home, group))) {
        tries += 1;
        if (tries > REMOVE_TRIES) return;
        await delay(REMOVE_PAUSE_MS);
      }
  });
}

/** Those that refer to a table other places have as well, and the rest. */
async function tablesApart(client: pg.Client, names: readonly string[]) {
  const { rows } = await client.query<{ name: string; isAlone: boolean }>(
    `select name, exists (
       select from pg_constraint c
       where c.contype = 'f' and c.conrelid = to_regclass(name)
         and c.confrelid <> all (select to_regclass(other) from unnest($1::text[]) other)) as "isAlone"
     from unnest($1::text[]) name`,
    [names],
  );
  const namesOf = (isAlone: boolean) => rows.filter((row) => row.isAlone === isAlone).map(({ name }) => name);
  return { alone: namesOf(true), together: namesOf(false) };
}

const REMOVE_TRIES = 50;
const REMOVE_PAUSE_MS = 100;
/** So long others wait behind one attempt. */
const REMOVE_WAIT_MS = 20;
/** Somebody reads it just now, Citus removes it at the same moment, or the place is here again. */
const HELD = ["55P03", "40P01", "55006"];

/** Under the lock that a move back takes before it makes tables: what it made is not removed. */
async function areRemoved(client: pg.Client, { anchor }: HomeInfo, names: readonly string[]): Promise<boolean> {
  try {
    await client.query(`begin; select lock_shard_metadata(${SHARED}, array[${anchor}])`);
    await client.query(`
      do $$ begin
        if exists (select from pg_dist_placement p join pg_dist_local_group g on g.groupid = p.groupid
            where p.shardid = ${anchor}) then
          raise exception using errcode = '55006', message = 'The place is here.';
        end if;
        drop table if exists ${names.join(", ")} cascade;
      end $$`);
    await client.query("commit");
    return true;
  } catch (error) {
    await client.query("rollback");
    if (!HELD.includes(errorCode(error) ?? "")) throw error;
    return false;
  }
}

async function withOwner(options: MoveOptions, work: (moving: Moving) => Promise<void>): Promise<void> {
  const owner = singleClient({ connectionString: options.ownerUrl, application_name: "argosy distribute" });
  await owner.connect();
  try {
    await requireSuperuser(owner);
    await requireFinished(owner);
    // One table after the other: sixteen at once, as Citus copies them, take all processors of a small server.
    await owner.query("set citus.max_adaptive_executor_pool_size = 1");
    await lockHomes(owner);
    await work({ ...options, owner });
  } finally {
    await owner.end();
  }
}

async function requireFinished(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ isBegun: boolean }>(
    "select to_regclass('argosy_setup.distributed') is not null as \"isBegun\"",
  );
  if (!rows[0]?.isBegun) throw new StartError("This database is not distributed; run `argosy distribute` first.");
  const state = await owner.query("select 1 from argosy_setup.distributed where finished_at is not null");
  if (state.rows.length === 0)
    throw new StartError("This database was not distributed or upgraded to the end; finish that first.");
}

const locationsNow = (owner: pg.Client): Promise<HomeInfo[]> =>
  readHomes(async (text, params = []) => (await owner.query(text, [...params])).rows);

async function requireNode(owner: pg.Client, node: string): Promise<void> {
  const { rows } = await owner.query("select 1 from pg_dist_node where nodename || ':' || nodeport = $1", [node]);
  if (rows.length === 0)
    throw new StartError(`${node} is no server of this database; add it with \`argosy distribute --add ${node}\`.`);
}

async function whereabouts(owner: pg.Client): Promise<string> {
  return (await locationsNow(owner)).map(({ schema, node }) => `${schema} on ${node}`).join(", ");
}

/** The server that holds fewest places, of those that may. */
async function emptiest(owner: pg.Client, but: string): Promise<string> {
  const { rows } = await owner.query<{ node: string }>(
    `select n.nodename || ':' || n.nodeport as node
     from pg_dist_node n left join pg_dist_placement p on p.groupid = n.groupid
     where n.noderole = 'primary' and n.shouldhaveshards and n.nodename || ':' || n.nodeport <> $1
     group by 1 order by count(p.*), 1 limit 1`,
    [but],
  );
  if (!rows[0]) throw new StartError(`No other server may hold places: ${but} is the only one.`);
  return rows[0].node;
}

/** Whether hubs can work with it where it is. */
async function isReady(ownerUrl: string, { schema, node }: HomeInfo): Promise<boolean> {
  const url = new URL(ownerUrl);
  url.host = node;
  const client = singleClient({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(guardOf(schema));
    return true;
  } catch (error) {
    if (refusalOf(error) === null) throw error;
    return false;
  } finally {
    await client.end();
  }
}

function addressOf(node: string): [host: string, port: string] {
  const at = node.lastIndexOf(":");
  return [node.slice(0, at), node.slice(at + 1)];
}
