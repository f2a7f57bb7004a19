import type { PlatformCall } from "../../../commerce/platform-call.ts";
import type { ErrorKindName } from "../contract/errors.ts";
import type { Redactor } from "./redact.ts";

/** One attempt to call a platform, as the sync log keeps it. Free of secrets. */
export interface CallRecord extends PlatformCall {
  /** At most 32 kB each. */
  readonly requestBody: string;
  readonly responseBody: string;
  readonly error: ErrorKindName | null;
  /** Why there was no answer; "" otherwise. */
  readonly problem: string;
  /**
   * It asked for a change and was not refused: the platform did it or may have, also where the same request could be
   * sent again without harm. What is worked out anew from what the shop shows now is no such request.
   */
  readonly mayHaveChanged: boolean;
}

/** Whether the platform did, or may have done, anything of what these calls asked for: the next attempt looks first. */
export const mayHaveChanged = (calls: readonly CallRecord[]): boolean => calls.some((call) => call.mayHaveChanged);

/** What went over the wire, for validation against the platform's own description. Holds secrets. */
export interface Exchanged {
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;
}

const MAX_RECORDED_BODY = 32_768;

/** A body for the log: redacted first, cut after, so that no half of a secret survives at the edge. */
export function recordedBody(body: string | Uint8Array | undefined, redactor: Redactor): string {
  if (body === undefined) return "";
  const text = typeof body === "string" ? body : Buffer.from(body.subarray(0, 2 * MAX_RECORDED_BODY)).toString("utf8");
  const redacted = redactor.text(text.slice(0, 2 * MAX_RECORDED_BODY));
  return text.length > MAX_RECORDED_BODY ? `${redacted.slice(0, MAX_RECORDED_BODY)}...` : redacted;
}
