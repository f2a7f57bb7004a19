/** What a register allows who sells at it; managers may do everything. */
import { size, sum } from "./totals.ts";
import type { TillLine } from "./types.ts";

export interface TillLimits {
  /** Percent of a line that may be taken off by hand. */
  readonly discountLimit: number;
  readonly mayOverride: boolean;
  readonly mayRefundWithoutReceipt: boolean;
}

export const BREACHES = ["discount_limit", "price_override", "refund_without_receipt"] as const;
export type Breach = (typeof BREACHES)[number];

/** What of a basket needs a manager. Coupons and automatic discounts are allowed by their own rules. */
export function breachesOf(
  basket: { readonly lines: readonly TillLine[]; readonly hasReceipt: boolean },
  limits: TillLimits,
): Breach[] {
  const { lines, hasReceipt } = basket;
  const isOver = lines.some(({ unitPrice, quantity, discounts }) => {
    const off = sum(
      discounts.flatMap(({ source, amount }) => (source === "line" || source === "basket" ? amount : [])),
    );
    return size(off) * 100n > size(unitPrice * BigInt(quantity)) * BigInt(limits.discountLimit);
  });
  const isOverridden = lines.some(
    ({ priceBefore, unitPrice }) => priceBefore !== undefined && priceBefore !== unitPrice,
  );
  const comesBack = lines.some(({ quantity }) => quantity < 0);
  return [
    ...(isOver ? ["discount_limit" as const] : []),
    ...(isOverridden && !limits.mayOverride ? ["price_override" as const] : []),
    ...(comesBack && !hasReceipt && !limits.mayRefundWithoutReceipt ? ["refund_without_receipt" as const] : []),
  ];
}
