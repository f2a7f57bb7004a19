/** Walmart's words for a line's units, and what they mean for the order (sheet section 7). */
import type { OrderReturn } from "../../commerce/order.ts";
import type { OrderStatus } from "../../commerce/statuses.ts";

export const CREATED = "Created";
export const ACKNOWLEDGED = "Acknowledged";
export const SHIPPED = "Shipped";
export const DELIVERED = "Delivered";
export const CANCELLED = "Cancelled";
/** Only what was shipped can be refunded. */
export const REFUND = "Refund";

export const LEFT: ReadonlySet<string> = new Set([SHIPPED, DELIVERED, REFUND]);

export const STATES: Readonly<Record<string, OrderStatus>> = {
  [CREATED]: "pending",
  [ACKNOWLEDGED]: "confirmed",
  [SHIPPED]: "processing",
  [DELIVERED]: "completed",
  [REFUND]: "processing",
  [CANCELLED]: "cancelled",
};

/** From what is still to be done to what is over: an order is where its first open unit is. */
export const ORDER_OF_STATES: readonly string[] = [CREATED, ACKNOWLEDGED, SHIPPED, REFUND, DELIVERED, CANCELLED];

export const RETURN_STATES: Readonly<Record<string, OrderReturn["state"]>> = {
  INITIATED: "approved",
  DELIVERED: "approved",
  COMPLETED: "completed",
  CANCELLED: "cancelled",
};

/** COMPLETED holds cancelled ones as well: the newest event tells. */
export const RETURN_CANCELLED = "RETURN_CANCELLED";
