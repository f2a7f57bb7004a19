/** Reading orders: one by its id, or rows of a list; an order is told whole in both. */
import type { OrderPart } from "../../commerce/order.ts";
import type { Json, JsonFields } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { type ReadRows, readSingly, rowId } from "../kit/pull/read-each.ts";
import { readOrNull } from "./client.ts";
import { type LoadedOrder, toOrder } from "./order-mapping.ts";

export const keyOf = (row: Json): string | undefined => rowId(row, "purchaseOrderId");

export const readRows = (rows: readonly Json[], readAt: number, ctx: Context): Promise<ReadRows<Json, OrderPart>> =>
  readSingly(rows, (row) => toOrder(row, readAt, ctx).part);

/** Null: Walmart knows no such order of this seller. */
export async function loadOrder(key: string, ctx: Context): Promise<LoadedOrder | null> {
  const readAt = ctx.shopNow();
  const body = await readOrNull(ctx, {
    url: `/orders/${encodeURIComponent(key)}`,
    query: [["replacementInfo", "true"]],
    operation: "orders.get",
  });
  return body === null ? null : toOrder(orderIn(body), readAt, ctx);
}

const isFields = (value: Json | undefined): value is JsonFields =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** The schema has the order alone, its samples and the answers of commands wrap it (sheet section 5.1). */
function orderIn(body: Json): Json {
  const inner = isFields(body) ? body.order : undefined;
  return isFields(inner) ? inner : body;
}
