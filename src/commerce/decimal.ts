/** Exact decimal text such as "12.3456" or "-0.5": no exponent, no grouping, dot as separator. */
export type DecimalText = string;

export class MoneyError extends Error {
  override name = "MoneyError";
}

/** An exact decimal number: digits / 10^scale. */
export interface Decimal {
  readonly digits: bigint;
  /** From 0. */
  readonly scale: number;
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d*))?$|^([+-]?)\.(\d+)$/;

/** Reads decimal text. Throws MoneyError on anything else than a plain decimal. */
export function parseDecimal(text: DecimalText): Decimal {
  const match = DECIMAL.exec(text.trim());
  if (!match) throw new MoneyError(`"${text}" is not a decimal number.`);
  const sign = match[1] ?? match[4] ?? "";
  const fraction = match[3] ?? match[5] ?? "";
  const digits = BigInt((match[2] ?? "") + fraction || "0");
  return { digits: sign === "-" ? -digits : digits, scale: fraction.length };
}

/** The shortest text of the same value: no zeros behind, at least `decimals` digits after the point. */
export function decimalText({ digits, scale }: Decimal, decimals = 0): DecimalText {
  const size = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const point = size.length - scale;
  let end = size.length;
  while (end - point > decimals && size[end - 1] === "0") end -= 1;
  const fraction = size.slice(point, end).padEnd(decimals, "0");
  return `${digits < 0n ? "-" : ""}${size.slice(0, point)}${fraction === "" ? "" : `.${fraction}`}`;
}

export function timesDecimal(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

export function plusDecimal(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { digits: scaledTo(a, scale) + scaledTo(b, scale), scale };
}

/** Below zero when a is smaller, 0 when they are equal. */
export function compareDecimal(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const difference = scaledTo(a, scale) - scaledTo(b, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function scaledTo(value: Decimal, scale: number): bigint {
  return value.digits * 10n ** BigInt(scale - value.scale);
}

/** Whole units of 10^-exponent, half away from zero where the value is finer. */
export function roundToUnits(value: Decimal, exponent: number): bigint {
  return value.scale <= exponent
    ? scaledTo(value, exponent)
    : divideRounded(value.digits, 10n ** BigInt(value.scale - exponent));
}

/** Half away from zero; the divisor is positive. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n;
  const size = negative ? -dividend : dividend;
  const rounded = (size * 2n + divisor) / (divisor * 2n);
  return negative ? -rounded : rounded;
}
