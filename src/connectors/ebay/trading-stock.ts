/** Numbers of listings made on eBay's site: each is its listing's own, read before it is set. */
import { compared, comparedAfterWrite } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError, isRefusal } from "../kit/contract/errors.ts";
import type { PushItem, PushResult, ShownStock, StockItem, StockResult } from "../kit/contract/ports.ts";
import { rejectedItem, sendAgain } from "../kit/contract/results.ts";
import { element } from "../kit/parse/xml.ts";
import { isOfRow, readSingly } from "../kit/pull/read-each.ts";
import { gone } from "./bulk-update.ts";
import { hasOutOfStockOption } from "./out-of-stock.ts";
import { type TradingAddress, tradingAddress } from "./trading-keys.ts";
import {
  askActiveListings,
  askListing,
  readListing,
  type Snapshot,
  snapshotsOf,
  type TradingListing,
  type TradingVariation,
} from "./trading-listings.ts";
import { failedItem, sendTradingUpdates, type TradingUpdate } from "./trading-updates.ts";
import { message } from "./words.ts";

type Compare = typeof compared;
type Snapshots = ReadonlyMap<string, Snapshot>;

/** Keys of such listings alone; what is wanted is within eBay's limits. */
export async function sendTradingStock(items: readonly StockItem[], ctx: Context): Promise<readonly StockResult[]> {
  const addressed = items.flatMap((item) => {
    const address = tradingAddress(item.key);
    return address === null ? [] : [{ item, address }];
  });
  const snapshots = await snapshotsOf(
    addressed.map(({ address }) => address.itemId),
    ctx,
    "change",
  );
  const results: StockResult[] = items
    .filter(({ key }) => tradingAddress(key) === null)
    .map((item) => rejectedItem(item, "no_sku", message("refused.variationSku")));
  const due: TradingUpdate<number>[] = [];
  const staysSoldOut = once(() => hasOutOfStockOption(ctx));
  for (const one of addressed) {
    const decision = await decide(one, snapshots.get(one.address.itemId), { staysSoldOut, compare: compared });
    if ("outcome" in decision) results.push(decision);
    else due.push(decision);
  }
  const lookAgain = async (update: TradingUpdate<number>) =>
    decide(update, await askListing(update.address.itemId, ctx, "change"), {
      staysSoldOut,
      compare: comparedAfterWrite,
    });
  return [...results, ...(await sendTradingUpdates(due, ctx, lookAgain))];
}

/** The seller's one choice, for as long as a push lasts; a failure is asked about again. */
function once(ask: () => Promise<boolean>): () => Promise<boolean> {
  let answer: boolean | undefined;
  return async () => (answer ??= await ask());
}

async function decide(
  { item, address }: { readonly item: StockItem; readonly address: TradingAddress },
  snapshot: Snapshot | undefined,
  { staysSoldOut, compare }: { readonly staysSoldOut: () => Promise<boolean>; readonly compare: Compare },
): Promise<StockResult | TradingUpdate<number>> {
  const found = variationFor(item, address, snapshot);
  if ("outcome" in found) return found;
  const quantity = Math.max(0, item.want);
  const settled = compare({ ...item, want: quantity }, found.variation.available);
  if (settled) return settled;
  if (quantity === 0 && !found.listing.staysSoldOut) {
    try {
      if (!(await staysSoldOut())) return rejectedItem(item, "out_of_stock_off", message("refused.outOfStockOff"));
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      // The seller's preferences were refused, not the item.
      return isRefusal(error) ? sendAgain(item, error.userMessage) : failedItem(item, error);
    }
  }
  return { item, address, isZero: quantity === 0, change: element("Quantity", String(quantity)) };
}

interface Found {
  readonly listing: TradingListing;
  readonly variation: TradingVariation;
}

/** What an item's key names, or what becomes of the item without it. */
export function variationFor<V>(
  item: PushItem<V>,
  address: TradingAddress,
  snapshot: Snapshot | undefined,
): Found | PushResult<V> {
  if (isConnectorError(snapshot)) return failedItem(item, snapshot);
  const [variation, ...others] = snapshot ? variationsOf(snapshot, address) : [];
  if (!snapshot || !variation) return gone(item);
  // eBay does not publish which of them it would change.
  if (others.length > 0) return rejectedItem(item, "no_sku", message("refused.variationSku"));
  return { listing: snapshot, variation };
}

/** Those a key names: none when it is gone, several when they share a SKU. */
const variationsOf = ({ hasVariations, variations }: TradingListing, { sku }: TradingAddress) =>
  variations.filter((one) => (hasVariations ? sku !== undefined && one.sku === sku : sku === undefined));

/** As many as are written at once are asked for one by one: what a write left is looked for there. The list of all may lag. */
const FEW = 25;

/**
 * What these listings show. Many without variations are read from the list of all; those left are asked for alone, as long
 * as the limits for reading last. The others are told as not read.
 */
export async function readTradingStock(keys: readonly string[], ctx: Context): Promise<readonly ShownStock[]> {
  const addressed = keys.flatMap((key) => {
    const address = tradingAddress(key);
    return address === null ? [] : [{ key, address }];
  });
  const snapshots = await readSnapshots(
    addressed.map(({ address }) => address),
    ctx,
  );
  return addressed.map(({ key, address }) => {
    const snapshot = snapshots.get(address.itemId);
    if (snapshot === undefined || (isConnectorError(snapshot) && !isOfRow(snapshot)))
      return { key, levels: [], levelsInPart: true };
    const named = snapshot === null || isConnectorError(snapshot) ? [] : variationsOf(snapshot, address);
    const [variation] = named.length === 1 ? named : [];
    return { key, levels: variation === undefined ? [] : [{ location: "", available: variation.available }] };
  });
}

async function readSnapshots(addresses: readonly TradingAddress[], ctx: Context): Promise<Snapshots> {
  const itemIds = new Set(addresses.map(({ itemId }) => itemId));
  if (itemIds.size <= FEW) return snapshotsOf([...itemIds], ctx, "read");
  const found = new Map<string, Snapshot>();
  const single = new Set(addresses.flatMap(({ itemId, sku }) => (sku === undefined ? [itemId] : [])));
  if (single.size > FEW) for (const listing of await singleListings(single, ctx)) found.set(listing.itemId, listing);
  const left = [...itemIds].filter((itemId) => !found.has(itemId));
  return new Map([...found, ...(await snapshotsOf(left, ctx, "read"))]);
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
