/** What the hub is busy with, across organizations: counts, ages, names and states. */

import type { ConnectionHealth, ConnectionState } from "../../commerce/connection-states.ts";
import type { Tx } from "../../db/database.ts";

export interface QueueCounts {
  readonly name: string;
  readonly ready: number;
  readonly scheduled: number;
  readonly active: number;
  readonly failed: number;
  /** When the job that waits longest was queued. */
  readonly oldestReadyAt: Date | null;
}

/** The job queues (role scheduler). A hub that has not started its queue yet has none. */
export async function queueCounts(scheduler: Tx): Promise<QueueCounts[]> {
  const { exists } = await scheduler.one<{ exists: boolean }>("select to_regclass('pgboss.job') is not null as exists");
  if (!exists) return [];
  // The queue stamps its rows with the database's own time.
  return scheduler.rows<QueueCounts>(
    `select q.name,
       count(*) filter (where j.state in ('created', 'retry') and j.start_after <= now())::int as ready,
       count(*) filter (where j.state in ('created', 'retry') and j.start_after > now())::int as scheduled,
       count(*) filter (where j.state = 'active')::int as active,
       count(*) filter (where j.state = 'failed')::int as failed,
       min(j.created_on) filter (where j.state in ('created', 'retry') and j.start_after <= now()) as "oldestReadyAt"
     from pgboss.queue q
     left join pgboss.job j on j.name = q.name and j.state in ('created', 'retry', 'active', 'failed')
     where q.name not like '\\_\\_%' group by q.name order by q.name`,
  );
}

export interface LaneCounts {
  readonly kind: string;
  readonly total: number;
  readonly ready: number;
  readonly active: number;
  /** Waiting for their time. */
  readonly resting: number;
  /** Whose last turn failed as a whole. */
  readonly failing: number;
  readonly oldestReadyAt: Date | null;
}

/** The lanes by kind of work (role scheduler). */
export async function laneCounts(scheduler: Tx, now: Date): Promise<LaneCounts[]> {
  return scheduler.rows<LaneCounts>(
    `select kind, count(*)::int as total,
       count(*) filter (where due_at <= $1 and not coalesce(lease_until > $1, false))::int as ready,
       count(*) filter (where coalesce(lease_until > $1, false))::int as active,
       count(*) filter (where due_at > $1)::int as resting,
       count(*) filter (where failures > 0)::int as failing,
       min(due_at) filter (where due_at <= $1 and not coalesce(lease_until > $1, false)) as "oldestReadyAt"
     from argosy.lane group by kind order by kind`,
    [now],
  );
}

export interface LaneView {
  readonly organizationId: string;
  readonly organizationName: string;
  readonly storeId: string;
  readonly name: string;
  readonly provider: string;
  readonly kind: string;
  readonly dueAt: Date | null;
  readonly isActive: boolean;
  readonly failures: number;
  readonly breaker: string;
  /** Pieces of work that wait, counted up to 1,000. */
  readonly waiting: number;
}

const WAITING_MOST = 1_000;
const OUTBOUND = ["listing_stock", "listing_price", "product_listing", "record_push", "command"];
const waitingOf = (table: string, where: string) =>
  `select 1 from ${table} w
   where w.organization_id = l.organization_id and w.connection_id = l.connection_id and ${where}`;

/** Lanes of connections that have something to do, the one due longest first; at most `limit`. */
export async function busyLanes(tx: Tx, now: Date, limit: number): Promise<LaneView[]> {
  return tx.rows<LaneView>(
    `select l.organization_id as "organizationId", o.name as "organizationName", l.connection_id as "storeId", c.name,
       c.provider, l.kind, l.due_at as "dueAt", coalesce(l.lease_until > $1, false) as "isActive", l.failures,
       c.breaker, case l.kind
         when 'inbox' then (select count(*)
           from (${waitingOf("inbox_event", "w.status = 'pending'")} limit ${WAITING_MOST}) as x)
         when 'outbound' then (select count(*) from (
           ${OUTBOUND.map((table) => waitingOf(table, "w.due_at is not null")).join(" union all ")}
           limit ${WAITING_MOST}) as x)
         else 0 end::int as waiting
     from (select * from lane where due_at is not null or failures > 0 or lease_until > $1
           order by due_at, connection_id, kind limit $2) as l
     join connection c on c.organization_id = l.organization_id and c.id = l.connection_id
     join organization o on o.organization_id = l.organization_id
     order by l.due_at, l.connection_id, l.kind`,
    [now, limit],
  );
}

export interface FailingConnection {
  readonly organizationId: string;
  readonly organizationName: string;
  readonly storeId: string;
  readonly name: string;
  readonly kind: string;
  readonly provider: string;
  readonly state: ConnectionState;
  readonly health: ConnectionHealth;
  readonly breaker: string;
  readonly failingSince: Date | null;
  readonly lastSuccessAt: Date | null;
}

/** Connections that fail or need a person, the one failing longest first; what they say stands with their organization. */
export async function failingConnections(tx: Tx, limit: number): Promise<FailingConnection[]> {
  return tx.rows<FailingConnection>(
    `select c.organization_id as "organizationId", o.name as "organizationName", c.id as "storeId", c.name, c.kind,
       c.provider, c.state, c.health, c.breaker, c.failing_since as "failingSince", c.last_success_at as "lastSuccessAt"
     from connection c join organization o on o.organization_id = c.organization_id
     where c.deleted_at is null and c.state <> 'draft'
       and (c.health in ('degraded', 'failing') or c.state in ('needs_reauth', 'error') or c.breaker <> 'closed')
     order by c.failing_since nulls last, c.id limit $1`,
    [limit],
  );
}

export interface ConnectionCounts {
  readonly provider: string;
  readonly state: ConnectionState;
  readonly health: ConnectionHealth;
  readonly count: number;
  /** Of them, those whose breaker is not closed. */
  readonly breakersOpen: number;
}

/** Connections of all organizations by provider, state and health, drafts and deleted ones apart (role operator). */
export async function connectionCounts(tx: Tx): Promise<ConnectionCounts[]> {
  return tx.rows<ConnectionCounts>(
    `select provider, state, health, count(*)::int as count,
       count(*) filter (where breaker <> 'closed')::int as "breakersOpen"
     from argosy.connection
     where deleted_at is null and state <> 'draft'
     group by provider, state, health order by provider, state, health`,
  );
}

export interface PlatformChange {
  readonly provider: string;
  readonly path: string;
  readonly problem: string;
  /** Stores it was seen in. */
  readonly stores: number;
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

/** What platforms sent that their connectors did not expect, over all stores, the latest first; no values and no record ids. */
export async function platformChanges(
  tx: Tx,
  filter: { readonly provider?: string | undefined; readonly limit: number },
): Promise<PlatformChange[]> {
  return tx.rows<PlatformChange>(
    `select c.provider, d.path, d.problem, count(distinct d.connection_id)::int as stores,
       least(sum(d.count), 2000000000)::int as count, min(d.first_at) as "firstAt", max(d.last_at) as "lastAt"
     from (select organization_id, connection_id, path, count, first_at, last_at,
             regexp_replace(problem, '^record [^:]*: ', '') as problem from argosy.drift) d
     join argosy.connection c on c.organization_id = d.organization_id and c.id = d.connection_id
     where $2::text is null or c.provider = $2
     group by c.provider, d.path, d.problem order by max(d.last_at) desc, c.provider, d.path, d.problem limit $1`,
    [filter.limit, filter.provider ?? null],
  );
}

/** Of the database: its version and the newest migration. */
export async function databaseVersions(tx: Tx): Promise<{ postgres: string; migration: string; migratedAt: Date }> {
  return tx.one<{ postgres: string; migration: string; migratedAt: Date }>(
    `select current_setting('server_version') as postgres, name as migration, applied_at as "migratedAt"
     from argosy_setup.migration order by number desc limit 1`,
  );
}
