/**
 * Money of the shop: decimals of the major unit, never rounded (55.925 EUR), as numbers that carry the marks of floating
 * point (6.3500000000000005, -6e-21) beside twins that are exact (`raw_x`).
 */
import { z } from "zod";
import type { DecimalText } from "../../commerce/decimal.ts";
import { decimalText, divideRounded, parseDecimal, roundToUnits } from "../../commerce/decimal.ts";
import { currencyExponent } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";

const WHOLE = /^\d+$/;
const NUMBER = /^([+-]?)(\d+)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

/** Decimal text without an exponent; null where it is no number. */
export function plainDecimal(reported: string | number): DecimalText | null {
  const text = String(reported).trim();
  if (WHOLE.test(text)) return text;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = NUMBER.exec(text) ?? [];
  if (whole === "") return null;
  const shift = Number(exponent);
  const digits = (whole + fraction).padEnd(whole.length + Math.max(0, shift), "0");
  const point = whole.length + shift;
  const padded = point > 0 ? digits : digits.padStart(digits.length - point + 1, "0");
  const at = Math.max(1, point);
  const rest = padded.slice(at);
  return `${sign === "-" ? "-" : ""}${padded.slice(0, at)}${rest === "" ? "" : `.${rest}`}`;
}

export const amount = z
  .union([z.string(), z.number()])
  .transform(plainDecimal)
  .refine((text) => text !== null, { error: "not a decimal number" });

/** The same with every amount in the exact form its twin tells. What needs none is not copied: orders have many lines. */
export function withExactAmounts(reported: Json): Json {
  if (reported === null || typeof reported !== "object") return reported;
  if (Array.isArray(reported)) {
    const rows = reported.map(withExactAmounts);
    return rows.some((row, n) => row !== reported[n]) ? rows : reported;
  }
  const exact: (readonly [string, Json])[] = [];
  for (const [name, value] of Object.entries(reported)) {
    if (value === null || typeof value !== "object") continue;
    if (name.startsWith(TWIN)) exact.push(...exactOf(value, reported, name.slice(TWIN.length)));
    else {
      const better = withExactAmounts(value);
      if (better !== value) exact.push([name, better]);
    }
  }
  return exact.length === 0 ? reported : { ...reported, ...Object.fromEntries(exact) };
}

const TWIN = "raw_";

function own(fields: Json, name: string): Json | undefined {
  if (fields === null || typeof fields !== "object" || !Object.hasOwn(fields, name)) return undefined;
  const value: Json | undefined = Reflect.get(fields, name);
  return value;
}

/** The amount of this name as its twin tells it; none where the twin is something else. */
function exactOf(twin: Json, fields: Json, name: string): readonly (readonly [string, Json])[] {
  const reported = own(fields, name);
  if (reported === undefined || typeof reported === "object" || Array.isArray(twin)) return [];
  const value = own(twin, "value");
  return typeof value === "string" && plainDecimal(value) !== null ? [[name, value]] : [];
}

/** Sums are kept with so many decimals until they are rounded to a currency's own. */
export const DECIMAL_PLACES = 12;
const ONE = 10n ** BigInt(DECIMAL_PLACES);

/** An amount with twelve decimals, as a whole number. */
export function fixed(reported: DecimalText): bigint {
  return roundToUnits(parseDecimal(reported), DECIMAL_PLACES);
}

/** Decimals beyond these are noise of division and floating point: 36.874999999999996 is half a cent. */
const MEANT = 8;

/** Minor units of the currency. */
export function minorOf(amountFixed: bigint, currency: string): bigint {
  const meant = divideRounded(amountFixed, 10n ** BigInt(DECIMAL_PLACES - MEANT));
  return divideRounded(meant, 10n ** BigInt(MEANT - currencyExponent(currency)));
}

/** A share of an amount: `amount` times `times` by `by`. */
export function share(amountFixed: bigint, times: bigint, by: bigint): bigint {
  return divideRounded(amountFixed * times, by);
}

/** Without its tax of so many percent. */
export function withoutTax(gross: bigint, percent: bigint): bigint {
  return share(gross, 100n * ONE, 100n * ONE + percent);
}

/** With its tax of so many percent. */
export function withTax(net: bigint, percent: bigint): bigint {
  return share(net, 100n * ONE + percent, 100n * ONE);
}

/** Decimal text, with the currency's own decimals at least. */
export function textOfFixed(amountFixed: bigint, currency: string): DecimalText {
  return decimalText({ digits: amountFixed, scale: DECIMAL_PLACES }, currencyExponent(currency));
}
