/** What Google's errors mean: the named code inside the failure, not the status, says it (sheet section 9). */
import { z } from "zod";
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformResponse } from "../kit/contract/platform-http.ts";
import { looksLikeHtml } from "../kit/http/retry.ts";
import { parseJson } from "../kit/parse/json.ts";

const detail = z.object({
  errors: z
    .array(
      z.object({
        errorCode: z.record(z.string(), z.string()).nullish(),
        details: z.object({ quotaErrorDetails: z.object({ retryDelay: z.string().nullish() }).nullish() }).nullish(),
      }),
    )
    .nullish(),
  reason: z.string().nullish(),
});
const failed = z.object({
  error: z.object({ status: z.string().nullish(), details: z.array(detail).nullish() }),
});
/** The token endpoint's own. */
const refusedToken = z.object({ error: z.string() });

const TOKEN = new Set([
  "OAUTH_TOKEN_EXPIRED",
  "OAUTH_TOKEN_INVALID",
  "OAUTH_TOKEN_HEADER_INVALID",
  "AUTHENTICATION_ERROR",
]);
const WITHDRAWN = new Set(["OAUTH_TOKEN_REVOKED", "OAUTH_TOKEN_DISABLED", "GOOGLE_ACCOUNT_DELETED"]);
const CLOSED = new Set(["CUSTOMER_NOT_ENABLED"]);
const TRANSIENT = new Set(["TRANSIENT_ERROR", "INTERNAL_ERROR", "DEADLINE_EXCEEDED"]);
const DAY_IS_USED = new Set(["RESOURCE_EXHAUSTED", "EXCESSIVE_LONG_TERM_QUERY_RESOURCE_CONSUMPTION"]);
/** The day of a limit is the last 24 hours: some of it frees within this. */
const USED_DAY_WAIT_MS = 60 * 60_000;

export function classify(response: PlatformResponse): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300) return looksLikeHtml(response) ? { kind: "transient" } : null;
  const body = bodyOf(response);
  if (refusedToken.safeParse(body).data?.error === "invalid_grant") return { kind: "auth_revoked" };
  const reported = failed.safeParse(body).data?.error;
  const errors = (reported?.details ?? []).flatMap((one) => one.errors ?? []);
  const codes = errors.flatMap(({ errorCode }) => Object.values(errorCode ?? {}));
  const groups = new Set(errors.flatMap(({ errorCode }) => Object.keys(errorCode ?? {})));
  const has = (set: ReadonlySet<string>) => codes.some((code) => set.has(code));
  if (has(WITHDRAWN)) return { kind: "auth_revoked" };
  if (has(TOKEN) || status === 401) return { kind: "auth_expired" };
  if (groups.has("quotaError") || status === 429) {
    const delays = errors.map(({ details }) => secondsOf(details?.quotaErrorDetails?.retryDelay));
    const waitMs = Math.max(0, ...delays) * 1_000;
    return { kind: "throttled", waitMs: waitMs === 0 && has(DAY_IS_USED) ? USED_DAY_WAIT_MS : waitMs };
  }
  if (has(TRANSIENT)) return { kind: "transient" };
  if (has(CLOSED)) return { kind: "suspended" };
  if (
    groups.has("authorizationError") ||
    groups.has("headerError") ||
    groups.has("authenticationError") ||
    status === 403
  )
    return { kind: "forbidden", scope: codes[0] ?? reasonOf(reported) };
  if (status >= 500 || status < 400) return { kind: "transient" };
  if (status === 404) return { kind: "not_found" };
  return { kind: "rejected", ...(codes[0] !== undefined && { code: codes[0] }) };
}

const reasonOf = (reported: z.output<typeof failed>["error"] | undefined): string =>
  (reported?.details ?? []).flatMap(({ reason }) => reason ?? [])[0] ?? reported?.status ?? "account";

/** "5s", "1.5s". */
const secondsOf = (text: string | null | undefined): number => Number.parseFloat(text ?? "0") || 0;

/** A stream's failure is the one element of a list. */
function bodyOf({ text }: PlatformResponse): unknown {
  try {
    const body: unknown = parseJson(text);
    return Array.isArray(body) ? body[0] : body;
  } catch {
    return null;
  }
}
