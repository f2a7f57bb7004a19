/** Codes of refusals about orders that are sent in several parcels. */
export const splitProblemCodes = [
  "SPLIT_DONE",
  "SPLIT_ITEMS",
  "SPLIT_LATE",
  "SPLIT_MERGED",
  "SPLIT_NONE",
  "SPLIT_NOTHING",
] as const;
