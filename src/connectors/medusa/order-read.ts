/** Orders by name, some at a time. Drafts are in no list. */

import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { anyJson, parseResponse } from "../kit/parse/parse.ts";
import { type ReadRows, readSingly } from "../kit/pull/read-each.ts";
import { find, listByIds } from "./client.ts";
import { MARK_FIELDS, ORDER_FIELDS } from "./fields.ts";
import { isOfChannel, toOrder, toOrderPart } from "./order-mapping.ts";
import type { MedusaOrder } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";

const bodySchema = z.object({ order: anyJson });

/** The order in an answer that was asked for with all fields. */
export function orderIn(body: Json, ctx: Context): Json {
  return parseResponse(bodySchema, body, { ctx, what: "order" }).order;
}

/** Asks a write for the whole order in its answer. */
export const WHOLE_ORDER = [["fields", ORDER_FIELDS]] as const;

/** The order in such an answer. */
export function reportedOrder(body: Json, shop: ShopFacts, ctx: Context, readAtMs: number): OrderPart | undefined {
  return toOrderPart(orderIn(body, ctx), { shop, ctx, readAtMs }) ?? undefined;
}

async function rawOrder(key: string, ctx: Context): Promise<Json | null> {
  const requested = { operation: "orders.get", query: WHOLE_ORDER };
  const body = await find(ctx, `/admin/orders/${encodeURIComponent(key)}`, requested);
  return body === null ? null : orderIn(body, ctx);
}

export async function orderPart(key: string, shop: ShopFacts, ctx: Context): Promise<OrderPart | null> {
  const readAtMs = ctx.clock.now();
  const raw = await rawOrder(key, ctx);
  return raw === null ? null : toOrderPart(raw, { shop, ctx, readAtMs });
}

/** As the shop tells it, for commands. */
export async function currentOrder(key: string, shop: ShopFacts, ctx: Context): Promise<MedusaOrder | null> {
  const raw = await rawOrder(key, ctx);
  const order = raw === null ? null : toOrder(raw, ctx);
  return order && isOfChannel(order, shop) ? order : null;
}

/** Of these ids those the shop has, read whole. */
export async function ordersById(
  ids: readonly string[],
  shop: ShopFacts,
  ctx: Context,
): Promise<ReadRows<Json, OrderPart> & { readonly rows: readonly Json[] }> {
  const readAtMs = ctx.clock.now();
  const rows = await listByIds(ctx, "/admin/orders", "orders", ids, {
    operation: "orders.list",
    query: WHOLE_ORDER,
  });
  return { ...(await readSingly(rows, (row) => toOrderPart(row, { shop, ctx, readAtMs }))), rows };
}

/** With the few fields that tell a change. */
export function orderMarks(ids: readonly string[], ctx: Context): Promise<Json[]> {
  return listByIds(ctx, "/admin/orders", "orders", ids, {
    operation: "orders.list",
    query: [["fields", MARK_FIELDS]],
  });
}
