/**
 * Listings made on eBay's site or by other tools, as the Trading API tells them: two hundred a call in a list, one a call
 * with everything. The list tells only those variations that were sold (eBay's guide, Manage variations), so that listings
 * with variations are asked for alone.
 */
import { z } from "zod";
import type { Json, OptionValue } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError, isKind, refusalCode } from "../kit/contract/errors.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { anyJson, decimal, each, idText, optionalText, parseResponse, texts, wholeNumber } from "../kit/parse/parse.ts";
import { element } from "../kit/parse/xml.ts";
import { isOfRow } from "../kit/pull/read-each.ts";
import { askTrading, group, many, TOO_LARGE, tradingRefusal } from "./trading-client.ts";
import { siteIdOfListing } from "./trading-sites.ts";

const TRADING_PAGE = 200;
/** The list ends there, however many there are (sheet section 7). */
export const MOST_LISTED = 25_000;
const MOST_PAGES = MOST_LISTED / TRADING_PAGE;
const AT_ONCE = 5;

/** With an attribute for the currency. */
const amount = z.object({ "@currencyID": z.string(), "#text": decimal });
const count = wholeNumber.optional();

const codes = group(each(optionalText, "EAN", "UPC", "ISBN"));
const sold = group({ QuantitySold: count, ListingStatus: optionalText, CurrentPrice: amount.optional() });

const variationSchema = z.object({
  SKU: optionalText,
  Quantity: count,
  StartPrice: amount.optional(),
  SellingStatus: sold,
  VariationSpecifics: group({ NameValueList: many(z.object({ Name: optionalText, Value: many(optionalText) })) }),
  VariationProductListingDetails: codes,
});

const itemSchema = z.object({
  ItemID: idText,
  ...texts("SKU", "Title", "ListingType", "Site", "OutOfStockControl"),
  Description: z.string().optional(),
  ...each(count, "Quantity", "QuantityAvailable"),
  StartPrice: amount.optional(),
  SellingStatus: sold,
  ListingDetails: group({ ViewItemURL: optionalText }),
  PictureDetails: group({ GalleryURL: optionalText, PictureURL: many(optionalText) }),
  ProductListingDetails: group({
    ...each(optionalText, "EAN", "UPC", "ISBN"),
    BrandMPN: group({ Brand: optionalText }),
  }),
  Variations: group({ Variation: many(variationSchema) }),
});
type Item = z.output<typeof itemSchema>;
type Variation = z.output<typeof variationSchema>;

/** Units, price and place of them are what a listing cannot be read without. */
const ESSENTIAL = [
  "ItemID",
  "ListingType",
  "Site",
  "OutOfStockControl",
  "Quantity",
  "QuantityAvailable",
  "SKU",
  "SellingStatus.QuantitySold",
  "SellingStatus.ListingStatus",
  "Variations.Variation.*.SKU",
  "Variations.Variation.*.Quantity",
  "Variations.Variation.*.SellingStatus.QuantitySold",
];

export interface TradingVariation {
  readonly sku: string | undefined;
  readonly options: readonly OptionValue[];
  readonly price: string | undefined;
  readonly currency: string | undefined;
  readonly barcode: string | undefined;
  /** What buyers can buy now. */
  readonly available: number;
}

export interface TradingListing {
  readonly itemId: string;
  readonly title: string;
  readonly descriptionHtml: string | undefined;
  readonly brand: string | undefined;
  readonly url: string | undefined;
  readonly images: readonly string[];
  /** "EBAY_DE"; undefined: the answer does not tell. */
  readonly site: string | undefined;
  readonly isFixedPrice: boolean;
  readonly isActive: boolean;
  /** It stays when it sells out; undefined: the answer does not tell. */
  readonly staysSoldOut: boolean | undefined;
  /** In the list of all: variations nobody bought are missing. */
  readonly hasVariations: boolean;
  /** A listing without variations is one. */
  readonly variations: readonly TradingVariation[];
  readonly raw: Json;
}

const FIXED = new Set(["FixedPriceItem", "StoresFixedPrice"]);

/** Throws ConnectorError drift where nobody can tell how many are for sale. */
export function readListing(raw: Json, ctx: Pick<Context, "drift">): TradingListing {
  const what = "listing";
  const item = parseResponse(itemSchema, raw, { ctx, what, essential: ESSENTIAL });
  const variations = item.Variations?.Variation ?? [];
  const details = item.PictureDetails;
  const pictures = details?.PictureURL.flatMap((url) => url ?? []) ?? [];
  const url = item.ListingDetails?.ViewItemURL;
  return {
    itemId: item.ItemID,
    title: item.Title ?? item.ItemID,
    descriptionHtml: item.Description,
    brand: item.ProductListingDetails?.BrandMPN?.Brand,
    url,
    images: pictures.length > 0 ? pictures : [details?.GalleryURL ?? []].flat(),
    site: siteIdOfListing(item.Site, url),
    isFixedPrice: item.ListingType === undefined || FIXED.has(item.ListingType),
    isActive: (item.SellingStatus?.ListingStatus ?? "Active") === "Active",
    staysSoldOut: item.OutOfStockControl === undefined ? undefined : item.OutOfStockControl === "true",
    hasVariations: variations.length > 0,
    variations: variations.length > 0 ? variations.map((one) => ofVariation(one, ctx)) : [ofItem(item, ctx)],
    raw,
  };
}

const ofItem = (item: Item, ctx: Pick<Context, "drift">): TradingVariation => ({
  sku: item.SKU,
  options: [],
  ...priceOf(item),
  barcode: barcodeOf(item.ProductListingDetails),
  available: item.QuantityAvailable ?? unsold(item, ctx),
});

const ofVariation = (one: Variation, ctx: Pick<Context, "drift">): TradingVariation => ({
  sku: one.SKU,
  options: (one.VariationSpecifics?.NameValueList ?? []).flatMap(({ Name, Value: [value] }) =>
    Name === undefined || value === undefined ? [] : [{ name: Name, value }],
  ),
  ...priceOf(one),
  barcode: barcodeOf(one.VariationProductListingDetails),
  available: unsold(one, ctx),
});

const quantities = z.object({ Quantity: wholeNumber, QuantitySold: wholeNumber });

/** `Quantity` counts what was sold as well (eBay's knowledge base 1525). */
function unsold(
  { Quantity, SellingStatus }: Pick<Variation, "Quantity" | "SellingStatus">,
  ctx: Pick<Context, "drift">,
): number {
  const reported = { Quantity: Quantity ?? null, QuantitySold: SellingStatus?.QuantitySold ?? null };
  const read = parseResponse(quantities, reported, { ctx, what: "the quantity of a listing" });
  return Math.max(0, read.Quantity - read.QuantitySold);
}

function priceOf({ StartPrice, SellingStatus }: Pick<Variation, "StartPrice" | "SellingStatus">) {
  const reported = StartPrice ?? SellingStatus?.CurrentPrice;
  return { price: reported?.["#text"], currency: reported?.["@currencyID"] };
}

/** "Does not apply" is what sellers write where there is none. */
const barcodeOf = (reported: z.output<typeof codes>): string | undefined =>
  [reported?.EAN, reported?.UPC, reported?.ISBN].find((code) => /^\d+$/.test(code ?? ""));

const pageSchema = z.object({
  ActiveList: group({
    ItemArray: group({ Item: many(anyJson) }),
    PaginationResult: group({ TotalNumberOfPages: count, TotalNumberOfEntries: count }),
  }),
});

export interface TradingPage {
  readonly rows: readonly Json[];
  readonly pages: number;
  readonly total: number;
}

/** A page of the active listings of all sites; `number` counts from 1. One that is too large is asked for in halves. */
export async function askActiveListings(number: number, ctx: Context): Promise<TradingPage> {
  const page = await askPage(number, TRADING_PAGE, ctx);
  return { ...page, pages: Math.min(page.pages, MOST_PAGES) };
}

async function askPage(number: number, size: number, ctx: Context): Promise<TradingPage> {
  try {
    return await askOnce(number, size, ctx);
  } catch (error) {
    const isTooLarge = isConnectorError(error) && refusalCode(error) === TOO_LARGE;
    if (!isTooLarge || size % 2 !== 0) throw error;
    const first = await askPage(2 * number - 1, size / 2, ctx);
    const second = first.rows.length < size / 2 ? [] : (await askPage(2 * number, size / 2, ctx)).rows;
    return { ...first, rows: [...first.rows, ...second], pages: Math.ceil(first.total / size) };
  }
}

async function askOnce(number: number, size: number, ctx: Context): Promise<TradingPage> {
  const pagination = element("Pagination", [
    element("EntriesPerPage", String(size)),
    element("PageNumber", String(number)),
  ]);
  const answer = await askTrading(
    {
      name: "GetMyeBaySelling",
      content: [element("ActiveList", [element("Include", "true"), pagination])],
      operation: "trading.list",
    },
    ctx,
  );
  if (answer.hasFailed) throw new ConnectorError({ kind: "rejected" }, tradingRefusal(answer));
  const { ActiveList: list } = parseResponse(pageSchema, answer.fields, { ctx, what: "the listings" });
  const rows = list?.ItemArray?.Item ?? [];
  return {
    rows,
    pages: list?.PaginationResult?.TotalNumberOfPages ?? 1,
    total: list?.PaginationResult?.TotalNumberOfEntries ?? rows.length,
  };
}

/** There is no such listing, or it is not this seller's. */
const UNKNOWN = new Set(["17", "231"]);

/** `change`: before it is changed; `read`: to be told or compared, with a limit of its own, so that changes are left theirs. */
type Purpose = "change" | "read";

/** Everything of a listing; null: eBay knows none of that number, or it has ended. */
export async function askListing(itemId: string, ctx: Context, purpose: Purpose): Promise<TradingListing | null> {
  const answer = await askTrading(
    {
      name: "GetItem",
      content: [element("ItemID", itemId), element("DetailLevel", "ReturnAll")],
      operation: `trading.${purpose}`,
    },
    ctx,
  );
  if (answer.hasFailed) {
    const [first] = answer.errors;
    if (UNKNOWN.has(first?.code ?? "")) return null;
    throw new ConnectorError({ kind: "rejected", code: first?.code }, tradingRefusal(answer));
  }
  const { Item } = parseResponse(z.object({ Item: anyJson }), answer.fields, { ctx, what: "listing" });
  const listing = readListing(Item, ctx);
  return listing.isActive ? listing : null;
}

/** A listing; null: not there any more; or what kept it from being read. */
export type Snapshot = TradingListing | null | ConnectorError;

/**
 * Several, by their numbers: one that cannot be read holds up no other. After what concerns every call the rest is not
 * asked for; throws that where nothing but it came back and it is no limit of these calls.
 */
export async function snapshotsOf(
  itemIds: readonly string[],
  ctx: Context,
  purpose: Purpose,
): Promise<ReadonlyMap<string, Snapshot>> {
  const found = new Map<string, Snapshot>();
  let ended: ConnectorError | undefined;
  for (const some of chunks([...new Set(itemIds)], AT_ONCE)) {
    const snapshots = await Promise.all(some.map(async (itemId) => ended ?? snapshot(itemId, ctx, purpose)));
    for (const [at, itemId] of some.entries()) found.set(itemId, snapshots[at] ?? null);
    ended = snapshots.filter(isConnectorError).find(endsAll);
  }
  if (ended && !isKind(ended, "throttled") && [...found.values()].every(isConnectorError)) throw ended;
  return found;
}

/** A listing of its own may make eBay fail. */
const endsAll = (error: ConnectorError): boolean => !isOfRow(error) && !isKind(error, "transient");

async function snapshot(itemId: string, ctx: Context, purpose: Purpose): Promise<Snapshot> {
  try {
    return await askListing(itemId, ctx, purpose);
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    return error;
  }
}
