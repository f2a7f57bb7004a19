/** Reading products of Catalog V1: filter and sort are JSON in text, pages have offsets. */

import type { ChannelProduct, Json } from "../../../commerce/product.ts";
import type { Context } from "../../kit/contract/contract.ts";
import { chunks } from "../../kit/parse/chunks.ts";
import { parseResponse } from "../../kit/parse/parse.ts";
import { asText, asTree, isGuid, PER_PAGE, rowsOf, wixCallOrNull, wixQuery } from "../client.ts";
import { readingEach } from "../product-calls.ts";
import { productV1Schema } from "../schemas.ts";
import { weightUnitOf } from "../shop.ts";
import type { List, Page, PagePosition } from "../sweeps.ts";
import { mapProduct } from "./product-mapping.ts";

function parseProduct(raw: Json, ctx: Context): ChannelProduct {
  const what = `product ${asText(asTree(raw)["id"]) ?? ""}`;
  return mapProduct(parseResponse(productV1Schema, raw, { ctx, what }), weightUnitOf(ctx.connection), raw);
}

export async function fetchRaw(key: string, ctx: Context): Promise<Json> {
  if (!isGuid(key)) return null;
  const body = await wixCallOrNull(ctx, {
    path: `/stores-reader/v1/products/${key}`,
    query: [["includeMerchantSpecificData", "true"]],
    operation: "products.get",
  });
  return asTree(body)["product"] ?? null;
}

export async function fetchProduct(key: string, ctx: Context): Promise<ChannelProduct | null> {
  const raw = await fetchRaw(key, ctx);
  return raw === null ? null : parseProduct(raw, ctx);
}

export const fetchProducts = readingEach(fetchProduct);

/** Products that have an item with exactly one of these SKUs. */
export async function productIdsOfSkus(skus: readonly string[], ctx: Context): Promise<ReadonlySet<string>> {
  const requested = new Set(skus.filter((sku) => sku !== ""));
  const ids = new Set<string>();
  for (const part of chunks([...requested], PER_PAGE)) {
    for (let offset = 0; ; offset += PER_PAGE) {
      const body = await wixQuery(ctx, "products.variants", "/stores-reader/v1/variants/query", {
        query: { filter: { sku: { $in: part } }, paging: { limit: PER_PAGE, offset } },
      });
      const rows = rowsOf(body, "variants", ctx).map(asTree);
      for (const row of rows) {
        const id = asText(row["productId"]);
        if (id !== undefined && requested.has(asText(row["sku"]) ?? "")) ids.add(id);
      }
      if (rows.length < PER_PAGE) break;
    }
  }
  return ids;
}

/**
 * Pages by time: each begins at the last record's moment, so that a record that moves to the end while we walk shifts
 * no other one out of sight. Offsets serve only while a whole page shares one moment.
 */
async function page({ from, next }: PagePosition, ctx: Context): Promise<Page> {
  const [anchor = "", offset = "0"] = (next ?? `${from ?? ""}|0`).split("|");
  const body = await wixQuery(ctx, "products.list", "/stores-reader/v1/products/query", {
    query: {
      ...(anchor === "" ? {} : { filter: JSON.stringify({ lastUpdated: { $gte: anchor } }) }),
      sort: JSON.stringify([{ lastUpdated: "asc" }]),
      paging: { limit: PER_PAGE, offset: Number(offset) },
    },
    includeVariants: true,
    includeMerchantSpecificData: true,
  });
  const rows = rowsOf(body, "products", ctx);
  const last = asText(asTree(rows.at(-1))["lastUpdated"]) ?? anchor;
  const isStill = anchor !== "" && Date.parse(last) === Date.parse(anchor);
  const following = isStill || last === "" ? `${anchor}|${Number(offset) + PER_PAGE}` : `${last}|0`;
  return { rows, next: rows.length < PER_PAGE ? null : following, sorted: true };
}

export const productList: List<ChannelProduct> = {
  changedField: "lastUpdated",
  page,
  prepare: async (_rows, ctx) => (row) => parseProduct(row, ctx),
};
