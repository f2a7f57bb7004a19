/** What a shipment tried again has still to send: all that was asked for, less what its own parcels of before hold. */

import type { OrderPart } from "../../../commerce/order.ts";
import type { CommandRun } from "./ports.ts";

interface Units {
  readonly lineKey: string;
  readonly quantity: number;
}

/** How far an order is shipped there, and under which numbers. */
export interface Shipped {
  readonly lines: readonly Pick<OrderPart["lines"][number], "key" | "fulfilledQuantity">[];
  readonly fulfilments: readonly Pick<OrderPart["fulfilments"][number], "trackingNumbers" | "lines">[];
}

/** The lines asked for with the units that are not in `sent`; lines with none are left out. */
export function stillToShip(requested: readonly Units[], sent: readonly Units[]): Units[] {
  const gone = new Map<string, number>();
  for (const { lineKey, quantity } of sent) gone.set(lineKey, (gone.get(lineKey) ?? 0) + quantity);
  return requested.flatMap(({ lineKey, quantity }) => {
    const taken = Math.min(quantity, gone.get(lineKey) ?? 0);
    gone.set(lineKey, (gone.get(lineKey) ?? 0) - taken);
    return quantity > taken ? [{ lineKey, quantity: quantity - taken }] : [];
  });
}

/**
 * The units of an order that left under these tracking numbers since a shipment was asked for. Others may have left under
 * them before: after a first attempt that is known to have sent nothing, what the hub knew already does not count.
 */
export function sentUnder(
  numbers: readonly string[],
  { order, saved, uncertain }: Pick<CommandRun, "order" | "saved" | "uncertain">,
  { lines, fulfilments }: Shipped,
): Units[] {
  const existing = fulfilments.filter((one) => one.trackingNumbers.some((number) => numbers.includes(number)));
  const ours = new Map<string, number>();
  for (const { lineKey, quantity } of existing.flatMap((one) => one.lines))
    ours.set(lineKey, (ours.get(lineKey) ?? 0) + quantity);
  const isFirst = saved === null && !uncertain;
  return lines.flatMap(({ key, fulfilledQuantity }) => {
    const before = order.lines.find((line) => line.key === key)?.fulfilledQuantity ?? 0;
    const since = isFirst ? Math.max(0, fulfilledQuantity - before) : fulfilledQuantity;
    const quantity = Math.min(ours.get(key) ?? 0, since);
    return quantity > 0 ? [{ lineKey: key, quantity }] : [];
  });
}
