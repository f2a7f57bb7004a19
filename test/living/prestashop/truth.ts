/** What the shop's own tables say. */
import type { TrueItem, TrueLine, TrueOrder } from "../driver.ts";
import type { ShopDatabase } from "../php/database.ts";
import { momentOf } from "../php/moment.ts";
import type { ItemOfShop } from "./checkout.ts";

const SHIPPED = [4, 5];
/** Puts every unit back, also those that have left. */
const CANCELLED = 6;
/** Cancelled, and paid back by the state of that name. */
const OVER = [CANCELLED, 7];

export interface Truth {
  items(): Promise<readonly TrueItem[]>;
  orders(): Promise<readonly TrueOrder[]>;
  itemOf(sku: string): Promise<ItemOfShop>;
  imagesOf(sku: string): Promise<readonly string[]>;
}

const money = (value: string | number | null): string => Number(value ?? 0).toFixed(2);

export function truthOf(database: ShopDatabase, prefix: string): Truth {
  return {
    items: () => trueItems(database, prefix),
    orders: () => trueOrders(database, prefix),
    async itemOf(sku) {
      const [row] = await database.rows<ItemOfShop>(
        `select product, combination from (${itemsSql(prefix)}) i where sku = ?`,
        [sku],
      );
      return { product: Number(row?.product ?? 0), combination: Number(row?.combination ?? 0) };
    },
    async imagesOf(sku) {
      const rows = await database.rows<{ id: number }>(
        `select m.id_image as id from ${prefix}image m where m.id_product in
           (select product from (${itemsSql(prefix)}) i where sku = ?) order by m.position`,
        [sku],
      );
      return rows.map(({ id }) => String(id));
    },
  };
}

/** Products without combinations, and combinations; prices without tax. */
const itemsSql = (prefix: string): string => `
  select p.id_product as product, 0 as combination, p.reference as sku, s.price as net, s.id_tax_rules_group as taxes
  from ${prefix}product p join ${prefix}product_shop s on s.id_product = p.id_product
  where s.active = 1 and p.reference <> ''
    and not exists (select 1 from ${prefix}product_attribute a where a.id_product = p.id_product)
  union all
  select p.id_product, a.id_product_attribute, a.reference, s.price + t.price, s.id_tax_rules_group
  from ${prefix}product p join ${prefix}product_shop s on s.id_product = p.id_product
  join ${prefix}product_attribute a on a.id_product = p.id_product
  join ${prefix}product_attribute_shop t on t.id_product_attribute = a.id_product_attribute
  where s.active = 1 and a.reference <> ''`;

/** Of a pack that takes only what is in it nobody looks at the row of its own. */
const hasOwnNumber = (prefix: string): string => `not (p.cache_is_pack = 1 and 1 = if(p.pack_stock_type = 3,
  (select value from ${prefix}configuration where name = 'PS_PACK_STOCK_TYPE' limit 1), p.pack_stock_type))`;

async function trueItems(database: ShopDatabase, prefix: string): Promise<readonly TrueItem[]> {
  const rows = await database.rows<{
    readonly product: number;
    readonly combination: number;
    readonly sku: string;
    readonly title: string;
    readonly net: string;
    readonly rate: string | null;
    readonly stock: number | null;
  }>(
    `select i.product, i.combination, i.sku, l.name as title, i.net,
       (select max(t.rate) from ${prefix}tax_rule r join ${prefix}tax t on t.id_tax = r.id_tax
         where r.id_tax_rules_group = i.taxes and r.id_country = (select value from ${prefix}configuration
           where name = 'PS_COUNTRY_DEFAULT' limit 1)) as rate,
       (select sum(k.quantity) from ${prefix}stock_available k
         where k.id_product = i.product and k.id_product_attribute = i.combination) as stock
     from (${itemsSql(prefix)}) i
     join ${prefix}product p on p.id_product = i.product and ${hasOwnNumber(prefix)}
     join ${prefix}product_lang l on l.id_product = i.product and l.id_lang = (select value from ${prefix}configuration
       where name = 'PS_LANG_DEFAULT' limit 1)
     order by 1, 2`,
  );
  return rows.map(({ product, combination, sku, title, net, rate, stock }) => ({
    key: `${product}-${combination}`,
    sku,
    productTitle: title,
    price: money(Number(net) * (1 + Number(rate ?? 0) / 100)),
    places: [{ place: "", onHand: Number(stock ?? 0), promised: 0 }],
  }));
}

interface OrderRow {
  readonly id: number;
  readonly reference: string;
  readonly state: number;
  readonly currency: string;
  readonly added: number;
  readonly total: string;
  readonly paid: string;
  readonly refunded: string | null;
  readonly email: string;
  readonly city: string;
  readonly wasShipped: number;
  readonly isCarried: number;
}

interface LineRow {
  readonly orderId: number;
  readonly sku: string;
  readonly ordered: number;
  readonly refunded: number;
  readonly returned: number;
  readonly back: number;
  /** Paid back by a slip from before the parcel left. */
  readonly early: number | null;
}

async function trueOrders(database: ShopDatabase, prefix: string): Promise<readonly TrueOrder[]> {
  const shippedAt = `(select min(h.date_add) from ${prefix}order_history h
    where h.id_order = o.id_order and h.id_order_state in (${SHIPPED.join(", ")}))`;
  const orders = await database.rows<OrderRow>(
    `select o.id_order as id, o.reference, o.current_state as state, c.iso_code as currency,
       o.date_add as added, o.total_paid_tax_incl as total, o.total_paid_real as paid,
       (select sum(s.total_products_tax_incl + s.total_shipping_tax_incl) from ${prefix}order_slip s
         where s.id_order = o.id_order) as refunded,
       b.email, a.city, ${shippedAt} is not null as wasShipped,
       exists (select 1 from ${prefix}order_carrier k where k.id_order = o.id_order) as isCarried
     from ${prefix}orders o join ${prefix}currency c on c.id_currency = o.id_currency
     left join ${prefix}customer b on b.id_customer = o.id_customer
     left join ${prefix}address a on a.id_address = o.id_address_delivery
     order by o.id_order`,
  );
  const lines = Map.groupBy(
    await database.rows<LineRow>(
      `select d.id_order as orderId, d.product_reference as sku, d.product_quantity as ordered,
         d.product_quantity_refunded as refunded, d.product_quantity_return as returned,
         d.product_quantity_reinjected as back,
         (select sum(x.product_quantity) from ${prefix}order_slip_detail x
           join ${prefix}order_slip s on s.id_order_slip = x.id_order_slip
           join ${prefix}orders o on o.id_order = s.id_order
           where x.id_order_detail = d.id_order_detail and s.date_add < ${shippedAt}) as early
       from ${prefix}order_detail d order by d.id_order_detail`,
    ),
    ({ orderId }) => Number(orderId),
  );
  const parcels = Map.groupBy(
    await database.rows<{ readonly orderId: number; readonly number: string }>(
      `select id_order as orderId, tracking_number as number from ${prefix}order_carrier
       where coalesce(tracking_number, '') <> '' order by id_order_carrier`,
    ),
    ({ orderId }) => Number(orderId),
  );
  const zone = await zoneOf(database, prefix);
  return orders.map((order) => {
    const isOver = OVER.includes(Number(order.state));
    const isCancelled = Number(order.state) === CANCELLED;
    const hasLeft = Number(order.wasShipped) === 1;
    return {
      key: String(order.id),
      number: order.reference,
      currency: order.currency,
      placedAt: momentOf(String(order.added), zone),
      total: money(order.total),
      paid: money(order.paid),
      refunded: money(order.refunded),
      cancelled: isOver,
      email: order.email,
      city: order.city,
      lines: (lines.get(Number(order.id)) ?? []).map((line) => trueLine(line, { isOver, isCancelled, hasLeft })),
      // An order without a carrier, as the Webservice makes them, has no place for a number.
      tracking:
        Number(order.isCarried) === 0
          ? null
          : hasLeft
            ? (parcels.get(Number(order.id)) ?? []).map(({ number }) => number)
            : [],
    };
  });
}

function trueLine(
  line: LineRow,
  { isOver, isCancelled, hasLeft }: Readonly<Record<"isOver" | "isCancelled" | "hasLeft", boolean>>,
): TrueLine {
  const ordered = Number(line.ordered);
  const dropped = hasLeft ? Number(line.early ?? 0) : Number(line.refunded) + Number(line.returned);
  const shipped = hasLeft ? ordered - dropped : 0;
  if (isOver && !hasLeft) return { sku: line.sku, ordered, wanted: 0, shipped };
  if (isCancelled) return { sku: line.sku, ordered, wanted: 0, shipped };
  const back = hasLeft ? Math.max(0, Number(line.back) - dropped) : 0;
  return { sku: line.sku, ordered, wanted: ordered - dropped - back, shipped };
}

async function zoneOf(database: ShopDatabase, prefix: string): Promise<string> {
  const [row] = await database.rows<{ readonly value: string }>(
    `select value from ${prefix}configuration where name = 'PS_TIMEZONE' limit 1`,
  );
  return row?.value ?? "UTC";
}
