/** Numbers, money and times as people read them, in the language shown and the organization's time zone. */

import { createContext, use } from "react";
import { currencyExponent, formatDecimal } from "../../../src/commerce/money.ts";
import { grouped, localeOf, type MoneyWriter, moneyWriter } from "../../../src/commerce/money-text.ts";
import { relativeText } from "./relative.ts";
import { useTranslation } from "./translation.ts";

export interface Format {
  readonly zone: string;
  /** 12 -> "12"; grouped. */
  number(value: number): string;
  /** A count that is exact to a bound: "1,234", and "10,000+" where there are more. */
  counted(count: { readonly count: number; readonly more: boolean }): string;
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
  list(texts: readonly string[]): string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

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
  const joined = once(() => new Intl.ListFormat(locale, { type: "conjunction" }));
  const monies = new Map<string, MoneyWriter>();
  const moneyOf = (minor: number | string, currency: string, isShort: boolean): string => {
    const key = `${currency}${isShort}`;
    const cached = monies.get(key) ?? moneyWriter(language, currency, { isShort });
    monies.set(key, cached);
    // Averages and ticks of charts have fractions.
    const whole = BigInt(typeof minor === "number" ? Math.round(minor) : minor);
    return cached(formatDecimal({ minor: whole, currency }));
  };
  // How many there are stands in every list, and to make what Intl writes it with takes longer than to draw it.
  const numberText = (value: number) =>
    Number.isSafeInteger(value) && value >= 0 ? grouped(`${value}`) : number().format(value);
  return {
    zone,
    number: numberText,
    counted: ({ count, more }) => `${numberText(count)}${more ? "+" : ""}`,
    rate: (decimal) => rate().format(decimal as Intl.StringNumericLiteral),
    percent: (share) => percent().format(share),
    money: (minor, currency) => moneyOf(minor, currency, false),
    decimalMoney: (decimal, currency) => {
      const digits = Math.max(currencyExponent(currency), decimal.split(".")[1]?.length ?? 0);
      return moneyWriter(language, currency, { digits })(decimal);
    },
    moneyShort: (minor, currency) => moneyOf(minor, currency, true),
    date: (iso) => date().format(new Date(iso)),
    day: (text, isFull = false) => (isFull ? fullDay() : day()).format(new Date(`${text}T00:00:00Z`)),
    month: (text) => month().format(new Date(`${text}-01T00:00:00Z`)),
    days: (from, to) => days().formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`)),
    dateTime: (iso) => dateTime().format(new Date(iso)),
    time: (iso) => time().format(new Date(iso)),
    relative: (iso, now = Date.now()) => relativeText(language, new Date(iso).getTime() - now),
    duration: (ms) => durationText(locale, ms),
    list: (texts) => joined().format(texts),
  };
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

const Zone = createContext("UTC");

/** Around everything drawn inside: the time zone of the organization worked in. */
export const ZoneGiven = Zone.Provider;

/** Formats for the language shown and the organization worked in; every cell of a list asks for them. */
export function useFormat(): Format {
  const { language } = useTranslation();
  const zone = use(Zone);
  const name = `${language} ${zone}`;
  const format = made.get(name) ?? makeFormat(language, zone);
  made.set(name, format);
  return format;
}
