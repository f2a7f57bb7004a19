/** An order's total in the currency somebody wants to see it in: shown beside its own, counted nowhere. */
import { z } from "zod";
import { parseDecimal, roundToUnits, timesDecimal } from "../../commerce/decimal.ts";
import { currencyExponent } from "../../commerce/money.ts";
import { type Answered, minorUnits } from "../answer-schemas.ts";

export const shownTotalSchema = z.object({
  currency: z.string(),
  totalMinor: minorUnits.nullable().describe("null: its total or the exchange rate is not known"),
  rate: z.string().nullable().describe("of the moment it was placed"),
});

export type ShownTotal = Answered<typeof shownTotalSchema>;

/** SQL over `o`: the currency and the rate of the moment the order was placed. */
export const SHOWN_IN = `case when o.shown_currency is not null then json_build_object('currency', o.shown_currency,
    'rate', case when o.shown_currency = o.currency then '1' else (
      select trim_scale(f.rate)::text
      from argosy.fx_rate f
      where f.organization_id = argosy.tenant() and f.base = o.currency and f.quote = o.shown_currency
        and f.valid_from <= o.placed_at
      order by f.valid_from desc
      limit 1) end) end`;

export function shownTotal(
  shownIn: { readonly currency: string; readonly rate: string | null } | null,
  { totalMinor, currency }: { readonly totalMinor: bigint | null; readonly currency: string },
): ShownTotal | null {
  if (shownIn === null) return null;
  const rate = shownIn.rate === null ? null : parseDecimal(shownIn.rate);
  const total = totalMinor === null ? null : { digits: totalMinor, scale: currencyExponent(currency) };
  const minor = rate && total && roundToUnits(timesDecimal(total, rate), currencyExponent(shownIn.currency));
  return { ...shownIn, totalMinor: minor };
}
