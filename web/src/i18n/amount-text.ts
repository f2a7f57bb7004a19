/** Amounts as people type and paste them: "12,50", "1 234.5", "١٢٫٥". */
import { currencyExponent, formatDecimal, isExactMoney, parseMoney } from "../../../src/commerce/money.ts";

/** Minor units of what was typed; null where it is no amount, finer than the currency, or below zero unless `isSigned`. */
export function minorOf(typed: string, currency: string, isSigned = false): number | null {
  const { sign, rest } = signOf(typed);
  const decimal = decimalOf(rest, currencyExponent(currency));
  if (decimal === null || (sign < 0 && !isSigned) || !isExactMoney(decimal, currency)) return null;
  const { minor } = parseMoney(decimal, currency);
  return minor <= BigInt(Number.MAX_SAFE_INTEGER) ? sign * Number(minor) : null;
}

/** A percentage or a rate as decimal text: "12,5" -> "12.5"; null where it is none. */
export function plainDecimalOf(typed: string): string | null {
  const { sign, rest } = signOf(typed.replace(/[%\u066a]/g, ""));
  const decimal = decimalOf(rest, FREE_DIGITS);
  return decimal === null || sign > 0 ? decimal : `-${decimal}`;
}

// A number of no currency: three digits after a comma are a fraction, too.
const FREE_DIGITS = 3;

function signOf(typed: string): { readonly sign: 1 | -1; readonly rest: string } {
  const text = typed.replace(/[\u200e\u200f]/g, "").trim();
  return /^[-\u2212]/.test(text) ? { sign: -1, rest: text.slice(1) } : { sign: 1, rest: text };
}

/** Minor units as the text of a field: 1250 EUR -> "12.50". */
export function amountText(minor: number, currency: string): string {
  return formatDecimal({ minor: BigInt(minor), currency });
}

function decimalOf(typed: string, digits: number): string | null {
  const text = typed
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replaceAll("\u066b", ".")
    .replaceAll("\u066c", ",")
    .replace(/[\s\u00a0\u202f'\u200e\u200f]/g, "");
  const point = pointAt(text, digits);
  const whole = (point < 0 ? text : text.slice(0, point)).replace(/[.,]/g, "");
  const fraction = point < 0 ? "" : text.slice(point + 1);
  if (!/^\d{1,15}$/.test(whole) || !/^\d{0,6}$/.test(fraction)) return null;
  return fraction === "" ? whole : `${whole}.${fraction}`;
}

/** The last point or comma, unless it groups thousands: "1,234" of a currency that has no three digits. */
function pointAt(text: string, digits: number): number {
  const last = Math.max(text.lastIndexOf("."), text.lastIndexOf(","));
  if (last < 0) return -1;
  const mark = text[last] ?? "";
  const isRepeated = text.indexOf(mark) !== last;
  const isGroup = mark === "," && text.length - last === 4 && digits !== 3 && !text.includes(".");
  return isRepeated || isGroup ? -1 : last;
}
