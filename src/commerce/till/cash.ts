/** Coins and notes, and how a country rounds what is paid with them. */
import { currencyExponent } from "../money.ts";
import type { CashRounding } from "./types.ts";

/** Central banks' rules where the smallest coin is larger than the minor unit (read 2026-11); a register may say otherwise. */
const UNITS: Readonly<Record<string, CashRounding>> = {
  AUD: { unit: 5n, mode: "half_up" },
  CAD: { unit: 5n, mode: "half_up" },
  CHF: { unit: 5n, mode: "half_up" },
  CZK: { unit: 100n, mode: "half_up" },
  DKK: { unit: 50n, mode: "half_up" },
  HUF: { unit: 500n, mode: "half_up" },
  KWD: { unit: 5n, mode: "half_up" },
  MYR: { unit: 5n, mode: "half_up" },
  NOK: { unit: 100n, mode: "half_up" },
  // 5 cents of 10: the seller's choice, most round down (Reserve Bank of New Zealand).
  NZD: { unit: 10n, mode: "half_down" },
  SEK: { unit: 100n, mode: "half_up" },
  SGD: { unit: 5n, mode: "half_up" },
};

/** How cash of a currency is rounded where the register says nothing. */
export const usualCashRounding = (currency: string): CashRounding => UNITS[currency] ?? { unit: 1n, mode: "half_up" };

/** Coins and notes of a currency in minor units, the largest first: 1, 2, 5 of each power, from its cash unit on. */
export function denominationsOf(currency: string, unit = usualCashRounding(currency).unit): bigint[] {
  const most = 500n * 10n ** BigInt(currencyExponent(currency) || 2);
  const values: bigint[] = [];
  for (let power = 1n; power <= most; power *= 10n)
    for (const digit of [1n, 2n, 5n]) {
      const value = digit * power;
      if (value >= unit && value <= most && value % unit === 0n) values.push(value);
    }
  return values.reverse();
}

export interface CountedCash {
  /** Value of one coin or note in minor units. */
  readonly value: bigint;
  readonly count: number;
}

/** What was counted comes to, in minor units. */
export const countedCash = (counts: readonly CountedCash[]): bigint =>
  counts.reduce((total, { value, count }) => total + value * BigInt(count), 0n);
