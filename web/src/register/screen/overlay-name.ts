/** What can be opened over the register. */
export type OverlayName =
  | "camera"
  | "cash"
  | "close"
  | "coupon"
  | "custom"
  | "customer"
  | "discount"
  | "menu"
  | "note"
  | "no-receipt"
  | "parked"
  | "pickups"
  | "printer"
  | "put-aside"
  | "returns"
  | "ship"
  | "state";
