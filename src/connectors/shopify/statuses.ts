/** Shopify's several status words to our three axes: the tables of the fact sheet's section 7, total over any text. */
import type { ChannelDoubt } from "../../commerce/order-holds.ts";
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";

export interface StatusTerms {
  readonly cancelled: boolean;
  readonly closed: boolean;
  /** displayFinancialStatus, null when Shopify has none. */
  readonly financial: string | null;
  /** displayFulfillmentStatus. */
  readonly fulfilment: string;
  readonly returnStatus: string | null;
  readonly gateways: readonly string[];
  /** displayStatus of the fulfilments that count. */
  readonly deliveries: readonly string[];
}

export interface Statuses {
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: FulfilmentStatus;
  /** Words no table knows; reported as drift by the caller. */
  readonly unknown: readonly string[];
}

const FINANCIAL: Readonly<Record<string, FinancialStatus>> = {
  PENDING: "pending",
  AUTHORIZED: "authorized",
  PARTIALLY_PAID: "partially_paid",
  PAID: "paid",
  PARTIALLY_REFUNDED: "partially_refunded",
  REFUNDED: "refunded",
  VOIDED: "voided",
  EXPIRED: "voided",
};

const FULFILMENT: Readonly<Record<string, FulfilmentStatus>> = {
  UNFULFILLED: "unfulfilled",
  OPEN: "unfulfilled",
  IN_PROGRESS: "unfulfilled",
  ON_HOLD: "unfulfilled",
  SCHEDULED: "unfulfilled",
  REQUEST_DECLINED: "unfulfilled",
  PENDING_FULFILLMENT: "unfulfilled",
  RESTOCKED: "unfulfilled",
  PARTIALLY_FULFILLED: "partial",
  FULFILLED: "fulfilled",
  FULFILLMENT_NOT_REQUIRED: "fulfilled",
};

const PROCESSING = new Set(["IN_PROGRESS", "PARTIALLY_FULFILLED", "PENDING_FULFILLMENT", "SCHEDULED"]);
const SHIPPED = new Set(["FULFILLED", "FULFILLMENT_NOT_REQUIRED"]);
const PAID_ENOUGH = new Set(["PAID", "AUTHORIZED", "PARTIALLY_PAID", "PARTIALLY_REFUNDED"]);
const UNDERWAY = new Set(["CARRIER_PICKED_UP", "IN_TRANSIT", "OUT_FOR_DELIVERY", "ATTEMPTED_DELIVERY", "DELAYED"]);
const ARRIVED = new Set(["DELIVERED", "PICKED_UP"]);
const RETURNED = new Set(["RETURNED", "INSPECTION_COMPLETE"]);

/** The handles Shopify's manual cash-on-delivery method carries; nothing else counts as COD (decision 16). */
const COD_GATEWAY = /cash[ _-]*on[ _-]*delivery|^cod$|\(cod\)/i;

/** True when a gateway is Shopify's manual "Cash on Delivery (COD)" payment. */
export function isCodGateway(name: string): boolean {
  return COD_GATEWAY.test(name.trim());
}

/** The three axes from Shopify's words. An unknown word holds the order rather than guessing. */
export function readStatuses(statusTerms: StatusTerms): Statuses {
  const unknown: string[] = [];
  const financial = readFinancial(statusTerms, unknown);
  const fulfilment = readFulfilment(statusTerms, unknown);
  return { status: readStatus(statusTerms, unknown.length > 0), financial, fulfilment, unknown };
}

function readFinancial(statusTerms: StatusTerms, unknown: string[]): FinancialStatus {
  if (statusTerms.financial === null) return "pending";
  const existing = FINANCIAL[statusTerms.financial];
  if (existing === undefined) unknown.push(`displayFinancialStatus ${statusTerms.financial}`);
  if (statusTerms.financial === "PENDING" && statusTerms.gateways.some(isCodGateway)) return "cod_pending";
  return existing ?? "pending";
}

function readFulfilment(statusTerms: StatusTerms, unknown: string[]): FulfilmentStatus {
  const existing = FULFILMENT[statusTerms.fulfilment];
  if (existing === undefined) unknown.push(`displayFulfillmentStatus ${statusTerms.fulfilment}`);
  if (statusTerms.returnStatus !== null && RETURNED.has(statusTerms.returnStatus)) return "returned";
  const fulfilment = existing ?? "unfulfilled";
  if (fulfilment !== "fulfilled" || statusTerms.deliveries.length === 0) return fulfilment;
  if (statusTerms.deliveries.every((word) => ARRIVED.has(word))) return "delivered";
  if (statusTerms.deliveries.every((word) => ARRIVED.has(word) || UNDERWAY.has(word))) return "in_transit";
  return fulfilment;
}

function readStatus(statusTerms: StatusTerms, hasUnknown: boolean): OrderStatus {
  const financial = statusTerms.financial ?? "PENDING";
  if (statusTerms.cancelled) return "cancelled";
  if (statusTerms.fulfilment === "ON_HOLD") return "on_hold";
  if (statusTerms.closed) return "completed";
  if (hasUnknown) return "on_hold";
  if (SHIPPED.has(statusTerms.fulfilment)) return isSettled(financial) ? "completed" : "processing";
  if (PROCESSING.has(statusTerms.fulfilment)) return "processing";
  if (PAID_ENOUGH.has(financial)) return "confirmed";
  // Paid back in full and not shipped: nobody should pack it, and nobody has cancelled it.
  return financial === "REFUNDED" ? "on_hold" : "pending";
}

function isSettled(financial: string): boolean {
  return financial === "PAID" || financial === "PARTIALLY_REFUNDED" || financial === "REFUNDED";
}

/**
 * OrderRiskSummary.recommendation: to cancel, or to ask the buyer first (shopify.dev, OrderRiskRecommendationResult, read
 * 2026-11). Undefined: it is not told.
 */
export function doubtOf(recommendation: string | undefined): ChannelDoubt | null | undefined {
  if (recommendation === undefined) return undefined;
  return recommendation === "CANCEL" || recommendation === "INVESTIGATE" ? "fraud" : null;
}

/** displayStatus of one fulfilment to our axis. */
export function fulfilmentStatusOf(displayStatus: string | null): FulfilmentStatus {
  if (displayStatus !== null && ARRIVED.has(displayStatus)) return "delivered";
  if (displayStatus !== null && UNDERWAY.has(displayStatus)) return "in_transit";
  return "fulfilled";
}
