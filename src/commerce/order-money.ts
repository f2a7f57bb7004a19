import type { FinancialStatus, OrderStatus } from "./statuses.ts";

/**
 * What an order costs, as one sum:
 * subtotal - lineDiscount - orderDiscount + shipping + fees + (taxIncluded ? 0 : tax) + residual = total.
 */
export interface OrderMoney {
  /** Lines before discounts. */
  readonly subtotalMinor: bigint;
  readonly lineDiscountMinor: bigint;
  /** A discount the platform does not spread over the lines. */
  readonly orderDiscountMinor: bigint;
  readonly shippingMinor: bigint | null;
  readonly feesMinor: bigint | null;
  readonly taxMinor: bigint | null;
  readonly taxIncluded: boolean;
  /** What is left over: rounding on the platform. Null where the platform hides a figure. */
  readonly residualMinor: bigint | null;
  readonly totalMinor: bigint | null;
  /** Captured so far; null where it cannot be known. */
  readonly paidMinor: bigint | null;
  readonly refundedMinor: bigint;
  /** What the customer still owes; null where it cannot be known. */
  readonly outstandingMinor: bigint | null;
}

/** The prefix of the keys of refunds that pay for an exchange (decision 645). */
export const EXCHANGE_RECORD = "exchange:";

/** The prefix of the keys of refunds that were paid elsewhere, of channels that can book none (decision 655). */
export const HUB_RECORD = "hub:";

/** Refunds with these keys are the hub's alone: no channel knows of them, and none will report them. */
export const HUB_ONLY_RECORDS: readonly string[] = [EXCHANGE_RECORD, HUB_RECORD];

/** The figures of an order as they are stored. */
export interface OrderFigures {
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly discountMinor: bigint | null;
  readonly shippingMinor: bigint | null;
  readonly feesMinor: bigint | null;
  readonly taxMinor: bigint | null;
  readonly totalMinor: bigint | null;
  /** As the channel tells it after goods were taken out or refunded; null: it tells one total. */
  readonly currentTotalMinor?: bigint | null | undefined;
  readonly taxIncluded: boolean;
  readonly lines: readonly { readonly discountMinor: bigint; readonly totalMinor: bigint }[];
  readonly refunds: readonly { readonly amountMinor: bigint; readonly key?: string | undefined }[];
  readonly transactions: readonly { readonly kind: string; readonly status: string; readonly amountMinor: bigint }[];
}

/** The sum of an order, with what the figures leave unexplained named. */
export function moneyOf(order: OrderFigures): OrderMoney {
  const { shippingMinor, feesMinor, taxMinor, taxIncluded, totalMinor } = order;
  const lineDiscountMinor = sum(order.lines.map((line) => line.discountMinor));
  const linesMinor = sum(order.lines.map((line) => line.totalMinor));
  const beside = [shippingMinor, feesMinor, taxIncluded ? 0n : taxMinor];
  const existing = beside.flatMap((minor) => minor ?? []);
  const isHidden = totalMinor === null || existing.length < beside.length;
  const gap = isHidden ? 0n : totalMinor - linesMinor - sum(existing);
  // A discount told beside those of the lines counts only as far as the sum lacks it: some are in the lines already.
  const reported = (order.discountMinor ?? 0n) - lineDiscountMinor;
  const orderDiscountMinor = smaller(reported > 0n ? reported : 0n, gap < 0n ? -gap : 0n);
  const paidMinor = paid(order);
  const refundedMinor = sum(order.refunds.map((refund) => refund.amountMinor));
  return {
    subtotalMinor: linesMinor + lineDiscountMinor,
    lineDiscountMinor,
    orderDiscountMinor,
    shippingMinor,
    feesMinor,
    taxMinor,
    taxIncluded,
    residualMinor: isHidden ? null : gap + orderDiscountMinor,
    totalMinor,
    paidMinor,
    refundedMinor,
    outstandingMinor: outstanding(order, paidMinor, refundedMinor),
  };
}

/** Nothing more is asked for, whatever the payments tell: not every channel tells each of them. */
const SETTLED: ReadonlySet<FinancialStatus> = new Set(["paid", "refunded", "voided"]);

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** Payments as told; without them the financial status says all or nothing. */
function paid(order: OrderFigures): bigint | null {
  const taken = order.transactions.filter(
    ({ kind, status }) => status === "success" && (kind === "sale" || kind === "capture"),
  );
  if (taken.length > 0) return sum(taken.map((each) => each.amountMinor));
  switch (order.financial) {
    case "paid":
    case "partially_refunded":
    case "refunded":
      return order.totalMinor;
    case "partially_paid":
      return null;
    case "pending":
    case "authorized":
    case "voided":
    case "cod_pending":
      return 0n;
  }
}

/**
 * The current total less what was paid and not given back. A total that stays as it was has refunds taken off; one that
 * follows them has not.
 */
function outstanding(order: OrderFigures, paidMinor: bigint | null, refundedMinor: bigint): bigint | null {
  const { totalMinor, currentTotalMinor } = order;
  if (order.status === "cancelled" || SETTLED.has(order.financial)) return 0n;
  if (totalMinor === null || paidMinor === null) return null;
  const owed =
    currentTotalMinor == null
      ? totalMinor - refundedMinor - (paidMinor - smaller(paidMinor, givenBack(order, refundedMinor)))
      : currentTotalMinor - (paidMinor - (refundedMinor - hubOnly(order)));
  return owed > 0n ? owed : 0n;
}

/** What the channel's current total does not follow. */
function hubOnly({ refunds }: OrderFigures): bigint {
  const isHubOnly = (key = "") => HUB_ONLY_RECORDS.some((prefix) => key.startsWith(prefix));
  return sum(refunds.flatMap(({ key, amountMinor }) => (isHubOnly(key) ? amountMinor : [])));
}

/**
 * What of the refunds went back as money. One before anybody paid only lowers what is to be paid (WooCommerce books it as
 * the others): that money moved is told by the status, or by a movement of its own.
 */
function givenBack({ financial, transactions }: OrderFigures, refundedMinor: bigint): bigint {
  if (financial === "partially_refunded") return refundedMinor;
  const moved = transactions.filter(({ kind, status }) => status === "success" && kind === "refund");
  return smaller(refundedMinor, sum(moved.map((each) => each.amountMinor)));
}
