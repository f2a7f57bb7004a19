/** What eBay's several status fields mean together (sheet section 4). Every word nobody knows is told and decides nothing. */
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Order } from "./order-schemas.ts";

export interface Statuses {
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: FulfilmentStatus;
}

const PAYMENT = new Set(["PAID", "PENDING", "FAILED", "PARTIALLY_REFUNDED", "FULLY_REFUNDED"]);
const FULFILMENT = new Set(["NOT_STARTED", "IN_PROGRESS", "FULFILLED"]);
const CANCEL = new Set(["NONE_REQUESTED", "IN_PROGRESS", "CANCELED"]);

export const cancelStateOf = ({ cancelStatus }: Order): string => cancelStatus?.cancelState ?? "NONE_REQUESTED";

export const isCancelled = (order: Order): boolean => cancelStateOf(order) === "CANCELED";

/** PENDING is also the word while a refund of a paid order is on its way. */
export function isPaid({ orderPaymentStatus, paymentSummary }: Order): boolean {
  if (orderPaymentStatus !== "PENDING") return orderPaymentStatus !== "FAILED" && PAYMENT.has(orderPaymentStatus);
  const { payments = [], refunds = [] } = paymentSummary ?? {};
  return refunds.length > 0 || payments.some(({ paymentStatus }) => paymentStatus === "PAID");
}

/** `units`: wanted and shipped by the fulfilments; eBay calls a line FULFILLED with its first unit. */
export function statusesOf(
  order: Order,
  units: { readonly wanted: number; readonly shipped: number },
  ctx: Pick<Context, "drift">,
): Statuses {
  alertUnknown(order, ctx);
  const fulfilment = units.shipped === 0 ? "unfulfilled" : units.shipped < units.wanted ? "partial" : "fulfilled";
  return { status: statusOf(order, fulfilment), financial: financialOf(order), fulfilment };
}

function statusOf(order: Order, fulfilment: FulfilmentStatus): OrderStatus {
  if (isCancelled(order)) return "cancelled";
  // Somebody asked for a cancellation, or a word nobody knows: not to be shipped meanwhile.
  if (cancelStateOf(order) !== "NONE_REQUESTED" || !PAYMENT.has(order.orderPaymentStatus)) return "on_hold";
  if (!isPaid(order)) return "pending";
  if (fulfilment === "fulfilled") return "completed";
  return fulfilment === "partial" ? "processing" : "confirmed";
}

function financialOf(order: Order): FinancialStatus {
  switch (order.orderPaymentStatus) {
    case "FULLY_REFUNDED":
      return "refunded";
    case "PARTIALLY_REFUNDED":
      return "partially_refunded";
    case "FAILED":
      return "voided";
    default:
      if (isPaid(order)) return "paid";
      return isCancelled(order) ? "voided" : "pending";
  }
}

function alertUnknown(order: Order, { drift }: Pick<Context, "drift">): void {
  const reported = [
    ["orderPaymentStatus", PAYMENT, order.orderPaymentStatus],
    ["orderFulfillmentStatus", FULFILMENT, order.orderFulfillmentStatus],
    ["cancelStatus.cancelState", CANCEL, cancelStateOf(order)],
  ] as const;
  for (const [path, existing, value] of reported)
    if (!existing.has(value)) drift({ path, problem: "is a status nobody knows", value });
}
