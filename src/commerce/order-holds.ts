/** Holds of orders: why one is not sent, what the hold does, and what ends it. */
export const GIVEN_REASONS = ["fraud", "address", "payment", "stock", "customer", "other"] as const;
export type GivenReason = (typeof GIVEN_REASONS)[number];

/** `channel`: its channel holds it without saying why. */
export const HOLD_REASONS = [...GIVEN_REASONS, "channel"] as const;

/** What a channel may doubt of an order. `fraud` and `address` hold it, whatever its status there. */
export const CHANNEL_DOUBTS = ["fraud", "address", "payment", "stock"] as const satisfies readonly GivenReason[];
export type ChannelDoubt = (typeof CHANNEL_DOUBTS)[number];

export const HOLD_EVENTS = ["paid", "address_corrected", "in_stock"] as const;
export type HoldEvent = (typeof HOLD_EVENTS)[number];

export type HoldEnd = "released" | "date" | HoldEvent | "shipped" | "cancelled" | "channel";

/** keep_units: its units stay reserved. free_units: they are for sale. override: its channel's hold does not count. */
export type HoldEffect = "keep_units" | "free_units" | "override";

export const holdProblemCodes = [
  "HANDLING_ZONE",
  "ORDER_HOLD_NONE",
  "ORDER_HOLD_OPEN",
  "ORDER_HOLD_OVER",
  "ORDER_HOLD_UNDER_WAY",
  "ORDER_HOLD_UNTIL",
  "ORDER_ON_HOLD",
] as const;
