/** What an answer of Flipkart means (sheet section 9). A status of 200 may hold failures; those are read per item. */

import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { webPageFault } from "../kit/http/faults.ts";
import { jsonOrNull } from "../kit/parse/json.ts";

/** Something behind Flipkart's API did not answer: the same call later goes through. */
export const DEPENDENCY_FAILED = "DEPENDENT_SYSTEM_CALL_FAILED";

const coded = z.object({ errorCode: z.string().nullish(), code: z.string().nullish(), error: z.string().nullish() });

export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300) return webPageFault(response, request);
  const code = codeOf(response.text);
  if (status === 429) return { kind: "throttled", waitMs: 0 };
  if (status >= 500 || status === 499 || status === 408 || status < 400) return { kind: "transient" };
  if (code === DEPENDENCY_FAILED) return { kind: "transient" };
  if (request.operation === "oauth.token") return tokenRefusal(status, code);
  switch (status) {
    case 401:
      return { kind: "auth_expired" };
    case 403:
      return { kind: "forbidden", scope: "Seller_Api" };
    case 404:
      return { kind: "not_found" };
    default:
      return { kind: "rejected", ...(code ? { code } : {}) };
  }
}

/** A wrong application, a code used twice, a refresh token past its 180 days: only a person can help. */
function tokenRefusal(status: number, code: string): ErrorKind {
  const isOver = status === 401 || status === 403 || code === "invalid_grant" || code === "invalid_client";
  return isOver || code.startsWith("unauthorized") ? { kind: "auth_revoked" } : { kind: "rejected", code };
}

function codeOf(text: string): string {
  const { data } = coded.safeParse(firstOf(text));
  return data?.errorCode || data?.code || data?.error || "";
}

/** Errors come as one object or under `errors`. */
function firstOf(text: string): Json {
  if (!/^\s*[[{]/.test(text)) return null;
  const body = jsonOrNull(text);
  const list = body !== null && typeof body === "object" && "errors" in body ? body.errors : body;
  return Array.isArray(list) ? (list[0] ?? null) : (list as Json);
}
