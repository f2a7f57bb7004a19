/** Decimal text <-> integer minor units at the shop's number of decimals, rounding half away from zero. */
import { steps } from "../../connectors/kit/sandbox/measured.ts";

/** Minor units of decimal text; 0 for text that is no number (WooCommerce reads junk as empty). */
export function toMinor(text: string | undefined | null, decimals: number): bigint {
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec((text ?? "").trim());
  if (!match || (match[2] === "" && !match[3])) return 0n;
  const fraction = match[3] ?? "";
  const digits = BigInt(`${match[2]}${fraction}` || "0");
  const size =
    fraction.length <= decimals
      ? digits * 10n ** BigInt(decimals - fraction.length)
      : divide(digits, 10n ** BigInt(fraction.length - decimals));
  return match[1] === "-" ? -size : size;
}

/** Amounts of order lines are kept finer than the shop shows them: prices that include tax have no round net. */
export const FINER = 4;
const STEP = 10n ** BigInt(FINER);

/** A fine amount in the units the shop shows. */
export function shownMinor(fine: bigint): bigint {
  return divide(fine, STEP);
}

/** A fine amount rounded to what the shop shows, still fine. */
export function rounded(fine: bigint): bigint {
  return shownMinor(fine) * STEP;
}

/** Rounded quotient, half away from zero; the divisor is positive. */
export function divide(dividend: bigint, divisor: bigint): bigint {
  const size = dividend < 0n ? -dividend : dividend;
  const rounded = (size * 2n + divisor) / (divisor * 2n);
  return dividend < 0n ? -rounded : rounded;
}

/** Text with exactly `decimals` places, or `shown` places when more are asked for (`dp`). */
export function minorText(minor: bigint, decimals: number, shown = decimals): string {
  const size = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, "0");
  const whole = size.slice(0, size.length - decimals);
  const fraction = decimals === 0 ? "" : size.slice(size.length - decimals);
  const decimalPlaces = shown > decimals ? fraction.padEnd(shown, "0") : fraction;
  return `${minor < 0n ? "-" : ""}${whole}${decimalPlaces === "" ? "" : `.${decimalPlaces}`}`;
}

/** "2.90" -> "2.9": how unpadded places print. */
export function unpadded(text: string): string {
  return text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
}

/** Price text as `wc_format_decimal` keeps it: comma decimals and grouping read, junk emptied. */
export function priceText(value: unknown): string {
  if (value === null || value === undefined) return "";
  let text = String(value).trim();
  if (/^-?[\d.]*,\d+$/.test(text)) text = text.replaceAll(".", "").replace(",", ".");
  text = text.replace(/[^0-9.-]/g, "");
  return /^-?\d*\.?\d+$/.test(text) ? text : "";
}

/** A JSON number of a unit price: a fine total over quantity, at most six places more than the shop shows. */
export function unitNumber(total: bigint, quantity: number, decimals: number): number {
  if (quantity === 0) return 0;
  return Number(minorText(divide(total * 100n * steps(1), steps(quantity)), decimals + FINER + 2));
}
