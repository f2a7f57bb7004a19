/**
 * Orders of a channel that reached the hub and are not applied: deliveries and polled records that wait, fail or were
 * given up. What they sold is not known here, so no quantity of the channel is raised meanwhile (decision 510).
 */

import { z } from "zod";
import type { MessagePart } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, time } from "../answer-schemas.ts";
import { glancesAt, NOTHING } from "./unread-glance.ts";

/** SQL: what may bring a sale; a deletion gives units back. */
const SELLS = "e.kind in ('order', 'order_status')";

/** How long after a channel's number changed its list of changed orders may still lack the order. */
const LIST_LAG = "interval '3 seconds'";

/** SQL: every list of changed orders was read without a fault since the delivery came: its order is known by name. */
const LISTED = `(select bool_and(k.last_started_at >= e.received_at + ${LIST_LAG}
      and k.last_finished_at >= k.last_started_at and k.error is null)
    from argosy.sync_cursor k
    where k.organization_id = e.organization_id and k.connection_id = e.connection_id and k.sweep like 'orders:%'
      and k.reads is distinct from 'open' and k.next_at is not null)`;

/** SQL: the event `e` may hide a sale. A delivery that could not even be told apart may be an order. */
const MAY_SELL = `(${SELLS} or (e.kind = 'other' and e.ref = 'unreadable' and ${LISTED} is not true))`;

/** SQL: events on their way, and those that failed: each list has its index. */
const coming = (connections: string): string => `select * from argosy.inbox_event
  where organization_id = argosy.tenant() and connection_id in (${connections}) and attempts = 0
    and status = 'pending'`;
const failed = (connections: string): string => `select * from argosy.inbox_event
  where organization_id = argosy.tenant() and connection_id in (${connections}) and attempts > 0
    and status in ('pending', 'failed')`;

const sharing = (connection: string): string => `select argosy.stock_place_of(${connection})`;

/** What is not applied of a store's orders: some that failed, or nothing but some on their way; null: nothing. */
export type Unapplied = "failed" | "coming" | null;

/** SQL: the same of the store, and of those that sell from the same stock. */
export const unappliedOrders = (connection: string): string =>
  `case when exists (select 1 from (${failed(sharing(connection))}) as e where ${MAY_SELL}) then 'failed'
     when exists (select 1 from (${coming(sharing(connection))}) as e where ${MAY_SELL}) then 'coming' end`;

/**
 * SQL: up to when the lists of changed orders of the store, and of those that sell from the same stock, are known to be
 * read (`listed_until`; null: there are none), and whether one of them cannot be read, or not wholly (`lists_fail`).
 */
export const ordersListed = (connection: string): string =>
  `select min(case when last_finished_at >= last_started_at and error is null then last_started_at else '-infinity' end)
       - ${LIST_LAG} as listed_until,
     bool_or(error is not null or (failing_since is not null
       and (last_finished_at is null or turn_at > last_finished_at))) as lists_fail
   from argosy.sync_cursor
   where organization_id = argosy.tenant() and connection_id in (${sharing(connection)})
     and sweep like 'orders:%' and reads is distinct from 'open' and next_at is not null`;

/** What is not applied of a store's orders now. */
export async function unappliedOf(tx: Tx, connectionId: string): Promise<Unapplied> {
  const { unread } = await tx.one<{ unread: Unapplied }>(`select ${unappliedOrders("$1")} as unread`, [connectionId]);
  return unread;
}

/** A delivery or record by its id, for retry and dismissal; `ref` is "unreadable" where not even that could be read. */
export const unreadOrderSchema = z.object({
  id: z.string().describe("of the delivery: retry it by /webhook-events/{id}/replay, or dismiss it"),
  storeId: z.string(),
  kind: z.string(),
  ref: z.string().describe("the channel's id of the order; unreadable: not even that could be read"),
  topic: z.string(),
  source: z.enum(["webhook", "poll"]),
  attempts: z.int(),
  error: z.string().nullable(),
  receivedAt: time,
  retryAt: time.nullable().describe("when it is tried again by itself; null: a person has to retry or dismiss it"),
});

export interface UnreadOrder extends Answered<typeof unreadOrderSchema> {
  readonly errorTold: readonly MessagePart[] | null;
}

export const unreadOrderRowSchema = unreadOrderSchema.extend({
  storeName: z.string(),
  number: z.string().nullable().describe("as the channel shows it, as far as its answer could be understood"),
  lines: z
    .array(z.object({ sku: z.string().nullable(), title: z.string().nullable(), quantity: z.string() }))
    .describe("what it seems to hold; the whole answer: `GET /stores/{storeId}/webhook-events/{id}`"),
});

export interface UnreadOrderRow extends Answered<typeof unreadOrderRowSchema> {
  readonly errorTold: readonly MessagePart[] | null;
}

export interface UnreadOrders {
  readonly orders: readonly UnreadOrder[];
  readonly total: number;
  /** Quantities that would be higher otherwise, or wait for an explanation. */
  readonly heldQuantities: number;
}

/** As many as a page shows. */
const MOST_SHOWN = 20;
/** What waits no longer than this is on its way, and not worth a word. */
const USUAL = "interval '1 minute'";

/** The orders that hold quantities of a store down, oldest first. */
export async function unreadOrders(tx: Tx, connectionId: string, now: Date): Promise<UnreadOrders> {
  const rows = await tx.rows<UnreadOrder & { total: number }>(
    `select id, connection_id as "storeId", kind, ref, topic, source, attempts, error, error_said as "errorTold",
       received_at as "receivedAt", case when status = 'pending' then due_at end as "retryAt",
       count(*) over ()::int as total
     from (${failed(sharing("$1"))} union all ${coming(sharing("$1"))}) as e
     where ${MAY_SELL} and (attempts > 0 or received_at < $2::timestamptz - ${USUAL})
     order by received_at, id limit ${MOST_SHOWN}`,
    [connectionId, now],
  );
  const total = rows[0]?.total ?? 0;
  const orders = rows.map(({ total: _, ...order }) => order);
  return { orders, total, heldQuantities: total === 0 ? 0 : await heldQuantities(tx, [connectionId]) };
}

/** As many as are listed: a person mends one cause, not hundreds of orders. */
const MOST_LISTED = 50;
/** Of a longer one nobody is told what it holds: all of them are read in the hub's thread, beside each list of orders. */
const LONGEST_GLANCED = 65_536;
const ALL_STORES = "select c.id from argosy.connection c where c.organization_id = argosy.tenant()";

/** The orders of all channels that cannot be read, oldest first, with what they seem to hold. */
export async function allUnreadOrders(
  tx: Tx,
  now: Date,
): Promise<{ readonly orders: readonly UnreadOrderRow[]; readonly total: number; readonly heldQuantities: number }> {
  const rows = await tx.rows<UnreadOrder & { storeName: string; total: number; body: string | null }>(
    `select e.id, e.connection_id as "storeId", c.name as "storeName", e.kind, e.ref, e.topic, e.source, e.attempts,
       e.error, e.error_said as "errorTold", e.received_at as "receivedAt",
       case when e.status = 'pending' then e.due_at end as "retryAt",
       case when octet_length(e.body) <= ${LONGEST_GLANCED} then encode(e.body, 'base64') end as body,
       count(*) over ()::int as total
     from (${failed(ALL_STORES)} union all ${coming(ALL_STORES)}) as e
     join argosy.connection c on c.organization_id = argosy.tenant() and c.id = e.connection_id
     where ${MAY_SELL} and (e.attempts > 0 or e.received_at < $1::timestamptz - ${USUAL})
     order by e.received_at, e.id limit ${MOST_LISTED}`,
    [now],
  );
  const stores = [...new Set(rows.map(({ storeId }) => storeId))];
  const glances = await glancesAt(rows.map(({ body }) => Buffer.from(body ?? "", "base64").toString("utf8")));
  const orders = rows.map(({ total: _, body: _body, ...order }, n) => ({ ...order, ...(glances[n] ?? NOTHING) }));
  return { orders, total: rows[0]?.total ?? 0, heldQuantities: await heldQuantities(tx, stores) };
}

async function heldQuantities(tx: Tx, stores: readonly string[]): Promise<number> {
  const { held } = await tx.one<{ held: number }>(
    `select count(*)::int as held from argosy.listing_stock
     where organization_id = argosy.tenant() and connection_id = any ($1) and due_at is not null and held_by is null
       and operation_id is null and desired > coalesce(observed, expected)`,
    [stores],
  );
  return held;
}

/** An order that was applied, and when the channel was in the state that was applied. */
export interface AppliedKey {
  readonly key: string;
  readonly at: Date;
}

/**
 * SQL: deliveries and records of these orders that failed before are done with: a later state was applied. Given are
 * the store, keys and times of AppliedKey, and now; `except`: those that are marked beside it.
 */
export const overtaken = (
  [connection, keys, times, now]: readonly [string, string, string, string],
  except: string,
): string => `
  update argosy.inbox_event e set status = 'processed', processed_at = ${now}, error = null
  from unnest(${keys}::text[], ${times}::timestamptz[]) as a(key, at)
  where e.organization_id = argosy.tenant() and e.connection_id = ${connection} and ${SELLS} and e.ref = a.key
    and e.attempts > 0 and e.status in ('pending', 'failed') and e.received_at <= a.at and e.id <> all (${except})
  returning e.id, e.ref`;
