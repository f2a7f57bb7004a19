/** Codes of refusals about shipments and the rules that choose their couriers. */
export const shipmentProblemCodes = [
  "SHIPMENT_ACTION",
  "SHIPMENT_ADDRESS",
  "SHIPMENT_ITEMS",
  "SHIPMENT_KNOWN",
  "SHIPMENT_LABEL_NONE",
  "SHIPMENT_NOTHING_LEFT",
  "SHIPMENT_COURIER_NEEDS",
  "SHIPMENT_NO_COURIER",
  "SHIPMENT_NOT_FOUND",
  "SHIPMENT_NUMBERS",
  "SHIPMENT_OWED",
  "SHIPMENT_OVER",
  "SHIPMENT_PLACE",
  "SHIPMENT_UNKNOWN",
  "SHIPMENT_WAITS",
  "SHIPMENT_WEIGHT",
] as const;
