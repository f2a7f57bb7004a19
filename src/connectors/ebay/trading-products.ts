/**
 * The listings made on eBay's site: all active ones of this connection's site with a fixed price. The list holds listings of
 * the Inventory API too, which are told by that (sheet section 1), and those of the seller's other sites.
 */
import type { ChannelProduct, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { SweepPage } from "../kit/contract/ports.ts";
import { named, outcomeOf, readSingly, rowId } from "../kit/pull/read-each.ts";
import { byNumber } from "../kit/pull/whole-list.ts";
import { askItem, askItems, offersBySku } from "./listings.ts";
import { homeOf } from "./settings.ts";
import { tradingKey } from "./trading-keys.ts";
import {
  askActiveListings,
  askListing,
  MOST_LISTED,
  readListing,
  TRADING_PAGE,
  type TradingListing,
} from "./trading-listings.ts";
import { toTradingProduct } from "./trading-mapping.ts";

/** Pages of all listings; the cursor is the number of the next. */
export const tradingPages = (cursor: string | null, ctx: Context): AsyncIterable<SweepPage<ChannelProduct>> =>
  byNumber(cursor, async (number) => {
    const { rows, pages, total } = await askActiveListings(number, ctx);
    const { items, unread } = await readSingly(rows, (row) => productOfRow(row, ctx));
    const isLast = rows.length === 0 || number >= Math.min(pages, MOST_LISTED / TRADING_PAGE);
    const missed = named(await notOfInventory(unread, ctx), keyOfRow);
    return { items, isLast, ...missed, unread: missed.unread + (isLast ? Math.max(0, total - MOST_LISTED) : 0) };
  });

/** Of rows nobody can read: those with the SKU of an item of the Inventory API are told there. */
async function notOfInventory(rows: readonly Json[], ctx: Context): Promise<readonly Json[]> {
  const left: Json[] = [];
  for (const row of rows) {
    const sku = rowId(row, "SKU");
    if (sku === undefined || (await askItem(sku, ctx)) === null) left.push(row);
  }
  return left;
}

const keyOfRow = (row: Json): string | undefined => {
  const itemId = rowId(row, "ItemID");
  return itemId === undefined ? undefined : tradingKey({ itemId });
};

async function productOfRow(row: Json, ctx: Context): Promise<ChannelProduct | null> {
  const listed = readListing(row, ctx);
  if (!mayBeHere(listed, ctx)) return null;
  // The list may leave out the site, and leaves out variations nobody bought: all of them where nobody bought any.
  const isWhole = listed.site !== undefined && !listed.hasVariations && listed.variations[0]?.sku !== undefined;
  const listing = isWhole ? listed : await askListing(listed.itemId, ctx, "read");
  return listing === null ? null : productHere(listing, ctx);
}

/** Null: not there any more, an auction, of another site, or one of the Inventory API. */
export async function fetchTradingProduct(itemId: string, ctx: Context): Promise<ChannelProduct | null> {
  const listing = await askListing(itemId, ctx, "read");
  return listing === null ? null : productHere(listing, ctx);
}

const mayBeHere = ({ isFixedPrice, site }: TradingListing, ctx: Context): boolean =>
  isFixedPrice && (site === undefined || site === homeOf(ctx.connection).id);

async function productHere(listing: TradingListing, ctx: Context): Promise<ChannelProduct | null> {
  if (!mayBeHere(listing, ctx) || listing.site === undefined) return null;
  return (await isOfInventory(listing, ctx)) ? null : toTradingProduct(listing, ctx);
}

/** Its number is the one of a published offer: it is told, and written, by its SKU. */
async function isOfInventory({ itemId, variations }: TradingListing, ctx: Context): Promise<boolean> {
  const skus = variations.flatMap(({ sku }) => sku ?? []);
  const existing = skus.length === 0 ? [] : [...(await askItems(skus, ctx)).keys()];
  const reported = await outcomeOf(existing, async (some) => [...(await offersBySku(some, ctx)).values()].flat());
  // Offers nobody can read are told as unread by their SKU.
  return !reported.isRead || (reported.item ?? []).some(({ listing }) => listing?.listingId === itemId);
}

/** Pages that are looked through for a SKU: there is no search by it. */
const PAGES_SEARCHED = 5;

/** Those among the first thousand listings that have one of these SKUs; of variations the list tells those that were sold. */
export async function tradingBySku(skus: readonly string[], ctx: Context): Promise<readonly ChannelProduct[]> {
  const wanted = new Set(skus);
  const found: ChannelProduct[] = [];
  for (let number = 1; number <= PAGES_SEARCHED; number += 1) {
    const { rows, pages } = await askActiveListings(number, ctx);
    const { items } = await readSingly(rows, (row) => {
      const { itemId, variations } = readListing(row, ctx);
      return variations.some(({ sku }) => sku !== undefined && wanted.has(sku)) ? itemId : null;
    });
    for (const itemId of items) {
      const product = await fetchTradingProduct(itemId, ctx);
      if (product) found.push(product);
    }
    if (rows.length === 0 || number >= pages) break;
  }
  return found;
}
