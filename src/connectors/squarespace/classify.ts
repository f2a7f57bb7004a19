/** What an answer of Squarespace means (sheet section 9: `{type, subtype, message, details, contextId}`). */

import { z } from "zod";
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { webPageFault } from "../kit/http/faults.ts";
import { jsonOrNull } from "../kit/parse/json.ts";
import { scopeOf } from "./scopes.ts";

/** Squarespace tells no Retry-After: over the limit everything rests for a minute. */
const COOL_DOWN_MS = 60_000;

const refusal = z.object({ type: z.string().nullish(), subtype: z.string().nullish() });

export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300) return webPageFault(response, request);
  const code = codeOf(response.text);
  switch (status) {
    case 401:
      if (code === "OAUTH_TOKEN_REQUIRED") return { kind: "forbidden", scope: "OAuth connection" };
      return { kind: request.operation === "oauth.token" ? "auth_revoked" : "auth_expired" };
    case 402:
      return { kind: "suspended" };
    case 403:
      return { kind: "forbidden", scope: scopeOf(request.operation) };
    case 404:
      return { kind: "not_found" };
    case 405:
      return { kind: "unsupported" };
    case 409:
      // Somebody saved at the same moment: the same call again goes through.
      return code === "CONCURRENT_MODIFICATION" ? { kind: "transient" } : { kind: "rejected", code };
    case 429:
      return { kind: "throttled", waitMs: COOL_DOWN_MS };
  }
  if (request.operation === "oauth.token" && status === 400) return { kind: "auth_revoked" };
  if (status >= 500 || status === 408 || status < 400) return { kind: "transient" };
  return { kind: "rejected", code };
}

/** The subtype says more than the type; what is no such body has neither. */
function codeOf(text: string): string {
  if (!text.trimStart().startsWith("{")) return "";
  const { data } = refusal.safeParse(jsonOrNull(text));
  return data?.subtype ?? data?.type ?? "";
}
