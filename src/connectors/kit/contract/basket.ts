/** What a basket comes to, and what a percentage takes off it. Pure. */
import { divideRounded, parseDecimal } from "../../../commerce/decimal.ts";
import { type DecimalText, type Money, money } from "../../../commerce/money.ts";
import type { Basket } from "./promotions.ts";

export function basketTotal({ lines, currency }: Basket): Money {
  return money(
    lines.reduce((sum, line) => sum + line.unitPrice.minor * BigInt(line.quantity), 0n),
    currency,
  );
}

/** A percentage ("12.5") as exact arithmetic, rounded half away from zero to the minor unit. */
export function percentOf(total: Money, percent: DecimalText): Money {
  const { digits, scale } = parseDecimal(percent);
  return money(divideRounded(total.minor * digits, 100n * 10n ** BigInt(scale)), total.currency);
}
