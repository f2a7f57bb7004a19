import { type DecimalText, divideRounded, parseDecimal } from "../decimal.ts";
import { allocate, currencyExponent } from "../money.ts";

const positive = (weight: bigint) => (weight > 0n ? weight : 0n);

/** Parts of an amount by weights (below zero counts as none; all none: equal parts) that add up to it. */
export function spread(minor: bigint, weights: readonly bigint[]): bigint[] {
  return allocate(minor, weights.map(positive));
}

export interface Exchange {
  readonly from: string;
  readonly to: string;
  /** Units of `to` for one of `from`. */
  readonly rate: DecimalText;
}

/** Minor units of another currency, half away from zero. */
export function exchanged(minor: bigint, { from, to, rate }: Exchange): bigint {
  const { digits, scale } = parseDecimal(rate);
  const shift = currencyExponent(to) - currencyExponent(from) - scale;
  const product = minor * digits;
  return shift >= 0 ? product * 10n ** BigInt(shift) : divideRounded(product, 10n ** BigInt(-shift));
}

/** Each amount in another currency so that they add up to what their sum is there: what came before is rounded with it. */
export function exchangedAll(amounts: readonly bigint[], exchange: Exchange): bigint[] {
  let sum = 0n;
  let before = 0n;
  return amounts.map((amount) => {
    sum += amount;
    const now = exchanged(sum, exchange);
    const part = now - before;
    before = now;
    return part;
  });
}

export const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, each) => sum + each, 0n);
