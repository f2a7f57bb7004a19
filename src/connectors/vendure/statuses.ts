/** The shop's word for an order, and its payments and parcels, as ours. Shops add states of their own: those wait. */
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";
import type { VendureOrder, VendurePayment } from "./schemas.ts";

/** What an order in each of core's states waits for. */
const STATES: Readonly<Record<string, OrderStatus>> = {
  Created: "pending",
  Draft: "pending",
  AddingItems: "pending",
  ArrangingPayment: "pending",
  PaymentAuthorized: "confirmed",
  PaymentSettled: "confirmed",
  PartiallyShipped: "processing",
  Shipped: "processing",
  PartiallyDelivered: "processing",
  Delivered: "completed",
  Modifying: "on_hold",
  ArrangingAdditionalPayment: "on_hold",
  Cancelled: "cancelled",
};

/** Parcels that have left. One that is Pending was packed and still stands there. */
export const LEFT: readonly string[] = ["Shipped", "Delivered"];

const sum = (amounts: readonly number[]): number => amounts.reduce((all, one) => all + one, 0);

/** Money that went back. A refund that is Pending was only asked for. */
function refundedOf(payment: VendurePayment): number {
  return sum(payment.refunds.filter(({ state }) => state === "Settled").map(({ total }) => Number(total)));
}

/** What became of the money, by payments and refunds alone: refunds change no state of an order, and a cancel no payment. */
export function financialOf(order: VendureOrder, dueReported: number, isCod: boolean): FinancialStatus {
  const inState = (state: string) =>
    sum(order.payments.filter((payment) => payment.state === state).map(({ amount }) => Number(amount)));
  const settled = inState("Settled");
  const refunded = sum(order.payments.map(refundedOf));
  if (settled > 0) {
    if (refunded >= settled) return "refunded";
    if (refunded > 0) return "partially_refunded";
    return settled >= dueReported ? "paid" : "partially_paid";
  }
  if (order.state === "Cancelled") return "voided";
  if (inState("Authorized") > 0) return isCod ? "cod_pending" : "authorized";
  // Nothing to pay: the shop settles such an order without a payment.
  return dueReported === 0 && order.state !== "ArrangingPayment" ? "paid" : "pending";
}

/** By the units themselves: an order stays Shipped when its parcels were cancelled afterwards. */
export function fulfilmentOf(
  lines: readonly { readonly quantity: number; readonly fulfilledQuantity: number }[],
  isDelivered: boolean,
): FulfilmentStatus {
  const shipped = sum(lines.map(({ fulfilledQuantity }) => fulfilledQuantity));
  if (shipped === 0) return "unfulfilled";
  if (lines.some(({ quantity, fulfilledQuantity }) => fulfilledQuantity < quantity)) return "partial";
  return isDelivered ? "delivered" : "in_transit";
}

/** Null for a state of the shop's own. */
export function statusOf(state: string, fulfilment: FulfilmentStatus): OrderStatus | null {
  const existing = STATES[state];
  if (existing === undefined) return null;
  return existing === "confirmed" && fulfilment !== "unfulfilled" ? "processing" : existing;
}
