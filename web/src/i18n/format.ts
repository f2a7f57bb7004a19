/** Numbers, money and times as people read them, in the language shown and the organization's time zone. */

import { currencyExponent } from "../../../src/commerce/money.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "./translation.ts";

export interface Format {
  readonly zone: string;
  /** 12 -> "12"; grouped. */
  number(value: number): string;
  /** An exchange rate, to six digits. */
  rate(decimal: string): string;
  /** 0.973 -> "97.3 %". */
  percent(share: number): string;
  /** Minor units with the currency's own digits: (1250, "EUR") -> "€12.50". */
  money(minor: number | string, currency: string): string;
  /** A price finer than its currency's digits may be: ("0.125", "USD") -> "$0.125". */
  decimalMoney(decimal: string, currency: string): string;
  /** The same, short, for charts: "€1.2K". */
  moneyShort(minor: number, currency: string): string;
  /** "20 Nov 2026". */
  date(iso: string): string;
  /** "20 Nov" of a calendar day "2026-11-20", which is the same in every time zone; `isFull`: "Fri, 20 Nov 2026". */
  day(day: string, isFull?: boolean): string;
  /** "Oct 2026" of "2026-10". */
  month(month: string): string;
  /** "22 Oct – 20 Nov 2026" of calendar days. */
  days(from: string, to: string): string;
  /** "20 Nov 2026, 10:42:07 GMT+2". */
  dateTime(iso: string): string;
  /** "10:42". */
  time(iso: string): string;
  /** "3 min ago", "in 2 h"; `now` in milliseconds. */
  relative(iso: string, now?: number): string;
  /** "2 h 5 min" of milliseconds. */
  duration(ms: number): string;
  /** Words joined as the language joins them. */
  list(words: readonly string[]): string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Numbers stay in the digits that invoices and platforms use, also in Arabic. */
const localeOf = (language: string): string => (language === "ar" ? "ar-EG-u-nu-latn" : "en-GB-u-nu-latn");

const DAY_MONTH_YEAR = { day: "numeric", month: "short", year: "numeric" } as const;

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function makeFormat(language: string, zone: string): Format {
  const locale = localeOf(language);
  // Made when they are first asked for: each takes the browser a millisecond, and no screen needs them all.
  const number = once(() => new Intl.NumberFormat(locale));
  const rate = once(() => new Intl.NumberFormat(locale, { maximumSignificantDigits: 6 }));
  const percent = once(() => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }));
  const date = once(() => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: zone }));
  const day = once(() => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" }));
  const fullDay = once(() => new Intl.DateTimeFormat(locale, { weekday: "short", ...DAY_MONTH_YEAR, timeZone: "UTC" }));
  const month = once(() => new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" }));
  const days = once(() => new Intl.DateTimeFormat(locale, { ...DAY_MONTH_YEAR, timeZone: "UTC" }));
  const dateTime = once(
    () =>
      new Intl.DateTimeFormat(locale, {
        ...DAY_MONTH_YEAR,
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
        timeZoneName: "short",
        timeZone: zone,
      }),
  );
  const time = once(() => new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: zone }));
  const relative = once(() => new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "narrow" }));
  const joined = once(() => new Intl.ListFormat(locale, { type: "conjunction" }));
  const monies = new Map<string, Intl.NumberFormat>();
  const moneyOf = (currency: string, isShort: boolean): Intl.NumberFormat => {
    const key = `${currency}${isShort}`;
    const known = monies.get(key) ?? newMoney(locale, currency, isShort);
    monies.set(key, known);
    return known;
  };
  return {
    zone,
    number: (value) => number().format(value),
    rate: (decimal) => rate().format(decimal as Intl.StringNumericLiteral),
    percent: (share) => percent().format(share),
    money: (minor, currency) => moneyOf(currency, false).format(decimalOf(minor, currency)),
    decimalMoney: (decimal, currency) => {
      const digits = Math.max(currencyExponent(currency), decimal.split(".")[1]?.length ?? 0);
      return newMoney(locale, currency, false, digits).format(decimal as Intl.StringNumericLiteral);
    },
    moneyShort: (minor, currency) => moneyOf(currency, true).format(minor / 10 ** currencyExponent(currency)),
    date: (iso) => date().format(new Date(iso)),
    day: (text, isFull = false) => (isFull ? fullDay() : day()).format(new Date(`${text}T00:00:00Z`)),
    month: (text) => month().format(new Date(`${text}-01T00:00:00Z`)),
    days: (from, to) => days().formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`)),
    dateTime: (iso) => dateTime().format(new Date(iso)),
    time: (iso) => time().format(new Date(iso)),
    relative: (iso, now = Date.now()) => relativeText(relative(), new Date(iso).getTime() - now),
    duration: (ms) => durationText(locale, ms),
    list: (words) => joined().format(words),
  };
}

function newMoney(
  locale: string,
  currency: string,
  isShort: boolean,
  digits = currencyExponent(currency),
): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    ...(isShort
      ? { notation: "compact", maximumFractionDigits: 1 }
      : { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  });
}

/** Decimal text, exact also where the amount is larger than a float holds: Intl formats text without rounding it. */
function decimalOf(minor: number | string, currency: string): Intl.StringNumericLiteral {
  const exponent = currencyExponent(currency);
  const text = String(minor);
  const digits = text.replace("-", "").padStart(exponent + 1, "0");
  const at = digits.length - exponent;
  const decimal = exponent === 0 ? digits : `${digits.slice(0, at)}.${digits.slice(at)}`;
  return `${text.startsWith("-") ? "-" : ""}${decimal}` as Intl.StringNumericLiteral;
}

function relativeText(format: Intl.RelativeTimeFormat, ms: number): string {
  const size = Math.abs(ms);
  if (size < MINUTE) return format.format(Math.round(ms / 1000), "second");
  if (size < HOUR) return format.format(Math.round(ms / MINUTE), "minute");
  if (size < DAY) return format.format(Math.round(ms / HOUR), "hour");
  if (size < 60 * DAY) return format.format(Math.round(ms / DAY), "day");
  return format.format(Math.round(ms / (30.4 * DAY)), "month");
}

function durationText(locale: string, ms: number): string {
  const parts = [
    [Math.floor(ms / DAY), "day"],
    [Math.floor(ms / HOUR) % 24, "hour"],
    [Math.floor(ms / MINUTE) % 60, "minute"],
    [Math.round(ms / 1000) % 60, "second"],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  const shown = first < 0 ? parts.slice(3) : parts.slice(first, first + 2).filter(([amount]) => amount > 0);
  return shown
    .map(([amount, unit]) =>
      new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(amount),
    )
    .join(" ");
}

const made = new Map<string, Format>();

/** Formats for the language shown and the organization worked in; every cell of a list asks for them. */
export function useFormat(): Format {
  const { language } = useTranslation();
  const zone = useSession().organization?.zone ?? "UTC";
  const name = `${language} ${zone}`;
  const format = made.get(name) ?? makeFormat(language, zone);
  made.set(name, format);
  return format;
}
