/**
 * Platforms that keep prices without tax, and stores that sell with it. The seller says which price Argosy holds; with
 * tax, the platform's own rate turns one into the other at the platform's precision. A price whose cents did not change
 * is never written: 38.954132 stays 38.954132.
 */
import {
  type Decimal,
  type DecimalText,
  decimalText,
  divideRounded,
  parseDecimal,
  plusDecimal,
  roundToUnits,
  timesDecimal,
} from "../../../commerce/decimal.ts";
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
export const PRICE_TAX_STORED: Field = {
  ...FIELD,
  label: "Prices on the channel",
  help: "As entered in the shop's catalog. A price linked to channels both with and without tax is not sent to the one without.",
};

/** A store connected before the setting existed holds prices as the platform keeps them. */
export function priceTaxOf(settings: Readonly<Record<string, Json>>): PriceTax {
  return settings[PRICE_TAX] === "with" ? "with" : "without";
}

function withoutTax(gross: Decimal, rate: DecimalText, decimals: number): DecimalText {
  const factor = factorOf(rate);
  const units = divideRounded(
    gross.digits * 10n ** BigInt(factor.scale + decimals),
    factor.digits * 10n ** BigInt(gross.scale),
  );
  return decimalText({ digits: units, scale: decimals });
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
  /** What the platform adds to the price by itself, an eco tax, without tax, and at what rate that is taxed. */
  readonly added?: { readonly net: DecimalText; readonly rate: DecimalText } | undefined;
}

/** What is added to the price, taxed at its own rate where the price is held with tax; not rounded. */
function addedBy({ tax, added }: PriceForm): Decimal {
  if (added === undefined) return ZERO;
  const net = parseDecimal(added.net);
  return tax === "with" ? timesDecimal(net, factorOf(added.rate)) : net;
}

const ZERO: Decimal = { digits: 0n, scale: 0 };

/** What buyers pay, before the one rounding at its end. */
function paid(net: DecimalText, form: PriceForm): Decimal {
  const own = parseDecimal(net);
  const price = form.tax === "with" ? timesDecimal(own, factorOf(form.rate)) : own;
  return plusDecimal(price, addedBy(form));
}

/** The platform's price as Argosy holds it. */
export function priceRead(net: DecimalText, form: PriceForm): DecimalText {
  const whole = paid(net, form);
  return form.tax === "with" ? formatDecimal(rounded(whole, form.currency)) : decimalText(whole);
}

const rounded = (value: Decimal, currency: string): Money =>
  money(roundToUnits(value, currencyExponent(currency)), currency);

/** What to write for a price of Argosy's; null when the platform shows these cents already. */
export function priceWritten(desired: DecimalText, now: DecimalText | null, form: PriceForm): DecimalText | null {
  const desiredValue = parseMoney(desired, form.currency);
  if (now !== null && rounded(paid(now, form), form.currency).minor === desiredValue.minor) return null;
  const added = addedBy(form);
  const own = plusDecimal(parseDecimal(desired), { ...added, digits: -added.digits });
  return form.tax === "with" ? withoutTax(own, form.rate, form.places) : decimalText(own);
}
