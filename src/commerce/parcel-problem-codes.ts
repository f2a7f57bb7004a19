/** Codes of refusals about what goes into the parcels of an order: gifts, and several parcels. */
export const parcelProblemCodes = [
  "GIFT_DONE",
  "GIFT_LATE",
  "GIFT_NONE",
  "GIFT_SHORT",
  "GIFT_UNKNOWN",
  "SPLIT_DONE",
  "SPLIT_ITEMS",
  "SPLIT_LATE",
  "SPLIT_MERGED",
  "SPLIT_NONE",
  "SPLIT_NOTHING",
] as const;
