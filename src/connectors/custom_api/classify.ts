/** What an answer of the shop means: by its status, unless the manifest says otherwise. Asked before any repeat. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { type AnswerForm, readBody } from "./bodies.ts";
import type { Common } from "./manifest-common.ts";
import type { Condition, ERROR_CLASSES, ErrorRule } from "./manifest-parts.ts";
import { commonOf, resetMs } from "./settings.ts";
import { valueAt } from "./template.ts";

/** Statuses that mean the same with every shop. */
export function classify({ status, headers }: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  if (status < 400) return null;
  if (status === 401) return { kind: "auth_expired" };
  if (status === 403) return { kind: "forbidden", scope: request.operation };
  if (status === 404 || status === 410) return { kind: "not_found" };
  if (status === 409) return { kind: "conflict" };
  if (status === 429 || (status === 503 && headers["retry-after"] !== undefined))
    return { kind: "throttled", waitMs: 0 };
  if (status === 408 || status === 425 || status >= 500) return { kind: "transient" };
  return { kind: "rejected", code: String(status) };
}

type ErrorClass = (typeof ERROR_CLASSES)[number];

const KINDS: Readonly<Record<ErrorClass, (operation: string, waitMs: number) => ErrorKind>> = {
  auth: () => ({ kind: "auth_expired" }),
  not_found: () => ({ kind: "not_found" }),
  validation: () => ({ kind: "rejected", code: "validation" }),
  duplicate: () => ({ kind: "conflict" }),
  throttled: (_operation, waitMs) => ({ kind: "throttled", waitMs }),
  retryable: () => ({ kind: "transient" }),
  fatal: (operation) => ({ kind: "forbidden", scope: operation }),
};

/** The reading of one operation's answers: its own rules, the manifest's, then the status. */
export function reader(
  { rules, answers }: { readonly rules: readonly ErrorRule[]; readonly answers: AnswerForm },
  request: PlatformRequest,
  ctx: Pick<Context, "connection" | "shopNow">,
): (response: PlatformResponse) => Promise<ErrorKind | null> {
  const manifest = commonOf(ctx);
  const all = [...rules, ...manifest.errors];
  return async (response) => {
    const kind =
      (await ruled({ rules: all, answers }, request, response, manifest, ctx.shopNow())) ?? classify(response, request);
    if (kind?.kind !== "throttled" || kind.waitMs > 0) return kind;
    return { kind: "throttled", waitMs: resetMs(manifest, response, ctx.shopNow()) };
  };
}

async function ruled(
  { rules, answers }: { readonly rules: readonly ErrorRule[]; readonly answers: AnswerForm },
  request: PlatformRequest,
  response: PlatformResponse,
  manifest: Common,
  now: number,
): Promise<ErrorKind | undefined> {
  if (rules.length === 0) return undefined;
  const seen = await seenOf(response, answers);
  const rule = rules.find(({ when }) => matches(when, seen));
  return rule && KINDS[rule.class](request.operation, resetMs(manifest, response, now));
}

/** What expressions and conditions look at. */
export async function seenOf(
  response: PlatformResponse,
  answers: AnswerForm,
): Promise<{ status: number; headers: Json; body: Json }> {
  const { status, headers } = response;
  return { status, headers: { ...headers }, body: await bodyOf(response, answers) };
}

async function bodyOf(response: PlatformResponse, answers: AnswerForm): Promise<Json> {
  try {
    return await readBody(response, answers);
  } catch {
    // A web page or a cut body has no fields; whoever needs them says so.
    return null;
  }
}

function matches(when: Condition, seen: Json): boolean {
  return Object.entries(when).every(([path, requested]) => {
    const reported = valueAt(seen, path);
    if (requested !== null && typeof requested === "object" && "exists" in requested)
      return requested.exists === (reported !== undefined && reported !== null);
    return (Array.isArray(requested) ? requested : [requested]).some(
      (one) => one === reported || String(one) === reported,
    );
  });
}
