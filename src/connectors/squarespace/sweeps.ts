/** Walking Squarespace's lists (sheet section 4): its cursor travels alone, windows have both ends. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { SweepPage } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { named, readSingly, rowId } from "../kit/pull/read-each.ts";
import { pageOf } from "./schemas.ts";

/** Lists are no snapshots: what changes while they are walked may slip, so every window reaches back. */
const OVERLAP_MS = 5 * 60_000;
/** Before Squarespace had a shop. */
const BEGINNING = "2000-01-01T00:00:00.000Z";

export interface List<T> {
  readonly path: string;
  readonly operation: string;
  /** The list's name in the answer. */
  readonly rows: string;
  /** Goes with the first page; later pages carry the cursor alone. */
  readonly filters: readonly (readonly [string, string])[];
  read(row: Json, ctx: Context): T;
}

type Query = readonly (readonly [string, string])[];

interface Page<T> {
  readonly items: readonly T[];
  readonly unread: number;
  readonly unreadKeys: readonly string[];
  /** The newest change on it; "" when none is told. */
  readonly newest: string;
  readonly next: string | null;
}

async function fetchPage<T>(list: List<T>, query: Query, ctx: Context): Promise<Page<T>> {
  const { path: url, operation } = list;
  const { body } = await ctx.http.json({ method: "GET", url, query, operation });
  const { rows, pagination } = parseResponse(pageOf(list.rows), body, { ctx, what: operation });
  const { items, unread } = await readSingly(rows, (row) => list.read(row, ctx));
  const newest = rows.reduce<string>((latest, row) => later(rowId(row, "modifiedOn") ?? "", latest), "");
  const next = pagination?.hasNextPage ? (pagination.nextPageCursor ?? null) : null;
  return { items, ...named(unread, (row) => rowId(row)), newest, next };
}

/** Everything, page by page; the cursor is Squarespace's own and starts anew after the end. */
export async function* everything<T>(
  list: List<T>,
  input: { readonly cursor: string | null },
  ctx: Context,
): AsyncGenerator<SweepPage<T>> {
  let cursor = input.cursor ?? "";
  for (let first = true; ; first = false) {
    const query: Query = cursor === "" ? list.filters : [["cursor", cursor]];
    const page = await fetchPage(list, query, ctx).catch(forgetCursor(first && cursor !== ""));
    if (page === null) {
      cursor = "";
      continue;
    }
    cursor = page.next ?? "";
    yield { items: page.items, cursor, safeToSave: true, unread: page.unread, unreadKeys: page.unreadKeys };
    if (page.next === null) return;
  }
}

/** A stored cursor Squarespace no longer knows: the walk starts anew instead of failing for ever. */
function forgetCursor(isStored: boolean) {
  return (error: unknown): null => {
    if (isStored && isConnectorError(error) && error.kind === "rejected") return null;
    throw error;
  };
}

interface Window {
  readonly after: string;
  /** "" until a run begins. */
  readonly before: string;
  /** The newest change seen in this run. */
  readonly newest: string;
  readonly page: string;
}

const write = ({ after, before, newest, page }: Window): string => [after, before, newest, page].join("|");

function readWindow(cursor: string | null, since: string | undefined): Window {
  const [after = "", before = "", newest = "", ...page] = (cursor ?? "").split("|");
  return { after: after || since || BEGINNING, before, newest, page: page.join("|") };
}

/**
 * What changed since the cursor. The window's end is fixed when a run begins, so that what changes meanwhile leaves it
 * and waits for the next run; that one begins before the newest change seen, by Squarespace's own clock.
 */
export async function* changes<T>(
  list: List<T>,
  input: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncGenerator<SweepPage<T>> {
  const stored = readWindow(input.cursor, input.since);
  let { newest, page: cursor } = stored;
  const after = iso(Date.parse(stored.after));
  // The end must lie strictly behind the beginning.
  const before = stored.before || iso(Math.max(ctx.shopNow(), Date.parse(after) + 1));
  for (let first = true; ; first = false) {
    const window: Query = [["modifiedAfter", after], ["modifiedBefore", before], ...list.filters];
    const query: Query = cursor === "" ? window : [["cursor", cursor]];
    const page = await fetchPage(list, query, ctx).catch(forgetCursor(first && cursor !== ""));
    if (page === null) {
      cursor = "";
      continue;
    }
    newest = later(page.newest, newest);
    cursor = page.next ?? "";
    const next = page.next !== null ? { after, before, newest, page: cursor } : rest(nextStart(after, newest));
    const { items, unread, unreadKeys } = page;
    yield { items, cursor: write(next), safeToSave: true, unread, unreadKeys };
    if (page.next === null) return;
  }
}

const rest = (after: string): Window => ({ after, before: "", newest: "", page: "" });

const iso = (ms: number): string => new Date(ms).toISOString();

function later(time: string, than: string): string {
  const ms = Date.parse(time);
  return Number.isNaN(ms) || ms <= Date.parse(than) ? than : iso(ms);
}

function nextStart(after: string, newest: string): string {
  if (newest === "") return after;
  return iso(Math.max(Date.parse(after), Date.parse(newest) - OVERLAP_MS));
}
