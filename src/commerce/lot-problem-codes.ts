/** What is wrong with serial numbers and lots of units. */
export const lotProblemCodes = [
  "LOT_ELSEWHERE",
  "LOT_EXPIRY",
  "LOT_OR_SERIAL",
  "LOT_UNITS",
  "PACKING_LOTS",
  "PACKING_LOT_BLOCKED",
  "PACKING_LOT_EXPIRED",
  "PACKING_LOT_UNKNOWN",
  "PACKING_SERIALS",
  "PACKING_SERIAL_TAKEN",
  "PACKING_SERIAL_UNKNOWN",
  "SERIAL_NUMBERS",
  "SERIAL_NUMBER_ELSEWHERE",
  "SERIAL_NUMBER_KNOWN",
] as const;
