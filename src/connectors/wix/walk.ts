/** Walking what changed, without losing records that move while we walk (sheet section 4). */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import { ConnectorError } from "../kit/errors.ts";
import type { Sweep, SweepPage } from "../kit/ports.ts";
import { asText, asTree, isKind, PER_PAGE } from "./client.ts";

/** The search index is eventually consistent: every run reaches back this far. */
const OVERLAP_MS = 5 * 60_000;

/** Where a page begins: records changed at or after `from`, and the platform's own place within that walk. */
export interface Place {
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
  page(place: Place, ctx: Context): Promise<Page>;
  /** Fetches what the rows of a page need besides themselves; the function it answers maps one row. */
  prepare(rows: readonly Json[], ctx: Context): Promise<(row: Json) => T>;
}

/** The query of a page, in the order of change unless `isSorted` is false. */
export function queryOf({ from, next }: Place, isSorted = true): { readonly [key: string]: Json } {
  if (next !== null) return { cursorPaging: { limit: PER_PAGE, cursor: next } };
  return {
    ...(from === null ? {} : { filter: { updatedDate: { $gte: from } } }),
    ...(isSorted ? { sort: [{ fieldName: "updatedDate", order: "ASC" }] } : {}),
    cursorPaging: { limit: PER_PAGE },
  };
}

interface Known {
  readonly row: Json;
  readonly mark: string;
  /** "" on a row that does not tell. */
  readonly changed: string;
}

/**
 * Pages in the order of change. The stored cursor is the last record's time, never the platform's own cursor, which
 * nobody promises to keep: a walk that was killed goes on from there. A record that cannot be read is passed by, and
 * the cursor stays before it.
 */
export async function* walk<T>(
  list: List<T>,
  input: { readonly cursor: string | null; readonly since?: string | undefined; readonly full: boolean },
  ctx: Context,
): AsyncGenerator<SweepPage<T>> {
  const from = input.cursor || input.since || null;
  let [newest, held, next]: [string, string | null, string | null] = [from ?? "", null, null];
  let seen = new Set<string>();
  for (;;) {
    const page = await list.page({ from, next }, ctx);
    const rows = page.rows.map((row) => known(row, list.changedField));
    assertFilterWorked(rows, page.sorted ? from : null, ctx);
    const fresh = rows.filter(({ mark }) => !seen.has(mark));
    const { items, unread } = await readEach(list, fresh, ctx);
    for (const { changed } of rows) if (isLater(changed, newest)) newest = changed;
    for (const { changed } of unread) held = earlier(held, changed || (from ?? ""));
    // The next page may begin with the last moment of this one.
    seen = new Set(rows.map(({ mark }) => mark));
    ({ next } = page);
    const isEnd = next === null;
    const place = isEnd ? endOf(from, newest, input.full && held === null) : newest;
    yield { items, cursor: held ?? place, safeToSave: isEnd || page.sorted, unread: unread.length };
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

function known(row: Json, field: string): Known {
  const { id } = asTree(row);
  const time = asText(asTree(row)[field]) ?? "";
  const changed = Number.isNaN(Date.parse(time)) ? "" : new Date(time).toISOString();
  return { row, mark: `${String(id)} ${time}`, changed };
}

/** A filter Wix does not understand may be ignored without a word: then everything would come back for ever. */
function assertFilterWorked(rows: readonly Known[], from: string | null, ctx: Context): void {
  const [first] = rows;
  if (from === null || first === undefined || first.changed === "") return;
  if (Date.parse(first.changed) >= Date.parse(from) - 1_000) return;
  ctx.drift({ path: "filter", problem: "the filter by change was ignored: the first record is older" });
  throw new ConnectorError(
    { kind: "drift", path: "filter" },
    "Wix ignored the question for changes only and told older records. The connector needs an update.",
  );
}

const isLater = (time: string, than: string): boolean =>
  time !== "" && (than === "" || Date.parse(time) > Date.parse(than));

const earlier = (a: string | null, b: string): string => (a === null || b < a ? b : a);

function endOf(from: string | null, newest: string, startsAnew: boolean): string {
  if (startsAnew || newest === "") return startsAnew ? "" : (from ?? "");
  const back = new Date(Date.parse(newest) - OVERLAP_MS).toISOString();
  return from !== null && Date.parse(from) > Date.parse(back) ? from : back;
}

async function readEach<T>(
  list: List<T>,
  rows: readonly Known[],
  ctx: Context,
): Promise<{ readonly items: readonly T[]; readonly unread: readonly Known[] }> {
  if (rows.length === 0) return { items: [], unread: [] };
  const read = await list.prepare(
    rows.map(({ row }) => row),
    ctx,
  );
  const items: T[] = [];
  const unread: Known[] = [];
  for (const one of rows) {
    try {
      items.push(read(one.row));
    } catch (error) {
      if (!isKind(error, "drift")) throw error;
      unread.push(one);
    }
  }
  return { items, unread };
}
