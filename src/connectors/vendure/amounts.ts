/** Money of the shop: whole numbers with the same decimals in every currency, also in those that have none or three. */
import type { DecimalText } from "../../commerce/decimal.ts";
import { decimalText, divideRounded, parseDecimal, roundToUnits } from "../../commerce/decimal.ts";
import { currencyExponent } from "../../commerce/money.ts";
import type { ShopFacts } from "./shop.ts";

/** The shop's number, as text, in minor units of the currency. Some figures have a fraction of a unit. */
export function minorOf(told: DecimalText, currency: string, { precision }: Pick<ShopFacts, "precision">): bigint {
  const { digits, scale } = parseDecimal(told);
  return roundToUnits({ digits, scale: scale + precision }, currencyExponent(currency));
}

/** The same as decimal text of the currency's major unit, nothing rounded away. */
export function decimalOf(
  told: DecimalText,
  currency: string,
  { precision }: Pick<ShopFacts, "precision">,
): DecimalText {
  const { digits, scale } = parseDecimal(told);
  return decimalText({ digits, scale: scale + precision }, currencyExponent(currency));
}

/** Minor units of the currency as the shop takes them: a whole number. */
export function toldOf(minor: bigint, currency: string, { precision }: Pick<ShopFacts, "precision">): number {
  const places = currencyExponent(currency);
  const told =
    places <= precision
      ? minor * 10n ** BigInt(precision - places)
      : divideRounded(minor, 10n ** BigInt(places - precision));
  return Number(told);
}
