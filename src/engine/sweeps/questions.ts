/** Questions to sweeps: "everything up to this moment has to be known". One question, one run that answers it. */
import { systemActor } from "../../commerce/actor.ts";
import { connectionId } from "../../commerce/ids.ts";
import { fromStoredText, type MessagePart, message, type StoredText, textParts } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlert } from "../../hub/alerts/alerts.ts";
import type { OpenConnection } from "../connection-registry.ts";
import { type Lane, wakeLanes } from "../lanes.ts";

/** A question older than this is a person's matter: numbers are waiting for orders that are not read. */
const ALERT_AFTER_MS = 15 * 60_000;

export interface Question {
  /** Of the sweeps that are asked, as LIKE matches it. */
  readonly sweeps: string;
  /** Up to when everything has to be known. */
  readonly since: Date;
  readonly now: Date;
}

/** SQL: a run that began at or after `moment` has come to its end. */
const answers = (moment: string) => `(last_started_at >= ${moment} and last_finished_at >= last_started_at)`;

/**
 * Asks the sweeps that have not answered yet. One under way that began late enough answers when it ends; one that
 * began too early runs once more after it. A look at open orders is dear: between two of them lies as long as the last
 * took. One that fails is not tried more than once a minute.
 */
export async function askSweeps(
  tx: Tx,
  lane: Pick<Lane, "organization" | "connection">,
  { sweeps, since, now }: Question,
): Promise<number> {
  const asked = await tx.run(
    `update argosy.sync_cursor set asked_at = greatest(asked_at, $3), asked_since = coalesce(asked_since, $4),
       next_at = case when begun_at >= $3 then next_at else least(next_at, greatest($4::timestamptz, case
         when failing_since is not null then turn_at + interval '1 minute'
         when reads = 'open' then last_finished_at + least(last_finished_at - last_started_at, interval '5 minutes')
       end)) end
     where organization_id = argosy.tenant() and connection_id = $1 and sweep like $2 and next_at is not null
       and ${answers("$3")} is not true`,
    [lane.connection, sweeps, since, now],
  );
  if (asked > 0) await wakeLanes(tx, lane.organization, [connectionId(lane.connection)], "sweep", now);
  return asked;
}

export interface Answers {
  /** Sweeps there are to answer; one that is switched off is none. */
  readonly asked: number;
  /** Those that have not yet. */
  readonly open: number;
  readonly error: string | null;
  readonly errorTold: readonly MessagePart[] | null;
  /** What the runs that answered took in. */
  readonly taken: number;
}

const FAILED = "not answered and failing_since is not null and turn_at >= $3";

/** How far those asked have come. */
export async function answersTo(
  tx: Tx,
  connection: string,
  { sweeps, since }: Pick<Question, "sweeps" | "since">,
): Promise<Answers> {
  return tx.one(
    `select count(*)::int as asked, count(*) filter (where not answered)::int as open,
       max(error) filter (where ${FAILED}) as error,
       (array_agg(error_said order by error desc) filter (where ${FAILED} and error is not null))[1] as "errorTold",
       coalesce(sum(taken) filter (where answered), 0)::int as taken
     from (select *, ${answers("$3")} is true as answered from argosy.sync_cursor
       where organization_id = argosy.tenant() and connection_id = $1 and sweep like $2 and next_at is not null) as s`,
    [connection, sweeps, since],
  );
}

/** The cause of the alert that tells of them. */
export const unreadCause = (connection: string) => `orders-unread:${connection}`;

/** What is open of a store's sweeps of orders. */
export interface Unread {
  /** Since when somebody waits for orders, or reading them fails; null: neither. */
  readonly since: Date | null;
  readonly error: StoredText | null;
  /** Reading them fails; else a check is merely not over. */
  readonly fails: boolean;
  /** A person has been told. */
  readonly isKnown: boolean;
}

const isLate = (since: Date | null, now: Date): since is Date =>
  since !== null && now.getTime() - since.getTime() >= ALERT_AFTER_MS;

/** Whether `watchOrders` has something to write. */
export const isWatched = ({ since, isKnown }: Unread, now: Date): boolean =>
  isLate(since, now) ? !isKnown : isKnown && since === null;

/** Tells a person when orders fail to be read, or somebody has waited too long for them; tells nobody once they are. */
export async function watchOrders(tx: Tx, open: OpenConnection, unread: Unread, now: Date): Promise<void> {
  const { since, error, fails, isKnown } = unread;
  if (!isLate(since, now)) {
    if (isKnown && since === null) await resolveAlert(tx, unreadCause(open.row.id), now, systemActor);
    return;
  }
  if (isKnown) return;
  await raiseAlert(tx, {
    kind: "orders_unread",
    severity: "critical",
    cause: unreadCause(open.row.id),
    connectionId: open.row.id,
    title: message(fails ? "alert.orders_unread.title" : "alert.orders_unread.awaited", {
      store: open.row.name,
      sinceAt: since.toISOString(),
    }),
    text: [...(error === null ? [] : textParts(fromStoredText(error))), message("alert.orders_unread.text")],
    now,
  });
}
