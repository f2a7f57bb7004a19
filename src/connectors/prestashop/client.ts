/**
 * Calls in the Webservice's manner: lists in JSON, writes and their answers in XML. A single entity is never asked for
 * in JSON, because its answer leaves out every field that is 0 or empty; lists keep them.
 */

import type { Optional } from "../../commerce/optional.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseLongJson } from "../kit/parse/long-json.ts";
import type { XmlNode } from "../kit/parse/xml.ts";
import { childOf, element, parseLongXml, xmlText } from "../kit/parse/xml.ts";
import { inPortions } from "../kit/pull/page-size.ts";
import { shopOf } from "./shop.ts";
import { message } from "./words.ts";

export type Pairs = readonly (readonly [string, string])[];

/** Orders and products told in full take small hosts long. */
export const PAGE_SIZE = 50;
/** Ids a filter names at once; longer addresses are refused by some servers. */
const IDS_PER_CALL = 100;
const SLOW_MS = 45_000;

/** How a list may be asked for; what is not said is the shop's own way, or all. */
interface ListOptions {
  /** "full", or "[id,name]". */
  readonly display: string;
  /** Field and condition: ["id_product", "[1|2]"]. */
  readonly filters: Pairs;
  readonly sort: string;
  /** "50" or "offset,50". */
  readonly limit: string;
  /** Name of the list, where it is not the resource's. */
  readonly list: string;
}

export interface ListRequest extends Pick<PlatformRequest, "operation" | "halves">, Optional<ListOptions> {
  readonly resource: string;
}

const DATES = /date_(add|upd)/;

/** The rows of a list. Without `date=1` a filter or sort by date would be an error 500 of the shop. */
export async function list(ctx: Context, request: ListRequest): Promise<readonly Json[]> {
  const { resource, operation, display = "full", filters = [], sort, limit } = request;
  const needsDates = DATES.test(sort ?? "") || filters.some(([field]) => DATES.test(field));
  const query: [string, string][] = [
    ...filters.map(([field, condition]): [string, string] => [`filter[${field}]`, condition]),
    ["display", display],
    ...(sort === undefined ? [] : [["sort", sort] as [string, string]]),
    ...(limit === undefined ? [] : [["limit", limit] as [string, string]]),
    ...(needsDates ? [["date", "1"] as [string, string]] : []),
    ["output_format", "JSON"],
  ];
  const response = await ctx.http.request({
    method: "GET",
    url: `/${resource}`,
    query: [...shopQuery(ctx), ...query],
    operation,
    halves: request.halves,
  });
  return rowsOf(response, request, ctx);
}

/** No rows is `[]`, not a list under the resource's name. */
async function rowsOf(
  response: PlatformResponse,
  { resource, list: name = resource }: ListRequest,
  ctx: Context,
): Promise<readonly Json[]> {
  const body = await jsonOf(response.text);
  if (Array.isArray(body) && body.length === 0) return [];
  const rows =
    body !== null && typeof body === "object" && name in body ? (body as Record<string, Json>)[name] : undefined;
  if (Array.isArray(rows)) return rows;
  throw drift(ctx, name, `${resource}: the answer has no list of that name`);
}

/** One entity in JSON, for what only this form tells: fields that are 0 or empty are left out. */
export async function readOne(
  ctx: Context,
  { url, query, operation }: { readonly url: string; readonly query: Pairs; readonly operation: string },
): Promise<Json> {
  const response = await ctx.http.request({
    method: "GET",
    url,
    query: [...shopQuery(ctx), ...query, ["output_format", "JSON"]],
    operation,
    timeoutMs: SLOW_MS,
  });
  const body = await jsonOf(response.text);
  const [row] = body !== null && typeof body === "object" && !Array.isArray(body) ? Object.values(body) : [];
  if (row !== undefined) return row;
  throw drift(ctx, "(whole)", `${url}: the answer has no record`);
}

/** Rows of these ids (or other field), asked for together. */
export async function listByIds(
  ctx: Context,
  request: Omit<ListRequest, "limit" | "sort"> & { readonly field?: string },
  ids: Iterable<string>,
): Promise<Json[]> {
  const field = request.field ?? "id";
  const rows: Json[] = [];
  for (const some of chunks([...new Set(ids)], IDS_PER_CALL)) {
    const filters = [...(request.filters ?? []), [field, `[${some.join("|")}]`] as const];
    rows.push(...(await list(ctx, { ...request, filters })));
  }
  return rows;
}

/** Everything of a table, in steps by id: rows that vanish meanwhile shift nothing. */
export async function* walkById(
  ctx: Context,
  request: Omit<ListRequest, "limit" | "sort">,
  from: string,
  size = PAGE_SIZE,
): AsyncIterable<{ readonly rows: readonly Json[]; readonly lastId: string; readonly isLast: boolean }> {
  let lastId = from;
  let most = size;
  for (;;) {
    const after: Pairs = lastId === "" ? [] : [["id", `>[${lastId}]`]];
    const filters = [...(request.filters ?? []), ...after];
    const requested = { ...request, filters, sort: "[id_ASC]" };
    const reported = await inPortions(most, ({ size: some, halves }) =>
      list(ctx, { ...requested, limit: `0,${some}`, halves }),
    );
    most = reported.size;
    const rows = reported.answer;
    const last = idOf(rows.at(-1));
    if (rows.length > 0 && (last === "" || Number(last) <= Number(lastId || 0)))
      throw drift(ctx, "id", `${request.resource}: the list is not sorted by id`);
    lastId = rows.length === 0 ? lastId : last;
    const isLast = rows.length < most;
    yield { rows, lastId, isLast };
    if (isLast) return;
  }
}

export async function listAll(ctx: Context, request: Omit<ListRequest, "limit" | "sort">): Promise<Json[]> {
  const all: Json[] = [];
  for await (const { rows } of walkById(ctx, request, "", 500)) all.push(...rows);
  return all;
}

export function idOf(row: Json | undefined): string {
  const id = row !== null && typeof row === "object" && "id" in row ? row.id : undefined;
  return typeof id === "number" || typeof id === "string" ? String(id) : "";
}

export interface WriteRequest {
  readonly method: "POST" | "PUT" | "PATCH";
  readonly resource: string;
  readonly entities: readonly XmlNode[];
  readonly operation: string;
  readonly query?: Pairs | undefined;
  /** True when doing it twice is harmless. */
  readonly safe?: boolean | undefined;
}

/** Writes entities and answers them as the shop has them now. The answer is XML: in JSON it would lack most. */
export async function write(ctx: Context, request: WriteRequest): Promise<readonly XmlNode[]> {
  const { method, resource, entities, operation, query = [], safe } = request;
  const document = element("prestashop", entities, { "xmlns:xlink": "http://www.w3.org/1999/xlink" });
  const bytes = new TextEncoder().encode(xmlText(document));
  const response = await ctx.http.request({
    method,
    url: `/${resource}`,
    query: [...shopQuery(ctx), ...query],
    headers: { accept: "application/xml" },
    body: { bytes, contentType: "application/xml" },
    operation,
    safe,
    timeoutMs: SLOW_MS,
  });
  return (await xmlOf(response, ctx)).children;
}

/** One entity written; its id as the shop tells it. */
export async function create(ctx: Context, request: Omit<WriteRequest, "method">): Promise<string> {
  const [id = ""] = await createMany(ctx, request);
  return id;
}

/** Ids in the order of the entities. */
export async function createMany(ctx: Context, request: Omit<WriteRequest, "method">): Promise<string[]> {
  const made = await write(ctx, { ...request, method: "POST" });
  const ids = made.map((one) => childOf(one, "id")?.text.trim() ?? "");
  if (ids.length !== request.entities.length || ids.includes(""))
    throw drift(ctx, "id", `${request.resource}: the shop told no id of what it made`);
  return ids;
}

export async function readXml(ctx: Context, url: string, operation: string): Promise<XmlNode> {
  const headers = { accept: "application/xml" };
  return await xmlOf(await ctx.http.request({ method: "GET", url, query: shopQuery(ctx), headers, operation }), ctx);
}

export async function remove(ctx: Context, url: string, operation: string): Promise<void> {
  await ctx.http.request({ method: "DELETE", url, query: shopQuery(ctx), operation, safe: true });
}

/** Without it a multistore shop writes to the default shop of the key. */
export function shopQuery(ctx: Pick<Context, "connection">): Pairs {
  const { idShop } = shopOf(ctx.connection);
  return idShop === "" ? [] : [["id_shop", idShop]];
}

export async function xmlOf(response: PlatformResponse, ctx: Context): Promise<XmlNode> {
  try {
    return await parseLongXml(response.text.slice(Math.max(0, response.text.indexOf("<?xml"))));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw drift(ctx, "(whole)", "the answer is not XML", error);
  }
}

async function jsonOf(text: string): Promise<Json> {
  try {
    return await parseLongJson(withoutNotices(text));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new ConnectorError({ kind: "drift", path: "(whole)" }, message("error.shopAnswerNotJson"), { cause });
  }
}

/** In debug mode PHP's notices stand before the answer: it begins where a line begins with a bracket. */
export function withoutNotices(text: string): string {
  if (/^\s*[[{]/.test(text)) return text;
  for (const { index } of text.matchAll(/\{"|\[\{|\[\]?$/g)) if (beginsLine(text, index)) return text.slice(index);
  return text;
}

/** Whether nothing but blanks stands between a line break, or the end of a tag, and this place. Each blank is read once. */
function beginsLine(text: string, at: number): boolean {
  let before = at;
  for (; /\s/.test(text.charAt(before - 1)); before--) if (text.charAt(before - 1) === "\n") return true;
  return text.charAt(before - 1) === ">";
}

function drift(ctx: Pick<Context, "drift">, path: string, problem: string, cause?: unknown): ConnectorError {
  ctx.drift({ path, problem });
  return new ConnectorError({ kind: "drift", path }, message("error.shopAnswerChanged", { problem }), { cause });
}

/** The rest of a path below the shop's address: "/api", also of a shop in a folder. */
export function baseUrlOf(connection: Context["connection"]): string {
  const { baseUrl } = connection.settings;
  const shop = connection.endpoint ?? (typeof baseUrl === "string" ? baseUrl : "");
  return `${shop
    .trim()
    .replace(/(?<!\/)\/+$/, "")
    .replace(/\/api$/, "")}/api`;
}
