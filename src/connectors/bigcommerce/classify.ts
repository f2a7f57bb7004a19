/** What an answer of BigCommerce means, and what it says about itself. */

import type { Json } from "../../commerce/product.ts";
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { webPageFault } from "../kit/http/faults.ts";
import { retryAfterMs } from "../kit/http/retry.ts";
import { jsonOrNull } from "../kit/parse/json.ts";

export interface StoreError {
  readonly title: string;
  /** First field named, and all fields with their messages. */
  readonly field?: string | undefined;
  readonly errors: Readonly<Record<string, string>>;
}

function record(value: Json | undefined): { readonly [key: string]: Json } {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as { readonly [key: string]: Json })
    : {};
}

/** The error in a body: V3 an object with title and errors, V2 a list of status and message. Null when there is none. */
export function storeError(text: string): StoreError | null {
  const body = jsonOrNull(text);
  if (Array.isArray(body)) {
    const first = record(body[0]);
    return typeof first["message"] === "string" ? { title: first["message"], errors: {} } : null;
  }
  const outer = record(body);
  const batch = outer["batch_errors"];
  const inner = outer["title"] === undefined && outer["errors"] !== undefined ? outer["errors"] : undefined;
  const one = record(
    Array.isArray(batch) ? batch[0] : inner === undefined ? body : Array.isArray(inner) ? inner[0] : inner,
  );
  if (typeof one["title"] !== "string") return null;
  const errors = Object.fromEntries(
    Object.entries(record(one["errors"])).map(([name, texts]) => [
      name,
      typeof texts === "string" ? texts : JSON.stringify(texts),
    ]),
  );
  return { title: one["title"], field: Object.keys(errors)[0], errors };
}

/** Milliseconds to wait by BigCommerce's own headers; 0 when they are absent (the store is overloaded: back off). */
function resetMs(response: Pick<PlatformResponse, "headers">): number {
  const reset = Number(response.headers["x-rate-limit-time-reset-ms"] ?? "");
  if (Number.isFinite(reset) && reset > 0) return reset;
  const seconds = Number(response.headers["x-retry-after"] ?? "");
  if (Number.isFinite(seconds) && seconds > 0) return seconds * 1000;
  return retryAfterMs(response);
}

/** Scope an operation needs, told when it is refused with 403 (sheet 2.4). */
export function scopeOf(operation: string): string {
  const word = operation.split(".")[0] ?? "";
  const scopes: Readonly<Record<string, string>> = {
    products: "store_v2_products",
    prices: "store_v2_products",
    categories: "store_v2_products",
    stock: "store_inventory",
    locations: "store_locations_read_only",
    orders: "store_v2_orders",
    refunds: "store_v2_transactions",
    customers: "store_v2_customers",
    discounts: "store_v2_marketing",
    giftcards: "store_v2_marketing",
    store: "store_v2_information_read_only",
  };
  return scopes[word] ?? word;
}

/** Total over every status: a kind for each failure, null for success. */
export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300) return response.text === "" ? null : webPageFault(response, request);
  if (status === 429) return { kind: "throttled", waitMs: resetMs(response) };
  // The connection test reads refusals itself, to say what to change.
  if (request.operation.startsWith("connect.") && [401, 403, 404].includes(status)) return null;
  if (status >= 500) return { kind: "transient" };
  switch (status) {
    case 401:
      return { kind: "auth_revoked" };
    case 402:
      return { kind: "suspended" };
    case 403:
      return { kind: "forbidden", scope: scopeOf(request.operation) };
    case 404:
    case 410:
      return { kind: "not_found" };
    case 409:
      return { kind: "conflict" };
    case 408:
    case 423:
    case 425:
    case 499:
      return { kind: "transient" };
    case 405:
    case 501:
      return { kind: "unsupported" };
    default:
      return status >= 300 && status < 400 ? { kind: "facts_stale" } : refused(response, status);
  }
}

function refused(response: PlatformResponse, status: number): ErrorKind {
  const error = storeError(response.text);
  const code = status === 413 ? "too_large" : status === 422 ? "invalid" : "malformed";
  return { kind: "rejected", code, ...(error?.field === undefined ? {} : { field: error.field }) };
}
