/** Units of open orders that stand in their channel's own number. */

import { IS_OFFERED } from "./ahead.ts";

/** They are shown for a listing, whichever of the items of its number they were ordered by. */
export interface OpenUnits {
  readonly listingId: string;
  /** The channel's location the order is sold from, where it says so. */
  readonly location: string | null;
  readonly units: number;
}

// What the hub still reserves for the channel's orders, less what the channel has subtracted already. Units it owes them
// are not there: a number of what lies there that held them would rise by units nobody has. Only where the number offers
// units ahead it holds those that were sold ahead as well. Orders from before the hub took over reserve nothing: the channel's number they stand in was the opening stock. Of a line that
// names no location of the channel's, the one that stands for where its goods lie counts.
const lines = (condition: string, orders: string) => `
    select l.listing_id, coalesce(l.ext_location, (select min(e.ext_key)
        from listing i
        join ext_location e on e.organization_id = i.organization_id and e.connection_id = i.connection_id
          and e.active and e.location_id = l.location_id
        where i.organization_id = argosy.tenant() and i.id = l.listing_id)) as location,
      greatest(0, least(l.reserved_quantity::bigint + case when l.short_quantity > 0 and exists (
          select from variant_presale p
          where p.organization_id = argosy.tenant() and p.variant_id = l.variant_id and ${IS_OFFERED})
        then l.short_quantity else 0 end, l.quantity - l.took_quantity)) as units
    from order_line l ${orders}
    where l.organization_id = argosy.tenant() and (l.reserved_quantity > 0 or l.short_quantity > 0) and ${condition}`;

// Items that show one number show what any of them holds in it (decision 513), also those that are not linked: they hold
// as packs of one. The item of another store with the same stock shows that number too (decision 165).
const ofOrders = (orders = "") => `
  with same as materialized (
    select t.id as target, s.id, s.variant_id
    from listing t
    join listing s on s.organization_id = argosy.tenant() and s.connection_id = t.connection_id
      and s.shared_stock = t.shared_stock and s.id <> t.id
    where t.organization_id = argosy.tenant() and t.id = any($2::uuid[]) and t.shared_stock is not null
    union
    select t.id, o.id, o.variant_id
    from listing t
    join connection c on c.organization_id = argosy.tenant() and c.id = t.connection_id and c.stock_place is not null
    join connection k on k.organization_id = argosy.tenant() and k.provider = c.provider
      and k.stock_place = c.stock_place and k.id <> c.id and k.deleted_at is null
    join listing o on o.organization_id = argosy.tenant() and o.connection_id = k.id and o.ext_key = t.ext_key
    where t.organization_id = argosy.tenant() and t.id = any($2::uuid[])
  ), given as (
    select w as target, w as id from unnest($2::uuid[]) as w
    union
    select target, id from same
  ), held as (
    ${lines(
      `l.listing_id in (select id from given)
      and l.variant_id = any($1::uuid[] || array(select variant_id from same where variant_id is not null))`,
      orders,
    )}
    union all
    ${lines(
      `exists (select from same) and l.pack is not null and l.variant_id is null
      and l.listing_id in (select id from same)`,
      orders,
    )}
  )
  select g.target as "listingId", h.location, argosy.int_sum(sum(h.units)) as units
  from given g join held h on h.listing_id = g.id
  group by 1, 2`;

/** SQL, of variants ($1) and listings ($2). */
export const OPEN_ORDERS = ofOrders();

// What the channel keeps aside for its own unpaid orders stands in its number still: it would hold the units twice
// (decision 534). Units that are not there are not offered.
export const SET_ASIDE = ofOrders(
  `join sales_order o on o.organization_id = argosy.tenant() and o.id = l.order_id and o.held_aside
    and not o.hold_ended and o.financial = 'pending'
    and coalesce(o.status_without_hold, o.status) = 'pending'`,
);
