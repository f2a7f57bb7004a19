/** Wix's three statuses of an order and what they mean here (sheet section 7). */
import type { PaymentKind } from "../../commerce/order.ts";
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";

export const ORDERS: ReadonlyMap<string, OrderStatus> = new Map<string, OrderStatus>([
  ["INITIALIZED", "pending"],
  ["PENDING", "pending"],
  ["APPROVED", "confirmed"],
  ["CANCELED", "cancelled"],
  ["REJECTED", "cancelled"],
]);

export const PAYMENTS: ReadonlyMap<string, FinancialStatus> = new Map<string, FinancialStatus>([
  ["UNSPECIFIED", "pending"],
  ["NOT_PAID", "pending"],
  ["PENDING", "pending"],
  ["PENDING_MERCHANT", "pending"],
  ["PARTIALLY_PAID", "partially_paid"],
  ["PAID", "paid"],
  ["PARTIALLY_REFUNDED", "partially_refunded"],
  ["FULLY_REFUNDED", "refunded"],
  ["CANCELED", "voided"],
  ["DECLINED", "voided"],
]);

export const FULFILMENTS: ReadonlyMap<string, FulfilmentStatus> = new Map<string, FulfilmentStatus>([
  ["NOT_FULFILLED", "unfulfilled"],
  ["PARTIALLY_FULFILLED", "partial"],
  ["FULFILLED", "fulfilled"],
]);

/** The words of a fulfilment, spelt exactly so; any other one says only that the parcel exists. */
export const PARCELS: ReadonlyMap<string, FulfilmentStatus> = new Map<string, FulfilmentStatus>([
  ["Pending", "unfulfilled"],
  ["Accepted", "unfulfilled"],
  ["Ready", "unfulfilled"],
  ["In_Delivery", "in_transit"],
  ["Fulfilled", "delivered"],
]);

export function parcelStatus(word: string | undefined): FulfilmentStatus {
  const status = PARCELS.get(word ?? "");
  // A parcel that is not on its way by its own word has left all the same: it is part of what was fulfilled.
  return status === undefined || status === "unfulfilled" ? "fulfilled" : status;
}

export interface StatusTerms {
  readonly status: string;
  readonly paymentStatus: string;
  readonly fulfillmentStatus: string;
  /** Money is reserved and not yet taken. */
  readonly authorized: boolean;
  readonly kind: PaymentKind;
  /** The words of the order's fulfilments. */
  readonly parcels: readonly (string | undefined)[];
}

export interface Statuses {
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: FulfilmentStatus;
  /** Words nobody knows yet, with the field they stand in. */
  readonly unknown: readonly { readonly path: string; readonly value: string }[];
}

const OPEN = new Set(["NOT_PAID", "PENDING", "PENDING_MERCHANT", "UNSPECIFIED"]);

/** Total: an unknown word keeps the order open and unpaid, and is told. */
export function mapStatuses(statusTerms: StatusTerms): Statuses {
  const order = ORDERS.get(statusTerms.status);
  const financial = PAYMENTS.get(statusTerms.paymentStatus);
  const fulfilment = FULFILMENTS.get(statusTerms.fulfillmentStatus);
  const isDone =
    order === "confirmed" && statusTerms.fulfillmentStatus === "FULFILLED" && statusTerms.paymentStatus === "PAID";
  return {
    status: isDone ? "completed" : (order ?? "pending"),
    financial: openFinancial(statusTerms) ?? financial ?? "pending",
    fulfilment: onTheWay(fulfilment ?? "unfulfilled", statusTerms.parcels),
    unknown: [
      ...(order === undefined ? [{ path: "status", value: statusTerms.status }] : []),
      ...(financial === undefined ? [{ path: "paymentStatus", value: statusTerms.paymentStatus }] : []),
      ...(fulfilment === undefined ? [{ path: "fulfillmentStatus", value: statusTerms.fulfillmentStatus }] : []),
    ],
  };
}

function openFinancial({ status, paymentStatus, authorized, kind }: StatusTerms): FinancialStatus | null {
  if (!OPEN.has(paymentStatus)) return null;
  if (authorized) return "authorized";
  return kind === "cod" && status === "APPROVED" ? "cod_pending" : null;
}

function onTheWay(status: FulfilmentStatus, parcels: StatusTerms["parcels"]): FulfilmentStatus {
  if (status !== "fulfilled" || parcels.length === 0) return status;
  const statusTerms = parcels.map(parcelStatus);
  if (statusTerms.every((word) => word === "delivered")) return "delivered";
  return statusTerms.includes("in_transit") ? "in_transit" : status;
}
