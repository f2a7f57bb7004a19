/**
 * What an answer means. Judged by the first error's code, not by the status: on PHP 8 any warning inside a call turns
 * the shop's 400 into a 500.
 */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { answerJson } from "../kit/http/answer-json.ts";
import { looksLikeHtml } from "../kit/http/retry.ts";
import { isSafe } from "../kit/http/wire.ts";
import { parseJson } from "../kit/parse/json.ts";
import { childOf, parseXml } from "../kit/parse/xml.ts";

export interface ShopError {
  readonly code: number;
  readonly message: string;
}

export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  const isOk = status >= 200 && status < 300;
  const [first, ...others] = isOk ? errorsOfSuccess(response) : errorsOf(response.text);
  if (first) return byCode(first, others, request);
  if (isOk) return isForeign(response) ? notTheShop(response, request) : null;
  return byStatus(response);
}

/** An answer of 200 with errors in it was not seen; only its beginning is looked at. */
function errorsOfSuccess(response: PlatformResponse): readonly ShopError[] {
  return /^\s*\{\s*"errors"/.test(response.text.slice(0, 100)) ? errorsIn(answerJson(response)) : [];
}

/** A page where data was due: maintenance, login, or the home page an unknown shop id is sent to. */
function isForeign(response: PlatformResponse): boolean {
  return response.text !== "" && looksLikeHtml(response) && !/<b>(Notice|Warning|Deprecated)<\/b>/.test(response.text);
}

function notTheShop(response: PlatformResponse, request: PlatformRequest): ErrorKind {
  const isApi = /\/api(\/|\?|$)|dispatcher\.php/.test(response.url);
  const isOurs = request.authenticated !== false && !/^https?:/i.test(request.url);
  if (isOurs && !isApi) return { kind: "rejected", field: "idShop", code: "redirected" };
  return isSafe(request) ? { kind: "transient" } : { kind: "ambiguous" };
}

const OUR_MISTAKE = new Set([27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39]);
const KEY = new Set([16, 17, 18, 20, 21]);
const GONE = new Set([87, 92, 131, 57]);

function byCode(first: ShopError, others: readonly ShopError[], request: PlatformRequest): ErrorKind {
  const { code, message } = first;
  if (KEY.has(code)) return { kind: "auth_revoked" };
  if (code === 22) return { kind: "suspended" };
  if (code === 26) return { kind: "forbidden", scope: quoted(message) ?? resourceOf(request) };
  if (code === 25) return { kind: "forbidden", scope: `${request.method} ${resourceOf(request)}` };
  if (code === 23 || code === 101) return { kind: "unsupported" };
  if (code === 132) return { kind: "forbidden", scope: "shop" };
  if (GONE.has(code)) return { kind: "not_found" };
  if (OUR_MISTAKE.has(code)) return { kind: "drift", path: quoted(message) ?? `code ${code}` };
  // Not saved, or saved with a mail that failed: only reading again tells.
  if (code === 46) return { kind: isSafe(request) ? "transient" : "ambiguous" };
  if (code === 3 && !others.some((one) => one.code === 127))
    return { kind: isSafe(request) ? "transient" : "ambiguous" };
  return { kind: "rejected", code: String(code), field: fieldOf(message) };
}

/** "Property Product->name is not valid", "parameter "price" required". */
function fieldOf(message: string): string | undefined {
  return /->(\w+)/.exec(message)?.[1] ?? quoted(message);
}

function quoted(message: string): string | undefined {
  return /"([\w[\]]+)"/.exec(message)?.[1];
}

function resourceOf(request: PlatformRequest): string {
  return /(?:^|\/api)\/?([a-z_]+)/.exec(request.url)?.[1] ?? "";
}

function byStatus(response: PlatformResponse): ErrorKind {
  const { status } = response;
  if (status === 429) return { kind: "throttled", waitMs: 0 };
  if (status === 503 && response.headers["retry-after"]) return { kind: "throttled", waitMs: 0 };
  if (status === 401) return { kind: "auth_revoked" };
  if (status === 402) return { kind: "suspended" };
  // The Webservice answers 403 with a code; without one it is whatever stands before it.
  if (status === 403) return { kind: "suspended", by: "firewall" };
  if (status === 404 || status === 410) return { kind: "not_found" };
  if (status === 405) return { kind: "unsupported" };
  if (status === 409) return { kind: "conflict" };
  if (status === 413 || (status >= 400 && status < 500 && status !== 408))
    return { kind: "rejected", code: String(status) };
  return { kind: "transient" };
}

const jsonErrors = z.object({ errors: z.array(z.object({ code: z.coerce.number(), message: z.string().catch("") })) });

/** The shop's own errors, in either tongue; none when the answer is somebody else's. */
export function errorsOf(text: string): readonly ShopError[] {
  try {
    if (text.includes("<errors>") && text.includes("<?xml")) return xmlErrors(text.slice(text.indexOf("<?xml")));
    const at = text.indexOf("{");
    if (at < 0 || !text.includes('"errors"')) return [];
    return errorsIn(parseJson(text.slice(at)));
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function errorsIn(body: Json): readonly ShopError[] {
  const parsed = jsonErrors.safeParse(body);
  return parsed.success ? parsed.data.errors : [];
}

function xmlErrors(text: string): readonly ShopError[] {
  const errors = childOf(parseXml(text), "errors")?.children ?? [];
  return errors.map((error) => ({
    code: Number(childOf(error, "code")?.text.trim()),
    message: childOf(error, "message")?.text.trim() ?? "",
  }));
}
