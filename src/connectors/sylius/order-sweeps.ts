/**
 * How orders are found. New ones: by the time their checkout ended, oldest first. Changes: nothing in the shop tells
 * them (no time of change, no filter by state), so open orders are looked for in the list of orders, newest first, and
 * those whose row changed are read whole; the newest refunded payments lead to orders that were closed before.
 */
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { named, readSingly } from "../kit/pull/read-each.ts";
import { list } from "./client.ts";
import { openOrders } from "./order-open.ts";
import { orderReader } from "./order-read.ts";
import { isMarked, marksOf, marksSchema, newestMarks, tokenOf } from "./row-marks.ts";
import type { ShopFacts } from "./shop.ts";
import { shopTime } from "./time.ts";

const PAGE_SIZE = 50;
/** So many of the newest orders are known by their rows: those of the overlap, also after a rush. */
const MARKED = 1_000;
/** Checkouts that end side by side may be seen in another order than their times. */
const OVERLAP_MS = 10 * 60_000;
const MINUTE_MS = 60_000;
/** A whole look at the day before, once a day, finds what a walk by time missed: a clock put back, a slow checkout. */
const DAY_MS = 24 * 60 * MINUTE_MS;
const LOOKED_BACK_MS = DAY_MS;

const cursorSchema = z.object({
  /** ISO UTC; "" is the beginning. */
  after: z.string(),
  page: z.number().int().min(1),
  /** Latest checkout seen in this walk. */
  newest: z.string(),
  /** When the last whole look began, ISO UTC. */
  lookedAt: z.string().default(""),
  /** Rows of the overlap, which are told again by the next walk. */
  seen: marksSchema.default({}),
  /** Rows of this walk so far: a turn ends after a second, and the walk goes on in the next one. */
  told: marksSchema.default({}),
});
type Cursor = z.output<typeof cursorSchema>;

export function orderSweeps(shop: ShopFacts): readonly Sweep<OrderPart>[] {
  return [
    { id: "placed", mode: "created", everyMs: 2 * MINUTE_MS, run: (input, ctx) => placed(shop, input, ctx) },
    { id: "open", mode: "open_ids", everyMs: 30 * MINUTE_MS, run: (input, ctx) => openOrders(shop, input, ctx) },
  ];
}

async function* placed(
  shop: ShopFacts,
  input: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncIterable<SweepPage<OrderPart>> {
  const nowIso = new Date(ctx.clock.now()).toISOString();
  const saved = readCursor(input.cursor) ?? {
    after: input.since ?? "",
    page: 1,
    newest: "",
    lookedAt: nowIso,
    seen: {},
    told: {},
  };
  let cursor = saved.page === 1 ? lookedBack(saved, ctx.clock.now()) : saved;
  const reader = orderReader(shop, ctx);
  for (;;) {
    const readAtMs = ctx.clock.now();
    const page = await list(ctx, {
      url: "/admin/orders",
      operation: "orders.list",
      page: cursor.page,
      size: PAGE_SIZE,
      filters: filtersOf(shop, cursor, ctx),
    });
    const fresh = page.rows.filter((row) => !isMarked(saved.seen, row));
    const { items, unread } = await readSingly(fresh, (row) => reader.whole(row, readAtMs));
    const newest = latest([cursor.newest, ...items.map((part) => part.placedAt)]);
    const isLast = !page.hasNext || page.rows.length === 0;
    // Oldest first, so that the last ones are those of the overlap.
    const reported = newestMarks({ ...cursor.told, ...marksOf(page.rows) }, MARKED);
    const next: Cursor = isLast
      ? { ...cursor, after: latest([earlier(newest), saved.after]), page: 1, newest: "", seen: reported, told: {} }
      : { ...cursor, page: cursor.page + 1, newest, told: reported };
    yield { items, cursor: JSON.stringify(next), safeToSave: true, ...named(unread, tokenOf) };
    if (isLast) return;
    cursor = next;
  }
}

/** Once a day the walk begins a day before where it stands. */
function lookedBack(cursor: Cursor, nowMs: number): Cursor {
  if (cursor.after === "" || nowMs - (Date.parse(cursor.lookedAt) || 0) < DAY_MS) return cursor;
  const back = new Date(Date.parse(cursor.after) - LOOKED_BACK_MS).toISOString();
  return { ...cursor, after: back, lookedAt: new Date(nowMs).toISOString() };
}

/** Numbers rise with the checkouts, so that new orders come last and pages do not shift. */
function filtersOf(shop: ShopFacts, cursor: Cursor, ctx: Context) {
  return [
    ["channel.code", shop.channel],
    ["order[number]", "asc"],
    ...(cursor.after
      ? [["checkoutCompletedAt[after]", shopTime(ctx).toLocalSince(Date.parse(cursor.after))] as const]
      : []),
  ] as const;
}

function earlier(newest: string): string {
  return newest === "" ? "" : new Date(Date.parse(newest) - OVERLAP_MS).toISOString();
}

function readCursor(text: string | null): Cursor | null {
  return text === null ? null : cursorSchema.parse(JSON.parse(text));
}

/** Of times written alike, the last. */
function latest(times: readonly string[]): string {
  return times.toSorted().at(-1) ?? "";
}
