/** Queries stock rows for the outbound lane: due ones, and ones marked as sent (their events: hub/sync-state). */
import type { Json } from "../../../commerce/product.ts";
import type { Tx } from "../../../db/database.ts";
import { ordersListed, type Unapplied, unappliedOrders } from "../../../hub/incoming-event-log/unread-orders.ts";
import { IS_COUNTED } from "../../../hub/inventory/counting.ts";
import { DISCREPANCIES, DISCREPANCY_SEEN_AT, DISCREPANCY_SINCE } from "../../../hub/sync-state/discrepancy-columns.ts";
import { type FailedNumber, markStockSent, stopUnsendable } from "../../../hub/sync-state/stock.ts";
import { isHeld, type Lane, LeaseLost } from "../../lanes/lanes.ts";

export interface StockRow {
  readonly listing_id: string;
  readonly location: string;
  readonly ext_key: string;
  readonly ext: Json;
  readonly sku: string | null;
  readonly variant_id: string;
  readonly desired: number;
  /** What the channel shows according to our writes and its orders; the column is `expected`. */
  readonly believed: number | null;
  readonly observed: number | null;
  readonly observed_at: Date | null;
  readonly acked_at: Date | null;
  readonly sent_at: Date | null;
  readonly recheck: boolean;
  readonly discrepancies: number;
  readonly held_as: "zero" | "lower" | "dispute" | null;
  /** The desired value fell below what the channel shows while that waits for an explanation or a person. */
  readonly lowers: boolean;
  /** When the unexplained quantity was first seen as it is. */
  readonly discrepancy_seen_at: Date | null;
  /** In doubt because of orders: units the channel may have taken from the believed number, or given back to it. */
  readonly doubt_taken: number;
  readonly doubt_given: number;
  /** Since when an unexplained number is open, however often it changed. */
  readonly discrepancy_since: Date | null;
  readonly want_seq: bigint;
  /** What was written last. */
  readonly sent_value: number | null;
  readonly sent_seq: bigint;
  readonly ack_seq: bigint;
  readonly attempts: number;
  /** Items of the batch it was in when the answer was lost; 0: the last answer came. */
  readonly lost_in: number;
  /** A person has let this very number out. */
  readonly passed: boolean;
  /** Received orders of its store that are not applied; absent: not queried, because it does not rise. */
  readonly unread?: Unapplied | undefined;
  /** When the believed number was last taken from the channel as it stood; null: orders or writes of ours explain it. */
  readonly unproven_since: Date | null;
  /** No list of orders was read since then: one has yet to run, or fails. Absent: not queried, or there is none. */
  readonly unproven?: "pending" | "failing" | null | undefined;
}

/** What the channel shows of a row. */
export interface Seen {
  readonly row: StockRow;
  readonly observed: number;
}

const SENDABLE = `l.state = 'mapped' and l.stock_sync and l.active and l.counted and l.gone_at is null
   and ${IS_COUNTED("l.variant_id")}
   and not argosy.is_kept_elsewhere(l.organization_id, l.connection_id, l.ext_key)`;

const ROW = `s.listing_id, s.location, l.ext_key, l.ext, l.sku, l.variant_id, s.desired,
  s.expected as believed, s.observed,
  s.observed_at, s.acked_at, s.sent_at, s.recheck, s.${DISCREPANCIES} as discrepancies,
  s.held_as, s.lowers, s.${DISCREPANCY_SEEN_AT} as discrepancy_seen_at, s.${DISCREPANCY_SINCE} as discrepancy_since,
  s.sent_value, s.doubt_taken, s.doubt_given, s.sent_seq, s.ack_seq, s.attempts, s.lost_in,
  s.unproven_since, s.passed_seq = s.want_seq as passed`;

export interface DueStock {
  readonly rows: readonly StockRow[];
  /** Due as well, but something of theirs has changed and is not worked out yet: their desired value is out of date. */
  readonly outdated: number;
  /** The limit was reached: there may be more. */
  readonly isFull: boolean;
}

const OUTDATED = `exists (select 1 from argosy.change_mark m
  where m.organization_id = s.organization_id and m.aspect = 'stock' and m.subject_id = l.variant_id)
  or exists (select 1 from argosy.bundle_item b join argosy.change_mark m on m.organization_id = b.organization_id
  and m.aspect = 'stock' and m.subject_id = b.component_variant_id
             where b.organization_id = s.organization_id and b.bundle_variant_id = l.variant_id)`;

/**
 * SQL: a row and its store, whether it `needs_read_back` now, and whether it `is_outgoing` where another number is set: nothing of it is under way or open, and
 * nothing but `variants` has changed.
 */
export const outgoingRow = (variants: string, now: string): string =>
  `s.connection_id, ${ROW}, s.want_seq, s.recheck and s.due_at is not null and s.due_at <= ${now} as needs_read_back,
   (${SENDABLE} and s.desired is not null and s.held_by is null and s.due_at is null and s.state = 'idle'
     and s.operation_id is null
     and (l.variant_id = any (${variants}) or not exists (
       select 1 from argosy.change_mark m
       where m.organization_id = s.organization_id and m.aspect = 'stock' and m.subject_id = l.variant_id))
     and not exists (
       select 1 from argosy.bundle_item b
       join argosy.change_mark m on m.organization_id = b.organization_id and m.aspect = 'stock'
         and m.subject_id = b.component_variant_id
       where b.organization_id = s.organization_id and b.bundle_variant_id = l.variant_id
         and m.subject_id <> all (${variants}))) as is_outgoing`;

export interface OutgoingRow extends StockRow {
  readonly connection_id: string;
  /** The channel's number has to be read back. */
  readonly needs_read_back: boolean;
  readonly is_outgoing: boolean;
}

const dueRows = (rank: number, which: string, limit: number) =>
  `(select listing_id, location, due_at, ${rank} as rank from argosy.listing_stock
    where organization_id = argosy.tenant() and connection_id = c.id and due_at <= $2 and operation_id is null
      and ${which}
    order by due_at, listing_id, location limit ${limit})`;

/** What lowers a number first: until it is written, the channel sells what is gone. */
const dueOf = (limit: number) =>
  `select * from (${dueRows(0, "desired < expected", limit)}
   union all ${dueRows(1, "(desired < expected) is not true", limit)}) as each
  order by rank, due_at, listing_id, location limit ${limit}`;

/** SQL: something due of a store may rise: what is not applied of its orders matters, and how far they are read. */
const mayRise = (connection: string, now: string) =>
  `exists (select 1 from argosy.listing_stock r where r.organization_id = argosy.tenant()
      and r.connection_id = ${connection} and r.due_at <= ${now} and r.operation_id is null
      and (r.desired > r.expected) is not false)`;

export interface DueRow extends StockRow {
  readonly connection_id: string;
  /** Its listing takes stock. */
  readonly sendable: boolean;
  /** Something of its has changed and is not worked out yet: its desired value is out of date. */
  readonly outdated: boolean;
}

/**
 * What is due of each store, `limit` at most, what lowers a number first, then in due order. The limit stands in the
 * text: a plan that does not know it sorts a long backlog.
 */
export function dueStockOf(tx: Tx, connections: readonly string[], now: Date, limit: number): Promise<DueRow[]> {
  return tx.rows<DueRow>(
    `with given as materialized (select id, ${mayRise("id", "$2")} as rises from unnest($1::uuid[]) as stores(id)),
     c as materialized (
       select id, case when rises then ${unappliedOrders("given.id")} end as unread, listed_until, lists_fail
       from given left join lateral (${ordersListed("given.id")} and given.rises) as lists on true)
     select c.id as connection_id, ${ROW}, s.want_seq, (${SENDABLE} and s.desired is not null) as sendable,
       (${OUTDATED}) as outdated, c.unread,
       case when s.unproven_since > c.listed_until then
         case when c.lists_fail then 'failing' else 'pending' end end as unproven
     from c cross join lateral (${dueOf(limit)}) as d
     join argosy.listing_stock s on s.organization_id = argosy.tenant() and s.listing_id = d.listing_id
       and s.location = d.location
     join argosy.listing l on l.organization_id = s.organization_id and l.id = s.listing_id
     order by c.id, d.rank, d.due_at, d.listing_id, d.location`,
    [connections, now],
  );
}

/**
 * Due rows, what lowers a number first, then in due order. Rows whose listing no longer takes stock stop being due. An outdated desired value is never
 * handed out: it would overwrite the channel's own sale with the number from before it.
 */
export async function takeDueStock(tx: Tx, connection: string, now: Date, limit: number): Promise<DueStock> {
  const rows = await dueStockOf(tx, [connection], now, limit);
  const dead = rows.filter((row) => !row.sendable);
  await stopUnsendable(tx, dead);
  const sendable = rows.filter((row) => row.sendable);
  return {
    rows: sendable.filter((row) => !row.outdated),
    outdated: sendable.filter((row) => row.outdated).length,
    isFull: rows.length === limit,
  };
}

/**
 * Of these rows those that nothing has happened to since they were taken, locked until the transaction ends. An order
 * applied while the channel was being read has moved what it is believed to show, or put it in doubt.
 */
export async function unchangedSince(tx: Tx, rows: readonly StockRow[]): Promise<ReadonlySet<StockRow>> {
  if (rows.length === 0) return new Set();
  const still = await tx.rows<{ n: number }>(
    `select r.n::int as n from argosy.listing_stock s
     join unnest($1::uuid[], $2::text[], $3::int[], $4::boolean[], $5::int[], $6::int[]) with ordinality as r(l, loc,
       e, k, t, g, n) on s.listing_id = r.l and s.location = r.loc
     where s.organization_id = argosy.tenant() and s.expected is not distinct from r.e
       and s.recheck = r.k and s.doubt_taken = r.t and s.doubt_given = r.g
     order by s.listing_id, s.location for update of s`,
    [
      rows.map((row) => row.listing_id),
      rows.map((row) => row.location),
      rows.map((row) => row.believed),
      rows.map((row) => row.recheck),
      rows.map((row) => row.doubt_taken),
      rows.map((row) => row.doubt_given),
    ],
  );
  return new Set(still.flatMap(({ n }) => rows[n - 1] ?? []));
}

/** The rows of a batch the channel answers later, as they were sent: `desired` by "listing id, location". */
export async function loadPendingRows(
  tx: Tx,
  operation: string,
  desired: ReadonlyMap<string, number>,
): Promise<StockRow[]> {
  const rows = await tx.rows<StockRow>(
    `select ${ROW}, s.sent_seq as want_seq
     from argosy.listing_stock s join argosy.listing l on l.organization_id = s.organization_id and l.id = s.listing_id
     where s.organization_id = argosy.tenant() and s.operation_id = $1 and l.variant_id is not null
     order by s.listing_id, s.location`,
    [operation],
  );
  return rows.map((row) => ({ ...row, desired: desired.get(`${row.listing_id}\0${row.location}`) ?? row.desired }));
}

export interface Sent {
  readonly lane: Pick<Lane, "connection" | "token">;
  readonly rows: readonly StockRow[];
}

/**
 * Committed before anything leaves, so that after a crash the outcome of these is known to be unknown. Answers those that
 * are marked: the lanes of the others are another worker's by now.
 */
export async function markSentOf<S extends Sent>(tx: Tx, sent: readonly S[], now: Date): Promise<S[]> {
  const lanes = await markStockSent(tx, sent, { ownsLane: isHeld("outbound", "w.c", "w.t"), now });
  return sent.filter((_, lane) => lanes.has(lane));
}

/** The same of one store. Throws LeaseLost when the lane is another worker's by now. */
export async function markStockRowsSent(tx: Tx, lane: Lane, rows: readonly StockRow[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  const marked = await markSentOf(tx, [{ lane, rows }], now);
  if (marked.length === 0)
    throw new LeaseLost("Stock was about to be written by a worker that does not have the lane any more.");
}

export interface StockFailure extends FailedNumber {
  readonly row: StockRow;
  /** Refused because its channel does not count the item. */
  readonly isNotCounted?: boolean | undefined;
}
