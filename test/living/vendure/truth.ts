/** What the shop's own tables say. */
import type pg from "pg";
import type { TrueItem, TrueOrder } from "../driver.ts";

const major = (minor: string | number): string => (Number(minor) / 100).toFixed(2);

interface ItemRow {
  readonly id: number;
  readonly sku: string;
  readonly title: string;
  readonly price: number;
  readonly places: TrueItem["places"];
}

export async function trueItems(database: pg.Pool): Promise<readonly TrueItem[]> {
  const { rows } = await database.query<ItemRow>(`
    select v.id, v.sku, p.price,
      (select t.name from product_translation t where t."baseId" = v."productId" and t."languageCode" = 'en') as title,
      coalesce((select json_agg(json_build_object('place', s."stockLocationId"::text, 'onHand', s."stockOnHand",
        'promised', s."stockAllocated") order by s."stockLocationId") from stock_level s
          where s."productVariantId" = v.id),
        '[]') as places
    from product_variant v
    join product_variant_price p on p."variantId" = v.id and p."currencyCode" = 'EUR'
      and p."channelId" = (select c.id from channel c where c.code = 'web')
    where v."deletedAt" is null order by v.id`);
  return rows.map(({ id, sku, title, price, places }) => ({
    key: String(id),
    sku,
    productTitle: title,
    price: major(price),
    places,
  }));
}

/** Files of a product's pictures: the main one, then the others. */
export async function truePictures(database: pg.Pool, sku: string): Promise<readonly string[]> {
  const { rows } = await database.query<{ source: string }>(
    `select a.source from product_asset x join asset a on a.id = x."assetId" join product p on p.id = x."productId"
     join product_variant v on v."productId" = p.id where v.sku = $1 and v."deletedAt" is null
     order by a.id is distinct from p."featuredAssetId", x.position`,
    [sku],
  );
  return rows.map(({ source }) => source);
}

interface OrderRow {
  readonly id: number;
  readonly code: string;
  readonly state: string;
  readonly currency: string;
  readonly placedAt: string;
  readonly total: string;
  readonly paid: string;
  readonly refunded: string;
  readonly email: string;
  readonly city: string;
  readonly lines: TrueOrder["lines"];
  readonly tracking: readonly string[];
}

/**
 * Its columns of time have no zone: of an hour that comes twice the shop itself tells the first. The total as it was
 * bought: of lines that were cancelled since the money that was taken or promised says it.
 */
export async function trueOrders(database: pg.Pool, zone: string): Promise<readonly TrueOrder[]> {
  const { rows } = await database.query<OrderRow>(
    `
    select o.id, o.code, o.state, o."currencyCode" as currency, o."shippingAddress"::jsonb ->> 'city' as city,
      to_char((t.at - case when (t.at - interval '1 hour') at time zone $1 = o."orderPlacedAt" then interval '1 hour'
        else interval '0' end)
        at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "placedAt", c."emailAddress" as email,
      coalesce((select sum(p.amount) from payment p where p."orderId" = o.id and p.state in ('Authorized', 'Settled')),
        0) as total,
      coalesce((select sum(p.amount) from payment p where p."orderId" = o.id and p.state = 'Settled'), 0) as paid,
      coalesce((select sum(r.total) from refund r join payment p on p.id = r."paymentId"
        where p."orderId" = o.id and r.state = 'Settled'),
        0) as refunded,
      (select json_agg(json_build_object('sku', v.sku, 'ordered', l."orderPlacedQuantity", 'wanted', l.quantity,
        'shipped',
        coalesce((select sum(x.quantity) from order_line_reference x join fulfillment f on f.id = x."fulfillmentId"
          where x."orderLineId" = l.id and f.state in ('Shipped', 'Delivered')), 0)) order by l.id)
        from order_line l join product_variant v on v.id = l."productVariantId" where l."orderId" = o.id) as lines,
      coalesce((select json_agg(f."trackingCode" order by f.id) from order_fulfillments_fulfillment j
        join fulfillment f on f.id = j."fulfillmentId"
          where j."orderId" = o.id and f.state in ('Shipped', 'Delivered')),
          '[]') as tracking
    from "order" o
    left join customer c on c.id = o."customerId", lateral (select o."orderPlacedAt" at time zone $1 as at) t
    where o."orderPlacedAt" is not null
    order by o.id`,
    [zone],
  );
  return rows.map(({ id, code, state, total, paid, refunded, ...row }) => ({
    ...row,
    key: String(id),
    number: code,
    total: major(total),
    paid: major(paid),
    refunded: major(refunded),
    cancelled: state === "Cancelled",
  }));
}
