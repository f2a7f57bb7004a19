/** Answers in the forms of the two generations. */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";

const TYPE = "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes";

export type Tree = { readonly [key: string]: Json };

export function asTree(value: Json | undefined): Tree {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Tree) : {};
}

export function asRows(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

export function v3Error(status: number, title: string, errors: Readonly<Record<string, string>> = {}): SandboxReply {
  return { status, json: { status, title, type: TYPE, errors } };
}

export function v2Error(status: number, message: string): SandboxReply {
  return { status, json: [{ status, message }] };
}

export function errorFor(path: string, status: number, text: string): SandboxReply {
  return path.includes("/v2/") ? v2Error(status, text) : v3Error(status, text);
}

const NO_CONTENT: SandboxReply = { status: 204 };

/** RFC 2822 in UTC, as V2 prints times. */
export function rfc2822(ms: number): string {
  return new Date(ms).toUTCString().replace("GMT", "+0000");
}

/** ISO 8601 without fractions, as V3 prints times. */
export function iso(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "+00:00");
}

function wholeParam(request: SandboxRequest, name: string, fallback: number): number {
  const value = Number(request.query.get(name) ?? fallback);
  return Number.isSafeInteger(value) && value > 0 ? value : fallback;
}

/** A V3 page with its meta; 422 beyond the most a page may hold. */
export function v3Page<T>(
  request: SandboxRequest,
  all: readonly T[],
  show: (one: T) => object,
  most = 250,
): SandboxReply {
  const [page, limit] = [wholeParam(request, "page", 1), Math.min(wholeParam(request, "limit", 50), most)];
  const rows = all.slice((page - 1) * limit, page * limit);
  const pages = Math.max(1, Math.ceil(all.length / limit));
  const links = {
    ...(page > 1 ? { previous: `?limit=${limit}&page=${page - 1}` } : {}),
    current: `?limit=${limit}&page=${page}`,
    ...(page < pages ? { next: `?limit=${limit}&page=${page + 1}` } : {}),
  };
  const pagination = {
    total: all.length,
    count: rows.length,
    per_page: limit,
    current_page: page,
    total_pages: pages,
    links,
  };
  return { status: 200, json: { data: rows.map(show), meta: { pagination } } };
}

export function v3One(data: object, status = 200): SandboxReply {
  return { status, json: { data, meta: {} } };
}

/** A bare V2 page: 204 without a body when there is nothing. */
export function v2Page<T>(request: SandboxRequest, all: readonly T[], show: (one: T) => object): SandboxReply {
  const [page, limit] = [wholeParam(request, "page", 1), Math.min(wholeParam(request, "limit", 50), 250)];
  const rows = all.slice((page - 1) * limit, page * limit);
  return rows.length === 0 ? NO_CONTENT : { status: 200, json: rows.map(show) };
}

/** Ids of an `…:in` filter; null when it is absent. */
export function idsIn(request: SandboxRequest, name: string): ReadonlySet<number> | null {
  const text = request.query.get(name);
  return text === null ? null : new Set(text.split(",").map(Number));
}
