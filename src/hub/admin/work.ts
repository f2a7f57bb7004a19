/** What the hub is busy with, across organizations: counts, ages, names and states. */

import { z } from "zod";
import type { ConnectionHealth, ConnectionState } from "../../commerce/connection-states.ts";
import { CONNECTION_HEALTH, CONNECTION_STATES } from "../../commerce/connection-states.ts";
import { BROKEN } from "../../db/connection-states.ts";
import type { Home, Tx } from "../../db/database.ts";
import { askHomes } from "../../db/each-home.ts";
import { type Answered, time } from "../answer-schemas.ts";

export const queueCountsSchema = z
  .object({
    name: z.string(),
    ready: z.int(),
    scheduled: z.int(),
    active: z.int(),
    failed: z.int(),
    /** When the job that waits longest was queued. */
    oldestReadyAt: time.nullable(),
  })
  .meta({ id: "AdminQueue" });

export type QueueCounts = Answered<typeof queueCountsSchema>;

export const laneCountsSchema = z
  .object({
    kind: z.string(),
    total: z.int(),
    ready: z.int(),
    active: z.int(),
    /** Waiting for their time. */
    resting: z.int(),
    /** Whose last turn failed as a whole. */
    failing: z.int(),
    oldestReadyAt: time.nullable(),
  })
  .meta({ id: "AdminLaneKind" });

export type LaneCounts = Answered<typeof laneCountsSchema>;

export const laneViewSchema = z
  .object({
    organizationId: z.string(),
    organizationName: z.string(),
    storeId: z.string(),
    name: z.string(),
    provider: z.string(),
    kind: z.string(),
    dueAt: time.nullable(),
    isActive: z.boolean(),
    failures: z.int(),
    breaker: z.string(),
    waiting: z.int().describe("pieces of work, counted up to 1,000"),
  })
  .meta({ id: "AdminLane" });

export type LaneView = Answered<typeof laneViewSchema>;

export const failingConnectionSchema = z
  .object({
    organizationId: z.string(),
    organizationName: z.string(),
    storeId: z.string(),
    name: z.string(),
    kind: z.string(),
    provider: z.string(),
    state: z.enum(CONNECTION_STATES),
    health: z.enum(CONNECTION_HEALTH),
    breaker: z.string(),
    failingSince: time.nullable(),
    lastSuccessAt: time.nullable(),
  })
  .meta({ id: "AdminConnection" });

export type FailingConnection = Answered<typeof failingConnectionSchema>;

export const platformChangeSchema = z
  .object({
    provider: z.string(),
    path: z.string().describe("the field, as the platform names it"),
    problem: z.string(),
    isNewField: z.boolean().describe("nothing is broken: the platform tells more than the connector reads"),
    stores: z.int().describe("channels it was seen in"),
    count: z.int(),
    firstAt: time,
    lastAt: time,
  })
  .meta({ id: "AdminPlatformChange" });

export type PlatformChange = Omit<Answered<typeof platformChangeSchema>, "isNewField">;

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

/** What each home answers; those that are away are left out. */
async function ofAll<T>(homes: readonly Home[], ask: (home: Home) => Promise<readonly T[]>): Promise<T[]> {
  return (await askHomes(homes, ask)).found.flat();
}

/** Rows that tell of the same become one. */
function merged<T>(rows: readonly T[], keyOf: (row: T) => string, add: (one: T, other: T) => T): T[] {
  const found = new Map<string, T>();
  for (const row of rows) {
    const sameKey = found.get(keyOf(row));
    found.set(keyOf(row), sameKey === undefined ? row : add(sameKey, row));
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

const earlier = (one: Date | null, other: Date | null) =>
  one === null || (other !== null && other < one) ? other : one;

/** The lanes by kind of work. */
export async function laneCounts(homes: readonly Home[], now: Date): Promise<LaneCounts[]> {
  const rows = await ofAll(homes, ({ scheduler }) => lanesAt(scheduler, now));
  return merged(
    rows,
    ({ kind }) => kind,
    (one, other) => ({
      kind: one.kind,
      total: one.total + other.total,
      ready: one.ready + other.ready,
      active: one.active + other.active,
      resting: one.resting + other.resting,
      failing: one.failing + other.failing,
      oldestReadyAt: earlier(one.oldestReadyAt, other.oldestReadyAt),
    }),
  );
}

const lanesAt = (scheduler: Tx, now: Date) =>
  scheduler.rows<LaneCounts>(
    `select kind, count(*)::int as total,
       count(*) filter (where due_at <= $1 and not coalesce(lease_until > $1, false))::int as ready,
       count(*) filter (where coalesce(lease_until > $1, false))::int as active,
       count(*) filter (where due_at > $1)::int as resting,
       count(*) filter (where failures > 0)::int as failing,
       min(due_at) filter (where due_at <= $1 and not coalesce(lease_until > $1, false)) as "oldestReadyAt"
     from argosy.lane group by kind order by kind`,
    [now],
  );

const WAITING_MOST = 1_000;
const OUTBOUND = ["listing_stock", "listing_price", "product_listing", "record_push", "command"];
const waitingOf = (table: string, where: string) =>
  `select 1 from ${table} w
   where w.organization_id = l.organization_id and w.connection_id = l.connection_id and ${where}`;

/** Lanes of connections that have something to do, the one due longest first; at most `limit`. */
export async function busyLanes(homes: readonly Home[], now: Date, limit: number): Promise<LaneView[]> {
  const rows = await ofAll(homes, ({ operator }) => busyAt(operator, now, limit));
  return rows.sort((a, b) => inTime(a.dueAt, b.dueAt)).slice(0, limit);
}

/** Earlier ones first, those without a time last. */
const inTime = (a: Date | null, b: Date | null) =>
  (a?.getTime() ?? Number.POSITIVE_INFINITY) - (b?.getTime() ?? Number.POSITIVE_INFINITY) || 0;

const busyAt = (operator: Tx, now: Date, limit: number) =>
  operator.rows<LaneView>(
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

/** Connections that fail or need a person, the one failing longest first; what they say stands with their organization. */
export async function failingConnections(homes: readonly Home[], limit: number): Promise<FailingConnection[]> {
  const rows = await ofAll(homes, ({ operator }) => failingAt(operator, limit));
  return rows.sort((a, b) => inTime(a.failingSince, b.failingSince)).slice(0, limit);
}

const failingAt = (operator: Tx, limit: number) =>
  operator.rows<FailingConnection>(
    `select c.organization_id as "organizationId", o.name as "organizationName", c.id as "storeId", c.name, c.kind,
       c.provider, c.state, c.health, c.breaker, c.failing_since as "failingSince", c.last_success_at as "lastSuccessAt"
     from connection c join organization o on o.organization_id = c.organization_id
     where c.deleted_at is null and c.state <> 'draft'
       and (c.health in ('degraded', 'failing') or c.state in ${BROKEN} or c.breaker <> 'closed')
     order by c.failing_since nulls last, c.id limit $1`,
    [limit],
  );

export interface ConnectionCounts {
  readonly provider: string;
  readonly state: ConnectionState;
  readonly health: ConnectionHealth;
  readonly count: number;
  /** Of them, those whose breaker is not closed. */
  readonly breakersOpen: number;
}

/** Connections of all organizations by provider, state and health, drafts and deleted ones apart. */
export async function connectionCounts(homes: readonly Home[]): Promise<ConnectionCounts[]> {
  return merged(
    await ofAll(homes, ({ operator }) => connectionsAt(operator)),
    ({ provider, state, health }) => JSON.stringify([provider, state, health]),
    (one, other) => ({
      ...one,
      count: one.count + other.count,
      breakersOpen: one.breakersOpen + other.breakersOpen,
    }),
  );
}

const connectionsAt = (operator: Tx) =>
  operator.rows<ConnectionCounts>(
    `select provider, state, health, count(*)::int as count,
       count(*) filter (where breaker <> 'closed')::int as "breakersOpen"
     from argosy.connection
     where deleted_at is null and state <> 'draft'
     group by provider, state, health order by provider, state, health`,
  );

/** What platforms sent that their connectors did not expect, over all stores, the latest first; no values and no record ids. */
export async function platformChanges(homes: readonly Home[], filter: ChangeFilter): Promise<PlatformChange[]> {
  return merged(
    await ofAll(homes, ({ operator }) => changesAt(operator, filter)),
    ({ provider, path, problem }) => JSON.stringify([provider, path, problem]),
    (one, other) => ({
      ...one,
      stores: one.stores + other.stores,
      count: Math.min(one.count + other.count, MOST_COUNTED),
      firstAt: new Date(Math.min(+one.firstAt, +other.firstAt)),
      lastAt: new Date(Math.max(+one.lastAt, +other.lastAt)),
    }),
  )
    .sort((a, b) => b.lastAt.getTime() - a.lastAt.getTime())
    .slice(0, filter.limit);
}

interface ChangeFilter {
  readonly provider?: string | undefined;
  readonly limit: number;
}

const MOST_COUNTED = 2_000_000_000;

const changesAt = (operator: Tx, filter: ChangeFilter) =>
  operator.rows<PlatformChange>(
    `select c.provider, d.path, d.problem, count(distinct d.connection_id)::int as stores,
       least(sum(d.count), ${MOST_COUNTED})::int as count, min(d.first_at) as "firstAt", max(d.last_at) as "lastAt"
     from (select organization_id, connection_id, path, count, first_at, last_at,
             regexp_replace(problem, '^record [^:]*: ', '') as problem from argosy.drift) d
     join argosy.connection c on c.organization_id = d.organization_id and c.id = d.connection_id
     where $2::text is null or c.provider = $2
     group by c.provider, d.path, d.problem order by max(d.last_at) desc, c.provider, d.path, d.problem limit $1`,
    [filter.limit, filter.provider ?? null],
  );

/** Of the database: its version and the newest migration. */
export async function databaseVersions(tx: Tx): Promise<{ postgres: string; migration: string; migratedAt: Date }> {
  return tx.one<{ postgres: string; migration: string; migratedAt: Date }>(
    `select current_setting('server_version') as postgres, name as migration, applied_at as "migratedAt"
     from argosy_setup.migration order by number desc limit 1`,
  );
}
