/** What of an order is still to be done. */
import type { Order, OrderLine } from "./queries.ts";

/** Units of a line that have not left yet; gifts go with the rest. */
export function unshipped(line: OrderLine): number {
  return line.isGift ? 0 : Math.max(0, line.quantity - line.fulfilledQuantity);
}

/** Units that left and no return here has dealt with. */
export function returnable(line: OrderLine): number {
  return Math.max(0, line.fulfilledQuantity - line.returnedQuantity);
}

/** True where the channel's item stands for nothing of ours yet. */
export function isUnlinked(order: Pick<Order, "hasUnmapped">, line: OrderLine): boolean {
  return order.hasUnmapped && line.variantId === null && line.fulfilledBy !== "nobody" && line.quantity > 0;
}
