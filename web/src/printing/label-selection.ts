/**
 * Of these shipments, or of what is booked for these orders and still here; `packed`: of an order sent in several parcels
 * only that of the parcel packed last.
 */
export type LabelsOf =
  | { readonly shipmentIds: readonly string[] }
  | { readonly orderIds: readonly string[]; readonly packed?: boolean };
