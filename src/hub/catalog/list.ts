import type { Optional } from "../../commerce/optional.ts";
import { searchedForms } from "../../commerce/product-codes.ts";
import type { Tx } from "../../db/database.ts";
import { storableText } from "../json-column.ts";
import type { Page, PageRequest } from "../paging.ts";
import { searchKinds } from "../search/documents.ts";
import { type IdSort, inOrder, type ListedIds, listIds } from "../search/list-by-id.ts";
import type { Add } from "../search/source.ts";
import { type BothEnds, bothEnds } from "../sorting.ts";
import { bundlesOf, type ProductSummary, VARIANT, VARIANT_FROM, type Variant } from "./read.ts";

export type VariantFilter = PageRequest &
  Optional<{
    /** Words, each the start of one of the SKU, barcode, title, or the product's title or brand. */
    text: string;
    /** Exact SKU in any case. */
    sku: string;
    barcode: string;
    productId: string;
    sort: BothEnds;
  }>;

/** A code that stands at a variant in another form is searched for as it stands there. */
async function asStored(tx: Tx, text: string | undefined): Promise<string | undefined> {
  const forms = text === undefined ? [] : searchedForms(storableText(text));
  if (forms.length < 2) return text;
  const rows = await tx.rows<{ barcode: string }>(
    `select distinct barcode from variant
     where organization_id = argosy.tenant() and deleted_at is null and barcode = any($1::text[])
     order by barcode limit ${forms.length}`,
    [forms],
  );
  const found = rows.map(({ barcode }) => barcode);
  return found.some((barcode) => barcode === text?.trim()) ? text : (found[0] ?? text);
}

/** Variants, newest first or from the other end. */
export async function listVariants(tx: Tx, filter: VariantFilter): Promise<Page<Variant>> {
  const { sku, barcode, productId } = filter;
  const exact = (add: Add, alias: string) =>
    [
      ...(sku === undefined ? [] : [`${alias}.sku_key = ${add(sku.toLowerCase())}`]),
      ...(barcode === undefined ? [] : [`${alias}.barcode = any(${add(searchedForms(barcode))}::text[])`]),
      ...(productId === undefined ? [] : [`${alias}.product_id = ${add(productId)}`]),
    ].join(" and ");
  const few = (add: Add) =>
    `select v.id
     from variant v
     where v.organization_id = argosy.tenant() and v.deleted_at is null and ${exact(add, "v")}`;
  const hasExact = sku !== undefined || barcode !== undefined || productId !== undefined;
  const { items: ids, ...page } = await listIds(tx, filter, {
    kind: searchKinds.variant,
    table: "variant",
    belongs: "t.deleted_at is null",
    asked: hasExact ? (add) => exact(add, "t") : undefined,
    few: hasExact ? few : undefined,
    text: await asStored(tx, filter.text),
    sort: filter.sort === "oldest" ? { isAscending: true } : undefined,
  });
  const rows = ids.length === 0 ? [] : await tx.rows<Variant>(VARIANTS_OF, [ids]);
  return { ...page, items: inOrder(rows, ids) };
}

const VARIANTS_OF = `select ${VARIANT} ${VARIANT_FROM} and v.id = any($1::uuid[])`;

export type ProductFilter = PageRequest &
  Optional<{
    /** Words, each the start of one of the title, brand, SKUs, barcodes, variants' titles or categories. */
    text: string;
    /** In it or below it. */
    categoryId: string;
    active: boolean;
    /** The whole brand, in any case. */
    brand: string;
    /** Listed on this store. */
    connectionId: string;
    sort: ProductSort;
  }>;

/** The newest (default) or oldest first, the last or the longest ago changed, by name from either end. */
export const productSorts = [...bothEnds, "updated", "stalest", "title", "lastTitle"] as const;
export type ProductSort = (typeof productSorts)[number];

const SORTS: Readonly<Record<ProductSort, IdSort | undefined>> = {
  newest: undefined,
  oldest: { isAscending: true },
  updated: { position: "updated_at", isAscending: false },
  stalest: { position: "updated_at", isAscending: true },
  title: { position: "title_key", type: "text", isAscending: true },
  lastTitle: { position: "title_key", type: "text", isAscending: false },
};

/** Products, newest first. */
export async function listProducts(tx: Tx, filter: ProductFilter): Promise<Page<ProductSummary>> {
  const { active, brand, connectionId, categoryId } = filter;
  const categories = categoryId === undefined ? null : await categoriesInside(tx, categoryId);
  const conditions = (add: Add) => [
    ...(active === undefined ? [] : [`t.active = ${add(active)}`]),
    ...(brand === undefined ? [] : [`lower(t.brand) = lower(${add(brand)})`]),
    ...(connectionId === undefined
      ? []
      : [
          `coalesce((${LISTED} and l.product_id = t.id and l.connection_id = ${add(connectionId)}::uuid limit 1), false)`,
        ]),
  ];
  const { items: ids, ...page } = await listIds(tx, filter, {
    kind: searchKinds.product,
    table: "product",
    belongs: "t.deleted_at is null",
    asked: conditions(() => "").length > 0 ? (add) => conditions(add).join(" and ") : undefined,
    listed: categories ? filedIn(categories) : undefined,
    text: await asStored(tx, filter.text),
    sort: SORTS[filter.sort ?? "newest"],
  });
  const rows = ids.length === 0 ? [] : await tx.rows<ProductSummary>(PRODUCTS_OF, [ids]);
  return { ...page, items: inOrder(rows, ids) };
}

const LISTED = "select true from product_listing l where l.organization_id = argosy.tenant()";
const FILED = "select true from product_category c where c.organization_id = argosy.tenant()";

/** Products filed in any of these: one category's list as it stands; of several, each read no further than needed. */
function filedIn(categories: readonly string[]): ListedIds {
  const below = "c.organization_id = argosy.tenant() and c.product_id <";
  const listed = (category: string, size: number, from: string) =>
    `select c.product_id as id from product_category c where ${below} ${from}::uuid and c.category_id = ${category}
     order by c.product_id desc limit ${size}`;
  return {
    isStream: categories.length === 1,
    holds: (add) =>
      `coalesce((${FILED} and c.product_id = t.id and c.category_id = any(${add(categories)}::uuid[]) limit 1), false)`,
    step: (add, from, size) =>
      categories.length === 1
        ? listed(`${add(categories[0])}::uuid`, size, from)
        : `select distinct p.id from unnest(${add(categories)}::uuid[]) v(category)
           cross join lateral (${listed("v.category", size, from)}) p order by p.id desc limit ${size}`,
  };
}

/** This category and all below it. */
export async function categoriesInside(tx: Tx, id: string): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `with recursive inside as (
       select id from category where organization_id = argosy.tenant() and id = $1
       union select c.id from category c join inside i on c.organization_id = argosy.tenant() and c.parent_id = i.id)
     select id from inside`,
    [id],
  );
  return rows.map((row) => row.id);
}

// One of each channel that has it or is being sent it.
const CHANNEL_MARKS = `(select coalesce(json_agg(json_build_object('storeId', o.connection_id, 'state',
      case when o.state in ('failed', 'rejected') then 'failed' when o.ext_key is null then 'publishing'
        when o.off_sale then 'off_sale' when o.is_blocked then 'blocked' else 'listed' end)
      order by o.connection_id), '[]')
    from (select distinct on (l.connection_id) l.connection_id, l.state, l.ext_key, l.is_blocked, l.off_sale
      from product_listing l
      join connection c on c.organization_id = l.organization_id and c.id = l.connection_id and c.deleted_at is null
      where l.organization_id = p.organization_id and l.product_id = p.id and l.gone_at is null
      order by l.connection_id, l.ext_key is null, l.id) as o)`;

// Figures are worked out for the page's rows alone.
const PRODUCTS_OF = `
  select p.id, p.title, p.brand, p.sku, p.active, p.created_at as "createdAt", p.updated_at as "updatedAt", v.variants,
    v.sku as "variantSku", v.currency, v.price_from as "priceFromMinor", v.price_to as "priceToMinor",
    (select i.url from image i where i.organization_id = p.organization_id and i.product_id = p.id
      order by i.position, i.id limit 1) as "imageUrl",
    argosy.int_sum(stock.available + (select coalesce(sum(${bundlesOf("w")}), 0) from variant w
       where w.organization_id = p.organization_id and w.product_id = p.id and w.deleted_at is null)) as available,
    argosy.int_sum(stock.reserved) as reserved, stock.low as "isLow", ${CHANNEL_MARKS} as channels,
    (select count(distinct l.connection_id)::int from product_listing l
      where l.organization_id = p.organization_id and l.product_id = p.id
      and l.ext_key is not null and l.gone_at is null) as stores
  from product p cross join lateral (
    select count(*)::int as variants, case when count(*) = 1 then min(sku) end as sku, min(currency) as currency,
      min(price_minor) as price_from, max(price_minor) as price_to
    from variant v where v.organization_id = p.organization_id and v.product_id = p.id and v.deleted_at is null) as v
  cross join lateral (
    select coalesce(sum(l.available), 0) as available, coalesce(sum(l.reserved), 0) as reserved,
      coalesce(bool_or(l.is_low), false) as low
    from level l
    join variant w on w.organization_id = l.organization_id and w.id = l.variant_id and w.deleted_at is null
    where l.organization_id = p.organization_id and w.product_id = p.id) as stock
  where p.organization_id = argosy.tenant() and p.id = any($1::uuid[]) and p.deleted_at is null`;
