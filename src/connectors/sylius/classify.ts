import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { ErrorKind } from "../kit/contract/errors.ts";
import { looksLikeHtml } from "../kit/http/retry.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/http/types.ts";
import { isSafe } from "../kit/http/wire.ts";
import { parseJson } from "../kit/parse/json.ts";

export const API_ROLE = "ROLE_API_ACCESS";

/** What an answer means; runs before any retry. */
export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300) {
    // A firewall's or maintenance page where JSON was due says nothing of what became of the call.
    if (!looksLikeHtml(response)) return null;
    return isSafe(request) ? { kind: "transient" } : { kind: "ambiguous" };
  }
  // The shop has no limits of its own; a proxy before it may.
  if (status === 429) return { kind: "throttled", waitMs: 0 };
  if (status === 503 && response.headers["retry-after"]) return { kind: "throttled", waitMs: 0 };
  if (status >= 500 || status === 408 || status < 400) return { kind: "transient" };
  if (status === 401) return unproved(response.text);
  if (status === 402) return { kind: "suspended" };
  if (status === 403) return { kind: "forbidden", scope: API_ROLE };
  // A record that is not there is a problem in the API's own form; any other 404 comes from the router before it.
  if (status === 404 && !isProblem(response)) return { kind: "suspended" };
  if (status === 404 || status === 410) return { kind: "not_found" };
  if (status === 405) return { kind: "unsupported" };
  if (status === 409) return { kind: "conflict" };
  const [violation] = violationsOf(response.text);
  return { kind: "rejected", code: violation?.code ?? String(status), field: violation?.propertyPath || undefined };
}

function isProblem({ headers }: PlatformResponse): boolean {
  return (headers["content-type"] ?? "").startsWith("application/problem+json");
}

/** A token that is merely old is renewed by a new login; a disabled or deleted administrator is not. */
function unproved(text: string): ErrorKind {
  return messageOf(text) === "Invalid credentials." ? { kind: "auth_revoked" } : { kind: "auth_expired" };
}

const message = z.object({ message: z.string() });

function messageOf(text: string): string {
  const parsed = message.safeParse(jsonOf(text));
  return parsed.success ? parsed.data.message : "";
}

const violations = z.object({
  violations: z.array(
    z.object({ propertyPath: z.string().nullish(), message: z.string().nullish(), code: z.string().nullish() }),
  ),
});

/** What the shop says is wrong with the data, field by field. */
function violationsOf(text: string): z.output<typeof violations>["violations"] {
  const parsed = violations.safeParse(jsonOf(text));
  return parsed.success ? parsed.data.violations : [];
}

function jsonOf(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
