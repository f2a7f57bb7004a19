/** Functions of ours that expressions may call: exact money, phones, times, slugs. */
import { decimalText, parseDecimal, plusDecimal, timesDecimal } from "../../commerce/decimal.ts";
import { currencyExponent } from "../../commerce/money.ts";
import { foldDigits, normalisePhone } from "../kit/parse/phone.ts";
import { parseTime } from "./time.ts";

type Given = string | number | null | undefined;

const isNone = (value: Given): value is null | undefined => value === null || value === undefined || value === "";

/** Whole minor units as decimal text: $money(1250, 2) and $money(1250, "EUR") are "12.50". */
function money(minor: Given, unit: number | string = 2): string | undefined {
  if (isNone(minor)) return undefined;
  if (!/^-?\d+$/.test(String(minor))) throw new RangeError(`$money wants whole minor units, not "${minor}".`);
  const scale = typeof unit === "string" ? currencyExponent(unit) : unit;
  return decimalText({ digits: BigInt(minor), scale }, scale);
}

/**
 * Decimal text of what people type: "1.234,50", "١٢٫٥٠", "EGP 1 250.00". One separator followed by three digits alone is
 * ambiguous ("1.250"): then `separator` ("." or ",") has to say which one stands before the fraction. Default ".".
 */
function decimal(text: Given, separator?: string): string | undefined {
  if (isNone(text)) return undefined;
  if (typeof text === "number") {
    if (Number.isSafeInteger(text)) return String(text);
    throw new RangeError("$decimal got a float: read the figure as it came, without arithmetic.");
  }
  const plain = foldDigits(text)
    .replaceAll("\u066b", ".")
    .replaceAll("\u066c", "")
    .replace(/[^\d.,+-]/g, "");
  const point = separator ?? (plain.lastIndexOf(",") > plain.lastIndexOf(".") && isFraction(plain) ? "," : ".");
  const other = point === "," ? "." : ",";
  const result = plain.replaceAll(other, "").replace(point, ".");
  return decimalText(parseDecimal(result), fractionOf(result));
}

/** "1,250" may be a thousand; "12,50" and "1.234,5" cannot. */
const isFraction = (text: string): boolean => text.includes(".") || !/,\d{3}$/.test(text) || text.split(",").length < 2;

const fractionOf = (text: string): number => text.split(".")[1]?.length ?? 0;

/** Exact product of two decimals. */
function times(a: Given, b: Given): string | undefined {
  if (isNone(a) || isNone(b)) return undefined;
  return decimalText(timesDecimal(parseDecimal(String(a)), parseDecimal(String(b))));
}

/** Exact sum of two decimals. */
function plus(a: Given, b: Given): string | undefined {
  if (isNone(a) || isNone(b)) return isNone(a) ? (isNone(b) ? undefined : String(b)) : String(a);
  return decimalText(plusDecimal(parseDecimal(String(a)), parseDecimal(String(b))));
}

/** E.164, or the text as it came when it is no number of that country. */
function phone(text: Given, country?: string): string | undefined {
  if (isNone(text)) return undefined;
  return normalisePhone(String(text), country) ?? String(text);
}

/** ISO 8601 UTC of a time in the shop's own form: $iso("20.11.2026 09:30", "dd.MM.yyyy HH:mm", "Africa/Cairo"). */
function iso(text: Given, format: string = "iso", zone: string = "UTC"): string | undefined {
  if (isNone(text)) return undefined;
  return new Date(parseTime(String(text), format, zone)).toISOString();
}

function slug(text: Given): string | undefined {
  if (isNone(text)) return undefined;
  return String(text)
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}+/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|(?<!-)-+$/g, "");
}

export const HELPERS = { money, decimal, times, plus, phone, iso, slug } as const;
