/** A sale counted again: what the device showed beside what its lines come to. */
import { type Settlement, settlementOf } from "./payments.ts";
import { type TaxRules, totalsOf } from "./totals.ts";
import type { CashRounding, ShownTotals, TillSale, TillTotals } from "./types.ts";

export interface TotalDifference {
  readonly figure: keyof ShownTotals | "rounding" | "paid";
  readonly shown: bigint;
  readonly counted: bigint;
}

export interface Recount {
  readonly totals: TillTotals;
  readonly settlement: Settlement;
  readonly differences: readonly TotalDifference[];
}

/** Counts a sale again from its lines and payments; `paid` differs where payments do not pay exactly what is due. */
export function recountOf(
  sale: TillSale,
  rules: Omit<TaxRules, "pricesIncludeTax"> & { readonly cashRounding: CashRounding },
): Recount {
  const totals = totalsOf(sale.lines, { ...rules, pricesIncludeTax: sale.pricesIncludeTax });
  const settlement = settlementOf(totals.total, sale.payments, rules.cashRounding);
  const shown: readonly TotalDifference[] = [
    ...(["subtotal", "discount", "tax", "total"] as const).map((figure) => ({
      figure,
      shown: sale.totals[figure],
      counted: totals[figure],
    })),
    { figure: "rounding", shown: sale.rounding, counted: settlement.rounding },
    { figure: "paid", shown: settlement.paid, counted: settlement.paid + settlement.left },
  ];
  return { totals, settlement, differences: shown.filter(({ shown: one, counted }) => one !== counted) };
}
