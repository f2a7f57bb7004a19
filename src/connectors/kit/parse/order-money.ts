/** An order's figures, as they are worked out before its lines are told. */
import { divideRounded } from "../../../commerce/decimal.ts";
import { type DecimalText, formatDecimal } from "../../../commerce/money.ts";
import type { OrderTotals } from "../../../commerce/order.ts";

export interface LineMoney {
  readonly discountMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
}

/** Of a platform that tells what a line's unit cost only in several figures. */
export interface PricedLine extends LineMoney {
  readonly unitPrice: string;
}

export interface OrderMoney<Line extends LineMoney = LineMoney, Totals = OrderTotals> {
  readonly totals: Totals;
  /** By the platform's id of the line. */
  readonly lines: ReadonlyMap<string, Line>;
  readonly quality: "exact" | "estimated";
}

/** Of a platform that tells what all units cost: one unit's price has four more places where it does not divide. */
export function unitPriceOf(allMinor: bigint, quantity: number, currency: string): DecimalText {
  if (quantity <= 0) return "0";
  const units = BigInt(quantity);
  if (allMinor % units === 0n) return formatDecimal({ minor: allMinor / units, currency });
  const whole = formatDecimal({ minor: 0n, currency });
  const decimals = (whole.split(".")[1]?.length ?? 0) + 4;
  const digits = divideRounded(allMinor * 10_000n, units)
    .toString()
    .padStart(decimals + 1, "0");
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
