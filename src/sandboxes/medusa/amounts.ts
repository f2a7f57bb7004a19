/** Money as the shop keeps it: exact to eighteen decimals, told as a floating number and, beside it, as exact text. */

import { decimalText, divideRounded, parseDecimal, roundToUnits } from "../../commerce/decimal.ts";
import { steps } from "../../connectors/kit/sandbox/measured.ts";

/** In units of 10^-18. */
export type Amount = bigint;

const DECIMAL_PLACES = 18;

export const amountOf = (reported: string | number): Amount =>
  roundToUnits(parseDecimal(String(reported)), DECIMAL_PLACES);

const textOf = (amount: Amount): string => decimalText({ digits: amount, scale: DECIMAL_PLACES });

export const numberOf = (amount: Amount): number => Number(textOf(amount));

/** A field and its exact twin. */
export const both = (name: string, amount: Amount) => ({
  [name]: numberOf(amount),
  [`raw_${name}`]: { value: textOf(amount), precision: 20 },
});

export const all = (amounts: Record<string, Amount>): Record<string, unknown> =>
  Object.assign({}, ...Object.entries(amounts).map(([name, amount]) => both(name, amount)));

export const sum = (amounts: readonly Amount[]): Amount => amounts.reduce((total, one) => total + one, 0n);

/** Percent of tax on everything. */
export const RATE = 21n;

export const net = (gross: Amount): Amount => divideRounded(gross * 100n, 100n + RATE);
export const gross = (without: Amount): Amount => divideRounded(without * (100n + RATE), 100n);
export const part = (amount: Amount, times: number, by: number): Amount =>
  by === 0 ? 0n : divideRounded(amount * steps(times), steps(by));
