/** Reading orders: the list tells ids and line statuses by whole days, one call an order tells the rest. */
import { createHash } from "node:crypto";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { nullIfNotFound } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { type ReadOrder, readOrder } from "./order-mapping.ts";
import { listSchema } from "./schemas.ts";

export interface ListedOrder {
  readonly key: string;
  /** Eight signs that change with any of the order's line statuses. */
  readonly mark: string;
}

export interface OrderPage {
  readonly orders: readonly ListedOrder[];
  readonly isLast: boolean;
}

interface ListQuery {
  readonly page: number;
  /** Days in India, both included. */
  readonly from: string;
  readonly to: string;
}

/** Without a status filter: an order that moves on meanwhile stays on its page. */
export async function listOrders({ page, from, to }: ListQuery, ctx: Context): Promise<OrderPage> {
  const body = await orNothing(
    ctx.http.json({
      method: "GET",
      url: "partner/v4/order/getOrderList",
      query: [
        ["page", String(page)],
        ["startDate", from],
        ["endDate", to],
      ],
      operation: "orders.list",
    }),
  );
  // "No orders" comes as an error of its own.
  if (body === null) return { orders: [], isLast: true };
  const { data, pages } = parseResponse(listSchema, body, { ctx, what: "the list of orders" });
  const lines = (data ?? []).flatMap(({ orderLines }) => orderLines);
  const orders = [...Map.groupBy(lines, (line) => line.sellerOrderId)].map(([key, some]) => ({
    key,
    mark: markOf(key, some),
  }));
  const isLast = lines.length === 0 || (typeof pages === "number" && page + 1 >= pages);
  return { orders, isLast };
}

/** How many signs of a mark are kept. */
export const MARK_SIGNS = 8;

function markOf(key: string, lines: readonly { readonly orderLineId: string; readonly status: string }[]): string {
  const states = lines.map(({ orderLineId, status }) => `${orderLineId} ${status}`).sort();
  return createHash("sha256")
    .update([key, ...states].join("\n"))
    .digest("base64url")
    .slice(0, MARK_SIGNS);
}

/** Null when Myntra does not know the order (any more). */
export async function fetchOrder(key: string, ctx: Context): Promise<ReadOrder | null> {
  const readAt = ctx.clock.now();
  const body = await orNothing(
    ctx.http.json({
      method: "GET",
      url: `partner/v4/order/${encodeURIComponent(key)}`,
      operation: "orders.get",
    }),
  );
  return body === null ? null : readOrder(body, readAt, ctx);
}

async function orNothing(answer: Promise<{ readonly body: Json }>): Promise<Json | null> {
  return (await nullIfNotFound(answer))?.body ?? null;
}
