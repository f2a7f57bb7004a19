/** Amounts as people read them: one place for every screen, mail and display. */
import { currencyExponent } from "./money.ts";

/** Numbers stay in the digits that invoices and platforms use, also in Arabic. */
export const localeOf = (language: string): string =>
  language.split("-")[0] === "ar" ? "ar-EG-u-nu-latn" : "en-GB-u-nu-latn";

/** Writes decimal text; text, so that no amount is rounded on the way. */
export type MoneyWriter = (decimal: string) => string;

/** "€12.50"; `isShort`: "€1.2k", for charts. `digits`: a unit price may be finer than its currency. */
export function moneyWriter(
  language: string,
  currency: string,
  {
    isShort = false,
    digits = currencyExponent(currency),
  }: { readonly isShort?: boolean; readonly digits?: number } = {},
): MoneyWriter {
  const locale = localeOf(language);
  const isArabic = locale.startsWith("ar");
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    // The narrow sign of the pound of Egypt is "E£": Arabic readers know it as "ج.م.".
    currencyDisplay: isArabic ? "symbol" : "narrowSymbol",
    ...(isShort
      ? { notation: "compact", maximumFractionDigits: 1 }
      : { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  });
  return (decimal) => {
    const parts = format.formatToParts(decimal as Intl.StringNumericLiteral);
    return isArabic ? fromTheRight(parts) : parts.map(({ value }) => value).join("");
  };
}

const MARKS = /[\u061c\u200e\u200f]/g;
const LEFT = "\u200e";
const RIGHT = "\u200f";
const LATIN = /[A-Za-z]/;

/**
 * The amount first and its currency after it, read from the right. With Intl's own marks alone the sign of "US$" goes to
 * the wrong side of its letters, and a minus turns number and currency round.
 */
function fromTheRight(parts: readonly Intl.NumberFormatPart[]): string {
  const bare = parts.map(({ type, value }) => ({ type, value: value.replace(MARKS, "") }));
  const of = (type: Intl.NumberFormatPartTypes) => bare.find((part) => part.type === type)?.value ?? "";
  const number = bare.flatMap(({ type, value }) => (DIGITS.has(type) ? value : [])).join("");
  const currency = of("currency");
  const word = of("compact");
  return [
    `${RIGHT}${LEFT}${of("minusSign")}${number}${RIGHT}`,
    ...(word === "" ? [] : [word]),
    LATIN.test(currency) ? `${currency}${LEFT}${RIGHT}` : `${currency}${RIGHT}`,
  ].join("\u00a0");
}

const DIGITS: ReadonlySet<string> = new Set(["integer", "group", "decimal", "fraction"]);
