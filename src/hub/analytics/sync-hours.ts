/** How connections did, hour by hour: whole hours of the sync log are counted once, the running one when it is asked for. */
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { LATENCY_BOUNDS_MS } from "./latency.ts";

export const HOUR_MS = 60 * 60_000;
// Rows carry the time their work began; a turn that long has ended.
const SETTLED_AFTER_MS = 5 * 60_000;
// The dashboard looks back a month; one catch-up after a long stop reads so much at a time.
const RETENTION_DAYS = 31;
const HOURS_AT_ONCE = 48;

export interface SyncHour {
  readonly connectionId: string;
  readonly hour: Date;
  readonly succeeded: number;
  readonly failed: number;
  /** Times the platform asked to wait (429). */
  readonly throttled: number;
  /** Orders told by deliveries and found by asking. */
  readonly orders: number;
  /** Durations, counted by LATENCY_BOUNDS_MS. */
  readonly latency: readonly number[];
  /** Deliveries understood, and how long they had waited. */
  readonly applied: number;
  readonly lagMsSum: bigint;
  readonly lagMsMost: bigint;
}

/** The start of the hour a time lies in; hours are UTC's. */
export const hourOf = (at: Date) => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);

// $1 to $2: times. $3: one connection, or null. $4: bounds.
const COUNTED = `
  with entry as materialized (
    select connection_id, date_bin('1 hour', at, timestamptz '2000-01-01 00:00Z') as hour, status, error_kind, action,
      details, duration_ms
    from sync_log
    where organization_id = argosy.tenant() and at >= $1 and at < $2 and ($3::uuid is null or connection_id = $3)
  ), bucket as (
    select connection_id, hour, width_bucket(duration_ms, $4::int[]) as place, count(*)::int as n
    from entry
    where duration_ms is not null
    group by 1, 2, 3
  ), latency as (
    select h.connection_id, h.hour, array_agg(coalesce(b.n, 0) order by i) as counts
    from (select distinct connection_id, hour from bucket) h
    cross join generate_series(0, ${LATENCY_BOUNDS_MS.length}) as i
    left join bucket b on b.connection_id = h.connection_id and b.hour = h.hour and b.place = i group by 1, 2
  )
  select e.connection_id, e.hour, (count(*) filter (where status = 'success'))::int as succeeded,
    (count(*) filter (where status = 'failed' and error_kind is distinct from 'throttled'))::int as failed,
    (count(*) filter (where error_kind = 'throttled'))::int as throttled,
    coalesce(sum(case when status <> 'success' then 0 when action = 'receive_order' then 1
      when action = 'sync_orders' then coalesce((details->>'count')::int, jsonb_array_length(details->'orders'),
        0) else 0 end),
      0)::int as orders,
    coalesce(max(l.counts), '{}') as latency, count(details->>'lagMs')::int as applied,
    coalesce(sum((details->>'lagMs')::bigint), 0)::bigint as lag_ms_sum,
    coalesce(max((details->>'lagMs')::bigint), 0) as lag_ms_most
  from entry e left join latency l using (connection_id, hour) group by 1, 2`;

const COLUMNS = "connection_id, hour, succeeded, failed, throttled, orders, latency, applied, lag_ms_sum, lag_ms_most";
const READ = `${columns("", "connectionId hour succeeded failed throttled orders latency applied")},
    ${columns("", "lagMsSum lagMsMost")}`;

const KEEP = `insert into sync_hour (organization_id, ${COLUMNS})
  select argosy.tenant(), ${COLUMNS}
  from (${COUNTED}) as c
  on conflict (organization_id, connection_id, hour) do nothing`;

/** Counts whole hours of the log that have ended since; answers whether there are more. Cheap when there is nothing to do. */
export async function countSyncHours(tx: Tx, now: Date): Promise<boolean> {
  const ended = lastWholeHour(now);
  const earliest = new Date(ended.getTime() - RETENTION_DAYS * 24 * HOUR_MS);
  const counted = await hoursUntil(tx);
  const existing = counted ?? (await firstHour(tx, earliest)) ?? ended;
  const from = existing > earliest ? existing : earliest;
  if (from >= ended) {
    // Nothing came before: known from now on, so that nobody looks for it again before the hour is over.
    if (counted === null) await noteHours(tx, ended);
    return false;
  }
  const to = new Date(Math.min(ended.getTime(), from.getTime() + HOURS_AT_ONCE * HOUR_MS));
  await tx.run(KEEP, [from, to, null, LATENCY_BOUNDS_MS]);
  await noteHours(tx, to);
  await tx.run("delete from sync_hour where organization_id = argosy.tenant() and hour < $1", [earliest]);
  return to < ended;
}

/** The end of the last hour whose entries are all there. */
export const lastWholeHour = (now: Date): Date => hourOf(new Date(now.getTime() - SETTLED_AFTER_MS));

const noteHours = (tx: Tx, until: Date) =>
  tx.run(
    `insert into analytics_state (organization_id, hours_until) values (argosy.tenant(), $1)
     on conflict (organization_id) do update set hours_until = excluded.hours_until`,
    [until],
  );

async function hoursUntil(tx: Tx): Promise<Date | null> {
  const row = await tx.maybe<{ until: Date | null }>(
    "select hours_until as until from analytics_state where organization_id = argosy.tenant()",
  );
  return row?.until ?? null;
}

async function firstHour(tx: Tx, earliest: Date): Promise<Date | null> {
  const row = await tx.one<{ first: Date | null }>(
    "select min(at) as first from sync_log where organization_id = argosy.tenant() and at >= $1",
    [earliest],
  );
  return row.first && hourOf(row.first);
}

/** Hours of one connection, or of all, from a time on until now. */
export async function syncHours(tx: Tx, connectionId: string | null, from: Date, now: Date): Promise<SyncHour[]> {
  const until = await hoursUntil(tx);
  const start = hourOf(from);
  const open = until && until > start ? until : start;
  const text = `select ${READ} from sync_hour where organization_id = argosy.tenant() and hour >= $1 and hour < $2
      and ($3::uuid is null or connection_id = $3)`;
  const counted = await tx.rows<SyncHour>(text, [start, open, connectionId]);
  const live = await tx.rows<SyncHour>(`select ${READ} from (${COUNTED}) as c`, [
    open,
    new Date(now.getTime() + 1),
    connectionId,
    LATENCY_BOUNDS_MS,
  ]);
  return [...counted, ...live];
}
