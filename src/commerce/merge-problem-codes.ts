/** Codes of refusals about orders that share a parcel. */
export const mergeProblemCodes = [
  "MERGE_ADDRESSES",
  "MERGE_BOOKED",
  "MERGE_CHANNEL",
  "MERGE_LOCATION",
  "MERGE_NOT_FOUND",
  "MERGE_NOT_READY",
  "MERGE_ONE_PARCEL",
  "MERGE_PAYMENT",
  "MERGE_RECIPIENTS",
  "MERGE_TAKEN",
] as const;
