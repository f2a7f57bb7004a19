/**
 * Platforms that keep prices without tax, and stores that sell with it. The seller says which price Argosy holds; with
 * tax, the platform's own rate turns one into the other at the platform's precision. A price whose cents did not change
 * is never written: 38.954132 stays 38.954132.
 */
import { type DecimalText, decimalText, divideRounded, parseDecimal } from "../../../commerce/decimal.ts";
import { currencyExponent, formatDecimal, type Money, money, parseMoney } from "../../../commerce/money.ts";
import type { Json } from "../../../commerce/product.ts";
import type { Field } from "../contract/contract.ts";

/** Which price of an item Argosy holds for a store whose platform keeps prices without tax. */
export type PriceTax = "with" | "without";

/** The setting's id; the hub reads it to tell stores with tax from stores without. */
export const PRICE_TAX = "priceTax";

const FIELD: Field = {
  id: PRICE_TAX,
  label: "Prices in Argosy",
  type: "select",
  required: false,
  options: [
    { value: "with", label: "With tax" },
    { value: "without", label: "Without tax" },
  ],
  help: "The platform keeps prices without tax. With tax: Argosy holds what buyers pay and converts by the platform's tax rates.",
};

/** For the form: new stores hold prices with tax unless the seller says otherwise. */
export const PRICE_TAX_FORM: Field = { ...FIELD, defaultValue: "with" };

/** For the settings of a store that is connected. */
export const PRICE_TAX_SETTING: Field = FIELD;

/** For platforms that keep prices either way, do not tell which, and whose prices pass as they stand. */
export const PRICE_TAX_KEPT: Field = {
  ...FIELD,
  label: "Prices on the channel",
  help: "As entered in the shop's catalog. A price linked to channels both with and without tax is not sent to the one without.",
};

/** A store connected before the setting existed holds prices as the platform keeps them. */
export function priceTaxOf(settings: Readonly<Record<string, Json>>): PriceTax {
  return settings[PRICE_TAX] === "with" ? "with" : "without";
}

/** What buyers pay for a net price; `rate` in percent, "21" or "20.000". */
export function grossOf(net: DecimalText, rate: DecimalText, currency: string): Money {
  const { digits, scale } = parseDecimal(net);
  const factor = factorOf(rate);
  const units = digits * factor.digits * 10n ** BigInt(currencyExponent(currency));
  return money(divideRounded(units, 10n ** BigInt(scale + factor.scale)), currency);
}

/** The net price whose gross is this, with so many decimals; six are enough for every rate and every cent. */
export function netOf(gross: Money, rate: DecimalText, places: number): DecimalText {
  const factor = factorOf(rate);
  const exponent = currencyExponent(gross.currency);
  const units = divideRounded(
    gross.minor * 10n ** BigInt(factor.scale + places),
    factor.digits * 10n ** BigInt(exponent),
  );
  return decimalText({ digits: units, scale: places });
}

function factorOf(rate: DecimalText) {
  const { digits, scale } = parseDecimal(rate);
  return { digits: 100n * 10n ** BigInt(scale) + digits, scale: scale + 2 };
}

/** How the prices of one item pass between Argosy and the platform. */
export interface PriceForm {
  readonly tax: PriceTax;
  /** Percent; "0" where no tax is due or prices are held without it. */
  readonly rate: DecimalText;
  readonly currency: string;
  /** Decimals the platform keeps. */
  readonly places: number;
}

/** The platform's price as Argosy holds it. */
export function priceRead(net: DecimalText, { tax, rate, currency }: PriceForm): DecimalText {
  return tax === "with" ? formatDecimal(grossOf(net, rate, currency)) : decimalText(parseDecimal(net));
}

/** To the cent, what the platform's price is in Argosy. */
function priceShown(net: DecimalText, { tax, rate, currency }: PriceForm): Money {
  return tax === "with" ? grossOf(net, rate, currency) : parseMoney(net, currency);
}

/** What to write for a price of Argosy's; null when the platform shows these cents already. */
export function priceWritten(want: DecimalText, now: DecimalText | null, form: PriceForm): DecimalText | null {
  const wanted = parseMoney(want, form.currency);
  if (now !== null && priceShown(now, form).minor === wanted.minor) return null;
  return form.tax === "with" ? netOf(wanted, form.rate, form.places) : decimalText(parseDecimal(want));
}
