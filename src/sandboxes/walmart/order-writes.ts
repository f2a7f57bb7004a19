/** Shipping, cancelling and refunding lines, as strictly as the guide says. */
import { parseMoney } from "../../commerce/money.ts";
import type { SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { chargedOf } from "./order-views.ts";
import { refuse } from "./replies.ts";
import { fullyRefunded } from "./returns.ts";
import {
  CURRENCY,
  move,
  type State,
  type StoredCharge,
  type StoredLine,
  type StoredOrder,
  type Tracking,
  unitsOf,
} from "./state.ts";

interface RequestedStatus {
  readonly status: string;
  readonly cancellationReason?: string;
  readonly statusQuantity: { readonly amount: string };
  readonly trackingInfo?: Tracking;
  readonly currentTrackingInfo?: { readonly trackingNumber: string };
}

interface RequestedLine {
  readonly lineNumber: string;
  readonly intentToCancelOverride?: boolean;
  readonly sellerOrderId?: string;
  readonly orderLineStatuses?: { readonly orderLineStatus: readonly RequestedStatus[] };
}

const linesIn = (request: SandboxRequest, name: string): readonly RequestedLine[] => {
  const body = request.json() as Record<string, { orderLines?: { orderLine?: RequestedLine[] } }> | null;
  return body?.[name]?.orderLines?.orderLine ?? refuse("INVALID_REQUEST_CONTENT", `${name} is missing`);
};

const lineOf = (order: StoredOrder, number: string): StoredLine =>
  order.lines.find((line) => line.number === number) ?? refuse("INVALID_REQUEST_CONTENT", "No such line");

/** All or nothing: what is wrong with one line is found before any is changed. */
export function shipLines(request: SandboxRequest, order: StoredOrder, state: State): void {
  const due = linesIn(request, "orderShipment").flatMap((requested) => {
    const line = lineOf(order, requested.lineNumber);
    if (!requested.sellerOrderId || requested.sellerOrderId.length > 30)
      refuse("INVALID_REQUEST", "sellerOrderId is invalid");
    if (line.intentToCancel !== undefined && requested.intentToCancelOverride !== true)
      refuse("INVALID_REQUEST", "The customer has asked to cancel; intentToCancelOverride is needed");
    return (requested.orderLineStatuses?.orderLineStatus ?? []).map((status) => checked(line, status));
  });
  for (const { line, units, tracking, before } of due) {
    line.statusAt = state.clock.now();
    const existing = line.statuses.find((one) => before !== undefined && one.tracking?.trackingNumber === before);
    if (existing) existing.tracking = tracking;
    else ship(order, line, units, { tracking, state });
  }
}

function checked(line: StoredLine, { status, statusQuantity, trackingInfo, currentTrackingInfo }: RequestedStatus) {
  const units = Number(statusQuantity.amount);
  if (status !== "Shipped" || !Number.isInteger(units) || units < 1)
    refuse("INVALID_REQUEST", "The quantity is invalid");
  const tracking = trackingInfo ?? refuse("MISSING_TRACKING_INFO", "trackingInfo is missing");
  const { carrierName, trackingNumber, trackingURL } = tracking;
  if (!trackingNumber) refuse("MISSING_TRACKING_INFO", "trackingNumber is missing");
  if (carrierName.carrier === undefined && (!carrierName.otherCarrier || !trackingURL))
    refuse("MISSING_TRACKING_URL", "trackingURL is needed for another carrier");
  const before = currentTrackingInfo?.trackingNumber;
  if (before === undefined && units > unitsOf(line, "Acknowledged"))
    refuse("INVALID_REQUEST_CONTENT", "The line is not acknowledged, or has fewer units to ship");
  return { line, units, tracking, before };
}

export function ship(
  order: StoredOrder,
  line: StoredLine,
  units: number,
  { tracking, state }: { readonly tracking: Tracking; readonly state: State },
): void {
  move(line, units, ["Acknowledged"], { status: "Shipped", tracking });
  line.statusAt = state.clock.now();
  if (state.platform.takes !== "shipped") return;
  const { units: shown } = line.item;
  shown.set(order.node, (shown.get(order.node) ?? 0) - units);
}

export function cancelLines(request: SandboxRequest, order: StoredOrder, state: State): void {
  const due = linesIn(request, "orderCancellation").flatMap((requested) => {
    const line = lineOf(order, requested.lineNumber);
    return (requested.orderLineStatuses?.orderLineStatus ?? []).map((one) => {
      const units = Number(one.statusQuantity.amount);
      if (units > unitsOf(line, "Created", "Acknowledged"))
        refuse("INVALID_REQUEST_CONTENT", "The line has been shipped or cancelled");
      if (one.cancellationReason === "CUSTOMER_REQUESTED_SELLER_TO_CANCEL" && line.intentToCancel === undefined)
        refuse("INVALID_REQUEST", "The customer has not asked for it");
      return { line, units, reason: one.cancellationReason };
    });
  });
  for (const { line, units, reason } of due) cancel(line, units, reason, state);
}

export function cancel(line: StoredLine, units: number, reason: string | undefined, state: State): void {
  if (units === 0) return;
  move(line, units, ["Acknowledged", "Created"], { status: "Cancelled", reason });
  line.statusAt = state.clock.now();
}

interface RequestedAmount {
  readonly amount: number;
}
interface RequestedCharge {
  readonly refundReason: string;
  readonly charge: {
    readonly chargeType: string;
    readonly chargeName: string;
    readonly chargeAmount: RequestedAmount;
    readonly tax?: { readonly taxAmount: RequestedAmount };
  };
}
interface RequestedRefund {
  readonly lineNumber: string;
  readonly isFullRefund?: boolean;
  readonly refunds: {
    readonly refund: readonly { readonly refundCharges: { readonly refundCharge: readonly RequestedCharge[] } }[];
  };
}

const minorOf = ({ amount }: RequestedAmount): bigint => parseMoney(String(amount), CURRENCY).minor;

export function refundLines(request: SandboxRequest, order: StoredOrder, state: State): void {
  const due = (linesIn(request, "orderRefund") as unknown as RequestedRefund[]).map((requested) => {
    const line = lineOf(order, requested.lineNumber);
    if (unitsOf(line, "Shipped", "Delivered") === 0) refuse("INVALID_REQUEST_CONTENT", "The line has not been shipped");
    const rows = requested.refunds.refund.flatMap(({ refundCharges }) => refundCharges.refundCharge).map(rowOf);
    const price = line.charges.reduce((sum, one) => sum + (one.type === "PRODUCT" ? one.minor : 0n), 0n);
    const isFull =
      requested.isFullRefund === true ||
      rows.some(({ charge }) => charge.type === "PRODUCT" && -charge.minor === price);
    return { line, isFull, rows: isFull ? allOf(line, rows[0]?.reason ?? "Others") : rows };
  });
  if (new Set(due.map(({ isFull }) => isFull)).size > 1)
    refuse("INVALID_REQUEST", "All lines have to be refunded in full, or all in part");
  for (const { line, rows } of due) {
    const back = backOf(line) + rows.reduce((sum, { charge }) => sum - charge.minor - (charge.tax ?? 0n), 0n);
    if (back > chargedOf(line)) refuse("INVALID_REQUEST_CONTENT", "The refund is more than what was charged");
  }
  const group = state.id();
  for (const { line, rows, isFull } of due) {
    line.refunds.push(...rows.map((row) => ({ ...row, group })));
    line.statusAt = state.clock.now();
    if (isFull) fullyRefunded(state, order, line);
  }
}

function rowOf({ refundReason, charge }: RequestedCharge) {
  const minor = minorOf(charge.chargeAmount);
  const tax = charge.tax ? minorOf(charge.tax.taxAmount) : undefined;
  if (minor > 0n || (tax ?? 0n) > 0n) refuse("INVALID_REQUEST", "Refunds are below zero");
  return { reason: refundReason, charge: { type: charge.chargeType, name: charge.chargeName, minor, tax } };
}

const backOf = ({ refunds }: StoredLine): bigint =>
  refunds.reduce((sum, { charge }) => sum - charge.minor - (charge.tax ?? 0n), 0n);

/** Price, shipping and taxes. */
const allOf = ({ charges }: StoredLine, reason: string): { reason: string; charge: StoredCharge }[] =>
  charges.map((one) => ({
    reason,
    charge: { ...one, minor: -one.minor, tax: one.tax === undefined ? undefined : -one.tax },
  }));
