/** What an answer means. Refusals come with 200, 201 and 4xx alike; the ports read their words (sheet section 9). */
import type { Json } from "../../commerce/product.ts";
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { answerJson } from "../kit/http/answer-json.ts";
import { looksLikeHtml } from "../kit/http/retry.ts";
import { isSafe } from "../kit/http/wire.ts";
import { errorTextOf, isDone } from "./schemas.ts";

export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status === 429) return { kind: "throttled", waitMs: 0 };
  if (status === 401 || status === 403) return noEntry(request);
  // Their gateway: what stands behind it may have worked on.
  if (status >= 500 || status === 408 || looksLikeHtml(response) || (status >= 300 && status < 400))
    return { kind: isSafe(request) ? "transient" : "ambiguous" };
  const body = bodyOf(response);
  if (body === null) return status >= 400 ? { kind: status === 404 ? "not_found" : "rejected" } : null;
  return !isDone(body) && /\btoken\b/i.test(errorTextOf(body)) ? noEntry(request) : null;
}

const noEntry = ({ authenticated }: PlatformRequest): ErrorKind => ({
  kind: authenticated === false ? "auth_revoked" : "auth_expired",
});

/** Null when it is no JSON object: read, and failing, where it is used. */
function bodyOf(response: PlatformResponse): Json | null {
  const body = answerJson(response);
  return typeof body === "object" && !Array.isArray(body) ? body : null;
}
