/** What the shop's own tables say. Rows it has deleted keep a date of that in all of them. */
import type pg from "pg";
import type { TrueItem, TrueOrder } from "../driver.ts";

export async function trueItems(database: pg.Pool): Promise<readonly TrueItem[]> {
  const { rows } = await database.query<TrueItem>(`
    select v.id as key, v.sku, p.title as "productTitle",
      (select to_char((r.raw_amount ->> 'value')::numeric, 'FM999999990.00') from product_variant_price_set s
        join price r on r.price_set_id = s.price_set_id
        where s.variant_id = v.id and s.deleted_at is null and r.deleted_at is null and r.currency_code = 'eur'
          and r.price_list_id is null and r.rules_count = 0 and r.min_quantity is null) as price,
      coalesce((select json_agg(json_build_object('place', l.location_id, 'onHand', l.stocked_quantity,
        'promised', l.reserved_quantity)
        order by l.location_id)
        from product_variant_inventory_item i
        join inventory_level l on l.inventory_item_id = i.inventory_item_id
        where i.variant_id = v.id and i.deleted_at is null and l.deleted_at is null), '[]') as places
    from product_variant v join product p on p.id = v.product_id
    where v.deleted_at is null and p.deleted_at is null order by p.created_at, v.variant_rank, v.id`);
  return rows;
}

/** The total as it was bought: the amount the buyer agreed to pay. A later one shrinks with every refund. */
export async function trueOrders(database: pg.Pool): Promise<readonly TrueOrder[]> {
  const { rows } = await database.query<TrueOrder>(`
    with money as (
      select o.order_id, min((c.raw_amount ->> 'value')::numeric) filter (where c.created_at = first.at) as total,
        coalesce(sum((select sum((x.raw_amount ->> 'value')::numeric) from capture x
          join payment p on p.id = x.payment_id
          where p.payment_collection_id = c.id and x.deleted_at is null)), 0) as paid,
        coalesce(sum((select sum((x.raw_amount ->> 'value')::numeric) from refund x
          join payment p on p.id = x.payment_id
          where p.payment_collection_id = c.id and x.deleted_at is null)), 0) as refunded
      from order_payment_collection o join payment_collection c on c.id = o.payment_collection_id,
        lateral (select min(c2.created_at) as at from order_payment_collection o2
          join payment_collection c2 on c2.id = o2.payment_collection_id
          where o2.order_id = o.order_id) first
      group by o.order_id),
    gone as (
      select o.order_id, f.id, f.created_at from order_fulfillment o join fulfillment f on f.id = o.fulfillment_id
      where f.shipped_at is not null and f.canceled_at is null)
    select o.id as key, o.display_id::text as number, upper(o.currency_code) as currency, o.email, a.city,
      to_char(o.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "placedAt",
      to_char(m.total, 'FM999999990.00') as total, to_char(m.paid, 'FM999999990.00') as paid,
      to_char(m.refunded, 'FM999999990.00') as refunded, o.canceled_at is not null as cancelled,
      (select json_agg(json_build_object('sku', l.variant_sku,
        'ordered',
        (select b.quantity from order_item b where b.order_id = o.id and b.item_id = i.item_id order by b.version
          limit 1),
        'wanted',
        case when o.canceled_at is null then i.quantity - i.return_received_quantity - i.return_dismissed_quantity
          else 0 end,
        'shipped', coalesce((select sum(x.quantity) from gone g join fulfillment_item x on x.fulfillment_id = g.id
          where g.order_id = o.id and x.line_item_id = i.item_id), 0)) order by l.created_at, l.id)
        from order_item i join order_line_item l on l.id = i.item_id
        where i.order_id = o.id and i.version = o.version and i.deleted_at is null) as lines,
      coalesce((select json_agg(t.tracking_number order by g.created_at, t.id) from gone g
        join fulfillment_label t on t.fulfillment_id = g.id where g.order_id = o.id and t.deleted_at is null),
          '[]') as tracking
    from "order" o left join order_address a on a.id = o.shipping_address_id left join money m on m.order_id = o.id
    where not o.is_draft_order and o.deleted_at is null order by o.display_id`);
  return rows;
}
