/** A filled-in listing as v2.product.add_item and init_tier_variation take it. */
import { variantAxes } from "../../commerce/listing/check.ts";
import { isRequested } from "../../commerce/listing/conditions.ts";
import type { FilledListing, ListingField, ListingSchema, ListingValues } from "../../commerce/listing/schema.ts";
import { readMeasure } from "../../commerce/listing/units.ts";
import type { Json } from "../../commerce/product.ts";
import { isBarcode } from "../../commerce/product-codes.ts";
import type { ListingToPublish } from "../kit/contract/listings.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { idNumber } from "./client.ts";
import { TAX, TAX_FIELDS, TIERS } from "./listing-fields.ts";
import { attributeIdOf, NO_BRAND, valueIdOf } from "./listing-taxonomy.ts";
import { kilograms } from "./variations.ts";

type Fields = { readonly [key: string]: Json };
type Variant = FilledListing["variants"][number];

/** What is known before anything is sent: ids of images, of brands and values that no choice of the schema holds. */
export interface Uploaded {
  readonly images: ReadonlyMap<string, string>;
  readonly brand: Fields | null;
  /** By the attribute's key and the seller's text. */
  readonly values: ReadonlyMap<string, string>;
  /** Channels for a listing that names none. */
  readonly channels: readonly string[];
}

const first = (values: ListingValues, key: string): string | undefined => values[key]?.[0];
/** What is not filled in is sent as none, and Shopee says so. */
const numberOf = (text: string | undefined): Json => jsonNumber(text ?? "0");
const amountOf = (text: string | undefined): number => readMeasure(text ?? "")?.value ?? 0;

/** The seller's own SKU of the item as a whole: of one variant its SKU, of several a key of ours. */
export const itemSkuOf = ({ id, listing: { variants } }: Pick<ListingToPublish, "id" | "listing">): string =>
  variants.length === 1 ? (variants[0]?.sku ?? "") : `argosy-${id}`;

export const galleryOf = ({ product, variants }: FilledListing): readonly string[] =>
  product.images ?? variants.find(({ values }) => (values.images ?? []).length > 0)?.values.images ?? [];

/** Without price, stock, state and SKU: what an item begun by an earlier attempt is written over with. */
export function contentBody({ categoryKey, listing, schema }: ListingToPublish, uploaded: Uploaded): Fields {
  const { product, variants } = listing;
  const weights = variants.map(({ values }) => amountOf(first(values, "weight")));
  const [condition, days] = [first(product, "condition"), first(product, "daysToShip")];
  return {
    item_name: first(product, "title") ?? "",
    description: first(product, "description") ?? "",
    category_id: idNumber(categoryKey),
    weight: jsonNumber(weights.some((kg) => kg > 0) ? kilograms(Math.max(...weights) * 1000) : "0"),
    ...sizeOf(product),
    image: { image_id_list: galleryOf(listing).flatMap((url) => uploaded.images.get(url) ?? []) },
    brand: uploaded.brand ?? { brand_id: idNumber(NO_BRAND.id), original_brand_name: NO_BRAND.name },
    attribute_list: attributes(schema, listing, uploaded),
    logistic_info: channelsOf(product, uploaded),
    ...(condition === undefined ? {} : { condition }),
    ...(days === undefined ? {} : { pre_order: { is_pre_order: true, days_to_ship: numberOf(days) } }),
    ...regional(product),
  };
}

export function itemBody(toPublish: ListingToPublish, uploaded: Uploaded): Fields {
  const { listing } = toPublish;
  const [only] = listing.variants;
  if (!only) throw new RangeError("a listing has variants");
  const isTiered = listing.variants.length > 1;
  return {
    ...contentBody(toPublish, uploaded),
    original_price: numberOf(first(only.values, "price")),
    item_sku: itemSkuOf(toPublish),
    seller_stock: stockOf(listing, only),
    // One with variations is shown once it has them.
    item_status: isTiered ? "UNLIST" : "NORMAL",
    ...gtinOf(only),
  };
}

/** Whole centimetres, rounded up: the parcel fits. */
function sizeOf(product: ListingValues): Fields {
  const sides = ["length", "width", "height"].map(
    (side) => [`package_${side}`, Math.ceil(amountOf(first(product, side)))] as const,
  );
  return sides.some(([, centimetres]) => centimetres > 0) ? { dimension: Object.fromEntries(sides) } : {};
}

function channelsOf(product: ListingValues, { channels }: Uploaded): Json {
  const fee = first(product, "shippingFee");
  return (product.channels ?? channels).map((choice) => {
    const [id = "0", size] = choice.split("/");
    return {
      logistic_id: idNumber(id),
      enabled: true,
      ...(size === undefined ? {} : { size_id: idNumber(size) }),
      ...(fee === undefined ? {} : { shipping_fee: numberOf(fee) }),
    };
  });
}

function regional(product: ListingValues): Fields {
  const [dangerous, chart] = [first(product, "dangerous"), first(product, "sizeChart")];
  const taxes = TAX_FIELDS.flatMap((key) => {
    const value = first(product, TAX + key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    ...(dangerous === undefined ? {} : { item_dangerous: dangerous === "true" ? 1 : 0 }),
    ...(chart === undefined ? {} : { size_chart_info: { size_chart_id: idNumber(chart) } }),
    ...(taxes.length === 0 ? {} : { tax_info: Object.fromEntries(taxes) }),
  };
}

/** What no other value asks for any more is left out. */
function attributes(schema: ListingSchema, listing: FilledListing, uploaded: Uploaded): Json {
  return schema.fields.flatMap((field) => {
    const id = attributeIdOf(field.key);
    const values = listing.product[field.key] ?? [];
    if (id === null || values.length === 0 || !isRequested(field, listing)) return [];
    return [
      {
        attribute_id: idNumber(id),
        attribute_value_list: values.map((value) => attributeValue(field, value, uploaded)),
      },
    ];
  });
}

function attributeValue(field: ListingField, value: string, { values }: Uploaded): Json {
  const id = valueIdOf(value) ?? values.get(valueKey(field.key, value)) ?? choiceOf(field, value);
  if (id !== undefined) {
    const name = field.choices?.find((one) => one.value === `#${id}`)?.name ?? value;
    return { value_id: idNumber(id), original_value_name: name };
  }
  if (field.kind === "measure") {
    const read = readMeasure(value);
    return { value_id: 0, original_value_name: String(read?.value ?? value), value_unit: read?.unit ?? "" };
  }
  return { value_id: 0, original_value_name: field.kind === "date" ? secondsOf(value) : value };
}

/** A measure that Shopee has as a value of its own. */
const choiceOf = ({ choices = [] }: ListingField, value: string): string | undefined => {
  const found = choices.find(({ name }) => name.toLowerCase() === value.toLowerCase());
  return found ? (valueIdOf(found.value) ?? undefined) : undefined;
};

export const valueKey = (field: string, value: string): string => `${field}=${value}`;

/** A date is a time there: the beginning of its day. */
const secondsOf = (date: string): string => String(Math.floor(Date.parse(date) / 1000));

/** Nothing is offered where no quantity is filled in. */
function stockOf({ product }: FilledListing, { values }: Variant): Json {
  const quantity = first(values, "quantity");
  const location = first(product, "location");
  if (quantity === undefined) return [];
  return [{ ...(location === undefined ? {} : { location_id: location }), stock: numberOf(quantity) }];
}

/** What is no GTIN is the seller's own, and stays in the hub. */
function gtinOf({ values }: Variant): Fields {
  const code = first(values, "barcode");
  return code !== undefined && (code === "00" || isBarcode(code)) ? { gtin_code: code } : {};
}

interface ListingTier {
  readonly field: string;
  readonly name: string;
  readonly options: readonly string[];
}

/** The fields in which the variants differ, as Shopee's tiers. */
function tiersOf(schema: ListingSchema, listing: FilledListing): readonly ListingTier[] {
  const axes = new Set(variantAxes(schema, listing));
  return TIERS.flatMap(({ value: field, name, usual }) => {
    if (!axes.has(field)) return [];
    const options = listing.variants.flatMap(({ values }) => values[field] ?? listing.product[field] ?? []);
    return [{ field, name: first(listing.product, name) ?? usual, options: [...new Set(options)] }];
  });
}

export function tiersBody({ listing, schema }: ListingToPublish, uploaded: Uploaded): Fields {
  const tiers = tiersOf(schema, listing);
  const pictures = tierImages(listing, tiers[0], uploaded);
  return {
    standardise_tier_variation: tiers.map(({ name, options }, index) => ({
      variation_id: 0,
      variation_group_id: 0,
      variation_name: name,
      variation_option_list: options.map((option) => {
        const picture = index === 0 ? pictures?.get(option) : undefined;
        return {
          variation_option_id: 0,
          variation_option_name: option,
          ...(picture === undefined ? {} : { image_id: picture }),
        };
      }),
    })),
    model: listing.variants.map((variant) => ({
      tier_index: tiers.map(({ field, options }) =>
        options.indexOf(first(variant.values, field) ?? first(listing.product, field) ?? ""),
      ),
      original_price: numberOf(first(variant.values, "price")),
      model_sku: variant.sku,
      seller_stock: stockOf(listing, variant),
      ...gtinOf(variant),
      ...weightOf(variant),
    })),
  };
}

/** Without one of its own the item's counts. */
function weightOf({ values }: Variant): Fields {
  const weight = amountOf(first(values, "weight"));
  return weight > 0 ? { weight: jsonNumber(kilograms(weight * 1000)) } : {};
}

/** By option of the first tier: for each of them, or for none (error_tier_img_partial). */
function tierImages({ variants }: FilledListing, tier: ListingTier | undefined, { images }: Uploaded) {
  if (!tier) return null;
  const shown = new Map(
    tier.options.flatMap((option) => {
      const alike = variants.filter(({ values }) => first(values, tier.field) === option);
      const urls = new Set(alike.map(({ values }) => first(values, "images")));
      const [url] = urls;
      const id = urls.size === 1 && url !== undefined ? images.get(url) : undefined;
      return id === undefined ? [] : [[option, id] as const];
    }),
  );
  return shown.size === tier.options.length ? shown : null;
}
