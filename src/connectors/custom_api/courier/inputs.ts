/** The names a courier's description may use in the request of each of its calls. */
const LOCATIONS = ["from", "to", "payment", "direction"];
const ITEMS = [
  ...LOCATIONS,
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
  serviceability: LOCATIONS,
  rates: ITEMS,
  book: [
    ...ITEMS,
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
