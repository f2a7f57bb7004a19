import type { Address } from "./order.ts";

const hasStreet = (address: Address | null | undefined): boolean =>
  [address?.line1, address?.line2].some((line) => line !== undefined && line.trim() !== "");

/**
 * Where goods go. Shops that hide their shipping fields send a country, a state, a name or a phone alone: the billing
 * address counts then, unless it is of another country.
 */
export function deliveryAddress(shipping: Address | undefined, billing: Address | undefined): Address | undefined {
  if (shipping === undefined || hasStreet(shipping) || !hasStreet(billing)) return shipping;
  const [told, other] = [shipping.country, billing?.country];
  return told === undefined || other === undefined || told === other ? billing : shipping;
}
