/** The names a courier's description may use in the request of each of its calls. */
const PLACES = ["from", "to", "payment", "direction"];
const GOODS = [
  ...PLACES,
  "parcels",
  "weightGrams",
  "collect",
  "collectMinor",
  "value",
  "valueMinor",
  "currency",
  "service",
];
const BOOKED = ["reference", "key", "trackingNumber", "trackingNumbers", "keys"];
const SEVERAL = ["references", "trackingNumbers", "keys"];

export const COURIER_INPUTS = {
  serviceability: PLACES,
  rates: GOODS,
  book: [
    ...GOODS,
    "reference",
    "references",
    "orderNumber",
    "orderedAt",
    "labelFormat",
    "invoiceNumber",
    "idempotencyKey",
  ],
  find: ["reference", "references", "orderNumber"],
  cancel: [...BOOKED, "idempotencyKey"],
  correct: [...BOOKED, "name", "phone", "street", "idempotencyKey"],
  label: [...BOOKED, "format"],
  track: ["trackingNumber", "trackingNumbers"],
  pickup: ["from", "earliest", "latest", "parcels", ...SEVERAL, "idempotencyKey"],
  manifest: [...SEVERAL, "idempotencyKey"],
} as const satisfies Readonly<Record<string, readonly string[]>>;
