/** Sylius' three words for an order (state, payment, shipping) and ours; total, unknown words are reported. */
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";
import type { Context } from "../kit/contract/contract.ts";

export interface StatusTerms {
  readonly state: string;
  readonly paymentState: string;
  readonly shippingState: string;
}

export interface Statuses {
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: FulfilmentStatus;
}

/** What money does, and what a new order in that state waits for. */
export const PAYMENTS: Readonly<Record<string, { readonly financial: FinancialStatus; readonly open: OrderStatus }>> = {
  cart: { financial: "pending", open: "pending" },
  awaiting_payment: { financial: "pending", open: "pending" },
  partially_authorized: { financial: "pending", open: "on_hold" },
  authorized: { financial: "authorized", open: "confirmed" },
  cancelled: { financial: "voided", open: "pending" },
  partially_paid: { financial: "partially_paid", open: "on_hold" },
  paid: { financial: "paid", open: "confirmed" },
  partially_refunded: { financial: "partially_refunded", open: "confirmed" },
  refunded: { financial: "refunded", open: "confirmed" },
};

/** Delivery is known to couriers alone: what has left is under way. */
export const SHIPPINGS: Readonly<Record<string, FulfilmentStatus>> = {
  cart: "unfulfilled",
  ready: "unfulfilled",
  cancelled: "unfulfilled",
  partially_shipped: "partial",
  shipped: "in_transit",
};

/** The three axes of an order. `isCod`: the payment method is one by which the courier collects. */
export function statusesOf(statusTerms: StatusTerms, isCod: boolean, ctx: Pick<Context, "drift">): Statuses {
  const unknown = (path: keyof StatusTerms) =>
    ctx.drift({ path, problem: "a state this connector does not know", value: statusTerms[path] });
  const payment = PAYMENTS[statusTerms.paymentState];
  const shipping = SHIPPINGS[statusTerms.shippingState];
  if (!payment) unknown("paymentState");
  if (!shipping) unknown("shippingState");
  const isWaiting = statusTerms.paymentState === "awaiting_payment";
  const financial = isWaiting && isCod ? "cod_pending" : (payment?.financial ?? "pending");
  const fulfilment = shipping ?? "unfulfilled";
  const open: OrderStatus = !payment || !shipping ? "on_hold" : isWaiting && isCod ? "confirmed" : payment.open;
  const hasLeft = fulfilment !== "unfulfilled";
  switch (statusTerms.state) {
    case "cart":
      return { status: "pending", financial, fulfilment };
    case "new":
      return { status: hasLeft && open !== "on_hold" ? "processing" : open, financial, fulfilment };
    case "fulfilled":
      return { status: "completed", financial, fulfilment: fulfilment === "in_transit" ? "fulfilled" : fulfilment };
    case "cancelled":
      return { status: "cancelled", financial: isUnpaid(financial) ? "voided" : financial, fulfilment };
    default:
      unknown("state");
      return { status: "on_hold", financial, fulfilment };
  }
}

function isUnpaid(financial: FinancialStatus): boolean {
  return financial === "pending" || financial === "cod_pending" || financial === "authorized";
}

/** "new/paid/ready": the platform's words as stored with the order. */
export function platformStatus(statusTerms: StatusTerms): string {
  return `${statusTerms.state}/${statusTerms.paymentState}/${statusTerms.shippingState}`;
}

export function statusTermsOf(text: string): StatusTerms {
  const [state = "", paymentState = "", shippingState = ""] = text.split("/");
  return { state, paymentState, shippingState };
}
