import { columns } from "../../db/columns.ts";
import { type Tx, together } from "../../db/database.ts";
import { outcomeUnknown } from "../sync-state/unknown-outcome.ts";
import type { Base, ContentPair, PairedVariant, Snapshot } from "./fields.ts";

/** A pair with what is known about its last agreement. */
export interface StoredPair extends ContentPair {
  readonly connectionId: string;
  readonly contentSync: boolean;
  /** An older store of the same shop shows this very product as ours: what differs is told there. */
  readonly isTwin: boolean;
  /** A write of ours is under way: what is seen may be its echo. */
  readonly isBeingWritten: boolean;
  /** When the channel changed it last, by its own clock; null where it does not tell. */
  readonly channelAt: Date | null;
}

interface ListingRow {
  readonly id: string;
  readonly connectionId: string;
  readonly productId: string | null;
  readonly snapshot: Snapshot;
  readonly base: Base;
  readonly contentSync: boolean;
  readonly isBeingWritten: boolean;
  readonly channelAt: Date | null;
  /** The products of ours that older stores of the same shop show under this key. */
  readonly twins: readonly string[];
  /** What the product is called and says of itself here alone; null: as everywhere. */
  readonly ownTitle: string | null;
  readonly ownDescription: string | null;
  readonly hasOwnImages: boolean;
  readonly isOffSale: boolean;
  readonly ownAt: Date | null;
}

// Asked for by key, table by table: joined in one statement, tables filled moments ago (a first sync) have no statistics
// and are read whole for every row.
const LISTINGS = `
  select ${columns("", "id connectionId productId snapshot base contentSync")},
    ${outcomeUnknown("product_listing")} as "isBeingWritten",
    case when version_kind = 'time' then to_timestamp(version_value / 1000000.0) end as "channelAt",
    array(select argosy.products_of_twins(organization_id, connection_id, ext_key)) as twins,
    own_title as "ownTitle", own_description_html as "ownDescription", own_images as "hasOwnImages",
    off_sale as "isOffSale", own_at as "ownAt"
  from product_listing
  where organization_id = argosy.tenant() and id = any($1) and ext_key is not null and gone_at is null
    and jsonb_typeof(snapshot) = 'object' order by id`;
const ITEMS = `select id, product_listing_id as owner, ext_key as key, variant_id as variant from listing
  where organization_id = argosy.tenant() and product_listing_id = any($1) and gone_at is null order by id`;
const PRODUCTS = `select ${columns("", "id title descriptionHtml brand active")}, updated_at as "changedAt"
  from product
  where organization_id = argosy.tenant() and id = any($1) and deleted_at is null`;
const VARIANTS = `select v.id, v.product_id as product, v.sku, v.barcode,
    coalesce(v.weight_grams, p.weight_grams) as "weightGrams", coalesce(v.dimensions, p.dimensions) as dimensions,
    v.updated_at as "changedAt"
  from variant v join product p on p.organization_id = v.organization_id and p.id = v.product_id
  where v.organization_id = argosy.tenant() and v.id = any($1) and v.deleted_at is null`;
const IMAGES = `select product_id as product, url, alt
  from image
  where organization_id = argosy.tenant() and product_id = any($1)
  order by position, id`;
const OWN_IMAGES = `select product_listing_id as owner, url, alt
  from argosy.listing_image
  where organization_id = argosy.tenant() and product_listing_id = any($1)
  order by position`;
const CATEGORIES = `select k.connection_id as connection, k.ext_key as key, k.category_id as category
  from category_listing k
  where k.organization_id = argosy.tenant() and k.connection_id = any($1) and k.category_id is not null`;
const PRODUCT_CATEGORIES = `select product_id as product, category_id as category from product_category
  where organization_id = argosy.tenant() and product_id = any($1)`;

/** A link that is planned, and the product it would make the product listing stand for. */
export interface PlannedLink {
  readonly productListingId: string;
  readonly productId: string;
  readonly listingId: string;
  readonly variantId: string;
}

/** Linked products as they stand on both sides, and those that `planned` would link; those gone or never seen are left out. */
export async function contentPairs(
  tx: Tx,
  productListingIds: readonly string[],
  planned: readonly PlannedLink[] = [],
): Promise<StoredPair[]> {
  const ids = [...new Set([...productListingIds, ...planned.map((link) => link.productListingId)])];
  if (ids.length === 0) return [];
  const [listings, items] = await together([
    tx.rows<ListingRow>(LISTINGS, [ids]),
    tx.rows<{ id: string; owner: string; key: string; variant: string | null }>(ITEMS, [ids]),
  ]);
  const products = new Map(planned.map((link) => [link.productListingId, link.productId]));
  const variants = new Map(planned.map((link) => [link.listingId, link.variantId]));
  const owned = listings.flatMap((row) => {
    const productId = row.productId ?? products.get(row.id);
    return productId === undefined ? [] : [{ ...row, productId }];
  });
  const ours = await ourSide(tx, {
    listings: owned.flatMap(({ id, hasOwnImages }) => (hasOwnImages ? [id] : [])),
    products: owned.map((row) => row.productId),
    variants: items.flatMap((item) => item.variant ?? variants.get(item.id) ?? []),
    connections: [...new Set(owned.map((row) => row.connectionId))],
  });
  const byOwner = Map.groupBy(items, (item) => item.owner);
  return owned.flatMap((row) => {
    const product = ours.products.get(row.productId);
    if (!product) return [];
    const keys = ours.categories.get(row.connectionId) ?? new Map<string, string>();
    const own = new Set(ours.inCategories.get(row.productId));
    const paired = (byOwner.get(row.id) ?? []).flatMap((item): PairedVariant[] => {
      const variantId = item.variant ?? variants.get(item.id);
      const variant = variantId === undefined ? undefined : ours.variants.get(variantId);
      if (!variant) return [];
      const { id, ...own } = variant;
      return [{ ...own, listingId: item.id, key: item.key, variantId: id }];
    });
    return [
      {
        ...product,
        ...row,
        ...asShownHere(product, row),
        isTwin: row.twins.includes(row.productId),
        images: (row.hasOwnImages ? ours.ownImages.get(row.id) : ours.images.get(row.productId)) ?? [],
        categoryKeys: [...keys].flatMap(([key, category]) => (own.has(category) ? [key] : [])),
        knownKeys: row.snapshot.categoryKeys.filter((key) => keys.has(key)),
        variants: paired,
      },
    ];
  });
}

/** Our side of one channel: its own words before the product's. */
function asShownHere(product: OurProduct, row: ListingRow) {
  return {
    title: row.ownTitle ?? product.title,
    descriptionHtml: row.ownDescription ?? product.descriptionHtml,
    active: product.active && !row.isOffSale,
    changedAt: row.ownAt !== null && row.ownAt > product.changedAt ? row.ownAt : product.changedAt,
    own: {
      title: row.ownTitle !== null,
      description: row.ownDescription !== null,
      images: row.hasOwnImages,
      active: row.isOffSale,
    },
  };
}

type OurProduct = Pick<ContentPair, "title" | "descriptionHtml" | "brand" | "active" | "changedAt"> & {
  readonly id: string;
};
type OurVariant = Pick<PairedVariant, "sku" | "barcode" | "weightGrams" | "dimensions" | "changedAt"> & {
  readonly id: string;
};

interface OurSide {
  readonly products: ReadonlyMap<string, OurProduct>;
  readonly variants: ReadonlyMap<string, OurVariant>;
  readonly images: ReadonlyMap<string, readonly { url: string; alt: string }[]>;
  /** By product listing. */
  readonly ownImages: ReadonlyMap<string, readonly { url: string; alt: string }[]>;
  /** Our categories by the channel's key, by connection. */
  readonly categories: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly inCategories: ReadonlyMap<string, readonly string[]>;
}

async function ourSide(
  tx: Tx,
  of: {
    /** Product listings with images of their own. */
    readonly listings: readonly string[];
    readonly products: readonly string[];
    readonly variants: readonly string[];
    readonly connections: readonly string[];
  },
): Promise<OurSide> {
  const [products, variants, images, ownImages, categories, memberships] = await together([
    tx.rows<OurProduct>(PRODUCTS, [of.products]),
    tx.rows<OurVariant>(VARIANTS, [of.variants]),
    tx.rows<{ product: string; url: string; alt: string }>(IMAGES, [of.products]),
    of.listings.length === 0
      ? Promise.resolve([])
      : tx.rows<{ owner: string; url: string; alt: string }>(OWN_IMAGES, [of.listings]),
    tx.rows<{ connection: string; key: string; category: string }>(CATEGORIES, [of.connections]),
    tx.rows<{ product: string; category: string }>(PRODUCT_CATEGORIES, [of.products]),
  ]);
  const grouped = <T, K, V>(rows: readonly T[], key: (row: T) => K, value: (row: T) => V) =>
    new Map([...Map.groupBy(rows, key)].map(([name, some]) => [name, some.map(value)] as const));
  return {
    products: new Map(products.map((row) => [row.id, row])),
    variants: new Map(variants.map((row) => [row.id, row])),
    images: grouped(
      images,
      (row) => row.product,
      ({ url, alt }) => ({ url, alt }),
    ),
    ownImages: grouped(
      ownImages,
      (row) => row.owner,
      ({ url, alt }) => ({ url, alt }),
    ),
    categories: new Map(
      [
        ...grouped(
          categories,
          (row) => row.connection,
          (row) => [row.key, row.category] as const,
        ),
      ].map(([id, rows]) => [id, new Map(rows)]),
    ),
    inCategories: grouped(
      memberships,
      (row) => row.product,
      (row) => row.category,
    ),
  };
}
