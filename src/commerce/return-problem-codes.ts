/** Codes of refusals about returns and exchanges. */
export const returnProblemCodes = [
  "RETURN_EMPTY",
  "RETURN_LINE_UNKNOWN",
  "RETURN_LINE_UNMAPPED",
  "RETURN_REFUNDED",
  "RETURN_STATE",
  "RETURN_TOO_MANY",
  "RETURN_UNKNOWN",
] as const;
