/** What an answer of a WordPress shop means. Switches on HTTP status and `code`, never on localised words alone. */

import type { Json } from "../../commerce/product.ts";
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { LONG_TEXT } from "../kit/http/answer-json.ts";
import { looksLikeHtml, retryAfterMs } from "../kit/http/retry.ts";
import { isSafe } from "../kit/http/wire.ts";
import { readShopJson } from "./json.ts";

export interface ShopError {
  readonly code: string;
  readonly message: string;
  readonly data: { readonly [key: string]: Json };
}

/** The shop's error object in a body; null when there is none. */
export function shopError(response: Pick<PlatformResponse, "text">): ShopError | null {
  const body = readShopJson(response.text);
  if (body === undefined || body === null || typeof body !== "object" || Array.isArray(body)) return null;
  const record = body as { readonly [key: string]: Json };
  const { code, message, data } = record;
  if (code === undefined || (typeof code !== "string" && typeof code !== "number")) return null;
  const rest = data !== null && typeof data === "object" && !Array.isArray(data) ? (data as ShopError["data"]) : {};
  return { code: String(code), message: typeof message === "string" ? message : "", data: rest };
}

/** Duplicates that the calling code handles itself: it adopts or restores what is already there. */
const HANDLED: Readonly<Record<string, readonly string[]>> = {
  "products.create": ["product_invalid_sku", "woocommerce_rest_product_not_created"],
  "categories.create": ["term_exists"],
};

/** Total over every status: a kind for each failure, null for success. */
export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300) return classifySuccess(response, request);
  if (status === 429) return { kind: "throttled", waitMs: retryAfterMs(response) };
  if (status >= 300 && status < 400) return { kind: "facts_stale" };
  const error = shopError(response);
  // The connection test reads refusals itself, to say what to change.
  if (status < 500 && request.operation.startsWith("connect.")) return null;
  if (status < 500 && error && HANDLED[request.operation]?.includes(error.code)) return null;
  switch (status) {
    case 401:
      return unauthorised(error);
    case 403:
      return error ? { kind: "forbidden", scope: error.code } : { kind: "transient" };
    case 404:
      return notFound(error);
    case 410:
      return { kind: "not_found" };
    case 408:
    case 425:
      return { kind: "transient" };
    case 501:
      return { kind: "unsupported" };
    default:
      return status >= 500 ? serverError(response, error) : rejected(error);
  }
}

const WORDPRESS_MAINTENANCE_MS = 600_000;

/** A web page where JSON was due: a firewall, a maintenance page, a broken cache. */
function classifySuccess(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  if (request.method === "HEAD" || request.operation.startsWith("connect.") || response.text === "") return null;
  if (!looksLikeHtml(response) || hasJson(response)) return null;
  return isSafe(request) ? { kind: "transient" } : { kind: "ambiguous" };
}

/** Notices of PHP may stand before it, and make a web page of it for the server. A long one is known by its end. */
const hasJson = ({ text }: PlatformResponse): boolean =>
  text.length > LONG_TEXT ? /[\]}]\s*$/.test(text.slice(-100)) : readShopJson(text) !== undefined;

function unauthorised(error: ShopError | null): ErrorKind {
  const text = error?.message ?? "";
  // One code for a wrong secret, a key of the wrong scope and a stale signature; only the words differ.
  if (/permission/i.test(text)) return { kind: "forbidden", scope: /write/i.test(text) ? "write" : "read" };
  if (/timestamp|nonce/i.test(text)) return { kind: "transient" };
  return { kind: "auth_revoked" };
}

function notFound(error: ShopError | null): ErrorKind {
  // No route or no JSON at all: permalinks, plugin or feature changed since the connection was made.
  return error === null || error.code === "rest_no_route" ? { kind: "facts_stale" } : { kind: "not_found" };
}

function serverError(response: PlatformResponse, error: ShopError | null): ErrorKind {
  // Refund refusals come as HTTP 500; repeating them changes nothing.
  if (error && /^woocommerce_rest_(cannot_create_order_refund|invalid_order_refund)$/.test(error.code))
    return { kind: "rejected", code: error.code, field: "amount" };
  if (error?.code === "woocommerce_rest_invalid_order_id") return { kind: "not_found" };
  const waitMs = retryAfterMs(response);
  // WordPress names ten minutes for an update of seconds: wp_maintenance() in wp-includes/load.php sends this constant.
  if (response.status === 503 && waitMs === WORDPRESS_MAINTENANCE_MS) return { kind: "transient", maintenance: true };
  return (response.status === 503 || response.status === 508) && waitMs > 0
    ? { kind: "throttled", waitMs }
    : { kind: "transient" };
}

function rejected(error: ShopError | null): ErrorKind {
  if (!error) return { kind: "rejected" };
  // PUT on a record that is gone answers 400 with the code of "not found".
  if (/_invalid_id$/.test(error.code)) return { kind: "not_found" };
  const params = error.data["params"];
  const field = Array.isArray(params)
    ? params[0]
    : params && typeof params === "object"
      ? Object.keys(params)[0]
      : undefined;
  const named = /sku/.test(error.code) ? "sku" : typeof field === "string" ? field : undefined;
  return { kind: "rejected", code: error.code, ...(named === undefined ? {} : { field: named }) };
}
