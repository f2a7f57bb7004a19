/** Reading orders: one by its id, some by their ids; parcels stand in a list of their own. */
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { nullIfNotFound } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { readOrder, siteIdOf, toOrderPart } from "./order-mapping.ts";
import { type Order, orderPageSchema } from "./order-schemas.ts";
import { orderSites } from "./settings.ts";

const ORDERS = "/sell/fulfillment/v1/order";

/** Totals hold what eBay collects only with it (sheet section 4). */
const WITH_TAXES = ["fieldGroups", "TAX_BREAKDOWN"] as const;

export const orderPath = (key: string): string => `${ORDERS}/${encodeURIComponent(key)}`;

/** As eBay tells it; null: it knows no such order. */
async function askOrder(key: string, ctx: Context): Promise<Json | null> {
  const reported = await nullIfNotFound(
    ctx.http.json({ method: "GET", url: orderPath(key), query: [WITH_TAXES], operation: "orders.get" }),
  );
  return reported?.body ?? null;
}

export interface OrderPage {
  readonly rows: readonly Json[];
  readonly total: number;
}

export async function askOrders(query: readonly (readonly [string, string])[], ctx: Context): Promise<OrderPage> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: ORDERS,
    query: [...query, WITH_TAXES],
    operation: "orders.list",
  });
  const { orders, total } = parseResponse(orderPageSchema, body, { ctx, what: "orders" });
  return { rows: orders, total: total ?? orders.length };
}

/** The parcels of an order that has some: which units left is told nowhere else. */
async function askParcels(order: Order, ctx: Context): Promise<Json | null> {
  if (order.orderFulfillmentStatus === "NOT_STARTED" && order.fulfillmentHrefs.length === 0) return null;
  const { body } = await ctx.http.json({
    method: "GET",
    url: `${orderPath(order.orderId)}/shipping_fulfillment`,
    operation: "orders.parcels",
  });
  return body;
}

export async function toPart(raw: Json, ctx: Context): Promise<OrderPart> {
  return toOrderPart(raw, await askParcels(readOrder(raw, ctx), ctx), ctx);
}

/** A row of a list; null: an order of a site that is not this connection's. */
export async function toPartHere(raw: Json, ctx: Context): Promise<OrderPart | null> {
  const site = siteIdOf(readOrder(raw, ctx));
  return site === undefined || orderSites(ctx.connection).has(site) ? toPart(raw, ctx) : null;
}

/** An order as it stands at eBay, before something is done with it. */
export interface ExistingOrder {
  readonly raw: Json;
  readonly order: Order;
}

/** Null: eBay does not know it. */
export async function readExisting(key: string, ctx: Context): Promise<ExistingOrder | null> {
  const raw = await askOrder(key, ctx);
  return raw === null ? null : { raw, order: readOrder(raw, ctx) };
}

/** Null: eBay does not know the order. */
export async function fetchOrder(key: string, ctx: Context): Promise<OrderPart | null> {
  const raw = await askOrder(key, ctx);
  return raw === null ? null : toPart(raw, ctx);
}
