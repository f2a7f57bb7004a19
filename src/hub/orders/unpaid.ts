/**
 * How long an unpaid order holds its units (decision 534): as long as its channel keeps them aside; else as the store's
 * settings say, if the channel has not taken them from its number; else as long as it is open.
 */
import type { OrderPart } from "../../commerce/order.ts";
import { holdsStock } from "../../commerce/statuses.ts";
import type { OrderFacts } from "./facts.ts";
import type { OrderRow } from "./order-rows.ts";

type Paying = Pick<OrderRow, "status" | "financial">;
type Hold = Pick<OrderRow, "held_until" | "held_aside" | "hold_ended">;

/** Waits for its payment, and its shop has done nothing about it yet. */
export const isUnpaid = ({ status, financial }: Paying): boolean => status === "pending" && financial === "pending";

/** True while an order's unshipped units are promised to it. */
export const promisesStock = (order: Paying & Pick<Hold, "hold_ended">): boolean =>
  holdsStock(order) && !(order.hold_ended && isUnpaid(order));

/** Its channel shows a number with its units in it, and keeps them aside from that. */
export const isKeptAside = (order: Paying & Hold): boolean => order.held_aside && !order.hold_ended && isUnpaid(order);

/** What an order's row says of its hold, as it is told now. `minutes`: of the store's settings; 0: no limit. */
export function holdOf(
  facts: Pick<OrderFacts, "status" | "financial" | "heldUntil">,
  part: Pick<OrderPart, "placedAt" | "lines">,
  { minutes, now }: { readonly minutes: number; readonly now: Date },
): Hold {
  const isLimited = minutes > 0 && part.lines.every(({ channelTook }) => channelTook === 0);
  const limit = isLimited ? new Date(Date.parse(part.placedAt) + minutes * 60_000).toISOString() : null;
  const heldUntil = isUnpaid(facts) ? (facts.heldUntil ?? limit) : null;
  return {
    held_until: heldUntil,
    held_aside: heldUntil !== null && facts.heldUntil !== null,
    hold_ended: heldUntil !== null && Date.parse(heldUntil) <= now.getTime(),
  };
}
