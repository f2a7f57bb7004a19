import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { ErrorKind } from "../kit/contract/errors.ts";
import { looksLikeHtml } from "../kit/http/retry.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/http/types.ts";
import { isSafe } from "../kit/http/wire.ts";
import { parseJson } from "../kit/parse/json.ts";

/** Of a refusal because somebody began an edit or a return of the order and has not ended it. */
export const BEING_CHANGED = "being_changed";

/** What an answer means; runs before any retry. There are no codes: route, type and the words tell. */
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
  // A key that is wrong, revoked or deleted; it cannot be renewed.
  if (status === 401) return { kind: "auth_revoked" };
  if (status === 402) return { kind: "suspended" };
  if (status === 403) return { kind: "forbidden", scope: `HTTP ${status}` };
  const told = refusalOf(response);
  // A record that is not there is told in the API's own form; any other 404 comes from the router before it.
  if (status === 404) return told ? { kind: "not_found" } : { kind: "suspended" };
  if (status === 405) return { kind: "unsupported" };
  if (status === 409) return { kind: "conflict" };
  const code = /existing active order change/i.test(told?.message ?? "") ? BEING_CHANGED : (told?.type ?? `${status}`);
  return { kind: "rejected", code };
}

const refusal = z.object({ type: z.string().optional(), message: z.string() });

/** What the shop says is wrong; null where the words are not its own. */
function refusalOf({ text }: Pick<PlatformResponse, "text">): z.output<typeof refusal> | null {
  const parsed = refusal.safeParse(jsonOf(text));
  return parsed.success ? parsed.data : null;
}

function jsonOf(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
