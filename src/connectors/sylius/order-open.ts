/** Open orders, found in the list of orders, and closed ones of which a payment was refunded. */
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { notAhead } from "../kit/parse/local-time.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { readSingly } from "../kit/pull/read-each.ts";
import { codeOf, list } from "./client.ts";
import { orderReader } from "./order-read.ts";
import type { Marks } from "./row-marks.ts";
import { isMarked, marksOf, marksSchema, newestMarks, tokenOf } from "./row-marks.ts";
import { listedPaymentSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { shopTime } from "./time.ts";

const ORDERS_A_PAGE = 100;
/** Open orders are mostly young: after so many pages without one, the rest is asked for one by one. */
const PAGES_WITHOUT = 2;
const SINGLES_A_PAGE = 25;
const REFUNDS_A_PAGE = 100;
/** The list can only be sorted by when a payment was made: once a day all of it is looked at for refunds of old ones. */
const FULL_CHECK_MS = 24 * 3_600_000;
/** As many open orders as one round of the engine takes, so that none of them is read whole twice in it. */
const MOST_MARKS = 2_000;

const cursorSchema = z.object({
  /** Time of the last refunded payment that was looked at, as the shop writes it. */
  refundsUntil: z.string(),
  /** The same of the last look at all refunded payments, and when that was, ISO UTC. */
  wholeUntil: z.string().default(""),
  wholeAt: z.string().default(""),
  seen: marksSchema.default({}),
});

type Input = Parameters<Sweep<OrderPart>["run"]>[0];

export async function* openOrders(shop: ShopFacts, input: Input, ctx: Context): AsyncIterable<SweepPage<OrderPart>> {
  const reader = orderReader(shop, ctx);
  const saved = readCursor(input, ctx);
  const left = new Set(input.openIds ?? []);
  let marks: Marks = {};
  // Told some orders at a time: the marks of the others are kept.
  const seen = () => newestMarks({ ...saved.seen, ...marks }, MOST_MARKS);
  const page = (items: readonly OrderPart[], unreadKeys: readonly string[]) => ({
    items,
    cursor: JSON.stringify({ ...saved, seen: seen() }),
    safeToSave: true,
    unreadKeys,
  });
  for await (const { rows, readAtMs } of listed(shop, left, ctx)) {
    const changed = rows.filter((row) => !isMarked(saved.seen, row));
    const { items, unread } = await readSingly(changed, (row) => reader.whole(row, readAtMs));
    marks = { ...marks, ...marksOf(rows) };
    const unchanged = rows.filter((row) => !changed.includes(row));
    const unreadKeys = unread.flatMap((row) => tokenOf(row) ?? []);
    yield { ...page(items, unreadKeys), unchangedKeys: unchanged.flatMap((row) => tokenOf(row) ?? []) };
  }
  while (left.size > 0) {
    const some = [...left].slice(0, SINGLES_A_PAGE);
    for (const token of some) left.delete(token);
    const { items, unread } = await readSingly(some, (token) => reader.byToken(token));
    yield page(items, unread);
  }
  const refunded = await newRefunds(saved, shop, ctx);
  const tokens = refunded.tokens.filter((token) => !input.openIds?.includes(token));
  const { items, unread } = await readSingly(tokens, (token) => reader.byToken(token));
  yield {
    items: items.filter((part) => part.site === undefined || part.site === shop.channel),
    cursor: JSON.stringify({ ...saved, ...refunded.looks, seen: seen() }),
    safeToSave: true,
    unreadKeys: unread,
  };
}

type Cursor = z.output<typeof cursorSchema>;
type Looks = Pick<Cursor, "refundsUntil" | "wholeUntil" | "wholeAt">;

function readCursor(input: Input, ctx: Context): Cursor {
  if (input.cursor !== null) {
    const saved = cursorSchema.parse(JSON.parse(input.cursor));
    return saved.wholeUntil === "" ? { ...saved, wholeUntil: saved.refundsUntil } : saved;
  }
  const first = firstCheck(input.since, ctx);
  const now = new Date(ctx.clock.now()).toISOString();
  return { refundsUntil: first, wholeUntil: first, wholeAt: now, seen: {} };
}

/** Rows of these orders out of the list, newest first; what was found is taken out of the set. */
async function* listed(shop: ShopFacts, left: Set<string>, ctx: Context) {
  for (let page = 1, without = 0; left.size > 0 && without < PAGES_WITHOUT; page += 1) {
    const readAtMs = ctx.clock.now();
    const { rows, hasNext } = await list(ctx, {
      url: "/admin/orders",
      operation: "orders.list",
      page,
      size: ORDERS_A_PAGE,
      filters: [
        ["channel.code", shop.channel],
        ["order[number]", "desc"],
      ],
    });
    const own = rows.filter((row: Json) => left.delete(tokenOf(row) ?? ""));
    without = own.length === 0 ? without + 1 : 0;
    if (own.length > 0) yield { rows: own, readAtMs };
    if (!hasNext || rows.length === 0) return;
  }
}

/** Refunds from before the store was connected are history. */
function firstCheck(since: string | undefined, ctx: Context): string {
  return shopTime(ctx).toLocalSince(since === undefined ? ctx.shopNow() : Date.parse(since));
}

/**
 * Orders of refunded payments that changed since the last look (times as the shop writes them): of the youngest payments
 * each time, of all once a day.
 */
async function newRefunds(saved: Cursor, shop: ShopFacts, ctx: Context): Promise<{ tokens: string[]; looks: Looks }> {
  const now = ctx.clock.now();
  const isWhole = now - (Date.parse(saved.wholeAt) || 0) >= FULL_CHECK_MS;
  const since = notAhead(isWhole ? saved.wholeUntil : saved.refundsUntil, shopTime(ctx), ctx.shopNow());
  const fresh: RefundedPayment[] = [];
  let until = saved.refundsUntil;
  for await (const payments of refundedPayments(shop, ctx)) {
    fresh.push(...payments.filter((one) => (one.updatedAt ?? "") >= since));
    until = [until, ...payments.map((one) => one.updatedAt ?? "")].toSorted().at(-1) ?? until;
    if (!isWhole) break;
  }
  return {
    tokens: [...new Set(fresh.map((one) => codeOf(one.order)))],
    looks: {
      refundsUntil: until,
      wholeUntil: isWhole ? until : saved.wholeUntil,
      wholeAt: isWhole ? new Date(now).toISOString() : saved.wholeAt,
    },
  };
}

type RefundedPayment = z.output<typeof listedPaymentSchema>;

/** Page by page, the youngest orders first. */
async function* refundedPayments(shop: ShopFacts, ctx: Context): AsyncIterable<readonly RefundedPayment[]> {
  for (let page = 1; ; page += 1) {
    const { rows, hasNext } = await list(ctx, {
      url: "/admin/payments",
      operation: "payments.list",
      page,
      size: REFUNDS_A_PAGE,
      filters: [
        ["state", "refunded"],
        ["order.channel.code", shop.channel],
        ["order[createdAt]", "desc"],
      ],
    });
    yield rows.map((row) => parseResponse(listedPaymentSchema, row, { ctx, what: "payment", essential: ["order"] }));
    if (!hasNext || rows.length === 0) return;
  }
}
