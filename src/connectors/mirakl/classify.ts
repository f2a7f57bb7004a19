import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { passingFault, webPageFault } from "../kit/http/faults.ts";

/** What an answer means (sheet section 3). Mirakl publishes no error body: the status decides, the words are shown. */
export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  const fault = status < 300 ? webPageFault(response, request) : passingFault(response);
  if (fault || (status >= 200 && status < 300)) return fault;
  if (status === 401) return { kind: "auth_revoked" };
  if (status === 403) return { kind: "forbidden", scope: request.operation };
  if (status === 404 || status === 410) return { kind: "not_found" };
  return { kind: "rejected", code: String(status) };
}
