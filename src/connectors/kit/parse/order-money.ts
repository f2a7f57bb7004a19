/** An order's figures, as they are worked out before its lines are told. */
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
