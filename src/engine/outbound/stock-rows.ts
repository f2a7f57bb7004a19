/** The SQL of outbound stock: what is due, what was sent, what the channel answered. */
import { MOST_UNITS } from "../../commerce/inventory.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { differs } from "../../hub/listings/shown.ts";
import type { ItemFailure } from "../lane-result.ts";
import { isHeld, type Lane, LeaseLost } from "../lanes.ts";
import { inOrder } from "./in-order.ts";

export interface StockRow {
  readonly listing_id: string;
  readonly location: string;
  readonly ext_key: string;
  readonly ext: Json;
  readonly sku: string | null;
  readonly variant_id: string;
  readonly desired: number;
  readonly expected: number | null;
  readonly observed: number | null;
  readonly observed_at: Date | null;
  readonly acked_at: Date | null;
  readonly sent_at: Date | null;
  readonly recheck: boolean;
  readonly surprises: number;
  readonly held_as: "zero" | "lower" | "dispute" | null;
  /** The wish fell below what the channel shows while that waits for an explanation or a person. */
  readonly lowers: boolean;
  /** When the number that surprises was first seen. */
  readonly surprised_at: Date | null;
  /** In doubt because of orders: units the channel may have taken from the believed number, or given back to it. */
  readonly doubt_taken: number;
  readonly doubt_given: number;
  /** Since when an unexplained number is open, however often it changed. */
  readonly open_since: Date | null;
  readonly want_seq: bigint;
  /** What was written last. */
  readonly sent_value: number | null;
  readonly sent_seq: bigint;
  readonly ack_seq: bigint;
  readonly attempts: number;
  /** Items of the batch it was in when the answer was lost; 0: the last answer came. */
  readonly lost_in: number;
}

/** What the channel shows of a row. */
export interface Seen {
  readonly row: StockRow;
  readonly observed: number;
}

const SENDABLE =
  "l.state = 'mapped' AND l.stock_sync AND l.active AND l.counted AND l.gone_at IS NULL AND NOT argosy.is_kept_elsewhere(l.organization_id, l.connection_id, l.ext_key)";

export interface DueStock {
  readonly rows: readonly StockRow[];
  /** Due as well, but something of theirs has changed and is not worked out yet: their wish is out of date. */
  readonly outdated: number;
  /** As many as were asked for: there may be more. */
  readonly isFull: boolean;
}

const OUTDATED = `EXISTS (SELECT 1 FROM argosy.change_mark m WHERE m.organization_id = s.organization_id AND m.aspect = 'stock' AND m.subject_id = l.variant_id)
  OR EXISTS (SELECT 1 FROM argosy.bundle_item b JOIN argosy.change_mark m ON m.organization_id = b.organization_id AND m.aspect = 'stock' AND m.subject_id = b.component_variant_id
             WHERE b.organization_id = s.organization_id AND b.bundle_variant_id = l.variant_id)`;

const dueRows = (rank: number, which: string, limit: number) =>
  `(SELECT listing_id, location, due_at, ${rank} AS rank FROM argosy.listing_stock
    WHERE organization_id = argosy.tenant() AND connection_id = c.id AND due_at <= $2 AND operation_id IS NULL AND ${which}
    ORDER BY due_at, listing_id, location LIMIT ${limit})`;

/** What lowers a number first: until it is written, the channel sells what is gone. */
const dueOf = (limit: number) =>
  `SELECT * FROM (${dueRows(0, "desired < expected", limit)} UNION ALL ${dueRows(1, "(desired < expected) IS NOT TRUE", limit)}) AS each
  ORDER BY rank, due_at, listing_id, location LIMIT ${limit}`;

export interface DueRow extends StockRow {
  readonly connection_id: string;
  /** Its listing takes stock. */
  readonly sendable: boolean;
  /** Something of its has changed and is not worked out yet: its wish is out of date. */
  readonly outdated: boolean;
}

/**
 * What is due of each store, `limit` at most, what lowers a number first, then in due order. The limit stands in the
 * text: a plan that does not know it sorts a long backlog.
 */
export function dueStockOf(tx: Tx, connections: readonly string[], now: Date, limit: number): Promise<DueRow[]> {
  return tx.rows<DueRow>(
    `SELECT c.id AS connection_id, s.listing_id, s.location, l.ext_key, l.ext, l.sku, l.variant_id, s.desired, s.expected, s.observed, s.observed_at, s.acked_at, s.sent_at,
            s.recheck, s.surprises, s.held_as, s.lowers, s.surprised_at, s.open_since, s.sent_value, s.doubt_taken, s.doubt_given, s.want_seq, s.sent_seq, s.ack_seq, s.attempts, s.lost_in, (${SENDABLE} AND s.desired IS NOT NULL) AS sendable, (${OUTDATED}) AS outdated
     FROM unnest($1::uuid[]) AS c(id) CROSS JOIN LATERAL (${dueOf(limit)}) AS d
     JOIN argosy.listing_stock s ON s.organization_id = argosy.tenant() AND s.listing_id = d.listing_id AND s.location = d.location
     JOIN argosy.listing l ON l.organization_id = s.organization_id AND l.id = s.listing_id
     ORDER BY c.id, d.rank, d.due_at, d.listing_id, d.location`,
    [connections, now],
  );
}

/**
 * Due rows, what lowers a number first, then in due order. Rows whose listing no longer takes stock stop being due. An outdated wish is never
 * handed out: it would overwrite the channel's own sale with the number from before it.
 */
export async function takeDueStock(tx: Tx, connection: string, now: Date, limit: number): Promise<DueStock> {
  const rows = await dueStockOf(tx, [connection], now, limit);
  const dead = rows.filter((row) => !row.sendable);
  if (dead.length > 0) {
    await tx.run(
      `UPDATE argosy.listing_stock s SET due_at = NULL, state = 'idle' FROM ${inOrder("listing_stock", "unnest($1::uuid[], $2::text[]) AS g(l, loc)")} AS r
       WHERE s.organization_id = argosy.tenant() AND s.listing_id = r.l AND s.location = r.loc`,
      [dead.map((row) => row.listing_id), dead.map((row) => row.location)],
    );
  }
  const sendable = rows.filter((row) => row.sendable);
  return {
    rows: sendable.filter((row) => !row.outdated),
    outdated: sendable.filter((row) => row.outdated).length,
    isFull: rows.length === limit,
  };
}

/** Rows that show what they should stop being due, unless something happened to them since they were taken. */
export async function markInSync(tx: Tx, rows: readonly StockRow[]): Promise<void> {
  await tx.run(
    `UPDATE argosy.listing_stock s SET due_at = NULL, state = 'idle', attempts = 0, lost_in = 0, error = NULL, surprises = 0 FROM ${inOrder("listing_stock", "unnest($1::uuid[], $2::text[], $3::bigint[]) AS g(l, loc, q)")} AS r
     WHERE s.organization_id = argosy.tenant() AND s.listing_id = r.l AND s.location = r.loc AND s.want_seq = r.q AND NOT s.recheck AND NOT ${differs("s.desired", "s.expected")}`,
    [rows.map((row) => row.listing_id), rows.map((row) => row.location), rows.map((row) => row.want_seq)],
  );
}

/**
 * Of these rows those that nothing has happened to since they were taken, locked until the transaction ends. An order
 * applied while the channel was being read has moved what it is believed to show, or put it in doubt.
 */
export async function unchangedSince(tx: Tx, rows: readonly StockRow[]): Promise<ReadonlySet<StockRow>> {
  if (rows.length === 0) return new Set();
  const still = await tx.rows<{ n: number }>(
    `SELECT r.n::int AS n FROM argosy.listing_stock s
     JOIN unnest($1::uuid[], $2::text[], $3::int[], $4::boolean[], $5::int[], $6::int[]) WITH ORDINALITY AS r(l, loc, e, k, t, g, n) ON s.listing_id = r.l AND s.location = r.loc
     WHERE s.organization_id = argosy.tenant() AND s.expected IS NOT DISTINCT FROM r.e AND s.recheck = r.k AND s.doubt_taken = r.t AND s.doubt_given = r.g
     ORDER BY s.listing_id, s.location FOR UPDATE OF s`,
    [
      rows.map((row) => row.listing_id),
      rows.map((row) => row.location),
      rows.map((row) => row.expected),
      rows.map((row) => row.recheck),
      rows.map((row) => row.doubt_taken),
      rows.map((row) => row.doubt_given),
    ],
  );
  return new Set(still.flatMap(({ n }) => rows[n - 1] ?? []));
}

/** What was read from the channel becomes what it is believed to show; rows that then match stop being due. */
export async function acceptObserved(
  tx: Tx,
  rows: readonly { readonly row: StockRow; readonly observed: number }[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `UPDATE argosy.listing_stock s SET expected = r.o, observed = r.o, observed_at = $4, acked_at = $4, read_at = $4, believed_at = $4, recheck = false, surprises = 0, lowers = false,
       doubt_taken = 0, doubt_given = 0, sent_seq = s.ack_seq,
       due_at = CASE WHEN ${differs("s.desired", "r.o")} THEN $4::timestamptz END, state = CASE WHEN ${differs("s.desired", "r.o")} THEN 'waiting' ELSE 'idle' END,
       attempts = CASE WHEN ${differs("s.desired", "r.o")} THEN s.attempts ELSE 0 END, lost_in = CASE WHEN ${differs("s.desired", "r.o")} THEN s.lost_in ELSE 0 END, error = CASE WHEN ${differs("s.desired", "r.o")} THEN s.error END
     FROM ${inOrder("listing_stock", "unnest($1::uuid[], $2::text[], $3::int[]) AS g(l, loc, o)")} AS r
     WHERE s.organization_id = argosy.tenant() AND s.listing_id = r.l AND s.location = r.loc`,
    [rows.map((r) => r.row.listing_id), rows.map((r) => r.row.location), rows.map((r) => r.observed), now],
  );
}

/** A write that failed is not repeated before its time, whatever a look in between told (A7). */
export async function deferRetry(
  tx: Tx,
  rows: readonly { readonly row: StockRow; readonly until: Date }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `UPDATE argosy.listing_stock s SET due_at = r.u FROM ${inOrder("listing_stock", "unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::bigint[]) AS g(l, loc, u, q)")} AS r
     WHERE s.organization_id = argosy.tenant() AND s.listing_id = r.l AND s.location = r.loc AND s.want_seq = r.q AND s.attempts > 0`,
    [
      rows.map((r) => r.row.listing_id),
      rows.map((r) => r.row.location),
      rows.map((r) => r.until),
      rows.map((r) => r.row.want_seq),
    ],
  );
}

/**
 * The channel shows what no order explains yet: wait for `until`, then look again. `base`: of a write of unknown outcome,
 * which number it is measured by from now on; null: the expected one.
 */
export async function awaitOrders(
  tx: Tx,
  rows: readonly { readonly row: StockRow; readonly observed: number; readonly base: number | null }[],
  now: Date,
  until: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `UPDATE argosy.listing_stock s SET observed = r.o, observed_at = $4, surprises = s.surprises + 1,
       expected = coalesce(r.base, s.expected), recheck = s.recheck AND (r.base IS NULL OR s.doubt_taken > 0 OR s.doubt_given > 0),
       believed_at = CASE WHEN r.base IS DISTINCT FROM s.expected AND r.base IS NOT NULL THEN s.sent_at ELSE coalesce(s.believed_at, greatest(s.acked_at, s.observed_at)) END,
       open_since = CASE WHEN s.surprises = 0 THEN $4 ELSE coalesce(s.open_since, s.surprised_at) END,
       lowers = coalesce(s.desired < r.o AND (s.lowers OR (s.surprises = 0 AND s.desired < s.expected)), false),
       surprised_at = CASE WHEN s.surprises = 0 OR s.observed IS DISTINCT FROM r.o THEN $4 ELSE s.surprised_at END, sent_seq = s.ack_seq, due_at = $5, state = 'waiting'
     FROM ${inOrder("listing_stock", "unnest($1::uuid[], $2::text[], $3::int[], $6::int[]) AS g(l, loc, o, base)")} AS r
     WHERE s.organization_id = argosy.tenant() AND s.listing_id = r.l AND s.location = r.loc`,
    [
      rows.map((r) => r.row.listing_id),
      rows.map((r) => r.row.location),
      rows.map((r) => r.observed),
      now,
      until,
      rows.map((r) => r.base),
    ],
  );
}

/** These are lowered while they wait: also after a crash their write is known to decide nothing. */
export async function markLowering(tx: Tx, rows: readonly { readonly row: StockRow }[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `UPDATE argosy.listing_stock s SET lowers = true FROM ${inOrder("listing_stock", "unnest($1::uuid[], $2::text[]) AS g(l, loc)")} AS r
     WHERE s.organization_id = argosy.tenant() AND s.listing_id = r.l AND s.location = r.loc`,
    [rows.map((r) => r.row.listing_id), rows.map((r) => r.row.location)],
  );
}

/**
 * A lower number was written while another waited for its explanation. Both sides of the difference move alike: what is
 * still to be explained, or decided by a person, stays as large as it was.
 */
export async function recordLowered(
  tx: Tx,
  rows: readonly { readonly row: StockRow; readonly observed: number }[],
  now: Date,
  lookAt: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `UPDATE argosy.listing_stock s SET expected = least(greatest(s.expected::bigint + r.o - r.base, -${MOST_UNITS}), ${MOST_UNITS})::int, observed = r.o, observed_at = $5, acked_at = $5, ack_seq = s.sent_seq,
       recheck = s.recheck AND (s.doubt_taken > 0 OR s.doubt_given > 0), attempts = 0, lost_in = 0, error = NULL, lowers = coalesce(s.desired < r.o, false),
       zeroed_at = CASE WHEN r.o = 0 AND r.base > 0 THEN $5 ELSE s.zeroed_at END, due_at = $6, state = 'waiting'
     FROM ${inOrder("listing_stock", "unnest($1::uuid[], $2::text[], $3::int[], $4::int[]) AS g(l, loc, o, base)")} AS r
     WHERE s.organization_id = argosy.tenant() AND s.listing_id = r.l AND s.location = r.loc`,
    [
      rows.map((r) => r.row.listing_id),
      rows.map((r) => r.row.location),
      rows.map((r) => r.observed),
      rows.map((r) => r.row.observed ?? r.observed),
      now,
      lookAt,
    ],
  );
}

/** The rows of a batch the channel answers later, as they were sent: `want` by "listing id, location". */
export async function loadPendingRows(
  tx: Tx,
  operation: string,
  want: ReadonlyMap<string, number>,
): Promise<StockRow[]> {
  const rows = await tx.rows<StockRow>(
    `SELECT s.listing_id, s.location, l.ext_key, l.ext, l.sku, l.variant_id, s.desired, s.expected, s.observed, s.observed_at, s.acked_at, s.sent_at,
            s.recheck, s.surprises, s.held_as, s.lowers, s.surprised_at, s.open_since, s.sent_value, s.doubt_taken, s.doubt_given, s.sent_seq AS want_seq, s.sent_seq, s.ack_seq, s.attempts, s.lost_in
     FROM argosy.listing_stock s JOIN argosy.listing l ON l.organization_id = s.organization_id AND l.id = s.listing_id
     WHERE s.organization_id = argosy.tenant() AND s.operation_id = $1 AND l.variant_id IS NOT NULL ORDER BY s.listing_id, s.location`,
    [operation],
  );
  return rows.map((row) => ({ ...row, desired: want.get(`${row.listing_id}\0${row.location}`) ?? row.desired }));
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
  const all = sent.flatMap(({ rows }, lane) => rows.map((row) => ({ lane, row })));
  if (all.length === 0) return [];
  const marked = await tx.rows<{ n: number }>(
    `UPDATE argosy.listing_stock s SET sent_seq = r.q, sent_value = r.v, sent_at = $4, state = 'sent'
     FROM ${inOrder("listing_stock", "unnest($1::uuid[], $2::text[], $3::bigint[], $5::int[], $6::int[]) AS g(l, loc, q, v, n)")} AS r
     JOIN (SELECT w.n FROM unnest($7::uuid[], $8::uuid[]) WITH ORDINALITY AS w(c, t, n) WHERE ${isHeld("outbound", "w.c", "w.t")}) AS held ON held.n = r.n
     WHERE s.organization_id = argosy.tenant() AND s.listing_id = r.l AND s.location = r.loc RETURNING r.n`,
    [
      all.map(({ row }) => row.listing_id),
      all.map(({ row }) => row.location),
      all.map(({ row }) => row.want_seq),
      now,
      all.map(({ row }) => row.desired),
      all.map(({ lane }) => lane + 1),
      sent.map(({ lane }) => lane.connection),
      sent.map(({ lane }) => lane.token),
    ],
  );
  const lanes = new Set(marked.map(({ n }) => n - 1));
  return sent.filter((_, lane) => lanes.has(lane));
}

/** The same of one store. Throws LeaseLost when the lane is another worker's by now. */
export async function markSent(tx: Tx, lane: Lane, rows: readonly StockRow[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  const marked = await markSentOf(tx, [{ lane, rows }], now);
  if (marked.length === 0)
    throw new LeaseLost("Stock was about to be written by a worker that does not have the lane any more.");
}

/** Confirmed writes; what changed meanwhile stays due. */
export async function acknowledge(
  tx: Tx,
  rows: readonly { readonly row: StockRow; readonly observed: number }[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `UPDATE argosy.listing_stock s SET expected = r.o, observed = r.o, observed_at = $5, acked_at = $5, believed_at = $5, ack_seq = r.q, attempts = 0, lost_in = 0, surprises = 0, lowers = false, error = NULL,
       zeroed_at = CASE WHEN r.o = 0 AND s.expected > 0 THEN $5 ELSE s.zeroed_at END,
       due_at = CASE WHEN s.recheck OR ${differs("s.desired", "r.o")} THEN $5::timestamptz END,
       state = CASE WHEN s.recheck OR ${differs("s.desired", "r.o")} THEN 'waiting' ELSE 'idle' END
     FROM ${inOrder("listing_stock", "unnest($1::uuid[], $2::text[], $3::int[], $4::bigint[]) AS g(l, loc, o, q)")} AS r
     WHERE s.organization_id = argosy.tenant() AND s.listing_id = r.l AND s.location = r.loc AND s.sent_seq = r.q`,
    [
      rows.map((r) => r.row.listing_id),
      rows.map((r) => r.row.location),
      rows.map((r) => r.observed),
      rows.map((r) => r.row.want_seq),
      now,
    ],
  );
}

export interface StockFailure extends Omit<ItemFailure, "missing"> {
  readonly row: StockRow;
  readonly text: string;
  /** The outcome of the write is unknown: look before the next. */
  readonly uncertain: boolean;
  /** When that look comes, where it comes before the next write. */
  readonly lookAt?: Date | undefined;
  /** Items of the batch whose answer was lost, where that uses up no attempt; 0: it does, or an answer came. */
  readonly lostIn: number;
  /** What the channel told instead, when it told something. */
  readonly observed: number | null;
}

/** A wish that changed while the failed one was under way is another one: it keeps its own due time and attempts. */
export async function failStock(tx: Tx, failures: readonly StockFailure[], now: Date): Promise<void> {
  if (failures.length === 0) return;
  await tx.run(
    `UPDATE argosy.listing_stock s SET recheck = s.recheck OR r.unsure, lost_in = CASE WHEN s.want_seq = r.q THEN r.n ELSE 0 END,
       attempts = CASE WHEN s.want_seq = r.q THEN r.a ELSE s.attempts END, error = CASE WHEN s.want_seq = r.q THEN r.e ELSE s.error END,
       due_at = CASE WHEN s.want_seq = r.q THEN r.due ELSE coalesce(s.due_at, $9) END, state = CASE WHEN s.want_seq = r.q THEN r.st ELSE 'waiting' END,
       expected = coalesce(r.o, s.expected), observed = coalesce(r.o, s.observed), observed_at = CASE WHEN r.o IS NULL THEN s.observed_at ELSE $9 END, believed_at = CASE WHEN r.o IS NULL THEN s.believed_at ELSE $9 END,
       read_at = CASE WHEN r.o IS NULL THEN s.read_at ELSE $9 END,
       sent_seq = CASE WHEN r.unsure THEN s.sent_seq ELSE s.ack_seq END
     FROM ${inOrder("listing_stock", "unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::timestamptz[], $6::text[], $7::boolean[], $8::int[], $10::bigint[], $11::int[]) AS g(l, loc, a, e, due, st, unsure, o, q, n)")} AS r
     WHERE s.organization_id = argosy.tenant() AND s.listing_id = r.l AND s.location = r.loc`,
    [
      failures.map((f) => f.row.listing_id),
      failures.map((f) => f.row.location),
      failures.map((f) => f.attempts),
      failures.map((f) => f.text),
      failures.map((f) => f.lookAt ?? f.dueAt),
      failures.map((f) => f.state),
      failures.map((f) => f.uncertain),
      failures.map((f) => f.observed),
      now,
      failures.map((f) => f.row.want_seq),
      failures.map((f) => f.lostIn),
    ],
  );
}

/** Puts sent rows back untouched: the connection rests and no attempt was used. */
export async function returnUnsent(tx: Tx, rows: readonly StockRow[], uncertain: boolean): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `UPDATE argosy.listing_stock s SET state = 'waiting', recheck = s.recheck OR $3, sent_seq = CASE WHEN $3 THEN s.sent_seq ELSE s.ack_seq END
     FROM ${inOrder("listing_stock", "unnest($1::uuid[], $2::text[]) AS g(l, loc)")} AS r WHERE s.organization_id = argosy.tenant() AND s.listing_id = r.l AND s.location = r.loc`,
    [rows.map((r) => r.listing_id), rows.map((r) => r.location), uncertain],
  );
}

/** Numbers whose change is set aside come again with it: their wish is out of date until then. */
export async function postponeParked(tx: Tx, connection: string, now: Date): Promise<void> {
  await tx.run(
    `UPDATE argosy.listing_stock s SET due_at = m.due_at
     FROM argosy.listing l LEFT JOIN argosy.bundle_item b ON b.organization_id = argosy.tenant() AND b.bundle_variant_id = l.variant_id
     JOIN argosy.change_mark m ON m.organization_id = argosy.tenant() AND m.aspect = 'stock' AND m.subject_id IN (l.variant_id, b.component_variant_id)
     WHERE s.organization_id = argosy.tenant() AND s.connection_id = $1 AND s.due_at <= $2 AND m.due_at > $2
       AND l.organization_id = argosy.tenant() AND l.id = s.listing_id`,
    [connection, now],
  );
}
