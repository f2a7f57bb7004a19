/** Who keeps PostgreSQL from cleaning up what was changed since: an open transaction nobody ends, a slot nobody reads. */
import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import type { Answered } from "../answer-schemas.ts";
import { jsonParameter } from "../json-column.ts";

/** A backup of a large database takes longer, and its operator hears of it once. */
export const HELD_AFTER_S = 10 * 60;

/** What was found so long ago tells nothing: whoever looks has stopped. */
const LOOK_STANDS = "20 minutes";

interface Found {
  readonly kind: "session" | "prepared" | "slot";
  /** The session's process id, the prepared transaction's or the slot's name. */
  readonly name: string;
  readonly databaseUser: string | null;
  readonly application: string | null;
  readonly state: string | null;
  /** By the database's clock; null of a slot, which does not tell. */
  readonly since: string | null;
}

export const snapshotHolderSchema = z
  .object({
    kind: z.enum(["session", "prepared", "slot"]),
    name: z.string().describe("the session's process id, the prepared transaction's or the slot's name"),
    databaseUser: z.string().nullable(),
    application: z.string().nullable(),
    state: z.string().nullable(),
    seconds: z.int().nullable().describe("for how long; null of a slot, which does not tell"),
    remedy: z.string().describe("the statement that ends it"),
  })
  .meta({ id: "AdminSnapshotHolder" });

export type SnapshotHolder = Answered<typeof snapshotHolderSchema>;

// Of this database alone: what is open in another keeps nothing here. No statement's text, which may hold data.
const HOLDERS = `
  select kind, name, "databaseUser", application, state, since from (
    select 'session' as kind, pid::text as name, usename::text as "databaseUser", application_name as application,
      state, xact_start as since
    from pg_stat_activity
    where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
      and (backend_xmin is not null or backend_xid is not null)
    union all
    select 'prepared', gid, owner::text, null, null, prepared from pg_prepared_xacts where database = current_database()
    union all
    select 'slot', slot_name::text, null, plugin::text, null, null from pg_replication_slots
    where not active and xmin is not null and (database is null or database = current_database())) as open
  where since is null or since <= clock_timestamp() - make_interval(secs => $1)
  order by since nulls last, name`;

/** Who has held one for `leastS` seconds, kept for whoever asks later. Needs the owner, who sees other sessions. */
export async function findHolders(owner: Tx, leastS: number): Promise<Found[]> {
  return owner.rows<Found>(HOLDERS, [leastS]);
}

/** Keeps what was found (role operator). */
export async function saveHolders(tx: Tx, found: readonly Found[]): Promise<void> {
  await tx.run("update argosy.hub_state set snapshot_holders = $1::jsonb, snapshot_looked_at = now()", [
    jsonParameter(found),
  ]);
}

/** Those found at the last look, the oldest first (role operator). */
export async function snapshotHolders(tx: Tx): Promise<SnapshotHolder[]> {
  const rows = await tx.rows<Omit<SnapshotHolder, "remedy">>(
    `select h.kind, h.name, h."databaseUser", h.application, h.state,
       extract(epoch from now() - h.since)::int as seconds
     from argosy.hub_state s cross join lateral rows from (jsonb_to_recordset(s.snapshot_holders)
       as (kind text, name text, "databaseUser" text, application text, state text,
         since timestamptz)) with ordinality as h(kind,
       name, "databaseUser", application, state, since, n)
     where s.snapshot_looked_at > now() - interval '${LOOK_STANDS}' order by h.n`,
  );
  return rows.map((row) => ({ ...row, remedy: REMEDIES[row.kind](row.name) }));
}

const text = (name: string) => `'${name.replaceAll("'", "''")}'`;
const REMEDIES: Readonly<Record<SnapshotHolder["kind"], (name: string) => string>> = {
  session: (pid) => `select pg_terminate_backend(${pid});`,
  prepared: (name) => `rollback prepared ${text(name)};`,
  slot: (name) => `select pg_drop_replication_slot(${text(name)});`,
};

/** What is to be known of one, and done. */
export function describeHolder(holder: SnapshotHolder): string {
  const { kind, name, databaseUser: user, application, state, seconds, remedy } = holder;
  const minutes = Math.floor((seconds ?? 0) / 60);
  const since = `for ${minutes === 1 ? "1 minute" : `${minutes} minutes`}`;
  const whose = [application, user && `user ${user}`, state].filter(Boolean).join(", ");
  const what = {
    session: `Session ${name} (${whose}) has had a transaction open ${since}.`,
    prepared: `The prepared transaction ${name} (${whose}) has been open ${since}.`,
    slot: `Nobody reads from the replication slot ${name}.`,
  }[kind];
  return `${what} To end it: ${remedy}`;
}

/** Notes that the operator is being told; false when they were told of what is held before. */
export async function claimNotice(tx: Tx, now: Date): Promise<boolean> {
  return (await tx.run("update argosy.hub_state set snapshot_told_at = $1 where snapshot_told_at is null", [now])) > 0;
}

/** Nothing is held any more, or the operator could not be told: the next one is told of again. True when they had been told. */
export async function clearNotice(tx: Tx): Promise<boolean> {
  const ended = "update argosy.hub_state set snapshot_told_at = null where snapshot_told_at is not null";
  return (await tx.run(ended)) > 0;
}
