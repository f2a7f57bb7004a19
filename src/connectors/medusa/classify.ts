import { z } from "zod";
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { passingFault, webPageFault } from "../kit/http/faults.ts";
import { jsonOrNull } from "../kit/parse/json.ts";

/** Of a refusal because somebody began an edit or a return of the order and has not ended it. */
export const BEING_CHANGED = "being_changed";

/** What an answer means; runs before any retry. There are no codes: route, type and the words tell. */
export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300) return webPageFault(response, request);
  const passing = passingFault(response);
  if (passing) return passing;
  // A key that is wrong, revoked or deleted; it cannot be renewed.
  if (status === 401) return { kind: "auth_revoked" };
  if (status === 402) return { kind: "suspended" };
  if (status === 403) return { kind: "forbidden", scope: `HTTP ${status}` };
  const reported = refusalOf(response);
  // A record that is not there is told in the API's own form; any other 404 comes from the router before it.
  if (status === 404) return reported ? { kind: "not_found" } : { kind: "suspended" };
  if (status === 405) return { kind: "unsupported" };
  if (status === 409) return { kind: "conflict" };
  const code = /existing active order change/i.test(reported?.message ?? "")
    ? BEING_CHANGED
    : (reported?.type ?? `${status}`);
  return { kind: "rejected", code };
}

const refusal = z.object({ type: z.string().optional(), message: z.string() });

/** What the shop says is wrong; null where the words are not its own. */
function refusalOf({ text }: Pick<PlatformResponse, "text">): z.output<typeof refusal> | null {
  const parsed = refusal.safeParse(jsonOrNull(text));
  return parsed.success ? parsed.data : null;
}
