/** What an answer means (sheet section 9): `{"errors":[{code, message, details}]}`, and LWA's own form for tokens. */

import { z } from "zod";
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { webPageFault } from "../kit/http/faults.ts";
import { parseJson } from "../kit/parse/json.ts";
import { oneTokenMs } from "./limits.ts";
import { roleOf } from "./roles.ts";

const refusal = z.object({
  errors: z
    .array(z.object({ code: z.string().nullish(), message: z.string().nullish(), details: z.string().nullish() }))
    .min(1),
});

/** Documents lie on a storage host of its own, messages in a queue: neither knows the API's words. */
const OWN_TEXTS = /^(?:lwa|document|queue)\./;

export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  const { operation } = request;
  if (status >= 200 && status < 300) return OWN_TEXTS.test(operation) ? null : webPageFault(response, request);
  if (operation.startsWith("lwa.")) return classifyToken(response);
  if (status === 429) return { kind: "throttled", waitMs: oneTokenMs(operation) };
  if (status >= 500 || status === 408 || status < 400) return { kind: "transient" };
  if (status === 404) return { kind: "not_found" };
  if (operation.startsWith("document.")) return { kind: "rejected", code: String(status) };
  if (operation.startsWith("queue.")) return classifyQueue(response);
  return classifyApi(response, request);
}

function classifyApi(response: PlatformResponse, { operation }: PlatformRequest): ErrorKind {
  const { code, words } = errorOf(response.text);
  switch (response.status) {
    case 401:
      return { kind: "auth_expired" };
    case 403:
      // Expired, revoked and malformed tokens are named; what is denied without a word about them lacks a role.
      return /token/i.test(words) ? { kind: "auth_expired" } : { kind: "forbidden", scope: roleOf(operation) };
    case 409:
      return { kind: "conflict" };
    default:
      return { kind: "rejected", code };
  }
}

/** invalid_grant: the seller withdrew or the year is over. invalid_client: the app's secret was rotated. */
function classifyToken(response: PlatformResponse): ErrorKind {
  if (response.status === 429) return { kind: "throttled", waitMs: 0 };
  if (response.status >= 500) return { kind: "transient" };
  const code = tokenErrorOf(response.text);
  return code === "invalid_scope" || code === "unsupported_grant_type"
    ? { kind: "rejected", code }
    : { kind: "auth_revoked" };
}

function classifyQueue(response: PlatformResponse): ErrorKind {
  const code = queueErrorOf(response.text);
  if (/Throttl|OverLimit/i.test(code)) return { kind: "throttled", waitMs: 0 };
  return { kind: "rejected", code };
}

function errorOf(text: string): { readonly code: string; readonly words: string } {
  const [first] = read(refusal, text)?.errors ?? [];
  return { code: first?.code ?? "", words: `${first?.message ?? ""} ${first?.details ?? ""}` };
}

/** The word LWA answers a refused token with; "" when it said none. */
const tokenErrorOf = (text: string): string => read(z.object({ error: z.string() }), text)?.error ?? "";

/** "com.amazonaws.sqs#QueueDoesNotExist" and "QueueDoesNotExist" are the same. */
const queueErrorOf = (text: string): string =>
  (read(z.object({ __type: z.string() }), text)?.__type ?? "").replace(/^.*#/, "");

function read<T extends z.ZodType>(schema: T, text: string): z.output<T> | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    return schema.safeParse(parseJson(text)).data;
  } catch {
    // A cut body says nothing; the status alone decides.
    return undefined;
  }
}
