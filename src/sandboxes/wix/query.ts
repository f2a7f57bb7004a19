/** Queries: filters of dotted fields and operators, one sort, cursors that carry both (sheet section 4). */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply } from "../../connectors/kit/sandbox/server.ts";
import { asRows, asText, asTree, invalid, ok, type Tree } from "./replies.ts";

/** A row as its view shows it, with fields that only filters see. */
export interface Listing {
  readonly rows: readonly Tree[];
  /** The list's name in the answer. */
  readonly name: string;
  readonly paging: "pagingMetadata" | "metadata";
  /** An older form of answer: it tells no `hasNext`, and leaves an empty list out. */
  readonly platform?: true | undefined;
  readonly most: number;
  readonly usual: number;
  readonly filterable: readonly string[];
  readonly sortable: readonly string[];
}

type Test = (row: Tree) => boolean;

function valuesAt(row: Json | undefined, path: readonly string[]): readonly Json[] {
  const [head, ...rest] = path;
  if (head === undefined) return row === undefined ? [] : [row];
  if (Array.isArray(row)) return row.flatMap((one) => valuesAt(one, path));
  return valuesAt(asTree(row)[head], rest);
}

const compare = (a: Json, b: Json): number => (a === b ? 0 : String(a) < String(b) ? -1 : 1);

function testOf(operator: string, requested: Json): ((value: Json) => boolean) | null {
  const set = new Set(asRows(requested));
  switch (operator) {
    case "$eq":
      return (value) => value === requested;
    case "$ne":
      return (value) => value !== requested;
    case "$gt":
      return (value) => compare(value, requested) > 0;
    case "$gte":
      return (value) => compare(value, requested) >= 0;
    case "$lt":
      return (value) => compare(value, requested) < 0;
    case "$lte":
      return (value) => compare(value, requested) <= 0;
    case "$in":
    case "$hasSome":
      return (value) => set.has(value);
    default:
      return null;
  }
}

/** The filter as a test, or the field that may not be filtered by. */
function compile(filter: Tree, allowed: readonly string[]): Test | string {
  const tests: Test[] = [];
  for (const [field, condition] of Object.entries(filter)) {
    if (!allowed.includes(field)) return field;
    const operators = typeof condition === "object" && condition !== null ? asTree(condition) : { $eq: condition };
    for (const [operator, requested] of Object.entries(operators)) {
      const test = testOf(operator, requested);
      if (test === null) return `${field}.${operator}`;
      const path = field.split(".");
      tests.push((row) => valuesAt(row, path).some(test));
    }
  }
  return (row) => tests.every((test) => test(row));
}

interface PagePosition {
  readonly filter: Tree;
  readonly field: string;
  readonly order: string;
  readonly after: readonly [string, string] | null;
}

function locationOf(query: Tree, listing: Listing): PagePosition | SandboxReply {
  const cursor = asText(asTree(query["cursorPaging"])["cursor"]);
  if (cursor !== "") {
    if (query["filter"] !== undefined || query["sort"] !== undefined)
      return invalid("query", "filter and sort may not be sent with a cursor");
    try {
      return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as PagePosition;
    } catch {
      return invalid("cursorPaging.cursor", "is not a cursor of this query");
    }
  }
  const sort = asTree(asRows(query["sort"])[0]);
  const field = asText(sort["fieldName"]);
  if (field !== "" && !listing.sortable.includes(field))
    return invalid("sort", `field ${field} is not declared as sortable`);
  return { filter: asTree(query["filter"]), field, order: asText(sort["order"]) || "ASC", after: null };
}

const isReply = (value: object): value is SandboxReply => "status" in value;

/** One page by value and id: a row that changes meanwhile moves, the others stay where they are. */
export function cursorPage(query: Tree, listing: Listing): SandboxReply {
  const limit = Number(asTree(query["cursorPaging"])["limit"] ?? listing.usual);
  if (!(limit >= 1 && limit <= listing.most))
    return invalid("cursorPaging.limit", `must be 1 to ${listing.most}`, "MAX");
  const place = locationOf(query, listing);
  if (isReply(place)) return place;
  const test = compile(place.filter, listing.filterable);
  if (typeof test === "string") return invalid("filter", `field ${test} is not declared as filterable`);
  const keyOf = (row: Tree): readonly [string, string] => [
    place.field === "" ? "" : String(valuesAt(row, place.field.split("."))[0] ?? ""),
    String(row["id"] ?? ""),
  ];
  const direction = place.order === "DESC" ? -1 : 1;
  const by = (a: readonly [string, string], b: readonly [string, string]) =>
    direction * (compare(a[0], b[0]) || compare(a[1], b[1]));
  const found = listing.rows.filter(test).map((row) => ({ row, key: keyOf(row) }));
  found.sort((a, b) => by(a.key, b.key));
  const { after } = place;
  const rest = after === null ? found : found.filter(({ key }) => by(key, after) > 0);
  const page = rest.slice(0, limit);
  const hasNext = rest.length > limit;
  const last = page.at(-1)?.key ?? null;
  const next = Buffer.from(JSON.stringify({ ...place, after: last })).toString("base64url");
  const shown = page.map(({ row }) => row);
  const paging = { count: page.length, cursors: hasNext ? { next } : {} };
  return ok({
    ...(listing.platform && shown.length === 0 ? {} : { [listing.name]: shown }),
    [listing.paging]: listing.platform ? paging : { ...paging, hasNext },
  });
}

/** Offset pages; filter and sort are text that holds JSON where `asStrings` says so. */
export function offsetPage(query: Tree, listing: Listing, asStrings: boolean): SandboxReply {
  const paging = asTree(query["paging"]);
  const [limit, offset] = [Number(paging["limit"] ?? 100), Number(paging["offset"] ?? 0)];
  if (!(limit >= 1 && limit <= listing.most)) return invalid("paging.limit", `must be 1 to ${listing.most}`, "MAX");
  const filter = parsed(query["filter"], asStrings);
  const sort = parsed(query["sort"], asStrings);
  if (filter === null || sort === null) return invalid("query", "filter and sort are JSON in text");
  const test = compile(asTree(filter), listing.filterable);
  if (typeof test === "string") return invalid("filter", `field ${test} is not declared as filterable`);
  const [field, order] = Object.entries(asTree(asRows(sort)[0]))[0] ?? [];
  if (field !== undefined && !listing.sortable.includes(field)) return invalid("sort", `${field} is not sortable`);
  const found = listing.rows.filter(test);
  if (field !== undefined) found.sort((a, b) => (order === "desc" ? -1 : 1) * compare(a[field] ?? "", b[field] ?? ""));
  const page = found.slice(offset, offset + limit);
  return ok({
    [listing.name]: page,
    ...(listing.platform
      ? { metadata: { count: page.length, offset, total: found.length } }
      : { metadata: { items: page.length, offset }, totalResults: found.length }),
  });
}

function parsed(value: Json | undefined, asStrings: boolean): Json | undefined | null {
  if (value === undefined || !asStrings) return value;
  if (typeof value !== "string") return null;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return null;
  }
}
