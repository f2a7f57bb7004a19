import type { ChannelProduct, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { gathered, outcomeOf, type ReadRows } from "../kit/pull/read-each.ts";
import { call, severalAtOnce } from "./client.ts";
import { readProduct, toProduct } from "./product-mapping.ts";
import { pageRows, productRow } from "./schemas.ts";
import { message } from "./words.ts";

/** The most SKUs the search's filter takes. */
const MAX_SKUS = 10;

/** Null: gone, or deleted (which TikTok remembers for a while). */
export async function fetchProduct(key: string, ctx: Context): Promise<Json | null> {
  try {
    const url = `/product/202309/products/${encodeURIComponent(key)}`;
    const raw = await call({ method: "GET", url, operation: "products.get" }, ctx);
    return readProduct(raw, ctx).status === "DELETED" ? null : raw;
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "not_found") throw error;
    return null;
  }
}

export async function getProduct(key: string, ctx: Context): Promise<ChannelProduct | null> {
  const raw = await fetchProduct(key, ctx);
  return raw === null ? null : toProduct(raw, ctx);
}

/** Whole products by id, and the ids of those that cannot be read. The search tells neither options nor pictures. */
export async function readWhole(ids: readonly string[], ctx: Context): Promise<ReadRows<string, ChannelProduct>> {
  return gathered(await severalAtOnce(ids, (id) => outcomeOf(id, (key) => getProduct(key, ctx))));
}

/** Products with exactly these SKUs, whole. Throws where one of them cannot be read: it is not to be made once more. */
export async function bySku(skus: readonly string[], ctx: Context): Promise<readonly ChannelProduct[]> {
  const requested = new Set(skus);
  const ids = new Set<string>();
  for (const some of chunks([...requested], MAX_SKUS)) {
    let token = "";
    do {
      const query: [string, string][] = [["page_size", "100"]];
      if (token !== "") query.push(["page_token", token]);
      const json = { status: "ALL", seller_skus: some };
      const url = "/product/202502/products/search";
      const data = await call({ method: "POST", url, query, json, operation: "products.search", safe: true }, ctx);
      const page = pageRows(data, "products", { ctx, what: "products" });
      for (const row of page.rows) {
        const { id, status } = parseResponse(productRow, row, { ctx, what: "product" });
        if (status !== "DELETED") ids.add(id);
      }
      token = page.next ?? "";
    } while (token !== "");
  }
  const { items, unread } = await readWhole([...ids], ctx);
  const [first] = unread;
  if (first !== undefined)
    throw new ConnectorError({ kind: "drift", path: "skus" }, message("error.productUnread", { id: first }));
  return items.filter(({ variants }) => variants.some(({ sku }) => sku !== undefined && requested.has(sku)));
}
