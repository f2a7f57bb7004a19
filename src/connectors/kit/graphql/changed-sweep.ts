/** Walking a connection by the time of change: resumable, in bounded memory, with the overlap inside the cursor. */
import { z } from "zod";
import { message } from "../../../commerce/message.ts";
import type { Json } from "../../../commerce/product.ts";
import { instantMicros, isInstant } from "../../../commerce/version.ts";
import type { Context } from "../contract/contract.ts";
import { ConnectorError } from "../contract/errors.ts";
import type { Sweep, SweepPage } from "../contract/ports.ts";
import { parseJson } from "../parse/json.ts";
import { parseResponse } from "../parse/parse.ts";
import {
  isSeen,
  MAX_SEEN,
  nextSeen,
  restartMs,
  type SeenMarks,
  seenFrom,
  seenSchema,
  seenText,
} from "../pull/overlap.ts";
import { named, readSingly, rowId } from "../pull/read-each.ts";
import type { RawPage } from "./pages.ts";

/** Times are of the platform's clock. */
const cursorShape = z.object({
  from: z.string().nullable(),
  known: seenSchema.default({}),
  walk: z.object({ at: z.string(), beganAt: z.string(), met: z.array(z.string()) }).optional(),
});

export interface ChangedNodes<T> {
  readonly id: string;
  readonly everyMs: number;
  /** How late a change may be told; the next run reads this much again. */
  readonly overlapMs: number;
  /** A connection that ends after so many objects is walked anew from where it stands, well before. */
  readonly mostObjects?: number | undefined;
  /** The nodes' field of the time of change; "updatedAt" where nothing is said. */
  readonly changedField?: string | undefined;
  /** Reads one page of what changed at or after `from` (null: all), in ascending order of that field. */
  page(input: { from: string | null; after: string | null }, ctx: Context): Promise<RawPage>;
  /** The key `get` takes, of a node that may be unreadable otherwise. */
  keyOf(node: Json): string | undefined;
  /** Turns a node into an item; may fetch more of it. */
  item(node: Json, ctx: Context): Promise<T | null>;
}

/** A `changed` sweep over a connection that filters and sorts by time of change. */
export function changedNodes<T>(walk: ChangedNodes<T>): Sweep<T> {
  return {
    id: walk.id,
    mode: "changed",
    everyMs: walk.everyMs,
    run: (input, ctx) => runChanged(walk, standOf(input.cursor, input.since), ctx),
  };
}

async function* runChanged<T>(walk: ChangedNodes<T>, started: Stand, ctx: Context): AsyncIterable<SweepPage<T>> {
  const beganAt = started.walk?.beganAt ?? new Date(ctx.shopNow()).toISOString();
  const reportedBefore = new Set(started.walk?.met);
  let met = [...reportedBefore];
  let from = started.walk?.at ?? started.from;
  let newest = from;
  let after: string | null = null;
  let walked = 0;
  for (;;) {
    const page = await walk.page({ from, after }, ctx);
    const rows = page.nodes.map((node) => rowOf(node, walk));
    const fresh = rows.filter(({ mark }) => !isSeen(started.known, mark) && !reportedBefore.has(mark));
    const { items, unread } = await readSingly(
      fresh.map(({ node }) => node),
      (node) => walk.item(node, ctx),
    );
    newest = rows.map(({ at }) => at).reduce(later, newest);
    walked += rows.length;
    const isEnd = !page.pageInfo.hasNextPage;
    const back = callChannel(started.from, newest, { beganAt, overlapMs: walk.overlapMs, nowMs: ctx.shopNow() });
    const marks = rows.map(({ mark }) => mark);
    met = marksSince(back, new Set([...met, ...marks])).slice(-MAX_SEEN);
    const cursor = isEnd ? endOf(started, back, met) : goingOn(started, newest, { beganAt, met });
    yield { items, cursor, safeToSave: true, ...named(unread, walk.keyOf) };
    if (isEnd) return;
    after = page.pageInfo.endCursor ?? null;
    if (walked >= (walk.mostObjects ?? Number.POSITIVE_INFINITY) && newest !== null) {
      from = newest;
      after = null;
      walked = 0;
    }
  }
}

interface Row {
  readonly node: Json;
  readonly at: string | null;
  readonly mark: string;
}

function rowOf<T>(node: Json, { keyOf, changedField = "updatedAt" }: ChangedNodes<T>): Row {
  const reported = rowId(node, changedField);
  const at = reported !== undefined && isInstant(reported) ? reported : null;
  return { node, at, mark: `${keyOf(node) ?? ""}@${at ?? ""}` };
}

function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return instantMicros(a) >= instantMicros(b) ? a : b;
}

/**
 * Before the newest change and before the walk began, whatever many turns it took; and never behind where it started:
 * an idle shop does not drift back in time.
 */
function callChannel(
  start: string | null,
  newest: string | null,
  { beganAt, overlapMs, nowMs }: { readonly beganAt: string; readonly overlapMs: number; readonly nowMs: number },
): string | null {
  if (newest === null) return start;
  const newestMs = Number(instantMicros(newest) / 1000n);
  const back = new Date(restartMs(newestMs, overlapMs, nowMs, Date.parse(beganAt))).toISOString();
  return start === null ? back : later(start, back);
}

function marksSince(begins: string | null, marks: Iterable<string>): string[] {
  if (begins === null) return [];
  const since = instantMicros(begins);
  return [...marks].filter((mark) => {
    const at = mark.slice(mark.lastIndexOf("@") + 1);
    return at !== "" && instantMicros(at) >= since;
  });
}

const endOf = ({ known }: Stand, begins: string | null, marks: readonly string[]): string =>
  write({ from: begins, known: marks.length === 0 ? known : nextSeen(known, marks), walk: undefined });

/**
 * Within a walk: the next turn reads on from the newest change, not the overlap before it, or a rush of orders would be
 * read from its beginning in every turn. It stays where it was while the time has not moved.
 */
function goingOn(started: Stand, newest: string | null, { beganAt, met }: Pick<Walked, "beganAt" | "met">): string {
  if (newest === null || newest === (started.walk?.at ?? started.from)) return write(started);
  return write({ ...started, walk: { at: newest, beganAt, met } });
}

/** Of a walk that is not at its end: how far it is, when it began, and the rows it has told that may be met again. */
interface Walked {
  readonly at: string;
  readonly beganAt: string;
  readonly met: readonly string[];
}

/** Where the next run begins, and what of the overlap it need not read again. */
interface Stand {
  readonly from: string | null;
  readonly known: SeenMarks;
  readonly walk: Walked | undefined;
}

const write = ({ from, known, walk }: Stand): string => JSON.stringify({ from, known: seenText(known), walk });

function standOf(cursor: string | null, since: string | undefined): Stand {
  if (cursor === null) return { from: since ?? null, known: seenFrom({}), walk: undefined };
  const { from, known, walk } = parseResponse(cursorShape, readCursorJson(cursor), { what: "a stored cursor" });
  return { from: from ?? since ?? null, known: seenFrom(known), walk };
}

/** JSON of a cursor of ours. Throws ConnectorError rejected when it was not made here. */
export function readCursorJson(cursor: string): Json {
  try {
    return parseJson(cursor);
  } catch (cause) {
    throw new ConnectorError({ kind: "rejected", code: "cursor" }, message("platform.position"), { cause });
  }
}
