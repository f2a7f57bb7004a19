/** What an answer of Velocity means. A booking's own no is read where it is booked (booking.ts). */
import type { ErrorKind } from "../kit/contract/errors.ts";
import { looksLikeHtml } from "../kit/http/retry.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/http/types.ts";
import { isSafe } from "../kit/http/wire.ts";

export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status === 429) return { kind: "throttled", waitMs: 0 };
  if (status >= 500 || status === 408) return { kind: "transient" };
  if (status === 401) return { kind: request.authenticated === false ? "auth_revoked" : "auth_expired" };
  if (status === 403) return { kind: "forbidden", scope: "api" };
  if (status === 404) return { kind: "not_found" };
  if (status >= 300 && status < 400) return { kind: "transient" };
  if (status >= 400) return { kind: "rejected" };
  if (looksLikeHtml(response)) return { kind: isSafe(request) ? "transient" : "ambiguous" };
  return null;
}

/**
 * As `classify`, with refusals let through: their words are read from the body. A server that failed, however it says so,
 * may have booked before.
 */
export function classifyBooking(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const kind = classify(response, request);
  if (kind?.kind === "transient" && !isSafe(request)) return { kind: "ambiguous" };
  return kind?.kind === "rejected" || kind?.kind === "not_found" ? null : kind;
}
