/** Walking a Shopify connection by `updated_at`: resumable, in bounded memory, with the overlap inside the cursor. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import { instantMicros } from "../../commerce/version.ts";
import type { Context } from "../kit/contract.ts";
import { ConnectorError } from "../kit/errors.ts";
import { parseJson } from "../kit/json.ts";
import { isKnown, type Known, knownFrom, knownNext, knownSchema, knownText, restartMs } from "../kit/overlap.ts";
import { anyJson, parseAtDoor } from "../kit/parse.ts";
import type { Sweep, SweepPage } from "../kit/ports.ts";
import { named, readSingly, rowId } from "../kit/read-each.ts";
import { pageInfo } from "./graphql.ts";
import { numberOf } from "./ids.ts";
import { isInstant } from "./nodes.ts";

/** The search index behind filters lags writes by seconds to minutes; the next run reads this much again. */
export const OVERLAP_MS = 5 * 60_000;
/** One connection reaches 25,000 objects (docs: limits); the walk starts a new one well before. */
const MAX_OBJECTS_PER_WALK = 24_000;

/** Nodes as they came, so that one unreadable record does not hide the others. */
export const rawPage = z.object({ nodes: z.array(anyJson), pageInfo });
export type RawPage = z.output<typeof rawPage>;

/** The watermark lies in Shopify's clock. */
const cursorShape = z.object({ from: z.string().nullable(), known: knownSchema.default({}) });

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
    run: (input, ctx) => runChanged(walk, standOf(input.cursor, input.since), ctx),
  };
}

async function* runChanged<T>(walk: ChangedWalk<T>, begun: Stand, ctx: Context): AsyncIterable<SweepPage<T>> {
  let { from } = begun;
  let newest = from;
  let after: string | null = null;
  let walked = 0;
  const met: Row[] = [];
  for (;;) {
    const page = await walk.page({ query: from === null ? null : updatedSince(from), after }, ctx);
    const rows = page.nodes.map(rowOf);
    const fresh = rows.filter(({ mark }) => !isKnown(begun.known, mark)).map(({ node }) => node);
    const { items, unread } = await readSingly(fresh, (node) => walk.item(node, ctx));
    newest = rows.map(({ at }) => at).reduce(later, newest);
    met.push(...rows);
    walked += rows.length;
    const isEnd = !page.pageInfo.hasNextPage;
    const back = reach(begun.from, newest, ctx.clock.now());
    const cursor = isEnd ? endOf(begun, back, met) : write({ ...begun, from: back });
    yield { items, cursor, safeToSave: true, ...named(unread, keyOf) };
    if (isEnd) return;
    after = page.pageInfo.endCursor ?? null;
    if (walked >= MAX_OBJECTS_PER_WALK && newest !== null) {
      from = newest;
      after = null;
      walked = 0;
    }
  }
}

/** The key `get` takes, of a node that may be unreadable otherwise. */
export function keyOf(node: Json): string | undefined {
  const id = rowId(node);
  return id === undefined ? undefined : numberOf(id);
}

/** Quoted: an unquoted time loses its hours and the filter works by whole days (community.shopify.com t/208519). */
export function updatedSince(from: string): string {
  return `updated_at:>='${from}'`;
}

interface Row {
  readonly node: Json;
  readonly at: string | null;
  readonly mark: string;
}

function rowOf(node: Json): Row {
  const { data } = stampShape.safeParse(node);
  const at = data && isInstant(data.updatedAt) ? data.updatedAt : null;
  return { node, at, mark: `${keyOf(node) ?? ""}@${at ?? ""}` };
}

const stampShape = z.object({ updatedAt: z.string() });

function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return instantMicros(a) >= instantMicros(b) ? a : b;
}

/** Before the newest change, and never behind where the walk began: an idle shop does not drift back in time. */
function reach(start: string | null, newest: string | null, nowMs: number): string | null {
  if (newest === null) return start;
  const newestMs = Number(instantMicros(newest) / 1000n);
  const back = new Date(restartMs(newestMs, OVERLAP_MS, nowMs)).toISOString();
  return start === null ? back : later(start, back);
}

function endOf({ known }: Stand, begins: string | null, met: readonly Row[]): string {
  const isInReach = ({ at }: Row) => at !== null && begins !== null && instantMicros(at) >= instantMicros(begins);
  const marks = met.filter(isInReach).map(({ mark }) => mark);
  return write({ from: begins, known: marks.length === 0 ? known : knownNext(known, marks) });
}

/** Where the next run begins, and what of the overlap it need not read again. */
interface Stand {
  readonly from: string | null;
  readonly known: Known;
}

const write = ({ from, known }: Stand): string => JSON.stringify({ from, known: knownText(known) });

function standOf(cursor: string | null, since: string | undefined): Stand {
  if (cursor === null) return { from: since ?? null, known: knownFrom({}) };
  const { from, known } = parseAtDoor(cursorShape, readCursorJson(cursor), { what: "a stored cursor" });
  return { from: from ?? since ?? null, known: knownFrom(known) };
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
