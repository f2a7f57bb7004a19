/**
 * Changes of orders. The shop's time of change moves with few of them, so that the newest orders and all open ones are
 * asked for with the few fields that tell a change; those that look otherwise than before are read whole.
 */
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { named, rowId } from "../kit/pull/read-each.ts";
import * as documents from "./documents.ts";
import { NEVER_READ, olderOrders, olderSchema } from "./order-older.ts";
import { listOrders, newestOrders, ordersById, readRows } from "./order-read.ts";
import { markOf } from "./row-mark.ts";
import type { ShopFacts } from "./shop.ts";

/** As many as the shop tells in one answer. Closed ones are among them: what is refunded or sent back later. */
const NEWEST = 1_000;
const MOST_MARKS = 3_000;

const cursorSchema = z.object({
  marks: z.record(z.string(), z.string()),
  /** Orders placed before the store was connected are history, whatever becomes of them. */
  since: z.string(),
  older: olderSchema.default(NEVER_READ),
});

type Input = Parameters<Sweep<OrderPart>["run"]>[0];

export async function* openOrders(shop: ShopFacts, input: Input, ctx: Context): AsyncIterable<SweepPage<OrderPart>> {
  const isFirst = input.cursor === null;
  const saved =
    input.cursor === null
      ? { marks: {}, since: input.since ? new Date(input.since).toISOString() : "", older: NEVER_READ }
      : cursorSchema.parse(JSON.parse(input.cursor));
  const before: Readonly<Record<string, string>> = saved.marks;
  const open = new Set(input.openIds ?? []);
  const now = await marksOf(open, shop, ctx);
  const exists = (id: string) => before[id] === now.get(id);
  // At the first look closed ones are as they were told when they were new.
  const changed = [...now.keys()].filter((id) => !exists(id) && (open.has(id) || !isFirst));
  const unchangedKeys = [...open].filter((id) => now.has(id) && exists(id));
  // A mark is kept once its order was told: a run that is broken off before tells it again.
  const reported = new Map([...now].filter(([id]) => exists(id) || !changed.includes(id)));
  let { older } = saved;
  const cursor = () =>
    JSON.stringify({ since: saved.since, marks: Object.fromEntries([...reported].slice(0, MOST_MARKS)), older });
  const ours = (items: readonly OrderPart[]) =>
    items.filter(({ orderKey, placedAt }) => open.has(orderKey) || placedAt >= saved.since);
  yield { items: [], cursor: cursor(), safeToSave: true, unchangedKeys };
  for (const answer of await ordersById(changed, shop, ctx)) {
    const { items, unread } = await readRows(answer, shop, ctx);
    for (const row of answer.rows) {
      const id = rowId(row) ?? "";
      reported.set(id, now.get(id) ?? "");
    }
    yield { items: ours(items), cursor: cursor(), safeToSave: true, ...named(unread, (row) => rowId(row)) };
  }
  for await (const look of olderOrders({ saved: older, since: saved.since, isKnown: (id) => now.has(id) }, shop, ctx)) {
    older = look.older;
    const { items, unread } = look;
    yield { items: ours(items), cursor: cursor(), safeToSave: true, ...named(unread, (row) => rowId(row)) };
  }
}

/** By id, newest first; open orders that are older stand behind. */
async function marksOf(open: ReadonlySet<string>, shop: ShopFacts, ctx: Context): Promise<Map<string, string>> {
  const marks = new Map<string, string>();
  const add = (rows: readonly Json[]) => {
    for (const row of rows) marks.set(rowId(row) ?? "", markOf(row));
  };
  add((await newestOrders({ skip: 0, size: NEWEST }, shop, ctx, documents.ORDER_MARKS)).rows);
  const older = [...open].filter((id) => !marks.has(id));
  for (const ids of chunks(older, NEWEST))
    add(
      (
        await listOrders({ take: ids.length, filter: { id: { in: ids } } }, shop, ctx, {
          document: documents.ORDER_MARKS,
        })
      ).rows,
    );
  return marks;
}
