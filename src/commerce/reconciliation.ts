/** Whether an order was paid out as it should be: what it brings and may cost, against what statements say. */
import { isCostKind, type SettlementKind } from "./cost-kinds.ts";
import { divideRounded } from "./decimal.ts";
import type { RuleFee } from "./fee-rules.ts";

export const ORDER_DIFFERENCES = ["short_paid", "over_paid", "over_charged", "unpaid"] as const;
export type OrderDifferenceKind = (typeof ORDER_DIFFERENCES)[number];

/** An order and its lines of all statements, in the order's currency. */
export interface SettledOrder {
  /** What the buyer owes; null: the platform hides it. Then only fees are compared. */
  readonly totalMinor: bigint | null;
  readonly refundedMinor: bigint;
  /** What the platform pays of the buyer's discounts. */
  readonly platformPaidMinor: bigint;
  /** Tax on top of the prices: some platforms pay it to the tax office themselves and leave it out of what they tell. */
  readonly addedTaxMinor: bigint;
  /** Cancelled, voided or back with the seller: nothing is to come. */
  readonly isOver: boolean;
  /** It waited longer than the seller does, at a channel or provider that pays out. */
  readonly isLate: boolean;
  /** What rules say it costs. */
  readonly expectedFees: readonly Pick<RuleFee, "kind" | "amountMinor">[];
  /** As the seller sees them: what comes in is positive. */
  readonly lines: readonly { readonly kind: SettlementKind; readonly amountMinor: bigint }[];
}

export interface OrderDifference {
  readonly kind: OrderDifferenceKind;
  readonly expectedMinor: bigint;
  readonly settledMinor: bigint;
}

/** Money of the sale itself; a compensation or correction makes up for it. */
const ITEMS: ReadonlySet<SettlementKind> = new Set(["sale", "refund", "adjustment", "platform_discount"]);

/**
 * What is wrong with an order; amounts that differ by no more than the tolerance are right. Statements that tell fees by
 * themselves are compared twice: the goods with what the buyer paid less refunds, each fee a rule knows with that rule.
 * One that tells a single amount an order is compared with what is left after the rules' fees.
 */
export function differencesOf(order: SettledOrder, toleranceMinor: bigint): OrderDifference[] {
  const { lines } = order;
  if (!lines.some(({ kind }) => ITEMS.has(kind)))
    return [...unpaidOf(order, toleranceMinor), ...overCharged(order, toleranceMinor)];
  return [...itemsOf(order, toleranceMinor), ...overCharged(order, toleranceMinor)];
}

/** What the order should bring before fees; the platform pays its part for what the buyer keeps. */
function dueOf({ totalMinor, refundedMinor, platformPaidMinor, isOver }: SettledOrder): bigint | null {
  if (isOver) return 0n;
  if (totalMinor === null) return null;
  const stored = totalMinor - refundedMinor;
  return stored + (totalMinor > 0n && stored > 0n ? divideRounded(platformPaidMinor * stored, totalMinor) : 0n);
}

function unpaidOf(order: SettledOrder, toleranceMinor: bigint): OrderDifference[] {
  const due = dueOf(order);
  if (!order.isLate || due === null || due <= toleranceMinor) return [];
  return [{ kind: "unpaid", expectedMinor: due, settledMinor: 0n }];
}

function itemsOf(order: SettledOrder, toleranceMinor: bigint): OrderDifference[] {
  const due = dueOf(order);
  if (due === null) return [];
  const tellsFees = order.lines.some(({ kind }) => isCostKind(kind) && !ITEMS.has(kind));
  const fees = tellsFees || order.isOver ? 0n : sum(order.expectedFees.map(({ amountMinor }) => amountMinor));
  const expectedMinor = due - fees;
  const settledMinor = sum(order.lines.filter(({ kind }) => ITEMS.has(kind)).map(({ amountMinor }) => amountMinor));
  const lacking = expectedMinor - settledMinor;
  if (order.totalMinor !== null && order.totalMinor > 0n && order.addedTaxMinor > 0n) {
    const tax = divideRounded(order.addedTaxMinor * (order.totalMinor - order.refundedMinor), order.totalMinor);
    const without = lacking - tax;
    if (without <= toleranceMinor && -without <= toleranceMinor) return [];
  }
  // Tax a platform remits itself: the total holds it, or, where the order says what is remitted, does not.
  const withheld = sum(order.lines.filter(({ kind }) => kind === "withheld_tax").map(({ amountMinor }) => amountMinor));
  const net = lacking - withheld;
  if (net <= toleranceMinor && -net <= toleranceMinor) return [];
  if (lacking > toleranceMinor) return [{ kind: "short_paid", expectedMinor, settledMinor }];
  if (-lacking > toleranceMinor) return [{ kind: "over_paid", expectedMinor, settledMinor }];
  return [];
}

/** Of the kinds rules know; taxes kept back are no fees. Shown as costs: below zero for the seller. */
function overCharged({ expectedFees, lines }: SettledOrder, toleranceMinor: bigint): OrderDifference[] {
  const existing = new Set<SettlementKind>(expectedFees.map(({ kind }) => kind));
  existing.delete("withheld_tax");
  const of = (entries: readonly { readonly kind: SettlementKind; readonly amountMinor: bigint }[]) =>
    sum(entries.filter(({ kind }) => existing.has(kind)).map(({ amountMinor }) => amountMinor));
  const expectedMinor = -of(expectedFees);
  const settledMinor = of(lines);
  return expectedMinor - settledMinor > toleranceMinor && settledMinor < 0n
    ? [{ kind: "over_charged", expectedMinor, settledMinor }]
    : [];
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
