/**
 * Where the cash of an order's parcels is: to be collected, collected by the courier, passed on to the seller, or passed on
 * in part.
 */
export const COD_STATES = ["due", "collected", "remitted", "short"] as const;
export type CodState = (typeof COD_STATES)[number];
