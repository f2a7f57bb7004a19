/** Codes of refusals about items that are added to orders as gifts. */
export const giftProblemCodes = ["GIFT_DONE", "GIFT_LATE", "GIFT_NONE", "GIFT_SHORT", "GIFT_UNKNOWN"] as const;
