/** Calls of the two API generations: V3 wraps in `data` and `meta`, V2 is bare and answers 204 for "no rows". */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, nullIfNotFound } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { longAnswerJson } from "../kit/http/answer-json.ts";
import { message } from "./words.ts";

export type Pairs = readonly (readonly [string, string])[];
export type Tree = { readonly [key: string]: Json };

/** Rows of a list page; the API's maximum (inventory allows more). */
export const PER_PAGE = 250;
const MAX_BYTES = 64 * 1024 * 1024;

export interface StoreCall {
  readonly method?: PlatformRequest["method"] | undefined;
  /** `v2/…` or `v3/…`. */
  readonly path: string;
  readonly query?: Pairs | undefined;
  readonly json?: Json | undefined;
  readonly operation: string;
  readonly safe?: boolean | undefined;
}

export function asTree(value: Json | undefined): Tree {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Tree) : {};
}

export function drift(ctx: Pick<Context, "drift">, path: string, what: string, value?: Json): ConnectorError {
  ctx.drift({ path, problem: what, ...(value === undefined ? {} : { value }) });
  return new ConnectorError({ kind: "drift", path }, message("error.answerChangedAnswerKeptConnector", { what }));
}

/** One call; the body, or null where BigCommerce answers without one (204). */
export async function storeCall(
  ctx: Context,
  call: StoreCall,
): Promise<{ readonly body: Json; readonly response: PlatformResponse }> {
  const response = await ctx.http.request({
    method: call.method ?? "GET",
    url: call.path,
    query: call.query,
    json: call.json,
    operation: call.operation,
    safe: call.safe,
    maxBytes: MAX_BYTES,
  });
  if (response.status === 204 || response.text.trim() === "") return { body: null, response };
  try {
    return { body: await longAnswerJson(response), response };
  } catch (cause) {
    ctx.drift({ path: "(whole)", problem: `${call.operation}: not JSON` });
    throw new ConnectorError({ kind: "drift", path: "(whole)" }, message("error.answerNoJson"), { cause });
  }
}

/** As storeCall; null for a record that is not there. */
export async function storeCallOrNull(ctx: Context, call: StoreCall): Promise<Json> {
  return (await nullIfNotFound(storeCall(ctx, call)))?.body ?? null;
}

/** `data` of a V3 answer. Throws drift when there is none. */
export function dataOf(body: Json, ctx: Context, what: string): Json {
  const data = asTree(body)["data"];
  if (data === undefined) throw drift(ctx, "data", `${what}: no "data" in the answer`, body);
  return data;
}

/** Rows of a V3 list. */
export function rowsOf(body: Json, ctx: Context, what: string): readonly Json[] {
  const data = dataOf(body, ctx, what);
  if (!Array.isArray(data)) throw drift(ctx, "data", `${what}: "data" is no list`);
  return data;
}

/** Rows of a V2 list: bare, and nothing at all when there are none. */
export function bareRows(body: Json, ctx: Context, what: string): readonly Json[] {
  if (body === null) return [];
  if (!Array.isArray(body)) throw drift(ctx, "(whole)", `${what}: no list`, body);
  return body;
}

/** Pages of a V3 list told by `meta.pagination`; a full page is taken for "more" when that is missing. */
export function hasMore(body: Json, page: number, rows: number, perPage: number): boolean {
  const total = asTree(asTree(asTree(body)["meta"])["pagination"])["total_pages"];
  return typeof total === "number" ? page < total : rows >= perPage;
}

interface Walk {
  readonly perPage: number;
  rowsIn(body: Json): readonly Json[];
  isLast(body: Json, page: number, rows: number): boolean;
}

async function everyRow(ctx: Context, call: StoreCall, { perPage, rowsIn, isLast }: Walk): Promise<readonly Json[]> {
  const rows: Json[] = [];
  for (let page = 1; ; page += 1) {
    const query = [...(call.query ?? []), ["limit", String(perPage)], ["page", String(page)]] as const;
    const { body } = await storeCall(ctx, { ...call, query });
    const some = rowsIn(body);
    rows.push(...some);
    if (isLast(body, page, some.length)) return rows;
  }
}

/** Every row of a V3 list. */
export const allRows = (ctx: Context, call: StoreCall, perPage = PER_PAGE): Promise<readonly Json[]> =>
  everyRow(ctx, call, {
    perPage,
    rowsIn: (body) => rowsOf(body, ctx, call.operation),
    isLast: (body, page, rows) => rows === 0 || !hasMore(body, page, rows, perPage),
  });

/** Every row of a V2 list: it ends with a short page or an empty answer. */
export const allBareRows = (ctx: Context, call: StoreCall): Promise<readonly Json[]> =>
  everyRow(ctx, call, {
    perPage: PER_PAGE,
    rowsIn: (body) => bareRows(body, ctx, call.operation),
    isLast: (_body, _page, rows) => rows < PER_PAGE,
  });

/** True for a text that is a whole number above zero: every id here is one. */
export function isId(text: string): boolean {
  return /^[1-9]\d{0,18}$/.test(text);
}
