/** Mirakl's states of orders, lines, shipments and returns, and what they mean here (sheet section 4). */
import type { OrderReturn } from "../../commerce/order.ts";
import type { FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";

export const WAITING_ACCEPTANCE = "WAITING_ACCEPTANCE";

/** Before the seller has answered. */
export const UNANSWERED: ReadonlySet<string> = new Set(["STAGING", WAITING_ACCEPTANCE]);
/** Nothing of it is sold. */
export const ENDED: ReadonlySet<string> = new Set(["REFUSED", "CANCELED"]);
export const SHIPPING = "SHIPPING";
/** What has left, or arrived. */
export const SENT: ReadonlySet<string> = new Set(["SHIPPED", "TO_COLLECT", "RECEIVED", "CLOSED"]);
const ARRIVED: ReadonlySet<string> = new Set(["RECEIVED", "CLOSED"]);

export const STATES: Readonly<Record<string, OrderStatus>> = {
  STAGING: "on_hold",
  WAITING_ACCEPTANCE: "pending",
  REFUSED: "cancelled",
  WAITING_DEBIT: "confirmed",
  WAITING_DEBIT_PAYMENT: "confirmed",
  SHIPPING: "confirmed",
  SHIPPED: "processing",
  TO_COLLECT: "processing",
  RECEIVED: "completed",
  CLOSED: "completed",
  CANCELED: "cancelled",
  // Deprecated; old orders still have them.
  WAITING_REFUND: "processing",
  WAITING_REFUND_PAYMENT: "processing",
};

/** A state set by a timer is no proof of delivery; it is all that is told. */
export function fulfilmentOf(state: string, shipped: number, requested: number): FulfilmentStatus {
  if (shipped === 0) return "unfulfilled";
  if (shipped < requested) return "partial";
  return ARRIVED.has(state) ? "delivered" : "in_transit";
}

export const SHIPMENT_LEFT: ReadonlySet<string> = new Set([...SENT, "READY_FOR_PICK_UP"]);
export const SHIPMENT_GONE = "CANCELED";

export const RETURN_STATES: Readonly<Record<string, OrderReturn["state"]>> = {
  WAITING_ACCEPTANCE: "requested",
  IN_PROGRESS: "approved",
  REFUSED: "rejected",
  RECEIVED: "completed",
  NO_RECEPTION: "cancelled",
  CLOSED: "completed",
  CANCELED: "cancelled",
};

/** The only state in which a refund has moved money. */
export const REFUNDED = "REFUNDED";
