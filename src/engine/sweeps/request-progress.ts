/** Reads how far sweeps have answered a request (lanes/sweep-requests.ts), and alerts when orders stay unread. */

import { systemActor } from "../../commerce/actor.ts";
import { fromStoredText, type MessagePart, message, type StoredText, textParts } from "../../commerce/message.ts";
import { UNREAD_ORDERS_ALERT_AFTER_MS } from "../../commerce/retry-schedule.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlert } from "../../hub/alerts/alerts.ts";
import type { OpenConnection } from "../connections/connection-registry.ts";
import { hasAnsweredSql, type SweepRequest } from "../lanes/sweep-requests.ts";

export interface RequestProgress {
  /** Sweeps there are to answer; one that is switched off is none. */
  readonly requested: number;
  /** Those that have not yet. */
  readonly open: number;
  readonly error: string | null;
  readonly errorParts: readonly MessagePart[] | null;
  /** What the runs that answered took in. */
  readonly taken: number;
}

const FAILED = "not answered and failing_since is not null and turn_at >= $3";

/** How far these sweeps have come. */
export async function requestProgress(
  tx: Tx,
  connection: string,
  { sweeps, since }: Pick<SweepRequest, "sweeps" | "since">,
): Promise<RequestProgress> {
  return tx.one(
    `select count(*)::int as requested, count(*) filter (where not answered)::int as open,
       max(error) filter (where ${FAILED}) as error,
       (array_agg(error_said order by error desc) filter (where ${FAILED} and error is not null))[1] as "errorParts",
       coalesce(sum(taken) filter (where answered), 0)::int as taken
     from (select *, ${hasAnsweredSql("$3")} is true as answered from argosy.sync_cursor
       where organization_id = argosy.tenant() and connection_id = $1 and sweep like $2 and next_at is not null) as s`,
    [connection, sweeps, since],
  );
}

/** The cause of their alert. */
export const unreadOrdersCause = (connection: string) => `orders-unread:${connection}`;

/** What is open of a store's sweeps of orders. */
export interface UnreadOrders {
  /** Since when a request for orders is open, or reading them fails; null: neither. */
  readonly since: Date | null;
  readonly error: StoredText | null;
  /** Reading them fails; else a check is merely not over. */
  readonly fails: boolean;
  /** An alert is open. */
  readonly hasAlert: boolean;
}

const isLate = (since: Date | null, now: Date): since is Date =>
  since !== null && now.getTime() - since.getTime() >= UNREAD_ORDERS_ALERT_AFTER_MS;

/** Whether `alertStillFailingOrders` has something to write. */
export const needsAlertUpdate = ({ since, hasAlert }: UnreadOrders, now: Date): boolean =>
  isLate(since, now) ? !hasAlert : hasAlert && since === null;

/** Raises an alert when reading orders fails or a request for them takes too long; resolves it once they are read. */
export async function alertStillFailingOrders(
  tx: Tx,
  open: OpenConnection,
  unread: UnreadOrders,
  now: Date,
): Promise<void> {
  const { since, error, fails, hasAlert } = unread;
  if (!isLate(since, now)) {
    if (hasAlert && since === null) await resolveAlert(tx, unreadOrdersCause(open.row.id), now, systemActor);
    return;
  }
  if (hasAlert) return;
  await raiseAlert(tx, {
    kind: "orders_unread",
    severity: "critical",
    cause: unreadOrdersCause(open.row.id),
    connectionId: open.row.id,
    title: message(fails ? "alert.orders_unread.title" : "alert.orders_unread.awaited", {
      store: open.row.name,
      sinceAt: since.toISOString(),
    }),
    text: [...(error === null ? [] : textParts(fromStoredText(error))), message("alert.orders_unread.text")],
    now,
  });
}
