/** What answers mean on every platform, before a connector reads its platform's own words. */
import type { ErrorKind } from "../contract/errors.ts";
import { looksLikeHtml } from "./retry.ts";
import type { PlatformRequest, PlatformResponse } from "./types.ts";
import { isSafe } from "./wire.ts";

/**
 * Of an answer that says success: a firewall's, maintenance or sign-in page where data was due says nothing of what
 * became of the call. Null for data.
 */
export function webPageFault(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  if (!looksLikeHtml(response)) return null;
  return isSafe(request) ? { kind: "transient" } : { kind: "ambiguous" };
}

/** Of a shop without limits of its own: what a proxy before it, or its server, answers for a while. Null for the rest. */
export function passingFault({ status, headers }: PlatformResponse): ErrorKind | null {
  if (status === 429) return { kind: "throttled", waitMs: 0 };
  if (status === 503 && headers["retry-after"]) return { kind: "throttled", waitMs: 0 };
  if (status >= 500 || status === 408 || status < 400) return { kind: "transient" };
  return null;
}
