/** Amounts as people type and paste them: "12,50", "1 234.5", "١٢٫٥". */
import { currencyExponent, formatDecimal, isExactMoney, parseMoney } from "../../../src/commerce/money.ts";

/** Minor units of what was typed; null where it is no amount, or finer than the currency. */
export function minorOf(typed: string, currency: string): number | null {
  const decimal = decimalOf(typed, currencyExponent(currency));
  if (decimal === null || !isExactMoney(decimal, currency)) return null;
  const { minor } = parseMoney(decimal, currency);
  return minor <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(minor) : null;
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
