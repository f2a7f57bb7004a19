/** Velocity's words for where a parcel stands, in ours (sheet section 7). */
import type { ListedCarrier } from "../../commerce/carriers.ts";
import type { ShipmentStatus } from "../../commerce/statuses.ts";

export interface Meaning {
  readonly status: ShipmentStatus;
  readonly resumesForward?: true;
}

/** The official list. A return is a shipment of its own, told in the words of its own way. */
const TEXTS: Readonly<Record<string, ShipmentStatus>> = {
  pending: "created",
  processing: "created",
  ready_for_pickup: "label_ready",
  pickup_scheduled: "label_ready",
  not_picked: "pickup_failed",
  in_transit: "in_transit",
  out_for_delivery: "out_for_delivery",
  delivered: "delivered",
  ndr_raised: "exception",
  need_attention: "exception",
  reattempt_delivery: "exception",
  externally_fulfilled: "in_transit",
  rto_initiated: "rto_in_transit",
  rto_in_transit: "rto_in_transit",
  rto_need_attention: "rto_in_transit",
  rto_cancelled: "in_transit",
  rto_delivered: "rto_delivered",
  rto_lost: "lost",
  lost: "lost",
  return_lost: "lost",
  rejected: "cancelled",
  cancelled: "cancelled",
  return_rejected: "cancelled",
  return_cancelled: "cancelled",
  return_pickup_scheduled: "label_ready",
  return_in_transit: "in_transit",
  return_delivered: "delivered",
  return_not_picked: "pickup_failed",
  return_ndr_raised: "exception",
  return_need_attention: "exception",
  return_qc_failed: "exception",
};

/** Lines of the scan history, in the carriers' own capitals. */
const ACTIVITIES: Readonly<Record<string, ShipmentStatus>> = {
  PICKED_UP: "picked_up",
  OUT_FOR_PICKUP: "label_ready",
  OUT_FOR_DELIVERY: "out_for_delivery",
  DELIVERED: "delivered",
};

const wordOf = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");
const known = <T>(table: Readonly<Record<string, T>>, word: string): T | null =>
  Object.hasOwn(table, word) ? (table[word] ?? null) : null;

/**
 * What a word means; null for one that is not on the list. On its way back to us a parcel that is plainly "delivered" has
 * not reached the receiver: that word means nothing then.
 */
export function meaningOf(text: string, isComingBack = false): Meaning | null {
  const word = wordOf(text);
  const status = known(TEXTS, word);
  if (status === null || (isComingBack && status === "delivered")) return null;
  return word === "rto_cancelled" ? { status, resumesForward: true } : { status };
}

/** What a line of the history means. Once a parcel comes back, its lines speak of the way to us and mean nothing here. */
export function activityOf(text: string, isComingBack: boolean): ShipmentStatus | null {
  return isComingBack ? null : known(ACTIVITIES, wordOf(text).toUpperCase());
}

/** The word says that the parcel is on its way back, or has been. */
export const isComingBack = (text: string): boolean => /^rto_(?!cancelled)/.test(wordOf(text));

/** Who drives, as buyers know them: services carry the carrier's name first ("Delhivery Standard"). */
const CARRIERS = [
  "Delhivery",
  "Ekart",
  "Bluedart",
  "DTDC",
  "XpressBees",
  "Shadowfax",
  "Amazon Transportation",
  "Blitz",
  "Pikndel",
] as const satisfies readonly ListedCarrier[];

export function carrierOf(service: string): string {
  const name = service.trim();
  return CARRIERS.find((carrier) => name.toLowerCase().startsWith(carrier.toLowerCase())) ?? name;
}
