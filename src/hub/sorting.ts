/** Lists sorted from either end, page by page: each order is one an index stands in. */
import { lowestId } from "../commerce/new-id.ts";
import type { Tx } from "../db/database.ts";
import { type BoundedCount, bounded, COUNTED, countRows } from "./counted.ts";
import { type CursorPart, decodeCursor, type Page, type PageRequest, pageLimit, toPage, totalOf } from "./paging.ts";

const KINDS = {
  uuid: "id",
  timestamptz: "time",
  date: "day",
  bigint: "integer",
  text: "text",
} as const satisfies Record<string, CursorPart>;

/** A column without nulls, by SQL, and its type; the last of an order tells all rows apart. */
export type SortColumn = readonly [sql: string, type: keyof typeof KINDS];

export interface Sort {
  readonly columns: readonly SortColumn[];
  readonly isAscending: boolean;
}

/** From the largest on down. */
export const down = (...columns: readonly SortColumn[]): Sort => ({ columns, isAscending: false });
/** From the smallest on up. */
export const up = (...columns: readonly SortColumn[]): Sort => ({ columns, isAscending: true });

/** What every list of things that came one after the other can be sorted by. */
export const bothEnds = ["newest", "oldest"] as const;
export type BothEnds = (typeof bothEnds)[number];

/** The list from either end, by columns that grow with time. */
export const byAge = (...columns: readonly SortColumn[]) =>
  ({ newest: down(...columns), oldest: up(...columns) }) as const;

/** A row with its place in the list. */
export type Placed<Row> = Row & { readonly place: readonly string[] };

export interface SortedPage {
  /** SQL of the column `place`. */
  readonly place: string;
  /** SQL: "and ..." where rows of the pages before are left out. */
  readonly after: string;
  /** SQL: the order, and one row more than the page takes. */
  readonly order: string;
  /** The rows `sql` selects; of a request for the total they are counted, and none is read. */
  rows<Row>(tx: Tx, sql: string, params: readonly unknown[]): Promise<Row[]>;
  page<Row, T>(rows: readonly Placed<Row>[], item: (row: Placed<Row>) => T): Page<T>;
}

/** How one page of a sorted list, or its total, is asked for; its parameters are put behind those there. */
export function sortedPage(sort: Sort, request: PageRequest, params: unknown[]): SortedPage {
  return request.total ? wholeList() : pageOfSorted(sort, request, params);
}

/** In no order: whatever index finds the rows may count them. */
function wholeList(): SortedPage {
  let total: BoundedCount = { count: 0, more: false };
  return {
    place: "null as place",
    after: "",
    order: `limit ${COUNTED + 1}`,
    async rows(tx, sql, params) {
      total = bounded(await countRows(tx, sql, params));
      return [];
    },
    page: () => totalOf(total),
  };
}

function pageOfSorted({ columns, isAscending }: Sort, request: PageRequest, params: unknown[]): SortedPage {
  const limit = pageLimit(request);
  const after = decodeCursor(
    request.cursor,
    columns.map(([, type]) => KINDS[type]),
  );
  const names = columns.map(([sql]) => sql);
  const from = after?.map((value, n) => `$${params.push(value)}::${columns[n]?.[1]}`);
  return {
    place: `array[${names.map((name) => `${name}::text`).join(", ")}] as place`,
    after: from ? `and (${names.join(", ")}) ${isAscending ? ">" : "<"} (${from.join(", ")})` : "",
    order: `order by ${names.map((name) => `${name} ${isAscending ? "asc" : "desc"}`).join(", ")} limit ${limit + 1}`,
    rows: (tx, sql, values) => tx.rows(sql, values),
    page: (rows, item) => toPage(rows, limit, { item, cursor: (row) => row.place }),
  };
}

/** When something was made or happened: at or after one moment, before another. */
export interface MadeWithin {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** SQL: "and ..." of rows made then, by their ids, which tell it: the index of the list serves it. */
export function idsWithin(id: string, { from, to }: MadeWithin, add: Add): string {
  return bounds(id, "uuid", [from && lowestId(from), to && lowestId(to)], add);
}

/** The same; its parameters are put behind those there. */
export function madeWithin(id: string, within: MadeWithin, params: unknown[]): string {
  return idsWithin(id, within, adding(params));
}

/** SQL: "and ..." of rows whose time lies there: that of their place in the list, so that its index serves it too. */
export function timeWithin(column: string, { from, to }: MadeWithin, params: unknown[]): string {
  return bounds(column, "timestamptz", [from, to], adding(params));
}

type Add = (value: unknown) => string;

const adding =
  (params: unknown[]): Add =>
  (value) =>
    `$${params.push(value)}`;

function bounds(column: string, type: "uuid" | "timestamptz", [from, to]: readonly unknown[], add: Add): string {
  const bound = (sign: ">=" | "<", value: unknown) =>
    value === undefined ? "" : `and ${column} ${sign} ${add(value)}::${type}`;
  return `${bound(">=", from)} ${bound("<", to)}`;
}

/** The row without its place. */
export function unplaced<Row>({ place: _, ...row }: Placed<Row>): Omit<Placed<Row>, "place"> {
  return row;
}
