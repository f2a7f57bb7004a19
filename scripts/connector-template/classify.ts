import type { ErrorKind } from "../../src/connectors/kit/contract/errors.ts";
import { looksLikeHtml } from "../../src/connectors/kit/http/retry.ts";
import type { PlatformRequest, PlatformResponse } from "../../src/connectors/kit/http/types.ts";
import { isSafe } from "../../src/connectors/kit/http/wire.ts";

/** What an answer means; runs before any retry. Read the body too: on many platforms status codes lie. */
export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300) {
    // A firewall's page where JSON was due says nothing of what became of the call.
    if (!looksLikeHtml(response)) return null;
    return isSafe(request) ? { kind: "transient" } : { kind: "ambiguous" };
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
