/** When an order counts. */

export const RECOGNITIONS = ["booked", "delivered", "cash"] as const;
export type Recognition = (typeof RECOGNITIONS)[number];

/** What happened to an order and when, ISO 8601 UTC; null: it did not happen, or nobody told. */
export interface Moments {
  readonly placedAt: string;
  readonly isCancelled: boolean;
  /** Nothing of it reached the buyer, or all of it was taken back without a word of when. */
  readonly isBounced: boolean;
  /** The last of its parcels came to an end. */
  readonly endedAt: string | null;
  readonly payment: "prepaid" | "cod" | "unknown";
  readonly isPaid: boolean;
  readonly paidAt: string | null;
  readonly isDelivered: boolean;
  readonly deliveredAt: string | null;
  /** All of the cash arrived. */
  readonly remittedAt: string | null;
}

/**
 * The moment on whose day all of an order stands; null: it does not count yet.
 * Booked: as it is placed. Delivered: cash on delivery at the door, all else as it is paid. Cash: cash on delivery once
 * the courier passed it on. A cancelled or refused order stands where it ended: what it cost is spent.
 */
export function recognisedAt(order: Moments, rule: Recognition): string | null {
  if (rule === "booked") return order.placedAt;
  if (order.isCancelled) return order.endedAt ?? order.placedAt;
  if (order.isBounced) return order.endedAt;
  if (order.payment === "cod") {
    if (rule === "cash") return order.remittedAt;
    return order.isDelivered ? (order.deliveredAt ?? order.paidAt ?? order.placedAt) : null;
  }
  if (order.isPaid) return order.paidAt ?? order.placedAt;
  return order.payment === "unknown" && order.isDelivered ? (order.deliveredAt ?? order.placedAt) : null;
}
