/** Addresses as platforms tell them. */
import type { Address } from "../../../commerce/order.ts";

/** The address, or undefined where the platform told nothing of it. */
export const reportedAddress = (address: Address): Address | undefined =>
  Object.values(address).some((value) => value !== undefined) ? address : undefined;
