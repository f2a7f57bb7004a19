import { decimalText, parseDecimal, roundToUnits } from "../../../src/commerce/decimal.ts";
import { currencyExponent } from "../../../src/commerce/money.ts";
import { minorOf } from "../i18n/amount-text.ts";
import type { Format } from "../i18n/format.ts";

/** An exact amount as people read it, rounded to the currency's smallest unit. */
export const majorText = (amount: string, currency: string, { money }: Format): string =>
  money(String(roundToUnits(parseDecimal(amount), currencyExponent(currency))), currency);

/** What was typed as exact decimal text; null where it is no amount. */
export function decimalOf(typed: string, currency: string): string | null {
  const minor = minorOf(typed, currency);
  return minor === null ? null : decimalText({ digits: BigInt(minor), scale: currencyExponent(currency) });
}
