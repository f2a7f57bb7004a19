/** Walking a list: what changed or everything, the watermark, and the stops that end a run-away walk. */

import { createHash } from "node:crypto";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { localTime } from "../kit/parse/local-time.ts";
import { named } from "../kit/pull/read-each.ts";
import { fetchPage, type ListPage, readOf } from "./lists.ts";
import type { Read } from "./manifest-parts.ts";
import type { PagePosition } from "./paging.ts";
import { type BadRecord, type KindName, type Kinds, quarantine } from "./records.ts";
import { defaultsOf } from "./settings.ts";
import { formatTime, offsetAt } from "./time.ts";
import { message } from "./words.ts";

const MOST_PAGES = 10_000;
/** A page with more bad records than this share says that the description is wrong, not a record. */
const BAD_SHARE = 0.2;
const BAD_ENOUGH = 5;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Before any shop that is still connected. */
const BEGINNING = Date.UTC(2000, 0, 1);

/** Where a walk stands. Times in milliseconds. */
interface Mark {
  readonly since: number;
  readonly place: PagePosition;
  /** The newest change seen in this run; null before the first. */
  readonly newest: number | null;
  /** End of the present window, where the shop takes ranges only. */
  readonly until: number | null;
  /** When a day was last looked through again; null where times do not repeat. */
  readonly lookedAt: number | null;
  /** In such a look: where the walk stood, and stands again after it. */
  readonly stood: number | null;
}

const write = (mark: Mark): string => JSON.stringify(mark);

function readMark(cursor: string | null, since: string | undefined): Mark {
  const from = since === undefined ? BEGINNING : Date.parse(since);
  const fresh: Mark = { since: from, place: "", newest: null, until: null, lookedAt: null, stood: null };
  if (cursor === null) return fresh;
  try {
    return { ...fresh, ...(JSON.parse(cursor) as Partial<Mark>) };
  } catch {
    // Of another version of this connector: the walk starts anew instead of failing for ever.
    return fresh;
  }
}

/** Ends a walk that shows the same page again, or has no end. */
function stopper(name: string): (records: readonly Json[]) => void {
  const seen = new Set<string>();
  return (records) => {
    const hash = createHash("sha256").update(JSON.stringify(records)).digest("base64");
    const isRepeated = records.length > 0 && seen.has(hash);
    seen.add(hash);
    if (!isRepeated && seen.size <= MOST_PAGES) return;
    const why = isRepeated
      ? message("error.pageAgain", { name })
      : message("error.tooManyPages", { name, most: MOST_PAGES });
    throw new ConnectorError({ kind: "drift", path: `${name}.pagination` }, why);
  };
}

function setApart(name: string, page: ListPage<unknown>, ctx: Context): void {
  quarantine(name, page.bad, ctx);
  if (page.bad.length < BAD_ENOUGH || page.bad.length <= page.records.length * BAD_SHARE) return;
  const first = page.bad[0]?.problems[0] ?? "";
  throw new ConnectorError(
    { kind: "drift", path: name },
    message("error.recordsCannotReadFirstBecause", { bad: page.bad.length, all: page.records.length, name, first }),
  );
}

const keyOf = ({ key }: BadRecord): string | undefined => key;

/** Everything, from the first page to the last; the cursor starts anew after the end. */
export async function* everything<K extends KindName>(
  kind: K,
  input: { readonly cursor: string | null },
  ctx: Context,
): AsyncGenerator<SweepPage<Kinds[K]>> {
  const name = `reads.${kind}`;
  const check = stopper(name);
  let place = readMark(input.cursor, undefined).place;
  for (;;) {
    const page = await fetchPage(kind, { place, state: {} }, ctx);
    check(page.records);
    setApart(name, page, ctx);
    place = page.next ?? "";
    const cursor = write({ ...readMark(null, undefined), place });
    yield { items: page.items, cursor, safeToSave: true, ...named(page.bad, keyOf) };
    if (page.next === null) return;
  }
}

/**
 * What changed since the watermark. The next run starts `lookbackMs` before the newest change seen, by the shop's own
 * clock; a record that tells no key to be asked for by keeps the watermark where it is.
 */
async function* changes<K extends KindName>(
  kind: K,
  input: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncGenerator<SweepPage<Kinds[K]>> {
  const name = `reads.${kind}`;
  const { lookbackMs = 0, windowMs, start, ascending = false } = readOf(kind, ctx).cursor ?? {};
  const check = stopper(name);
  let mark = lookingBack(kind, readMark(input.cursor, input.since ?? start), ctx);
  let firstBad: Mark | null = null;
  for (;;) {
    if (windowMs !== undefined && mark.until === null)
      mark = { ...mark, until: Math.min(mark.since + windowMs, ctx.shopNow()) };
    const page = await fetchPage(kind, { place: mark.place, state: stateOf(kind, mark, ctx) }, ctx);
    check(page.records);
    setApart(name, page, ctx);
    if (page.bad.some((one) => keyOf(one) === undefined))
      firstBad ??= { ...mark, since: mark.stood ?? mark.since, place: "", newest: null, until: null, stood: null };
    const newest = page.changed === null ? mark.newest : Math.max(mark.newest ?? 0, page.changed.newest);
    const isWindowLeft = page.next === null && mark.until !== null && mark.until < ctx.shopNow() - MINUTE_MS;
    const after: Mark =
      page.next !== null
        ? { ...mark, newest, ...stepOf(mark, page, ascending) }
        : {
            ...mark,
            stood: isWindowLeft ? mark.stood : null,
            since: startAfter(mark, newest, { lookbackMs, isWindowLeft }),
            place: "",
            newest: isWindowLeft ? newest : null,
            until: null,
          };
    yield { items: page.items, cursor: write(firstBad ?? after), safeToSave: true, ...named(page.bad, keyOf) };
    if (page.next === null && !isWindowLeft) return;
    mark = after;
  }
}

/**
 * The next page. Where the list tells the oldest change first it is asked for by that time: counted by number, a row that
 * changes meanwhile goes to the end, all others move up, and one slips between two pages.
 */
function stepOf(mark: Mark, page: ListPage<unknown>, ascending: boolean): Pick<Mark, "since" | "place"> {
  const { changed, next } = page;
  // A page of one moment alone would be told again: then the shop's own next page leads on.
  if (ascending && changed && changed.newest > Math.max(mark.since, changed.oldest))
    return { since: changed.newest, place: "" };
  return { since: mark.since, place: next ?? "" };
}

function startAfter(mark: Mark, newest: number | null, how: { lookbackMs: number; isWindowLeft: boolean }): number {
  if (how.isWindowLeft && mark.until !== null) return mark.until;
  const from = mark.stood ?? mark.since;
  return newest === null ? from : Math.max(from, newest - how.lookbackMs);
}

/**
 * By a shop's wall clock an hour comes twice, and a server's clock is put right: once a day the walk begins a day
 * further back, and an hour for the one shown twice.
 */
function lookingBack(kind: KindName, mark: Mark, ctx: Context): Mark {
  const { cursor } = readOf(kind, ctx);
  const now = ctx.shopNow();
  if (!cursor || !isWallClock(cursor.format)) return mark;
  if (mark.lookedAt === null) return { ...mark, lookedAt: now };
  if (mark.place !== "" || mark.until !== null || now - mark.lookedAt < DAY_MS) return mark;
  return { ...mark, since: Math.min(mark.since, now - DAY_MS - HOUR_MS), stood: mark.since, lookedAt: now };
}

function stateOf(kind: KindName, mark: Mark, ctx: Context): Record<string, string> {
  const { cursor } = readOf(kind, ctx);
  if (!cursor) return {};
  const zone = cursor.timeZone ?? defaultsOf(ctx).timeZone;
  const until = mark.until === null ? {} : { until: formatTime(mark.until, cursor.format, zone) };
  return { since: formatSince(mark.since, cursor.format, zone), ...until };
}

/** What a first walk asks with. */
export const firstState = (kind: KindName, ctx: Context): Record<string, string> => {
  const { windowMs, start } = readOf(kind, ctx).cursor ?? {};
  const mark = readMark(null, start);
  return stateOf(kind, { ...mark, until: windowMs === undefined ? null : mark.since + windowMs }, ctx);
};

/** The list's sweeps: what changed, where the shop can tell, and all of it at the pace that fits. */
export function sweepsOf<K extends KindName>(
  kind: K,
  read: Read,
  pace: { readonly changedMs: number; readonly fullMs: number; readonly alsoFull: boolean },
): readonly Sweep<Kinds[K]>[] {
  const everyMs = read.everyMinutes === undefined ? undefined : read.everyMinutes * MINUTE_MS;
  const full: Sweep<Kinds[K]> = {
    id: "full",
    mode: "full",
    everyMs: read.cursor ? pace.fullMs : (everyMs ?? pace.fullMs),
    run: (input, ctx) => everything(kind, input, ctx),
  };
  if (!read.cursor) return [full];
  const changed: Sweep<Kinds[K]> = {
    id: "changed",
    mode: "changed",
    everyMs: everyMs ?? pace.changedMs,
    run: (input, ctx) => changes(kind, input, ctx),
  };
  return pace.alsoFull ? [changed, full] : [changed];
}

/** Walks the whole list until `isRequested` says so of an item: for shops without a call for one record. */
export async function findIn<K extends KindName>(
  kind: K,
  ctx: Context,
  isRequested: (item: Kinds[K]) => boolean,
): Promise<Kinds[K] | null> {
  for await (const { items } of everything(kind, { cursor: null }, ctx)) {
    const found = items.find(isRequested);
    if (found) return found;
  }
  return null;
}

/** Times of such a form repeat where a zone's clocks are put back. */
const isWallClock = (format: string): boolean => format !== "iso" && !format.startsWith("epoch");

/** As `formatTime`, for filters: no moment from then on is written as an earlier text (`toLocalSince`). */
export function formatSince(ms: number, format: string, zone: string): string {
  if (!isWallClock(format)) return formatTime(ms, format, zone);
  const shown = localTime((utcMs) => offsetAt(utcMs, zone) / 60_000).toLocalSince(ms);
  return formatTime(Date.parse(`${shown.replace(" ", "T")}Z`), format, "UTC");
}
