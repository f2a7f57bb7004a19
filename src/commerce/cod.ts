/**
 * Where the cash of an order's parcels is: to be collected, collected by the courier, passed on to the seller, or passed on
 * in part.
 */
export const COD_STATES = ["due", "collected", "remitted", "short"] as const;
export type CodState = (typeof COD_STATES)[number];

/**
 * What a shipment collects: what its units cost; the one after which nothing is left to send, all that the others do not
 * collect (shipping, fees, rounding), so that together they ask for what the buyer owes.
 */
export function collectOf(shipment: {
  readonly owedMinor: bigint;
  readonly othersMinor: bigint;
  readonly worthMinor: bigint;
  readonly isLast: boolean;
}): bigint {
  const { owedMinor, othersMinor, worthMinor, isLast } = shipment;
  const left = owedMinor > othersMinor ? owedMinor - othersMinor : 0n;
  return isLast || worthMinor > left ? left : worthMinor;
}
