/**
 * What changed among the orders. An order's time moves with its status alone: requests to cancel and returns are walked
 * beside it, and their orders read again.
 */
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { wholeNumber } from "../kit/parse/parse.ts";
import { named, readEach, rowId } from "../kit/pull/read-each.ts";
import { type Book, cancellationBook, returnBook, seesAfterSales } from "./after-sales.ts";
import { type ChangeList, changedPage, type Mark, markAt, markSchema } from "./change-list.ts";
import { fetchRaw, MAX_IDS, partsOf, readReported } from "./order-read.ts";

const readParts = (rows: readonly Json[], ctx: Context): Promise<readonly OrderPart[]> =>
  partsOf(
    rows.map((raw) => readReported(raw, ctx)),
    ctx,
  );

const keyOf = (row: Json): string | undefined => rowId(row);

const orderList: ChangeList<OrderPart> = {
  path: "/order/202309/orders/search",
  operation: "orders.search",
  rows: "orders",
  pageSize: 100,
  read: readParts,
};

const listOf = <T>(book: Book<T>): ChangeList<T> => ({
  ...book,
  pageSize: 50,
  read: async (rows, ctx) => rows.map((row) => book.read(row, ctx)),
});

/** Claims come by webhook: this look finds what was lost. */
const CLAIMS_EVERY_S = 15 * 60;

const cursorSchema = z.object({
  orders: markSchema,
  returns: markSchema,
  cancellations: markSchema,
  /** When claims were last asked for, Unix seconds. */
  claimsAt: wholeNumber.default(0),
  /** A run that goes on in the next turn has read the orders, and not the claims: a turn may be over behind any page. */
  areOrdersRead: z.boolean().default(false),
});
type Cursor = z.output<typeof cursorSchema>;

export const changedOrders: Sweep<OrderPart> = {
  id: "changed",
  mode: "changed",
  everyMs: 5 * 60_000,
  async *run({ cursor, since }, ctx) {
    const now = Math.floor(ctx.shopNow() / 1000);
    const walk = { before: now + 1, ...readCursor(cursor, since, now) };
    const reported = new Set<string>();
    const asksClaims = now - walk.claimsAt >= CLAIMS_EVERY_S && seesAfterSales(ctx);
    const orders = walk.areOrdersRead ? walk.orders : yield* orderPages({ ...walk, asksClaims }, reported, ctx);
    if (asksClaims) yield* claimPages({ ...walk, orders, areOrdersRead: true }, reported, ctx);
  },
};

interface Walk extends Cursor {
  readonly before: number;
}

/** TikTok takes calls whose clock is five minutes behind; twice that is certainly before now, by its own. */
const CLOCKS_APART_S = 10 * 60;

/** A first run reads every order with its claims: those are walked from then on. */
function readCursor(cursor: string | null, since: string | undefined, now: number): Cursor {
  if (cursor !== null) {
    const read = cursorSchema.safeParse(parsed(cursor));
    if (read.success) return read.data;
  }
  const start = since === undefined ? 0 : Math.floor(Date.parse(since) / 1000);
  const claims = markAt(now - CLOCKS_APART_S);
  return { orders: markAt(start), returns: claims, cancellations: claims, claimsAt: 0, areOrdersRead: false };
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(cursor);
  } catch {
    // A cursor of another make: everything is walked again, and nothing lost.
    return null;
  }
}

const write = ({ orders, returns, cancellations, claimsAt, areOrdersRead }: Cursor): string =>
  JSON.stringify({ orders, returns, cancellations, claimsAt, areOrdersRead });

/** Ends with where the next run begins. */
async function* orderPages(
  walk: Walk & { readonly asksClaims: boolean },
  reported: Set<string>,
  ctx: Context,
): AsyncGenerator<SweepPage<OrderPart>, Mark> {
  let { orders: mark } = walk;
  for (;;) {
    const page = await changedPage(orderList, { mark, before: walk.before }, ctx);
    for (const { orderKey } of page.items) reported.add(orderKey);
    const cursor = write({ ...walk, orders: page.mark, areOrdersRead: page.isLast && walk.asksClaims });
    yield { items: page.items, cursor, safeToSave: true, ...named(page.unread, keyOf) };
    if (page.isLast) return page.mark;
    mark = page.mark;
  }
}

/** Orders whose claims changed, in one last page; none where nothing did. */
async function* claimPages(
  walk: Walk,
  reported: ReadonlySet<string>,
  ctx: Context,
): AsyncGenerator<SweepPage<OrderPart>> {
  const returns = await changedClaims(listOf(returnBook), walk.returns, { before: walk.before, ctx });
  const cancellations = await changedClaims(listOf(cancellationBook), walk.cancellations, { before: walk.before, ctx });
  const claimed = new Set([...returns.orders, ...cancellations.orders]);
  const end: Cursor = {
    orders: walk.orders,
    returns: returns.mark,
    cancellations: cancellations.mark,
    claimsAt: walk.before - 1,
    areOrdersRead: false,
  };
  // Told in this run already, with their claims.
  const ids = [...claimed].filter((id) => !reported.has(id));
  if (ids.length === 0) yield { items: [], cursor: write(end), safeToSave: true };
  const pages = chunks(ids, MAX_IDS);
  for (const [index, some] of pages.entries()) {
    const { items, unread } = await readEach(await fetchRaw(some, ctx), (raws) => readParts(raws, ctx));
    const isLast = index === pages.length - 1;
    yield { items, cursor: write(isLast ? end : walk), safeToSave: true, ...named(unread, keyOf) };
  }
}

async function changedClaims<T extends { readonly order_id: string }>(
  list: ChangeList<T>,
  from: Mark,
  { before, ctx }: { readonly before: number; readonly ctx: Context },
): Promise<{ readonly orders: readonly string[]; readonly mark: Mark }> {
  const orders: string[] = [];
  let mark = from;
  for (;;) {
    const page = await changedPage(list, { mark, before }, ctx);
    orders.push(...page.items.map(({ order_id }) => order_id));
    // A claim that cannot be read still names its order.
    orders.push(...page.unread.flatMap((row) => rowId(row, "order_id") ?? []));
    mark = page.mark;
    if (page.isLast) return { orders, mark };
  }
}
