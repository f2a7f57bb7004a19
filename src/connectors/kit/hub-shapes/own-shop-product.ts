/** Products and levels in the hub's own JSON shape as the vocabulary knows them. */
import type { ChannelLevel, ChannelProduct, ChannelVariant, Json } from "../../../commerce/product.ts";
import { timeVersion, type Version } from "../../../commerce/version.ts";
import type { InboundChange } from "../contract/webhooks.ts";
import type { OwnShopLevel, OwnShopProduct } from "./own-shop-shapes.ts";

/** What a record does not say itself. */
export interface OwnShopContext {
  /** ISO 4217; for records that name no currency. */
  readonly currency: string | undefined;
  /** ISO 3166-1 alpha-2; reads phones typed in local form. */
  readonly phoneCountry?: string | undefined;
  /** Milliseconds; the version of records that tell none. */
  readonly fetchedAt: number;
  /** The record as it came. */
  readonly raw: Json;
}

/** The record's own counter or time, else when it was fetched. */
export function versionOf(
  record: { readonly version?: number | undefined; readonly updatedAt?: string | undefined },
  fetchedAt: number,
): Version {
  if (record.version !== undefined) return { kind: "sequence", value: BigInt(record.version) };
  if (record.updatedAt !== undefined) return timeVersion(record.updatedAt);
  return { kind: "fetchStart", value: BigInt(fetchedAt) * 1000n };
}

/** The product; variants without an id of their own go by their SKU, a single one by the product's id. */
export function toChannelProduct(product: OwnShopProduct, context: OwnShopContext): ChannelProduct {
  return {
    key: product.externalId,
    version: versionOf(product, context.fetchedAt),
    title: product.title,
    descriptionHtml: product.descriptionHtml,
    brand: product.brand,
    status: product.status,
    url: product.url,
    categoryKeys: product.categoryIds,
    images: product.images.map((image, position) =>
      typeof image === "string"
        ? { url: image, position }
        : { url: image.url, position, key: image.externalId, alt: image.alt },
    ),
    variants: product.variants.map((variant) => toVariant(variant, product, context)),
    ext: null,
    raw: context.raw,
  };
}

type UnifiedVariant = OwnShopProduct["variants"][number];

function toVariant(variant: UnifiedVariant, product: OwnShopProduct, context: OwnShopContext): ChannelVariant {
  const { sku } = variant;
  return {
    key: variantKeyOf(variant, product),
    // Stock told by SKU alone finds its item by this.
    inventoryKey: sku,
    sku,
    barcode: variant.barcode,
    title: variant.title,
    options: optionsOf(variant, product),
    price: variant.price,
    compareAtPrice: variant.compareAtPrice,
    cost: variant.cost,
    currency: variant.price === undefined ? variant.currency : (variant.currency ?? context.currency),
    weightGrams: variant.weightGrams,
    dimensionsMm: variant.dimensionsMm,
    levels: levelsOf(variant),
    ext: { product: product.externalId, sku: sku ?? null },
  };
}

function variantKeyOf({ externalId, sku }: UnifiedVariant, product: OwnShopProduct): string {
  return externalId ?? sku ?? (product.variants.length === 1 ? product.externalId : "");
}

/** Several variants without options would look the same to people: the SKU tells them apart. */
function optionsOf(variant: UnifiedVariant, product: OwnShopProduct): ChannelVariant["options"] {
  const reported = Object.entries(variant.options).map(([name, value]) => ({ name, value }));
  if (reported.length > 0 || product.variants.length === 1) return reported;
  return [{ name: "Item", value: variant.title ?? variant.sku ?? variant.externalId ?? "" }];
}

function levelsOf({ stock, levels }: UnifiedVariant): readonly ChannelLevel[] | undefined {
  if (levels) return levels.map(({ location, available }) => ({ location: location ?? "", available }));
  return stock === undefined ? undefined : [{ location: "", available: stock }];
}

/** What keeps variants from being told apart, or null. */
export function variantProblem(product: OwnShopProduct): string | null {
  const keys = product.variants.map((variant) => variantKeyOf(variant, product));
  const nameless = keys.indexOf("");
  if (nameless !== -1) return `variants.${nameless}: needs externalId or sku`;
  const twice = keys.findIndex((key, index) => keys.indexOf(key) !== index);
  return twice === -1 ? null : `variants.${twice}: another variant has the same externalId or SKU "${keys[twice]}"`;
}

/** The level as the engine takes it in. */
export function toLevel(
  level: OwnShopLevel,
  fetchedAt: number,
): Extract<InboundChange, { as: "levels" }>["levels"][number] {
  return {
    ...(level.variantId === undefined ? { inventoryKey: level.sku } : { variantKey: level.variantId }),
    location: level.location ?? "",
    available: level.available,
    version: versionOf(level, fetchedAt),
  };
}
