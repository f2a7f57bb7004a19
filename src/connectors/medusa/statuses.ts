/** What the shop's words mean. Its own status follows neither payment nor shipping; the money is worked out from amounts. */
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";
import { fixed, minorOf } from "./amounts.ts";
import type { MedusaLine, MedusaOrder, MedusaPayment } from "./schemas.ts";

/** Orders whose status nobody here knows wait on hold. */
const STATES: Readonly<Record<string, OrderStatus>> = {
  pending: "pending",
  requires_action: "pending",
  completed: "completed",
  archived: "completed",
  canceled: "cancelled",
};

export const CANCELED = "canceled";
export const CLOSED: readonly string[] = [CANCELED, "completed", "archived"];

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n);

export const paymentsOf = ({
  payment_collections,
}: Pick<MedusaOrder, "payment_collections">): readonly MedusaPayment[] =>
  payment_collections.flatMap(({ payments }) => payments);

export const capturedOf = ({ captures }: MedusaPayment): bigint => sum(captures.map(({ amount }) => fixed(amount)));
export const refundedOf = ({ refunds }: MedusaPayment): bigint => sum(refunds.map(({ amount }) => fixed(amount)));

/** The shop's own word says "refunded" of a part that was captured and any refund of it: the amounts tell. */
export function financialOf(order: MedusaOrder, totalMinor: bigint, isCod: boolean): FinancialStatus {
  const payments = paymentsOf(order);
  const minor = (amount: bigint) => minorOf(amount, order.currency_code);
  const captured = minor(sum(payments.map(capturedOf)));
  const refunded = minor(sum(payments.map(refundedOf)));
  if (captured > 0n) {
    if (refunded >= captured) return "refunded";
    if (refunded > 0n) return "partially_refunded";
    return captured >= totalMinor ? "paid" : "partially_paid";
  }
  if (order.status === CANCELED) return "voided";
  if (totalMinor === 0n) return "paid";
  const isAuthorised = payments.some(({ canceled_at }) => canceled_at === undefined);
  if (!isAuthorised) return "pending";
  return isCod ? "cod_pending" : "authorized";
}

/** Units that have left: delivered ones may never have been shipped by name. */
export function leftOf({ detail }: MedusaLine): number {
  return Math.max(detail.shipped_quantity, detail.delivered_quantity);
}

/** Packed and not sent is not on its way. */
export function fulfilmentOf(lines: readonly MedusaLine[]): FulfilmentStatus {
  const left = lines.reduce((all, line) => all + leftOf(line), 0);
  if (left === 0) return "unfulfilled";
  if (lines.some((line) => leftOf(line) < line.quantity)) return "partial";
  return lines.every(({ detail, quantity }) => detail.delivered_quantity >= quantity) ? "delivered" : "in_transit";
}

/** Null for a status of the shop's own. */
export function statusOf(order: MedusaOrder, financial: FinancialStatus): OrderStatus | null {
  const existing = STATES[order.status];
  if (existing !== "pending") return existing ?? null;
  if (order.items.some(({ detail }) => detail.fulfilled_quantity > 0)) return "processing";
  return ["pending", "voided", "cod_pending"].includes(financial) ? "pending" : "confirmed";
}
