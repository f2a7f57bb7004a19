/** Returns by their time of change (RT11), told with their orders. */
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { SweepPage } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { readSingly, rowId } from "../kit/pull/read-each.ts";
import { read } from "./client.ts";
import { keyOf, readRows, rowsByIds, unreadOf } from "./order-read.ts";
import { returnPageSchema } from "./order-schemas.ts";
import { readReturn, toReturn } from "./returns.ts";
import { factsOf } from "./settings.ts";
import { type Cursor, ended, freshRows, moreMet, walkOf } from "./sweeps.ts";

/** Of 12 walks an hour at most: goods are on their way for days, and a walk may take several pages. */
const EVERY_MS = 25 * 60_000;
const LIMIT = "100";

const markOf = (row: Json): string => `${rowId(row) ?? ""}:${rowId(row, "last_updated") ?? ""}`;

/** Where it is time, a walk that has begun. */
export function beginReturns(cursor: Cursor, ctx: Context): Cursor {
  if (!factsOf(ctx.connection).returns || ctx.shopNow() - cursor.returnsMs < EVERY_MS) return cursor;
  return { ...cursor, returns: { ...cursor.returns, walk: walkOf(cursor.returns, ctx) } };
}

/** The rest of a walk that has begun. */
export async function* returnsSince(from: Cursor, ctx: Context): AsyncIterable<SweepPage<OrderPart>> {
  let cursor = from;
  while (cursor.returns.walk !== null) {
    const { walk } = cursor.returns;
    const { data: rows, next_page_token: token } = await pageOf(cursor.returns.from, walk.at, ctx);
    const reported = await withOrders(freshRows(rows, cursor.returns, markOf), ctx);
    const isLast = token === undefined || rows.length === 0;
    const goesOn = { ...walk, at: token ?? "", met: moreMet(walk.met, rows, markOf) };
    const returns = isLast ? ended(cursor.returns, goesOn) : { ...cursor.returns, walk: goesOn };
    cursor = { ...cursor, returns, returnsMs: walk.beganMs };
    yield { ...reported, cursor: JSON.stringify(cursor), safeToSave: true };
  }
}

/** A token stands for all that was asked for with it. */
async function pageOf(from: string | null, token: string, ctx: Context) {
  const filter = from === null ? [] : [["return_last_updated_from", from] as const];
  const query = [["limit", LIMIT] as const, ...(token === "" ? filter : [["page_token", token] as const])];
  const body = await read(ctx, "/returns", "returns.list", query);
  return parseResponse(returnPageSchema, body, { ctx, what: "the list of returns" });
}

async function withOrders(rows: readonly Json[], ctx: Context) {
  const returns = await readSingly(rows, (row) => readReturn(row, ctx));
  const byOrder = Map.groupBy(returns.items, (one) => one.order_id);
  const reported = await readRows(await rowsByIds([...byOrder.keys()], "orders.list", ctx), ctx);
  const { unread, unreadKeys } = unreadOf(reported);
  const items = reported.items.map((part) => ({
    ...part,
    returns: (byOrder.get(part.orderKey) ?? []).map((one) => toReturn(one, ctx)),
  }));
  // A return that cannot be read is looked for with its order.
  const orders = returns.unread.flatMap((row) => keyOf(row) ?? []);
  return { items, unreadKeys: [...unreadKeys, ...orders], unread: unread + returns.unread.length - orders.length };
}
