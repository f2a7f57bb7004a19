/** Walking everything that changed since a moment, without losing rows that move while we walk. */

import { z } from "zod";
import { message } from "../../../commerce/message.ts";
import type { Json } from "../../../commerce/product.ts";
import type { Context } from "../contract/contract.ts";
import { ConnectorError } from "../contract/errors.ts";
import type { SweepPage } from "../contract/ports.ts";
import { isSeen, MAX_SEEN, nextSeen, restartMs, type SeenMarks, seenFrom, seenSchema, seenText } from "./overlap.ts";
import { inPortions, type Portion } from "./page-size.ts";
import { readEach } from "./read-each.ts";

export interface ChangedWalk<T> {
  readonly what: string;
  /** Rows a full page has; a shorter one is the last. */
  readonly pageSize: number;
  /** Name of the filter, for the report when it is ignored. */
  readonly filter: string;
  /** Rows changed at or after `fromMs` (null: all), oldest change first: those of this page, of pages of this size. */
  page(fromMs: number | null, page: number, ctx: Context, portion: Portion): Promise<readonly Json[]>;
  /** `page` keeps to the size it is given: a slow host is asked for smaller pages. */
  readonly takesPortions?: true | undefined;
  /** When the row changed, on the platform's own clock, and its id. Throws drift when it does not say. */
  stamp(row: Json, ctx: Context): { readonly ms: number; readonly id: string };
  /** Turns rows into items; what is nothing to import is left out. */
  read(rows: readonly Json[], ctx: Context): Promise<readonly T[]>;
  /** How far before the newest change the next run begins: rows saved late, clocks that differ or are set back. */
  overlapMs(newestMs: number): number;
  /**
   * What the platform's clock shows, where it may be set back: a shop that is moved to another time zone. Rows of a time
   * that is not yet do not carry the walk ahead of those written since.
   */
  nowMs?(): number;
  /** A moment given by the hub, on the platform's own clock. */
  fromSince(since: string): number | null;
}

const DAY_MS = 24 * 3_600_000;

/** Where a walk stands. */
interface Cursor {
  readonly fromMs: number | null;
  readonly page: number;
  /** The newest change ever seen: the high-water mark, which never goes back. */
  readonly highMs: number | null;
  /** Rows of the overlap that were read, by mark: in how many runs. */
  readonly known: SeenMarks;
  /** Of a walk that is not at its end. */
  readonly turns: Turns | null;
}

/** What a walk of several pages must remember, on the platform's clock. */
interface Turns {
  /** Null: what the platform's clock shows is not known. */
  readonly beganMs: number | null;
  /** Its first page's `fromMs`. */
  readonly startMs: number | null;
  /** Marks of rows of the overlap met so far, with when they changed. */
  readonly met: Readonly<Record<string, number>>;
}

interface Row {
  readonly row: Json;
  readonly id: string;
  readonly ms: number;
  readonly mark: string;
}

const cursorShape = z.object({
  from: z.number().nullable(),
  page: z.number().int().min(1),
  high: z.number().nullable(),
  known: seenSchema,
  turns: z
    .object({ beganMs: z.number().nullable(), startMs: z.number().nullable(), met: z.record(z.string(), z.number()) })
    .optional(),
});

function readCursor<T>(walk: ChangedWalk<T>, cursor: string | null, since: string | undefined): Cursor {
  const none = { highMs: null, known: seenFrom({}), turns: null };
  if (cursor === null) return { fromMs: since === undefined ? null : walk.fromSince(since), page: 1, ...none };
  if (cursor.startsWith("{")) {
    const { from, page, high, known, turns = null } = cursorShape.parse(JSON.parse(cursor));
    return { fromMs: from, page, highMs: high, known: seenFrom(known), turns };
  }
  // As it was written before the mark stood apart: the moment to go on from.
  const [from = "", page = "1"] = cursor.split("|");
  const ms = from === "" ? Number.NaN : Date.parse(from);
  return { fromMs: Number.isNaN(ms) ? null : ms, page: Math.max(1, Number(page) || 1), ...none };
}

function writeCursor({ fromMs, page, highMs, known, turns }: Cursor): string {
  return JSON.stringify({ from: fromMs, page, high: highMs, known: seenText(known), ...(turns && { turns }) });
}

export interface ChangedPage<T> extends SweepPage<T> {
  /** The run ends with it. */
  readonly isLast: boolean;
}

/**
 * Asks for page 1 of what changed since the last row's second, and only pages on while a whole page shares that
 * second: a row that changes meanwhile moves to the end, never out of sight. The next run begins one overlap before the
 * newest change ever seen, and passes over rows it knows in that version. A row that cannot be read holds up nothing:
 * it is told by its id, and whoever walks asks for it again.
 */
export async function* walkChanged<T>(
  walk: ChangedWalk<T>,
  input: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncIterable<ChangedPage<T>> {
  const start = readCursor(walk, input.cursor, input.since);
  let at = input.cursor === null ? start : notAhead(start, walk);
  const before = at.known;
  const beganMs = at.turns ? at.turns.beganMs : clockOf(walk, ctx);
  const startMs = at.turns ? at.turns.startMs : at.fromMs;
  let met = new Map(Object.entries(at.turns?.met ?? {}));
  let seen = new Map(met);
  let { pageSize } = walk;
  for (;;) {
    const { fromMs, page } = at;
    // Only a first page may become smaller: others would begin elsewhere.
    const mayShrink = walk.takesPortions === true && page === 1;
    const ask = (portion: Portion) => walk.page(fromMs, page, ctx, portion);
    const { answer: reported, size } = mayShrink
      ? await inPortions(pageSize, ask)
      : { answer: await ask({ size: pageSize, halves: false }), size: pageSize };
    pageSize = size;
    const rows = reported.map((row) => marked(row, walk, ctx));
    assertFilterWorked(rows, at, walk, ctx);
    const fresh = rows.filter(({ mark }) => !seen.has(mark) && !isSeen(before, mark));
    const last = rows.at(-1)?.ms ?? null;
    const highMs = last !== null && (at.highMs === null || last > at.highMs) ? last : at.highMs;
    const metHere = rows.map(({ mark, ms }) => [mark, ms] as const);
    met = inReach(walk, earlier(highMs, beganMs), new Map([...met, ...metHere]));
    const isEnd = rows.length < pageSize;
    const next = isEnd
      ? ended(walk, { ...at, fromMs: startMs, highMs }, { before, met, nowMs: clockOf(walk, ctx) })
      : { ...following(at, last), highMs, turns: { beganMs, startMs, met: Object.fromEntries(met) } };
    const from = next.fromMs ?? Number.NEGATIVE_INFINITY;
    seen = new Map([...seen, ...rows.map(({ mark, ms }) => [mark, ms] as const)].filter(([, ms]) => ms >= from));
    const { items, unread } = await readEach(fresh, (some) =>
      walk.read(
        some.map(({ row }) => row),
        ctx,
      ),
    );
    // A page's number means something among pages of that size alone.
    const stored = pageSize === walk.pageSize ? next : { ...next, page: 1 };
    yield {
      items,
      cursor: writeCursor(stored),
      safeToSave: true,
      unreadKeys: unread.map(({ id }) => id),
      isLast: isEnd,
    };
    if (isEnd) return;
    at = next;
  }
}

/** A walk that stands ahead of the clock, because that was set back, begins a day before what it shows. */
function notAhead<T>(at: Cursor, { nowMs }: ChangedWalk<T>): Cursor {
  const now = nowMs?.();
  if (now === undefined || at.fromMs === null || at.fromMs <= now) return at;
  return { ...at, fromMs: now - DAY_MS, page: 1, turns: null };
}

interface Met {
  readonly before: SeenMarks;
  /** Marks of this run's rows, with when they changed. */
  readonly met: ReadonlyMap<string, number>;
  readonly nowMs: number | null;
}

/** What the platform's clock shows; null where nobody knows. */
function clockOf<T>({ nowMs }: ChangedWalk<T>, ctx: Context): number | null {
  const ms = nowMs?.() ?? ctx.shopNow();
  return Number.isFinite(ms) ? ms : null;
}

const earlier = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

function ended<T>(walk: ChangedWalk<T>, at: Cursor, { before, met, nowMs }: Met): Cursor {
  const { highMs, turns } = at;
  if (highMs === null) return { ...at, page: 1, known: before, turns: null };
  // A clock that was set back shows less.
  const newestMs = Math.min(highMs, walk.nowMs?.() ?? highMs);
  const fromMs = restartMs(newestMs, walk.overlapMs(newestMs), nowMs ?? newestMs, turns?.beganMs ?? undefined);
  const again = [...met].flatMap(([mark, ms]) => (ms >= fromMs - 1_000 ? [mark] : []));
  const seen = nextSeen(before, again);
  return {
    fromMs: at.fromMs !== null && at.fromMs > fromMs ? at.fromMs : fromMs,
    page: 1,
    highMs,
    known: seen,
    turns: null,
  };
}

/** Of the rows met so far those the next run will meet again, the newest. */
function inReach<T>(walk: ChangedWalk<T>, newestMs: number | null, met: ReadonlyMap<string, number>) {
  const fromMs = newestMs === null ? 0 : newestMs - walk.overlapMs(newestMs) - 1_000;
  return new Map([...met].filter(([, ms]) => ms >= fromMs).slice(-MAX_SEEN));
}

function marked<T>(row: Json, walk: ChangedWalk<T>, ctx: Context): Row {
  const { ms, id } = walk.stamp(row, ctx);
  return { row, id, ms, mark: `${id}:${ms}` };
}

/** A filter the API does not understand is ignored silently and everything comes back. */
function assertFilterWorked<T>(rows: readonly Row[], at: Cursor, { what, filter }: ChangedWalk<T>, ctx: Context): void {
  const first = rows[0];
  if (first === undefined || at.fromMs === null || first.ms >= at.fromMs - 1_000) return;
  const problem = `${what}: the filter by change was ignored (first row is older)`;
  ctx.drift({ path: filter, problem });
  throw new ConnectorError({ kind: "drift", path: filter }, message("platform.filterIgnored", { what, filter }));
}

/** A second earlier: whether the filter takes in its own moment is not said. */
function following(at: Cursor, last: number | null): Cursor {
  const from = last === null ? null : last - 1_000;
  return from !== null && (at.fromMs === null || from > at.fromMs)
    ? { ...at, fromMs: from, page: 1 }
    : { ...at, page: at.page + 1 };
}
