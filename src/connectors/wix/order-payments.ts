/** Payments and refunds of an order in the shared vocabulary. Pure. */
import { parseMoney } from "../../commerce/money.ts";
import type { OrderRefund, OrderTransaction, PaymentKind } from "../../commerce/order.ts";
import type { WixPayment, WixRefund, WixTransactions } from "./order-schemas.ts";

/** What the merchant says an offline payment is (setting offlinePaymentMeans). */
export type OfflineMeans = "cod" | "pending";

const STATES: ReadonlyMap<string, OrderTransaction["status"]> = new Map<string, OrderTransaction["status"]>([
  ["APPROVED", "success"],
  ["REFUNDED", "success"],
  ["PARTIALLY_REFUNDED", "success"],
  ["AUTHORIZED", "success"],
  ["VOIDED", "success"],
  ["PENDING", "pending"],
  ["PENDING_MERCHANT", "pending"],
  ["UNDEFINED", "pending"],
  ["CANCELED", "failed"],
  ["DECLINED", "failed"],
]);

const statusOf = ({ status, regularPaymentDetails }: WixPayment): string =>
  status ?? regularPaymentDetails?.status ?? "UNDEFINED";

/**
 * Cash at the door is told by the name the merchant chose, else by the setting; a bank transfer or a cheque is paid
 * ahead. What no payment tells stays unknown.
 */
export function paymentKind(payments: readonly WixPayment[], offlineMeans: OfflineMeans): PaymentKind {
  const kinds = payments.map((payment): PaymentKind => {
    const details = payment.regularPaymentDetails;
    if (details?.offlinePayment !== true) return STATES.get(statusOf(payment)) === "success" ? "prepaid" : "unknown";
    const name = details.paymentMethodName?.userDefinedName?.predefined;
    if (name === "CASH") return "cod";
    if (name === "BANK_TRANSFER" || name === "CHECK") return "unknown";
    return offlineMeans === "cod" ? "cod" : "unknown";
  });
  return kinds.find((kind) => kind === "cod") ?? kinds.find((kind) => kind === "prepaid") ?? "unknown";
}

export function gatewayOf(payments: readonly WixPayment[]): string | undefined {
  const [first] = payments;
  if (first?.giftcardPaymentDetails) return "gift card";
  if (first?.membershipPaymentDetails) return "membership";
  return first?.regularPaymentDetails?.paymentMethod;
}

export function transactionsOf(reported: WixTransactions, currency: string, fallbackAt: string): OrderTransaction[] {
  const payments = (reported.payments ?? []).flatMap((payment) => movementsOf(payment, currency, fallbackAt));
  const refunds = (reported.refunds ?? []).flatMap((refund) =>
    (refund.transactions ?? []).map(
      (one, index): OrderTransaction => ({
        key: `${refund.id}:${index}`,
        parentKey: one.paymentId,
        kind: "refund",
        status: refundStatus(one.refundStatus),
        amountMinor: parseMoney(one.amount.amount, currency).minor,
        at: instant(refund.createdDate, fallbackAt),
      }),
    ),
  );
  return [...payments, ...refunds];
}

function movementsOf(payment: WixPayment, currency: string, fallbackAt: string): OrderTransaction[] {
  const word = statusOf(payment);
  const details = payment.regularPaymentDetails;
  const base = {
    gateway: details?.paymentMethod,
    amountMinor: parseMoney(payment.amount.amount, currency).minor,
    at: instant(payment.createdDate, fallbackAt),
  };
  const status = STATES.get(word) ?? "pending";
  if (!details?.authorizationDetails && word !== "AUTHORIZED" && word !== "VOIDED")
    return [{ ...base, key: payment.id, kind: "sale", status }];
  const reserved: OrderTransaction = { ...base, key: payment.id, kind: "authorization", status };
  if (word === "VOIDED")
    return [reserved, { ...base, key: `${payment.id}:void`, parentKey: payment.id, kind: "void", status: "success" }];
  if (word === "AUTHORIZED" || status !== "success") return [reserved];
  return [reserved, { ...base, key: `${payment.id}:capture`, parentKey: payment.id, kind: "capture", status }];
}

function refundStatus(word: string | undefined): OrderTransaction["status"] {
  if (word === "SUCCEEDED") return "success";
  return word === "FAILED" ? "failed" : "pending";
}

/** Refunds whose money did not come through are none; those under way count, because nobody asks for them again. */
export function refundsOf(refunds: readonly WixRefund[], currency: string, fallbackAt: string): OrderRefund[] {
  return refunds.flatMap((refund) => {
    const moved = (refund.transactions ?? []).filter((one) => one.refundStatus !== "FAILED");
    if (moved.length === 0 && (refund.transactions ?? []).length > 0) return [];
    return [
      {
        key: refund.id,
        amountMinor: moved.reduce((sum, one) => sum + parseMoney(one.amount.amount, currency).minor, 0n),
        reason: refund.details?.reason,
        at: instant(refund.createdDate, fallbackAt),
        lines: (refund.details?.lineItems ?? refund.details?.items ?? []).map(({ lineItemId, quantity }) => ({
          lineKey: lineItemId,
          quantity,
          // Told on the order's line as one sum, not for each refund.
          restocked: null,
        })),
      },
    ];
  });
}

export function instant(text: string | undefined, fallback: string): string {
  const ms = Date.parse(text ?? "");
  return Number.isNaN(ms) ? fallback : new Date(ms).toISOString();
}
