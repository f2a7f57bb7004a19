/** What the shop's own tables say. Orders are kept in tables of their own or as posts, whichever the shop has chosen. */
import type { TrueItem, TrueLine, TrueOrder } from "../driver.ts";
import type { ShopDatabase } from "../php/database.ts";

/** Not placed, or thrown away. */
const NO_ORDER = ["trash", "auto-draft", "draft", "wc-checkout-draft"].map((status) => `'${status}'`).join(", ");

interface OrderRow {
  readonly id: number;
  readonly type: string;
  readonly parent: number;
  readonly status: string;
  readonly currency: string;
  readonly total: string;
  readonly created: string;
  readonly isPaid: number;
  readonly isCompleted: number;
  readonly email: string;
  readonly city: string;
}

const OWN_TABLES = (prefix: string) => `
  select o.id, o.type, o.parent_order_id as parent, o.status, o.currency, o.total_amount as total,
    o.date_created_gmt as created, p.date_paid_gmt is not null as isPaid,
    p.date_completed_gmt is not null as isCompleted,
    o.billing_email as email, coalesce(nullif(s.city, ''), b.city) as city
  from ${prefix}wc_orders o
  left join ${prefix}wc_order_operational_data p on p.order_id = o.id
  left join ${prefix}wc_order_addresses s on s.order_id = o.id and s.address_type = 'shipping'
  left join ${prefix}wc_order_addresses b on b.order_id = o.id and b.address_type = 'billing'
  where o.type in ('shop_order', 'shop_order_refund') and o.status not in (${NO_ORDER})
  order by o.id`;

const meta = (prefix: string, key: string) =>
  `(select max(m.meta_value) from ${prefix}postmeta m where m.post_id = o.ID and m.meta_key = '${key}')`;

const POSTS = (prefix: string) => `
  select o.ID as id, o.post_type as type, o.post_parent as parent, o.post_status as status,
    ${meta(prefix, "_order_currency")} as currency, ${meta(prefix, "_order_total")} as total,
    o.post_date_gmt as created,
    coalesce(${meta(prefix, "_date_paid")}, '') <> '' as isPaid,
    coalesce(${meta(prefix, "_date_completed")}, '') <> '' as isCompleted,
    ${meta(prefix, "_billing_email")} as email,
    coalesce(nullif(${meta(prefix, "_shipping_city")}, ''), ${meta(prefix, "_billing_city")}) as city
  from ${prefix}posts o
  where o.post_type in ('shop_order', 'shop_order_refund') and o.post_status not in (${NO_ORDER})
  order by o.ID`;

export interface Truth {
  items(): Promise<readonly TrueItem[]>;
  orders(): Promise<readonly TrueOrder[]>;
  /** Id of the item with this SKU. */
  itemOf(sku: string): Promise<number>;
  imagesOf(sku: string): Promise<readonly string[]>;
  /** What the shop counts of an item, also parts of a unit. */
  exactly(sku: string): Promise<number>;
  /** What the gateway of ours paid back for an order, amount by amount. */
  paidBack(order: string): Promise<readonly string[]>;
}

export interface StoredTruth {
  readonly prefix: string;
  readonly hasOwnTables: boolean;
  /** Whether the shop keeps parcels of its own. */
  readonly hasParcels: boolean;
}

const money = (value: string | number): string => Math.abs(Number(value)).toFixed(2);

export function truthOf(database: ShopDatabase, stored: StoredTruth): Truth {
  const { prefix } = stored;
  return {
    items: () => trueItems(database, prefix),
    orders: () => trueOrders(database, stored),
    async itemOf(sku) {
      const [row] = await database.rows<{ id: number }>(
        `select p.ID as id from ${prefix}postmeta m join ${prefix}posts p on p.ID = m.post_id
         where m.meta_key = '_sku' and m.meta_value = ? and p.post_status <> 'trash'`,
        [sku],
      );
      return Number(row?.id ?? 0);
    },
    async exactly(sku) {
      const [row] = await database.rows<{ stock: string }>(
        `select s.meta_value as stock from ${prefix}postmeta m join ${prefix}postmeta s on s.post_id = m.post_id
         where m.meta_key = '_sku' and m.meta_value = ? and s.meta_key = '_stock'`,
        [sku],
      );
      return Number(row?.stock);
    },
    async imagesOf(sku) {
      const [row] = await database.rows<{ first: string | null; others: string | null }>(
        `select (select max(t.meta_value) from ${prefix}postmeta t where t.post_id = m.post_id
            and t.meta_key = '_thumbnail_id') as first,
           (select max(g.meta_value) from ${prefix}postmeta g where g.post_id = m.post_id
            and g.meta_key = '_product_image_gallery') as others
         from ${prefix}postmeta m where m.meta_key = '_sku' and m.meta_value = ?`,
        [sku],
      );
      return [row?.first ?? "", ...(row?.others ?? "").split(",")].filter((id) => id !== "" && id !== "0");
    },
    async paidBack(order) {
      const rows = await database.rows<{ amount: string }>(
        `select option_value as amount from ${prefix}options where option_name like ? order by option_id`,
        [`argosy\\_living\\_paid\\_back\\_${order}\\_%`],
      );
      return rows.map(({ amount }) => money(amount));
    },
  };
}

interface ItemRow {
  readonly id: number;
  readonly sku: string;
  readonly title: string;
  readonly price: string;
  readonly stock: string;
  readonly promised: string;
}

/** Items that are on sale, counted in whole units by themselves and have a SKU. Units of buyers on their way to pay are kept aside, not taken. */
async function trueItems(database: ShopDatabase, prefix: string): Promise<readonly TrueItem[]> {
  const rows = await database.rows<ItemRow>(
    `select p.ID as id, sku.meta_value as sku, coalesce(parent.post_title, p.post_title) as title,
       price.meta_value as price, stock.meta_value as stock,
       coalesce((select sum(r.stock_quantity) from ${prefix}wc_reserved_stock r
         where r.product_id = p.ID and r.expires > now()), 0) as promised
     from ${prefix}posts p
     join ${prefix}postmeta sku on sku.post_id = p.ID and sku.meta_key = '_sku' and sku.meta_value <> ''
     join ${prefix}postmeta counted on counted.post_id = p.ID and counted.meta_key = '_manage_stock'
       and counted.meta_value = 'yes'
     left join ${prefix}postmeta stock on stock.post_id = p.ID and stock.meta_key = '_stock'
     left join ${prefix}postmeta price on price.post_id = p.ID and price.meta_key = '_regular_price'
     left join ${prefix}posts parent on parent.ID = p.post_parent and p.post_type = 'product_variation'
     where p.post_type in ('product', 'product_variation') and p.post_status = 'publish' and sku.meta_value <> 'CLOTH'
       and not exists (select 1 from ${prefix}posts v where v.post_parent = p.ID and v.post_type = 'product_variation')
     order by p.ID`,
  );
  const whole = rows.filter(({ stock }) => Number.isInteger(Number(stock ?? 0)));
  return whole.map((row) => ({
    key: String(row.id),
    sku: row.sku,
    productTitle: row.title,
    price: money(row.price),
    places: [{ place: "", onHand: Number(row.stock ?? 0), promised: Number(row.promised) }],
  }));
}

interface LineRow {
  readonly id: number;
  readonly orderId: number;
  readonly sku: string | null;
  readonly quantity: string;
  readonly of: string | null;
  readonly back: string | null;
}

async function linesOf(database: ShopDatabase, prefix: string): Promise<readonly LineRow[]> {
  const of = (key: string) =>
    `(select max(m.meta_value) from ${prefix}woocommerce_order_itemmeta m
      where m.order_item_id = i.order_item_id and m.meta_key = '${key}')`;
  return database.rows<LineRow>(
    `select i.order_item_id as id, i.order_id as orderId, ${of("_qty")} as quantity,
       ${of("_refunded_item_id")} as \`of\`,
       ${of("_restock_refunded_items")} as back,
       (select max(s.meta_value) from ${prefix}postmeta s where s.meta_key = '_sku'
         and s.post_id = coalesce(nullif(${of("_variation_id")}, '0'), ${of("_product_id")})) as sku
     from ${prefix}woocommerce_order_items i where i.order_item_type = 'line_item' order by i.order_item_id`,
  );
}

interface Parcel {
  readonly orderId: string;
  readonly tracking: readonly string[];
  readonly items: ReadonlyMap<number, number>;
}

/** Of an order shipped in parts the hub notes in the order which units have left; the shop itself has no place for it. */
async function sentByHub(database: ShopDatabase, { prefix, hasOwnTables }: StoredTruth): Promise<readonly Parcel[]> {
  const [table, id] = hasOwnTables ? ["wc_orders_meta", "order_id"] : ["postmeta", "post_id"];
  const rows = await database.rows<{ orderId: number; value: string }>(
    `select ${id} as orderId, meta_value as value from ${prefix}${table} where meta_key = '_argosy_shipped'`,
  );
  return rows.map(({ orderId, value }) => {
    const items = new Map<number, number>();
    for (const [, line, quantity] of value.matchAll(/"lineKey";s:\d+:"(\d+)";s:\d+:"quantity";i:(\d+)/g))
      items.set(Number(line), (items.get(Number(line)) ?? 0) + Number(quantity));
    return { orderId: String(orderId), tracking: [], items };
  });
}

/** Of a shop that keeps parcels; of others what was noted for people to read. */
async function parcelsOf(database: ShopDatabase, stored: StoredTruth): Promise<readonly Parcel[]> {
  const { prefix, hasParcels } = stored;
  if (!hasParcels) {
    const notes = await database.rows<{ orderId: number; text: string }>(
      `select comment_post_ID as orderId, comment_content as text from ${prefix}comments
       where comment_type = 'order_note' and comment_content like 'Shipped%' order by comment_ID`,
    );
    const noted = notes.map(({ orderId, text }) => ({
      orderId: String(orderId),
      tracking: [/tracking (\S+)/.exec(text)?.[1] ?? ""],
      items: new Map(),
    }));
    return [...noted, ...(await sentByHub(database, stored))];
  }
  const rows = await database.rows<{ orderId: string; number: string | null; items: string | null }>(
    `select f.entity_id as orderId,
       (select max(m.meta_value) from ${prefix}wc_order_fulfillment_meta m where m.fulfillment_id = f.fulfillment_id
         and m.meta_key = '_tracking_number') as number,
       (select max(m.meta_value) from ${prefix}wc_order_fulfillment_meta m where m.fulfillment_id = f.fulfillment_id
         and m.meta_key = '_items') as items
     from ${prefix}wc_order_fulfillments f where f.is_fulfilled = 1 and f.date_deleted is null
     order by f.fulfillment_id`,
  );
  return rows.map(({ orderId, number, items }) => {
    const existing = JSON.parse(items ?? "[]") as readonly { readonly item_id: number; readonly qty: number }[];
    return {
      orderId: String(orderId),
      tracking: number ? [number.replace(/^"|"$/g, "")] : [],
      items: new Map(existing.map((one) => [Number(one.item_id), Number(one.qty)])),
    };
  });
}

async function trueOrders(database: ShopDatabase, stored: StoredTruth): Promise<readonly TrueOrder[]> {
  const all = await database.rows<OrderRow>((stored.hasOwnTables ? OWN_TABLES : POSTS)(stored.prefix));
  const lines = Map.groupBy(await linesOf(database, stored.prefix), (line) => Number(line.orderId));
  const parcels = Map.groupBy(await parcelsOf(database, stored), (parcel) => parcel.orderId);
  const refunds = Map.groupBy(
    all.filter(({ type }) => type === "shop_order_refund"),
    ({ parent }) => Number(parent),
  );
  return all
    .filter(({ type }) => type === "shop_order")
    .map((order) => {
      const own = refunds.get(Number(order.id)) ?? [];
      const sent = parcels.get(String(order.id)) ?? [];
      const returned = own.flatMap(({ id }) => lines.get(Number(id)) ?? []);
      const isPaid = Number(order.isPaid) === 1 && !["wc-pending", "wc-failed"].includes(order.status);
      // What was paid back whole and never went out is over too.
      const isCancelled =
        order.status === "wc-cancelled" || (order.status === "wc-refunded" && Number(order.isCompleted) === 0);
      const isGone = !isCancelled && ["wc-completed", "wc-refunded"].includes(order.status);
      return {
        key: String(order.id),
        number: String(order.id),
        currency: order.currency,
        placedAt: `${order.created.replace(" ", "T")}.000Z`,
        total: money(order.total),
        paid: isPaid ? money(order.total) : "0.00",
        refunded: money(own.reduce((sum, { total }) => sum + Math.abs(Number(total)), 0)),
        cancelled: isCancelled,
        email: order.email,
        city: order.city,
        lines: (lines.get(Number(order.id)) ?? []).map((line) =>
          trueLine(line, { returned, sent, isCancelled, isGone }),
        ),
        tracking: sent.flatMap(({ tracking }) => tracking),
      };
    });
}

interface Fate {
  readonly returned: readonly LineRow[];
  readonly sent: readonly Parcel[];
  readonly isCancelled: boolean;
  readonly isGone: boolean;
}

/** A completed order has left whole. Units paid back that had not left are not wanted; of those that had, what came back. */
function trueLine(line: LineRow, { returned, sent, isCancelled, isGone }: Fate): TrueLine {
  const ordered = Math.ceil(Number(line.quantity));
  const paidBack = returned
    .filter(({ of }) => Number(of) === Number(line.id))
    .reduce((sum, { quantity }) => sum + Math.abs(Number(quantity)), 0);
  const inParcels = sent.reduce((sum, { items }) => sum + (items.get(Number(line.id)) ?? 0), 0);
  const shipped = isGone ? ordered : inParcels;
  const back = shipped > 0 ? Math.min(Number(line.back ?? 0), paidBack, shipped) : 0;
  const expected = isGone ? ordered : isCancelled ? shipped : Math.max(shipped, Math.ceil(ordered - paidBack));
  return { sku: line.sku ?? "", ordered, wanted: expected - back, shipped };
}
