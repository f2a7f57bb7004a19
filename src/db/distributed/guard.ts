/**
 * Keeps a transaction from a place that is being moved, or is not here any more. It takes the lock with which Citus keeps
 * its own writes from shards it moves, and then asks Citus where the place is (decision 570).
 */
import type pg from "pg";
import { ANCHOR, type HomeInfo } from "../home-list.ts";
import { errorCode } from "../start-error.ts";

/** SQLSTATE of a place that is not on this server, or that was not made ready on it. */
const NOT_HERE = "AR001";
/** Not made ready here, or already removed: no schema of the place, no guard in it, no shard. */
const MISSING = ["3F000", "42883", "42P01"];
const LOCK_TIMED_OUT = "55P03";

/**
 * How long a transaction waits for whoever moves the place: it ends elsewhere in any case, unless the move fails. It keeps
 * a connection and a turn that other places need (at 2 s, others' slowest sales took 2 s).
 */
const WAIT_MS = 100;
/** ShareLock: a move asks for ExclusiveLock. */
export const SHARED = 5;

/** The statement every transaction of a place begins with. */
export const guardOf = (schema: string): string => `select ${schema}.require_here()`;

/** `moving`: somebody moves it just now. `elsewhere`: it is on another server, or was not made ready on this one. */
export type Refusal = "moving" | "elsewhere";

/** What the guard's failure says of the place; null: something else went wrong. */
export function refusalOf(error: unknown): Refusal | null {
  const code = errorCode(error) ?? "";
  if (code === LOCK_TIMED_OUT) return "moving";
  return code === NOT_HERE || MISSING.includes(code) ? "elsewhere" : null;
}

/**
 * SQL that makes a place's guard. The shard is named by its number and by the table it was when the place was made ready:
 * a place that was moved away and back has other tables, whose triggers are not the place's.
 */
export async function guardDefinition(client: pg.Client, home: HomeInfo): Promise<string> {
  const shard = `argosy.${home.shards.get(ANCHOR)}`;
  const { rows } = await client.query<{ table: number; server: number }>(
    "select $1::regclass::oid as table, groupid as server from pg_dist_local_group",
    [shard],
  );
  const [here] = rows;
  return `create function ${home.schema}.require_here() returns void language plpgsql security definer
    set search_path = pg_catalog set lock_timeout = ${WAIT_MS} as $$
    begin
      perform lock_shard_metadata(${SHARED}, array[${home.anchor}]);
      if not exists (
        select from pg_dist_placement p
        where p.shardid = ${home.anchor} and p.groupid = ${here?.server}
          and to_regclass('${shard}')::oid = ${here?.table}
      ) then
        raise exception using errcode = '${NOT_HERE}', message = '${home.schema} is not on this server';
      end if;
    end $$`;
}
