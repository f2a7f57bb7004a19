/** A filled listing as eBay takes it: items, their group and offers. */
import type { FilledListing, ListingValues } from "../../commerce/listing/schema.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { POLICIES } from "./listing-policies.ts";
import { regulatoryOf } from "./listing-regulatory.ts";
import { homeOf } from "./settings.ts";
import { ASPECT } from "./taxonomy.ts";

/** Images of one variation (official description). */
const MOST_OF_VARIATION = 12;

export type Variant = FilledListing["variants"][number];
export type Fields = { readonly [key: string]: Json };

export const first = (values: ListingValues, key: string): string | undefined => values[key]?.[0];

function aspectsOf(...all: readonly ListingValues[]): Fields {
  const found = all.flatMap((values) => Object.entries(values).filter(([key]) => key.startsWith(ASPECT)));
  return Object.fromEntries(found.map(([key, values]) => [key.slice(ASPECT.length), [...values]]));
}

export function itemBody({ product, variants }: FilledListing, { values }: Variant): Fields {
  const images = values.images ?? product.images ?? [];
  const [weight, unit] = (first(product, "weight") ?? "").split(" ");
  const quantity = first(values, "quantity");
  const condition = first(product, "condition");
  return {
    ...(condition === undefined ? {} : { condition }),
    ...(quantity === undefined ? {} : { availability: { shipToLocationAvailability: { quantity: Number(quantity) } } }),
    product: {
      title: first(product, "title") ?? "",
      description: first(product, "description") ?? "",
      aspects: aspectsOf(product, values),
      imageUrls: variants.length > 1 ? images.slice(0, MOST_OF_VARIATION) : [...images],
      ...identifierOf(first(values, "barcode")),
    },
    ...(weight && unit ? { packageWeightAndSize: { weight: { value: Number(weight), unit } } } : {}),
  };
}

/** By its length; what is no number says that there is none, as sellers write it in the field of the EAN. */
function identifierOf(code: string | undefined): Fields {
  if (code === undefined) return {};
  if (/^97[89]\d{10}$/.test(code)) return { isbn: [code] };
  return /^\d{12}$/.test(code) ? { upc: [code] } : { ean: [code] };
}

export function groupBody({ product, variants }: FilledListing, axes: readonly string[]): Fields {
  const specifications = axes.map((axis) => ({
    name: axis.slice(ASPECT.length),
    values: [...new Set(variants.flatMap(({ values }) => values[axis] ?? product[axis] ?? []))],
  }));
  const shared = Object.fromEntries(Object.entries(product).filter(([key]) => !axes.includes(key)));
  const names = specifications.map(({ name }) => name);
  return {
    title: first(product, "title") ?? "",
    description: first(product, "description") ?? "",
    imageUrls: [...(product.images ?? variants[0]?.values.images ?? [])],
    aspects: aspectsOf(shared),
    variantSKUs: variants.map(({ sku }) => sku),
    variesBy: { aspectsImageVariesBy: names.slice(0, 1), specifications },
  };
}

export function offerBody(
  { product }: FilledListing,
  { sku, values }: Variant,
  { categoryKey, ctx }: { readonly categoryKey: string; readonly ctx: Context },
): Fields {
  const { id, currency } = homeOf(ctx.connection);
  const price = first(values, "price");
  return {
    sku,
    marketplaceId: id,
    format: "FIXED_PRICE",
    categoryId: categoryKey,
    listingDuration: "GTC",
    // The seller's own text and item specifics, not those of eBay's catalog.
    includeCatalogProductDetails: false,
    listingDescription: first(product, "description") ?? "",
    merchantLocationKey: first(product, "merchantLocationKey") ?? "",
    listingPolicies: Object.fromEntries(POLICIES.map((key) => [key, first(product, key) ?? ""])),
    ...(price === undefined ? {} : { pricingSummary: { price: { value: price, currency } } }),
    ...regulatoryOf(product),
  };
}
