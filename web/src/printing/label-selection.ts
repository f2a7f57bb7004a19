/** Of these shipments, or of what is booked for these orders and still here. */
export type LabelsOf = { readonly shipmentIds: readonly string[] } | { readonly orderIds: readonly string[] };
