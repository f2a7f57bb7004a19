/** Walking everything that changed since a moment, without losing rows that move while we walk. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { SweepPage } from "../kit/contract/ports.ts";
import { inPortions, type Portion } from "../kit/pull/page-size.ts";
import { named, readEach, rowId } from "../kit/pull/read-each.ts";
import type { Pairs } from "./client.ts";
import { asList, asRecord, factsOf, gmtMs, isLastPage, naiveUtc, PER_PAGE, shopCall } from "./client.ts";
import { doubtMs, filterText } from "./zone.ts";

interface Cursor {
  /** UTC clock time without a zone; null: from the beginning. */
  readonly after: string | null;
  readonly page: number;
  /** Rows of the newest second that need no second reading. */
  readonly known?: Existing | undefined;
}

interface Existing {
  readonly time: string;
  readonly ids: readonly string[];
}

/** The filter is exclusive and counts whole seconds, and shops save in the second we read (sheet section 4). */
const OVERLAP_MS = 120_000;
/** Nothing is saved with a time this far back, also where the shop's clock and ours differ by minutes. */
const SETTLED_MS = 600_000;
/** A cursor names so many rows of one second at most; with more, all of them are read again. */
const MAX_KNOWN = 500;
/** Shops too old for `modified_after`: records are found by their creation and re-read this long. */
const REREAD_MS = 30 * 86_400_000;

interface Way {
  readonly field: "date_modified_gmt" | "date_created_gmt";
  readonly overlapMs: number;
  query(after: string | null): Pairs;
}

/** UTC time plus flag, never with a Z: together they are wrong by the site's offset (captured in Cairo). */
const BY_CHANGE: Way = {
  field: "date_modified_gmt",
  overlapMs: OVERLAP_MS,
  query: (after) => [
    ["orderby", "modified"],
    ["order", "asc"],
    ...(after === null
      ? []
      : ([
          ["modified_after", after],
          ["dates_are_gmt", "true"],
        ] as const)),
  ],
};

/** Old shops do not know the flag; a Z without it is read rightly. */
const BY_CREATION: Way = {
  field: "date_created_gmt",
  overlapMs: REREAD_MS,
  query: (after) => [
    ["orderby", "date"],
    ["order", "asc"],
    ...(after === null ? [] : ([["after", `${after}Z`]] as const)),
  ],
};

function readCursor(cursor: string | null, since: string | undefined): Cursor {
  if (cursor === null) return { after: since === undefined ? null : naiveUtc(Date.parse(since)), page: 1 };
  const [after = "", page = "1", time, ids = ""] = cursor.split("|");
  const existing = time === undefined ? undefined : { time, ids: ids.split(",") };
  return { after: after === "" ? null : after, page: Math.max(1, Number(page) || 1), known: existing };
}

function writeCursor({ after, page, known }: Cursor): string {
  return [after ?? "", page, ...(known ? [known.time, known.ids.join(",")] : [])].join("|");
}

export interface ChangedWalk<T> {
  readonly path: string;
  readonly operation: string;
  readonly query?: Pairs | undefined;
  /** Turns a page's rows into items; rows that are nothing to import are left out. */
  read(rows: readonly Json[], ctx: Context): Promise<readonly T[]>;
}

/**
 * Oldest change first. Always asks for page 1 of what changed after the last row's time less a second, and
 * only pages on while a whole page shares that second: rows that change meanwhile move to the end, never out
 * of sight. Ends with a cursor that repeats the last two minutes; once those are settled, only their last second, of
 * which it names the rows that were read. Near a change of the shop's clocks an hour more. A row that cannot be read holds up nothing: it is
 * told by its id and asked for again by itself.
 */
export async function* walkChanged<T>(
  walk: ChangedWalk<T>,
  input: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncIterable<SweepPage<T>> {
  const way = factsOf(ctx.connection).hasModifiedFilter ? BY_CHANGE : BY_CREATION;
  let at = readCursor(input.cursor, input.since);
  const { known } = at;
  let newest = at.known?.time ?? at.after;
  let seen = new Set((known?.ids ?? []).map((id) => `${id}:${known?.time ?? ""}`));
  const latest = new Set(seen);
  let pageSize = PER_PAGE;
  for (;;) {
    const { after, page } = at;
    const ask = ({ size, halves }: Portion) => {
      const paging = [["per_page", String(size)] as const, ["page", String(page)] as const];
      const from = after === null ? null : filterText(ctx.connection, after);
      const query = [...way.query(from), ...(walk.query ?? []), ...paging];
      return shopCall(ctx, { path: walk.path, operation: walk.operation, query, halves });
    };
    // Only a first page may become smaller: others would begin elsewhere.
    const { answer, size } =
      page === 1
        ? await inPortions(pageSize, ask)
        : { answer: await ask({ size: pageSize, halves: false }), size: pageSize };
    pageSize = size;
    const { body, response } = answer;
    const rows = asList(body, ctx, walk.operation);
    const marks = rows.map((row) => ({ row, time: timeOf(row, way), mark: markOf(row, way) }));
    const fresh = marks.filter(({ mark }) => !seen.has(mark)).map(({ row }) => row);
    const last = marks.at(-1)?.time ?? null;
    if (last !== null && (newest === null || last > newest)) newest = last;
    for (const { mark, time } of marks) if (time === newest) latest.add(mark);
    const isEnd = isLastPage(response, at.page, rows.length, pageSize);
    const next = isEnd ? ended({ newest, latest, at }, way, ctx) : following(at, last);
    seen =
      next.page > at.page
        ? union(seen, marks)
        : new Set(marks.filter(({ time }) => time === last).map(({ mark }) => mark));
    const { items, unread } = await readEach(fresh, (some) => walk.read(some, ctx));
    yield {
      items,
      // A page's number means something among pages of that size alone.
      cursor: writeCursor(pageSize === PER_PAGE ? next : { ...next, page: 1 }),
      safeToSave: true,
      ...named(unread, (row) => rowId(row)),
    };
    if (isEnd) return;
    at = next;
  }
}

function timeOf(row: Json, way: Way): string | null {
  const time = asRecord(row)[way.field];
  return typeof time === "string" && time !== "" ? time.slice(0, 19) : null;
}

function markOf(row: Json, way: Way): string {
  return `${String(asRecord(row)["id"])}:${timeOf(row, way) ?? ""}`;
}

function union(seen: ReadonlySet<string>, marks: readonly { readonly mark: string }[]): Set<string> {
  return new Set([...seen, ...marks.map(({ mark }) => mark)]);
}

function following(at: Cursor, last: string | null): Cursor {
  const next = last === null ? null : naiveUtc(gmtMs(last) - 1000);
  return next !== null && (at.after === null || next > at.after)
    ? { after: next, page: 1 }
    : { after: at.after, page: at.page + 1 };
}

interface Walked {
  readonly newest: string | null;
  /** Marks of the rows of the newest second, and of older ones. */
  readonly latest: ReadonlySet<string>;
  readonly at: Cursor;
}

function ended({ newest, latest, at }: Walked, way: Way, ctx: Context): Cursor {
  // Nothing came: what was newest may have been deleted since, and the mark stays where it is.
  if (newest === null || latest.size === 0) return { after: at.after, page: 1 };
  const ms = gmtMs(newest);
  const doubt = doubtMs(ctx.connection, ms);
  const ids = [...latest].flatMap((mark) => (mark.endsWith(`:${newest}`) ? [mark.slice(0, mark.indexOf(":"))] : []));
  const isSettled = way === BY_CHANGE && doubt === 0 && ctx.shopNow() - ms >= SETTLED_MS && ids.length <= MAX_KNOWN;
  return isSettled
    ? { after: naiveUtc(ms - 1000), page: 1, known: { time: newest, ids } }
    : { after: naiveUtc(ms - way.overlapMs - doubt), page: 1 };
}

/** Rows repeated at page borders of a full walk, so that deletions while walking hide nothing. */
const BORDER = 5;

/** Everything by id, in steps that overlap; the cursor is the offset, "" at the end. */
export async function* walkFull<T>(
  walk: ChangedWalk<T>,
  input: { readonly cursor: string | null },
  ctx: Context,
): AsyncIterable<SweepPage<T>> {
  let pageSize = PER_PAGE;
  let offset = Math.max(0, Number(input.cursor ?? 0) || 0);
  let seen = new Set<string>();
  for (;;) {
    const begins = ["offset", String(offset)] as const;
    const { answer, size } = await inPortions(pageSize, ({ size: most, halves }) => {
      const sorted = [["orderby", "id"] as const, ["order", "asc"] as const, ...(walk.query ?? [])];
      const query = [...sorted, ["per_page", String(most)] as const, begins];
      return shopCall(ctx, { path: walk.path, operation: walk.operation, query, halves });
    });
    pageSize = size;
    const { body, response } = answer;
    const rows = asList(body, ctx, walk.operation);
    const ids = rows.map((row) => String(asRecord(row)["id"]));
    const fresh = rows.filter((_row, index) => !seen.has(ids[index] ?? ""));
    seen = new Set(ids);
    const total = Number(response.headers["x-wp-total"]);
    const isEnd = rows.length === 0 || (total > 0 ? offset + rows.length >= total : rows.length < pageSize);
    offset += Math.max(1, rows.length - BORDER);
    const { items, unread } = await readEach(fresh, (some) => walk.read(some, ctx));
    const cursor = isEnd ? "" : String(offset);
    yield { items, cursor, safeToSave: true, ...named(unread, (row) => rowId(row)) };
    if (isEnd) return;
  }
}
