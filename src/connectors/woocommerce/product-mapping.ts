/** WooCommerce products and variations in the shared vocabulary. Pure and total. */
import type { DecimalText } from "../../commerce/money.ts";
import type {
  ChannelLevel,
  ChannelProduct,
  ChannelVariant,
  DimensionsMm,
  Json,
  ProductKind,
} from "../../commerce/product.ts";
import { timeVersion } from "../../commerce/version.ts";
import { readDimensions } from "../kit/parse/dimensions.ts";
import { plainDecimal } from "../kit/parse/json.ts";
import { wholeUnits } from "../kit/parse/sold-units.ts";
import type { ShopFacts } from "./client.ts";
import type { ShopPrice, ShopProduct, ShopStock, ShopVariation } from "./schemas.ts";

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

/** Names are HTML: people want the characters, without tags. */
export function readName(html: string): string {
  return decodeEntities(html.replace(/<\/?[a-z][^<>]*>/gi, ""));
}

/** A name as it has to be written, so that it comes back the same: the shop reads it as HTML and drops what looks like a tag. */
export function encodeName(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Where a stock or price write has to go; kept with the listing. */
export interface ItemAddress {
  readonly productId: string;
  /** Null for products that are sold as they are. */
  readonly parentId: string | null;
  /** A variation's own: variations of many parents are read by it in one call. */
  readonly sku?: string | undefined;
  /** Its parent counts one number for all variations. */
  readonly isShared?: boolean | undefined;
}

export function addressJson({ productId, parentId, sku, isShared = false }: ItemAddress): Json {
  return {
    productId,
    parentId,
    ...(parentId === null || sku === undefined ? {} : { sku }),
    ...(isShared && { isShared }),
  };
}

/** The address in a listing's ext; null when it was stored by something else. */
export function readAddress(key: string, ext: Json): ItemAddress | null {
  if (ext === null || typeof ext !== "object" || Array.isArray(ext)) return null;
  const { parentId, sku, isShared } = ext as { readonly [key: string]: Json };
  if (parentId !== null && typeof parentId !== "string") return null;
  return { productId: key, parentId, ...(typeof sku === "string" ? { sku } : {}), isShared: isShared === true };
}

/** The parent counts one number for this variation and its siblings, which each of them shows. */
export const isOnParent = (stock: Pick<ShopStock, "manage_stock">): boolean => stock.manage_stock === "parent";

/** Units the shop counts for an item, itself or on its parent; undefined when it counts none. */
export function levelsOf(
  stock: Pick<ShopStock, "manage_stock" | "stock_quantity">,
): readonly ChannelLevel[] | undefined {
  if (stock.manage_stock !== true && !isOnParent(stock)) return undefined;
  return [{ location: "", available: wholeUnits(stock.stock_quantity ?? 0) }];
}

function price(reported: string): DecimalText | undefined {
  const text = plainDecimal(reported.trim());
  return /^-?\d+(\.\d+)?$/.test(text) ? text : undefined;
}

interface Prices {
  readonly price?: DecimalText | undefined;
  readonly compareAtPrice?: DecimalText | undefined;
}

/** A sale with a beginning or an end: it comes and goes by the shop's clock, and is no price of ours. */
export function isTimedSale(item: Pick<ShopPrice, "sale_price" | "date_on_sale_from_gmt" | "date_on_sale_to_gmt">) {
  return item.sale_price !== "" && Boolean(item.date_on_sale_from_gmt || item.date_on_sale_to_gmt);
}

/** The regular price is the price. A sale price without dates is the price for good, with the regular one beside it. */
function pricesOf(item: Omit<ShopPrice, "id"> & { readonly on_sale?: boolean | null | undefined }): Prices {
  const regular = price(item.regular_price);
  const sale = price(item.sale_price);
  if (sale !== undefined && item.on_sale !== false && !isTimedSale(item))
    return { price: sale, compareAtPrice: regular };
  return { price: regular ?? price(item.price), compareAtPrice: undefined };
}

const GRAMS: Readonly<Record<string, number>> = { kg: 1000, g: 1, lbs: 453.59237, oz: 28.349523125 };

/** What a unit costs the shop; 0 is how it says that nobody has entered a cost. */
function costOf({ cost_of_goods_sold: reported }: Pick<ShopVariation, "cost_of_goods_sold">): DecimalText | undefined {
  const cost = reported?.total_value ?? "";
  return /^\d+(\.\d+)?$/.test(cost) && /[1-9]/.test(cost) ? cost : undefined;
}

/** Whole grams of a weight in the shop's unit. */
export function weightGrams(text: string, unit: string): number | undefined {
  const value = Number(text.replace(",", "."));
  if (text === "" || !Number.isFinite(value)) return undefined;
  return Math.round(value * (GRAMS[unit] ?? 1000));
}

/** Weight text in the shop's unit, at most four places. */
export function weightText(grams: number, unit: string): string {
  return String(Number((grams / (GRAMS[unit] ?? 1000)).toFixed(4)));
}

function sizeOf({ dimensions }: Pick<ShopProduct, "dimensions">, facts: ShopFacts): DimensionsMm | undefined {
  return dimensions ? readDimensions(dimensions, facts.dimensionUnit) : undefined;
}

/** A variation without a code of its own answers with its parent's; one code never stands for two items of a shop. */
export function ownCode(reported: string | undefined, parents: string | undefined): string | undefined {
  return reported !== undefined && reported.toLowerCase() === parents?.toLowerCase() ? undefined : reported;
}

type Parent = Pick<ShopProduct, "id" | "sku" | "global_unique_id">;

function mapVariation(variation: ShopVariation, parent: Parent, facts: ShopFacts): ChannelVariant {
  const options = variation.attributes.map((one) => ({
    name: decodeEntities(one.name),
    value: decodeEntities(one.option),
  }));
  const isShared = isOnParent(variation);
  return {
    key: variation.id,
    sku: ownCode(variation.sku, parent.sku),
    barcode: ownCode(variation.global_unique_id, parent.global_unique_id),
    title: options.map((option) => option.value).join(", ") || undefined,
    options,
    ...pricesOf(variation),
    cost: costOf(variation),
    currency: facts.currency,
    weightGrams: weightGrams(variation.weight, facts.weightUnit),
    dimensionsMm: sizeOf(variation, facts),
    levels: levelsOf(variation),
    sharedStock: isShared ? parent.id : undefined,
    ext: addressJson({
      productId: variation.id,
      parentId: parent.id,
      sku: ownCode(variation.sku, parent.sku),
      isShared,
    }),
  };
}

/** A page of other products and a link to another shop are not sold here: nothing of them is counted. */
function kindOf(product: ShopProduct): ProductKind {
  if (product.type === "grouped") return "group";
  if (product.type === "external") return "external";
  return product.virtual === true ? "virtual" : "goods";
}

/** What is in each one of a bundle; undefined where the buyer chooses what, or how many. */
function contentsOf({ bundled_items: items }: ShopProduct): ChannelVariant["contents"] {
  const parts = items.flatMap(({ product_id: variantKey, optional, quantity_min: quantity, quantity_max: most }) =>
    optional === true || !quantity || quantity !== most ? [] : [{ variantKey, quantity }],
  );
  return parts.length > 0 && parts.length === items.length ? parts : undefined;
}

function soleVariant(product: ShopProduct, facts: ShopFacts): ChannelVariant {
  const isSold = !["group", "external"].includes(kindOf(product));
  return {
    key: product.id,
    sku: product.sku,
    barcode: product.global_unique_id,
    options: [],
    ...pricesOf(product),
    cost: costOf(product),
    currency: facts.currency,
    weightGrams: weightGrams(product.weight, facts.weightUnit),
    dimensionsMm: sizeOf(product, facts),
    levels: isSold ? levelsOf(product) : undefined,
    contents: contentsOf(product),
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
    title: readName(product.name),
    sku: hasVariations(product) ? product.sku : undefined,
    kind: kindOf(product),
    descriptionHtml: product.description,
    shortDescriptionHtml: product.short_description,
    brand: brand ? decodeEntities(brand) : undefined,
    status: statusOf(product.status),
    url: product.permalink,
    categoryKeys: product.categories.map((category) => category.id),
    images: product.images
      .filter((image) => image.src !== "")
      .map((image, position) => ({ key: image.id, url: image.src, alt: image.alt, position })),
    variants: hasVariations(product)
      ? source.variations.map((one) => mapVariation(one, product, facts))
      : [soleVariant(product, facts)],
    ext: { type: product.type },
    raw: source.raw,
  };
}
