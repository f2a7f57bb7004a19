/** What an answer means (sheet section 9): the code in the body decides, the status says little. */

import { z } from "zod";
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { answerJson } from "../kit/http/answer-json.ts";
import { webPageFault } from "../kit/http/faults.ts";
import { wholeNumber } from "../kit/parse/parse.ts";
import { scopeOf } from "./scopes.ts";

const refusal = z.object({ code: wholeNumber, message: z.string().nullish() });

/** "Try again": the platform's own trouble, as its endpoint documents word it. */
const TRANSIENT = new Set([
  36009003, 36009007, 12001000, 21008300, 10002014, 10002015, 11001027, 11001031, 11005010, 11006005, 11006026,
  11006010, 11034023, 11034025, 12052881, 21001003, 21001008, 21001011, 21001029, 21001043, 21001055, 21022026,
  21022029, 21022030, 21023022, 21023034, 21042001, 21042076, 25001028, 25007002,
]);
const NOT_FOUND = new Set([12052032, 12052260, 12052556, 21008111, 25007006]);
/** The shop was closed or is locked by TikTok: it comes back without new credentials. */
const SUSPENDED = new Set([12019004, 12052700]);
const NO_PERMISSION = new Set([105005, 10006402, 12019114, 12009014, 25020005]);

const CODES = {
  throttled: 36009002,
  expired: 105002,
  consentGone: 101000,
  badSign: 106001,
  noCipher: 106013,
  ipNotAllowed: 36009033,
  versionGone: 36009014,
  /** Token, timestamp, version and identifier trouble all have this one: only the message tells them apart. */
  catchAll: 36009004,
} as const;
const CONNECT_ANEW = new Set<number>([CODES.consentGone, CODES.badSign, CODES.noCipher]);

/** Null: it went through. */
export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const reported = read(response);
  if (reported && reported.code !== 0) return ofCode(reported.code, reported.message ?? "", request);
  const { status } = response;
  if (status >= 200 && status < 300) return reported ? null : webPageFault(response, request);
  return ofStatus(status);
}

function read(response: PlatformResponse): z.output<typeof refusal> | undefined {
  // A cut body has no code; the status alone decides, and reading it as data fails loudly.
  return refusal.safeParse(answerJson(response)).data;
}

function ofCode(code: number, message: string, request: PlatformRequest): ErrorKind {
  if (code === CODES.throttled) return { kind: "throttled", waitMs: 0 };
  if (TRANSIENT.has(code)) return { kind: "transient" };
  if (request.operation === "oauth.refresh") return { kind: "auth_revoked" };
  if (request.operation === "oauth.token") return { kind: "rejected", code: String(code) };
  if (code === CODES.expired) return { kind: "auth_expired" };
  if (CONNECT_ANEW.has(code)) return { kind: "auth_revoked" };
  if (code === CODES.catchAll) return ofWords(message);
  if (code === CODES.versionGone) return { kind: "unsupported" };
  if (code === CODES.ipNotAllowed) return { kind: "forbidden", scope: "IP allow-list of the app" };
  if (NO_PERMISSION.has(code)) return { kind: "forbidden", scope: scopeOf(request.operation) };
  if (SUSPENDED.has(code)) return { kind: "suspended" };
  if (NOT_FOUND.has(code)) return { kind: "not_found" };
  return { kind: "rejected", code: String(code) };
}

function ofWords(message: string): ErrorKind {
  if (/access.?token/i.test(message)) return { kind: "auth_revoked" };
  // A clock that is off goes wrong for every call, never for one item.
  if (/timestamp/i.test(message)) return { kind: "transient" };
  if (/version/i.test(message)) return { kind: "unsupported" };
  return { kind: "rejected", code: String(CODES.catchAll) };
}

function ofStatus(status: number): ErrorKind {
  if (status === 429) return { kind: "throttled", waitMs: 0 };
  if (status === 401) return { kind: "auth_expired" };
  if (status === 403) return { kind: "forbidden", scope: "this call" };
  if (status === 404) return { kind: "not_found" };
  if (status >= 500 || status === 408 || status < 400) return { kind: "transient" };
  return { kind: "rejected", code: String(status) };
}
