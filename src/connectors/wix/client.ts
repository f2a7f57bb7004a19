/** Calls to Wix: queries are POSTs that change nothing, bulk writes answer 200 with a verdict for each item. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isKind } from "../kit/contract/errors.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { english, message } from "./words.ts";

export type Tree = { readonly [key: string]: Json };

/** Most products, orders and contacts of a page. */
export const PER_PAGE = 100;
/** Most inventory items and variants of a page, and of a bulk write of inventory. */
export const PER_BULK = 1_000;

const MAX_BYTES = 64 * 1024 * 1024;
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isGuid(text: string | undefined): text is string {
  return text !== undefined && GUID.test(text);
}

export function asTree(value: Json | undefined): Tree {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Tree) : {};
}

export function asText(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export interface Call {
  readonly method?: PlatformRequest["method"] | undefined;
  readonly path: string;
  readonly query?: PlatformRequest["query"];
  readonly json?: Json | undefined;
  readonly operation: string;
  readonly safe?: boolean | undefined;
  readonly changes?: boolean | undefined;
}

export async function wixCall(ctx: Context, call: Call): Promise<Json> {
  const { path, method = "GET", ...rest } = call;
  return (await ctx.http.json({ ...rest, method, url: path, maxBytes: MAX_BYTES })).body;
}

/** A query or search: a POST that may be repeated. */
export function wixQuery(ctx: Context, operation: string, path: string, json: Json): Promise<Json> {
  return wixCall(ctx, { method: "POST", path, json, operation, safe: true });
}

/** As wixCall; null for a record that is not there. */
export async function wixCallOrNull(ctx: Context, call: Call): Promise<Json> {
  try {
    return await wixCall(ctx, call);
  } catch (error) {
    if (isKind(error, "not_found")) return null;
    throw error;
  }
}

/** The application's code of a refusal; "" when there is none. */
export function codeOf(error: ConnectorError): string {
  return error.info.kind === "rejected" ? (error.info.code ?? "") : "";
}

/** A list inside an answer. Throws drift when it is none; Wix leaves an empty list out. */
export function rowsOf(body: Json, name: string, ctx: Context): readonly Json[] {
  const rows = asTree(body)[name];
  if (rows === undefined && Object.keys(asTree(body)).length > 0) return [];
  if (Array.isArray(rows)) return rows;
  ctx.drift({ path: name, problem: `no list "${name}" in the answer` });
  throw new ConnectorError({ kind: "drift", path: name }, message("error.answerChangedNoListAnswer", { name }));
}

/** The cursor of the next page; null at the end. `metadata` of orders, `pagingMetadata` elsewhere. */
export function nextCursor(body: Json): string | null {
  const paging = asTree(asTree(body)["pagingMetadata"] ?? asTree(body)["metadata"]);
  if (paging["hasNext"] === false) return null;
  return asText(asTree(paging["cursors"])["next"]) ?? null;
}

/** Every row of a cursor query. With a cursor nothing else may be sent: filter and sort travel inside it. */
export async function allRows(
  ctx: Context,
  list: {
    readonly operation: string;
    readonly path: string;
    readonly rows: string;
    readonly filter: Json;
    readonly limit: number;
    readonly fields?: readonly string[] | undefined;
  },
): Promise<readonly Json[]> {
  const rows: Json[] = [];
  const fields = list.fields ? { fields: list.fields } : {};
  let cursor: string | null = null;
  do {
    const query: Json =
      cursor === null
        ? { filter: list.filter, cursorPaging: { limit: list.limit } }
        : { cursorPaging: { limit: list.limit, cursor } };
    const body = await wixQuery(ctx, list.operation, list.path, { query, ...fields });
    rows.push(...rowsOf(body, list.rows, ctx));
    cursor = nextCursor(body);
  } while (cursor !== null);
  return rows;
}

const bulkAnswer = z.object({
  results: z.array(
    z.object({
      itemMetadata: z.object({
        originalIndex: wholeNumber.nullish(),
        success: z.boolean().nullish(),
        error: z.object({ code: z.string().nullish(), description: z.string().nullish() }).nullish(),
      }),
    }),
  ),
});

export type BulkResult =
  | { readonly success: true }
  | { readonly success: false; readonly code: string; readonly text: string };

/** What became of each item of a bulk write, by its place in the request; a place without a verdict failed. */
export function bulkResultsOf(body: Json, count: number, ctx: Context): readonly BulkResult[] {
  const { results } = parseResponse(bulkAnswer, body, { ctx, what: "bulk answer" });
  const outcomes: BulkResult[] = Array.from({ length: count }, () => ({
    success: false,
    code: "NO_VERDICT",
    text: english("word.noVerdict"),
  }));
  for (const [at, { itemMetadata }] of results.entries()) {
    const { success, error } = itemMetadata;
    const code = error?.code ?? "REFUSED";
    outcomes[itemMetadata.originalIndex ?? at] = success
      ? { success: true }
      : { success: false, code, text: error?.description || code };
  }
  return outcomes.slice(0, count);
}

/** True for a refusal that says: somebody changed the record in between (sheet section 9: ABORTED). */
export function isStale(code: string): boolean {
  return /REVISION|ABORTED|CONFLICT|ALREADY_CHANGED/i.test(code);
}
