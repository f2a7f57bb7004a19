import { type Message, message } from "../../commerce/message.ts";
import type { Reason } from "../../commerce/routing/route.ts";
import type { TimelineEntry } from "../timeline.ts";
import type { RouteDecision } from "./route-decision.ts";

/** Why a location sends an order, or does not. */
export function routeReason(at: {
  readonly isTaken: boolean;
  readonly reason: Reason;
  readonly units: number;
  readonly wanted: number;
}): Message {
  const { isTaken, reason, units, wanted } = at;
  if (isTaken) return message(`order.route.because.${reason}`);
  return reason === "units"
    ? message("order.route.not.units", { units, wanted })
    : message(`order.route.not.${reason}`);
}

/** An entry for each order whose locations are new. */
export function describeRoute({ orderId, used, reasons, today, isMoved }: RouteDecision): TimelineEntry[] {
  if (!isMoved) return [];
  const locations = used.map(({ name }) => name).join(", ");
  const because = reasons.find(({ isTaken }) => isTaken);
  const days = used.flatMap(({ day }) => (day === null || day <= today ? [] : [day]));
  const [later] = days.toSorted().toReversed();
  const isOver = used.some(({ day }) => day === null);
  const text = [
    message("order.route", { locations: locations }),
    ...(because ? [routeReason(because)] : []),
    ...(later === undefined ? [] : [message("order.route.later", { day: later })]),
    ...(isOver ? [message("order.route.over")] : []),
  ];
  return [{ orderId, kind: "routing", text, data: { locations: used.map(({ locationId }) => locationId) } }];
}
