/** Search criteria: filters, sorting, pages and trimmed answers, with the shop's own oddities. */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import type { Doc } from "./replies.ts";
import { internal, isDoc, ok, refuse, required } from "./replies.ts";
import type { State } from "./state.ts";

export type Cell = string | number | null;

export interface Searched<T> {
  readonly rows: readonly T[];
  /** Values that can be filtered and sorted by; undefined: no such field. */
  cell(row: T, field: string): Cell | undefined;
  view(row: T): Json | object;
  /** What an unknown field ends in: 400 on products and customers, 500 on orders. */
  readonly unknown: 400 | 500;
  /** The primary key, by which rows come when nothing else is asked for. */
  readonly key: string;
}

interface Filter {
  readonly field: string;
  readonly value: string;
  readonly condition: string;
}

interface Criteria {
  readonly groups: readonly (readonly Filter[])[];
  readonly sorts: readonly { readonly field: string; readonly direction: "ASC" | "DESC" }[];
  readonly size: number | null;
  readonly page: number | null;
}

export function answerSearch<T>(state: State, request: SandboxRequest, searched: Searched<T>): SandboxReply {
  if (
    ![...request.query.keys()].some((name) => /^search_?criteria(\[|$)/i.test(name)) &&
    searched.key !== "source_code"
  )
    throw required("searchCriteria");
  const criteria = criteriaOf(request.query);
  const most = state.limits.pageSize;
  if (most !== null && (criteria.size ?? 0) > most)
    throw refuse(400, "Maximum SearchCriteria pageSize is %max", { max: most });
  const found = sorted(matching(searched, criteria.groups), searched, criteria.sorts);
  const items = pageOf(found, criteria).map((row) => searched.view(row));
  const body = { items, search_criteria: criteriaView(criteria), total_count: found.length };
  if (request.query.get("fields") === null) return ok(body);
  const left = trimmed(request, body);
  return ok(isDoc(left) && items.length === 0 ? { ...left, items: null } : (left ?? {}));
}

/** Only what `fields` asks for, where it is named. */
export function trimmed(request: SandboxRequest, body: object): Json {
  const fields = request.query.get("fields");
  const json: Json = JSON.parse(JSON.stringify(body));
  return fields === null ? json : trim(json, parseFields(fields));
}

const PART =
  /^search_?[cC]riteria\[(?:(?:filter_groups|filterGroups)\]\[(\d+)\]\[filters\]\[(\d+)\]\[(field|value|condition_type|conditionType)|(?:sort_orders|sortOrders)\]\[(\d+)\]\[(field|direction)|(pageSize|page_size|currentPage|current_page))\]$/;

function criteriaOf(query: URLSearchParams): Criteria {
  const groups = new Map<number, Map<number, Record<string, string>>>();
  const sorts = new Map<number, Record<string, string>>();
  let size: number | null = null;
  let page: number | null = null;
  for (const [name, value] of query) {
    const [, g, f, part, s, sortPart, paging] = PART.exec(name) ?? [];
    if (g !== undefined && f !== undefined && part !== undefined) {
      const group = groups.get(Number(g)) ?? new Map<number, Record<string, string>>();
      group.set(Number(f), { ...group.get(Number(f)), [part.toLowerCase().replace("_", "")]: value });
      groups.set(Number(g), group);
    } else if (s !== undefined && sortPart !== undefined)
      sorts.set(Number(s), { ...sorts.get(Number(s)), [sortPart]: value });
    else if (paging?.startsWith("page")) size = wholeOf("pageSize", value);
    else if (paging) page = wholeOf("currentPage", value);
    else if (/^search_?criteria\[filter_group\]/i.test(name))
      throw refuse(400, '"%fieldName" is not supported. Correct the field name and try again.', {
        fieldName: "FilterGroup",
      });
  }
  return {
    groups: [...groups.values()].map((group) =>
      [...group.values()].map(({ field = "", value = "", conditiontype = "eq" }) => ({
        field,
        value,
        condition: conditiontype,
      })),
    ),
    sorts: [...sorts.values()].map(({ field = "", direction }) => ({
      field,
      direction: directionOf(direction),
    })),
    size,
    page,
  };
}

function wholeOf(field: string, value: string): number {
  if (/^-?\d+$/.test(value)) return Number(value);
  throw refuse(
    400,
    `Error occurred during "${field}" processing. The "${value}" value's type is invalid. The "int" type was expected. Verify and try again.`,
  );
}

function directionOf(direction = "DESC"): "ASC" | "DESC" {
  const word = direction.toUpperCase();
  if (word === "ASC" || word === "DESC") return word;
  throw refuse(400, "The sort order has to be specified as %1 for ascending order or %2 for descending order.", [
    "ASC",
    "DESC",
  ]);
}

function criteriaView({ groups, sorts, size, page }: Criteria): Doc {
  return {
    filter_groups: groups.map((filters) => ({
      filters: filters.map(({ field, value, condition }) => ({ field, value, condition_type: condition })),
    })),
    ...(sorts.length > 0 ? { sort_orders: sorts.map(({ field, direction }) => ({ field, direction })) } : {}),
    ...(size === null ? {} : { page_size: size }),
    ...(page === null ? {} : { current_page: page }),
  };
}

function matching<T>(searched: Searched<T>, groups: Criteria["groups"]): T[] {
  for (const { field } of groups.flat()) requireField(searched, field);
  return searched.rows.filter((row) =>
    groups.every((filters) => filters.some((filter) => fits(searched.cell(row, filter.field) ?? null, filter))),
  );
}

function requireField<T>(searched: Searched<T>, field: string): void {
  const [row] = searched.rows;
  if (row === undefined || searched.cell(row, field) !== undefined) return;
  if (searched.unknown === 500) throw internal();
  throw refuse(400, 'The "%1" attribute name is invalid. Reset the name and try again.', [field]);
}

const DATE = /^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}:\d{2})?/;

/** Dates are read up to the seconds: an offset behind them is ignored, and what is no date matches every row. */
function fits(cell: Cell, { value, condition }: Filter): boolean {
  const isDate = typeof cell === "string" && /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(cell);
  if (isDate && condition !== "eq" && condition !== "in") {
    const reported = DATE.exec(value)?.[0].replace("T", " ");
    return reported === undefined || ordered(compare(cell, reported), condition);
  }
  if (condition === "in") return value.split(",").some((one) => compare(cell, one) === 0);
  if (condition === "like") return like(value).test(String(cell ?? ""));
  if (condition === "null") return cell === null;
  if (condition === "notnull") return cell !== null;
  return cell !== null && ordered(compare(cell, value), condition);
}

function ordered(difference: number, condition: string): boolean {
  const outcomes: Readonly<Record<string, boolean>> = {
    eq: difference === 0,
    neq: difference !== 0,
    gt: difference > 0,
    gteq: difference >= 0,
    from: difference >= 0,
    moreq: difference >= 0,
    lt: difference < 0,
    lteq: difference <= 0,
    to: difference <= 0,
  };
  return outcomes[condition] ?? false;
}

function compare(cell: Cell, other: Cell): number {
  if (typeof cell === "number") return cell - Number(other);
  const [a, b] = [
    String(cell ?? "")
      .trim()
      .toLowerCase(),
    String(other ?? "")
      .trim()
      .toLowerCase(),
  ];
  return a < b ? -1 : a > b ? 1 : 0;
}

function like(pattern: string): RegExp {
  const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("%", ".*");
  return new RegExp(`^${escaped}$`, "is");
}

function sorted<T>(rows: readonly T[], searched: Searched<T>, sorts: Criteria["sorts"]): T[] {
  const by = sorts.length > 0 ? sorts : [{ field: searched.key, direction: "ASC" as const }];
  for (const { field } of by) if (searched.unknown === 500) requireField(searched, field);
  return rows.toSorted((a, b) => {
    for (const { field, direction } of by) {
      const difference = compare(searched.cell(a, field) ?? null, searched.cell(b, field) ?? null);
      if (difference !== 0) return direction === "ASC" ? difference : -difference;
    }
    return 0;
  });
}

/** Page 0 and below is the first; a size of 0, or none, is everything; behind the last page there is nothing. */
function pageOf<T>(rows: readonly T[], { size, page }: Criteria): readonly T[] {
  if (size === null || size === 0) return rows;
  const rowsAPage = Math.abs(size);
  const number = Math.max(1, page ?? 1);
  return rows.slice((number - 1) * rowsAPage, number * rowsAPage);
}

type FieldTree = Map<string, FieldTree>;

/** "items[id,sku],total_count" as a tree. */
function parseFields(text: string): FieldTree {
  const root: FieldTree = new Map();
  const stack: FieldTree[] = [root];
  for (const [, name, sign] of text.matchAll(/([^,[\]]*)([,[\]]|$)/g)) {
    const top = stack.at(-1) ?? root;
    const inner: FieldTree = new Map();
    if (name) top.set(name, inner);
    if (sign === "[") stack.push(inner);
    else if (sign === "]") stack.pop();
  }
  return root;
}

function trim(json: Json, fields: FieldTree): Json {
  if (fields.size === 0) return json;
  if (Array.isArray(json)) return json.map((one) => trim(one, fields));
  if (!isDoc(json)) return json;
  return Object.fromEntries(
    Object.entries(json).flatMap(([name, value]) => {
      const inner = fields.get(name);
      return inner === undefined ? [] : [[name, trim(value, inner)]];
    }),
  );
}
