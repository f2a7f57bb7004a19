/** One call as the manifest describes it: request filled in, sent, read, and its success asked. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { platformText } from "../kit/http/error-messages.ts";
import { auth } from "./auth.ts";
import { type AnswerForm, formPairs, readBody } from "./bodies.ts";
import { reader } from "./classify.ts";
import { evaluateAll, type Scope } from "./expressions.ts";
import type { Operation, RequestSpec, Write } from "./manifest-parts.ts";
import { commonOf, scopeOf } from "./settings.ts";
import { fill, type Values } from "./template.ts";
import { message } from "./words.ts";

const MAX_BYTES = 10 * 1024 * 1024;

export interface Seen {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

export interface CallInput {
  /** Its place in the manifest: "reads.orders". */
  readonly name: string;
  readonly input?: Readonly<Record<string, Json | undefined>> | undefined;
  readonly state?: Readonly<Record<string, string>> | undefined;
  readonly record?: Json | undefined;
  /** Parameters of the page for a body that takes them. */
  readonly page?: Readonly<Record<string, Json>> | undefined;
  /** Set over the manifest's parameters of the same name. */
  readonly query?: readonly (readonly [string, string])[] | undefined;
  /** The address of a next page, in place of path and parameters. */
  readonly url?: string | undefined;
  /** A page that is asked for again in halves when it takes too long. */
  readonly halves?: boolean | undefined;
}

/** Sends the request of an operation that only reads, whatever its method. Throws ConnectorError. */
export async function call(operation: Operation, given: CallInput, ctx: Context): Promise<Seen> {
  const request = await requestOf(operation, given, ctx);
  return answerOf(operation, { ...request, safe: true, halves: given.halves }, given, ctx);
}

/** For an operation that writes: safe to repeat where the shop takes an idempotency key. */
export async function write(operation: Write, given: CallInput, ctx: Context): Promise<Seen> {
  const request = await requestOf(operation, given, ctx);
  const { idempotency } = operation;
  const key = idempotency && fill(idempotency.value, { input: jsonObject(given.input ?? {}) });
  if (!idempotency || !key) return answerOf(operation, request, given, ctx);
  const headers = { ...request.headers, [idempotency.header]: key };
  return answerOf(operation, { ...request, headers, safe: true, changes: true }, given, ctx);
}

async function answerOf(operation: Operation, request: PlatformRequest, given: CallInput, ctx: Context): Promise<Seen> {
  const answers = operation.answers ?? commonOf(ctx).answers;
  const classify = reader({ rules: operation.errors, answers }, request, ctx);
  const response = await ctx.http.request({ ...request, classify });
  const { status, headers } = response;
  const seen = { status, headers, body: await bodyOf(response, { request, answers }, ctx) };
  await requireSuccess(operation, seen, response, given, ctx);
  return seen;
}

/** A request of the manifest as the kit sends it. Throws ConnectorError rejected when its path lacks a value. */
export async function requestOf(
  { request }: { readonly request: RequestSpec },
  given: CallInput,
  ctx: Context,
): Promise<PlatformRequest> {
  const scope = scopeOf(ctx, given.state);
  const values: Values = {
    input: jsonObject(given.input ?? {}),
    state: given.state ?? {},
    conn: scope.bindings.conn,
    record: given.record,
  };
  const url = given.url ?? fill(request.path, values, encodeURIComponent);
  if (url === null)
    throw new ConnectorError(
      { kind: "rejected", field: "manifest", code: "template" },
      message("error.pathNoValueEveryPlaceholder", { path: request.path, name: given.name }),
    );
  const body = request.body === undefined ? undefined : await bodyFor(request, { values, given, scope });
  return {
    method: request.method,
    url,
    query: given.url === undefined ? queryOf(request, values, given.query ?? []) : [],
    headers: filledIn(request.headers, values),
    ...(body === undefined ? {} : request.bodyAs === "form" ? { form: formPairs(body) } : { json: body }),
    operation: given.name,
    maxBytes: MAX_BYTES,
  };
}

/** Parameters without a value are left out; those of paging win. */
function queryOf(request: RequestSpec, values: Values, more: readonly (readonly [string, string])[]) {
  const names = new Set(more.map(([name]) => name));
  const own = Object.entries(filledIn(request.query, values)).filter(([name]) => !names.has(name));
  return [...own, ...more];
}

function filledIn(templates: Readonly<Record<string, string>>, values: Values): Record<string, string> {
  const filled = Object.entries(templates).flatMap(([name, template]) => {
    const text = fill(template, values)?.replace(/[\r\n\0]+/g, " ");
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(filled);
}

async function bodyFor(
  request: RequestSpec,
  { values, given, scope }: { readonly values: Values; readonly given: CallInput; readonly scope: Scope },
): Promise<Json> {
  const { input = {}, state = {}, conn = {} } = values;
  const over = { input, state, conn, page: { ...given.page } };
  const [body] = await evaluateAll([request.body ?? "{}"], over, scope, `${given.name}.request.body`);
  return body ?? null;
}

/** Empty answers are null; what cannot be read is drift for a read and unknown for a write. */
async function bodyOf(
  response: PlatformResponse,
  { request, answers }: { readonly request: PlatformRequest; readonly answers: AnswerForm },
  ctx: Context,
): Promise<Json> {
  try {
    return await readBody(response, answers);
  } catch (cause) {
    const isRead = request.safe ?? request.method === "GET";
    const word = answers === "xml" ? "XML" : "JSON";
    ctx.drift({ path: request.operation, problem: `the answer is not ${word}`, value: response.text.slice(0, 500) });
    throw new ConnectorError(
      isRead ? { kind: "drift", path: request.operation } : { kind: "ambiguous" },
      message("error.apiAnswerNot", { operation: request.operation, word }),
      { cause },
    );
  }
}

/** Many in-house APIs answer 200 with {"success": false}. */
async function requireSuccess(
  operation: Operation,
  seen: Seen,
  response: PlatformResponse,
  given: CallInput,
  ctx: Context,
): Promise<void> {
  if (operation.success === undefined) return;
  const where = `${given.name}.success`;
  const [isFine] = await evaluateAll([operation.success], jsonObject({ ...seen }), scopeOf(ctx), where);
  if (isFine === true) return;
  const text = withoutSecrets(platformText(response.text), ctx);
  throw new ConnectorError(
    { kind: "rejected", code: "success" },
    [message("error.apiRefuses", { what: given.name }), ...(text ? [message("error.apiSays", { words: text })] : [])],
    { details: { status: response.status } },
  );
}

/** What the shop says may echo what it was sent. */
function withoutSecrets(text: string, ctx: Context): string {
  return auth.secretNames
    .filter((name) => ctx.hasSecret(name))
    .reduce((masked, name) => masked.replaceAll(ctx.secret(name), "[secret]"), text);
}

/** Without what is undefined: JSON knows no such thing. */
export function jsonObject(fields: Readonly<Record<string, Json | undefined>>): { readonly [key: string]: Json } {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
