import type { ErrorKind } from "../../src/connectors/kit/contract/errors.ts";
import { classifyErrors } from "../../src/connectors/kit/graphql/errors.ts";
import { looksLikeHtml } from "../../src/connectors/kit/http/retry.ts";
import type { PlatformRequest, PlatformResponse } from "../../src/connectors/kit/http/types.ts";
import { isSafe } from "../../src/connectors/kit/http/wire.ts";

/** What an answer means; runs before any retry. A GraphQL server says no with 200: read `errors` first. */
export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300) {
    // A firewall's page where JSON was due says nothing of what became of the call.
    if (looksLikeHtml(response)) return isSafe(request) ? { kind: "transient" } : { kind: "ambiguous" };
    return classifyErrors(response, request, {
      // The platform's own codes; those servers share are known to the kit.
      kindOf: ({ code }) => (code === "UNAUTHENTICATED" ? { kind: "auth_revoked" } : undefined),
    });
  }
  if (status === 429) return { kind: "throttled", waitMs: 0 };
  if (status === 401) return { kind: "auth_revoked" };
  if (status === 402) return { kind: "suspended" };
  if (status === 403) return { kind: "forbidden", scope: request.operation };
  if (status === 404 || status === 410) return { kind: "not_found" };
  if (status === 409) return { kind: "conflict" };
  if (status >= 500 || status === 408 || status < 400) return { kind: "transient" };
  return { kind: "rejected", code: String(status) };
}
