/** Listings by SKU: reading them, alone, by twenties, or as the children of a variation parent. */
import type { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { nullIfNotFound } from "../kit/contract/errors.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { type Item, itemSchema, pageSchema } from "./schemas.ts";
import { homeOf, sellerOf } from "./settings.ts";

/** Identifiers and rows of one search (official model). */
const PAGE = 20;
/** What a product is made of. */
const WHOLE = "summaries,attributes,issues,offers,fulfillmentAvailability,relationships,productTypes";

type Query = readonly (readonly [string, string])[];

export interface Found {
  readonly rows: readonly Json[];
  readonly next: string;
}

export const readItem = (raw: Json, ctx: Pick<Context, "drift">): Item =>
  parseResponse(itemSchema, raw, { ctx, what: "listing" });

const path = (ctx: Context): string => `/listings/2021-08-01/items/${encodeURIComponent(sellerOf(ctx.connection))}`;

/** A SKU is free text: a slash or a hash sign in it must not become part of the path. */
export const listingPath = (sku: string, ctx: Context): string => `${path(ctx)}/${encodeURIComponent(sku)}`;

export const homeQuery = (ctx: Context): readonly [string, string] => ["marketplaceIds", homeOf(ctx.connection).id];

/** Null: there is no such listing. */
export async function getListing(sku: string, ctx: Context, included = WHOLE): Promise<Json | null> {
  const query = [homeQuery(ctx), ["includedData", included]] as const;
  const url = listingPath(sku, ctx);
  const reported = await nullIfNotFound(ctx.http.json({ method: "GET", url, query, operation: "listings.get" }));
  return reported?.body ?? null;
}

export async function searchListings(query: Query, ctx: Context, included = WHOLE): Promise<Found> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: path(ctx),
    query: [homeQuery(ctx), ["includedData", included], ["pageSize", String(PAGE)], ...query],
    operation: "listings.search",
  });
  const { items, pagination }: z.output<typeof pageSchema> = parseResponse(pageSchema, body, { ctx, what: "listings" });
  return { rows: items, next: pagination?.nextToken ?? "" };
}

/** All children of a variation parent. */
export async function childrenOf(parent: string, ctx: Context): Promise<Json[]> {
  const rows: Json[] = [];
  let token = "";
  do {
    const query: Query = [["variationParentSku", parent], ...(token === "" ? [] : [["pageToken", token] as const])];
    const found = await searchListings(query, ctx);
    rows.push(...found.rows);
    token = found.next;
  } while (token !== "");
  return rows;
}

/** The listings of these SKUs; those that do not exist are left out. */
export async function listingsOf(skus: readonly string[], ctx: Context, included = WHOLE): Promise<Json[]> {
  const rows: Json[] = [];
  // A comma parts SKUs in the query: one that holds a comma is asked for alone.
  const [odd, plain] = [skus.filter((sku) => sku.includes(",")), skus.filter((sku) => !sku.includes(","))];
  for (const some of chunks(plain, PAGE)) {
    const query: Query = [
      ["identifiers", some.join(",")],
      ["identifiersType", "SKU"],
    ];
    rows.push(...(await searchListings(query, ctx, included)).rows);
  }
  for (const sku of odd) {
    const row = await getListing(sku, ctx, included);
    if (row !== null) rows.push(row);
  }
  return rows;
}

/** As `listingsOf`, read and by SKU. */
export async function itemsBySku(
  requested: readonly { readonly key: string }[],
  ctx: Context,
  included: string,
): Promise<Map<string, Item>> {
  const rows = await listingsOf([...new Set(requested.map(({ key }) => key))], ctx, included);
  return new Map(rows.map((row) => readItem(row, ctx)).map((item) => [item.sku, item]));
}
