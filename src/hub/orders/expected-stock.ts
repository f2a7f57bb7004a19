import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import { soldMoves } from "../sync-state/channel-events.ts";
import { outcomeUnknown } from "../sync-state/unknown-outcome.ts";

/** Units the channel took from (or, negative, gave back to) the number it shows for a listing. */
export interface ChannelTake {
  readonly listingId: string;
  /** The channel's location the line is sold from, where it says so. */
  readonly extLocation: string | null;
  readonly delta: number;
  /** The change happened between these times; null: it is not known since when. */
  readonly from: Date | null;
  readonly to: Date;
  /** It may have moved or not: the channel does not tell. */
  readonly isUnsure?: boolean | undefined;
  /** Goods of a refund may be back in it: the channel does not tell. */
  readonly mayBeBack?: boolean | undefined;
}

// A compared write passes over a number whose sales are all known, but for those it held when it was first read: orders
// from before that are in it.
// A read or confirmed write within half a minute of a sale may or may not contain it: clocks differ and requests take time.
const DOUBT = "interval '30 seconds'";

const MOVE = `
  with told as (
    select * from json_to_recordset($1) as t(l uuid, loc text, delta int, "from" timestamptz, "to" timestamptz,
      unsure boolean, back boolean)
  ), shown as (
    select * from told
    union all
    select o.id, t.loc, t.delta, t."from", t."to", t.unsure, t.back from told t
    join listing l on l.organization_id = argosy.tenant() and l.id = t.l and l.shared_stock is not null
    join listing o on o.organization_id = l.organization_id and o.connection_id = l.connection_id
      and o.shared_stock = l.shared_stock and o.id <> l.id
  ), moves as (
    select * from shown
    union all
    select o.id, t.loc, t.delta, t."from", t."to", t.unsure, t.back from shown t
    join listing l on l.organization_id = argosy.tenant() and l.id = t.l
    join connection c on c.organization_id = l.organization_id and c.id = l.connection_id and c.stock_place is not null
    join connection k on k.organization_id = c.organization_id and k.provider = c.provider
      and k.stock_place = c.stock_place and k.id <> c.id
    join listing o on o.organization_id = k.organization_id and o.connection_id = k.id and o.ext_key = l.ext_key
      and o.id not in (select l from told)
  ), locked as materialized (
    select listing_id, location, ${outcomeUnknown("listing_stock")} as is_outcome_unknown,
      coalesce(believed_at, greatest(acked_at, observed_at)) as known_at,
      $2 = 'native' and acked_at is not null and acked_at >= coalesce(observed_at, '-infinity')
        and (read_at is null or read_at < acked_at) as is_own_write, read_at
    from listing_stock
    where organization_id = argosy.tenant()
      and listing_id in (select l from moves)
    order by listing_id, location for update
  ), stock as (
    select *, count(*) over (partition by listing_id) as places from locked
  ), takes as (
    select t.*,
      exists (select 1 from locked k where k.listing_id = t.l and k.location = coalesce(t.loc, '')) as is_placed
    from moves t
  ), judged as (
    select s.listing_id, s.location, t.delta,
      case
        when t.is_placed and s.location <> coalesce(t.loc, '') then 'leave'
        when t.back then 'back'
        when not t.is_placed and s.places > 1 then 'look'
        when s.is_outcome_unknown or t.unsure then 'look'
        when s.is_own_write and (s.read_at is null or t."from" is null or t."from" > s.read_at + ${DOUBT}) then 'move'
        when s.is_own_write and t."from" < s.read_at - ${DOUBT} and t."to" < s.read_at - ${DOUBT} then 'leave'
        when s.is_own_write then 'look'
        when s.known_at is null then 'leave'
        when t."from" > s.known_at + ${DOUBT} and t."to" > s.known_at + ${DOUBT} then 'move'
        when t."from" < s.known_at - ${DOUBT} and t."to" < s.known_at - ${DOUBT} then 'leave'
        else 'look'
      end as what
    from stock s join takes t on t.l = s.listing_id
  ), summed as (
    select listing_id, location, coalesce(sum(delta) filter (where what = 'move'), 0)::int as moved,
      bool_or(what = 'look') as looks, bool_or(what = 'back') as backs,
      coalesce(sum(delta) filter (where what = 'look' and delta > 0), 0)::int as taken,
      coalesce(-sum(delta) filter (where what = 'look' and delta < 0), 0)::int as given
    from judged group by 1, 2
  ), moved as (
  ${soldMoves("$3")}
  ), unmarked as (
    select 1 from moved join listing l on l.organization_id = argosy.tenant() and l.id = moved.listing_id
    where moved.looks
      and not exists (select 1 from change_mark m where m.organization_id = argosy.tenant() and m.aspect = 'stock'
      and (m.subject_id = l.variant_id or m.subject_id in (select b.component_variant_id from bundle_item b
        where b.organization_id = argosy.tenant() and b.bundle_variant_id = l.variant_id)))
    limit 1
  )
  select argosy.wake_lane(argosy.tenant(), array[$4::uuid], 'outbound', $3) from unmarked`;

/**
 * A channel lowers its own number when it sells: what it is believed to show moves with it, so that importing its own
 * order pushes nothing back; so does what is believed of items that show the same number, and of
 * other stores that show the same stock. Where it is uncertain whether the belief contains the sale already, the number is marked
 * to be read again; nothing is ever written blindly. The store's lane looks once the change of the item is carried to
 * its listings (see the fan-out's looksDue), which decides what is written then; at once where nothing of it changed.
 */
export async function moveExpected(
  tx: Tx,
  input: {
    readonly takes: readonly ChannelTake[];
    readonly compareAndSet: "native" | "read" | "none";
    readonly connectionId: string;
    readonly now: Date;
  },
): Promise<void> {
  const takes = input.takes.filter((take) => take.delta !== 0 || take.mayBeBack);
  if (takes.length === 0) return;
  const rows = takes.map((take) => ({
    l: take.listingId,
    loc: take.extLocation,
    delta: take.delta,
    from: take.from,
    to: take.to,
    unsure: take.isUnsure === true,
    back: take.mayBeBack === true,
  }));
  await tx.run(MOVE, [jsonRows(rows), input.compareAndSet, input.now, input.connectionId]);
}
