/**
 * Changes of orders that are neither open nor among the newest: once a day all placed orders are walked with the few
 * fields that tell a change, and the orders of a day whose sum is another one than the day before are read whole.
 */
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { inBornePortions } from "../kit/pull/page-size.ts";
import { rowId } from "../kit/pull/read-each.ts";
import * as documents from "./documents.ts";
import { listOrders, ordersById, placedAt, readRows } from "./order-read.ts";
import { markOf } from "./row-mark.ts";
import type { ShopFacts } from "./shop.ts";

/** As many as the shop tells in one answer. */
const PAGE_SIZE = 1_000;
const DAY_MS = 24 * 3_600_000;
/** Sums stay below it: 32 bits. */
const SUM_MODULO = 2 ** 32;

export const olderSchema = z.object({
  /** Of each day orders were placed on, the sum of their marks: the list may tell those of one moment in any order. */
  sums: z.record(z.string(), z.number()),
  lookedAt: z.string(),
  /** Orders from before the day asked for, oldest first: never walked again. */
  from: z.number().int(),
  walk: z.object({ skip: z.number().int(), day: z.string(), sum: z.number(), ids: z.array(z.string()) }).nullable(),
});

export type Older = z.output<typeof olderSchema>;
type Walk = NonNullable<Older["walk"]>;

export const NEVER_READ: Older = { sums: {}, lookedAt: "", from: 0, walk: null };

interface Look {
  readonly saved: Older;
  readonly since: string;
  /** Told by its own mark. */
  isKnown(id: string): boolean;
}

interface Checked {
  readonly items: readonly OrderPart[];
  readonly unread: readonly Json[];
  readonly older: Older;
}

/** Nothing unless a day has passed since the last look. The first one only learns how the orders look. */
export async function* olderOrders(
  { saved, since, isKnown }: Look,
  shop: ShopFacts,
  ctx: Context,
): AsyncIterable<Checked> {
  const isDue = ctx.clock.now() - (Date.parse(saved.lookedAt) || 0) >= DAY_MS;
  if (saved.walk === null && !isDue) return;
  let { from } = saved;
  const sums = { ...saved.sums };
  let walk: Walk = saved.walk ?? { skip: from, day: "", sum: 0, ids: [] };
  const changed = () => {
    const isSame = sums[walk.day] === undefined || sums[walk.day] === walk.sum;
    if (walk.day !== "") sums[walk.day] = walk.sum;
    return isSame ? [] : walk.ids.filter((id) => !isKnown(id));
  };
  for (;;) {
    const { rows, total } = await oldestOrders(walk.skip, shop, ctx);
    const isLast = rows.length === 0 || walk.skip + rows.length >= total;
    const ids: string[] = [];
    for (const row of rows) {
      const day = placedAt(row).slice(0, 10);
      if (placedAt(row) < since) continue;
      if (day !== walk.day) ids.push(...changed());
      walk = day === walk.day ? walk : { ...walk, day, sum: 0, ids: [] };
      walk = { ...walk, sum: added(walk.sum, row), ids: [...walk.ids, rowId(row) ?? ""] };
    }
    walk = { ...walk, skip: walk.skip + rows.length };
    if (rows.every((row) => placedAt(row) < since)) from = walk.skip;
    if (isLast) ids.push(...changed());
    const reported = await whole(ids, shop, ctx);
    const checkedAt = isLast ? new Date(ctx.clock.now()).toISOString() : saved.lookedAt;
    yield { ...reported, older: { sums: { ...sums }, lookedAt: checkedAt, from, walk: isLast ? null : walk } };
    if (isLast) return;
  }
}

function oldestOrders(skip: number, shop: ShopFacts, ctx: Context) {
  const document = documents.ORDER_MARKS;
  const sort = { orderPlacedAt: "ASC" };
  return inBornePortions(
    { name: document.operation, size: PAGE_SIZE },
    ({ size: take, halves }) => listOrders({ skip, take, sort }, shop, ctx, { document, halves }),
    ctx,
  );
}

const added = (sum: number, row: Json): number =>
  (sum + Buffer.from(markOf(row), "base64url").readUInt32BE(0)) % SUM_MODULO;

async function whole(ids: readonly string[], shop: ShopFacts, ctx: Context): Promise<Omit<Checked, "older">> {
  const items: OrderPart[] = [];
  const unread: Json[] = [];
  for (const answer of await ordersById(ids, shop, ctx)) {
    const read = await readRows(answer, shop, ctx);
    items.push(...read.items);
    unread.push(...read.unread);
  }
  return { items, unread };
}
