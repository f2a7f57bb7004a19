import { z } from "zod";
import type { Json, OptionValue } from "../../commerce/product.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time, typed } from "../answer-schemas.ts";
import { refusal } from "../refusals.ts";

const sizes = z
  .object({ length: z.number(), width: z.number(), height: z.number() })
  .nullable()
  .describe("millimetres");

export const variantSchema = z
  .object({
    id,
    productId: id,
    productTitle: z.string(),
    sku: z.string(),
    barcode: z.string().nullable(),
    title: z.string(),
    options: z.array(typed<OptionValue>(z.object({ name: z.string(), value: z.string() }))),
    position: z.int(),
    currency: z.string(),
    priceMinor: minorUnits.nullable(),
    compareAtMinor: minorUnits.nullable(),
    /** These three: its own, else the product's. */
    costMinor: minorUnits.nullable(),
    weightGrams: z.int().nullable(),
    dimensions: sizes,
    giftCard: z.boolean().describe("sold as a gift card: owed, not earned"),
    inherited: z
      .array(z.enum(["costMinor", "weightGrams", "dimensions"]))
      .describe("which of these are the product's, because the variant has none of its own"),
    active: z.boolean().describe("false: off sale on every channel"),
    stockCounted: z.boolean().describe("false: sold without limit; nothing is short and no number is sent"),
    stockCountedSet: z.boolean().describe("said here; false: follows from what its channels count"),
    attributes: typed<Readonly<Record<string, Json>>>(z.record(z.string(), z.unknown())),
    /** Units over all locations. */
    onHand: z.int(),
    reserved: z.int(),
    available: z.int(),
    /** Channel items linked to it. */
    listings: z.int(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: "Variant" });

export type Variant = Answered<typeof variantSchema>;

export const productSummarySchema = z
  .object({
    id,
    title: z.string(),
    brand: z.string().nullable(),
    sku: z.string().nullable(),
    active: z.boolean(),
    imageUrl: z.string().nullable(),
    variants: z.int(),
    variantSku: z.string().nullable().describe("of its only variant; null where it has several"),
    currency: z.string().nullable(),
    priceFromMinor: minorUnits.nullable(),
    priceToMinor: minorUnits.nullable(),
    available: z.int(),
    reserved: z.int().describe("for open orders"),
    isLow: z.boolean().describe("a variant is at or below its reorder point somewhere"),
    stores: z.int().describe("that list it"),
    channels: z
      .array(
        typed<ChannelMark>(
          z.object({ storeId: id, state: z.enum(["listed", "publishing", "failed", "blocked", "off_sale"]) }),
        ),
      )
      .describe("where it is listed, or on its way; blocked: the channel keeps it off sale"),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: "ProductSummary" });

export type ProductSummary = Answered<typeof productSummarySchema>;

const productImageSchema = z.object({
  id,
  url: z.string(),
  alt: z.string(),
  position: z.int(),
  variantId: id.nullable(),
});

export type ProductImage = Answered<typeof productImageSchema>;

export const productSchema = z
  .object({
    id,
    title: z.string(),
    descriptionHtml: z.string(),
    shortDescriptionHtml: z.string(),
    kind: z.enum(["goods", "virtual"]),
    brand: z.string().nullable(),
    sku: z.string().nullable(),
    active: z.boolean(),
    attributes: typed<Readonly<Record<string, Json>>>(z.record(z.string(), z.unknown())),
    costMinor: minorUnits.nullable(),
    weightGrams: z.int().nullable(),
    dimensions: sizes,
    taxClass: z.string().nullable(),
    hsn: z.string().nullable(),
    gstRate: z.string().nullable(),
    originCountry: z.string().nullable(),
    categoryIds: z.array(id),
    images: z.array(productImageSchema),
    variants: z.array(variantSchema),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: "Product" });

export type Product = Answered<typeof productSchema>;

export interface ChannelMark {
  readonly storeId: string;
  readonly state: "listed" | "publishing" | "failed" | "blocked" | "off_sale";
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

export const VARIANT = `v.id, v.product_id as "productId", p.title as "productTitle",
  ${columns("v", "sku barcode title options position currency priceMinor compareAtMinor")},
  coalesce(v.cost_minor, p.cost_minor) as "costMinor",
  coalesce(v.weight_grams, p.weight_grams) as "weightGrams",
  coalesce(v.dimensions, p.dimensions) as dimensions, v.gift_card as "giftCard",
  ${INHERITED} as inherited, v.active, v.counted as "stockCounted", v.counted_set as "stockCountedSet", v.attributes,
  ${columns("stock", "onHand reserved")}, coalesce(${bundlesOf("v")}, stock.available) as available,
  ${columns("v", "createdAt updatedAt")},
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
  if (found === undefined) throw refusal("PRODUCT_NOT_FOUND");
}

/** One product whole. Throws HubError PRODUCT_NOT_FOUND. */
export async function getProduct(tx: Tx, id: string): Promise<Product> {
  const product = await tx.maybe<Omit<Product, "images" | "variants">>(
    `select ${columns("", "id title descriptionHtml shortDescriptionHtml kind brand sku active")},
    ${columns("", "attributes costMinor weightGrams dimensions taxClass hsn gstRate originCountry createdAt")},
    ${columns("", "updatedAt")},
       array(select category_id from product_category c
         where c.organization_id = p.organization_id and c.product_id = p.id order by category_id) as "categoryIds"
     from product p where organization_id = argosy.tenant() and id = $1 and deleted_at is null`,
    [id],
  );
  if (!product) throw refusal("PRODUCT_NOT_FOUND");
  const images = await tx.rows<ProductImage>(
    `select ${columns("", "id url alt position variantId")}
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
  if (!row) throw refusal("VARIANT_NOT_FOUND");
  return row;
}
