/** What an answer of Velocity means. A booking's own no is read where it is booked (booking.ts). */
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { readingRefusals, statusFault } from "../kit/http/faults.ts";

export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status === 429) return { kind: "throttled", waitMs: 0 };
  if (status >= 500 || status === 408) return { kind: "transient" };
  if (status === 401) return { kind: request.authenticated === false ? "auth_revoked" : "auth_expired" };
  if (status === 403) return { kind: "forbidden", scope: "api" };
  return statusFault(response, request);
}

/** Of a booking, whose refusals are read from the body. A server that failed, however it says so, may have booked before. */
export const classifyBooking = readingRefusals(classify);
