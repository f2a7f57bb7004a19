/**
 * Products: a listing is a seller's offer on a catalog item (FSN). The API tells neither title nor picture, and makes
 * no catalog items: a listing is read as a product of one variant whose title is its SKU.
 */
import type { ChannelProduct } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Products, Sweep, SweepPage } from "../kit/contract/ports.ts";
import { type ReadListing, readListings, searchPage } from "./listing-reads.ts";
import { locationIdsOf } from "./settings.ts";

/** A search page has up to 500 listings; that many details at once would hold up the rest of the store's calls. */
const LISTINGS_A_PAGE = 50;
const EVERY_MS = 6 * 3_600_000;

export const products: Products = {
  sweeps: [{ id: "all", mode: "full", everyMs: EVERY_MS, run }],
  async get(key, ctx) {
    return (await productsOf([key], ctx))[0] ?? null;
  },
  bySku: productsOf,
};

async function productsOf(skus: readonly string[], ctx: Context): Promise<readonly ChannelProduct[]> {
  const readAt = ctx.clock.now();
  const { items: listings } = await readListings(skus, ctx);
  return listings.map((listing) => toProduct(listing, readAt, ctx));
}

/** The cursor is Flipkart's page id and how many listings of that page have been told. */
async function* run(
  input: Parameters<Sweep<ChannelProduct>["run"]>[0],
  ctx: Context,
): AsyncGenerator<SweepPage<ChannelProduct>> {
  let { pageId, told } = readCursor(input.cursor);
  for (let isStored = pageId !== ""; ; isStored = false) {
    const page = await searchPage(pageId, ctx).catch((error: unknown) => {
      if (!isStored || !isConnectorError(error) || error.kind !== "rejected") throw error;
      // A page id of long ago: the walk starts anew instead of failing for ever.
      return null;
    });
    if (page === null) {
      pageId = "";
      told = 0;
      continue;
    }
    for (; told < page.skus.length; told += LISTINGS_A_PAGE) {
      const readAt = ctx.clock.now();
      const { items: listings, unread } = await readListings(page.skus.slice(told, told + LISTINGS_A_PAGE), ctx);
      const isPageEnd = told + LISTINGS_A_PAGE >= page.skus.length;
      yield {
        items: listings.map((listing) => toProduct(listing, readAt, ctx)),
        cursor: isPageEnd ? writeCursor(page.next, 0) : writeCursor(pageId, told + LISTINGS_A_PAGE),
        safeToSave: true,
        unreadKeys: unread,
      };
    }
    if (page.next === "") return;
    pageId = page.next;
    told = 0;
  }
}

const writeCursor = (pageId: string, reported: number): string =>
  pageId === "" && reported === 0 ? "" : `${reported}|${pageId}`;

function readCursor(cursor: string | null): { pageId: string; told: number } {
  const [reported = "", ...pageId] = (cursor ?? "").split("|");
  return { pageId: pageId.join("|"), told: Number(reported) || 0 };
}

/** The listing as the hub keeps it; the stock of goods in Flipkart's own warehouses is not the seller's to count. */
export function toProduct({ sku, listing, raw }: ReadListing, readAt: number, ctx: Context): ChannelProduct {
  const { listing_id: key, product_id: fsn, price, fulfillment_profile: profile } = listing;
  const levels = profile === "FBF" ? undefined : levelsOf(listing, ctx);
  return {
    key: sku,
    version: { kind: "fetchStart", value: BigInt(readAt) * 1000n },
    title: sku,
    status: statusOf(listing),
    categoryKeys: [],
    images: [],
    variants: [
      {
        key,
        sku,
        options: [],
        price: price.selling_price,
        ...(price.mrp === price.selling_price ? {} : { compareAtPrice: price.mrp }),
        currency: price.currency ?? "INR",
        levels,
        ext: { sku, fsn, profile },
      },
    ],
    ext: { fsn, listingId: key },
    raw,
  };
}

function statusOf({ listing_status: status, archived_status: archived }: ReadListing["listing"]) {
  if (archived === "ARCHIVED") return "archived" as const;
  return status === "ACTIVE" ? ("active" as const) : ("draft" as const);
}

/** Sellers with one location see none on their listings: the first known one stands for it. */
function levelsOf({ locations }: ReadListing["listing"], ctx: Context) {
  if (locations.length > 0)
    return locations.map(({ id, inventory, pending_inventory: pending }) => ({
      location: id,
      available: inventory ?? 0,
      committed: pending ?? undefined,
    }));
  const home = homeOf(ctx);
  return home === "" ? undefined : [{ location: home, available: 0 }];
}

/** Where listings without locations are counted: the first id the seller entered, else the only one known. */
export function homeOf({ connection }: Pick<Context, "connection">): string {
  const [entered] = locationIdsOf(connection.settings);
  if (entered !== undefined) return entered;
  const { locations } = connection.facts;
  return Array.isArray(locations) && locations.length === 1 ? String(locations[0]) : "";
}

/** What was kept with a variant to address it again. */
export function skuOf(ext: unknown): string {
  const sku = ext !== null && typeof ext === "object" && "sku" in ext ? ext.sku : undefined;
  return typeof sku === "string" ? sku : "";
}
