/** A product of Squarespace in the hub's words. */
import type { ChannelProduct, ChannelVariant, Json } from "../../commerce/product.ts";
import { timeVersion } from "../../commerce/version.ts";
import type { Context } from "../kit/contract/contract.ts";
import { readDimensions } from "../kit/parse/dimensions.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import type { Pricing, Product, Variant } from "./schemas.ts";
import { productSchema } from "./schemas.ts";

const TYPES = new Set(["PHYSICAL", "SERVICE", "GIFT_CARD", "DIGITAL"]);
const GRAMS: Readonly<Record<string, number>> = { KILOGRAM: 1000, POUND: 453.59237 };

type MappingContext = Pick<Context, "drift" | "connection">;

export const readProduct = (raw: Json, ctx: Pick<Context, "drift">): Product =>
  parseResponse(productSchema, raw, { ctx, what: "product" });

export function toProduct(raw: Json, ctx: MappingContext): ChannelProduct {
  const product = readProduct(raw, ctx);
  if (!TYPES.has(product.type))
    ctx.drift({ path: "type", problem: "a kind of product this connector does not know", value: product.type });
  return {
    key: product.id,
    version: timeVersion(product.modifiedOn),
    title: product.name ?? "",
    // Null is none; only what is not there is not told.
    descriptionHtml: product.description === null ? "" : product.description,
    // Squarespace knows shown and hidden, nothing between.
    status: product.isVisible === false ? "draft" : "active",
    url: pageUrl(product.url, ctx),
    categoryKeys: product.tags,
    images: product.images.flatMap(({ id, url, altText, orderIndex }, index) =>
      url === undefined ? [] : [{ key: id, url, alt: altText, position: orderIndex ?? index }],
    ),
    variants: variantsOf(product),
    ext: { type: product.type },
    raw,
  };
}

/** A download has no variants: the product itself is what is sold. */
function variantsOf(product: Product): ChannelVariant[] {
  const { id, type } = product;
  const ext = { productId: id, type };
  if (type === "DIGITAL" && product.variants.length === 0)
    return [{ key: id, options: [], ...prices(product.pricing), ext }];
  return product.variants.map((variant) => ({
    key: variant.id,
    sku: variant.sku,
    barcode: variant.gtin,
    ...titled(variant, product.variantAttributes),
    ...prices(variant.pricing),
    weightGrams: grams(variant),
    dimensionsMm: sizeOf(variant),
    ...(type === "GIFT_CARD" && { giftCard: true as const }),
    levels: levels(variant),
    ext,
  }));
}

function titled(variant: Variant, names: readonly string[]): Pick<ChannelVariant, "title" | "options"> {
  const attributes = variant.attributes ?? {};
  const order = [...names.filter((name) => name in attributes), ...Object.keys(attributes)];
  const options = [...new Set(order)].map((name) => ({ name, value: attributes[name] ?? "" }));
  return { title: options.map(({ value }) => value).join(" / ") || undefined, options };
}

/** The price asked now is the sale price while the item is on sale. */
function prices(pricing: Pricing | null | undefined): Pick<ChannelVariant, "price" | "compareAtPrice" | "currency"> {
  const { basePrice, onSale, salePrice } = pricing ?? {};
  const isOnSale = onSale === true && salePrice !== null && salePrice !== undefined;
  return {
    price: isOnSale ? salePrice.value : basePrice?.value,
    compareAtPrice: isOnSale ? basePrice?.value : undefined,
    currency: (isOnSale ? salePrice : basePrice)?.currency,
  };
}

function levels({ stock }: Variant): ChannelVariant["levels"] {
  if (!stock || stock.unlimited === true || stock.quantity === null || stock.quantity === undefined) return undefined;
  return [{ location: "", available: stock.quantity }];
}

function grams({ shippingMeasurements }: Variant): number | undefined {
  const weight = shippingMeasurements?.weight;
  const unit = GRAMS[weight?.unit ?? ""];
  const value = Number(weight?.value ?? 0);
  return unit === undefined || value <= 0 ? undefined : Math.round(value * unit);
}

function sizeOf({ shippingMeasurements }: Variant): ChannelVariant["dimensionsMm"] {
  const size = shippingMeasurements?.dimensions;
  return size ? readDimensions(size, size.unit) : undefined;
}

/** Squarespace prints a path or a whole address. */
function pageUrl(url: string | undefined, { connection }: MappingContext): string | undefined {
  const site = connection.facts.url;
  if (url === undefined) return undefined;
  return URL.parse(url, typeof site === "string" ? site : undefined)?.href;
}
