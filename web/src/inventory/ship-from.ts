import type { Location } from "./location-address.ts";

/** What the hub needs to book a parcel from there. By itself: Home asks it, and needs no names of countries. */
export const hasShipFrom = ({ address }: Location): boolean => Boolean(address["line1"]) && Boolean(address["country"]);
