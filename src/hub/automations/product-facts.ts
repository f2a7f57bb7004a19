/** What automations look at of products, read for many events at once. */
import type { Facts } from "../../commerce/automations/definition.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import { type Happening, moneyFact } from "./happening.ts";

interface Row {
  readonly id: string;
  readonly title: string;
  readonly brand: string | null;
  readonly kind: string;
  readonly tags: readonly string[];
  readonly categories: readonly string[];
  readonly active: boolean;
  readonly createdAt: Date;
  readonly images: number;
  readonly channels: readonly string[];
  readonly variants: number;
  readonly skus: readonly string[];
  readonly barcodes: readonly string[];
  readonly currency: string | null;
  readonly lowestPrice: string | null;
  readonly highestPrice: string | null;
  readonly costCurrency: string | null;
  readonly highestCost: string | null;
  readonly lowestMargin: string | null;
  readonly available: string | null;
  readonly locationId: string | null;
  readonly availableThere: number | null;
  readonly reorderPoint: number | null;
}

/** Of the variant `n.variant`, or of all of the product. Amounts of several currencies are not known together. */
const VARIANTS = `select count(*)::int as variants, coalesce(array_agg(v.sku order by v.position, v.id), '{}') as skus,
    coalesce(array_agg(v.barcode order by v.position, v.id) filter (where v.barcode is not null), '{}') as barcodes,
    case when count(distinct v.currency) = 1 then min(v.currency) end as currency,
    case when bool_and(v.price_minor is not null) then min(v.price_minor)::text end as "lowestPrice",
    case when bool_and(v.price_minor is not null) then max(v.price_minor)::text end as "highestPrice",
    case when count(distinct k.currency) = 1 then min(k.currency) end as "costCurrency",
    case when bool_and(k.cost is not null) then max(k.cost)::text end as "highestCost",
    case when bool_and(v.price_minor > 0 and k.cost is not null and k.currency = v.currency)
      then round(min((v.price_minor - k.cost) * 100.0 / nullif(v.price_minor, 0)), 2)::text end as "lowestMargin",
    case when bool_and(v.counted and not s.is_bundle) then sum(s.available)::text end as available
  from argosy.variant v
  cross join lateral (
    select coalesce(v.cost_minor, p.cost_minor) as cost,
      case when v.cost_minor is null then g.currency else v.currency end as currency) k
  cross join lateral (
    select coalesce(sum(e.available), 0) as available,
      exists (select from argosy.bundle_item b
        where b.organization_id = argosy.tenant() and b.bundle_variant_id = v.id) as is_bundle
    from argosy.level e
    join argosy.location o on o.organization_id = argosy.tenant() and o.id = e.location_id and o.active
    where e.organization_id = argosy.tenant() and e.variant_id = v.id) s
  where v.organization_id = argosy.tenant() and v.product_id = p.id and v.deleted_at is null
    and (n.variant is null or v.id = n.variant)`;

/** Also what is on its way there. */
const CHANNELS = `select coalesce(array_agg(distinct c.id), '{}') as channels
  from (
    select l.connection_id as id
    from argosy.product_listing l
    where l.organization_id = argosy.tenant() and l.product_id = p.id and l.gone_at is null and n.variant is null
    union all
    select l.connection_id
    from argosy.variant v
    join argosy.listing l on l.organization_id = argosy.tenant() and l.variant_id = v.id and l.state = 'mapped'
      and l.gone_at is null
    where v.organization_id = argosy.tenant() and v.product_id = p.id and (n.variant is null or v.id = n.variant)) a
  join argosy.connection c on c.organization_id = argosy.tenant() and c.id = a.id and c.deleted_at is null`;

const PRODUCTS = `select n.id, p.title, p.brand, p.kind, p.active, p.created_at as "createdAt",
    case when jsonb_typeof(p.attributes -> 'tags') = 'array'
      then array(select jsonb_array_elements_text(p.attributes -> 'tags')) else '{}' end as tags,
    array(select c.name
      from argosy.product_category q
      join argosy.category c on c.organization_id = argosy.tenant() and c.id = q.category_id
      where q.organization_id = argosy.tenant() and q.product_id = p.id
      order by c.name) as categories,
    (select count(*)::int from argosy.image i
     where i.organization_id = argosy.tenant() and i.product_id = p.id) as images,
    h.channels, v.*, n.location as "locationId", e.available as "availableThere", e.reorder_point as "reorderPoint"
  from json_to_recordset($1) as n(id text, product uuid, variant uuid, location uuid)
  join argosy.product p on p.organization_id = argosy.tenant() and p.id = n.product and p.deleted_at is null
  join argosy.organization g on g.organization_id = argosy.tenant()
  cross join lateral (${VARIANTS}) v
  cross join lateral (${CHANNELS}) h
  left join argosy.level e on e.organization_id = argosy.tenant() and e.variant_id = n.variant
    and e.location_id = n.location`;

/** Which variant it happened to, and where; null: to the whole product, at all locations. */
export function locationOf({ detail }: Pick<Happening, "detail">): {
  readonly variant: string | null;
  readonly location: string | null;
} {
  const [variant = null, location = null] = detail === null ? [] : detail.split(" ");
  return { variant, location };
}

/** By the happening's id; one whose product or variant is gone has none. */
export async function productFacts(tx: Tx, happenings: readonly Happening[]): Promise<ReadonlyMap<string, Facts>> {
  const requested = happenings.map((each) => ({ id: each.id, product: each.subjectId, ...locationOf(each) }));
  const rows = await tx.rows<Row>(PRODUCTS, [jsonRows(requested)]);
  return new Map(rows.flatMap((row) => (row.variants === 0 ? [] : [[row.id, factsOfRow(row)] as const])));
}

const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));

const factsOfRow = (row: Row): Facts => ({
  "product.title": row.title,
  "product.brand": row.brand,
  "product.type": row.kind,
  "product.tags": row.tags,
  "product.categories": row.categories,
  "product.is_active": row.active,
  "product.created_at": row.createdAt.toISOString(),
  "product.images": row.images,
  "product.channels": row.channels,
  "product.variants": row.variants,
  "product.skus": row.skus,
  "product.barcodes": row.barcodes,
  "product.lowest_price": moneyFact(row.lowestPrice, row.currency),
  "product.highest_price": moneyFact(row.highestPrice, row.currency),
  "product.highest_cost": moneyFact(row.highestCost, row.costCurrency),
  "product.lowest_margin": numberOf(row.lowestMargin),
  "product.available": numberOf(row.available),
  "place.location": row.locationId,
  "place.available": row.availableThere,
  "place.reorder_point": row.reorderPoint,
});
