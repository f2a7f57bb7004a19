/** What an order comes to: totals, what was paid and paid back, what has left. */
import { formatDecimal, money, multiplyDecimal, parseMoney } from "../../commerce/money.ts";
import type { Order, Payment, State } from "./state.ts";

export const minorOf = (state: State, text: string): bigint => parseMoney(text, state.currency).minor;
export const textOf = (state: State, minor: bigint): string => formatDecimal(money(minor, state.currency));

export function totalOf(state: State, order: Order): bigint {
  const itemsTotal = order.lines.reduce(
    (sum, line) => sum + multiplyDecimal(line.price, line.quantity, state.currency).minor - line.discountMinor,
    0n,
  );
  return itemsTotal + order.shippingMinor;
}

const PAID: readonly Payment["status"][] = ["APPROVED", "REFUNDED", "PARTIALLY_REFUNDED"];

export function paidOf(order: Order): bigint {
  return order.payments.filter(({ status }) => PAID.includes(status)).reduce((sum, { minor }) => sum + minor, 0n);
}

export function refundedOf(order: Order, paymentId?: string): bigint {
  return order.refunds
    .flatMap(({ parts }) => parts)
    .filter((part) => paymentId === undefined || part.paymentId === paymentId)
    .reduce((sum, { minor }) => sum + minor, 0n);
}

/** `balanceSummary.balance`: nothing is to come for an order that is cancelled. */
export function balanceOf(state: State, order: Order): bigint {
  return order.status === "CANCELED" ? 0n : totalOf(state, order) - paidOf(order);
}

export function shippedOf(order: Order, lineId: string): number {
  return order.parcels
    .flatMap(({ lines }) => lines)
    .filter(({ id }) => id === lineId)
    .reduce((sum, { quantity }) => sum + quantity, 0);
}

export const isFulfilled = (order: Order): boolean =>
  order.lines.every((line) => shippedOf(order, line.id) >= line.quantity - line.refunded) && order.parcels.length > 0;
