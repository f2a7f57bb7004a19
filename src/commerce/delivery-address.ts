import type { Address } from "./order.ts";

/** A sign in place of a street ("-", ".") is none. */
const hasStreet = (address: Address | null | undefined): boolean =>
  [address?.line1, address?.line2].some((line) => line !== undefined && /[\p{L}\p{N}]/u.test(line));

/** Both told, and not the same. */
const differ = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && plain(one) !== "" && plain(one) !== plain(other);
const plain = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

/**
 * Where goods go. Shops that hide their shipping fields send a country, a state, a name or a phone alone: the billing
 * address counts then, unless it is in another country, city or postcode.
 */
export function deliveryAddress(shipping: Address | undefined, billing: Address | undefined): Address | undefined {
  if (shipping === undefined || hasStreet(shipping) || !hasStreet(billing)) return shipping;
  const isElsewhere = (["country", "city", "postcode"] as const).some((field) =>
    differ(shipping[field], billing?.[field]),
  );
  return isElsewhere ? shipping : billing;
}
