import type { ErrorKind } from "../../src/connectors/kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../../src/connectors/kit/contract/platform-http.ts";
import { classifyErrors, type ErrorRules } from "../../src/connectors/kit/graphql/errors.ts";
import { passingFault, webPageFault } from "../../src/connectors/kit/http/faults.ts";

/** The platform's own codes; those servers share are known to the kit. */
const kindOf: ErrorRules["kindOf"] = ({ code }) => (code === "UNAUTHENTICATED" ? { kind: "auth_revoked" } : undefined);

/** What an answer means; runs before any retry. A GraphQL server says no with 200: read `errors` first. */
export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300) {
    return webPageFault(response, request) ?? classifyErrors(response, request, { kindOf });
  }
  const passing = passingFault(response);
  if (passing) return passing;
  if (status === 401) return { kind: "auth_revoked" };
  if (status === 402) return { kind: "suspended" };
  if (status === 403) return { kind: "forbidden", scope: request.operation };
  if (status === 404 || status === 410) return { kind: "not_found" };
  if (status === 409) return { kind: "conflict" };
  return { kind: "rejected", code: String(status) };
}
