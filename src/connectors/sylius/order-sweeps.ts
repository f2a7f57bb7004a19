/**
 * How orders are found. New ones: by the time their checkout ended, oldest first. Changes: nothing in the shop tells
 * them (no time of change, no filter by state), so open orders are read again, and the newest refunded payments lead
 * to orders that were closed before.
 */
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import { chunks } from "../kit/chunks.ts";
import type { Context } from "../kit/contract.ts";
import { parseAtDoor } from "../kit/parse.ts";
import type { Sweep, SweepPage } from "../kit/ports.ts";
import { codeOf, list } from "./client.ts";
import { orderReader, readEach } from "./order-read.ts";
import { listedPaymentSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { shopTime } from "./time.ts";

const PAGE_SIZE = 50;
/** Checkouts that end side by side may be seen in another order than their times. */
const OVERLAP_MS = 10 * 60_000;
const MINUTE_MS = 60_000;
const REFUNDS_LOOKED_AT = 50;
const BATCH = 25;

const cursorSchema = z.object({
  /** ISO UTC; "" is the beginning. */
  after: z.string(),
  page: z.number().int().min(1),
  /** Latest checkout seen in this walk. */
  newest: z.string(),
});
type Cursor = z.output<typeof cursorSchema>;

export function orderSweeps(shop: ShopFacts): readonly Sweep<OrderPart>[] {
  return [
    { id: "placed", mode: "created", everyMs: 2 * MINUTE_MS, run: (input, ctx) => placed(shop, input, ctx) },
    { id: "open", mode: "open_ids", everyMs: 30 * MINUTE_MS, run: (input, ctx) => open(shop, input, ctx) },
  ];
}

async function* placed(
  shop: ShopFacts,
  input: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncIterable<SweepPage<OrderPart>> {
  let cursor = readCursor(input.cursor) ?? { after: input.since ?? "", page: 1, newest: "" };
  const reader = orderReader(shop, ctx);
  // Where the first page with an unreadable order stands: the next run begins there.
  let held: Cursor | null = null;
  for (;;) {
    const readAtMs = ctx.clock.now();
    const page = await list(ctx, {
      url: "/admin/orders",
      operation: "orders.list",
      page: cursor.page,
      size: PAGE_SIZE,
      filters: filtersOf(shop, cursor, ctx),
    });
    const { items, unread } = await readEach(page.rows.map((row) => () => reader.whole(row, readAtMs)));
    const newest = latest([cursor.newest, ...items.map((part) => part.placedAt)]);
    const isLast = !page.hasNext || page.rows.length === 0;
    const next: Cursor = isLast
      ? { after: earlier(newest) || cursor.after, page: 1, newest: "" }
      : { after: cursor.after, page: cursor.page + 1, newest };
    if (unread > 0) held ??= cursor;
    yield { items, cursor: JSON.stringify(held ?? next), safeToSave: true, unread };
    if (isLast) return;
    cursor = next;
  }
}

/** Numbers rise with the checkouts, so that new orders come last and pages do not shift. */
function filtersOf(shop: ShopFacts, cursor: Cursor, ctx: Context) {
  return [
    ["channel.code", shop.channel],
    ["order[number]", "asc"],
    ...(cursor.after ? [["checkoutCompletedAt[after]", shopTime(ctx).toLocal(Date.parse(cursor.after))] as const] : []),
  ] as const;
}

function earlier(newest: string): string {
  return newest === "" ? "" : new Date(Date.parse(newest) - OVERLAP_MS).toISOString();
}

function readCursor(text: string | null): Cursor | null {
  return text === null ? null : cursorSchema.parse(JSON.parse(text));
}

const openCursor = z.object({ refundsUntil: z.string() });

async function* open(
  shop: ShopFacts,
  input: { readonly cursor: string | null; readonly openIds?: readonly string[] | undefined },
  ctx: Context,
): AsyncIterable<SweepPage<OrderPart>> {
  const reader = orderReader(shop, ctx);
  const known = input.cursor === null ? { refundsUntil: "" } : openCursor.parse(JSON.parse(input.cursor));
  const ids = input.openIds ?? [];
  for (const some of chunks(ids, BATCH)) {
    const { items, unread } = await readEach(some.map((id) => () => reader.byToken(id)));
    yield { items, cursor: JSON.stringify(known), safeToSave: true, unread };
  }
  const refunded = await refundedSince(known.refundsUntil, ctx);
  const tokens = refunded.tokens.filter((token) => !ids.includes(token));
  const { items, unread } = await readEach(tokens.map((token) => () => reader.byToken(token)));
  const ofChannel = items.filter((part) => part.site === undefined || part.site === shop.channel);
  yield {
    items: ofChannel,
    cursor: JSON.stringify({ refundsUntil: refunded.until }),
    safeToSave: unread === 0,
    unread,
  };
}

/** Orders of the newest refunded payments that changed since the last look (times as the shop writes them). */
async function refundedSince(since: string, ctx: Context): Promise<{ tokens: string[]; until: string }> {
  const { rows } = await list(ctx, {
    url: "/admin/payments",
    operation: "payments.list",
    size: REFUNDS_LOOKED_AT,
    filters: [
      ["state", "refunded"],
      ["order[createdAt]", "desc"],
    ],
  });
  const payments = rows.map((row) => parseAtDoor(listedPaymentSchema, row, { ctx, what: "payment" }));
  const fresh = payments.filter((one) => (one.updatedAt ?? "") >= since);
  const until = latest([since, ...payments.map((one) => one.updatedAt ?? "")]);
  return { tokens: [...new Set(fresh.map((one) => codeOf(one.order)))], until };
}

/** Of times written alike, the last. */
function latest(times: readonly string[]): string {
  return times.toSorted().at(-1) ?? "";
}
