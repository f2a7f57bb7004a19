import type { ErrorKind } from "../../src/connectors/kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../../src/connectors/kit/contract/platform-http.ts";
import { classifyErrors, type ErrorRules } from "../../src/connectors/kit/graphql/errors.ts";
import { passingFault, webPageFault } from "../../src/connectors/kit/http/faults.ts";

/** The platform's own codes; those servers share are known to the kit. */
const kindOf: ErrorRules["kindOf"] = ({ code }) => {
  if (code === "TOKEN_EXPIRED") return { kind: "auth_expired" }; // #if oauth
  return code === "UNAUTHENTICATED" ? { kind: "auth_revoked" } : undefined;
};

const KINDS: Readonly<Record<number, "auth_revoked" | "suspended" | "not_found" | "conflict">> = {
  401: "auth_revoked",
  402: "suspended",
  404: "not_found",
  409: "conflict",
  410: "not_found",
};

/** What an answer means; runs before any retry. A GraphQL server says no with 200: read `errors` first. */
export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300) {
    return webPageFault(response, request) ?? classifyErrors(response, request, { kindOf });
  }
  const passing = passingFault(response);
  if (passing) return passing;
  const kind = KINDS[status];
  if (kind) return { kind };
  if (status === 403) return { kind: "forbidden", scope: request.operation };
  return { kind: "rejected", code: String(status) };
}
