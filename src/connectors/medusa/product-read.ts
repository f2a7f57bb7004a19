import { z } from "zod";
import type { ChannelProduct, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { anyJson, parseResponse } from "../kit/parse/parse.ts";
import { find } from "./client.ts";
import { PRODUCT_FIELDS } from "./fields.ts";
import { toProduct } from "./product-mapping.ts";
import type { ShopFacts } from "./shop.ts";

const bodySchema = z.object({ product: anyJson });

/** The product in an answer that was asked for with all fields. */
export function productIn(body: Json, ctx: Context): Json {
  return parseResponse(bodySchema, body, { ctx, what: "product" }).product;
}

export async function rawProduct(id: string, ctx: Context): Promise<Json | null> {
  const requested = { operation: "products.get", query: [["fields", PRODUCT_FIELDS]] as const };
  const body = await find(ctx, `/admin/products/${encodeURIComponent(id)}`, requested);
  return body === null ? null : productIn(body, ctx);
}

export async function productOf(key: string, shop: ShopFacts, ctx: Context): Promise<ChannelProduct | null> {
  const readAtMs = ctx.clock.now();
  const raw = await rawProduct(key, ctx);
  return raw === null ? null : toProduct(raw, shop, ctx, readAtMs);
}
