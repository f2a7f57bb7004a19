import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { webPageFault } from "../kit/http/faults.ts";
import { parseJson } from "../kit/parse/json.ts";
import { field } from "./pages.ts";

const MINUTE_MS = 60_000;
/** So that the new minute has surely begun on their clock; the kit adds its own jitter. */
const MARGIN_MS = 1_000;

/**
 * What an answer means. EasyOrders refuses nearly everything with HTTP 400 (seen live 2026-10), so the
 * message decides: clients that look for 401 would retry a bad key for ever.
 */
export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300) return webPageFault(response, request);
  if (status === 429) return { kind: "throttled", waitMs: untilNextMinute(response) };
  if (status >= 500 || status === 408 || status < 400) return { kind: "transient" };

  const message = messageOf(response.text).toLowerCase();
  if (/api-?key not (valid|found)/.test(message)) return { kind: "auth_revoked" };
  if (/store not active|over ?due/.test(message)) return { kind: "suspended" };
  if (message.includes("record not found")) return { kind: "not_found" };
  // The webhook call decides itself which proof to try next (see auth.ts).
  if (request.operation === "webhooks.delete" && (status === 401 || status === 403)) return null;
  if (status === 401) return { kind: "auth_revoked" };
  // How a missing permission is worded is not published (UNVERIFIED).
  if (status === 403 || message.includes("permission")) return { kind: "forbidden", scope: scopeOf(request) };
  if (status === 404) return message === "" ? { kind: "unsupported" } : { kind: "not_found" };
  if (status === 409) return { kind: "conflict" };
  return { kind: "rejected", code: String(status) };
}

/** The platform's words: `{"message": "..."}`, or an array of them. */
function messageOf(text: string): string {
  try {
    const message = field(parseJson(text), "message");
    return Array.isArray(message) ? message.join("; ") : typeof message === "string" ? message : "";
  } catch (error) {
    if (error instanceof SyntaxError) return "";
    throw error;
  }
}

/** The limit is counted by the minute ("wait for the next minute"); measured on their own clock, the Date header. */
function untilNextMinute(response: PlatformResponse): number {
  const now = Date.parse(response.headers.date ?? "");
  return (Number.isNaN(now) ? MINUTE_MS : MINUTE_MS - (now % MINUTE_MS)) + MARGIN_MS;
}

/** The permission a call needs, in EasyOrders' own words. */
function scopeOf(request: PlatformRequest): string {
  const [subject = ""] = request.operation.split(".");
  const verb = request.method === "GET" ? "read" : request.method === "POST" ? "create" : "update";
  if (subject === "stock") return "products:update";
  if (subject === "notes") return "orders:update";
  return `${subject}:${verb}`;
}
