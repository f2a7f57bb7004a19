import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { classifyErrors, type GraphqlError } from "../kit/graphql/errors.ts";
import { passingFault, webPageFault } from "../kit/http/faults.ts";
import { isSafe } from "../kit/http/wire.ts";

/** What an answer means; runs before any retry. */
export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300) {
    const page = webPageFault(response, request);
    return page ?? classifyErrors(response, { ...request, safe: isSafe(request) }, { kindOf });
  }
  const passing = passingFault(response);
  if (passing) return passing;
  // The API itself knows neither: a proxy or a firewall before it asks.
  if (status === 401 || status === 403) return { kind: "forbidden", scope: `HTTP ${status}` };
  if (status === 402 || status === 404 || status === 410) return { kind: "suspended" };
  if (status === 405) return { kind: "unsupported" };
  return classifyErrors(response, request, { kindOf }) ?? { kind: "rejected", code: String(status) };
}

function kindOf({ code }: GraphqlError): ErrorKind | undefined {
  switch (code) {
    // A session that has ended and a right that is missing are told alike: a new session tells them apart.
    case "FORBIDDEN":
      return { kind: "auth_expired" };
    case "ENTITY_NOT_FOUND":
      return { kind: "not_found" };
    case "CHANNEL_NOT_FOUND":
      return { kind: "rejected", code, field: "channelToken" };
    default:
      return undefined;
  }
}
