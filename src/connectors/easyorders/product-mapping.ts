/** EasyOrders' products and categories in the shared vocabulary. Pure. */
import { parseMoney } from "../../commerce/money.ts";
import type {
  ChannelCategory,
  ChannelLevel,
  ChannelProduct,
  ChannelVariant,
  Json,
  ProductImage,
} from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { anyJson, parseResponse } from "../kit/parse/parse.ts";
import { optionsOf } from "./order-mapping.ts";
import { field } from "./pages.ts";
import type { Product, Variant } from "./schemas.ts";
import { categorySchema, productSchema } from "./schemas.ts";
import { readSettings } from "./settings.ts";

type MappingContext = Pick<Context, "connection" | "drift" | "clock">;

export function readProduct(raw: Json, ctx: Pick<Context, "drift">): Product {
  return parseResponse(productSchema, raw, { ctx, what: "a product" });
}

/** A product as EasyOrders shows it; variants are there only when it was asked for with `join`. */
export function toChannelProduct(raw: Json, ctx: MappingContext): ChannelProduct {
  const product = readProduct(raw, ctx);
  const { currency } = readSettings(ctx.connection);
  return {
    key: product.id,
    version:
      product.updated_at === undefined
        ? { kind: "fetchStart", value: BigInt(ctx.clock.now()) * 1000n }
        : { kind: "time", value: product.updated_at },
    title: product.name ?? product.sku ?? product.id,
    // Null is none; only what is not there is not told.
    descriptionHtml: product.description === null ? "" : product.description,
    status: product.hidden === true ? "draft" : "active",
    categoryKeys: product.categories.flatMap((category) => (category.id ? [category.id] : [])),
    images: imagesOf(product),
    variants:
      product.variants.length === 0
        ? [wholeProduct(product, currency)]
        : product.variants.map((variant) => toVariant(product, variant, currency)),
    ext: { slug: product.slug ?? null, code: productCode(product) ?? null },
    raw,
  };
}

/** The code that addresses a product's stock: taager_code, else the SKU it was made with. */
export function productCode(product: Product): string | undefined {
  return product.taager_code ?? product.sku;
}

/** Ids are UUIDs, so a product's and a variant's never meet; a variant without an id is named by its code. */
export function variantKey(product: Product, variant: Variant): string {
  return variant.id ?? `${product.id}:${variant.taager_code ?? product.variants.indexOf(variant)}`;
}

/** The product a listing belongs to, from what was stored with it (see `ext` below). */
export function productIdOf(item: { readonly key: string; readonly ext: Json }): string {
  const id = field(item.ext, "product");
  return typeof id === "string" && id !== "" ? id : (item.key.split(":")[0] ?? item.key);
}

/** What the channel shows for one listing key of this product; null when the key is not (or no longer) in it. */
export function findItem(product: Product, key: string): { readonly variant: Variant | null } | null {
  if (product.variants.length === 0) return key === product.id ? { variant: null } : null;
  const variant = product.variants.find((candidate) => variantKey(product, candidate) === key);
  return variant ? { variant } : null;
}

/** The one number EasyOrders shows; undefined when it does not count this item. */
export function quantityOf(product: Product, variant: Variant | null): number | undefined {
  if (product.track_stock === false) return undefined;
  return variant ? variant.quantity : product.quantity;
}

function wholeProduct(product: Product, currency: string): ChannelVariant {
  return {
    key: product.id,
    sku: (product.sku ?? product.taager_code)?.trim(),
    options: [],
    ...pricesOf(product, currency),
    levels: levelsOf(quantityOf(product, null)),
    ext: { product: product.id },
  };
}

function toVariant(product: Product, variant: Variant, currency: string): ChannelVariant {
  const options = optionsOf(variant);
  return {
    key: variantKey(product, variant),
    sku: variant.taager_code?.trim(),
    title: options.map((option) => option.value).join(" / ") || undefined,
    options,
    ...pricesOf(variant, currency),
    levels: levelsOf(quantityOf(product, variant)),
    ext: { product: product.id },
  };
}

/** `price` is the original, `sale_price` what the customer pays when it is above zero and below it. */
function pricesOf(
  item: Product | Variant,
  currency: string,
): Pick<ChannelVariant, "price" | "compareAtPrice" | "currency"> {
  const { price, sale_price: sale } = item;
  if (sale !== undefined && isPositive(sale, currency)) {
    const isLower = price !== undefined && parseMoney(price, currency).minor > parseMoney(sale, currency).minor;
    return { price: sale, compareAtPrice: isLower ? price : undefined, currency };
  }
  return { price, compareAtPrice: undefined, currency };
}

function isPositive(text: string, currency: string): boolean {
  return parseMoney(text, currency).minor > 0n;
}

function levelsOf(quantity: number | undefined): readonly ChannelLevel[] | undefined {
  return quantity === undefined ? undefined : [{ location: "", available: quantity }];
}

function imagesOf(product: Product): ProductImage[] {
  const urls = [product.thumb ?? "", ...product.images].map((url) => url.trim()).filter((url) => url !== "");
  return [...new Set(urls)].map((url, position) => ({ url, position }));
}

/** A category and all below it, parents first; nesting names the parent where parent_id does not. */
export function toCategories(raw: Json, ctx: Pick<Context, "drift">, parentKey?: string, depth = 0): ChannelCategory[] {
  const category = parseResponse(categorySchema, raw, { ctx, what: "a category" });
  const own: ChannelCategory = {
    key: category.id,
    parentKey: category.parent_id ?? parentKey,
    name: category.name ?? category.id,
    raw: withoutChildren(raw),
  };
  if (depth > 20) return [own];
  return [own, ...category.children.flatMap((child) => toCategories(child, ctx, category.id, depth + 1))];
}

function withoutChildren(raw: Json): Json {
  const { children: _children, ...rest } = asRecord(raw);
  return rest;
}

function asRecord(raw: Json): Record<string, Json> {
  const entries = raw !== null && typeof raw === "object" ? Object.entries(raw) : [];
  return Object.fromEntries(entries.filter(([, value]) => anyJson.safeParse(value).success));
}
