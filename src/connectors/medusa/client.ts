/** Calls of the Admin API. Filters the shop does not know are ignored silently: what answers is compared with what was asked. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError, nullIfNotFound } from "../kit/contract/errors.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { anyJson, parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { rowId } from "../kit/pull/read-each.ts";
import { message } from "./words.ts";

export type Query = readonly (readonly [string, string])[];

/** A page of a list in its lasting order. */
export const pageQuery = (page: { readonly offset: number; readonly size: number; readonly fields: string }): Query => [
  ["limit", String(page.size)],
  ["offset", String(page.offset)],
  ["order", "id"],
  ["fields", page.fields],
];

/** Ids one list is asked for: each is 32 to 40 characters of the address. */
export const IDS_A_CALL = 100;

/** Writes of the shop are workflows of up to some seconds on a small server. */
const WRITE_MS = 45_000;

export interface Requested {
  readonly operation: string;
  readonly query?: Query | undefined;
  readonly halves?: boolean | undefined;
}

async function get(ctx: Context, path: string, { operation, query = [], halves = false }: Requested): Promise<Json> {
  return named(async () => (await ctx.http.json({ method: "GET", url: path, query, operation, halves })).body);
}

/** As `get`; null when the shop does not know the record. */
export async function find(ctx: Context, path: string, requested: Requested): Promise<Json | null> {
  return nullIfNotFound(get(ctx, path, requested));
}

/** Every write is a POST, and none may be repeated unseen. */
export async function post(
  ctx: Context,
  path: string,
  { operation, query = [], json }: { readonly operation: string; readonly query?: Query; readonly json?: Json },
): Promise<Json> {
  const call = { method: "POST" as const, url: path, query, json: json ?? {}, operation, timeoutMs: WRITE_MS };
  return named(async () => (await ctx.http.json(call)).body);
}

/** Deletes; what is gone already is what was wanted. */
export async function remove(ctx: Context, path: string, operation: string): Promise<void> {
  await nullIfNotFound(named(() => ctx.http.request({ method: "DELETE", url: path, operation, safe: true })));
}

/** A route that is not there looks like the record were gone: it is the address, or the shop's version. */
async function named<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "suspended") throw error;
    throw new ConnectorError(error.info, message("error.no2ServerAddressMore"), {
      cause: error,
      details: error.details,
    });
  }
}

const countSchema = z.object({ count: wholeNumber.optional() });

export interface Listed {
  readonly rows: readonly Json[];
  readonly total: number;
}

/** One page of a list. `name` is the field the rows stand in. */
export async function list(ctx: Context, path: string, name: string, requested: Requested): Promise<Listed> {
  const body = await get(ctx, path, requested);
  const { [name]: rows } = parseResponse(z.object({ [name]: z.array(anyJson) }), body, {
    ctx,
    what: requested.operation,
  });
  const { count } = parseResponse(countSchema, body, { ctx, what: requested.operation });
  return { rows: rows ?? [], total: count ?? rows?.length ?? 0 };
}

/** Everything of a short list. */
export async function listAll(ctx: Context, path: string, name: string, requested: Requested): Promise<Json[]> {
  const rows: Json[] = [];
  for (;;) {
    const query: Query = [["limit", String(IDS_A_CALL)], ["offset", String(rows.length)], ...(requested.query ?? [])];
    const page = await list(ctx, path, name, { ...requested, query });
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= page.total) return rows;
  }
}

/** Those of these ids the shop has, some at a time; `filters` beside. */
export async function listByIds(
  ctx: Context,
  path: string,
  name: string,
  ids: readonly string[],
  requested: Requested,
): Promise<Json[]> {
  const found: Json[] = [];
  for (const some of chunks([...new Set(ids)], IDS_A_CALL)) {
    const query: Query = [
      ...some.map((id) => ["id[]", id] as const),
      ["limit", String(some.length)],
      ...(requested.query ?? []),
    ];
    const { rows } = await list(ctx, path, name, { ...requested, query });
    assertOnly(some, rows, requested, ctx);
    found.push(...rows);
  }
  return found;
}

function assertOnly(requested: readonly string[], rows: readonly Json[], { operation }: Requested, ctx: Context): void {
  const existing = new Set(requested);
  if (rows.every((row) => existing.has(rowId(row) ?? ""))) return;
  ctx.drift({ path: "id", problem: `${operation}: the filter by id was ignored` });
  throw new ConnectorError({ kind: "drift", path: "id" }, message("error.answeredOtherRecordsThanThose"));
}
