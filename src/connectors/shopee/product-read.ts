/** Items whole: fifty a call, and one call more for each item with variations. */
import type { ChannelProduct, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { type ReadRows, readSingly } from "../kit/pull/read-each.ts";
import { call, callOrNull, isId } from "./client.ts";
import type { ReportedProduct } from "./product-mapping.ts";
import { isDeleted, mapProduct } from "./product-mapping.ts";
import { SHOWN_STATUSES } from "./product-sweeps.ts";
import type { ModelList } from "./schemas.ts";
import { baseInfoList, foundItems, itemSchema, modelListSchema } from "./schemas.ts";

/** Most ids of get_item_base_info. */
const ITEMS_PER_CALL = 50;

/** Items as the list of them tells them; unknown ones are left out. */
export async function baseInfo(ids: readonly string[], ctx: Context): Promise<readonly Json[]> {
  const rows: Json[] = [];
  for (const part of chunks(ids, ITEMS_PER_CALL)) {
    const query = [["item_id_list", part.join(",")]] as const;
    const body = await callOrNull(ctx, { path: "product/get_item_base_info", operation: "products.get", query });
    if (body !== null) rows.push(...parseResponse(baseInfoList, body, { ctx, what: "the products" }).item_list);
  }
  return rows;
}

/** Models of an item; null when the item has gone. */
async function readModels(itemId: string, ctx: Context): Promise<ModelList | null> {
  const query = [["item_id", itemId]] as const;
  const body = await callOrNull(ctx, { path: "product/get_model_list", operation: "products.models", query });
  return body === null
    ? null
    : parseResponse(modelListSchema, body, { ctx, what: `the variations of product ${itemId}` });
}

async function told(raw: Json, ctx: Context): Promise<ReportedProduct | null> {
  const item = parseResponse(itemSchema, raw, { ctx, what: "a product" });
  if (isDeleted(item)) return null;
  if (!item.has_model) return { item, models: null, raw };
  const models = await readModels(item.item_id, ctx);
  return models === null ? null : { item, models, raw };
}

/** Items by id; those that are gone are left out. */
export async function readItems(ids: readonly string[], ctx: Context): Promise<readonly ReportedProduct[]> {
  const found: ReportedProduct[] = [];
  for (const raw of await baseInfo(ids, ctx)) {
    const one = await told(raw, ctx);
    if (one !== null) found.push(one);
  }
  return found;
}

/** A page of a sweep: an item that cannot be read holds up no other. */
export async function readPage(ids: readonly string[], ctx: Context): Promise<ReadRows<Json, ChannelProduct>> {
  return readSingly(await baseInfo(ids, ctx), async (raw) => {
    const one = await told(raw, ctx);
    return one === null ? null : mapProduct(one, ctx.connection);
  });
}

export async function readProduct(key: string, ctx: Context): Promise<ChannelProduct | null> {
  if (!isId(key)) return null;
  const [one] = await readItems([key], ctx);
  return one === undefined ? null : mapProduct(one, ctx.connection);
}

/** Items whose own SKU holds this text. */
export async function searchItems(sku: string, ctx: Context): Promise<readonly ReportedProduct[]> {
  const query = [
    ["page_size", "100"],
    ["item_sku", sku],
    ...SHOWN_STATUSES.map((status) => ["item_status", status] as const),
  ] as const;
  const body = await call(ctx, { path: "product/search_item", operation: "products.search", query });
  const { item_id_list: ids } = parseResponse(foundItems, body, { ctx, what: "the search by SKU" });
  return ids.length === 0 ? [] : readItems(ids, ctx);
}

/** Items that sell this SKU. Shopee searches by the item's own SKU alone: what stands only on a model stays unfound. */
export async function findBySku(sku: string, ctx: Context): Promise<readonly ChannelProduct[]> {
  const found = await searchItems(sku, ctx);
  return found
    .filter(({ item, models }) =>
      models ? models.model.some((model) => model.model_sku === sku) : item.item_sku === sku,
    )
    .map((one) => mapProduct(one, ctx.connection));
}
