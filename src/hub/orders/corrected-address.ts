/** Delivery addresses that were corrected here, when their channel reports the order again (decision 636). */
import { createHash } from "node:crypto";
import type { Address } from "../../commerce/order.ts";

export const ADDRESS_PARTS = [
  "name",
  "company",
  "line1",
  "line2",
  "city",
  "region",
  "postcode",
  "country",
  "phone",
] as const;

export const isSameAddress = (one: Address | null, other: Address | null): boolean =>
  addressDigest(one) === addressDigest(other);

/** Of the words of an address, for `corrected_from`. */
export function addressDigest(address: Address | null): string {
  const parts = ADDRESS_PARTS.map((part) => address?.[part]?.trim() ?? "");
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}

interface Delivery {
  readonly shipping_address: Address | null;
  /** Null: it is the channel's. */
  readonly corrected_from: string | null;
}

/**
 * The delivery address of an order its channel reports again: a correction stays until the channel reports another address
 * than the one that was corrected.
 */
export function deliveryAddressAfter(before: Delivery, reported: Address | null): Delivery {
  const stays = before.corrected_from !== null && before.corrected_from === addressDigest(reported);
  return stays
    ? { shipping_address: before.shipping_address, corrected_from: before.corrected_from }
    : { shipping_address: reported, corrected_from: null };
}

/** Whether the channel's report took the place of an address that was corrected here. */
export const isCorrectionReplaced = (before: Delivery, after: Delivery): boolean =>
  before.corrected_from !== null &&
  after.corrected_from === null &&
  !isSameAddress(before.shipping_address, after.shipping_address);
