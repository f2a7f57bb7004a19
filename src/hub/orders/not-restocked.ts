/** Refunded units that are not restocked (decision 54). */
import type { OrderLine, OrderPart } from "../../commerce/order.ts";

/** Units by line that are not restocked, as the line counts them or its refunds say. */
export function notRestockedByLine({ refunds, lines }: OrderPart): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { lineKey, quantity, restocked } of refunds.flatMap((refund) => refund.lines))
    if (restocked === false) units.set(lineKey, (units.get(lineKey) ?? 0) + quantity);
  for (const { key, keptOutQuantity } of lines) if (keptOutQuantity !== undefined) units.set(key, keptOutQuantity);
  return units;
}

/**
 * Units that are no longer ordered, were never shipped, and are not restocked by their refund: the channel's number
 * stays without them, and releasing them here would put them on sale everywhere. None of a line that nobody ships.
 */
export function notRestockedOf({ status }: OrderPart, line: OrderLine, refused: number): number {
  if (line.fulfilledBy === "nobody") return 0;
  const stillOrdered =
    status === "cancelled" ? line.fulfilledQuantity : Math.max(line.quantity, line.fulfilledQuantity);
  return Math.max(0, Math.min(refused, Math.min(line.channelTook, line.orderedQuantity) - stillOrdered));
}
