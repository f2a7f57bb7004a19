/** Squarespace's two words for an order and the hub's three axes (sheet section 7). Total: every pair has an answer. */
import type { PaymentKind } from "../../commerce/order.ts";
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";
import type { Context } from "../kit/contract/contract.ts";

interface Payment {
  /** The order's status while nothing is shipped. */
  readonly open: OrderStatus;
  readonly financial: FinancialStatus;
  readonly kind: PaymentKind;
}

/** By payment state. A refund leaves the order's own status as it was, which for an open order is "paid". */
export const PAYMENT_STATES: Readonly<Record<string, Payment>> = {
  PAID: { open: "confirmed", financial: "paid", kind: "prepaid" },
  NOT_CHARGED: { open: "pending", financial: "pending", kind: "unknown" },
  AUTHORIZED: { open: "pending", financial: "authorized", kind: "prepaid" },
  PENDING: { open: "pending", financial: "pending", kind: "unknown" },
  FAILED: { open: "on_hold", financial: "voided", kind: "unknown" },
  PARTIALLY_PAID: { open: "on_hold", financial: "pending", kind: "unknown" },
  REFUNDED: { open: "confirmed", financial: "refunded", kind: "prepaid" },
  REFUND_PENDING: { open: "confirmed", financial: "paid", kind: "prepaid" },
  REFUND_FAILED: { open: "confirmed", financial: "paid", kind: "prepaid" },
};

/** Orders from before May 2026 may lack the payment state; paid is not guessed. */
const UNTOLD: Payment = { open: "pending", financial: "pending", kind: "unknown" };
const UNKNOWN: Payment = { open: "on_hold", financial: "pending", kind: "unknown" };
const COD: Payment = { open: "pending", financial: "cod_pending", kind: "cod" };

export interface StatusInput {
  readonly fulfillmentStatus: string;
  readonly paymentState: string | undefined;
  readonly refundedMinor: bigint;
  readonly totalMinor: bigint;
  /** The order was shipped at some time. */
  readonly wasFulfilled: boolean;
}

export interface Statuses {
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: FulfilmentStatus;
  readonly kind: PaymentKind;
}

export function statusesOf(order: StatusInput, ctx: Pick<Context, "drift" | "connection">): Statuses {
  const payment = paymentOf(order.paymentState, ctx);
  const { kind } = payment;
  const refunded = refundOf(order);
  switch (order.fulfillmentStatus) {
    case "PENDING":
      return { status: payment.open, financial: refunded ?? payment.financial, fulfilment: "unfulfilled", kind };
    case "FULFILLED":
      return { status: "completed", financial: refunded ?? payment.financial, fulfilment: "fulfilled", kind };
    case "CANCELED": {
      // Cancelled after it left: the units stay shipped.
      const fulfilment = order.wasFulfilled ? "fulfilled" : "unfulfilled";
      // Squarespace pays nothing back by cancelling: what was paid stays paid until a refund is told.
      const financial = refunded ?? (payment.financial === "paid" ? "paid" : "voided");
      return { status: "cancelled", financial, fulfilment, kind };
    }
    default:
      ctx.drift({
        path: "fulfillmentStatus",
        problem: "a status this connector does not know",
        value: order.fulfillmentStatus,
      });
      return { status: "on_hold", financial: refunded ?? payment.financial, fulfilment: "unfulfilled", kind };
  }
}

function paymentOf(state: string | undefined, ctx: Pick<Context, "drift" | "connection">): Payment {
  if (state === undefined) return UNTOLD;
  if (state === "NOT_CHARGED" && ctx.connection.settings.offlinePaymentMeans === "cod") return COD;
  const existing = PAYMENT_STATES[state];
  if (!existing)
    ctx.drift({ path: "paymentState", problem: "a payment state this connector does not know", value: state });
  return existing ?? UNKNOWN;
}

/** Money that went back decides before the payment state does; null: none did. */
function refundOf({ refundedMinor, totalMinor, paymentState }: StatusInput): FinancialStatus | null {
  // Of what was never charged a refund takes from what is still to come.
  if (paymentState === "NOT_CHARGED" && refundedMinor < totalMinor) return null;
  if (refundedMinor > 0n) return refundedMinor < totalMinor ? "partially_refunded" : "refunded";
  return paymentState === "REFUNDED" ? "refunded" : null;
}
