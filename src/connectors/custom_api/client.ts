/** One call as the manifest describes it: request filled in, sent, read, and its success asked. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import { ConnectorError } from "../kit/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/http.ts";
import { parseJson } from "../kit/json.ts";
import { platformWords } from "../kit/words.ts";
import { auth } from "./auth.ts";
import { reader } from "./classify.ts";
import { evaluateAll, type Scope } from "./expressions.ts";
import type { Operation, RequestSpec, Write } from "./manifest-parts.ts";
import { scopeOf } from "./settings.ts";
import { fill, type Values } from "./template.ts";

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
  /** Set over the manifest's parameters of the same name. */
  readonly query?: readonly (readonly [string, string])[] | undefined;
  /** The address of a next page, in place of path and parameters. */
  readonly url?: string | undefined;
}

/** Sends an operation's request. Throws ConnectorError. */
export async function call(operation: Operation, given: CallInput, ctx: Context): Promise<Seen> {
  const request = await requestOf(operation, given, ctx);
  return answerOf(operation, request, given, ctx);
}

/** As `call` for a write: safe to repeat where the shop takes an idempotency key. */
export async function write(operation: Write, given: CallInput, ctx: Context): Promise<Seen> {
  const request = await requestOf(operation, given, ctx);
  const { idempotency } = operation;
  const key = idempotency && fill(idempotency.value, { input: jsonObject(given.input ?? {}) });
  if (!idempotency || !key) return answerOf(operation, request, given, ctx);
  const headers = { ...request.headers, [idempotency.header]: key };
  return answerOf(operation, { ...request, headers, safe: true }, given, ctx);
}

async function answerOf(operation: Operation, request: PlatformRequest, given: CallInput, ctx: Context): Promise<Seen> {
  const classify = reader(operation.errors, request, ctx);
  const response = await ctx.http.request({ ...request, classify });
  const seen = { status: response.status, headers: response.headers, body: bodyOf(response, request, ctx) };
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
      `The path "${request.path}" of ${given.name} has no value for every placeholder.`,
    );
  const json = request.body === undefined ? undefined : await bodyFor(request, values, scope, given.name);
  return {
    method: request.method,
    url,
    query: given.url === undefined ? queryOf(request, values, given.query ?? []) : [],
    headers: filledIn(request.headers, values),
    ...(json === undefined ? {} : { json }),
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

async function bodyFor(request: RequestSpec, values: Values, scope: Scope, name: string): Promise<Json> {
  const { input = {}, state = {}, conn = {} } = values;
  const [body] = await evaluateAll([request.body ?? "{}"], { input, state, conn }, scope, `${name}.request.body`);
  return body ?? null;
}

/** Empty answers are null; what is no JSON is drift for a read and unknown for a write. */
function bodyOf(response: PlatformResponse, request: PlatformRequest, ctx: Context): Json {
  if (response.text.trim() === "") return null;
  try {
    return parseJson(response.text);
  } catch (cause) {
    const isRead = request.safe ?? request.method === "GET";
    ctx.drift({ path: request.operation, problem: "the answer is not JSON", value: response.text.slice(0, 500) });
    throw new ConnectorError(
      isRead ? { kind: "drift", path: request.operation } : { kind: "ambiguous" },
      `The shop's answer to ${request.operation} is not JSON.`,
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
  const words = withoutSecrets(platformWords(response.text), ctx);
  throw new ConnectorError(
    { kind: "rejected", code: "success" },
    `The shop refuses ${given.name}.${words ? ` It says: ${words}` : ""}`,
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
