/** What an answer of Delhivery means. There is no envelope for errors, and a refusal is often a 200 (sheet section 9). */
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { readingRefusals, statusFault } from "../kit/http/faults.ts";

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
  return statusFault(response, request);
}

/** Of a write, whose refusals are read from the body. A server that failed may have booked. */
export const classifyWrite = readingRefusals(classify);
