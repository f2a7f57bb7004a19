/** BigCommerce's fifteen statuses by id (merchants may rename them) and what a payment status means. */
import type { PaymentKind } from "../../commerce/order.ts";
import type { ChannelDoubt } from "../../commerce/order-holds.ts";
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";

export interface StatusMeaning {
  readonly name: string;
  /** `previous`: the status says nothing about it; then it is read from what was shipped. */
  readonly order: OrderStatus | "previous";
  readonly fulfilment: FulfilmentStatus | "by_lines";
  /** What an order without a payment status is taken for; null: the status says nothing about money. */
  readonly financial: FinancialStatus | null;
}

/** Sheet section 7; 0 is an unfinished checkout, not an order. */
export const STATUSES: Readonly<Record<number, StatusMeaning>> = {
  1: { name: "Pending", order: "pending", fulfilment: "unfulfilled", financial: "pending" },
  2: { name: "Shipped", order: "processing", fulfilment: "fulfilled", financial: null },
  3: { name: "Partially Shipped", order: "processing", fulfilment: "partial", financial: null },
  4: { name: "Refunded", order: "completed", fulfilment: "by_lines", financial: "refunded" },
  5: { name: "Cancelled", order: "cancelled", fulfilment: "unfulfilled", financial: "voided" },
  6: { name: "Declined", order: "cancelled", fulfilment: "unfulfilled", financial: "voided" },
  7: { name: "Awaiting Payment", order: "pending", fulfilment: "unfulfilled", financial: "pending" },
  8: { name: "Awaiting Pickup", order: "processing", fulfilment: "by_lines", financial: null },
  9: { name: "Awaiting Shipment", order: "processing", fulfilment: "by_lines", financial: null },
  10: { name: "Completed", order: "completed", fulfilment: "delivered", financial: "paid" },
  11: { name: "Awaiting Fulfillment", order: "confirmed", fulfilment: "by_lines", financial: "paid" },
  12: { name: "Manual Verification Required", order: "on_hold", fulfilment: "by_lines", financial: null },
  13: { name: "Disputed", order: "on_hold", fulfilment: "by_lines", financial: null },
  14: { name: "Partially Refunded", order: "previous", fulfilment: "by_lines", financial: "partially_refunded" },
};

/** Why an order is held: a person is to look at who bought it, or the payment is disputed. */
export const DOUBTS: ReadonlyMap<number, ChannelDoubt> = new Map([
  [12, "fraud"],
  [13, "payment"],
]);

export const INCOMPLETE = 0;
const PARTIALLY_REFUNDED = 14;

/** Every payment status of the API; the empty one is normal for orders made by hand or by API. */
export const PAYMENTS: ReadonlyMap<string, FinancialStatus> = new Map<string, FinancialStatus>([
  ["pending", "pending"],
  ["held for review", "pending"],
  ["authorized", "authorized"],
  ["capture pending", "authorized"],
  ["captured", "paid"],
  ["paid", "paid"],
  ["partially refunded", "partially_refunded"],
  ["refunded", "refunded"],
  ["void", "voided"],
  ["void pending", "voided"],
  ["declined", "voided"],
]);

/** Which status a request is written as. Refund statuses are never written by hand: no money would move. */
export const STATUS_IDS: Readonly<Record<OrderStatus, number>> = {
  pending: 1,
  confirmed: 11,
  processing: 9,
  completed: 10,
  cancelled: 5,
  on_hold: 12,
};

const CANCELLED: readonly number[] = [5, 6];

export interface StatusSource {
  readonly statusId: number;
  readonly paymentStatus: string;
  readonly kind: PaymentKind;
  readonly isDigital: boolean;
  /** Share of the physical units that have left. */
  readonly shipped: "none" | "some" | "all";
}

export interface Statuses {
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: FulfilmentStatus;
  readonly keeps: readonly ("financial" | "fulfilment")[];
  /** Words nobody knows, to be reported. */
  readonly unknown: readonly { readonly path: string; readonly value: string }[];
}

export function mapStatuses(source: StatusSource): Statuses {
  const { statusId, paymentStatus, shipped } = source;
  const meaning = STATUSES[statusId];
  const byLines: FulfilmentStatus = shipped === "all" ? "fulfilled" : shipped === "some" ? "partial" : "unfulfilled";
  const unknown = [
    ...(meaning === undefined ? [{ path: "status_id", value: String(statusId) }] : []),
    ...(paymentStatus !== "" && !PAYMENTS.has(paymentStatus) ? [{ path: "payment_status", value: paymentStatus }] : []),
  ];
  const money = financialOf(source, meaning);
  // Refunded, disputed and partially refunded take the place of "Completed", which ships without a shipment.
  const isUnclear = meaning === undefined || [4, 13, 14].includes(statusId);
  return {
    status: orderOf(meaning, shipped),
    financial: money ?? "pending",
    fulfilment: fulfilmentOf(source, meaning, byLines),
    keeps: [
      // Cancelling moves no money: an order paid outside stays paid.
      ...(money === null || (CANCELLED.includes(statusId) && !PAYMENTS.has(paymentStatus))
        ? (["financial"] as const)
        : []),
      ...(isUnclear && shipped === "none" ? (["fulfilment"] as const) : []),
    ],
    unknown,
  };
}

function orderOf(meaning: StatusMeaning | undefined, shipped: StatusSource["shipped"]): OrderStatus {
  // A status of tomorrow: held until a person looks.
  if (meaning === undefined) return "on_hold";
  if (meaning.order !== "previous") return meaning.order;
  return shipped === "none" ? "confirmed" : "processing";
}

function fulfilmentOf(
  { statusId, isDigital, shipped }: StatusSource,
  meaning: StatusMeaning | undefined,
  byLines: FulfilmentStatus,
): FulfilmentStatus {
  if (meaning === undefined || meaning.fulfilment === "by_lines") return byLines;
  if (CANCELLED.includes(statusId) && shipped !== "none") return byLines;
  return meaning.fulfilment === "delivered" && isDigital ? "fulfilled" : meaning.fulfilment;
}

/** Null: neither the payment nor the status says anything about money. */
function financialOf(source: StatusSource, meaning: StatusMeaning | undefined): FinancialStatus | null {
  const { statusId, paymentStatus, kind, shipped } = source;
  const reported = PAYMENTS.get(paymentStatus) ?? null;
  const found = reported ?? meaning?.financial ?? null;
  const isOpen = found === "pending" || (reported === null && found === "paid");
  // Cash on delivery stands as awaiting fulfilment without any payment.
  if (kind === "cod" && isOpen && [1, 7, 11].includes(statusId)) return "cod_pending";
  // Nobody could collect for what never left: a refund of it takes from what is to be collected, no money goes back.
  if (kind === "cod" && reported === null && statusId === PARTIALLY_REFUNDED && shipped === "none")
    return "cod_pending";
  if (reported === "pending" && CANCELLED.includes(statusId)) return "voided";
  return found;
}
