/** When each sweep of a connection runs: one sync_cursor row per sweep, next_at on it. */
import type { Message } from "../../commerce/message.ts";
import { type PlannedSweep, planSweeps } from "../../connectors/kit/pull/sweep-plan.ts";
import { type Tx, together } from "../../db/database.ts";
import { partsParameter } from "../../hub/json-column.ts";
import { EXPLANATION_MS } from "../../hub/listings/levels.ts";
import { ordersWereRead } from "../../hub/sync-state/held-raises.ts";
import type { OpenConnection } from "../connections/connection-registry.ts";
import { wakeLanes } from "../lanes/lanes.ts";
import { ACCOUNT_SWEEP } from "./account.ts";

// What the account's own settings say, units, currency and places among them, changes there without a word.
const ACCOUNT: PlannedSweep = { name: ACCOUNT_SWEEP, everyMs: 24 * 60 * 60_000, reads: "all", waits: true };

/** Every sweep this connection should run, by its ports and settings, and an account check once a day. */
export function plannedSweeps(
  open: Pick<OpenConnection, "ports" | "webhookUrl"> & { readonly row: Pick<OpenConnection["row"], "settings"> },
): PlannedSweep[] {
  const { ports, row } = open;
  return [...planSweeps({ ports, settings: row.settings, hasAddress: open.webhookUrl("") !== null }), ACCOUNT];
}

/**
 * Makes the cursors match the plan. Webhooks and orders start at once; products and stock after their first
 * interval when a first sync reads them now (`isRead`), so that a store with few calls a minute is not asked twice.
 */
export async function scheduleSweeps(
  tx: Tx,
  open: OpenConnection,
  how: { readonly now: Date; readonly isRead: boolean },
): Promise<void> {
  const planned = plannedSweeps(open);
  const names = planned.map((sweep) => sweep.name);
  const waits = ({ name, waits: later }: PlannedSweep) =>
    later || (how.isRead && (name === "stock" || name.startsWith("products:")));
  const times = planned.map((sweep) => (waits(sweep) ? new Date(how.now.getTime() + sweep.everyMs) : how.now));
  await tx.run(
    `insert into argosy.sync_cursor (organization_id, connection_id, sweep, next_at, reads, every_ms)
     select argosy.tenant(), $1, s, t, r, e
     from unnest($2::text[], $3::timestamptz[], $4::text[], $5::int[]) as p(s, t, r, e)
     on conflict (organization_id, connection_id, sweep) do update
       set next_at = coalesce(sync_cursor.next_at, excluded.next_at), reads = excluded.reads,
         every_ms = excluded.every_ms`,
    [open.row.id, names, times, planned.map((sweep) => sweep.reads), planned.map((sweep) => sweep.everyMs)],
  );
  await tx.run(
    `update argosy.sync_cursor set next_at = null, asked_at = null, asked_since = null, failing_since = null
     where organization_id = argosy.tenant() and connection_id = $1 and sweep <> all ($2)`,
    [open.row.id, names],
  );
  await wakeLanes(tx, open.organization, [open.row.id], "sweep", how.now);
}

/** A page of a run of a sweep, noted in the transaction that applies it. */
export interface SweepPage {
  readonly sweep: string;
  /** When the run began; with its first page it is under way, and may take many turns. */
  readonly startedAt: Date;
  /** Records it brought. */
  readonly taken: number;
  /** The cursor after it; absent: not yet safe to save. */
  readonly cursor?: string | null | undefined;
}

/** Saves a run's progress: startedAt, records taken, cursor. */
export async function notePage(tx: Tx, connection: string, page: SweepPage): Promise<void> {
  await tx.run(
    `update argosy.sync_cursor
     set begun_at = coalesce(begun_at, $3), taken = case when begun_at is null then 0 else taken end + $4,
       cursor = case when $5 then $6 else cursor end
     where organization_id = argosy.tenant() and connection_id = $1 and sweep = $2`,
    [connection, page.sweep, page.startedAt, page.taken, page.cursor !== undefined, page.cursor ?? null],
  );
}

/** A sweep of this connection has its turn next. */
export function dueNow(tx: Tx, connection: string, sweep: string, now: Date): Promise<unknown> {
  return tx.run(
    `update argosy.sync_cursor set next_at = least(next_at, $3)
     where organization_id = argosy.tenant() and connection_id = $1 and sweep = $2`,
    [connection, sweep, now],
  );
}

export interface SweepTurnEnd {
  readonly sweep: string;
  /** When the run began that this turn was part of. */
  readonly startedAt: Date;
  readonly now: Date;
  readonly everyMs: number;
  /** The run is over; else it goes on with the next turn. */
  readonly finished: boolean;
  readonly problem: Message | null;
  /** The cursor, where no page has saved it; absent: nothing to save. */
  readonly cursor?: string | null | undefined;
  /** When it goes on or comes again, where that is not at once or after its interval. */
  readonly nextAt?: Date | undefined;
}

/**
 * A turn went well. A run that is over answers what was asked up to its beginning, and comes again at once for what was
 * asked later, else after its interval. One that takes longer than its interval rests as long as it took, or the store
 * would be asked without end.
 */
export async function noteTurn(tx: Tx, connection: string, end: SweepTurnEnd): Promise<void> {
  const { sweep, startedAt, now, everyMs, finished, problem } = end;
  const tookMs = now.getTime() - startedAt.getTime();
  const usual = new Date(Math.max(startedAt.getTime() + everyMs, now.getTime() + Math.min(tookMs, everyMs)));
  const next = end.nextAt ?? usual;
  const where = "where organization_id = argosy.tenant() and connection_id = $1 and sweep = $2";
  const cursor = "cursor = case when $4 then $5 else cursor end";
  const position = [end.cursor !== undefined, end.cursor ?? null];
  if (!finished) {
    await tx.run(
      `update argosy.sync_cursor set next_at = $7, turn_at = $3, begun_at = coalesce(begun_at, $6),
         taken = case when begun_at is null then 0 else taken end, ${cursor} ${where}`,
      [connection, sweep, now, ...position, startedAt, end.nextAt ?? now],
    );
    return;
  }
  const noted = tx.run(
    `update argosy.sync_cursor
     set turn_at = $3, begun_at = null, last_started_at = $6, last_finished_at = $3, error = $7, error_said = $9,
       failing_since = case when $7::text is not null then coalesce(failing_since, $3) end,
       taken = case when begun_at is null then 0 else taken end, ${cursor},
       next_at = case
         when asked_at > $6 then $3::timestamptz + case
           when reads = 'open' then least($3::timestamptz - $6::timestamptz, interval '5 minutes') else interval '0' end
         else $8 end,
       asked_since = case when asked_at > $6 then asked_since end,
       asked_at = case when asked_at > $6 then asked_at end ${where}`,
    [connection, sweep, now, ...position, startedAt, problem?.text ?? null, next, partsParameter(problem)],
  );
  const lagMs = EXPLANATION_MS;
  await together([noted, ...(sweep.startsWith("orders:") ? [ordersWereRead(tx, connection, { lagMs, now })] : [])]);
}
