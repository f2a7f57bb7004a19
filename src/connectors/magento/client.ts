/** Calls in the shop's own manner: store scope in the path, searches by search criteria, refusals in whole messages. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError, nullIfNotFound } from "../kit/contract/errors.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { anyJson, parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { authModeOf } from "./auth.ts";
import { LIST_TOO_LONG, PAGE_TOO_LARGE, reportedLimit, withFullMessage } from "./classify.ts";

export type Query = readonly (readonly [string, string])[];

/** Global values: a write at a store view would detach the view from them. */
const EVERYWHERE = "all";

type Sent = "operation" | "query" | "json" | "safe" | "changes" | "timeoutMs" | "halves";

export interface Call extends Pick<PlatformRequest, Sent> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below V1: "/orders". */
  readonly path: string;
  /** A store view's code; default all. */
  readonly view?: string | undefined;
  /** True: the shop's queue takes the list of bodies and tells later what became of them. */
  readonly isBulk?: boolean | undefined;
}

/** The address of a call; a cloud tenant names the store view in a header and has the queue behind the version. */
function addressed(ctx: Context, call: Call): Pick<PlatformRequest, "url" | "headers"> {
  const view = call.view ?? EVERYWHERE;
  if (authModeOf(ctx) === "ims")
    return { url: `/V1${call.isBulk ? "/async/bulk" : ""}${call.path}`, headers: { store: view } };
  return { url: `/${view}${call.isBulk ? "/async/bulk" : ""}/V1${call.path}` };
}

export async function request(ctx: Context, call: Call): Promise<Json> {
  const { method, operation, query, json, safe, changes, timeoutMs, halves } = call;
  try {
    const sent = { method, operation, query, json, safe, changes, timeoutMs, halves, ...addressed(ctx, call) };
    return (await ctx.http.json(sent)).body;
  } catch (error) {
    throw withFullMessage(error);
  }
}

export function get(ctx: Context, path: string, operation: string, query: Query = []): Promise<Json> {
  return request(ctx, { method: "GET", path, operation, query });
}

/** As `get`; null when the shop does not know the thing. */
export async function find(ctx: Context, path: string, operation: string): Promise<Json | null> {
  return nullIfNotFound(get(ctx, path, operation));
}

export interface Filter {
  readonly field: string;
  readonly is: "eq" | "in" | "gt" | "gteq" | "lt" | "like" | "neq";
  readonly value: string;
}

export interface Search extends Pick<PlatformRequest, "operation" | "halves"> {
  readonly path: string;
  /** All of the groups, any filter of a group. */
  readonly groups?: readonly (readonly Filter[])[] | undefined;
  /** Fields, ascending: a sort without a direction would be descending. */
  readonly sort?: readonly string[] | undefined;
  readonly size: number;
  readonly page?: number | undefined;
  /** Only these fields of the answer: "items[id,sku]". */
  readonly fields?: string | undefined;
  /** A store view whose own values are read; default the global ones. */
  readonly view?: string | undefined;
}

export interface Page {
  readonly rows: readonly Json[];
  /** Of all pages. */
  readonly total: number;
}

/** The query of a search; the page size is always sent, for without it the shop answers everything. */
export function searchQuery({ groups = [], sort = [], size, page = 1, fields }: Search): Query {
  const filters = groups.flatMap((group, g) =>
    group.flatMap(({ field, is, value }, f) => {
      const name = `searchCriteria[filterGroups][${g}][filters][${f}]`;
      return [
        [`${name}[field]`, field],
        [`${name}[value]`, value],
        [`${name}[conditionType]`, is],
      ] as const;
    }),
  );
  const order = sort.flatMap((field, index) => {
    const name = `searchCriteria[sortOrders][${index}]`;
    return [[`${name}[field]`, field] as const, [`${name}[direction]`, "ASC"] as const];
  });
  return [
    ...filters,
    ...order,
    ["searchCriteria[pageSize]", String(size)],
    ["searchCriteria[currentPage]", String(page)],
    ...(fields === undefined ? [] : [["fields", `${fields},total_count`] as const]),
  ];
}

/** `items` is null on an empty result that was asked for by fields. */
const pageSchema = z.object({
  items: z
    .array(anyJson)
    .nullable()
    .transform((rows) => rows ?? []),
  total_count: wholeNumber,
});

/** One page of a search. */
export async function search(ctx: Context, requested: Search): Promise<Page> {
  const { path, operation, view } = requested;
  const body = await request(ctx, {
    method: "GET",
    path,
    operation,
    view,
    halves: requested.halves,
    query: searchQuery(requested),
  });
  const { items, total_count } = parseResponse(pageSchema, body, { ctx, what: requested.operation });
  return { rows: items, total: total_count };
}

/** All rows of a search, page by page; where the merchant limits pages, in pages as large as allowed. */
export async function searchAll(ctx: Context, requested: Omit<Search, "page">): Promise<Json[]> {
  const rows: Json[] = [];
  let { size } = requested;
  for (let page = 1; ; page += 1) {
    const found = await search(ctx, { ...requested, size, page }).catch((error: unknown) => {
      const allowed = isConnectorError(error) && error.info.kind === "rejected" ? allowedSize(error) : undefined;
      if (allowed === undefined || allowed >= size || page > 1) throw error;
      return allowed;
    });
    if (typeof found === "number") {
      size = found;
      page = 0;
      continue;
    }
    rows.push(...found.rows);
    // Never until a page is empty: older shops answer the last page for ever.
    if (rows.length >= found.total || found.rows.length === 0) return rows;
  }
}

function allowedSize(error: Parameters<typeof reportedLimit>[0]): number | undefined {
  return error.info.kind === "rejected" && error.info.code === PAGE_TOO_LARGE ? reportedLimit(error) : undefined;
}

export function eq(field: string, value: string): Filter {
  return { field, is: "eq", value };
}

/** Several values; those must hold no comma, at which the shop would split them. */
export function among(field: string, values: readonly (string | number)[]): Filter {
  return { field, is: "in", value: values.join(",") };
}

/** Runs a call whose body is a list; where the merchant limits lists, in lists as long as allowed. */
export async function inLists<T, R>(
  items: readonly T[],
  run: (piece: readonly T[]) => Promise<readonly R[]>,
): Promise<R[]> {
  try {
    return [...(await run(items))];
  } catch (error) {
    if (!isConnectorError(error) || error.info.kind !== "rejected" || error.info.code !== LIST_TOO_LONG) throw error;
    const most = reportedLimit(error) ?? Math.floor(items.length / 2);
    if (most < 1 || most >= items.length) throw error;
    const results: R[] = [];
    for (const piece of chunks(items, most)) results.push(...(await inLists(piece, run)));
    return results;
  }
}
