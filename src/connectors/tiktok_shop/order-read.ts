/** Orders as TikTok tells them, each with what is claimed for it. */
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { anyJson, parseResponse } from "../kit/parse/parse.ts";
import { afterSalesOf, NO_AFTER_SALES } from "./after-sales.ts";
import { call } from "./client.ts";
import { orderPart, readOrder } from "./order-mapping.ts";
import type { Order } from "./schemas.ts";

/** The most ids one call takes. */
export const MAX_IDS = 50;

export interface ReportedOrder {
  readonly order: Order;
  readonly raw: Json;
}

const ordersSchema = z.object({ orders: z.array(anyJson).nullish() });

export const readReported = (raw: Json, ctx: Context): ReportedOrder => ({ order: readOrder(raw, ctx), raw });

/** The orders with the claims that stand against them. */
export async function partsOf(reported: readonly ReportedOrder[], ctx: Context): Promise<OrderPart[]> {
  const after = await afterSalesOf(
    reported.map(({ order }) => order),
    ctx,
  );
  return reported.map(({ order, raw }) => orderPart(order, { raw, after: after.get(order.id) ?? NO_AFTER_SALES }, ctx));
}

/** Orders by id; those TikTok does not know are left out, one that cannot be read ends in drift. */
async function fetchReported(ids: readonly string[], ctx: Context): Promise<ReportedOrder[]> {
  const found: ReportedOrder[] = [];
  for (const some of chunks(ids, MAX_IDS)) {
    for (const raw of await fetchRaw(some, ctx)) found.push(readReported(raw, ctx));
  }
  return found;
}

export async function fetchRaw(ids: readonly string[], ctx: Context): Promise<readonly Json[]> {
  try {
    const query = [["ids", ids.join(",")]] as const;
    const data = await call({ method: "GET", url: "/order/202507/orders", query, operation: "orders.get" }, ctx);
    return parseResponse(ordersSchema, data, { ctx, what: "orders" }).orders ?? [];
  } catch (error) {
    // One id of another seller refuses the whole call.
    if (!isConnectorError(error) || error.kind !== "not_found") throw error;
    if (ids.length === 1) return [];
    const singles: Json[] = [];
    for (const id of ids) singles.push(...(await fetchRaw([id], ctx)));
    return singles;
  }
}

/** Null: TikTok does not know the order. */
export async function fetchOne(key: string, ctx: Context): Promise<ReportedOrder | null> {
  return (await fetchReported([key], ctx)).find(({ order }) => order.id === key) ?? null;
}

export async function fetchOrder(key: string, ctx: Context): Promise<OrderPart | null> {
  const reported = await fetchOne(key, ctx);
  return reported === null ? null : ((await partsOf([reported], ctx))[0] ?? null);
}
