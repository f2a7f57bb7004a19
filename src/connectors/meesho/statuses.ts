/** Meesho's words for where a sub order stands (sheet section 7), ranked: what has gone further is the newer state. */
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";

export interface Meaning {
  readonly rank: number;
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: FulfilmentStatus;
  /** The goods have left the seller. */
  readonly hasLeft: boolean;
  /** Nothing of it is wanted any more and nothing left. */
  readonly isDead: boolean;
}

const meaning = (
  rank: number,
  status: OrderStatus,
  financial: FinancialStatus,
  fulfilment: FulfilmentStatus,
): Meaning => ({
  rank,
  status,
  financial,
  fulfilment,
  hasLeft: fulfilment !== "unfulfilled",
  isDead: status === "cancelled" && fulfilment === "unfulfilled",
});

/** By the column "Reason for Credit Entry", which is the status column despite its name. */
export const ORDER_STATUSES: Readonly<Record<string, Meaning>> = {
  HOLD: meaning(0, "on_hold", "pending", "unfulfilled"),
  UNVERIFIED: meaning(0, "on_hold", "pending", "unfulfilled"),
  PENDING: meaning(1, "pending", "pending", "unfulfilled"),
  READY_TO_SHIP: meaning(2, "processing", "pending", "unfulfilled"),
  SHIPPED: meaning(3, "processing", "pending", "in_transit"),
  DELIVERED: meaning(5, "completed", "paid", "delivered"),
  RTO_INITIATED: meaning(6, "processing", "pending", "in_transit"),
  RTO_LOCKED: meaning(6, "processing", "pending", "in_transit"),
  DOOR_STEP_EXCHANGED: meaning(7, "completed", "paid", "delivered"),
  RTO_COMPLETE: meaning(8, "cancelled", "voided", "returned"),
  // The courier lost it: it is not with the seller again.
  LOST: meaning(8, "cancelled", "voided", "returned"),
  CANCELLED: meaning(9, "cancelled", "voided", "unfulfilled"),
};

/** "Live Order Status" of the payments workbook. */
export const PAYMENT_STATUSES: Readonly<Record<string, Meaning>> = {
  SHIPPED: meaning(3, "processing", "pending", "in_transit"),
  DELIVERED: meaning(5, "completed", "paid", "delivered"),
  EXCHANGE: meaning(7, "completed", "paid", "delivered"),
  RETURN: meaning(8, "completed", "refunded", "returned"),
  RTO: meaning(8, "cancelled", "voided", "returned"),
  CANCELLED: meaning(9, "cancelled", "voided", "unfulfilled"),
};

/** "Type of Return": a buyer's return, or a parcel that came back undelivered. */
export function returnMeaning(type: string): Meaning {
  return /rto|courier/i.test(type)
    ? meaning(8, "cancelled", "voided", "returned")
    : meaning(8, "completed", "refunded", "returned");
}

const wordOf = (text: string) =>
  text
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, "_");

export const orderMeaning = (text: string): Meaning | undefined => ORDER_STATUSES[wordOf(text)];
export const paymentMeaning = (text: string): Meaning | undefined => PAYMENT_STATUSES[wordOf(text)];
