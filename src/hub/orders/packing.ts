import type { PackedItem, TooMuch } from "../../commerce/packed-item.ts";
import type { Tx } from "../../db/database.ts";
import { unitsAt } from "../lots/lots.ts";
import { inOrder } from "../search/list-by-id.ts";
import { ORDER_STATE } from "./order-state.ts";
import type { PackedOrder } from "./packed-order.ts";
import { linesToPack, tooMuchPacked } from "./packed-units.ts";
import { UNITS_LEFT } from "./remaining-units.ts";

const ORDERS = `select o.id, o.number, o.ext_number as "platformNumber", o.connection_id as "storeId",
    c.name as "storeName",
    o.placed_at as "placedAt", o.shipping_address as "shippingAddress", o.note,
    coalesce(o.options, '[]') as options, ${ORDER_STATE} as state,
    not o.without_stock as "usesStock", k.packed_at as "packedAt",
    k.packed_by as "packedBy", e.batch_id as "batchId", b.number as "batchNumber", e.tote,
    array(select n.number from argosy.order_merge_order g
      join argosy.order_merge_order h on h.organization_id = argosy.tenant() and h.merge_id = g.merge_id
        and h.order_id <> g.order_id
      join argosy.sales_order n on n.organization_id = argosy.tenant() and n.id = h.order_id
      where g.organization_id = argosy.tenant() and g.order_id = o.id and g.is_open
      order by n.placed_at, n.id) as "togetherWith",
    (select p.id from argosy.order_shipping_choice s
      join argosy.package_preset p on p.organization_id = argosy.tenant() and p.id = s.package_id
      where s.organization_id = argosy.tenant() and s.order_id = o.id) as "packageId"
  from argosy.sales_order o
  left join argosy.connection c on c.organization_id = argosy.tenant() and c.id = o.connection_id
  left join argosy.pick_batch_order e on e.organization_id = argosy.tenant() and e.order_id = o.id and e.is_open
  left join argosy.pick_batch b on b.organization_id = argosy.tenant() and b.id = e.batch_id
  left join lateral (select w.packed_at, w.packed_by from argosy.order_packing w
    where w.organization_id = argosy.tenant() and w.order_id = o.id and w.items <> '[]'
      and not exists (${tooMuchPacked("o.id")})
    order by w.packed_at desc limit 1) k on true
  where o.organization_id = argosy.tenant() and o.id = any($1::uuid[])`;

/** Lots of which nothing is left that come with an item all the same, the blocked and the last to expire first. */
const MOST_REFUSED = 100;

const ITEMS = `select l.order_id as "orderId", l.id as "lineId", l.variant_id as "variantId",
    coalesce(l.sku, v.sku) as sku, v.barcode, l.title, m.url as "imageUrl", p.name as "locationName", b.bin, l.quantity,
    coalesce(l.options, '[]') as options,
    ${UNITS_LEFT} - w.later as left,
    ${UNITS_LEFT} - w.later - w.units as packed,
    exists (select from argosy.serial_item s
      where s.organization_id = argosy.tenant() and s.variant_id = l.variant_id) as "asksSerial",
    array(select n.serial from argosy.serial_number n
      where n.organization_id = argosy.tenant() and n.order_id = l.order_id and n.order_line_id = l.id
        and n.place = 'order'
      order by n.packed_at, n.serial) as serials,
    q.variant_id is not null as "asksLot",
    q.variant_id is not null and exists (select from argosy.lot t
      where t.organization_id = argosy.tenant() and t.variant_id = l.variant_id and t.is_registered) as "areLotsKnown",
    case when q.variant_id is null then '[]'
      else coalesce((select json_agg(json_build_object('lot', e.lot, 'expiresOn', e.expires_on,
          'isBlocked', e.is_blocked, 'units', e.units) order by e.expires_position, e.lot)
        from (select c.*, row_number() over (partition by c.units > 0
            order by c.is_blocked desc, c.expires_on desc nulls last, c.lot) as nth
          from (select t.lot, t.expires_on, t.expires_position, t.blocked_at is not null as is_blocked,
              coalesce(sum(greatest(${unitsAt("s")}, 0)), 0)::int as units
            from argosy.lot t
            left join argosy.lot_stock s
              on s.organization_id = argosy.tenant() and s.variant_id = t.variant_id and s.lot = t.lot
              and (l.location_id is null or s.location_id = l.location_id)
            where t.organization_id = argosy.tenant() and t.variant_id = l.variant_id
            group by 1, 2, 3, 4) c
          where c.units > 0 or c.is_blocked or c.expires_on is not null) e
        where e.units > 0 or e.nth <= ${MOST_REFUSED}), '[]') end as lots,
    coalesce((select json_agg(json_build_object('lot', d.lot, 'expiresOn', d.expires_on, 'units', d.units)
        order by d.expires_on, d.lot)
      from (select k.lot, t.expires_on, sum(k.units - k.returned)::int as units
        from argosy.lot_line k
        join argosy.lot t on t.organization_id = argosy.tenant() and t.variant_id = k.variant_id and t.lot = k.lot
        where k.organization_id = argosy.tenant() and k.order_id = l.order_id and k.order_line_id = l.id
          and k.units > k.returned
        group by 1, 2) d), '[]') as "packedLots"
  from (select distinct given.id from unnest($1::uuid[]) as given (id)) o
  cross join lateral (${linesToPack("o.id")}) w
  join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = w.id
  left join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
  left join argosy.lot_item q on q.organization_id = argosy.tenant() and q.variant_id = l.variant_id
  left join argosy.location p on p.organization_id = argosy.tenant() and p.id = l.location_id
  left join argosy.stock_bin b
    on b.organization_id = argosy.tenant() and b.variant_id = v.id and b.location_id = p.id
  left join lateral (select i.url from argosy.image i
    where i.organization_id = argosy.tenant() and i.product_id = v.product_id
      and (i.variant_id is null or i.variant_id = v.id)
    order by i.variant_id is null, i.position, i.id limit 1) m on true
  where l.quantity > 0
  order by l.position, l.id`;

const TOO_MUCH = `select l.order_id as "orderId", l.id as "lineId", coalesce(l.sku, v.sku) as sku, l.title, x.units
  from (select distinct given.id from unnest($1::uuid[]) as given (id)) o
  cross join lateral (${tooMuchPacked("o.id")}) x
  join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = x.line
  left join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
  order by l.position, l.id`;

/** These orders as they are packed, in the order asked for; ids of none are left out. */
export async function packedOrders(tx: Tx, orderIds: readonly string[]): Promise<PackedOrder[]> {
  const orders = await tx.rows<Omit<PackedOrder, "items" | "tooMuch">>(ORDERS, [orderIds]);
  const items = await ofOrders<PackedItem>(tx, ITEMS, orderIds);
  const tooMuch = await ofOrders<TooMuch>(tx, TOO_MUCH, orderIds);
  return inOrder(orders, [...new Set(orderIds)]).map((order) => ({
    ...order,
    items: items(order.id),
    tooMuch: tooMuch(order.id),
  }));
}

async function ofOrders<T extends object>(tx: Tx, sql: string, orderIds: readonly string[]) {
  const rows = await tx.rows<T & { readonly orderId: string }>(sql, [orderIds]);
  const byOrder = Map.groupBy(rows, ({ orderId }) => orderId);
  return (id: string) => (byOrder.get(id) ?? []).map(({ orderId: _, ...rest }) => rest);
}
