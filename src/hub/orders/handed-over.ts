/** Sales that were handed over here and created on their channel afterwards: they have left, whatever it calls them. */
import type { FinancialStatus, OrderStatus } from "../../commerce/statuses.ts";
import type { StoredLine } from "./lines.ts";
import type { OrderRow } from "./order-fields/order-rows.ts";

/** Statuses a channel gives an order that was just created there. */
const OPEN: ReadonlySet<OrderStatus> = new Set<OrderStatus>(["pending", "confirmed", "processing", "on_hold"]);
const UNPAID: ReadonlySet<FinancialStatus> = new Set<FinancialStatus>(["pending", "authorized", "cod_pending"]);

/** Whether an order of ours that a channel has by now was handed over before: nothing of it is left to send. */
const isHandedOver = (before: OrderRow, lines: readonly StoredLine[]): boolean =>
  before.push_state !== null &&
  before.status === "completed" &&
  lines.every((line) => line.fulfilledBy === "nobody" || line.isGift || line.fulfilledQuantity >= line.quantity);

/** The order as its channel reports it, still completed and paid where it was handed over and paid here. */
export function preserveHandover(before: OrderRow | null, after: OrderRow, lines: readonly StoredLine[]): OrderRow {
  if (before === null || !isHandedOver(before, lines)) return after;
  return {
    ...after,
    status: OPEN.has(after.status) ? "completed" : after.status,
    financial: before.financial === "paid" && UNPAID.has(after.financial) ? "paid" : after.financial,
  };
}

/** The key of the command that ships it on the channel: once an order. */
export const HANDED_OVER = "handed-over";
