import type { Dimensions } from "../../commerce/dimensions.ts";
import type { Json, OptionValue } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";

export interface Variant {
  readonly id: string;
  readonly productId: string;
  readonly productTitle: string;
  readonly sku: string;
  readonly barcode: string | null;
  readonly title: string;
  readonly options: readonly OptionValue[];
  readonly position: number;
  readonly currency: string;
  readonly priceMinor: bigint | null;
  readonly compareAtMinor: bigint | null;
  /** False: off sale on every channel. */
  readonly active: boolean;
  /** False: sold without limit. */
  readonly stockCounted: boolean;
  /** Said here, not by its channels. */
  readonly stockCountedSet: boolean;
  /** These three: its own, else the product's. */
  readonly costMinor: bigint | null;
  readonly weightGrams: number | null;
  readonly dimensions: Dimensions | null;
  /** Which of them are the product's. */
  /** Sold as a gift card: owed, not earned. */
  readonly giftCard: boolean;
  readonly inherited: readonly ("costMinor" | "weightGrams" | "dimensions")[];
  readonly attributes: Readonly<Record<string, Json>>;
  /** Units over all locations. */
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
  /** Channel items linked to it. */
  readonly listings: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface ChannelMark {
  readonly storeId: string;
  readonly state: "listed" | "publishing" | "failed" | "blocked" | "off_sale";
}

export interface ProductSummary {
  readonly id: string;
  readonly title: string;
  readonly brand: string | null;
  readonly sku: string | null;
  readonly active: boolean;
  readonly imageUrl: string | null;
  readonly variants: number;
  /** Of its only variant; null where it has several. */
  readonly variantSku: string | null;
  readonly currency: string | null;
  readonly priceFromMinor: bigint | null;
  readonly priceToMinor: bigint | null;
  readonly available: number;
  readonly reserved: number;
  /** A variant is at or below its reorder point somewhere. */
  readonly isLow: boolean;
  /** Stores that list it. */
  readonly stores: number;
  /** Where it is listed, or on its way. */
  readonly channels: readonly ChannelMark[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface ProductImage {
  readonly id: string;
  readonly url: string;
  readonly alt: string;
  readonly position: number;
  readonly variantId: string | null;
}

export interface Product {
  readonly id: string;
  readonly title: string;
  readonly descriptionHtml: string;
  readonly shortDescriptionHtml: string;
  readonly kind: "goods" | "virtual";
  readonly brand: string | null;
  readonly sku: string | null;
  readonly active: boolean;
  readonly attributes: Readonly<Record<string, Json>>;
  readonly costMinor: bigint | null;
  readonly weightGrams: number | null;
  readonly dimensions: Dimensions | null;
  readonly taxClass: string | null;
  readonly hsn: string | null;
  readonly gstRate: string | null;
  readonly originCountry: string | null;
  readonly categoryIds: readonly string[];
  readonly images: readonly ProductImage[];
  readonly variants: readonly Variant[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** How many bundles a variant's components make; null for what is no bundle. */
export const bundlesOf = (
  variant: string,
) => `(select argosy.int_sum(min(greatest(coalesce((select sum(l.available) from level l
    where l.organization_id = b.organization_id and l.variant_id = b.component_variant_id), 0), 0) / b.quantity))
  from argosy.bundle_item b
  join argosy.variant c on c.organization_id = b.organization_id and c.id = b.component_variant_id and c.counted
  where b.organization_id = ${variant}.organization_id and b.bundle_variant_id = ${variant}.id)`;

const INHERITED = `array_remove(array[case when v.cost_minor is null and p.cost_minor is not null then 'costMinor' end,
  case when v.weight_grams is null and p.weight_grams is not null then 'weightGrams' end,
  case when v.dimensions is null and p.dimensions is not null then 'dimensions' end], null)`;

export const VARIANT = `v.id, v.product_id as "productId", p.title as "productTitle", v.sku, v.barcode, v.title,
  v.options, v.position, v.currency, v.price_minor as "priceMinor",
  v.compare_at_minor as "compareAtMinor", coalesce(v.cost_minor, p.cost_minor) as "costMinor",
  coalesce(v.weight_grams, p.weight_grams) as "weightGrams",
  coalesce(v.dimensions, p.dimensions) as dimensions, v.gift_card as "giftCard",
  ${INHERITED} as inherited, v.active, v.counted as "stockCounted", v.counted_set as "stockCountedSet", v.attributes,
  stock.on_hand as "onHand", stock.reserved, coalesce(${bundlesOf("v")}, stock.available) as available,
  v.created_at as "createdAt", v.updated_at as "updatedAt",
  (select count(*)::int from listing l
    where l.organization_id = v.organization_id and l.variant_id = v.id) as listings`;

export const VARIANT_FROM = `from variant v
  join product p on p.organization_id = v.organization_id and p.id = v.product_id
  cross join lateral (select argosy.int_sum(coalesce(sum(on_hand), 0)) as on_hand,
    argosy.int_sum(coalesce(sum(reserved), 0)) as reserved,
    argosy.int_sum(coalesce(sum(available), 0)) as available
    from level
    where organization_id = v.organization_id and variant_id = v.id) as stock
  where v.organization_id = argosy.tenant() and v.deleted_at is null`;

/** Throws HubError PRODUCT_NOT_FOUND. */
export async function requireProduct(tx: Tx, id: string): Promise<void> {
  const found = await tx.maybe(
    "select from argosy.product where organization_id = argosy.tenant() and id = $1 and deleted_at is null",
    [id],
  );
  if (found === undefined) throw new HubError("PRODUCT_NOT_FOUND", "not_found", "There is no such product.");
}

/** One product whole. Throws HubError PRODUCT_NOT_FOUND. */
export async function getProduct(tx: Tx, id: string): Promise<Product> {
  const product = await tx.maybe<Omit<Product, "images" | "variants">>(
    `select id, title, description_html as "descriptionHtml", short_description_html as "shortDescriptionHtml", kind,
       brand, sku, active, attributes, cost_minor as "costMinor", weight_grams as "weightGrams", dimensions,
       tax_class as "taxClass", hsn, gst_rate as "gstRate", origin_country as "originCountry",
       created_at as "createdAt", updated_at as "updatedAt",
       array(select category_id from product_category c
         where c.organization_id = p.organization_id and c.product_id = p.id order by category_id) as "categoryIds"
     from product p where organization_id = argosy.tenant() and id = $1 and deleted_at is null`,
    [id],
  );
  if (!product) throw new HubError("PRODUCT_NOT_FOUND", "not_found", "There is no such product.");
  const images = await tx.rows<ProductImage>(
    `select id, url, alt, position, variant_id as "variantId"
     from image
     where organization_id = argosy.tenant() and product_id = $1
     order by position, id`,
    [id],
  );
  const variants = await tx.rows<Variant>(
    `select ${VARIANT} ${VARIANT_FROM} and v.product_id = $1 order by v.position, v.id`,
    [id],
  );
  return { ...product, images, variants };
}

/** One variant. Throws HubError VARIANT_NOT_FOUND. */
export async function getVariant(tx: Tx, id: string): Promise<Variant> {
  const row = await tx.maybe<Variant>(`select ${VARIANT} ${VARIANT_FROM} and v.id = $1`, [id]);
  if (!row) throw new HubError("VARIANT_NOT_FOUND", "not_found", "There is no such variant.");
  return row;
}
