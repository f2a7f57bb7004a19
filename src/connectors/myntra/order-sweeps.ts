/**
 * Polling, the safety net under Myntra's own calls. The list filters by whole days in India and knows no "changed since":
 * each cycle walks its days again and fetches those orders whose line statuses are not the ones of the cycle before.
 */
import type { OrderPart } from "../../commerce/order.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { readSingly } from "../kit/pull/read-each.ts";
import { fetchOrder, listOrders, MARK_SIGNS } from "./order-read.ts";
import { dayPlus, indianDay } from "./time.ts";

const EVERY_MS = 5 * 60_000;
const OPEN_EVERY_MS = 3_600_000;
const MONTH_EVERY_MS = 24 * 3_600_000;
/** How far back the list is asked; what it would answer beyond is not known. */
const HISTORY_DAYS = 30;
const IDS_A_PAGE = 20;
/** A list that never says it ends. */
const MOST_PAGES = 10_000;

type Input = Parameters<Sweep<OrderPart>["run"]>[0];

export const orderSweeps: readonly Sweep<OrderPart>[] = [
  { id: "recent", mode: "changed", everyMs: EVERY_MS, run: (input, ctx) => walk(input, recentDays, ctx) },
  { id: "month", mode: "changed", everyMs: MONTH_EVERY_MS, run: (input, ctx) => walk(input, monthDays, ctx) },
  { id: "open", mode: "open_ids", everyMs: OPEN_EVERY_MS, run: open },
];

/** Where a cycle stands. */
interface PagePosition {
  readonly from: string;
  readonly to: string;
  /** The next page; 0 between two cycles. */
  readonly page: number;
  /** Marks of the states that were told. */
  readonly told: ReadonlySet<string>;
}

const write = ({ from, to, page, told }: PagePosition): string => [from, to, page, [...told].join("")].join("|");

function read(cursor: string | null): PagePosition | null {
  const [from = "", to = "", page = "0", marks = ""] = cursor?.split("|") ?? [];
  if (!/^\d{4}-\d{2}-\d{2}$/.test(from) || !/^\d{4}-\d{2}-\d{2}$/.test(to)) return null;
  const reported = new Set<string>();
  for (let at = 0; at < marks.length; at += MARK_SIGNS) reported.add(marks.slice(at, at + MARK_SIGNS));
  return { from, to, page: Math.max(0, Number(page) || 0), told: reported };
}

type Days = (last: PagePosition | null, since: string | undefined, today: string) => string;

/** From the day before the last cycle's last day, so that a hub that was away catches up. */
const recentDays: Days = (last, since, today) => {
  const oldest = dayPlus(today, -HISTORY_DAYS);
  if (last !== null) return latest(oldest, dayPlus(earliest(last.to, today), -1));
  const from = since === undefined ? oldest : indianDay(Date.parse(since));
  return latest(oldest, earliest(from, dayPlus(today, -1)));
};

const monthDays: Days = (_last, _since, today) => dayPlus(today, -HISTORY_DAYS);

const latest = (a: string, b: string): string => (a > b ? a : b);
const earliest = (a: string, b: string): string => (a < b ? a : b);

async function* walk(input: Input, days: Days, ctx: Context): AsyncGenerator<SweepPage<OrderPart>> {
  const last = read(input.cursor);
  const today = indianDay(ctx.shopNow());
  const isResumed = last !== null && last.page > 0;
  let position: PagePosition = isResumed
    ? last
    : { from: days(last, input.since, today), to: today, page: 0, told: last?.told ?? new Set() };
  // A cycle that is gone on with does not know what it has seen: it forgets nothing.
  const seen = new Set(isResumed ? position.told : []);
  for (;;) {
    const { orders, isLast } = await listOrders(position, ctx);
    const reported = new Set(position.told);
    const fresh = orders.filter(({ mark }) => !reported.has(mark));
    const { items, unread } = await readSingly(fresh, ({ key }) => fetchPart(key, ctx));
    for (const { mark } of orders) {
      reported.add(mark);
      seen.add(mark);
    }
    const isEnd = isLast || position.page + 1 >= MOST_PAGES;
    position = isEnd ? { ...position, page: 0, told: seen } : { ...position, page: position.page + 1, told: reported };
    yield { items, cursor: write(position), safeToSave: true, unreadKeys: unread.map(({ key }) => key) };
    if (isEnd) return;
  }
}

/** Orders known to be open are read one by one: nothing that happens to them can be missed for long. */
async function* open({ openIds = [] }: Input, ctx: Context): AsyncGenerator<SweepPage<OrderPart>> {
  for (const ids of chunks([...new Set(openIds)], IDS_A_PAGE)) {
    const { items, unread } = await readSingly(ids, (id) => fetchPart(id, ctx));
    yield { items, cursor: "", safeToSave: true, unreadKeys: unread };
  }
}

/** Null: Myntra does not know the order any more. */
async function fetchPart(key: string, ctx: Context): Promise<OrderPart | null> {
  return (await fetchOrder(key, ctx))?.part ?? null;
}
