/** Products of BigCommerce in the shared vocabulary. Pure. */
import type { DecimalText } from "../../commerce/money.ts";
import type { ChannelLevel, ChannelProduct, ChannelVariant, Json } from "../../commerce/product.ts";
import { readDimensions } from "../kit/parse/dimensions.ts";
import type { StoreProduct, StoreVariant } from "./schemas.ts";
import type { Facts } from "./shop.ts";
import { versionOf } from "./time.ts";

/** Grams in the units a store may be set to; the API prints the English plural. */
const GRAMS: ReadonlyMap<string, number> = new Map<string, number>([
  ["ounces", 28.349523125],
  ["lbs", 453.59237],
  ["pounds", 453.59237],
  ["grams", 1],
  ["kgs", 1000],
  ["kilograms", 1000],
  ["tonnes", 1_000_000],
]);

export function toGrams(weight: DecimalText | undefined, unit: string): number | undefined {
  const factor = GRAMS.get(unit.toLowerCase());
  const value = Number(weight ?? 0);
  return factor === undefined || !(value > 0) ? undefined : Math.round(value * factor);
}

/** Weight in the store's unit, four decimals; 0 when unknown (the API wants a number). */
export function fromGrams(grams: number | undefined, unit: string): DecimalText {
  const factor = GRAMS.get(unit.toLowerCase());
  return factor === undefined || grams === undefined
    ? "0"
    : (grams / factor).toFixed(4).replace(/(?:(?=\.)|(?<!0))\.?0+$/, "");
}

function isAbove(text: DecimalText | undefined, than: DecimalText = "0"): text is DecimalText {
  return text !== undefined && Number(text) > Number(than);
}

/**
 * What a customer pays, and the price struck through. A variant without a price of its own has the product's. A sale
 * price counts; without one the retail price is what is struck through.
 */
function pricesOf(
  product: Pick<StoreProduct, "price" | "sale_price" | "retail_price">,
  variant: Pick<StoreVariant, "price" | "sale_price" | "retail_price">,
): { readonly price: DecimalText; readonly compareAtPrice?: DecimalText | undefined } {
  const full = variant.price ?? product.price;
  const sale = variant.sale_price ?? (variant.price === undefined ? product.sale_price : undefined);
  if (isAbove(sale) && Number(sale) < Number(full)) return { price: sale, compareAtPrice: full };
  const retail = variant.retail_price ?? product.retail_price;
  return { price: full, ...(isAbove(retail, full) ? { compareAtPrice: retail } : {}) };
}

/** How an item is addressed again; `tracking` says which id the inventory wants. */
export interface ItemExt {
  readonly productId: string;
  readonly tracking: string;
  /** The one variant of a product without options. */
  readonly base: boolean;
}

function extOf(product: StoreProduct, variant: StoreVariant): { readonly [key: string]: Json } & ItemExt {
  return { productId: product.id, tracking: product.inventory_tracking, base: isBase(product, variant) };
}

function isBase(product: Pick<StoreProduct, "base_variant_id" | "variants">, variant: StoreVariant): boolean {
  return (
    product.base_variant_id === variant.id || (product.variants.length === 1 && variant.option_values.length === 0)
  );
}

/** Reads back what `extOf` stored; null when it is not ours. */
export function readExt(ext: Json): ItemExt | null {
  if (ext === null || typeof ext !== "object" || Array.isArray(ext)) return null;
  const { productId, tracking, base } = ext as { readonly [key: string]: Json };
  if (typeof productId !== "string" || typeof tracking !== "string") return null;
  return { productId, tracking, base: base === true };
}

export interface ProductSource {
  readonly product: StoreProduct;
  readonly raw: Json;
  /** Levels by variant id. */
  readonly levels: ReadonlyMap<string, readonly ChannelLevel[]>;
  readonly brand?: string | undefined;
  readonly facts: Facts;
}

/** True when each variant has a number of its own: one pool for several variants can belong to none of them. */
export function isCounted(product: Pick<StoreProduct, "inventory_tracking" | "variants">): boolean {
  if (product.inventory_tracking === "variant") return true;
  return product.inventory_tracking === "product" && product.variants.length === 1;
}

function mapVariant(variant: StoreVariant, source: ProductSource): ChannelVariant {
  const { product, facts, levels } = source;
  const base = isBase(product, variant);
  const labels = variant.option_values.map(({ label }) => label).join(" / ");
  return {
    key: variant.id,
    sku: variant.sku ?? (base ? product.sku : undefined),
    barcode: variant.gtin ?? variant.upc ?? (base ? (product.gtin ?? product.upc) : undefined),
    title: labels === "" ? undefined : labels,
    options: variant.option_values.map((one) => ({ name: one.option_display_name, value: one.label })),
    ...pricesOf(product, variant),
    cost: variant.cost_price ?? (isAbove(product.cost_price) ? product.cost_price : undefined),
    currency: facts.currency,
    weightGrams: toGrams(variant.weight ?? product.weight, facts.weightUnit),
    dimensionsMm: sizeOf(variant, facts.dimensionUnit) ?? sizeOf(product, facts.dimensionUnit),
    levels: isCounted(product) ? (levels.get(variant.id) ?? []) : undefined,
    ext: extOf(product, variant),
  };
}

const sizeOf = ({ depth, width, height }: StoreVariant | StoreProduct, unit: string) =>
  readDimensions({ length: depth, width, height }, unit);

export function mapProduct(source: ProductSource): ChannelProduct {
  const { product } = source;
  return {
    key: product.id,
    version: versionOf(product.date_modified),
    title: product.name,
    // The field is always there: an empty one is none, not one that was not told.
    descriptionHtml: product.description ?? "",
    brand: source.brand,
    status: product.is_visible && product.availability !== "disabled" ? "active" : "draft",
    url: undefined,
    categoryKeys: product.categories,
    images: [...product.images]
      .sort((a, b) => (a.sort_order ?? 0) - (b.sort_order ?? 0))
      .flatMap((image, position) => {
        const url = image.url_standard ?? image.image_url;
        return url === undefined ? [] : [{ key: image.id, url, alt: image.description, position }];
      }),
    variants: product.variants.map((variant) => mapVariant(variant, source)),
    ext: { tracking: product.inventory_tracking },
    raw: source.raw,
  };
}
