/**
 * How long an unpaid order holds its units (decision 534): as long as its channel sets them aside; else as the store's
 * settings say, if the channel has not taken them from its number; else as long as it is open.
 */
import type { OrderPart } from "../../commerce/order.ts";
import { holdsStock } from "../../commerce/statuses.ts";
import { onOurClock } from "./change-time.ts";
import type { OrderHeader } from "./facts.ts";
import type { ApplyInput } from "./input.ts";
import { NO_HOLD, type OrderRow } from "./order-fields/order-rows.ts";

type Paying = Pick<OrderRow, "status" | "financial"> & Partial<Pick<OrderRow, "status_without_hold">>;
type Hold = Pick<OrderRow, "held_until" | "held_aside" | "hold_ended">;

/** Waits for its payment, and its shop has done nothing about it yet. */
export const isUnpaid = ({ status, status_without_hold: other, financial }: Paying): boolean =>
  (other ?? status) === "pending" && financial === "pending";

/** True while an order's unshipped units are promised to it. */
export const promisesStock = (order: Paying & Pick<OrderRow, "hold_ended" | "hold_effect">): boolean =>
  holdsStock(order) && order.hold_effect !== "free_units" && !(order.hold_ended && isUnpaid(order));

/** Its channel shows a number that includes its units, and sets them aside from that. */
export const isSetAside = (order: Paying & Hold): boolean => order.held_aside && !order.hold_ended && isUnpaid(order);

/**
 * The hold of an order's units as reported now, by our clock: a channel whose clock is ahead releases them earlier than
 * it says.
 */
export function holdOf(
  header: Pick<OrderHeader, "status" | "financial" | "heldUntil">,
  part: Pick<OrderPart, "placedAt" | "lines">,
  { connection, now }: Pick<ApplyInput, "connection" | "now">,
): Pick<OrderRow, keyof typeof NO_HOLD> {
  const minutes = connection.unpaidHoldMinutes ?? 0;
  const isLimited = minutes > 0 && part.lines.every(({ channelTook }) => channelTook === 0);
  const limit = isLimited ? Date.parse(part.placedAt) + minutes * 60_000 : null;
  const until = header.heldUntil === null ? limit : Date.parse(header.heldUntil);
  if (until === null || !isUnpaid(header)) return NO_HOLD;
  const heldUntil = onOurClock(until, connection);
  return {
    ...NO_HOLD,
    held_until: heldUntil.toISOString(),
    held_aside: header.heldUntil !== null,
    hold_ended: heldUntil <= now,
  };
}
