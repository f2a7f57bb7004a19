/** Who pays how much of a sale: cash that is rounded, change, several payments. */
import { rounded } from "./tax.ts";
import { sum } from "./totals.ts";
import type { CashRounding, TillPayment } from "./types.ts";

/** An amount as it can be paid in cash. */
export function inCash(amount: bigint, { unit, mode }: CashRounding): bigint {
  return unit <= 1n ? amount : rounded(amount, unit, mode) * unit;
}

export interface Settlement {
  /** What rounding the cash part adds to the total (below zero: takes off). */
  readonly rounding: bigint;
  /** What the payments pay. */
  readonly paid: bigint;
  /** Still to be paid; below zero: to be given back. */
  readonly left: bigint;
  readonly tips: bigint;
}

/**
 * How far payments pay a total, in minor units. Only what cash has to pay is rounded, once nothing but cash is left to
 * pay: a card pays the exact amount.
 */
export function settlementOf(total: bigint, payments: readonly TillPayment[], rule: CashRounding): Settlement {
  const paid = sum(payments.map(({ amount }) => amount));
  const cash = payments.filter(({ kind }) => kind === "cash");
  const byCash = total - (paid - sum(cash.map(({ amount }) => amount)));
  const rounding = cash.length === 0 ? 0n : inCash(byCash, rule) - byCash;
  return { rounding, paid, left: total + rounding - paid, tips: sum(payments.map(({ tip }) => tip ?? 0n)) };
}

/** What to give back of cash handed over; null where it does not reach. A tip is kept of it first. */
export function changeOf(given: bigint, due: bigint, tip = 0n): bigint | null {
  return given < due + tip ? null : given - due - tip;
}

/** What a payment moves in the drawer: change is out already, a tip stays in. */
export const inDrawer = ({ kind, amount, tip }: TillPayment): bigint => (kind === "cash" ? amount + (tip ?? 0n) : 0n);

/** The smallest amounts people can pay with: what customers hand over for a sum, the exact one first. */
export function cashOffers(due: bigint, denominations: readonly bigint[]): bigint[] {
  const offers = denominations.filter((coin) => coin > 0n).map((coin) => ((due + coin - 1n) / coin) * coin);
  return [...new Set([due, ...offers.sort((a, b) => (a < b ? -1 : 1))])].slice(0, 6);
}
