/** What answers mean on every platform, before a connector reads its platform's own words. */
import type { ErrorKind } from "../contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../contract/platform-http.ts";
import { looksLikeHtml } from "./retry.ts";
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

/** What a status alone says, and an answer of success that is no data. Null for data. */
export function statusFault(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status === 404) return { kind: "not_found" };
  if (status >= 300 && status < 400) return { kind: "transient" };
  if (status >= 400) return { kind: "rejected" };
  return webPageFault(response, request);
}

type Classify = (response: PlatformResponse, request: PlatformRequest) => ErrorKind | null;

/** As `classify`, with refusals let through: their words are read from the body. A server that failed may have acted. */
export const readingRefusals =
  (classify: Classify): Classify =>
  (response, request) => {
    const kind = classify(response, request);
    if (kind?.kind === "transient" && !isSafe(request)) return { kind: "ambiguous" };
    return kind?.kind === "rejected" || kind?.kind === "not_found" ? null : kind;
  };
