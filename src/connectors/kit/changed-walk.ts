/** Walking everything that changed since a moment, without losing rows that move while we walk. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "./contract.ts";
import { ConnectorError, isConnectorError } from "./errors.ts";
import type { SweepPage } from "./ports.ts";

export interface ChangedWalk<T> {
  readonly what: string;
  /** Rows a full page has; a shorter one is the last. */
  readonly pageSize: number;
  /** Name of the filter, for the report when it is ignored. */
  readonly filter: string;
  /** Rows changed at or after `fromMs` (null: all), oldest change first. */
  page(fromMs: number | null, page: number, ctx: Context): Promise<readonly Json[]>;
  /** When the row changed, on the platform's own clock, and its id. Throws drift when it does not say. */
  stamp(row: Json, ctx: Context): { readonly ms: number; readonly id: string };
  /** Turns rows into items; what is nothing to import is left out. */
  read(rows: readonly Json[], ctx: Context): Promise<readonly T[]>;
  /** How far before the newest change the next run begins: rows saved late, clocks that differ or are set back. */
  overlapMs(newestMs: number): number;
  /** A moment given by the hub, on the platform's own clock. */
  fromSince(since: string): number | null;
}

interface Cursor {
  readonly fromMs: number | null;
  readonly page: number;
}

interface Row {
  readonly row: Json;
  readonly ms: number;
  readonly mark: string;
}

function readCursor<T>(walk: ChangedWalk<T>, cursor: string | null, since: string | undefined): Cursor {
  if (cursor === null) return { fromMs: since === undefined ? null : walk.fromSince(since), page: 1 };
  const [from = "", page = "1"] = cursor.split("|");
  const ms = from === "" ? Number.NaN : Date.parse(from);
  return { fromMs: Number.isNaN(ms) ? null : ms, page: Math.max(1, Number(page) || 1) };
}

function writeCursor({ fromMs, page }: Cursor): string {
  return `${fromMs === null ? "" : new Date(fromMs).toISOString()}|${page}`;
}

/**
 * Asks for page 1 of what changed since the last row's second, and only pages on while a whole page shares that
 * second: a row that changes meanwhile moves to the end, never out of sight. Ends with a cursor one overlap back.
 * A row that cannot be read does not hold up the others; the cursor stays before it.
 */
export async function* walkChanged<T>(
  walk: ChangedWalk<T>,
  input: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncIterable<SweepPage<T>> {
  let at = readCursor(walk, input.cursor, input.since);
  let newest = at.fromMs;
  let held: number | null = null;
  let seen = new Map<string, number>();
  for (;;) {
    const told = await walk.page(at.fromMs, at.page, ctx);
    const rows = told.map((row) => marked(row, walk, ctx));
    assertFilterWorked(rows, at, walk, ctx);
    const fresh = rows.filter(({ mark }) => !seen.has(mark));
    const last = rows.at(-1)?.ms ?? null;
    if (last !== null && (newest === null || last > newest)) newest = last;
    const isEnd = rows.length < walk.pageSize;
    const next: Cursor = isEnd
      ? { fromMs: newest === null ? at.fromMs : newest - walk.overlapMs(newest), page: 1 }
      : following(at, last);
    const from = next.fromMs ?? Number.NEGATIVE_INFINITY;
    seen = new Map([...seen, ...rows.map(({ mark, ms }) => [mark, ms] as const)].filter(([, ms]) => ms >= from));
    const { items, unread } = await readEach(fresh, (some) =>
      walk.read(
        some.map(({ row }) => row),
        ctx,
      ),
    );
    for (const { ms } of unread) held = held === null ? ms : Math.min(held, ms);
    yield { items, cursor: writeCursor(heldBack(next, held)), safeToSave: true, unread: unread.length };
    if (isEnd) return;
    at = next;
  }
}

function marked<T>(row: Json, walk: ChangedWalk<T>, ctx: Context): Row {
  const { ms, id } = walk.stamp(row, ctx);
  return { row, ms, mark: `${id}:${ms}` };
}

/** A filter the API does not understand is ignored silently and everything comes back. */
function assertFilterWorked<T>(rows: readonly Row[], at: Cursor, { what, filter }: ChangedWalk<T>, ctx: Context): void {
  const first = rows[0];
  if (first === undefined || at.fromMs === null || first.ms >= at.fromMs - 1_000) return;
  const problem = `${what}: the filter by change was ignored (first row is older)`;
  ctx.drift({ path: filter, problem });
  throw new ConnectorError({ kind: "drift", path: filter }, problem);
}

/** A second earlier: whether the filter takes in its own moment is not said. */
function following(at: Cursor, last: number | null): Cursor {
  const from = last === null ? null : last - 1_000;
  return from !== null && (at.fromMs === null || from > at.fromMs)
    ? { fromMs: from, page: 1 }
    : { fromMs: at.fromMs, page: at.page + 1 };
}

function heldBack(next: Cursor, held: number | null): Cursor {
  return held !== null && (next.fromMs === null || held < next.fromMs) ? { fromMs: held, page: 1 } : next;
}

/** Reads rows together; when one cannot be read, one by one. When none can, the platform has changed: it throws. */
export async function readEach<R, T>(
  rows: readonly R[],
  read: (rows: readonly R[]) => Promise<readonly T[]>,
): Promise<{ readonly items: readonly T[]; readonly unread: readonly R[] }> {
  try {
    return { items: rows.length === 0 ? [] : await read(rows), unread: [] };
  } catch (error) {
    if (!isDrift(error) || rows.length < 2) throw error;
    const items: T[] = [];
    const unread: R[] = [];
    for (const row of rows) {
      try {
        items.push(...(await read([row])));
      } catch (single) {
        if (!isDrift(single)) throw single;
        unread.push(row);
      }
    }
    if (unread.length === rows.length) throw error;
    return { items, unread };
  }
}

function isDrift(error: unknown): boolean {
  return isConnectorError(error) && error.kind === "drift";
}
