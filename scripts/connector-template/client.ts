/** Every call this connector makes of the platform's API. */
import type { Json } from "../../src/commerce/product.ts";
import type { Context } from "../../src/connectors/kit/contract/contract.ts";
import { isConnectorError } from "../../src/connectors/kit/contract/errors.ts";
import { parseResponse } from "../../src/connectors/kit/parse/parse.ts";
import { pageSchema } from "./schemas.ts";

/** Below the shop's address. */
export const API_PATH = "/v1";

export async function readShop(ctx: Context): Promise<Json> {
  return (await ctx.http.json({ method: "GET", url: "/shop", operation: "shop.get" })).body;
}

/** Null when the shop does not know it. */
/** Where an answer holds one order: it is the whole. */
export const ONE_ORDER = "";

export async function readOne(kind: "products" | "orders", key: string, ctx: Context): Promise<Json | null> {
  try {
    const url = `/${kind}/${encodeURIComponent(key)}`;
    return (await ctx.http.json({ method: "GET", url, operation: `${kind}.get` })).body;
  } catch (error) {
    if (isConnectorError(error) && error.kind === "not_found") return null;
    throw error;
  }
}

export async function productsOfSku(sku: string, ctx: Context): Promise<readonly Json[]> {
  const query = [["sku", sku]] as const;
  const { body } = await ctx.http.json({ method: "GET", url: "/products", query, operation: "products.bySku" });
  return parseResponse(pageSchema, body, { ctx, what: "products by SKU" }).items;
}

export interface OrderAct {
  readonly key: string;
  readonly action: "fulfilments" | "cancel" | "notes";
  readonly json: Json;
  /** The platform keeps idempotency keys: the same intent sent again answers as the first time. */
  readonly idempotencyKey: string;
}

/** The order afterwards. */
export async function actOnOrder({ key, action, json, idempotencyKey }: OrderAct, ctx: Context): Promise<Json> {
  const { body } = await ctx.http.json({
    method: "POST",
    url: `/orders/${encodeURIComponent(key)}/${action}`,
    headers: { "idempotency-key": idempotencyKey },
    json,
    operation: `orders.${action}`,
    safe: true,
    changes: true,
  });
  return body;
}

export interface StockItem {
  readonly variant_id: string;
  readonly quantity: number;
  readonly expected?: number;
}

/** `{results}`. Setting the same number against no expectation again is harmless. */
export async function writeStock(items: readonly StockItem[], ctx: Context): Promise<Json> {
  const { body } = await ctx.http.json({
    method: "POST",
    url: "/stock",
    json: { items: items.map((item) => ({ ...item })) },
    operation: "stock.set",
    safe: items.every((item) => item.expected === undefined),
  });
  return body;
}

/** `{items}`. */
export async function readStock(variantIds: readonly string[], ctx: Context): Promise<Json> {
  const query = [["variant_ids", variantIds.join(",")]] as const;
  return (await ctx.http.json({ method: "GET", url: "/stock", query, operation: "stock.get" })).body;
}

// #if webhooks
export async function listHooks(ctx: Context): Promise<readonly Json[]> {
  const { body } = await ctx.http.json({ method: "GET", url: "/webhooks", operation: "webhooks.list" });
  return parseResponse(pageSchema, body, { ctx, what: "webhooks" }).items;
}

export async function addHook(json: { readonly url: string; readonly secret: string }, ctx: Context): Promise<Json> {
  return (await ctx.http.json({ method: "POST", url: "/webhooks", json, operation: "webhooks.create" })).body;
}

export async function dropHook(key: string, ctx: Context): Promise<void> {
  const url = `/webhooks/${encodeURIComponent(key)}`;
  await ctx.http.request({ method: "DELETE", url, operation: "webhooks.delete", safe: true });
}
// #end
