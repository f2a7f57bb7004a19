/**
 * The stock row (`argosy.listing_stock`): what one listing shows at one location of its channel. This folder alone writes
 * it (`npm run structure` checks that), one function or one fragment an event; what waits for a person is never due,
 * whatever makes it so (the trigger `keep_held`).
 *
 * | state | is |
 * | --- | --- |
 * | idle | shows what it should, or nothing is to be written; not due |
 * | waiting | is to be read or written, at `due_at`; held ones at no time |
 * | sent | sent, outcome unknown (unknown-outcome.ts); with `operation_id`: the channel answers later |
 * | failed, rejected | given up; a person or another number starts it again |
 *
 * | event | here | from | to |
 * | --- | --- | --- | --- |
 * | another number is to be shown | desired-stock-sql.ts SET_DESIRED, RETIRE_LOCATIONS | any | waiting, idle where it is shown already; a lower one than was sent leaves its batch |
 * | the channel was seen by a sweep | channel-events.ts firstSeen, seenMoves | any | the same; due where it differs |
 * | the channel sold or gave back | channel-events.ts soldMoves | any | the same; waiting where the number is in doubt |
 * | a read-back is requested | channel-events.ts markForReread | idle | waiting |
 * | a location does not count the item any more | left-locations.ts recheckLocations | idle | waiting |
 * | it does not take stock any more | stopUnsendable, aspect.ts clearUnsupported | waiting | idle |
 * | it shows what it should | markInSync | waiting | idle |
 * | what was seen is accepted | read-backs.ts acceptObserved | waiting | idle, waiting where ours differs |
 * | what was seen waits for orders | read-backs.ts awaitOrders, markLowering | waiting | waiting |
 * | a lower number was written meanwhile | read-backs.ts recordLowered | sent | waiting |
 * | a person is asked | held-for-person.ts holdRows, disputed, rememberSeen | any | waiting, never due |
 * | the person has decided | held-for-person.ts writeHeld, leaveHeld | waiting | waiting, idle |
 * | it is sent | markStockSent | waiting | sent |
 * | the channel answers later | aspect.ts markAwaiting, answered, answeredSome, giveUpAnswer | sent | sent, waiting |
 * | it was taken | acknowledge | sent | idle, waiting where it changed meanwhile |
 * | it was refused or lost | failStock, read-backs.ts deferRetry | sent | waiting, failed, rejected |
 * | it was not sent | returnUnsent | sent | waiting |
 * | its change is set aside | postponeParked | waiting | waiting |
 * | a person tries again | aspect.ts retryFailed, allAfresh, retryAwaited, allAwaitedAfresh | failed, rejected, waiting, sent | waiting |
 * | a seller carries it by file | channel-events.ts takenByFile, confirmedByFile | any | sent; idle, waiting |
 * | its link ends | unlinkNumbers, unlinkedOf | any | idle |
 * | a clock was set back | aspect.ts dueAfterLeap | any | the same, due now |
 *
 * A restored backup marks every row to be read again (src/db/backup/restore.ts).
 */

import type { HubText } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { partsParameter, textParameters } from "../json-column.ts";
import { AT_REST } from "./aspect.ts";
import { DISCREPANCIES } from "./discrepancy-columns.ts";
import { inOrder } from "./lock-rows.ts";
import { differs } from "./shown.ts";

export interface NumberRow {
  readonly listing_id: string;
  readonly location: string;
}

/** As it was when it was taken: `want_seq` shows whether another number is to be shown by now. */
export interface TakenRow extends NumberRow {
  readonly want_seq: bigint;
}

export const listingsOf = (rows: readonly NumberRow[]) => rows.map((row) => row.listing_id);
export const locationsOf = (rows: readonly NumberRow[]) => rows.map((row) => row.location);

/** SQL: the row that `r` means. */
export const IS_ROW = "s.organization_id = argosy.tenant() and s.listing_id = r.l and s.location = r.loc";

/** SQL: the rows of parallel arrays, in the order everybody locks them. */
export const rowsOf = (arrays: string, names: string): string =>
  inOrder("listing_stock", `unnest(${arrays}) as g(l, loc${names})`);

const UNLINKED = `desired = null, ${AT_REST}, recheck = false`;

/** SQL: the links of the listings of `freed` (its `id`) have ended. */
export const unlinkedOf = (freed: string): string =>
  `update argosy.listing_stock s set ${UNLINKED}
   from ${freed} f where s.organization_id = argosy.tenant() and s.listing_id = f.id`;

/** The links of these listings have ended. */
export async function unlinkNumbers(tx: Tx, listingIds: readonly string[]): Promise<void> {
  await tx.run(
    `update argosy.listing_stock set ${UNLINKED}
     where organization_id = argosy.tenant() and listing_id = any($1)`,
    [listingIds],
  );
}

/** Their listings take no stock any more. */
export async function stopUnsendable(tx: Tx, rows: readonly NumberRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `update argosy.listing_stock s set due_at = null, state = 'idle'
     from ${rowsOf("$1::uuid[], $2::text[]", "")} as r
     where ${IS_ROW}`,
    [listingsOf(rows), locationsOf(rows)],
  );
}

/** Rows that show what they should stop being due, unless something happened to them since they were taken. */
export async function markInSync(tx: Tx, rows: readonly TakenRow[]): Promise<void> {
  await tx.run(
    `update argosy.listing_stock s
     set due_at = null, state = 'idle', attempts = 0, lost_in = 0, error = null, ${DISCREPANCIES} = 0
     from ${rowsOf("$1::uuid[], $2::text[], $3::bigint[]", ", q")} as r
     where ${IS_ROW} and s.want_seq = r.q and not s.recheck and not ${differs("s.desired", "s.expected")}`,
    [listingsOf(rows), locationsOf(rows), rows.map((row) => row.want_seq)],
  );
}

/**
 * Committed before anything is sent, so that after a crash the outcome of these is known to be unknown. `ownsLane`: SQL,
 * whether the worker still has the lane of connection and token `w.c`, `w.t`. Answers the indexes of the lanes whose rows are marked.
 */
export async function markStockSent(
  tx: Tx,
  sent: readonly {
    readonly lane: { readonly connection: string; readonly token: string };
    readonly rows: readonly (TakenRow & { readonly desired: number })[];
  }[],
  { ownsLane, now }: { readonly ownsLane: string; readonly now: Date },
): Promise<ReadonlySet<number>> {
  const all = sent.flatMap(({ rows }, lane) => rows.map((row) => ({ lane, row })));
  if (all.length === 0) return new Set();
  const rows = all.map(({ row }) => row);
  const marked = await tx.rows<{ n: number }>(
    `update argosy.listing_stock s set sent_seq = r.q, sent_value = r.v, sent_at = $4, state = 'sent'
     from ${rowsOf("$1::uuid[], $2::text[], $3::bigint[], $5::int[], $6::int[]", ", q, v, n")} as r
     join (
       select w.n from unnest($7::uuid[], $8::uuid[]) with ordinality as w(c, t, n) where ${ownsLane}
     ) as held on held.n = r.n
     where ${IS_ROW}
     returning r.n`,
    [
      listingsOf(rows),
      locationsOf(rows),
      rows.map((row) => row.want_seq),
      now,
      rows.map((row) => row.desired),
      all.map(({ lane }) => lane + 1),
      sent.map(({ lane }) => lane.connection),
      sent.map(({ lane }) => lane.token),
    ],
  );
  return new Set(marked.map(({ n }) => n - 1));
}

/** Confirmed writes; what changed meanwhile stays due. */
export async function acknowledge(
  tx: Tx,
  taken: readonly { readonly row: TakenRow; readonly observed: number }[],
  now: Date,
): Promise<void> {
  if (taken.length === 0) return;
  const rows = taken.map(({ row }) => row);
  const isOpen = `s.recheck or ${differs("s.desired", "r.o")}`;
  await tx.run(
    `update argosy.listing_stock s set
       expected = r.o, observed = r.o, observed_at = $5, acked_at = $5, believed_at = $5, ack_seq = r.q,
       attempts = 0, lost_in = 0, ${DISCREPANCIES} = 0, lowers = false, error = null,
       zeroed_at = case when r.o = 0 and s.expected > 0 then $5 else s.zeroed_at end,
       due_at = case when ${isOpen} then $5::timestamptz end,
       state = case when ${isOpen} then 'waiting' else 'idle' end
     from ${rowsOf("$1::uuid[], $2::text[], $3::int[], $4::bigint[]", ", o, q")} as r
     where ${IS_ROW} and s.sent_seq = r.q`,
    [listingsOf(rows), locationsOf(rows), taken.map((one) => one.observed), rows.map((row) => row.want_seq), now],
  );
}

export interface FailedNumber {
  readonly row: TakenRow;
  readonly text: HubText;
  readonly attempts: number;
  readonly state: "waiting" | "failed" | "rejected";
  readonly dueAt: Date | null;
  /** The outcome of the write is unknown: the number is read before the next write. */
  readonly uncertain: boolean;
  /** When it is read again, where that comes before the next write. */
  readonly recheckAt?: Date | undefined;
  /** Items of the batch whose answer was lost, where that uses up no attempt; 0: it does, or an answer came. */
  readonly lostIn: number;
  /** The number the channel answered instead, if it answered one. */
  readonly observed: number | null;
}

/** A number that changed while the failed one was under way is another one: it keeps its own due time and attempts. */
export async function failStock(tx: Tx, failures: readonly FailedNumber[], now: Date): Promise<void> {
  if (failures.length === 0) return;
  const rows = failures.map(({ row }) => row);
  await tx.run(
    `update argosy.listing_stock s set
       recheck = s.recheck or r.unsure,
       lost_in = case when s.want_seq = r.q then r.n else 0 end,
       attempts = case when s.want_seq = r.q then r.a else s.attempts end,
       error = case when s.want_seq = r.q then r.e else s.error end,
       error_said = case when s.want_seq = r.q then r.said else s.error_said end,
       due_at = case when s.want_seq = r.q then r.due else coalesce(s.due_at, $9) end,
       state = case when s.want_seq = r.q then r.st else 'waiting' end,
       expected = coalesce(r.o, s.expected),
       observed = coalesce(r.o, s.observed),
       observed_at = case when r.o is null then s.observed_at else $9 end,
       believed_at = case when r.o is null then s.believed_at else $9 end,
       read_at = case when r.o is null then s.read_at else $9 end,
       unproven_since = case when r.o is null then s.unproven_since else $9 end,
       sent_seq = case when r.unsure then s.sent_seq else s.ack_seq end
     from ${rowsOf(
       `$1::uuid[], $2::text[], $3::int[], $4::text[], $5::timestamptz[], $6::text[], $7::boolean[], $8::int[],
       $10::bigint[], $11::int[], $12::jsonb[]`,
       ", a, e, due, st, unsure, o, q, n, said",
     )} as r
     where ${IS_ROW}`,
    [
      listingsOf(rows),
      locationsOf(rows),
      failures.map((f) => f.attempts),
      failures.map((f) => textParameters(f.text)[0]),
      failures.map((f) => f.recheckAt ?? f.dueAt),
      failures.map((f) => f.state),
      failures.map((f) => f.uncertain),
      failures.map((f) => f.observed),
      now,
      rows.map((row) => row.want_seq),
      failures.map((f) => f.lostIn),
      failures.map((f) => partsParameter(f.text)),
    ],
  );
}

/** Returns sent rows to waiting: the connection is paused and no attempt was used. */
export async function returnUnsent(tx: Tx, rows: readonly NumberRow[], uncertain: boolean): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `update argosy.listing_stock s set
       state = 'waiting',
       recheck = s.recheck or $3,
       sent_seq = case when $3 then s.sent_seq else s.ack_seq end
     from ${rowsOf("$1::uuid[], $2::text[]", "")} as r
     where ${IS_ROW}`,
    [listingsOf(rows), locationsOf(rows), uncertain],
  );
}

/** Numbers whose change is set aside come again with it: their desired value is out of date until then. */
export async function postponeParked(tx: Tx, connection: string, now: Date): Promise<void> {
  await tx.run(
    `update argosy.listing_stock s set due_at = m.due_at
     from argosy.listing l
     left join argosy.bundle_item b on b.organization_id = argosy.tenant() and b.bundle_variant_id = l.variant_id
     join argosy.change_mark m on m.organization_id = argosy.tenant() and m.aspect = 'stock'
       and m.subject_id in (l.variant_id, b.component_variant_id)
     where s.organization_id = argosy.tenant() and s.connection_id = $1 and s.due_at <= $2 and m.due_at > $2
       and l.organization_id = argosy.tenant() and l.id = s.listing_id`,
    [connection, now],
  );
}
