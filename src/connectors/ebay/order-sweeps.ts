/**
 * What changed among the orders. The order of eBay's answers is not documented, and rows that change leave their place:
 * each window has a closed end and is made so short that one page holds it (sheet section 4). Windows of one moment alone
 * are paged.
 */
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { named, readSingly, rowId } from "../kit/pull/read-each.ts";
import { askOrders, type OrderPage, toPartHere } from "./order-read.ts";

/** Most rows of a page, and most ids asked for at once (official description). */
const PAGE = 200;
const MOST_IDS = 50;
/** Orders may be saved late, and clocks differ. */
const OVERLAP_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
/** Orders of two years and not a day more. */
const HISTORY_MS = 729 * DAY_MS;
/** Our idea of eBay's clock is a second or two off. */
const AHEAD_MS = 5_000;

/** Where a walk stands: from `at` in windows of `span`, up to its own end; `offset` inside a window that is paged. */
const placeSchema = z.object({
  at: z.number(),
  end: z.number().nullable(),
  span: z.number(),
  offset: z.number(),
});
type PagePosition = z.output<typeof placeSchema>;

function read(cursor: string | null, since: string | undefined, now: number): PagePosition {
  const started = since === undefined ? now - HISTORY_MS : Math.max(Date.parse(since), now - HISTORY_MS);
  const fresh: PagePosition = { at: started, end: null, span: HISTORY_MS, offset: 0 };
  if (!cursor) return fresh;
  try {
    return placeSchema.parse(JSON.parse(cursor));
  } catch {
    // A cursor of another form: everything is walked again, and nothing lost.
    return fresh;
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();

const windowOf = ({ at, span }: PagePosition, end: number): number => Math.min(at + span, end);

function askWindow(from: number, to: number, offset: number, ctx: Context): Promise<OrderPage> {
  return askOrders(
    [
      ["filter", `lastmodifieddate:[${iso(from)}..${iso(to)}]`],
      ["limit", String(PAGE)],
      ["offset", String(offset)],
    ],
    ctx,
  );
}

async function* changes(
  input: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncGenerator<SweepPage<OrderPart>> {
  const now = ctx.shopNow();
  const started = read(input.cursor, input.since, now);
  const end = started.end ?? Math.max(started.at + 1, now + AHEAD_MS);
  let position: PagePosition = { ...started, end };
  for (;;) {
    const to = windowOf(position, end);
    const page = await askWindow(position.at, to, position.offset, ctx);
    const isTooLong = page.total > PAGE && to > position.at;
    if (isTooLong && position.offset === 0) {
      position = { ...position, span: shorter(to - position.at, page.total) };
      continue;
    }
    const { items, unread } = await readSingly(page.rows, (row) => toPartHere(row, ctx));
    const next = following(position, { to, end, page });
    yield {
      items,
      cursor: JSON.stringify(next ?? rest(end)),
      safeToSave: true,
      ...named(unread, (row) => rowId(row, "orderId")),
    };
    if (next === null) return;
    position = next;
  }
}

/** As long as would hold three quarters of a page if the orders came evenly, half at most, and down to one moment. */
const shorter = (span: number, total: number): number => Math.floor(Math.min(span / 2, (span * PAGE * 0.75) / total));

/** Null: the walk is at its end. */
function following(
  position: PagePosition,
  { to, end, page }: { readonly to: number; readonly end: number; readonly page: OrderPage },
): PagePosition | null {
  const offset = position.offset + page.rows.length;
  if (page.rows.length > 0 && offset < page.total) return { ...position, offset };
  if (to >= end) return null;
  // Both ends of a window belong to it.
  return { ...position, at: to + 1, span: Math.max(1_000, position.span) * 2, offset: 0 };
}

const rest = (end: number): PagePosition => ({
  at: end - AHEAD_MS - OVERLAP_MS,
  end: null,
  span: HISTORY_MS,
  offset: 0,
});

export const changedOrders: Sweep<OrderPart> = {
  id: "changed",
  mode: "changed",
  everyMs: 5 * 60_000,
  run: changes,
};

/** Whether parcels, cancellations and refunds move an order's time is not stated: open ones are read again. */
export const openOrders: Sweep<OrderPart> = {
  id: "open",
  mode: "open_ids",
  everyMs: 60 * 60_000,
  async *run({ openIds = [] }, ctx) {
    for (const ids of chunks(openIds, MOST_IDS)) {
      const { rows } = await askOrders([["orderIds", ids.join(",")]], ctx);
      const { items, unread } = await readSingly(rows, (row) => toPartHere(row, ctx));
      yield { items, cursor: "", safeToSave: true, ...named(unread, (row) => rowId(row, "orderId")) };
    }
  },
};
