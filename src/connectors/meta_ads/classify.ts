/** What Meta's errors mean: the code in the body, not the status, says it (sheet section 9). */
import { z } from "zod";
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformResponse } from "../kit/contract/platform-http.ts";
import { answerJson } from "../kit/http/answer-json.ts";
import { looksLikeHtml } from "../kit/http/retry.ts";
import { usageOf } from "./usage.ts";

const failed = z.object({
  error: z.object({
    code: z.number().int(),
    error_subcode: z.number().int().nullish(),
    message: z.string().nullish(),
    is_transient: z.boolean().nullish(),
  }),
});

const TOKEN = new Set([190, 102, 2500]);
const THROTTLED = new Set([4, 17, 32, 613, 80_000, 80_003, 80_004, 80_014]);
const TOO_MUCH = new Set([1_504_018, 1_504_038]);
const TRANSIENT = new Set([1, 2]);
const VERSION_ENDED = 2635;
/** A sliding hour; where no header tells when calls are taken again. */
const USUAL_REGAIN_MS = 5 * 60_000;

/** Too much data for one answer: asked for as a report, or less of it. */
const isTooMuch = (message: string, subcode: number): boolean =>
  TOO_MUCH.has(subcode) || /reduce the amount of data/i.test(message);

export function classify(response: PlatformResponse): ErrorKind | null {
  const error = errorOf(response);
  if (!error) {
    if (response.status >= 200 && response.status < 300) return looksLikeHtml(response) ? { kind: "transient" } : null;
    if (response.status === 429) return { kind: "throttled", waitMs: USUAL_REGAIN_MS };
    if (response.status === 401) return { kind: "auth_revoked" };
    return response.status >= 500 || response.status < 400 ? { kind: "transient" } : { kind: "rejected" };
  }
  const { code, message, is_transient: isTransient } = error;
  const subcode = error.error_subcode ?? 0;
  if (TOKEN.has(code)) return { kind: "auth_revoked" };
  if (isTooMuch(message ?? "", subcode)) return { kind: "transient", slow: true };
  if (THROTTLED.has(code)) return { kind: "throttled", waitMs: usageOf(response).regainMs || USUAL_REGAIN_MS };
  if (code === 3 || code === 10 || (code >= 200 && code <= 299)) return { kind: "forbidden", scope: "ads_read" };
  if (code === 100 && subcode === 33) return { kind: "not_found" };
  if (code === VERSION_ENDED) return { kind: "unsupported" };
  if (isTransient === true || TRANSIENT.has(code) || response.status >= 500) return { kind: "transient" };
  return { kind: "rejected", code: String(code) };
}

const errorOf = (response: PlatformResponse): z.output<typeof failed>["error"] | null =>
  failed.safeParse(answerJson(response)).data?.error ?? null;
