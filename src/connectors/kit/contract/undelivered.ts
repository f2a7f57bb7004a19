/** Goods of an order that its platform ended because the carrier could not deliver it. */
import type { OrderLine, OrderReturn } from "../../../commerce/order.ts";

/**
 * A return of all units of an order that have left: they are on their way back or lost, and somebody has to look. None
 * where none left.
 */
export function undeliveredReturn(
  orderKey: string,
  platformStatus: string,
  lines: readonly Pick<OrderLine, "key" | "fulfilledQuantity">[],
): OrderReturn[] {
  const units = lines.flatMap(({ key: lineKey, fulfilledQuantity: quantity }) =>
    quantity > 0 ? [{ lineKey, quantity }] : [],
  );
  if (units.length === 0) return [];
  return [
    { key: `${orderKey}-undelivered`, state: "approved", platformStatus, reasonCode: "undelivered", lines: units },
  ];
}
