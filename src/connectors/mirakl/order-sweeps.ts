/**
 * Walking orders by their time of change (sheet section 4). The list is sorted by creation and asked for by offset, with no
 * upper bound and no filter by state: rows only enter it while it is walked, which tells some twice and skips none.
 */
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { rowId } from "../kit/pull/read-each.ts";
import { read } from "./client.ts";
import { A_PAGE, keyOf, readRows, rowsByIds, unreadOf } from "./order-read.ts";
import { orderPageSchema } from "./order-schemas.ts";
import { beginReturns, returnsSince } from "./return-sweeps.ts";
import { ended, freshRows, moreMet, readCursor, walkOf } from "./sweeps.ts";

const HOUR_MS = 60 * 60_000;

const markOf = (row: Json): string => `${keyOf(row) ?? ""}:${rowId(row, "last_updated_date") ?? ""}`;

async function* changedSince(
  input: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncIterable<SweepPage<OrderPart>> {
  let cursor = readCursor(input.cursor, input.since);
  for (let isLast = cursor.returns.walk !== null; !isLast; ) {
    const walk = walkOf(cursor.orders, ctx);
    const offset = Number(walk.at) || 0;
    const { orders: rows, total_count: total } = await pageOf(cursor.orders.from, offset, ctx);
    const reported = await readRows(freshRows(rows, cursor.orders, markOf), ctx);
    // Rows have left the list, and the others moved up: what stood at the edge was passed over.
    const hasShrunk = total < walk.total;
    const next = hasShrunk ? 0 : offset + rows.length;
    isLast = !hasShrunk && (rows.length === 0 || next >= total);
    const goesOn = { ...walk, at: String(next), total, met: moreMet(walk.met, rows, markOf) };
    const orders = isLast ? ended(cursor.orders, goesOn) : { ...cursor.orders, walk: goesOn };
    // Begun in the same cursor: a turn that ends here goes on with the returns.
    cursor = isLast ? beginReturns({ ...cursor, orders }, ctx) : { ...cursor, orders };
    yield { items: reported.items, cursor: JSON.stringify(cursor), safeToSave: true, ...unreadOf(reported) };
  }
  yield* returnsSince(cursor, ctx);
}

async function pageOf(from: string | null, offset: number, ctx: Context) {
  const query = [
    ["sort", "dateCreated"],
    ["order", "asc"],
    ["max", String(A_PAGE)],
    ["offset", String(offset)],
    ...(from === null ? [] : [["start_update_date", from] as const]),
  ] as const;
  const body = await read(ctx, "/orders", "orders.list", query);
  return parseResponse(orderPageSchema, body, { ctx, what: "the list of orders" });
}

export const changedSweep = (everyMs: number): Sweep<OrderPart> => ({
  id: "changed",
  mode: "changed",
  everyMs,
  run: changedSince,
});

/** Orders under way are read again by their ids: nobody promises that every change moves its time. */
export const openSweep: Sweep<OrderPart> = {
  id: "open",
  mode: "open_ids",
  everyMs: HOUR_MS,
  async *run({ openIds = [] }, ctx) {
    for (let at = 0; at < openIds.length; at += A_PAGE) {
      const reported = await readRows(await rowsByIds(openIds.slice(at, at + A_PAGE), "orders.list", ctx), ctx);
      yield { items: reported.items, cursor: "", safeToSave: true, ...unreadOf(reported) };
    }
  },
};
