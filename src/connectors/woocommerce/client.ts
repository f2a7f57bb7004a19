/** Calls of the REST API `wc/v3` and how its answers are read. */
import type { Json } from "../../commerce/product.ts";
import type { ConnectionInfo, Context } from "../kit/contract/contract.ts";
import { ConnectorError, nullIfNotFound } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { sideBySide } from "../kit/parse/chunks.ts";
import { readShopAnswer } from "./json.ts";
import { HOLD_MINUTES } from "./order-source.ts";
import { message } from "./words.ts";

export type Pairs = readonly (readonly [string, string])[];

export interface ShopCall
  extends Pick<PlatformRequest, "operation" | "query" | "json" | "safe" | "authenticated" | "halves"> {
  readonly method?: PlatformRequest["method"];
  /** Below the namespace: "orders/12". */
  readonly path: string;
  readonly namespace?: string;
}

/** One call; the body without PHP notices in front. Throws ConnectorError drift when there is no JSON. */
export async function shopCall(
  ctx: Context,
  call: ShopCall,
): Promise<{ readonly body: Json; readonly response: PlatformResponse }> {
  const method = call.method ?? "GET";
  const response = await ctx.http.request({
    method,
    url: `${call.namespace ?? "wc/v3"}/${call.path}`,
    // Caching plugins are known to cache GET answers of /wp-json/ (sheet section 10).
    headers: { "cache-control": "no-cache" },
    operation: call.operation,
    halves: call.halves,
    ...(call.query ? { query: call.query } : {}),
    ...(call.json === undefined ? {} : { json: call.json }),
    ...(call.safe === undefined ? {} : { safe: call.safe }),
    ...(call.authenticated === undefined ? {} : { authenticated: call.authenticated }),
  });
  const body = await readShopAnswer(response);
  if (body !== undefined) return { body, response };
  ctx.drift({
    path: "(whole)",
    problem: `${call.operation}: the answer is not JSON`,
    value: response.text.slice(0, 500),
  });
  const kind = method === "GET" ? ({ kind: "drift", path: "(whole)" } as const) : ({ kind: "ambiguous" } as const);
  throw new ConnectorError(kind, message("error.shopAnsweredSomethingNotJson"));
}

/** As shopCall; null when the shop does not know the record. */
export async function shopCallOrNull(ctx: Context, call: ShopCall): Promise<Json | null> {
  return (await nullIfNotFound(shopCall(ctx, call)))?.body ?? null;
}

/** The shop does not have the route: a plugin or feature was switched off since the connection was tested. */
export function hasNoRoute(error: unknown): boolean {
  return error instanceof ConnectorError && error.kind === "facts_stale";
}

export function asList(body: Json, ctx: Context, what: string): readonly Json[] {
  if (Array.isArray(body)) return body;
  ctx.drift({ path: "(whole)", problem: `${what}: a list was expected`, value: body });
  throw new ConnectorError({ kind: "drift", path: "(whole)" }, message("error.shopAnswerNotListConnector", { what }));
}

export function asRecord(value: Json | undefined): { readonly [key: string]: Json } {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as { readonly [key: string]: Json })
    : {};
}

/** Page size of the API (documented maximum 100). */
export const PER_PAGE = 100;

/** True when a list answer is the last page; falls back on its length when a proxy drops the header. */
export function isLastPage(response: PlatformResponse, page: number, rows: number, size = PER_PAGE): boolean {
  if (rows === 0) return true;
  const pages = Number(response.headers["x-wp-totalpages"]);
  return Number.isInteger(pages) && pages > 0 ? page >= pages : rows < size;
}

/** Every row of a list, page by page. */
export async function* pages(
  ctx: Context,
  call: ShopCall,
  startPage = 1,
): AsyncIterable<{ readonly rows: readonly Json[]; readonly page: number; readonly last: boolean }> {
  for (let page = startPage; ; page += 1) {
    const query = [...(call.query ?? []), ["per_page", String(PER_PAGE)], ["page", String(page)]] as const;
    const { body, response } = await shopCall(ctx, { ...call, query });
    const rows = asList(body, ctx, call.operation);
    const last = isLastPage(response, page, rows.length);
    yield { rows, page, last };
    if (last) return;
  }
}

export async function allRows(ctx: Context, call: ShopCall): Promise<readonly Json[]> {
  const all: Json[] = [];
  for await (const { rows } of pages(ctx, call)) all.push(...rows);
  return all;
}

/** UTC clock time without a zone, whole seconds: the only form `dates_are_gmt=true` reads rightly. */
export function naiveUtc(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19);
}

/** Milliseconds of a `*_gmt` field. */
export function gmtMs(text: string): number {
  return Date.parse(/[zZ]|[+-]\d{2}:?\d{2}$/.test(text) ? text : `${text}Z`);
}

/** What detect learnt about the shop, with the defaults of a current one. */
export interface ShopFacts {
  readonly currency: string;
  readonly managesStock: boolean;
  readonly holdMinutes: number;
  readonly weightUnit: string;
  readonly dimensionUnit: string;
  readonly pricesIncludeTax: boolean;
  readonly hasFulfilments: boolean;
  readonly hasShipmentTracking: boolean;
  readonly hasModifiedFilter: boolean;
}

export function factsOf(connection: Pick<ConnectionInfo, "facts">): ShopFacts {
  const { facts } = connection;
  const text = (name: string, fallback: string) => (typeof facts[name] === "string" ? facts[name] : fallback);
  return {
    currency: text("currency", "USD"),
    managesStock: facts["managesStock"] !== false,
    // The shop's default; also of stores that were connected before it was read.
    holdMinutes: typeof facts[HOLD_MINUTES] === "number" ? facts[HOLD_MINUTES] : 60,
    weightUnit: text("weightUnit", "kg"),
    dimensionUnit: text("dimensionUnit", ""),
    pricesIncludeTax: facts["pricesIncludeTax"] === true,
    hasFulfilments: facts["fulfilments"] === true,
    hasShipmentTracking: facts["shipmentTracking"] === true,
    hasModifiedFilter: facts["modifiedFilter"] !== false,
  };
}

/** Calls per shop at a time: hosts publish no limit and shared ones fall over early (sheet section 3). */
const MAX_PARALLEL = 4;

/** Results in order, at most MAX_PARALLEL under way. */
export const inParallel = <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> =>
  sideBySide(items, MAX_PARALLEL, work);
