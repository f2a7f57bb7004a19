/** Amounts as people read them: one place for every screen, mail and display. */
import { SIGNS } from "./currency-signs.ts";
import { currencyExponent } from "./money.ts";

/** Numbers stay in the digits that invoices and platforms use, also in Arabic. */
export const localeOf = (language: string): string =>
  language.split("-")[0] === "ar" ? "ar-EG-u-nu-latn" : "en-GB-u-nu-latn";

/** "1,234" of digits alone, as both locales write them. */
export const grouped = (whole: string): string => whole.replace(/\B(?=(?:\d{3})+$)/g, ",");

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
  const isArabic = localeOf(language).startsWith("ar");
  const sign = isShort ? undefined : SIGNS[isArabic ? "ar" : "en"].get(currency);
  let written: MoneyWriter | undefined;
  return (decimal) => {
    const number = sign && groupedText(decimal, digits);
    if (number) return isArabic ? fromTheRight({ ...number, sign }) : fromTheLeft({ ...number, sign });
    written ??= writtenByIntl(language, currency, { isShort, digits });
    return written(decimal);
  };
}

/** What Intl writes: also short forms, and currencies whose sign is not known here. */
export function writtenByIntl(
  language: string,
  currency: string,
  { isShort, digits }: { readonly isShort: boolean; readonly digits: number },
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
    return isArabic ? fromTheRight(bareParts(parts)) : parts.map(({ value }) => value).join("");
  };
}

interface Written {
  readonly minus: string;
  /** Grouped, with its digits behind the point. */
  readonly number: string;
  readonly sign: string;
  /** "thousand", of a short form. */
  readonly word?: string;
}

const PLAIN = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/;

/** Undefined: it has to be rounded, or is no plain decimal. */
function groupedText(decimal: string, digits: number): Omit<Written, "sign"> | undefined {
  const [, minus, whole, fraction = ""] = PLAIN.exec(decimal) ?? [];
  if (minus === undefined || whole === undefined || fraction.length > digits) return undefined;
  const units = grouped(whole);
  return { minus, number: digits === 0 ? units : `${units}.${fraction.padEnd(digits, "0")}` };
}

/** A sign that ends in a letter stands apart from the number. */
const fromTheLeft = ({ minus, number, sign }: Written): string =>
  `${minus}${sign}${/\p{S}$/u.test(sign) ? "" : "\u00a0"}${number}`;

const MARKS = /[\u061c\u200e\u200f]/g;
const LEFT = "\u200e";
const RIGHT = "\u200f";
const LATIN = /[A-Za-z]/;

/**
 * The amount first and its currency after it, read from the right. With Intl's own marks alone the sign of "US$" goes to
 * the wrong side of its letters, and a minus turns number and currency round.
 */
function fromTheRight({ minus, number, sign, word = "" }: Written): string {
  return [
    `${RIGHT}${LEFT}${minus}${number}${RIGHT}`,
    ...(word === "" ? [] : [word]),
    LATIN.test(sign) ? `${sign}${LEFT}${RIGHT}` : `${sign}${RIGHT}`,
  ].join("\u00a0");
}

const DIGITS: ReadonlySet<string> = new Set(["integer", "group", "decimal", "fraction"]);

function bareParts(parts: readonly Intl.NumberFormatPart[]): Written {
  const bare = parts.map(({ type, value }) => ({ type, value: value.replace(MARKS, "") }));
  const of = (type: Intl.NumberFormatPartTypes) => bare.find((part) => part.type === type)?.value ?? "";
  const number = bare.flatMap(({ type, value }) => (DIGITS.has(type) ? value : [])).join("");
  return { minus: of("minusSign"), number, sign: of("currency"), word: of("compact") };
}
