import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { instantMicros } from "../../commerce/version.ts";
import type { Context } from "../kit/contract/contract.ts";
import { nullIfNotFound } from "../kit/contract/errors.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { toOrderPart } from "./order-mapping.ts";
import { firstNumberSince } from "./order-search.ts";
import { field, objectIn, pageOf, readCursor } from "./pages.ts";
import { readSettings } from "./settings.ts";

/** Misses in a row that end the walk (sheet, section 4). */
const MISSES = 3;
/** Beyond the end one more number is tried, so that a few deleted orders in a row do not end the walk for ever. */
const LOOK_AHEAD = 10;
/** Recent orders read again: a lost status webhook leaves no trace in the numbers. */
const WINDOW = 8;
/** How often the walk looks beyond the next number and reads the latest orders again; otherwise it asks for the next. */
const DEEP_MS = 30 * 60_000;
const PAGE = 10;
/** How long a search for the first number knows what it has asked. */
const SEARCHED_MS = 10 * 60_000;

/**
 * The only way to find missed orders: EasyOrders has no list, but `GET /orders/short/:n` knows the store's
 * running number (undocumented, measured 2026-10; hence the setting `orderWalk`).
 */
export const orderWalk: Sweep<OrderPart> = {
  id: "orders.walk",
  mode: "sequence",
  everyMs: 5 * 60_000,
  run: (input, ctx) => walk(input, ctx),
};

/** Open orders read again in one run: a busy store has hundreds, and each costs a call. */
const OPEN_A_RUN = 25;
/** Closed ones besides: nothing but the status webhook tells what becomes of them, and it is not known to be repeated. */
const CLOSED_A_RUN = 20;

/** Reads open orders again by id, some in each run; heals status changes older than the walk's window. */
export const openOrders: Sweep<OrderPart> = {
  id: "orders.open",
  mode: "open_ids",
  everyMs: 60 * 60_000,
  idsARun: OPEN_A_RUN,
  closedARun: CLOSED_A_RUN,
  async *run({ openIds }, ctx) {
    for (const chunk of chunks(openIds ?? [], PAGE)) {
      const found: Json[] = [];
      for (const id of chunk) {
        const raw = await fetchOrder(id, ctx);
        if (raw !== null) found.push(raw);
      }
      yield { ...(await pageOf(found, (raw) => toOrderPart(raw, ctx))), cursor: "", safeToSave: true };
    }
  },
};

/** The raw order; null when EasyOrders does not know the id. */
export async function fetchOrder(id: string, ctx: Context): Promise<Json | null> {
  return fetchOrNull(`/orders/${encodeURIComponent(id)}`, "orders.get", ctx);
}

function fetchByNumber(number: number, ctx: Context): Promise<Json | null> {
  return fetchOrNull(`/orders/short/${number}`, "orders.walk", ctx);
}

async function fetchOrNull(url: string, operation: string, ctx: Context): Promise<Json | null> {
  const reported = await nullIfNotFound(ctx.http.json({ method: "GET", url, operation }));
  return reported && (objectIn(reported.body) ?? reported.body);
}

async function* walk(
  input: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncIterable<SweepPage<OrderPart>> {
  const start = await startOf(input, ctx);
  let { last } = start;
  let next = start.next;
  let misses = 0;
  let mayLookAhead = true;
  let found: Json[] = [];
  const read = (raw: Json) => [toOrderPart(raw, ctx)].find((part) => isRequested(part, start.since)) ?? null;
  const page = async (isEnd: boolean): Promise<SweepPage<OrderPart>> => ({
    ...(await pageOf(found, read)),
    cursor: JSON.stringify({ from: start.from, last, deepAt: start.deepAt, ...(isEnd ? { end: true } : {}) }),
    safeToSave: true,
  });
  for (;;) {
    const raw = await fetchByNumber(next, ctx);
    if (raw !== null) {
      found.push(raw);
      misses = 0;
      mayLookAhead ||= next > last;
      last = Math.max(last, next);
    } else if (next > last) misses += 1;
    if (misses > 0 && !start.isDeep) break;
    if (misses >= MISSES) {
      const isGap = mayLookAhead && (await fetchByNumber(last + LOOK_AHEAD, ctx)) !== null;
      if (!isGap) break;
      // Orders go on behind deleted ones: walk on to the number just found.
      mayLookAhead = false;
      misses = MISSES - LOOK_AHEAD;
    }
    next += 1;
    if (found.length >= PAGE) {
      yield await page(false);
      found = [];
    }
  }
  yield await page(true);
}

function isRequested(part: OrderPart, since: bigint | null): boolean {
  return since === null || instantMicros(part.placedAt) >= since;
}

interface Start {
  /** Lowest number this store wants to see. */
  readonly from: number;
  /** Highest number already handed out. */
  readonly last: number;
  readonly next: number;
  /** Whether this walk looks beyond the next number, and when one last did. */
  readonly isDeep: boolean;
  readonly deepAt: number;
  /** Microseconds; older orders are not wanted (first run only). */
  readonly since: bigint | null;
}

async function startOf(
  input: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): Promise<Start> {
  const cursor = readCursor(input.cursor);
  const from = field(cursor, "from");
  const last = field(cursor, "last");
  if (typeof from === "number" && typeof last === "number") {
    // A walk that was cut off goes on where it stood; one that came to its end looks back first.
    const isEnd = field(cursor, "end") === true;
    const saved = field(cursor, "deepAt");
    const checkedAt = typeof saved === "number" ? saved : 0;
    const isDeep = !isEnd || ctx.clock.now() - checkedAt >= DEEP_MS;
    const deepAt = isDeep ? ctx.clock.now() : checkedAt;
    const next = isEnd && isDeep ? Math.max(from, last - WINDOW + 1) : last + 1;
    return { from, last, next, isDeep, deepAt, since: null };
  }
  const since = input.since === undefined ? null : instantMicros(input.since);
  const first = await firstNumber(since, ctx);
  return { from: first, last: first - 1, next: first, isDeep: true, deepAt: ctx.clock.now(), since };
}

async function firstNumber(since: bigint | null, ctx: Context): Promise<number> {
  const { walkFrom } = readSettings(ctx.connection);
  if (since === null && (await placedAt(walkFrom, ctx)) !== null) return walkFrom;
  return firstNumberSince(walkFrom, since ?? 0n, (number) => placedAt(number, ctx));
}

interface Searched {
  readonly numbers: Map<number, Promise<bigint | null>>;
  readonly untilMs: number;
}

/**
 * A first sync searches more than once, also at the same time: for open orders, for the past, for what came since, each
 * with a connection opened anew. A number that was free may be taken by now; the search then begins at it or before it all the same, and the walk
 * asks for it again.
 */
const searches = new WeakMap<Context["clock"], Map<string, Searched>>();

function searchedIn({ clock, owner, connection }: Context): Searched["numbers"] {
  const cached = searches.get(clock) ?? new Map<string, Searched>();
  searches.set(clock, cached);
  for (const [key, { untilMs }] of cached) if (untilMs <= clock.now()) cached.delete(key);
  const key = `${owner} ${connection.account.externalId}`;
  const search = cached.get(key) ?? { numbers: new Map(), untilMs: clock.now() + SEARCHED_MS };
  cached.set(key, search);
  return search.numbers;
}

function placedAt(number: number, ctx: Context): Promise<bigint | null> {
  const existing = searchedIn(ctx);
  const requested = existing.get(number) ?? askPlacedAt(number, ctx);
  existing.set(number, requested);
  return requested.catch((error: unknown) => {
    existing.delete(number);
    throw error;
  });
}

async function askPlacedAt(number: number, ctx: Context): Promise<bigint | null> {
  const raw = await fetchByNumber(number, ctx);
  return raw === null ? null : instantMicros(toOrderPart(raw, ctx).placedAt);
}
