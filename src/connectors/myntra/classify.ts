/** What an answer of Myntra means: the envelope inside counts, its HTTP status is 200 for nearly everything. */

import type { Json } from "../../commerce/product.ts";
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { answerJson } from "../kit/http/answer-json.ts";
import { webPageFault } from "../kit/http/faults.ts";

const NOT_FOUND = "2020";
/** Not yet: the same call goes through later. */
export const LATER: ReadonlySet<string> = new Set(["2050", "8247"]);

export interface Envelope {
  readonly code: string;
  readonly words: string;
  readonly isError: boolean;
  /** Entries that failed on their own, where the call answers entry by entry. */
  readonly hasFailedEntries: boolean;
}

export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  const envelope = envelopeOf(response);
  if (status === 429) return { kind: "throttled", waitMs: 0 };
  // Akamai wants a body with every PUT; all of ours have one, so that a 411 is a hiccup in between.
  if (status >= 500 || status === 411 || status === 408) return { kind: "transient" };
  if (isAuthProblem(status, envelope))
    return isTokenCall(request) ? { kind: "auth_revoked" } : { kind: "auth_expired" };
  if (status >= 200 && status < 300) {
    const page = webPageFault(response, request);
    if (page) return page;
    if (envelope === null || !envelope.isError) return null;
    if (envelope.hasFailedEntries) return null;
  }
  const code = envelope?.code ?? "";
  if (isTokenCall(request) && envelope?.isError) return { kind: "auth_revoked" };
  if (code === NOT_FOUND || (status === 404 && code === "")) return { kind: "not_found" };
  if (status >= 300 && status < 400) return { kind: "transient" };
  return { kind: "rejected", ...(code === "" ? {} : { code }) };
}

const isTokenCall = ({ operation }: PlatformRequest): boolean => operation.startsWith("token.");

/** A token that has ended may come as 401, as 403, or as a success with the words inside. */
function isAuthProblem(status: number, envelope: Envelope | null): boolean {
  if (status === 401 || status === 403) return true;
  if (!envelope?.isError) return false;
  if (envelope.code === "401" || envelope.code === "403") return true;
  const text = envelope.words.replace(/_/g, " ");
  return /\btoken\b/i.test(text) && /\b(expired|invalid)\b/i.test(text);
}

/** Null when the body is no envelope. */
function envelopeOf(response: PlatformResponse): Envelope | null {
  // A cut body tells nothing; reading it fails where it is used.
  const body = answerJson(response);
  if (body === null || typeof body !== "object" || Array.isArray(body)) return null;
  const { statusCode, statusMessage, statusType, failedEntries } = body as { readonly [key: string]: Json | undefined };
  return {
    code: typeof statusCode === "number" || typeof statusCode === "string" ? String(statusCode) : "",
    words: typeof statusMessage === "string" ? statusMessage : "",
    isError: typeof statusType === "string" && statusType.toUpperCase() === "ERROR",
    hasFailedEntries: Array.isArray(failedEntries) && failedEntries.length > 0,
  };
}
