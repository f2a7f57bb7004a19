/** Calls of the API, with what every answer has in common taken off. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { nullIfNotFound } from "../kit/contract/errors.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { contentOf, warningOf } from "./answer.ts";

export type Pairs = readonly (readonly [string, string])[];

/** A POST where it has `json`. */
export interface ShopeeCall extends Pick<PlatformRequest, "operation" | "query" | "json" | "safe" | "changes"> {
  /** After /api/v2/, like "order/get_order_list". */
  readonly path: string;
}

/** One call; the content of its answer. Throws ConnectorError. */
export async function call(ctx: Context, what: ShopeeCall): Promise<Json> {
  return contentOf(await callWhole(ctx, what));
}

/** As `call`, with what stands beside the content. */
export async function callWhole(ctx: Context, { path, operation, query, json, safe, changes }: ShopeeCall) {
  const { body } = await ctx.http.json({
    method: json === undefined ? "GET" : "POST",
    url: `/api/v2/${path}`,
    operation,
    ...(query === undefined ? {} : { query }),
    ...(json === undefined ? {} : { json }),
    ...(safe === undefined ? {} : { safe }),
    ...(changes === undefined ? {} : { changes }),
  } satisfies PlatformRequest);
  const warning = warningOf(body);
  // A warning may hide that a part of the call failed.
  if (warning !== "") ctx.log.warn("Shopee answers with a warning", { operation, warning });
  return body;
}

/** As `call`; null for what Shopee does not know. */
export async function callOrNull(ctx: Context, what: ShopeeCall): Promise<Json | null> {
  return nullIfNotFound(call(ctx, what));
}

/** Ids are int64 and travel as bare numbers, digit by digit. */
export const idNumber = (id: string): Json => jsonNumber(id);

/** True for a text that can be an id of Shopee. */
export const isId = (text: string): boolean => /^(0|[1-9]\d{0,18})$/.test(text);

export const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
export const nowSeconds = (ctx: Pick<Context, "shopNow">): number => Math.floor(ctx.shopNow() / 1000);
