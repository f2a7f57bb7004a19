/** The one word a seller reads of an order: what it waits for, or how it ended. */
export const ORDER_STATES = [
  "to_ship",
  "partly_shipped",
  "label_booked",
  "label_printed",
  "handed_over",
  "to_pick_up",
  "ready_for_pickup",
  "to_accept",
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
  "nothing_to_ship",
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

/** Its items are picked and packed, its label booked or not. */
export const READY_TO_PACK: readonly OrderState[] = ["to_ship", "partly_shipped", "label_booked", "label_printed"];

/** Its parcels are closed and gone, or going. */
export const SENT_OFF: readonly OrderState[] = [
  "handed_over",
  "shipping",
  "shipped",
  "in_transit",
  "delivered",
  "completed",
];
