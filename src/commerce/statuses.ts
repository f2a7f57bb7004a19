/** The unified statuses: three independent axes of an order, one of a shipment (docs/glossary.md). */
export const ORDER_STATUSES = ["pending", "confirmed", "processing", "completed", "cancelled", "on_hold"] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export const FINANCIAL_STATUSES = [
  "pending",
  "authorized",
  "paid",
  "partially_paid",
  "partially_refunded",
  "refunded",
  "voided",
  "cod_pending",
] as const;
export type FinancialStatus = (typeof FINANCIAL_STATUSES)[number];

export const FULFILMENT_STATUSES = [
  "unfulfilled",
  "partial",
  "fulfilled",
  "in_transit",
  "delivered",
  "returned",
] as const;
export type FulfilmentStatus = (typeof FULFILMENT_STATUSES)[number];

export const SHIPMENT_STATUSES = [
  "created",
  "label_ready",
  "pickup_failed",
  "picked_up",
  "in_transit",
  "out_for_delivery",
  "delivered",
  "exception",
  "rto_in_transit",
  "rto_delivered",
  "cancelled",
  "lost",
] as const;
export type ShipmentStatus = (typeof SHIPMENT_STATUSES)[number];

type Transitions<S extends string> = Readonly<Record<S, readonly S[]>>;

/**
 * Moves a person or a rule of ours may make. A platform's own word is never refused by these tables:
 * it is stored as told, and a move the table lacks is shown in the timeline as unusual.
 */
export const ORDER_TRANSITIONS: Transitions<OrderStatus> = {
  pending: ["confirmed", "processing", "completed", "cancelled", "on_hold"],
  confirmed: ["processing", "completed", "cancelled", "on_hold"],
  processing: ["completed", "cancelled", "on_hold"],
  on_hold: ["pending", "confirmed", "processing", "completed", "cancelled"],
  completed: [],
  cancelled: [],
};

export const FINANCIAL_TRANSITIONS: Transitions<FinancialStatus> = {
  pending: ["authorized", "paid", "partially_paid", "voided", "cod_pending"],
  cod_pending: ["paid", "partially_paid", "voided"],
  authorized: ["paid", "partially_paid", "voided"],
  partially_paid: ["paid", "partially_refunded", "refunded", "voided"],
  paid: ["partially_refunded", "refunded"],
  partially_refunded: ["refunded"],
  refunded: [],
  voided: [],
};

export const FULFILMENT_TRANSITIONS: Transitions<FulfilmentStatus> = {
  unfulfilled: ["partial", "fulfilled", "in_transit", "delivered"],
  partial: ["fulfilled", "in_transit", "delivered", "returned", "unfulfilled"],
  fulfilled: ["in_transit", "delivered", "returned", "partial", "unfulfilled"],
  in_transit: ["delivered", "returned"],
  delivered: ["returned"],
  returned: [],
};

/**
 * True while an order's unshipped units are promised to it. Cancelled and completed orders promise nothing, nor do
 * those whose payment failed (voided; a payment tried again moves them on) or was paid back whole.
 */
export function holdsStock(order: { readonly status: OrderStatus; readonly financial: FinancialStatus }): boolean {
  if (order.status === "cancelled" || order.status === "completed") return false;
  return order.financial !== "voided" && order.financial !== "refunded";
}

/** True when `to` may follow `from`; staying where one is always may. */
export function mayMove<S extends string>(table: Transitions<S>, from: S, to: S): boolean {
  return from === to || table[from].includes(to);
}
