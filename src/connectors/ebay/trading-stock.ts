/** Numbers of listings made on eBay's site: each is its listing's own, read before it is set. */
import { compared, comparedAfterWrite } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ShownStock, StockItem, StockResult } from "../kit/contract/ports.ts";
import { rejectedItem } from "../kit/contract/results.ts";
import { element } from "../kit/parse/xml.ts";
import { readSingly } from "../kit/pull/read-each.ts";
import { gone } from "./bulk-update.ts";
import { hasOutOfStockOption } from "./out-of-stock.ts";
import { type TradingAddress, tradingAddress } from "./trading-keys.ts";
import {
  askActiveListings,
  askEach,
  readListing,
  type TradingListing,
  type TradingVariation,
} from "./trading-listings.ts";
import { sendTradingUpdates, type TradingUpdate } from "./trading-updates.ts";
import { message } from "./words.ts";

type Compare = typeof compared;
type Listings = ReadonlyMap<string, TradingListing | null>;

/** Keys of such listings alone; what is wanted is within eBay's limits. */
export async function sendTradingStock(items: readonly StockItem[], ctx: Context): Promise<readonly StockResult[]> {
  const addressed = items.flatMap((item) => {
    const address = tradingAddress(item.key);
    return address === null ? [] : [{ item, address }];
  });
  const listings = await askEach(
    addressed.map(({ address }) => address.itemId),
    ctx,
    "change",
  );
  const results: StockResult[] = items
    .filter(({ key }) => tradingAddress(key) === null)
    .map((item) => rejectedItem(item, "no_sku", message("refused.variationSku")));
  const due: TradingUpdate<number>[] = [];
  for (const one of addressed) {
    const decision = await decide(one, listings, { ctx, compare: compared });
    if ("outcome" in decision) results.push(decision);
    else due.push(decision);
  }
  const lookAgain = async (update: TradingUpdate<number>) =>
    decide(update, await askEach([update.address.itemId], ctx, "change"), { ctx, compare: comparedAfterWrite });
  return [...results, ...(await sendTradingUpdates(due, ctx, lookAgain))];
}

async function decide(
  { item, address }: { readonly item: StockItem; readonly address: TradingAddress },
  listings: Listings,
  { ctx, compare }: { readonly ctx: Context; readonly compare: Compare },
): Promise<StockResult | TradingUpdate<number>> {
  const listing = listings.get(address.itemId);
  const variation = listing && variationOf(listing, address);
  if (!listing || !variation) return gone(item);
  const quantity = Math.max(0, item.want);
  const settled = compare({ ...item, want: quantity }, variation.available);
  if (settled) return settled;
  if (quantity === 0 && !(listing.staysSoldOut ?? (await hasOutOfStockOption(ctx))))
    return rejectedItem(item, "out_of_stock_off", message("refused.outOfStockOff"));
  return { item, address, isZero: quantity === 0, change: element("Quantity", String(quantity)) };
}

/** The one a key names; undefined: the listing has none of that SKU any more. */
export function variationOf(listing: TradingListing, { sku }: TradingAddress): TradingVariation | undefined {
  if (sku === undefined) return listing.hasVariations ? undefined : listing.variations[0];
  return listing.hasVariations ? listing.variations.find((one) => one.sku === sku) : undefined;
}

/** As many as are written at once are asked for one by one: what a write left is looked for there. The list of all may lag. */
const FEW = 25;

/**
 * What these listings show. Many without variations are read from the list of all; those left are asked for alone, as long
 * as the limits for reading last. Those they do not last for are left out, and compared when all listings are read.
 */
export async function readTradingStock(keys: readonly string[], ctx: Context): Promise<readonly ShownStock[]> {
  const addressed = keys.flatMap((key) => {
    const address = tradingAddress(key);
    return address === null ? [] : [{ key, address }];
  });
  const listings = await listingsOf(
    addressed.map(({ address }) => address),
    ctx,
  );
  return addressed.flatMap(({ key, address }) => {
    const listing = listings.get(address.itemId);
    if (listing === undefined) return [];
    const variation = listing === null ? undefined : variationOf(listing, address);
    return [{ key, levels: variation === undefined ? [] : [{ location: "", available: variation.available }] }];
  });
}

async function listingsOf(addresses: readonly TradingAddress[], ctx: Context): Promise<Listings> {
  const itemIds = new Set(addresses.map(({ itemId }) => itemId));
  if (itemIds.size <= FEW) return askEach([...itemIds], ctx, "read");
  const found = new Map<string, TradingListing | null>();
  const single = new Set(addresses.flatMap(({ itemId, sku }) => (sku === undefined ? [itemId] : [])));
  if (single.size > FEW) for (const listing of await singleListings(single, ctx)) found.set(listing.itemId, listing);
  for (const itemId of itemIds) {
    if (found.has(itemId)) continue;
    if ((await ctx.http.waitMs("trading.read")) > 0) break;
    for (const [id, listing] of await askEach([itemId], ctx, "read")) found.set(id, listing);
  }
  return found;
}

async function singleListings(itemIds: ReadonlySet<string>, ctx: Context): Promise<readonly TradingListing[]> {
  const found: TradingListing[] = [];
  for (let number = 1; found.length < itemIds.size; number += 1) {
    if ((await ctx.http.waitMs("trading.list")) > 0) break;
    const { rows, pages } = await askActiveListings(number, ctx);
    const { items } = await readSingly(rows, (row) => readListing(row, ctx));
    found.push(...items.filter(({ itemId, hasVariations }) => itemIds.has(itemId) && !hasVariations));
    if (rows.length === 0 || number >= pages) break;
  }
  return found;
}
