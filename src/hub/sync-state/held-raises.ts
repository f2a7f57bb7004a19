/** Stock rows whose number may not rise while orders of their channel are not read (stock.ts has the table of all events). */
import type { Tx } from "../../db/database.ts";
import { DISCREPANCIES, DISCREPANCY_SEEN_AT } from "./discrepancy-columns.ts";
import { IS_ROW, listingsOf, locationsOf, rowsOf, type TakenRow } from "./stock.ts";

/** Due again at `until`, or as soon as the order that held them is read. A newer number is due by itself. */
export async function deferRaises(tx: Tx, rows: readonly TakenRow[], until: Date): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `update argosy.listing_stock s set due_at = $4, state = 'waiting'
     from ${rowsOf("$1::uuid[], $2::text[], $3::bigint[]", ", q")} as r
     where ${IS_ROW} and s.want_seq = r.q`,
    [listingsOf(rows), locationsOf(rows), rows.map((row) => row.want_seq), until],
  );
}

/**
 * SQL, the common tables of a statement: `when` it holds, quantities of the store that orders held down, or of one that
 * shows the same stock, are due at once; what the channel refused is not. Skips locked rows: whoever locks one works on it.
 */
export const freeing = (connection: string, now: string, when: string): string => `
  held as materialized (
    select listing_id, location from argosy.listing_stock
    where ${when} and organization_id = argosy.tenant()
      and connection_id in (select argosy.stock_place_of(${connection}))
      and due_at > ${now} and held_by is null and operation_id is null and attempts = 0 and error is null
      and (desired > coalesce(observed, expected) or ${DISCREPANCIES} > 0)
    order by listing_id, location for update skip locked
  ), freed as (
    update argosy.listing_stock s set due_at = ${now} from held h
    where s.organization_id = argosy.tenant() and s.listing_id = h.listing_id and s.location = h.location
    returning s.connection_id
  )`;

/** SQL: what ends that statement. */
export const wakeFreed = (now: string): string => `
  select argosy.wake_lane(argosy.tenant(), ids, 'outbound', ${now})
  from (select array_agg(distinct connection_id) as ids from freed having count(*) > 0) as f`;

/** The order that held quantities of the store down is read, or does not matter. */
export async function releaseRaises(tx: Tx, connectionId: string, now: Date): Promise<void> {
  await tx.rows(`with ${freeing("$1", "$2", "true")} ${wakeFreed("$2")}`, [connectionId, now]);
}

/**
 * A list of orders was read to its end. One that began `lagMs` after a number changed contains the order that changed it:
 * a number that waited for every list to be as new as that is read again at once.
 */
export async function ordersWereRead(
  tx: Tx,
  connectionId: string,
  { lagMs, now }: { readonly lagMs: number; readonly now: Date },
): Promise<void> {
  await tx.rows(
    `with lists as materialized (
       select connection_id, last_started_at, last_finished_at from argosy.sync_cursor
       where organization_id = argosy.tenant() and connection_id in (select argosy.stock_place_of($1))
         and sweep like 'orders:%' and next_at is not null
     ), read as materialized (
       select min(case when last_finished_at >= last_started_at then last_started_at else '-infinity' end)
         - make_interval(secs => $3::int / 1000.0) as until
       from lists
     ), answered as materialized (
       select s.listing_id, s.location from argosy.listing_stock s cross join read
       where s.organization_id = argosy.tenant() and s.connection_id in (select argosy.stock_place_of($1))
         and s.due_at > $2::timestamptz and s.held_by is null and s.operation_id is null and s.attempts = 0
         and s.error is null
         and (s.${DISCREPANCIES} > 0 and s.${DISCREPANCY_SEEN_AT} <= read.until
           or s.${DISCREPANCIES} = 0 and s.desired > s.expected and coalesce(s.observed, s.expected) = s.expected)
       order by s.listing_id, s.location for update of s skip locked
     ), freed as (
       update argosy.listing_stock s set due_at = $2::timestamptz from answered a
       where s.organization_id = argosy.tenant() and s.listing_id = a.listing_id and s.location = a.location
       returning s.connection_id
     ) ${wakeFreed("$2")}`,
    [connectionId, now, lagMs],
  );
}
