/** From the shop's rows to our products; pure. */
import type { ChannelProduct, ChannelVariant, Json, OptionValue } from "../../commerce/product.ts";
import type { MagentoAttribute, MagentoProduct } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import type { SourceItems } from "./source-items.ts";
import { levelsOf } from "./stock.ts";
import { latestOf, localText, micros } from "./time.ts";

export interface WholeProduct {
  readonly product: MagentoProduct;
  readonly raw: Json;
  /** Of a configurable product, in the order of its links. */
  readonly children: readonly MagentoProduct[];
  readonly attributes: readonly MagentoAttribute[];
  readonly levels: SourceItems;
  /** Ids of products whose stock is not managed. */
  readonly unmanaged: ReadonlySet<string>;
  readonly nowMs: number;
}

/** Types that hold no goods of their own: their parts are counted, or nothing is. */
const UNCOUNTED = ["bundle", "grouped", "giftcard"];

export function toProduct(whole: WholeProduct, shop: ShopFacts): ChannelProduct {
  const { product, raw, children } = whole;
  const isFamily = product.type_id === "configurable";
  const websites = product.extension_attributes?.website_ids ?? [];
  return {
    key: product.id,
    // The parent does not move when a child does.
    version: { kind: "time", value: latestOf([product, ...children].map((one) => micros(one.updated_at))) },
    title: product.name ?? product.sku,
    // A product without a text has no such attribute.
    descriptionHtml: attribute(product, "description") ?? "",
    status: product.status === 1 ? "active" : "draft",
    listed: websites.length === 0 || websites.includes(shop.websiteId),
    categoryKeys: (product.extension_attributes?.category_links ?? []).map((link) => link.category_id),
    images: imagesOf(product, shop),
    variants: isFamily
      ? children.map((child) => toVariant(child, whole, shop))
      : product.type_id === "grouped"
        ? []
        : [toVariant(product, whole, shop)],
    ext: { sku: product.sku, type: product.type_id },
    raw,
  };
}

/** A custom attribute's text; undefined when it has none, or a list. */
export function attribute(product: MagentoProduct, code: string): string | undefined {
  const value = product.custom_attributes.find((one) => one.attribute_code === code)?.value;
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

function toVariant(row: MagentoProduct, whole: WholeProduct, shop: ShopFacts): ChannelVariant {
  const prices = pricesOf(row, whole.nowMs, shop);
  return {
    key: row.id,
    sku: row.sku,
    barcode: shop.barcodeAttribute === "" ? undefined : attribute(row, shop.barcodeAttribute),
    title: row.name,
    options: optionsOf(row, whole),
    ...prices,
    cost: attribute(row, "cost"),
    currency: shop.currency,
    weightGrams: gramsOf(row.weight, shop),
    ...(row.type_id === "giftcard" && { giftCard: true as const }),
    ...(UNCOUNTED.includes(row.type_id) || whole.unmanaged.has(row.id)
      ? {}
      : { levels: levelsOf(row.sku, whole.levels, shop) }),
    ext: { sku: row.sku },
  };
}

export function optionsOf(
  row: MagentoProduct,
  { product, attributes }: Pick<WholeProduct, "product" | "attributes">,
): OptionValue[] {
  const options = product.extension_attributes?.configurable_product_options ?? [];
  return options
    .toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0))
    .flatMap((option) => {
      const existing = attributes.find((one) => one.attribute_id === option.attribute_id);
      const value = existing && attribute(row, existing.attribute_code);
      const label = existing?.options.find((one) => one.value === value)?.label ?? value;
      const name = option.label ?? existing?.default_frontend_label ?? existing?.attribute_code;
      return name === undefined || label === undefined ? [] : [{ name, value: label }];
    });
}

/** A special price that ends by itself, or has not begun, is a sale of the shop's own: the price is the regular one. */
export function isTimedSale(
  special: { readonly from: string | undefined; readonly to: string | undefined },
  now: string,
) {
  return special.to !== undefined || (special.from !== undefined && special.from > now);
}

/** The regular price; a special price without an end is the price, with the regular one to compare with. */
function pricesOf(row: MagentoProduct, nowMs: number, shop: ShopFacts) {
  const special = specialOf(row);
  if (special === undefined || isTimedSale(special, localText(nowMs, shop.timeZone))) return { price: row.price };
  return { price: special.price.replace(/(\.(?:\d*[1-9])?)0+$/, "$1").replace(/\.$/, ""), compareAtPrice: row.price };
}

/** Unlike every other date those of special prices are in the shop's own time. */
export function specialOf(row: MagentoProduct) {
  const price = attribute(row, "special_price");
  if (price === undefined) return undefined;
  return { price, from: attribute(row, "special_from_date"), to: attribute(row, "special_to_date") };
}

const GRAMS = { lbs: 453.59237, kgs: 1000 } as const;

export function gramsOf(weight: string | undefined, shop: ShopFacts): number | undefined {
  const amount = Number(weight);
  return weight === undefined || !(amount > 0) ? undefined : Math.round(amount * GRAMS[shop.weightUnit]);
}

/** Grams in the shop's own unit, to four places. */
export function weightOf(grams: number, shop: ShopFacts): number {
  return Math.round((grams / GRAMS[shop.weightUnit]) * 10_000) / 10_000;
}

function imagesOf(product: MagentoProduct, shop: ShopFacts) {
  return product.media_gallery_entries
    .filter((entry) => entry.file !== undefined && !entry.disabled && (entry.media_type ?? "image") === "image")
    .map((entry, index) => ({
      key: entry.id,
      url: imageUrl(entry.file ?? "", shop),
      alt: entry.label,
      position: index,
    }));
}

/** The address of a file of the gallery. */
export function imageUrl(file: string, { mediaUrl }: ShopFacts): string {
  return `${mediaUrl.replace(/(?<!\/)\/+$/, "")}/catalog/product${file}`;
}
