/** SQL: other numbers are to be shown (stock.ts has the table of all events). */
import { DISCREPANCIES } from "./discrepancy-columns.ts";
import { differs } from "./shown.ts";

const WAITS = `s.${DISCREPANCIES} > 0 or coalesce(s.held_as in ('dispute', 'lower'), false)`;
const IS_OPEN = `s.recheck or ${differs("excluded.desired", "s.expected")}`;
/** The channel showed another number, which is still to be read again: a sale moves both numbers and explains neither. */
const NEEDS_READ_BACK = `s.due_at is not null and s.observed_at > s.believed_at and s.observed <> s.expected`;

/**
 * `$1` to `$4`: listings, locations, connections and their numbers; `$5`: now. A number that waits for the order that
 * explains it keeps its time: another number is no explanation. Less than the channel shows is sent at once: it sells
 * what is gone. Less than was sent does not wait for the answer to that either (decision 531): the row leaves its batch.
 */
export const SET_DESIRED = `
  insert into argosy.listing_stock as s (organization_id, listing_id, location, connection_id, desired, want_seq,
    due_at, state)
  select argosy.tenant(), l, loc, c, d, 1, $5, 'waiting'
  from unnest($1::uuid[], $2::text[], $3::uuid[], $4::int[]) as w(l, loc, c, d)
  order by l, loc
  on conflict (organization_id, listing_id, location) do update set
    desired = excluded.desired, want_seq = s.want_seq + 1, attempts = 0, lost_in = 0, error = null,
    operation_id = case when excluded.desired < s.sent_value then null else s.operation_id end,
    lowers = (${WAITS})
      and coalesce(excluded.desired < s.observed and (s.lowers or excluded.desired < s.desired), false),
    due_at = case
      when (${WAITS}) and excluded.desired < s.desired and excluded.desired < s.observed then $5
      when s.${DISCREPANCIES} > 0 then coalesce(s.due_at, $5)
      when ${IS_OPEN} then least(s.due_at, $5)
      when ${NEEDS_READ_BACK} then s.due_at end,
    state = case when s.${DISCREPANCIES} > 0 or ${IS_OPEN} or (${NEEDS_READ_BACK}) then 'waiting' else 'idle' end
  where s.desired is distinct from excluded.desired
    or (s.due_at is null and s.state = 'idle' and (${IS_OPEN}))
  returning connection_id, due_at is not null as is_due`;

/**
 * `$1`, `$2`: the listings and locations that are ours to write; `$3`: now. Other locations of these listings are no
 * longer, because what lies there is shown at another: units put there would be sold twice, so they are taken away, and
 * then the number is the channel's own.
 */
export const RETIRE_LOCATIONS = `
  update argosy.listing_stock s set
    desired = case when s.desired > 0 then 0 end, want_seq = s.want_seq + 1, attempts = 0, error = null,
    operation_id = case when s.desired > 0 and s.sent_value > 0 then null else s.operation_id end,
    due_at = case when s.desired > 0 then least(s.due_at, $3::timestamptz) end,
    state = case when s.desired > 0 then 'waiting' else 'idle' end
  where s.organization_id = argosy.tenant() and s.listing_id = any ($1::uuid[]) and s.location <> ''
    and (s.desired > 0 or (s.desired = 0 and s.expected = 0))
    and not exists (
      select 1 from unnest($1::uuid[], $2::text[]) as w(l, loc) where w.l = s.listing_id and w.loc = s.location)
  returning s.connection_id, s.due_at is not null as is_due`;
