/** Stock rows after the channel was read (stock.ts has the table of all events). */
import { MOST_UNITS } from "../../commerce/inventory.ts";
import type { Tx } from "../../db/database.ts";
import { DISCREPANCIES, DISCREPANCY_SEEN_AT, DISCREPANCY_SINCE } from "./discrepancy-columns.ts";
import { differs } from "./shown.ts";
import { IS_ROW, listingsOf, locationsOf, type NumberRow, rowsOf, type TakenRow } from "./stock.ts";

/** What the channel shows of a row. */
interface SeenNumber {
  readonly row: NumberRow;
  readonly observed: number;
}

/** What was read from the channel becomes what it is believed to show; rows that then match stop being due. */
export async function acceptObserved(tx: Tx, seen: readonly SeenNumber[], now: Date): Promise<void> {
  if (seen.length === 0) return;
  const rows = seen.map(({ row }) => row);
  const isOpen = differs("s.desired", "r.o");
  await tx.run(
    `update argosy.listing_stock s set
       expected = r.o, observed = r.o, observed_at = $4, acked_at = $4, read_at = $4, believed_at = $4,
       unproven_since = case when s.expected is null then $4 else s.unproven_since end,
       recheck = false, ${DISCREPANCIES} = 0, lowers = false, doubt_taken = 0, doubt_given = 0, sent_seq = s.ack_seq,
       due_at = case when ${isOpen} then $4::timestamptz end,
       state = case when ${isOpen} then 'waiting' else 'idle' end,
       attempts = case when ${isOpen} then s.attempts else 0 end,
       lost_in = case when ${isOpen} then s.lost_in else 0 end,
       error = case when ${isOpen} then s.error end,
       error_said = case when ${isOpen} then s.error_said end
     from ${rowsOf("$1::uuid[], $2::text[], $3::int[]", ", o")} as r
     where ${IS_ROW}`,
    [listingsOf(rows), locationsOf(rows), seen.map((one) => one.observed), now],
  );
}

/** A write that failed is not repeated before its time, whatever was read in between (decision 5). */
export async function deferRetry(
  tx: Tx,
  deferred: readonly { readonly row: TakenRow; readonly until: Date }[],
): Promise<void> {
  if (deferred.length === 0) return;
  const rows = deferred.map(({ row }) => row);
  await tx.run(
    `update argosy.listing_stock s set due_at = r.u
     from ${rowsOf("$1::uuid[], $2::text[], $3::timestamptz[], $4::bigint[]", ", u, q")} as r
     where ${IS_ROW} and s.want_seq = r.q and s.attempts > 0`,
    [listingsOf(rows), locationsOf(rows), deferred.map((one) => one.until), rows.map((row) => row.want_seq)],
  );
}

/**
 * The channel shows what no order explains yet: wait for `until`, then read again. `base`: of a write of unknown outcome,
 * which number it is measured by from now on, and of a first one itself; null: the expected one.
 */
export async function awaitOrders(
  tx: Tx,
  seen: readonly (SeenNumber & { readonly base: number | null })[],
  now: Date,
  until: Date,
): Promise<void> {
  if (seen.length === 0) return;
  const rows = seen.map(({ row }) => row);
  await tx.run(
    `update argosy.listing_stock s set
       observed = r.o, observed_at = $4, ${DISCREPANCIES} = s.${DISCREPANCIES} + 1,
       expected = coalesce(r.base, s.expected),
       recheck = s.recheck and (r.base is null or s.doubt_taken > 0 or s.doubt_given > 0),
       believed_at = case when r.base is not null and s.expected is null then $4
                          when r.base is distinct from s.expected and r.base is not null then s.sent_at
                          else coalesce(s.believed_at, greatest(s.acked_at, s.observed_at)) end,
       ${DISCREPANCY_SINCE} = case when s.${DISCREPANCIES} = 0 then $4
         else coalesce(s.${DISCREPANCY_SINCE}, s.${DISCREPANCY_SEEN_AT}) end,
       lowers = coalesce(s.desired < r.o and (s.lowers or (s.${DISCREPANCIES} = 0 and s.desired < s.expected)), false),
       ${DISCREPANCY_SEEN_AT} = case when s.${DISCREPANCIES} = 0 or s.observed is distinct from r.o then $4
         else s.${DISCREPANCY_SEEN_AT} end,
       sent_seq = s.ack_seq, due_at = $5, state = 'waiting'
     from ${rowsOf("$1::uuid[], $2::text[], $3::int[], $6::int[]", ", o, base")} as r
     where ${IS_ROW}`,
    [listingsOf(rows), locationsOf(rows), seen.map((one) => one.observed), now, until, seen.map((one) => one.base)],
  );
}

/** These are lowered while they wait: also after a crash their write is known to decide nothing. */
export async function markLowering(tx: Tx, seen: readonly { readonly row: NumberRow }[]): Promise<void> {
  if (seen.length === 0) return;
  const rows = seen.map(({ row }) => row);
  await tx.run(
    `update argosy.listing_stock s set lowers = true
     from ${rowsOf("$1::uuid[], $2::text[]", "")} as r
     where ${IS_ROW}`,
    [listingsOf(rows), locationsOf(rows)],
  );
}

/**
 * A lower number was written while another waited for its explanation. Both sides of the difference move alike: what is
 * still to be explained, or decided by a person, stays as large as it was.
 */
export async function recordLowered(
  tx: Tx,
  seen: readonly { readonly row: NumberRow & { readonly observed: number | null }; readonly observed: number }[],
  now: Date,
  recheckAt: Date,
): Promise<void> {
  if (seen.length === 0) return;
  const rows = seen.map(({ row }) => row);
  await tx.run(
    `update argosy.listing_stock s set
       expected = least(greatest(s.expected::bigint + r.o - r.base, -${MOST_UNITS}), ${MOST_UNITS})::int,
       observed = r.o, observed_at = $5, acked_at = $5, ack_seq = s.sent_seq,
       recheck = s.recheck and (s.doubt_taken > 0 or s.doubt_given > 0),
       attempts = 0, lost_in = 0, error = null,
       lowers = coalesce(s.desired < r.o, false),
       zeroed_at = case when r.o = 0 and r.base > 0 then $5 else s.zeroed_at end,
       due_at = $6, state = 'waiting'
     from ${rowsOf("$1::uuid[], $2::text[], $3::int[], $4::int[]", ", o, base")} as r
     where ${IS_ROW}`,
    [
      listingsOf(rows),
      locationsOf(rows),
      seen.map((one) => one.observed),
      seen.map(({ row, observed }) => row.observed ?? observed),
      now,
      recheckAt,
    ],
  );
}
