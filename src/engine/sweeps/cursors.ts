/** The stored sweeps of a connection: cursor, next run and open requests. */
import type { MessagePart } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import type { SweepTimes } from "./pick-sweep.ts";
import { type UnreadOrders, unreadOrdersCause } from "./request-progress.ts";

interface StoredCursor extends Omit<SweepTimes, "next_at"> {
  readonly next_at: Date | null;
  readonly cursor: string | null;
  readonly error: string | null;
  readonly error_said: readonly MessagePart[] | null;
  readonly begun_at: Date | null;
  readonly place: string | null;
  readonly asked_since: Date | null;
  readonly failing_since: Date | null;
  readonly has_alert: boolean;
}

/** One that runs; the others are switched off. */
export type CursorRow = StoredCursor & { readonly next_at: Date };

/** The running sweeps of a connection, by name. */
export async function runningSweeps(tx: Tx, connection: string): Promise<CursorRow[]> {
  const rows = await tx.rows<StoredCursor>(
    `select sweep, cursor, next_at, error, error_said, reads, every_ms, begun_at, turn_at, place, asked_since,
     failing_since,
       exists (select 1 from argosy.alert
         where organization_id = argosy.tenant() and cause = $2 and state <> 'resolved') as has_alert
     from argosy.sync_cursor where organization_id = argosy.tenant() and connection_id = $1 order by sweep`,
    [connection, unreadOrdersCause(connection)],
  );
  return rows.filter((row): row is CursorRow => row.next_at !== null);
}

/** When the next of them is due; null: there is none. */
export function earliest(running: readonly CursorRow[]): Date | null {
  return running.reduce<Date | null>((first, { next_at: at }) => (first === null || at < first ? at : first), null);
}

/** Whether a request for orders is open, or reading them fails. */
export function unreadOrders(running: readonly CursorRow[]): UnreadOrders {
  const orders = running.filter(({ sweep }) => sweep.startsWith("orders:"));
  const times = orders.flatMap(({ asked_since: requested, failing_since: failing }) =>
    [requested, failing].filter((at) => at !== null),
  );
  const failing = orders.find((one) => one.failing_since !== null && one.error !== null);
  return {
    since: times.reduce<Date | null>((first, at) => (first === null || at < first ? at : first), null),
    error: failing?.error == null ? null : { text: failing.error, said: failing.error_said },
    fails: orders.some((one) => one.failing_since !== null),
    hasAlert: orders.some((one) => one.has_alert),
  };
}
