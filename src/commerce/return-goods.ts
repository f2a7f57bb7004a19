/** What is said of units that come back: why, in what condition they arrived, and what happens with them. */

/** `undelivered`: the courier brought the parcel back, the buyer never had it. */
export const RETURN_REASONS = [
  "does_not_fit",
  "damaged",
  "defective",
  "wrong_item",
  "not_as_described",
  "changed_mind",
  "arrived_late",
  "undelivered",
  "other",
] as const;
export type ReturnReason = (typeof RETURN_REASONS)[number];

export const RETURN_CONDITIONS = ["new", "opened", "used", "damaged"] as const;
export type ReturnCondition = (typeof RETURN_CONDITIONS)[number];

/**
 * restock: back into stock; repair: set aside, not in stock until the repair has ended; scrap: arrived, not sellable;
 * keep: the customer keeps it.
 */
export const DISPOSITIONS = ["restock", "repair", "scrap", "keep"] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

/** How a repair ends. */
export const REPAIR_ENDS = ["restock", "scrap"] as const;
export type RepairEnd = (typeof REPAIR_ENDS)[number];
