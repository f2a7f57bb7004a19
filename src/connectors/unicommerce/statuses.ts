/**
 * The words of the contract in ours (sheet section 7). They are free text that follows the carrier; ordinary ones are
 * known beside those seen. "RTO" alone does not say that the parcel is back.
 */
import type { ShipmentStatus } from "../../commerce/statuses.ts";
import type { Preset } from "./preset.ts";

const TEXTS: Readonly<Record<string, ShipmentStatus>> = {
  MANIFESTED: "label_ready",
  PICKUP_PENDING: "label_ready",
  PICKUP_SCHEDULED: "label_ready",
  READY_TO_SHIP: "label_ready",
  PICKUP_EXCEPTION: "pickup_failed",
  PICKUP_FAILED: "pickup_failed",
  PICKED_UP: "picked_up",
  DISPATCHED: "picked_up",
  SHIPPED: "picked_up",
  IN_TRANSIT: "in_transit",
  REACHED_AT_DESTINATION: "in_transit",
  OUT_FOR_DELIVERY: "out_for_delivery",
  OFD: "out_for_delivery",
  DELIVERED: "delivered",
  UNDELIVERED: "exception",
  NDR: "exception",
  DELIVERY_FAILED: "exception",
  RTO: "rto_in_transit",
  RTO_INITIATED: "rto_in_transit",
  RTO_IN_TRANSIT: "rto_in_transit",
  RETURN_EXPECTED: "rto_in_transit",
  RTO_DELIVERED: "rto_delivered",
  RETURNED: "rto_delivered",
  CANCELLED: "cancelled",
  CANCELED: "cancelled",
  LOST: "lost",
  DAMAGED: "lost",
};

/** Null for a word nobody knows. */
export function statusOfWord(text: string, { words = {} }: Pick<Preset, "words">): ShipmentStatus | null {
  const word = text
    .trim()
    .toUpperCase()
    .replace(/[\s-]+/g, "_");
  const own = Object.hasOwn(words, word) ? words[word] : undefined;
  return own ?? (Object.hasOwn(TEXTS, word) ? (TEXTS[word] ?? null) : null);
}
