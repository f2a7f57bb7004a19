/** A listing, or a variation parent with its children, in the hub's words. The SKU is the key of everything. */
import type { ChannelProduct, ChannelVariant, Json, ListingIssue, OptionValue } from "../../commerce/product.ts";
import { timeVersion } from "../../commerce/version.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { isRecord } from "../kit/parse/json-nodes.ts";
import { textOf as asText } from "../kit/parse/parse.ts";
import { readItem } from "./listings.ts";
import type { Attributes, Item } from "./schemas.ts";
import { homeOf } from "./settings.ts";
import { message } from "./words.ts";

type MappingContext = Pick<Context, "drift" | "connection">;

/** The seller's own stock; every other channel is a warehouse of Amazon's. */
export const MERCHANT = "DEFAULT";

/** Names of attributes, as in the schemas of product types. */
export const MAIN_IMAGE = "main_product_image_locator";
export const otherImage = (number: number): string => `other_product_image_locator_${number}`;
export const MOST_OTHER_IMAGES = 8;

export const isParent = (item: Item): boolean => relationsOf(item).some(({ childSkus }) => childSkus.length > 0);

/** The parent's SKU of a variation child. */
export const parentOf = (item: Item): string | undefined =>
  relationsOf(item).flatMap(({ parentSkus }) => parentSkus)[0];

function relationsOf(item: Item) {
  return item.relationships.flatMap(({ relationships }) => relationships).filter(({ type }) => type === "VARIATION");
}

export function toProduct(raw: Json, children: readonly Json[], ctx: MappingContext): ChannelProduct {
  const item = readItem(raw, ctx);
  const home = homeOf(ctx.connection).id;
  const order = relationsOf(item).flatMap(({ childSkus }) => childSkus);
  // In the parent's own order: the search sorts by changes, which are none of the product.
  const members = children
    .map((child) => readItem(child, ctx))
    .sort((a, b) => order.indexOf(a.sku) - order.indexOf(b.sku));
  const all = [item, ...members];
  const summary = summaryOf(item, home);
  const attributes = item.attributes ?? {};
  const names = relationsOf(item).flatMap(({ variationTheme }) => variationTheme?.attributes ?? []);
  const productType = summary?.productType ?? item.productTypes[0]?.productType;
  const asin = summary?.asin;
  return {
    key: item.sku,
    version: timeVersion(newest(all, home)),
    title: summary?.itemName ?? textOf(attributes, "item_name") ?? item.sku,
    // Attributes are told whole: without this one the listing has no text.
    descriptionHtml: item.attributes ? (textOf(attributes, "product_description") ?? "") : undefined,
    brand: textOf(attributes, "brand"),
    // Neither to be bought nor to be found: suppressed or not finished.
    status: all.some((one) => (summaryOf(one, home)?.status.length ?? 0) > 0) ? "active" : "draft",
    issues: all.flatMap((one) => issuesOf(one, home)),
    categoryKeys: productType === undefined ? [] : [productType],
    images: imagesOf(attributes, summary?.mainImage?.link),
    variants: (members.length > 0 ? members : [item]).map((one) => toVariant(one, names, ctx)),
    ext: { ...(productType === undefined ? {} : { productType }), ...(asin === undefined ? {} : { asin }) },
    raw,
  };
}

/** Amazon shows the main picture once it has taken it over; until then, and for the others, there is what was submitted. */
function imagesOf(attributes: Attributes, shown: string | undefined): ChannelProduct["images"] {
  const submitted = (name: string) => {
    const location = firstOf(attributes, name)?.media_location;
    return typeof location === "string" && location !== "" ? [location] : [];
  };
  const main = shown === undefined ? submitted(MAIN_IMAGE) : [shown];
  const others = Array.from({ length: MOST_OTHER_IMAGES }, (_, index) => submitted(otherImage(index + 1))).flat();
  return [...main, ...others].map((url, position) => ({ url, position }));
}

/** What is wrong for good and keeps an item from being bought; warnings stand beside. Needs `issues` among the data asked for. */
function issuesOf(item: Item, home: string): ListingIssue[] {
  const isBuyable = summaryOf(item, home)?.status.includes("BUYABLE") ?? false;
  return item.issues.map(({ message, severity }) => ({
    blocks: severity === "ERROR" && !isBuyable,
    text: message,
    sku: item.sku,
  }));
}

const summaryOf = (item: Item, home: string) => item.summaries.find(({ marketplaceId }) => marketplaceId === home);

function newest(items: readonly Item[], home: string): string {
  const times = items.flatMap((item) => summaryOf(item, home)?.lastUpdatedDate ?? []).sort();
  const last = times.at(-1);
  if (last !== undefined) return last;
  throw new ConnectorError(
    { kind: "drift", path: "summaries.lastUpdatedDate" },
    message("error.answerListingNoSummaryStore", { sku: items[0]?.sku ?? "" }),
  );
}

function toVariant(item: Item, names: readonly string[], { connection }: MappingContext): ChannelVariant {
  const home = homeOf(connection).id;
  const summary = summaryOf(item, home);
  const attributes = item.attributes ?? {};
  const options = names.map((name): OptionValue => ({ name, value: textOf(attributes, name) ?? "" }));
  const offer = item.offers.find(
    ({ marketplaceId, offerType, audience }) =>
      marketplaceId === home && offerType === "B2C" && (audience?.value ?? "ALL") === "ALL",
  );
  const productType = summary?.productType ?? item.productTypes[0]?.productType;
  const channel = item.fulfillmentAvailability.find(
    ({ fulfillmentChannelCode }) => fulfillmentChannelCode !== MERCHANT,
  );
  return {
    key: item.sku,
    sku: item.sku,
    barcode: barcodeOf(attributes),
    title:
      options
        .map(({ value }) => value)
        .filter(Boolean)
        .join(" / ") || undefined,
    options,
    price: offer?.price.amount,
    currency: offer?.price.currencyCode,
    levels: levelsOf(item),
    ext: {
      ...(productType === undefined ? {} : { productType }),
      ...(summary?.asin === undefined ? {} : { asin: summary.asin }),
      ...(channel === undefined ? {} : { channel: channel.fulfillmentChannelCode }),
    },
  };
}

/** What lies in Amazon's warehouses is counted by Amazon: such a listing has no number of ours. */
export function levelsOf(item: Item): ChannelVariant["levels"] {
  // A listing nobody gave a number yet has none to sell; a variation parent has none at all.
  if (item.fulfillmentAvailability.length === 0) return isParent(item) ? undefined : [{ location: "", available: 0 }];
  const own = item.fulfillmentAvailability.find(({ fulfillmentChannelCode }) => fulfillmentChannelCode === MERCHANT);
  if (!own || item.fulfillmentAvailability.length > 1) return undefined;
  return [{ location: "", available: own.quantity ?? 0 }];
}

/** An attribute is a list of objects, one a store or language. */
export function textOf(attributes: Attributes, name: string): string | undefined {
  const value = firstOf(attributes, name)?.value;
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

function firstOf(attributes: Attributes, name: string): { readonly [key: string]: Json } | undefined {
  const values = attributes[name];
  const first = Array.isArray(values) ? values[0] : undefined;
  return isRecord(first) ? first : undefined;
}

export function barcodeOf(attributes: Attributes): string | undefined {
  const values = attributes.externally_assigned_product_identifier;
  for (const entry of Array.isArray(values) ? values : [])
    if (isRecord(entry) && /^\d{8,14}$/.test(asText(entry.value))) return asText(entry.value);
  return undefined;
}
