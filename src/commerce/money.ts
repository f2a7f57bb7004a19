import { type DecimalText, divideRounded, MoneyError, parseDecimal, roundToUnits } from "./decimal.ts";

export { type DecimalText, MoneyError };

/**
 * Money is an integer number of minor units with its ISO 4217 currency; a decimal on its way in or
 * out is text. No floating-point number ever holds an amount.
 */
export interface Money {
  /** Minor units: cents, fils, yen. */
  readonly minor: bigint;
  /** ISO 4217 alphabetic code, upper case. */
  readonly currency: string;
}

/** Minor-unit digits that differ from two (ISO 4217 list one, 2024-06-25). */
export const CURRENCY_EXPONENTS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};

const CURRENCY = /^[A-Z]{3}$/;

/** Digits after the point of a currency's minor unit. Throws MoneyError when the code is not three capitals. */
export function currencyExponent(currency: string): number {
  if (!CURRENCY.test(currency)) throw new MoneyError(`"${currency}" is not an ISO 4217 currency code.`);
  return CURRENCY_EXPONENTS[currency] ?? 2;
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

/** Throws MoneyError unless the code is a currency there is. */
export function requireCurrency(currency: string): void {
  if (!CURRENCIES.has(currency)) throw new MoneyError(`"${currency}" is not an ISO 4217 currency code.`);
}

/** Money of `minor` minor units. */
export function money(minor: bigint, currency: string): Money {
  currencyExponent(currency);
  return { minor, currency };
}

/**
 * Reads a platform's decimal text as minor units, rounding half away from zero when the text is finer
 * than the currency (shops print line amounts with 4 to 6 places). Throws MoneyError on anything else
 * than a plain decimal.
 */
export function parseMoney(text: DecimalText, currency: string): Money {
  return { minor: roundToUnits(parseDecimal(text), currencyExponent(currency)), currency };
}

/** True when the text is exactly representable in the currency's minor unit. */
export function isExactMoney(text: DecimalText, currency: string): boolean {
  const exponent = currencyExponent(currency);
  const { digits, scale } = parseDecimal(text);
  return scale <= exponent || digits % 10n ** BigInt(scale - exponent) === 0n;
}

/** Decimal text with the currency's own number of places: 1250 EUR minor -> "12.50", 500 JPY -> "500". */
export function formatDecimal(amount: Money): DecimalText {
  const exponent = currencyExponent(amount.currency);
  const negative = amount.minor < 0n;
  const digits = (negative ? -amount.minor : amount.minor).toString().padStart(exponent + 1, "0");
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = exponent === 0 ? "" : `.${digits.slice(digits.length - exponent)}`;
  return `${negative ? "-" : ""}${whole}${fraction}`;
}

/** Sum of amounts of one currency; zero of `currency` when there are none. Throws MoneyError on a mix. */
export function sumMoney(amounts: Iterable<Money>, currency: string): Money {
  let minor = 0n;
  for (const amount of amounts) {
    if (amount.currency !== currency) throw new MoneyError(`Cannot add ${amount.currency} to ${currency}.`);
    minor += amount.minor;
  }
  return money(minor, currency);
}

/** A unit price times a whole quantity, rounded half away from zero to the currency's minor unit. */
export function multiplyDecimal(unit: DecimalText, quantity: number, currency: string): Money {
  if (!Number.isSafeInteger(quantity)) throw new MoneyError("A quantity is a whole number.");
  const exponent = currencyExponent(currency);
  const { digits, scale } = parseDecimal(unit);
  const product = digits * BigInt(quantity) * 10n ** BigInt(exponent);
  return money(divideRounded(product, 10n ** BigInt(scale)), currency);
}

/**
 * Splits whole units (cents, millionths) over weights so that the parts add up to them (largest remainder first).
 * Weights are non-negative; all zero means equal shares.
 */
export function allocate(amount: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.length === 0) return [];
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  const shares = total === 0n ? weights.map(() => 1n) : weights;
  const divisor = total === 0n ? BigInt(weights.length) : total;
  const negative = amount < 0n;
  const size = negative ? -amount : amount;
  const parts = shares.map((share, index) => ({
    index,
    minor: (size * share) / divisor,
    rest: (size * share) % divisor,
  }));
  let left = size - parts.reduce((sum, part) => sum + part.minor, 0n);
  for (const part of [...parts].sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))) {
    if (left === 0n) break;
    part.minor += 1n;
    left -= 1n;
  }
  return parts.map((part) => (negative ? -part.minor : part.minor));
}

/** The same of an amount of money. */
export const allocateMoney = ({ minor, currency }: Money, weights: readonly bigint[]): Money[] =>
  allocate(minor, weights).map((part) => money(part, currency));
