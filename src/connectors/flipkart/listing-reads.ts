/** Reading listings: searched 500 at a time, told in detail ten at a time (sheet sections 3 and 5). */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { type ReadRows, readSingly } from "../kit/pull/read-each.ts";
import { type Listing, listingDetailsSchema, listingPageSchema, listingSchema } from "./schemas.ts";

/** SKUs in one call of details, of prices and of stock. */
export const SKUS_A_CALL = 10;
const LISTINGS = "/sellers/listings/v3";

export interface ReadListing {
  readonly sku: string;
  readonly listing: Listing;
  readonly raw: Json;
}

export interface SearchPage {
  readonly skus: readonly string[];
  /** "" after the last page. */
  readonly next: string;
}

/** A page of all listings, active or not; "" asks for the first. */
export async function searchPage(pageId: string, ctx: Context): Promise<SearchPage> {
  const { body } = await ctx.http.json({
    method: "POST",
    url: `${LISTINGS}/search`,
    json: { filters: {}, page_id: pageId === "" ? null : pageId },
    operation: "listings.search",
    safe: true,
  });
  const page = parseResponse(listingPageSchema, body, { ctx, what: "the list of listings" });
  return {
    skus: page.listings.map((listing) => listing.sku_id),
    next: page.has_more ? (page.next_page_id ?? "") : "",
  };
}

/** The first ten listings, for looking around. */
export async function firstListings(
  ctx: Context,
): Promise<{ readonly listings: readonly ReadListing[]; readonly hasMore: boolean }> {
  const { skus, next } = await searchPage("", ctx);
  const first = skus.slice(0, SKUS_A_CALL);
  const { items: listings } = await readListings(first, ctx);
  return { listings, hasMore: next !== "" || skus.length > first.length };
}

/** Details of these SKUs; those Flipkart does not know are absent. One that cannot be read leaves the others. */
export async function readListings(skus: readonly string[], ctx: Context): Promise<ReadRows<string, ReadListing>> {
  const reported: (readonly [string, Json])[] = [];
  for (const some of batches(skus)) reported.push(...(await detailsOf(some, ctx)));
  const { items, unread } = await readSingly(reported, ([sku, raw]) => ({
    sku,
    raw,
    listing: parseResponse(listingSchema, raw, { ctx, what: `listing ${sku}` }),
  }));
  return { items, unread: unread.map(([sku]) => sku) };
}

/** A comma would break the list in the path: such SKUs go in the body of the newer call, by themselves. */
function* batches(skus: readonly string[]): Generator<readonly string[]> {
  const requested = [...new Set(skus)];
  for (const group of [requested.filter((sku) => !sku.includes(",")), requested.filter((sku) => sku.includes(","))])
    yield* chunks(group, SKUS_A_CALL);
}

async function detailsOf(skus: readonly string[], ctx: Context): Promise<(readonly [string, Json])[]> {
  const isListable = skus.every((sku) => !sku.includes(","));
  const { body } = await ctx.http.json({
    ...(isListable
      ? { method: "GET", url: `${LISTINGS}/${skus.map(encodeURIComponent).join(",")}` }
      : { method: "POST", url: `${LISTINGS}/details`, json: { sku_ids: skus } }),
    operation: "listings.get",
    safe: true,
  });
  const { available } = parseResponse(listingDetailsSchema, body, { ctx, what: "listings" });
  const requested = new Set(skus);
  return Object.entries(available).filter(([sku]) => requested.has(sku));
}
