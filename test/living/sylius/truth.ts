/** What the shop's own tables say. */
import type { TrueItem, TrueOrder } from "../driver.ts";
import type { ShopDatabase } from "../php/database.ts";
import { momentOf } from "../php/moment.ts";

export interface Seen {
  readonly channel: string;
  readonly locale: string;
  readonly zone: string;
}

const money = (minor: string | number | null): string => (Number(minor ?? 0) / 100).toFixed(2);

interface ItemRow {
  readonly id: number;
  readonly sku: string;
  readonly title: string;
  readonly price: number;
  readonly onHand: number;
  readonly onHold: number;
}

/** Items of the channel that the shop counts. While a promotion runs, the price is the one from before. */
export async function trueItems(database: ShopDatabase, { channel, locale }: Seen): Promise<readonly TrueItem[]> {
  const rows = await database.rows<ItemRow>(
    `select v.id, v.code as sku, t.name as title, coalesce(c.original_price, c.price) as price,
       v.on_hand as onHand, v.on_hold as onHold
     from sylius_product_variant v
     join sylius_product p on p.id = v.product_id and p.enabled = 1
     join sylius_product_channels l on l.product_id = p.id
     join sylius_channel h on h.id = l.channel_id and h.code = ?
     join sylius_channel_pricing c on c.product_variant_id = v.id and c.channel_code = h.code
     left join sylius_product_translation t on t.translatable_id = p.id and t.locale = ?
     where v.enabled = 1 and v.tracked = 1 order by v.id`,
    [channel, locale],
  );
  return rows.map(({ sku, title, price, onHand, onHold }) => ({
    key: sku,
    sku,
    productTitle: title,
    price: money(price),
    places: [{ place: "", onHand: Number(onHand), promised: Number(onHold) }],
  }));
}

interface OrderRow {
  readonly id: number;
  readonly key: string;
  readonly number: string;
  readonly state: string;
  readonly currency: string;
  readonly placed: string;
  readonly total: string;
  readonly paid: string | null;
  readonly refunded: string | null;
  readonly email: string;
  readonly city: string;
  readonly parcels: number;
}

interface LineRow {
  readonly orderId: number;
  readonly sku: string;
  readonly quantity: number;
}

/** An order has one parcel; a cancellation puts all its units back, also when it has left. */
export async function trueOrders(database: ShopDatabase, { channel, zone }: Seen): Promise<readonly TrueOrder[]> {
  const paid = (states: string) =>
    `(select sum(y.amount) from sylius_payment y where y.order_id = o.id and y.state in (${states}))`;
  const orders = await database.rows<OrderRow>(
    `select o.id, o.token_value as \`key\`, o.number, o.state, o.currency_code as currency,
       o.checkout_completed_at as placed, o.total, ${paid("'completed', 'refunded'")} as paid,
       ${paid("'refunded'")} as refunded, c.email, a.city,
       (select count(*) from sylius_shipment s where s.order_id = o.id and s.state = 'shipped') as parcels
     from sylius_order o
     join sylius_channel h on h.id = o.channel_id and h.code = ?
     left join sylius_customer c on c.id = o.customer_id
     left join sylius_address a on a.id = coalesce(o.shipping_address_id, o.billing_address_id)
     where o.checkout_state = 'completed' order by o.id`,
    [channel],
  );
  const lines = Map.groupBy(
    await database.rows<LineRow>(
      `select i.order_id as orderId, v.code as sku, i.quantity
       from sylius_order_item i join sylius_product_variant v on v.id = i.variant_id order by i.id`,
    ),
    ({ orderId }) => Number(orderId),
  );
  const parcels = Map.groupBy(
    await database.rows<{ readonly orderId: number; readonly number: string }>(
      `select order_id as orderId, tracking as number from sylius_shipment
       where state = 'shipped' and coalesce(tracking, '') <> '' order by id`,
    ),
    ({ orderId }) => Number(orderId),
  );
  return orders.map((order) => {
    const [isCancelled, hasLeft] = [order.state === "cancelled", Number(order.parcels) > 0];
    return {
      key: order.key,
      number: order.number,
      currency: order.currency,
      placedAt: momentOf(order.placed, zone),
      total: money(order.total),
      paid: money(order.paid),
      refunded: money(order.refunded),
      cancelled: isCancelled,
      email: order.email,
      city: order.city,
      lines: (lines.get(Number(order.id)) ?? []).map(({ sku, quantity }) => ({
        sku,
        ordered: Number(quantity),
        wanted: isCancelled ? 0 : Number(quantity),
        shipped: hasLeft ? Number(quantity) : 0,
      })),
      tracking: (parcels.get(Number(order.id)) ?? []).map(({ number }) => number),
    };
  });
}
