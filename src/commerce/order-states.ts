/** The one word a seller reads of an order: what it waits for, or how it ended. */
export const ORDER_STATES = [
  "to_ship",
  "partly_shipped",
  "to_pick_up",
  "ready_for_pickup",
  "short",
  "unlinked",
  "awaiting_payment",
  "unconfirmed",
  "on_hold",
  "failed",
  "rejected",
  "sending",
  "shipping",
  "cancelling",
  "by_marketplace",
  "shipped",
  "picked_up",
  "in_transit",
  "delivered",
  "returned",
  "completed",
  "refunded",
  "cancelled",
] as const;

export type OrderState = (typeof ORDER_STATES)[number];
