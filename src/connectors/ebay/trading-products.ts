/**
 * The listings made on eBay's site: all active ones of this connection's site with a fixed price. The list holds listings of
 * the Inventory API too, which are told by that (sheet section 1), and those of the seller's other sites.
 */
import type { ChannelProduct, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { type ConnectorError, isKind, isRefusal } from "../kit/contract/errors.ts";
import type { SweepPage } from "../kit/contract/ports.ts";
import { inHalves } from "../kit/parse/halving.ts";
import { named, outcomeOf, readSingly, rowId } from "../kit/pull/read-each.ts";
import { askItem, askItems, offersBySku } from "./listings.ts";
import { homeOf } from "./settings.ts";
import { tradingKey } from "./trading-keys.ts";
import { askActiveListings, askListing, MOST_LISTED, readListing, type TradingListing } from "./trading-listings.ts";
import { toTradingProduct } from "./trading-mapping.ts";

/** A page of the list, and how many of its rows were read before. */
interface Position {
  readonly number: number;
  readonly row: number;
}

function positionOf(cursor: string | null): Position {
  const [number = 0, row = 0] = (cursor ?? "").split(".").map((part) => Number(part) || 0);
  return { number: Math.max(1, number), row };
}

/**
 * All listings. The cursor is the number of the next page, or "3.40" in the middle of one: what the day's calls for single
 * listings lasted for is kept, or a page that takes more of them than come back in the meantime would never end.
 */
export async function* tradingPages(cursor: string | null, ctx: Context): AsyncIterable<SweepPage<ChannelProduct>> {
  for (let position = positionOf(cursor); ; ) {
    const { rows, pages, total } = await askActiveListings(position.number, ctx);
    const { taken, items, unread } = await readWhile(rows.slice(position.row), ctx);
    const missed = named(await notOfInventory(unread, ctx), keyOfRow);
    const row = position.row + taken;
    const isRead = row >= rows.length;
    const isLast = isRead && (rows.length === 0 || position.number >= pages);
    // Of more listings the list says no more than its most: one stands for all that may be left out.
    const beyond = isLast && total >= MOST_LISTED ? Math.max(1, total - MOST_LISTED) : 0;
    position = isRead ? { number: position.number + 1, row: 0 } : { number: position.number, row };
    const next = isLast ? "1" : isRead ? String(position.number) : `${position.number}.${row}`;
    yield { items, ...missed, unread: missed.unread + beyond, cursor: next, safeToSave: true };
    if (isLast) return;
  }
}

/** Rows of a page, until the calls for single listings are used up; for the first of them that is thrown. */
async function readWhile(rows: readonly Json[], ctx: Context) {
  let taken = 0;
  let isOver = false;
  const { items, unread } = await readSingly(rows, async (row) => {
    if (isOver) return null;
    try {
      taken += 1;
      return await productOfRow(row, ctx);
    } catch (error) {
      if (taken === 1 || !isKind(error, "throttled")) throw error;
      isOver = true;
      taken -= 1;
      return null;
    }
  });
  return { taken, items, unread };
}

/** Of rows nobody can read: those with the SKU of an item of the Inventory API are told there. */
async function notOfInventory(rows: readonly Json[], ctx: Context): Promise<readonly Json[]> {
  const left: Json[] = [];
  for (const row of rows) {
    const sku = rowId(row, "SKU");
    const reported = await outcomeOf(sku, async (some) => (some === undefined ? null : askItem(some, ctx)));
    if (!reported.isRead || reported.item === null) left.push(row);
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
  const existing = await existingOf(skus, ctx);
  const reported = await outcomeOf(existing, async (some) => [...(await offersBySku(some, ctx)).values()].flat());
  // Offers nobody can read are told as unread by their SKU.
  return !reported.isRead || (reported.item ?? []).some(({ listing }) => listing?.listingId === itemId);
}

/** Sellers write what they like as a SKU: one the Inventory API refuses is none of its items. */
const existingOf = (skus: readonly string[], ctx: Context): Promise<readonly string[]> =>
  inHalves<string, string, ConnectorError>(skus, {
    work: async (some) => [...(await askItems(some, ctx)).keys()],
    isItems: isRefusal,
    alone: () => [],
  });

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
