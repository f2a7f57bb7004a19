/** What of an order is sold: an invoice is written for what was not taken out of it before. */
import type { InvoicedLine, InvoicedOrder } from "./taxed-lines.ts";

/** A line as it was ordered, with the units that are left of it. */
export interface OrderedLine extends InvoicedLine {
  readonly left: number;
}

interface Edited extends Omit<InvoicedOrder, "lines"> {
  /** As the channel tells it after units were taken out; null: it tells one total. */
  readonly currentTotalMinor: bigint | null;
  readonly refundedMinor: bigint;
}

/** Without the units that were taken out and that no refund pays back, where the channel's total says the same. */
export function soldOf<Order extends Edited>(
  order: Order,
  lines: readonly OrderedLine[],
): Order & { readonly lines: readonly InvoicedLine[] } {
  const { totalMinor, currentTotalMinor, refundedMinor } = order;
  const whole = { ...order, lines };
  if (totalMinor === null || currentTotalMinor === null) return whole;
  const goneMinor = totalMinor - currentTotalMinor - refundedMinor;
  if (goneMinor <= 0n) return whole;
  const left = lines.map((line) => leftOf(line));
  const off = (of: (line: InvoicedLine) => bigint) => sum(lines.map(of)) - sum(left.map(of));
  const taxMinor = off((line) => line.taxMinor);
  if (off((line) => line.totalMinor) + (order.taxIncluded ? 0n : taxMinor) !== goneMinor) return whole;
  return {
    ...order,
    totalMinor: totalMinor - goneMinor,
    taxMinor: order.taxMinor === null ? null : order.taxMinor - taxMinor,
    discountMinor: order.discountMinor === null ? null : order.discountMinor - off((line) => line.discountMinor),
    lines: left.filter(({ quantity }) => quantity > 0),
  };
}

function leftOf({ left, ...line }: OrderedLine): InvoicedLine {
  if (left >= line.quantity) return line;
  const part = (minor: bigint) => (minor * BigInt(left)) / BigInt(Math.max(1, line.quantity));
  return {
    ...line,
    quantity: left,
    discountMinor: part(line.discountMinor),
    taxMinor: part(line.taxMinor),
    totalMinor: part(line.totalMinor),
  };
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
