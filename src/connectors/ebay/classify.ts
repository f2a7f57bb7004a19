/** What an answer means (sheet section 3): `{errors: [{errorId, category, message, longMessage, parameters}]}`. */
import { z } from "zod";
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { webPageFault } from "../kit/http/faults.ts";
import { jsonOrNull } from "../kit/parse/json.ts";
import { idText, listOf, optionalText } from "../kit/parse/parse.ts";
import { scopeOf } from "./scopes.ts";
import { classifyTrading } from "./trading-client.ts";

export const errorSchema = z.object({
  errorId: idText.nullish(),
  message: optionalText,
  longMessage: optionalText,
});
export type PlatformError = z.output<typeof errorSchema>;

const refusal = z.object({ errors: listOf(errorSchema) });

/** Two writes at the same moment, and eBay's own trouble: the same again goes through. */
const PASSING = new Set(["25001", "25025", "30500"]);
/** There is no such item, offer, group or order. */
const UNKNOWN = new Set(["25702", "25710", "25713", "32100"]);
/** Signature validation failed (sheet section 2). */
const SIGNATURE = new Set(["215120", "215122"]);

export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300)
    return (
      webPageFault(response, request) ??
      (request.operation.startsWith("trading.") ? classifyTrading(response, request) : null)
    );
  if (request.operation.startsWith("token.")) return classifyToken(response);
  const code = errorsOf(response.text)[0]?.errorId ?? "";
  if (status === 429) return { kind: "throttled", waitMs: 0 };
  if (status === 401) return { kind: "auth_expired" };
  if (status === 403)
    return SIGNATURE.has(code) ? { kind: "rejected", code } : { kind: "forbidden", scope: scopeOf(request.operation) };
  if (status === 404 || (status === 400 && UNKNOWN.has(code))) return { kind: "not_found" };
  if (status >= 500 || status === 408 || status < 400 || PASSING.has(code)) return { kind: "transient" };
  return { kind: "rejected", code };
}

/** invalid_grant: revoked, used twice, or the seller's name or password changed. invalid_client: the app's own. */
function classifyToken({ status, text }: PlatformResponse): ErrorKind {
  if (status === 429) return { kind: "throttled", waitMs: 0 };
  if (status >= 500 || status < 400) return { kind: "transient" };
  const code = z.object({ error: z.string() }).safeParse(jsonOrNull(text)).data?.error ?? "";
  return code === "invalid_scope" ? { kind: "rejected", code } : { kind: "auth_revoked" };
}

const errorsOf = (text: string): readonly PlatformError[] =>
  text.trimStart().startsWith("{") ? (refusal.safeParse(jsonOrNull(text)).data?.errors ?? []) : [];

/** True for a row of a batch that may succeed when it is sent again. */
export const isPassing = (statusCode: number, errors: readonly PlatformError[]): boolean =>
  statusCode >= 500 || errors.some(({ errorId }) => PASSING.has(errorId ?? ""));

export const isUnknown = (statusCode: number, errors: readonly PlatformError[]): boolean =>
  statusCode === 404 || errors.some(({ errorId }) => UNKNOWN.has(errorId ?? ""));

export const textsOf = (errors: readonly PlatformError[]): string =>
  errors
    .flatMap(({ longMessage, message }) => longMessage ?? message ?? [])
    .slice(0, 3)
    .join(" ");
