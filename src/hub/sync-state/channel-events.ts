/** Stock rows and what their channel did (stock.ts has the table of all events). */
import type { Tx } from "../../db/database.ts";
import { DISCREPANCIES, DISCREPANCY_SEEN_AT, DISCREPANCY_SINCE } from "./discrepancy-columns.ts";
import { differs } from "./shown.ts";

/** SQL: `seen` are numbers of listings, of which those not `is_known` have no row yet; `connection`: their store. */
export const firstSeen = (connection: string): string => `
    insert into argosy.listing_stock (organization_id, listing_id, location, connection_id,
      expected, observed, observed_at, believed_at, read_at, unproven_since, committed)
    select argosy.tenant(), id, location, ${connection}, available, available, at, at, at, at, committed
    from seen where not is_known
    order by id, location
    on conflict do nothing`;

/** SQL: the location was not counted and its write was refused: it is read again, and the alert about it ends. */
const SHOWN_AGAIN = "(n.is_steered and s.observed is null and s.state = 'rejected')";

/** SQL: the same `seen` of those that have one; what is older than what is known says nothing. */
export const seenMoves = (now: string): string => `
    update argosy.listing_stock s set
      observed = n.available, observed_at = n.at, committed = coalesce(n.committed, s.committed),
      expected = case when s.expected is null or not n.is_steered then n.available else s.expected end,
      believed_at = case when s.expected is null or not n.is_steered or s.expected = n.available then n.at
                         else coalesce(s.believed_at, greatest(s.acked_at, s.observed_at)) end,
      read_at = case when s.expected is null or not n.is_steered then n.at else s.read_at end,
      unproven_since = case when s.expected is null or not n.is_steered then n.at else s.unproven_since end,
      recheck = s.recheck or ${SHOWN_AGAIN},
      ${DISCREPANCIES} = case when s.expected = n.available then 0 else s.${DISCREPANCIES} end,
      ${DISCREPANCY_SEEN_AT} = case when s.${DISCREPANCIES} > 0 and s.observed is distinct from n.available then n.at
                          else s.${DISCREPANCY_SEEN_AT} end,
      due_at = case
        when n.is_steered and s.expected <> n.available then least(s.due_at, ${now})
        when n.is_steered and s.expected is null and ${differs("s.desired", "n.available")} then least(s.due_at, ${now})
        when ${SHOWN_AGAIN} then least(s.due_at, ${now})
        else s.due_at end
    from seen n
    where n.is_known and s.organization_id = argosy.tenant() and s.listing_id = n.id and s.location = n.location
      and (s.observed_at is null or s.observed_at <= n.at) and (s.acked_at is null or s.acked_at < n.at)
      and (s.observed is distinct from n.available or s.expected is distinct from n.available
        or n.committed <> coalesce(s.committed, -1))
    returning s.listing_id, n.is_steered and s.due_at is not null as is_due`;

/**
 * SQL: `summed` says of each row how many units moved on the channel, whether it is in doubt (`looks`), how many units it
 * may have taken and given back, and whether refunded goods may be back in it (`backs`): that is treated as a number
 * that differed once, which is neither accepted nor overwritten before the refunds are read.
 */
export const soldMoves = (now: string): string => `
    update argosy.listing_stock s set
      expected = ${BELIEVED} - m.moved,
      ${DISCREPANCIES} = case when ${BACK} then greatest(s.${DISCREPANCIES}, 1)
        when ${BELIEVED} - m.moved = s.observed then 0 else s.${DISCREPANCIES} end,
      ${DISCREPANCY_SINCE} = case when ${BACK} then coalesce(s.${DISCREPANCY_SINCE}, ${now})
        else s.${DISCREPANCY_SINCE} end,
      ${DISCREPANCY_SEEN_AT} = case when ${BACK} then coalesce(s.${DISCREPANCY_SEEN_AT}, ${now})
        else s.${DISCREPANCY_SEEN_AT} end,
      lowers = s.lowers or ${BACK} and s.desired < ${BELIEVED} - m.moved,
      recheck = s.recheck or m.looks,
      doubt_taken = s.doubt_taken + m.taken, doubt_given = s.doubt_given + m.given,
      due_at = case
        when not m.looks and not ${BACK} then s.due_at
        when s.${DISCREPANCIES} > 0 then coalesce(s.due_at, ${now})
        else least(s.due_at, ${now}) end,
      state = case when (m.looks or ${BACK}) and s.state = 'idle' then 'waiting' else s.state end
    from summed m
    where s.organization_id = argosy.tenant() and s.listing_id = m.listing_id and s.location = m.location
      and (m.moved <> 0 or m.looks or m.backs)
    returning s.listing_id, m.looks or m.backs as looks`;

/** SQL: of a channel that counted no further down than to none, what it gives back rises from there. */
const BELIEVED = `(case
        when m.moved < 0 and s.expected < 0 and s.observed = 0 and s.observed_at > coalesce(s.acked_at, '-infinity') then 0
        else s.expected end)`;

/** SQL: what waits for a person stays so, and of a number nobody knows nothing is expected. */
const BACK = "(m.backs and s.held_as is null and s.expected is not null and s.desired is not null)";

/** Marks these listings to be read again before anything is written. Answers how many rows that are. */
export function markForReread(tx: Tx, listingIds: readonly string[], now: Date): Promise<number> {
  return tx.run(
    `update argosy.listing_stock s set
       recheck = true, doubt_taken = 0, doubt_given = 0,
       due_at = least(s.due_at, $2),
       state = case when s.state = 'idle' then 'waiting' else s.state end
     from (
       select listing_id, location from argosy.listing_stock
       where organization_id = argosy.tenant() and listing_id = any($1::uuid[]) and expected is not null
       order by listing_id, location for update
     ) as k
     where s.organization_id = argosy.tenant() and s.listing_id = k.listing_id and s.location = k.location`,
    [listingIds, now],
  );
}

/** SQL: the row `s` would rise, nobody let it, and an order that may explain why it is lower is not applied. */
const STAYS_LOW = `(u.holds and s.desired > s.expected and s.passed_seq is distinct from s.want_seq)`;

/**
 * SQL: every number of store `connection` that is written is handed over by a file at `now`. `unread`: SQL, not null while
 * an order of the store is not applied: then the file has the believed number where ours is higher, which waits on.
 */
export const takenByFile = (connection: string, now: string, unread: string): string => `
       update argosy.listing_stock s set
         sent_seq = case when ${STAYS_LOW} then s.sent_seq else s.want_seq end,
         sent_at = case when ${STAYS_LOW} then s.sent_at else ${now} end,
         state = case when ${STAYS_LOW} or s.desired is not distinct from s.expected then s.state else 'sent' end,
         due_at = case when ${STAYS_LOW} then s.due_at end
       from argosy.listing l cross join (select ${unread} is not null as holds) as u
       where l.organization_id = argosy.tenant() and l.id = s.listing_id and s.organization_id = argosy.tenant()
         and s.connection_id = ${connection} and s.desired is not null and l.state = 'mapped' and l.stock_sync
         and l.active and l.gone_at is null
       returning s.listing_id, s.location, s.want_seq,
         case when ${STAYS_LOW} then greatest(0, s.expected) else s.desired end as quantity`;

/** The seller says that this file was uploaded: the channel shows its numbers. */
export async function confirmedByFile(tx: Tx, fileId: string, now: Date): Promise<void> {
  await tx.run(
    `update argosy.listing_stock s set
       expected = f.quantity, observed = f.quantity, observed_at = $2, acked_at = $2, believed_at = $2,
       ack_seq = greatest(s.ack_seq, f.want_seq), attempts = 0, error = null, recheck = false,
       state = case when s.desired is distinct from f.quantity then 'waiting' else 'idle' end
     from argosy.stock_file_line f
     where f.organization_id = argosy.tenant() and f.stock_file_id = $1
       and s.organization_id = argosy.tenant() and s.listing_id = f.listing_id and s.location = f.location`,
    [fileId, now],
  );
}
