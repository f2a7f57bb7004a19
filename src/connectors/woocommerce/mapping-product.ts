/** WooCommerce products and variations in the shared vocabulary. Pure and total. */
import type { DecimalText } from "../../commerce/money.ts";
import type { ChannelLevel, ChannelProduct, ChannelVariant, Json } from "../../commerce/product.ts";
import { timeVersion } from "../../commerce/version.ts";
import type { ShopFacts } from "./client.ts";
import type { ShopProduct, ShopStock, ShopVariation } from "./schemas.ts";

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ndash: "–",
  mdash: "—",
  hellip: "…",
  euro: "€",
};

/** Names come with HTML entities (`&amp;`, `&#8211;`); people want the characters. */
export function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]+);/gi, (whole, name: string) => {
    if (!name.startsWith("#")) return NAMED[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}

/** A name as it has to be written, so that it comes back the same: the shop reads entities in it. */
export function encodeName(text: string): string {
  return text.replaceAll("&", "&amp;");
}

/** Where a stock or price write has to go; kept with the listing. */
export interface ItemAddress {
  readonly productId: string;
  /** Null for products that are sold as they are. */
  readonly parentId: string | null;
}

export function addressJson(address: ItemAddress): Json {
  return { productId: address.productId, parentId: address.parentId };
}

/** The address in a listing's ext; null when it was stored by something else. */
export function readAddress(key: string, ext: Json): ItemAddress | null {
  if (ext === null || typeof ext !== "object" || Array.isArray(ext)) return null;
  const { parentId } = ext as { readonly [key: string]: Json };
  if (parentId !== null && typeof parentId !== "string") return null;
  return { productId: key, parentId };
}

/** Units the shop counts for an item; undefined when it counts none, or counts them on the parent. */
export function levelsOf(
  stock: Pick<ShopStock, "manage_stock" | "stock_quantity">,
): readonly ChannelLevel[] | undefined {
  if (stock.manage_stock !== true) return undefined;
  return [{ location: "", available: Math.floor(Number(stock.stock_quantity ?? 0)) }];
}

function price(text: string): DecimalText | undefined {
  return /^-?\d+(\.\d+)?$/.test(text) ? text : undefined;
}

interface Prices {
  readonly price?: DecimalText | undefined;
  readonly compareAtPrice?: DecimalText | undefined;
}

/** The price in force; the regular one stands beside it while a sale runs. */
function pricesOf(item: {
  price: string;
  regular_price: string;
  sale_price: string;
  on_sale?: boolean | null | undefined;
}): Prices {
  const regular = price(item.regular_price);
  const sale = price(item.sale_price);
  if (sale !== undefined && item.on_sale !== false) return { price: sale, compareAtPrice: regular };
  return { price: regular ?? price(item.price), compareAtPrice: undefined };
}

const GRAMS: Readonly<Record<string, number>> = { kg: 1000, g: 1, lbs: 453.59237, oz: 28.349523125 };

function weightGrams(text: string, unit: string): number | undefined {
  const value = Number(text.replace(",", "."));
  if (text === "" || !Number.isFinite(value)) return undefined;
  return Math.round(value * (GRAMS[unit] ?? 1000));
}

/** Weight text in the shop's unit, at most four places. */
export function weightText(grams: number, unit: string): string {
  return String(Number((grams / (GRAMS[unit] ?? 1000)).toFixed(4)));
}

export function mapVariation(variation: ShopVariation, parentId: string, facts: ShopFacts): ChannelVariant {
  const options = variation.attributes.map((one) => ({
    name: decodeEntities(one.name),
    value: decodeEntities(one.option),
  }));
  return {
    key: variation.id,
    sku: variation.sku,
    barcode: variation.global_unique_id,
    title: options.map((option) => option.value).join(", ") || undefined,
    options,
    ...pricesOf(variation),
    currency: facts.currency,
    weightGrams: weightGrams(variation.weight, facts.weightUnit),
    levels: levelsOf(variation),
    ext: addressJson({ productId: variation.id, parentId }),
  };
}

function soleVariant(product: ShopProduct, facts: ShopFacts): ChannelVariant {
  return {
    key: product.id,
    sku: product.sku,
    barcode: product.global_unique_id,
    options: [],
    ...pricesOf(product),
    currency: facts.currency,
    weightGrams: weightGrams(product.weight, facts.weightUnit),
    levels: levelsOf(product),
    ext: addressJson({ productId: product.id, parentId: null }),
  };
}

/** Products whose variations are items of their own, of core and of plugins ("variable-subscription"). */
export function hasVariations(product: Pick<ShopProduct, "type" | "variations">): boolean {
  return product.variations.length > 0 || product.type.startsWith("variable");
}

function statusOf(slug: string): ChannelProduct["status"] {
  if (slug === "publish") return "active";
  return slug === "trash" ? "archived" : "draft";
}

export interface ProductSource {
  readonly product: ShopProduct;
  /** Empty for products without variations. */
  readonly variations: readonly ShopVariation[];
  readonly raw: Json;
  readonly facts: ShopFacts;
}

export function mapProduct(source: ProductSource): ChannelProduct {
  const { product, facts } = source;
  const brand = product.brands[0]?.name;
  return {
    key: product.id,
    version: timeVersion(`${product.date_modified_gmt ?? "1970-01-01T00:00:00"}Z`.replace(/ZZ$/, "Z")),
    title: decodeEntities(product.name),
    descriptionHtml: product.description,
    brand: brand ? decodeEntities(brand) : undefined,
    status: statusOf(product.status),
    url: product.permalink,
    categoryKeys: product.categories.map((category) => category.id),
    images: product.images
      .filter((image) => image.src !== "")
      .map((image, position) => ({ key: image.id, url: image.src, alt: image.alt, position })),
    variants: hasVariations(product)
      ? source.variations.map((one) => mapVariation(one, product.id, facts))
      : [soleVariant(product, facts)],
    ext: { type: product.type },
    raw: source.raw,
  };
}
