/** What commands share: acknowledging, and how one ends. */
import type { Json } from "../../commerce/product.ts";
import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult } from "../kit/contract/ports.ts";
import { write } from "./client.ts";
import { statusesOf } from "./order-mapping.ts";
import { loadOrder } from "./order-read.ts";
import type { Line, Order } from "./order-schemas.ts";
import { ACKNOWLEDGED, CREATED } from "./statuses.ts";

/** Done, with the order as it stands now. */
export async function done(text: AnswerText, key: string, ctx: Context): Promise<CommandResult> {
  return { state: "done", text, order: (await loadOrder(key, ctx))?.part };
}

const OPEN: ReadonlySet<string> = new Set([CREATED, ACKNOWLEDGED]);

/** Units that neither left nor were cancelled. */
export const openUnits = (line: Line): number =>
  statusesOf(line).reduce((sum, one) => sum + (OPEN.has(one.status) ? one.statusQuantity.amount : 0), 0);

export const isUnanswered = (order: Order): boolean =>
  order.orderLines.orderLine.some((line) => statusesOf(line).some(({ status }) => status === CREATED));

const pathOf = (order: Order, action: string): string =>
  `/orders/${encodeURIComponent(order.purchaseOrderId)}/${action}`;

/** The whole order at once; doing it again changes nothing (sheet section 5.1). */
export async function acknowledge(order: Order, ctx: Context): Promise<void> {
  await write(ctx, {
    method: "POST",
    url: pathOf(order, "acknowledge"),
    operation: "orders.acknowledge",
    safe: true,
  });
}

/** Shipping charges the buyer, cancelling and refunding move money: none of them is sent again by itself. */
export async function sendAction(order: Order, action: "shipping" | "cancel" | "refund", json: Json, ctx: Context) {
  const operation = action === "shipping" ? "orders.ship" : `orders.${action}`;
  await write(ctx, { method: "POST", url: pathOf(order, action), operation, json });
}
