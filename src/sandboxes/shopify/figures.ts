/** Figures and status words that follow from an order's rows. */
import { allocateMoney, formatDecimal, money, multiplyDecimal } from "../../commerce/money.ts";
import type { OrderRow } from "./state.ts";

export function totalMinor(order: OrderRow): bigint {
  const itemsTotal = order.lines.reduce(
    (sum, line) => sum + multiplyDecimal(line.price, line.quantity, order.currency).minor,
    0n,
  );
  return itemsTotal - order.discountMinor + order.shipping.reduce((sum, line) => sum + line.minor, 0n);
}

/** What a line bears of the order's discount. */
export function lineDiscountMinor(order: OrderRow, lineId: string): bigint {
  const { currency } = order;
  const weights = order.lines.map((line) => multiplyDecimal(line.price, line.quantity, currency).minor);
  const shares = allocateMoney({ minor: order.discountMinor, currency }, weights);
  return shares[order.lines.findIndex(({ id }) => id === lineId)]?.minor ?? 0n;
}

export function currentTotalMinor(order: OrderRow): bigint {
  const gone = order.refunds
    .flatMap((refund) => refund.lines)
    .reduce((sum, entry) => sum + soldMinor(order, entry), 0n);
  return totalMinor(order) - gone;
}

/** What the buyer was to pay for units of a line, after its share of the discount. */
function soldMinor(
  order: OrderRow,
  { lineId, quantity }: { readonly lineId: string; readonly quantity: number },
): bigint {
  const ordered = order.lines.find(({ id }) => id === lineId)?.quantity ?? 1;
  const price = multiplyDecimal(priceOf(order, lineId), quantity, order.currency).minor;
  return price - (lineDiscountMinor(order, lineId) * BigInt(quantity)) / BigInt(ordered);
}

function priceOf(order: OrderRow, lineId: string): string {
  return order.lines.find((line) => line.id === lineId)?.price ?? "0";
}

export function paidMinor(order: OrderRow): bigint {
  return order.transactions.filter((entry) => entry.kind === "SALE").reduce((sum, entry) => sum + entry.minor, 0n);
}

export function refundedMinor(order: OrderRow): bigint {
  return order.transactions.filter((entry) => entry.kind === "REFUND").reduce((sum, entry) => sum + entry.minor, 0n);
}

/** What is still to come: the order as it stands now, less what was paid and not given back. */
export function outstandingMinor(order: OrderRow): bigint {
  if (order.cancelledAt) return 0n;
  const open = currentTotalMinor(order) - (paidMinor(order) - refundedMinor(order));
  return open > 0n ? open : 0n;
}

export function removedUnits(order: OrderRow, lineId: string): number {
  return order.refunds
    .flatMap((refund) => refund.lines)
    .filter((line) => line.lineId === lineId)
    .reduce((sum, line) => sum + line.quantity, 0);
}

export function shippedUnits(order: OrderRow, lineId: string): number {
  return order.fulfilments
    .filter((fulfilment) => fulfilment.status === "SUCCESS")
    .flatMap((fulfilment) => fulfilment.lines)
    .filter((line) => line.lineId === lineId)
    .reduce((sum, line) => sum + line.quantity, 0);
}

/** Units of a line still to ship, by its fulfilment orders. */
export function openUnits(order: OrderRow, lineId: string): number {
  return order.fulfilmentOrders
    .flatMap((row) => row.lines)
    .filter((item) => item.lineId === lineId)
    .reduce((sum, item) => sum + item.remaining, 0);
}

export function financialStatus(order: OrderRow): string {
  const paid = paidMinor(order);
  const refunded = refundedMinor(order);
  if (paid === 0n) return order.cancelledAt ? "VOIDED" : "PENDING";
  if (refunded >= paid) return "REFUNDED";
  if (refunded > 0n) return "PARTIALLY_REFUNDED";
  return paid < currentTotalMinor(order) ? "PARTIALLY_PAID" : "PAID";
}

export function fulfilmentStatus(order: OrderRow): string {
  const left = order.fulfilmentOrders.flatMap((entry) => entry.lines).reduce((sum, line) => sum + line.remaining, 0);
  const shipped = order.lines.reduce((sum, line) => sum + shippedUnits(order, line.id), 0);
  if (shipped > 0 && left === 0) return "FULFILLED";
  if (order.fulfilmentOrders.some((entry) => entry.status === "ON_HOLD")) return "ON_HOLD";
  if (shipped > 0) return "PARTIALLY_FULFILLED";
  if (order.fulfilmentOrders.some((entry) => entry.status === "IN_PROGRESS")) return "IN_PROGRESS";
  return "UNFULFILLED";
}

export function decimalOf(minor: bigint, currency: string): string {
  return formatDecimal(money(minor, currency));
}
