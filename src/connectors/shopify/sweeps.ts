/** Walking a Shopify connection by `updated_at`: resumable, in bounded memory, with the overlap inside the cursor. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import { instantMicros } from "../../commerce/version.ts";
import type { Context } from "../kit/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/errors.ts";
import { parseJson } from "../kit/json.ts";
import { anyJson, parseAtDoor } from "../kit/parse.ts";
import type { Sweep, SweepPage } from "../kit/ports.ts";
import { pageInfo } from "./graphql.ts";
import { isInstant } from "./nodes.ts";

/** The search index behind filters lags writes by seconds to minutes; the next run reads this much again. */
export const OVERLAP_MS = 5 * 60_000;
/** How long a record that cannot be read keeps its place. */
const HELD_MS = 24 * 3_600_000;
/** One connection reaches 25,000 objects (docs: limits); the walk starts a new one well before. */
const MAX_OBJECTS_PER_WALK = 24_000;

/** Nodes as they came, so that one unreadable record does not hide the others. */
export const rawPage = z.object({ nodes: z.array(anyJson), pageInfo });
export type RawPage = z.output<typeof rawPage>;

/** The watermark lies in Shopify's clock. */
const cursorShape = z.object({ from: z.string().nullable() });

export interface ChangedWalk<T> {
  readonly id: string;
  readonly everyMs: number;
  /** Reads one page in ascending order of `updatedAt`. */
  page(input: { query: string | null; after: string | null }, ctx: Context): Promise<RawPage>;
  /** Turns a node into an item; may fetch more of it. */
  item(node: Json, ctx: Context): Promise<T | null>;
}

/** A `changed` sweep over a connection that filters and sorts by `updated_at`. */
export function changedSweep<T>(walk: ChangedWalk<T>): Sweep<T> {
  return {
    id: walk.id,
    mode: "changed",
    everyMs: walk.everyMs,
    run: (input, ctx) => runChanged(walk, readCursor(input.cursor) ?? input.since ?? null, ctx),
  };
}

async function* runChanged<T>(walk: ChangedWalk<T>, start: string | null, ctx: Context): AsyncIterable<SweepPage<T>> {
  let from = start;
  let newest = start;
  let held: string | null = null;
  let after: string | null = null;
  let walked = 0;
  for (;;) {
    const page = await walk.page({ query: from === null ? null : updatedSince(from), after }, ctx);
    const { items, unread } = await readItems(walk, page.nodes, ctx);
    newest = page.nodes.map(updatedAtOf).reduce(later, newest);
    held = unread.map(updatedAtOf).reduce(earlier, held);
    walked += page.nodes.length;
    yield { items, cursor: writeCursor({ start, newest, held }), safeToSave: true, unread: unread.length };
    if (!page.pageInfo.hasNextPage) return;
    after = page.pageInfo.endCursor ?? null;
    if (walked >= MAX_OBJECTS_PER_WALK && newest !== null) {
      from = newest;
      after = null;
      walked = 0;
    }
  }
}

/**
 * Items of a page. A record that cannot be read is reported as drift and told as `unread`, so that it does not
 * hold up the others; when none can be read the platform has changed and the walk stops.
 */
export async function readItems<T>(
  walk: Pick<ChangedWalk<T>, "item">,
  nodes: readonly Json[],
  ctx: Context,
): Promise<{ items: T[]; unread: Json[] }> {
  const items: T[] = [];
  const unread: Json[] = [];
  let failure: ConnectorError | null = null;
  for (const node of nodes) {
    try {
      const item = await walk.item(node, ctx);
      if (item !== null) items.push(item);
    } catch (error) {
      if (!isConnectorError(error) || error.kind !== "drift") throw error;
      failure = error;
      unread.push(node);
    }
  }
  if (failure && items.length === 0) throw failure;
  return { items, unread };
}

/** Quoted: an unquoted time loses its hours and the filter works by whole days (community.shopify.com t/208519). */
export function updatedSince(from: string): string {
  return `updated_at:>='${from}'`;
}

function updatedAtOf(node: Json): string | null {
  const shape = z.object({ updatedAt: z.string() }).safeParse(node);
  return shape.success && isInstant(shape.data.updatedAt) ? shape.data.updatedAt : null;
}

function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return instantMicros(a) >= instantMicros(b) ? a : b;
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return instantMicros(a) <= instantMicros(b) ? a : b;
}

function writeCursor(seen: { start: string | null; newest: string | null; held: string | null }): string {
  const { start, newest, held } = seen;
  if (newest === null) return JSON.stringify({ from: null });
  const overlapped = before(newest, OVERLAP_MS);
  // An unreadable record is met again for a day; then it is left behind, reported, for the next full look.
  const reach = held === null ? overlapped : earlier(overlapped, later(held, before(newest, HELD_MS)));
  // Never behind where the walk began: an idle shop does not drift back in time.
  return JSON.stringify({ from: start === null ? reach : later(start, reach) });
}

function before(at: string, ms: number): string {
  return new Date(Number(instantMicros(at) / 1000n) - ms).toISOString();
}

function readCursor(cursor: string | null): string | null {
  if (cursor === null) return null;
  return parseAtDoor(cursorShape, readCursorJson(cursor), { what: "a stored cursor" }).from;
}

/** JSON of a cursor of ours. Throws ConnectorError rejected when it was not made here. */
export function readCursorJson(cursor: string): Json {
  try {
    return parseJson(cursor);
  } catch (cause) {
    throw new ConnectorError(
      { kind: "rejected", code: "cursor" },
      "The stored position of this import cannot be read.",
      { cause },
    );
  }
}
