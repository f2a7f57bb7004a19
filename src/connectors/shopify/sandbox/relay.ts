/** Connections with opaque keyset cursors, and the part of Shopify's search syntax that integrations use. */
import { GraphQLError } from "graphql";

export interface PageArgs {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly reverse?: boolean | null;
}

export interface Sorted<Row> {
  readonly row: Row;
  /** What the rows are sorted by; the id settles ties. */
  readonly sort: string;
  readonly id: string;
}

interface Page<View> {
  readonly nodes: View[];
  readonly edges: { cursor: string; node: View }[];
  readonly pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

const MAX_PAGE = 250;

/** One page of rows as a connection. `unlimited` (bulk operations) gives all of them. */
export function connect<Row, View>(
  rows: readonly Sorted<Row>[],
  args: PageArgs,
  options: { readonly unlimited: boolean; view(row: Row): View },
): Page<View> {
  if (!options.unlimited) checkFirst(args.first);
  const ordered = [...rows].sort((a, b) => (a.sort === b.sort ? compareIds(a.id, b.id) : a.sort < b.sort ? -1 : 1));
  if (args.reverse === true) ordered.reverse();
  const after = args.after ? readCursor(args.after) : null;
  const rest = after === null ? ordered : ordered.filter((entry) => isAfter(entry, after, args.reverse === true));
  const size = options.unlimited ? rest.length : (args.first ?? 0);
  const page = rest.slice(0, size).map((entry) => ({ cursor: writeCursor(entry), node: options.view(entry.row) }));
  return {
    nodes: page.map((edge) => edge.node),
    edges: page,
    pageInfo: {
      hasNextPage: rest.length > size,
      hasPreviousPage: after !== null,
      startCursor: page[0]?.cursor ?? null,
      endCursor: page.at(-1)?.cursor ?? null,
    },
  };
}

function checkFirst(first: number | null | undefined): void {
  if (first === undefined || first === null) throw bad("you must provide one of first or last");
  if (first < 0 || first > MAX_PAGE) throw bad(`first cannot exceed ${MAX_PAGE}`);
}

function bad(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "BAD_REQUEST" } });
}

function writeCursor(entry: { sort: string; id: string }): string {
  return Buffer.from(JSON.stringify([entry.sort, entry.id])).toString("base64url");
}

function readCursor(cursor: string): { sort: string; id: string } {
  try {
    const [sort, id] = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return { sort: String(sort), id: String(id) };
  } catch {
    throw bad("Invalid cursor for current pagination sort.");
  }
}

function isAfter(entry: { sort: string; id: string }, cursor: { sort: string; id: string }, reverse: boolean): boolean {
  const order = entry.sort === cursor.sort ? compareIds(entry.id, cursor.id) : entry.sort < cursor.sort ? -1 : 1;
  return reverse ? order < 0 : order > 0;
}

function compareIds(a: string, b: string): number {
  return a.length === b.length ? (a < b ? -1 : a > b ? 1 : 0) : a.length - b.length;
}

/** A field of a searched row: text (tokenised, case-insensitive) or a time. */
export type Searchable = Readonly<Record<string, string | null>>;

const TERM = /(\w+):(<=|>=|<|>)?('(?:\\.|[^'])*'|"(?:\\.|[^"])*"|\S+)/g;

/** True when a row matches a query such as `updated_at:>='2026-11-01T10:00:00Z'` or `sku:'A' OR sku:'B'`. */
export function matches(query: string | null | undefined, row: Searchable): boolean {
  if (!query) return true;
  return query.split(/\s+OR\s+/).some((part) => [...part.matchAll(TERM)].every((term) => matchesTerm(term, row)));
}

function matchesTerm(term: RegExpMatchArray, row: Searchable): boolean {
  const [, field = "", operator, raw = ""] = term;
  const quoted = /^['"]/.test(raw);
  const value = quoted ? raw.slice(1, -1).replace(/\\(.)/g, "$1") : raw;
  const found = row[field];
  // Shopify ignores filters it does not know.
  if (found === undefined) return true;
  if (found === null) return false;
  if (!/_at$/.test(field)) return includesTokens(found, value);
  // Unquoted, the time part is dropped and whole days remain.
  const from = quoted ? value : value.slice(0, 10);
  const at = quoted ? Date.parse(found) : Date.parse(found.slice(0, 10));
  const limit = Date.parse(from);
  if (operator === ">=") return at >= limit;
  if (operator === ">") return at > limit;
  if (operator === "<=") return at <= limit;
  if (operator === "<") return at < limit;
  return at === limit;
}

function includesTokens(text: string, value: string): boolean {
  const tokens = (words: string) =>
    words
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean);
  const wanted = tokens(value);
  const present = tokens(text);
  if (wanted.length === 0) return text.toLowerCase() === value.toLowerCase();
  return present.some((_token, at) => wanted.every((token, offset) => present[at + offset] === token));
}
