/** Calls in the shop's own manner: JSON-LD, references by path, lists in the words of Hydra. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError, nullIfNotFound } from "../kit/contract/errors.ts";
import { anyJson, parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { numberedPage, type Portion } from "../kit/pull/page-size.ts";
import { message } from "./words.ts";

export const LD_JSON = "application/ld+json";
const MERGE_PATCH = "application/merge-patch+json";

export type Query = readonly (readonly [string, string])[];

/** With `Accept: application/json` lists would come without their totals. */
const LD = { accept: LD_JSON } as const;

/** A call whose refusal for lack of any API is told in words: switched off, it looks like every record were gone. */
async function named<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isConnectorError(error) || error.info.kind !== "suspended") throw error;
    throw new ConnectorError(error.info, message("error.shopNoLongerAnswersApi"), {
      cause: error,
      details: error.details,
    });
  }
}

export async function get(
  ctx: Context,
  url: string,
  operation: string,
  query: Query = [],
  halves = false,
): Promise<Json> {
  return named(async () => (await ctx.http.json({ method: "GET", url, query, headers: LD, operation, halves })).body);
}

/** As `get`; null when the shop does not know the thing. */
export async function find(ctx: Context, url: string, operation: string): Promise<Json | null> {
  return nullIfNotFound(get(ctx, url, operation));
}

/** Creates (POST) or changes (PUT); what is left out of a PUT stays as it is. */
export async function write(
  ctx: Context,
  method: "POST" | "PUT",
  url: string,
  body: { readonly operation: string; readonly json: Json },
): Promise<Json> {
  const headers = { ...LD, "content-type": LD_JSON };
  return named(async () => (await ctx.http.json({ method, url, headers, ...body })).body);
}

/** A step of a state machine. Its answer may be empty. */
export async function step(ctx: Context, url: string, operation: string, json: Json = {}): Promise<void> {
  const headers = { ...LD, "content-type": MERGE_PATCH };
  await named(() => ctx.http.request({ method: "PATCH", url, headers, json, operation, timeoutMs: 45_000 }));
}

export async function remove(ctx: Context, url: string, operation: string): Promise<void> {
  await named(() => ctx.http.request({ method: "DELETE", url, headers: LD, operation, safe: true }));
}

/** The code or id a reference ends with. */
export function codeOf(iri: string): string {
  return decodeURIComponent(iri.slice(iri.lastIndexOf("/") + 1));
}

/** A reference as the shop wants it: the path below its host. */
export function iriOf(ctx: Pick<Context, "connection">, kind: string, code: string): string {
  return `${apiPath(ctx)}/admin/${kind}/${encodeURIComponent(code)}`;
}

/** The path of the API on the shop's host: "/api/v2", or "/shop/api/v2" of a shop in a folder. */
function apiPath({ connection }: Pick<Context, "connection">): string {
  return new URL(baseUrlOf(connection)).pathname.replace(/(?<!\/)\/+$/, "");
}

export function baseUrlOf(connection: Context["connection"]): string {
  const { baseUrl } = connection.settings;
  const shop = connection.endpoint ?? (typeof baseUrl === "string" ? baseUrl : "");
  return `${shop.trim().replace(/(?<!\/)\/+$/, "")}/api/v2`;
}

export interface Page {
  readonly rows: readonly Json[];
  readonly total: number;
  readonly hasNext: boolean;
}

const view = z.object({ "hydra:next": z.string().optional(), next: z.string().optional() });
const search = z.object({ "hydra:mapping": z.array(z.object({ variable: z.string() })) });
/** A shop may drop the "hydra:" of every key. */
const collection = z.object({
  "hydra:member": z.array(anyJson).optional(),
  member: z.array(anyJson).optional(),
  "hydra:totalItems": wholeNumber.optional(),
  totalItems: wholeNumber.optional(),
  "hydra:view": view.optional(),
  view: view.optional(),
  "hydra:search": search.optional().catch(undefined),
});

export interface ListRequest {
  readonly url: string;
  readonly operation: string;
  readonly page?: number | undefined;
  readonly size: number;
  readonly filters?: Query | undefined;
}

/** One page of a list, in parts where the host is slow. A filter the shop would silently ignore is reported as drift. */
export async function list(ctx: Context, request: ListRequest): Promise<Page> {
  const { operation: name, page = 1, size } = request;
  const pages = {
    name,
    size,
    ask: (at: PageRequest) => listPart(ctx, request, at),
    isLast: (one: Page) => !one.hasNext,
  };
  const parts = await numberedPage(pages, page, ctx);
  const [last] = parts.slice(-1);
  return {
    rows: parts.flatMap(({ rows }) => rows),
    total: last?.total ?? 0,
    hasNext: last?.hasNext ?? false,
  };
}

type PageRequest = { readonly page: number } & Portion;

async function listPart(ctx: Context, request: ListRequest, { page, size, halves }: PageRequest): Promise<Page> {
  const { url, operation, filters = [] } = request;
  const query = [...filters, ["page", String(page)], ["itemsPerPage", String(size)]] as const;
  const body = parseResponse(collection, await get(ctx, url, operation, query, halves), { ctx, what: operation });
  const rows = body["hydra:member"] ?? body.member;
  if (!rows) {
    ctx.drift({ path: "hydra:member", problem: `${operation}: the list has no rows field` });
    throw new ConnectorError({ kind: "drift", path: "hydra:member" }, message("error.shopListUnknownForm"));
  }
  reportIgnored(ctx, request, body["hydra:search"]);
  const links = body["hydra:view"] ?? body.view;
  return {
    rows,
    total: body["hydra:totalItems"] ?? body.totalItems ?? rows.length,
    hasNext: (links?.["hydra:next"] ?? links?.next) !== undefined,
  };
}

/** Everything of a short list. */
export async function listAll(ctx: Context, request: Omit<ListRequest, "page">): Promise<Json[]> {
  const rows: Json[] = [];
  for (let page = 1; ; page += 1) {
    const one = await list(ctx, { ...request, page });
    rows.push(...one.rows);
    if (!one.hasNext || one.rows.length === 0) return rows;
  }
}

function reportIgnored(ctx: Context, request: ListRequest, described: z.output<typeof search> | undefined): void {
  if (!described) return;
  const bare = (name: string) => name.replace(/\[\]$/, "");
  const existing = new Set(described["hydra:mapping"].map(({ variable }) => bare(variable)));
  for (const [name] of request.filters ?? [])
    if (!existing.has(bare(name)))
      ctx.drift({ path: name, problem: `${request.operation}: the shop has no such filter` });
}
