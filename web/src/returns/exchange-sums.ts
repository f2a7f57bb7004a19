/** What is sent again at what it cost, and the price difference of an exchange. */
import { amountText } from "../i18n/amount-text.ts";

interface Returned {
  readonly variantId: string | null;
  readonly quantity: number;
  readonly worthMinor: number;
}

/** The items that came back, once more at what they cost: a remainder of a cent is a discount. */
export function sameAgain<Variant extends { readonly id: string }>(
  units: readonly Returned[],
  variants: readonly Variant[],
  currency: string,
) {
  return units.flatMap(({ variantId, quantity, worthMinor }, n) => {
    const variant = variants.find(({ id }) => id === variantId);
    if (variant === undefined || quantity === 0) return [];
    const price = Math.ceil(worthMinor / quantity);
    const discount = price * quantity - worthMinor;
    return {
      key: n + 1,
      variant,
      quantity,
      price: amountText(price, currency),
      discount: discount === 0 ? "" : amountText(discount, currency),
    };
  });
}

export interface Difference {
  readonly totalMinor: number;
  /** What the buyer still pays, or gets back. */
  readonly dueMinor: number;
  readonly restMinor: number;
}

/** Of lines that cost so much, of which so much is paid; null while one cannot be read. */
export function differenceOf(totals: readonly (number | null)[], availableMinor: number): Difference | null {
  if (totals.length === 0 || totals.some((total) => total === null || total < 0)) return null;
  const totalMinor = totals.reduce<number>((sum, total) => sum + (total ?? 0), 0);
  const credit = Math.min(availableMinor, totalMinor);
  return { totalMinor, dueMinor: totalMinor - credit, restMinor: availableMinor - credit };
}
