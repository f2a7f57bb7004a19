import type { OrderPart } from "../../commerce/order.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import { toOrderPart } from "./order-mapping.ts";
import { isInvalidId } from "./product-read.ts";
import { PAYMENT_STATES } from "./statuses.ts";
import type { List } from "./sweeps.ts";

export const ORDERS = "/1.0/commerce/orders";

export const orderList: List<OrderPart> = {
  path: ORDERS,
  operation: "orders.list",
  rows: "result",
  // Unless asked for by name, unpaid and failed orders are left out.
  filters: [["paymentStates", Object.keys(PAYMENT_STATES).join(",")]],
  read: toOrderPart,
};

/** Null: Squarespace does not know the order (an id of the wrong form is answered with 400). */
export async function fetchOrder(key: string, ctx: Context): Promise<OrderPart | null> {
  try {
    const url = `${ORDERS}/${encodeURIComponent(key)}`;
    const { body } = await ctx.http.json({ method: "GET", url, operation: "orders.get" });
    return toOrderPart(body, ctx);
  } catch (error) {
    if (isConnectorError(error) && (error.kind === "not_found" || isInvalidId(error.info))) return null;
    throw error;
  }
}
