/** Lists as the shop answers them. A filter it does not know is ignored: everything comes back, with 200. */
import type { Json } from "../../commerce/product.ts";
import { pick, type Shape } from "./fields.ts";
import { invalid, mistake } from "./state.ts";

export interface ListShape extends Shape {
  readonly name: string;
  /** Filters by equal values, beside those by id and time. */
  readonly filters?: readonly string[];
  /** These lists refuse what they do not know, and have no filter by time. */
  readonly strict?: true;
  readonly limit?: number;
}

type Row = Readonly<Record<string, Json>>;

const OPERATORS: Readonly<Record<string, (reported: number, requested: number) => boolean>> = {
  $gt: (reported, requested) => reported > requested,
  $gte: (reported, requested) => reported >= requested,
  $lt: (reported, requested) => reported < requested,
  $lte: (reported, requested) => reported <= requested,
};

const BY_TIME = /^(updated_at|created_at)\[(\$\w+)\]$/;
const PAGING = new Set(["limit", "offset", "order", "fields", "q", "with_deleted"]);

export function listOf(rows: Iterable<object>, query: URLSearchParams, shape: ListShape): object {
  const { name, strict, limit: usual = 20 } = shape;
  let found = [...rows] as Row[];
  const filters = new Map<string, string[]>();
  for (const [key, value] of query) {
    const plain = key.replace(/\[\]$/, "");
    if (PAGING.has(plain)) continue;
    const [, field, operator = ""] = BY_TIME.exec(key) ?? [];
    if (field !== undefined && !strict) {
      const requested = Date.parse(value);
      if (Number.isNaN(requested)) throw mistake();
      const compare = OPERATORS[operator];
      if (compare) found = found.filter((row) => compare(Date.parse(String(row[field])), requested));
    } else if (plain === "id" || shape.filters?.includes(plain))
      filters.set(plain, [...(filters.get(plain) ?? []), value]);
    else if (strict) throw invalid(`Invalid request: Unrecognized fields: '${plain}'`);
  }
  for (const [field, values] of filters) found = found.filter((row) => values.includes(String(row[field])));
  const limit = wholeOf(query.get("limit"), usual);
  const offset = wholeOf(query.get("offset"), 0);
  if (limit < 0) throw mistake();
  const sorted = ordered(found, query.get("order"));
  const reported = sorted.slice(offset, offset + limit).map((row) => pick(row, query.get("fields"), shape));
  return { [name]: reported, count: found.length, offset, limit };
}

function wholeOf(reported: string | null, usual: number): number {
  if (reported === null) return usual;
  if (!/^-?\d+$/.test(reported)) throw invalid("Invalid request: Expected type: 'number'");
  return Number(reported);
}

/** By one field alone; several, or one it does not know, is a mistake. Without any: as they were made. */
function ordered(rows: readonly Row[], order: string | null): readonly Row[] {
  if (order === null) return rows;
  const field = order.replace(/^-/, "");
  if (!["id", "created_at", "updated_at"].includes(field)) throw mistake();
  const sorted = rows.toSorted((a, b) =>
    String(a[field]) < String(b[field]) ? -1 : String(a[field]) > String(b[field]) ? 1 : 0,
  );
  return order.startsWith("-") ? sorted.reverse() : sorted;
}
