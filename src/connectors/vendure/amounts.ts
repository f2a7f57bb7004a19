/** Money of the shop: whole numbers with the same decimals in every currency, also in those that have none or three. */
import type { DecimalText } from "../../commerce/decimal.ts";
import { decimalText, divideRounded, parseDecimal, roundToUnits } from "../../commerce/decimal.ts";
import { currencyExponent } from "../../commerce/money.ts";
import type { ShopFacts } from "./shop.ts";

/** The shop's number, as text, in minor units of the currency. Some figures have a fraction of a unit. */
export function minorOf(reported: DecimalText, currency: string, { precision }: Pick<ShopFacts, "precision">): bigint {
  const { digits, scale } = parseDecimal(reported);
  return roundToUnits({ digits, scale: scale + precision }, currencyExponent(currency));
}

/** The same as decimal text of the currency's major unit, nothing rounded away. */
export function decimalOf(
  reported: DecimalText,
  currency: string,
  { precision }: Pick<ShopFacts, "precision">,
): DecimalText {
  const { digits, scale } = parseDecimal(reported);
  return decimalText({ digits, scale: scale + precision }, currencyExponent(currency));
}

/** Minor units of the currency as the shop takes them: a whole number. */
export function reportedAmount(minor: bigint, currency: string, { precision }: Pick<ShopFacts, "precision">): number {
  const decimals = currencyExponent(currency);
  const reported =
    decimals <= precision
      ? minor * 10n ** BigInt(precision - decimals)
      : divideRounded(minor, 10n ** BigInt(decimals - precision));
  return Number(reported);
}
