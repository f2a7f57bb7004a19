/** What an answer of Delhivery means. There is no envelope for errors, and a refusal is often a 200 (sheet section 9). */
import type { ErrorKind } from "../kit/contract/errors.ts";
import { looksLikeHtml } from "../kit/http/retry.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/http/types.ts";
import { isSafe } from "../kit/http/wire.ts";

/** The firewall in front lets the address in again after half a minute (sheet section 3). */
const SHUT_OUT_MS = 30_000;

/** The third says that the token is of the other environment. */
const WITHOUT_ACCESS =
  /login or api key required|authentication credentials were not provided|we were asked to not let you see that|'nonetype' object has no attribute 'end_date'/i;

export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status, text } = response;
  if (status === 401 && request.operation === "pickups.create") return { kind: "forbidden", scope: "pickup requests" };
  if (status === 401 || WITHOUT_ACCESS.test(text.slice(0, 2_000))) return { kind: "auth_revoked" };
  // Too many calls are a 403 of the firewall, before anything was carried out.
  if (status === 403) return { kind: "throttled", waitMs: SHUT_OUT_MS };
  if (status === 429) return { kind: "throttled", waitMs: 0 };
  if (status >= 500 || status === 408) return { kind: "transient" };
  if (status === 404) return { kind: "not_found" };
  if (status >= 300 && status < 400) return { kind: "transient" };
  if (status >= 400) return { kind: "rejected" };
  if (looksLikeHtml(response)) return { kind: isSafe(request) ? "transient" : "ambiguous" };
  return null;
}

/** As `classify`, with refusals let through: their words are read from the body. A server that failed may have booked. */
export function classifyWrite(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const kind = classify(response, request);
  if (kind?.kind === "transient" && !isSafe(request)) return { kind: "ambiguous" };
  return kind?.kind === "rejected" || kind?.kind === "not_found" ? null : kind;
}
