/**
 * Open orders. Captures in part and some refunds move no time at all: all open ones are asked for with the few fields that
 * tell a change, a hundred in a call, and those that look otherwise than before are read whole.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { named, rowId } from "../kit/pull/read-each.ts";
import { IDS_A_CALL } from "./client.ts";
import { orderMarks, ordersById } from "./order-read.ts";
import type { ShopFacts } from "./shop.ts";

const MARK_LENGTH = 8;
const MOST_MARKS = 3_000;

const cursorSchema = z.object({ marks: z.record(z.string(), z.string()) });

type Input = Parameters<Sweep<OrderPart>["run"]>[0];

export async function* openOrders(shop: ShopFacts, input: Input, ctx: Context): AsyncIterable<SweepPage<OrderPart>> {
  const saved = input.cursor === null ? { marks: {} } : cursorSchema.parse(JSON.parse(input.cursor));
  const before: Readonly<Record<string, string>> = saved.marks;
  const rows = await orderMarks(input.openIds ?? [], ctx);
  const now = new Map(rows.map((row) => [rowId(row) ?? "", markOf(row)]));
  const exists = (id: string) => before[id] === now.get(id);
  const reported = new Map([...now].filter(([id]) => exists(id)));
  const cursor = () => JSON.stringify({ marks: Object.fromEntries([...reported].slice(0, MOST_MARKS)) });
  yield { items: [], cursor: cursor(), safeToSave: true, unchangedKeys: [...reported.keys()] };
  for (const ids of chunks(
    [...now.keys()].filter((id) => !exists(id)),
    IDS_A_CALL,
  )) {
    const { items, unread, rows: read } = await ordersById(ids, shop, ctx);
    // A mark is kept once its order was told: a run that is broken off before tells it again.
    for (const row of read) reported.set(rowId(row) ?? "", now.get(rowId(row) ?? "") ?? "");
    yield { items, cursor: cursor(), safeToSave: true, ...named(unread, (row) => rowId(row)) };
  }
}

/** Of its own times, its money and its returns; what the shop tells beside unasked changes with them. */
function markOf(row: Json): string {
  return createHash("sha256").update(JSON.stringify(row)).digest("base64url").slice(0, MARK_LENGTH);
}
