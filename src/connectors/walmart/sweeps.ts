/**
 * Walking a list by time of change: pages by a cursor that is a whole query (sheet section 4), in windows of time, because
 * more than 20,000 hits are an error. A window from which rows have left is walked again: the others moved up.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isKind } from "../kit/contract/errors.ts";
import type { SweepPage } from "../kit/contract/ports.ts";
import { isSeen, MAX_SEEN, nextSeen, seenFrom, seenSchema, seenText } from "../kit/pull/overlap.ts";

/** Rows saved late, and clocks that differ. */
const OVERLAP_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
/** Only the last 180 days are told; a day of room. */
export const HISTORY_MS = 179 * DAY_MS;
const WINDOW_MS = 30 * DAY_MS;
const SMALLEST_MS = 60 * 60_000;
const MOST_ROWS = 19_000;

const cursorSchema = z.object({
  fromMs: z.number(),
  known: seenSchema,
  walk: z
    .object({
      beganMs: z.number(),
      toMs: z.number(),
      next: z.string(),
      total: z.number(),
      met: z.array(z.string()),
    })
    .nullable(),
});
type Cursor = z.output<typeof cursorSchema>;
type Walk = NonNullable<Cursor["walk"]>;

export interface ListPage {
  readonly rows: readonly Json[];
  /** Appended to the list's address as it stands; undefined at the end. */
  readonly next: string | undefined;
  readonly total: number | undefined;
}

export interface WindowList<T> {
  readonly idOf: (row: Json) => string | undefined;
  /** `toMs` is undefined in the window that goes up to now. */
  first(fromMs: number, toMs: number | undefined, ctx: Context): Promise<ListPage>;
  following(next: string, ctx: Context): Promise<ListPage>;
  read(rows: readonly Json[], readAt: number, ctx: Context): Promise<Omit<SweepPage<T>, "cursor" | "safeToSave">>;
}

interface Input {
  readonly cursor: string | null;
  readonly since?: string | undefined;
}

/** A row with all it says: rows tell no time of change. */
const markOf = (row: Json, id: string): string =>
  `${id}:${createHash("sha256").update(JSON.stringify(row)).digest("base64url").slice(0, 12)}`;

export interface WindowPage<T> extends SweepPage<T> {
  /** The walk is at its end. */
  readonly isLast: boolean;
}

export async function* walkWindows<T>(list: WindowList<T>, input: Input, ctx: Context): AsyncIterable<WindowPage<T>> {
  let at = readCursor(input, ctx);
  for (;;) {
    const walk = at.walk ?? beginning(at.fromMs, ctx.shopNow());
    const readAt = ctx.shopNow();
    const page = await pageOf(list, { ...at, walk }, ctx);
    if (page === "too many") {
      at = { ...at, walk: { ...walk, toMs: at.fromMs + Math.floor((walk.toMs - at.fromMs) / 2) } };
      continue;
    }
    const existing = seenFrom(at.known);
    const met = new Set(walk.met);
    const marked = page.rows.map((row) => ({ row, mark: markOf(row, list.idOf(row) ?? "") }));
    const fresh = marked.filter(({ mark }) => !met.has(mark) && !isSeen(existing, mark)).map(({ row }) => row);
    const reported = await list.read(fresh, readAt, ctx);
    const all = [...new Set([...walk.met, ...marked.map(({ mark }) => mark)])].slice(-MAX_SEEN);
    const { cursor, isLast } = following(at, walk, page, all);
    at = cursor;
    yield { ...reported, cursor: JSON.stringify(at), safeToSave: true, isLast };
    if (isLast) return;
  }
}

function readCursor({ cursor, since }: Input, ctx: Context): Cursor {
  const oldest = ctx.shopNow() - HISTORY_MS;
  if (cursor === null) return { fromMs: Math.max(oldest, since ? Date.parse(since) : 0), known: {}, walk: null };
  const read = cursorSchema.parse(JSON.parse(cursor));
  return read.walk === null ? { ...read, fromMs: Math.max(oldest, read.fromMs) } : read;
}

const beginning = (fromMs: number, nowMs: number): Walk => ({
  ...{ beganMs: nowMs, toMs: Math.min(fromMs + WINDOW_MS, nowMs), next: "", total: 0, met: [] },
});

async function pageOf<T>(
  list: WindowList<T>,
  { fromMs, walk }: { readonly fromMs: number; readonly walk: Walk },
  ctx: Context,
): Promise<ListPage | "too many"> {
  const isSplittable = walk.next === "" && walk.toMs - fromMs > SMALLEST_MS;
  try {
    const page = await (walk.next === ""
      ? list.first(fromMs, walk.toMs < walk.beganMs ? walk.toMs : undefined, ctx)
      : list.following(walk.next, ctx));
    return isSplittable && (page.total ?? 0) > MOST_ROWS ? "too many" : page;
  } catch (error) {
    if (!isKind(error, "rejected")) throw error;
    // A cursor that is not taken any more, or too many rows: the documentation names no code for either.
    if (walk.next !== "") return list.first(fromMs, walk.toMs < walk.beganMs ? walk.toMs : undefined, ctx);
    if (isSplittable) return "too many";
    throw error;
  }
}

function following(at: Cursor, walk: Walk, page: ListPage, met: string[]) {
  const total = page.total ?? 0;
  if (walk.next !== "" && total < walk.total)
    return { cursor: { ...at, walk: { ...walk, next: "", total, met } }, isLast: false };
  const isEnd = page.next === undefined || page.next === walk.next || page.rows.length === 0;
  if (!isEnd) return { cursor: { ...at, walk: { ...walk, next: page.next ?? "", total, met } }, isLast: false };
  if (walk.toMs < walk.beganMs) {
    const next = { ...beginning(walk.toMs, walk.beganMs), met };
    return { cursor: { ...at, fromMs: walk.toMs, walk: next }, isLast: false };
  }
  const existing = seenText(nextSeen(seenFrom(at.known), met));
  return { cursor: { fromMs: walk.beganMs - OVERLAP_MS, known: existing, walk: null }, isLast: true };
}
