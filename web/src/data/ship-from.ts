import type { Shape } from "./hub.ts";

/** What the hub needs to book a parcel from there. By itself: Home asks it, and needs no names of countries. */
export const hasShipFrom = ({ address }: Shape<"Location">): boolean =>
  Boolean(address["line1"]) && Boolean(address["country"]);
