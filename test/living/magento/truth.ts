/** What the shop's own tables say. */
import type { TrueItem, TrueLine, TrueOrder } from "../driver.ts";
import type { ShopDatabase } from "../php/database.ts";
import type { Picked } from "./checkout.ts";

export interface Seen {
  /** Before the name of each table. */
  readonly prefix: string;
  /** Ids of the websites that sell from this source. */
  readonly ids: readonly number[];
  readonly source: string;
  /** Id of the website that sells from sources of its own. */
  readonly apart: number;
}

export interface Truth {
  items(): Promise<readonly TrueItem[]>;
  orders(): Promise<readonly TrueOrder[]>;
  imagesOf(sku: string): Promise<readonly string[]>;
  /** What the shop counts of an item, also parts of a unit. */
  exactly(sku: string): Promise<number>;
  /** What lies at each of these sources, and what is free in all. */
  placesOf(
    sku: string,
    sources: readonly string[],
  ): Promise<{ readonly onHand: readonly number[]; readonly free: number }>;
  readonly picked: Picked;
}

const money = (value: string | number | null): string => Number(value ?? 0).toFixed(2);

export function truthOf(database: ShopDatabase, seen: Seen): Truth {
  return {
    items: () => trueItems(database, seen),
    orders: () => trueOrders(database, seen),
    async imagesOf(sku) {
      const rows = await database.rows<{ readonly file: string }>(
        `select g.value as file from ${seen.prefix}catalog_product_entity e
         join ${seen.prefix}catalog_product_entity_media_gallery_value_to_entity t on t.entity_id = e.entity_id
         join ${seen.prefix}catalog_product_entity_media_gallery g on g.value_id = t.value_id
         left join ${seen.prefix}catalog_product_entity_media_gallery_value p
           on p.value_id = g.value_id and p.entity_id = e.entity_id and p.store_id = 0
         where e.sku = ? order by p.position, g.value_id`,
        [sku],
      );
      return rows.map(({ file }) => file);
    },
    async exactly(sku) {
      const [row] = await database.rows<{ readonly stock: string }>(
        `select quantity + coalesce((select sum(r.quantity) from ${seen.prefix}inventory_reservation r
           where r.sku = i.sku), 0) as stock
         from ${seen.prefix}inventory_source_item i where i.sku = ? and i.source_code = ?`,
        [sku, seen.source],
      );
      return Number(row?.stock);
    },
    async placesOf(sku, sources) {
      const rows = await database.rows<{ readonly source: string; readonly stock: string; readonly booked: string }>(
        `select i.source_code as source, i.quantity as stock,
           coalesce((select sum(r.quantity) from ${seen.prefix}inventory_reservation r
             where r.sku = i.sku), 0) as booked
         from ${seen.prefix}inventory_source_item i where i.sku = ?`,
        [sku],
      );
      const onHand = sources.map((source) => Number(rows.find((row) => row.source === source)?.stock ?? 0));
      return { onHand, free: onHand.reduce((sum, units) => sum + units, Number(rows[0]?.booked ?? 0)) };
    },
    picked: (sku, choice) => (choice ? chosen(database, seen, sku, choice) : partsOf(database, seen, sku)),
  };
}

async function chosen(
  database: ShopDatabase,
  { prefix }: Seen,
  sku: string,
  { name, value }: { readonly name: string; readonly value: string },
): Promise<object> {
  const rows = await database.rows<{ readonly option: number; readonly value: number }>(
    `select o.option_id as \`option\`, v.option_type_id as value from ${prefix}catalog_product_entity e
     join ${prefix}catalog_product_option o on o.product_id = e.entity_id
     join ${prefix}catalog_product_option_title n on n.option_id = o.option_id and n.title = ?
     join ${prefix}catalog_product_option_type_value v on v.option_id = o.option_id
     join ${prefix}catalog_product_option_type_title t on t.option_type_id = v.option_type_id and t.title = ?
     where e.sku = ?`,
    [name, value, sku],
  );
  return { custom_options: rows.map((row) => ({ option_id: String(row.option), option_value: String(row.value) })) };
}

/** Of a bundle its only selections. */
async function partsOf(database: ShopDatabase, { prefix }: Seen, sku: string): Promise<object | null> {
  const rows = await database.rows<{ readonly option: number; readonly selection: number }>(
    `select s.option_id as \`option\`, s.selection_id as selection from ${prefix}catalog_product_entity e
     join ${prefix}catalog_product_bundle_selection s on s.parent_product_id = e.entity_id where e.sku = ?`,
    [sku],
  );
  if (rows.length === 0) return null;
  return {
    bundle_options: rows.map((row) => ({
      option_id: Number(row.option),
      option_qty: 1,
      option_selections: [Number(row.selection)],
    })),
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

/** Items on sale that the shop counts, in whole units. */
async function trueItems(database: ShopDatabase, { prefix, ids, source }: Seen): Promise<readonly TrueItem[]> {
  const value = (table: string, code: string) =>
    `(select max(v.value) from ${prefix}catalog_product_entity_${table} v
      where v.entity_id = e.entity_id and v.store_id = 0 and v.attribute_id = (select a.attribute_id
        from ${prefix}eav_attribute a join ${prefix}eav_entity_type t on t.entity_type_id = a.entity_type_id
        where t.entity_type_code = 'catalog_product' and a.attribute_code = '${code}'))`;
  const rows = await database.rows<ItemRow>(
    `select e.entity_id as id, e.sku, ${value("varchar", "name")} as title, ${value("decimal", "price")} as price,
       coalesce((select if(i.status = 1, i.quantity, 0) from ${prefix}inventory_source_item i
         where i.sku = e.sku and i.source_code = ?), 0) as stock,
       -coalesce((select sum(r.quantity) from ${prefix}inventory_reservation r where r.sku = e.sku), 0) as promised
     from ${prefix}catalog_product_entity e
     join ${prefix}cataloginventory_stock_item c on c.product_id = e.entity_id
       and (c.use_config_manage_stock = 1 or c.manage_stock = 1) and c.is_qty_decimal = 0
     where e.type_id in ('simple', 'virtual', 'downloadable') and ${value("int", "status")} = 1
       and exists (select 1 from ${prefix}catalog_product_website w
         where w.product_id = e.entity_id and w.website_id = ?)
     order by e.entity_id`,
    [source, ids[0] ?? 0],
  );
  return rows.map(({ id, sku, title, price, stock, promised }) => ({
    key: String(id),
    sku,
    productTitle: title,
    price: money(price),
    places: [{ place: source, onHand: Number(stock), promised: Number(promised) }],
  }));
}

interface OrderRow {
  readonly id: number;
  readonly number: string;
  readonly state: string;
  readonly currency: string;
  readonly placed: string;
  readonly total: string;
  readonly paid: string | null;
  readonly refunded: string | null;
  readonly email: string;
  readonly city: string | null;
}

interface LineRow {
  readonly orderId: number;
  readonly id: number;
  readonly parent: number | null;
  readonly type: string;
  readonly sku: string;
  readonly isVirtual: number;
  readonly ordered: string;
  readonly shipped: string;
  readonly cancelled: string;
  readonly refunded: string;
}

async function trueOrders(database: ShopDatabase, { prefix, ids, apart }: Seen): Promise<readonly TrueOrder[]> {
  const orders = await database.rows<OrderRow>(
    `select o.entity_id as id, o.increment_id as number, o.state, o.base_currency_code as currency,
       o.created_at as placed, o.base_grand_total as total, o.base_total_paid as paid,
       o.base_total_refunded as refunded, o.customer_email as email,
       (select a.city from ${prefix}sales_order_address a where a.parent_id = o.entity_id
         and a.address_type = 'shipping') as city
     from ${prefix}sales_order o join ${prefix}store s on s.store_id = o.store_id
     where s.website_id in (${[...ids, apart].join(", ")}) order by o.entity_id`,
  );
  const rows = await database.rows<LineRow>(
    `select order_id as orderId, item_id as id, parent_item_id as parent, product_type as type, sku,
       is_virtual as isVirtual, qty_ordered as ordered, qty_shipped as shipped, qty_canceled as cancelled,
       qty_refunded as refunded
     from ${prefix}sales_order_item order by item_id`,
  );
  const lines = Map.groupBy(rows, ({ orderId }) => Number(orderId));
  const parcels = Map.groupBy(
    await database.rows<{ readonly orderId: number; readonly number: string }>(
      `select order_id as orderId, track_number as number from ${prefix}sales_shipment_track order by entity_id`,
    ),
    ({ orderId }) => Number(orderId),
  );
  return orders.map((order) => {
    const own = linesOf(lines.get(Number(order.id)) ?? []);
    return {
      key: String(order.id),
      number: order.number,
      currency: order.currency,
      placedAt: `${order.placed.replace(" ", "T")}.000Z`,
      total: money(order.total),
      paid: money(order.paid),
      refunded: money(order.refunded),
      // What was paid back whole and never went out is over too.
      cancelled: order.state === "canceled" || (order.state === "closed" && own.every(({ shipped }) => shipped === 0)),
      email: order.email,
      city: order.city,
      lines: own,
      tracking: (parcels.get(Number(order.id)) ?? []).map(({ number }) => number),
    };
  });
}

/** What was bought: of a configurable product the row of its money, of a bundle its parts. */
function linesOf(rows: readonly LineRow[]): readonly TrueLine[] {
  const byId = new Map(rows.map((row) => [Number(row.id), row]));
  return rows.flatMap((row) => {
    const parent = byId.get(Number(row.parent));
    if (row.type === "bundle" || (parent && parent.type !== "bundle")) return [];
    return [trueLine(row, parent)];
  });
}

/** Whether units that had left came back with a credit memo the shop notes nowhere. */
function trueLine(row: LineRow, bundle: LineRow | undefined): TrueLine {
  const ordered = Math.ceil(Number(row.ordered));
  // A bundle that is sent as one counts for its parts.
  const sets = Number(bundle?.shipped ?? 0) / Number(bundle?.ordered ?? 1);
  const shipped = Math.max(Number(row.shipped), sets * ordered);
  const gone = Number(row.cancelled) + Number(row.refunded);
  return { sku: row.sku, ordered, wanted: shipped > 0 && gone > 0 ? null : ordered - gone, shipped };
}
