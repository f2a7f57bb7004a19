/** Walking what changed, without losing records that move while we walk (sheet section 4). */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import {
  isSeen,
  MAX_SEEN,
  nextSeen,
  restartMs,
  type SeenMarks,
  seenFrom,
  seenSchema,
  seenText,
} from "../kit/pull/overlap.ts";
import { named, type ReadRows, readEach, rowId } from "../kit/pull/read-each.ts";
import { asText, asTree, PER_PAGE } from "./client.ts";
import { message } from "./words.ts";

/** The search index is eventually consistent: every run reaches back this far. */
const OVERLAP_MS = 5 * 60_000;

/** Where a page begins: records changed at or after `from`, and the platform's own place within that walk. */
export interface PagePosition {
  readonly from: string | null;
  readonly next: string | null;
}

export interface Page {
  readonly rows: readonly Json[];
  /** Null at the end. */
  readonly next: string | null;
  /** False where the site refuses to sort: then only the end of the walk is a safe place. */
  readonly sorted: boolean;
}

export interface List<T> {
  readonly changedField: "updatedDate" | "lastUpdated";
  page(position: PagePosition, ctx: Context): Promise<Page>;
  /** Fetches what the rows of a page need besides themselves; the function it answers maps one row. */
  prepare(rows: readonly Json[], ctx: Context): Promise<(row: Json) => T>;
}

/** The query of a page, in the order of change unless `isSorted` is false. */
export function queryOf({ from, next }: PagePosition, isSorted = true): { readonly [key: string]: Json } {
  if (next !== null) return { cursorPaging: { limit: PER_PAGE, cursor: next } };
  return {
    ...(from === null ? {} : { filter: { updatedDate: { $gte: from } } }),
    ...(isSorted ? { sort: [{ fieldName: "updatedDate", order: "ASC" }] } : {}),
    cursorPaging: { limit: PER_PAGE },
  };
}

interface Row {
  readonly row: Json;
  readonly mark: string;
  /** "" on a row that does not tell. */
  readonly changed: string;
}

/** Between two runs: where the next one begins, and which rows of the overlap need no second reading. */
interface Stand {
  readonly from: string | null;
  readonly known: SeenMarks;
  /** Of a walk that is not at its end: where and when it began, and marks of the overlap it has met. */
  readonly turns?:
    | { readonly start: string | null; readonly beganAt: string; readonly met: readonly string[] }
    | undefined;
}

const standSchema = z.object({
  from: z.string().nullable(),
  known: seenSchema,
  turns: z.object({ start: z.string().nullable(), beganAt: z.string(), met: z.array(z.string()) }).optional(),
});

function standOf(cursor: string | null, since: string | undefined): Stand {
  if (cursor?.startsWith("{")) {
    const { from, known, turns } = standSchema.parse(JSON.parse(cursor));
    return { from, known: seenFrom(known), turns };
  }
  return { from: cursor || since || null, known: seenFrom({}) };
}

const write = ({ from, known, turns }: Stand): string => JSON.stringify({ from, known: seenText(known), turns });

/**
 * Pages in the order of change. The stored cursor is the last record's time, never the platform's own cursor, which
 * nobody promises to keep: a walk that was killed goes on from there. A record that cannot be read is named and passed by.
 */
async function* walk<T>(
  list: List<T>,
  input: { readonly cursor: string | null; readonly since?: string | undefined; readonly full: boolean },
  ctx: Context,
): AsyncGenerator<SweepPage<T>> {
  const started = standOf(input.cursor, input.since);
  const { from } = started;
  let [newest, next]: [string, string | null] = [from ?? "", null];
  const beganAt = started.turns?.beganAt ?? new Date(ctx.shopNow()).toISOString();
  const start = started.turns ? started.turns.start : from;
  let met = started.turns?.met ?? [];
  let seen = new Set(met);
  for (;;) {
    const page = await list.page({ from, next }, ctx);
    const rows = page.rows.map((row) => rowOf(row, list.changedField));
    assertFilterWorked(rows, page.sorted ? from : null, ctx);
    const fresh = rows.filter(({ mark }) => !seen.has(mark) && (input.full || !isSeen(started.known, mark)));
    const { items, unread } = await readRows(list, fresh, ctx);
    for (const { changed } of rows) if (isLater(changed, newest)) newest = changed;
    met = inReach(isLater(newest, beganAt) ? beganAt : newest, [...met, ...rows.map(({ mark }) => mark)]);
    // The next page may begin with the last moment of this one.
    seen = new Set(rows.map(({ mark }) => mark));
    ({ next } = page);
    const isEnd = next === null;
    const cursor = isEnd
      ? endOf({ ...started, from: start }, { newest, beganAt, met, startsAnew: input.full, nowMs: ctx.shopNow() })
      : write({ ...started, from: newest, turns: { start, beganAt, met } });
    yield { items, cursor, safeToSave: isEnd || page.sorted, ...named(unread, (row) => rowId(row)) };
    if (isEnd) return;
  }
}

/** A list as sweeps: what changed, often, and everything, seldom, which also finds what was missed. */
export function sweepsOf<T>(
  id: string,
  list: List<T>,
  every: { readonly changedMs: number; readonly fullMs?: number },
): readonly Sweep<T>[] {
  const sweep = (mode: "changed" | "full", everyMs: number): Sweep<T> => ({
    id: `${id}.${mode}`,
    mode,
    everyMs,
    run: (input, ctx) => walk(list, { ...input, full: mode === "full" }, ctx),
  });
  const changed = sweep("changed", every.changedMs);
  return every.fullMs === undefined ? [changed] : [changed, sweep("full", every.fullMs)];
}

function rowOf(row: Json, field: string): Row {
  const { id } = asTree(row);
  const time = asText(asTree(row)[field]) ?? "";
  const changed = Number.isNaN(Date.parse(time)) ? "" : new Date(time).toISOString();
  return { row, mark: `${String(id)} ${time}`, changed };
}

/** A filter Wix does not understand may be ignored without a word: then everything would come back for ever. */
function assertFilterWorked(rows: readonly Row[], from: string | null, ctx: Context): void {
  const [first] = rows;
  if (from === null || first === undefined || first.changed === "") return;
  if (Date.parse(first.changed) >= Date.parse(from) - 1_000) return;
  ctx.drift({ path: "filter", problem: "the filter by change was ignored: the first record is older" });
  throw new ConnectorError({ kind: "drift", path: "filter" }, message("error.ignoredQuestionChangesToldOlder"));
}

const isLater = (time: string, than: string): boolean =>
  time !== "" && (than === "" || Date.parse(time) > Date.parse(than));

interface Walked {
  readonly newest: string;
  readonly beganAt: string;
  readonly met: readonly string[];
  readonly startsAnew: boolean;
  readonly nowMs: number;
}

function endOf({ from, known }: Stand, { newest, beganAt, met, startsAnew, nowMs }: Walked): string {
  if (startsAnew) return "";
  if (newest === "") return write({ from, known });
  const backMs = restartMs(Date.parse(newest), OVERLAP_MS, nowMs, Date.parse(beganAt));
  const begins = new Date(Math.max(backMs, from === null ? 0 : Date.parse(from))).toISOString();
  return write({ from: begins, known: nextSeen(known, marksSince(Date.parse(begins), met)) });
}

/** Of the marks met so far those the next run will meet again, the newest, each once. */
const inReach = (newest: string, marks: readonly string[]): string[] =>
  newest === "" ? [] : marksSince(Date.parse(newest) - OVERLAP_MS, new Set(marks)).slice(-MAX_SEEN);

const marksSince = (sinceMs: number, marks: Iterable<string>): string[] =>
  [...marks].filter((mark) => Date.parse(mark.slice(mark.indexOf(" ") + 1)) >= sinceMs);

function readRows<T>(list: List<T>, rows: readonly Row[], ctx: Context): Promise<ReadRows<Json, T>> {
  return readEach(
    rows.map(({ row }) => row),
    async (some) => {
      const read = await list.prepare(some, ctx);
      return some.map((row) => read(row));
    },
  );
}
