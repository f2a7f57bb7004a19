/** Which taxes a class of goods bears at a place, and what of an amount is tax. */
import { parseDecimal } from "../decimal.ts";
import { allocate } from "../money.ts";
import type { LineTax, TaxLocation, TaxRate, TaxRounding } from "./types.ts";

/** The class of goods without one, and the one whose rates count where a class has none of its own. */
const STANDARD = "standard";

/**
 * The rates of a class at a place: of each tax the nearest (region, then country, then everywhere). A class without
 * rates there is taxed as "standard"; what bears no tax has a rate of 0.
 */
export function ratesFor(rates: readonly TaxRate[], taxClass: string, taxLocation: TaxLocation): TaxRate[] {
  const here = rates.filter((rate) => nearness(rate, taxLocation) >= 0);
  const own = here.filter((rate) => rate.taxClass === taxClass);
  const found = own.length > 0 ? own : here.filter((rate) => rate.taxClass === STANDARD);
  const nearest = new Map<string, TaxRate>();
  for (const rate of found) {
    const cached = nearest.get(rate.tax);
    if (!cached || nearness(rate, taxLocation) > nearness(cached, taxLocation)) nearest.set(rate.tax, rate);
  }
  return [...nearest.values()].sort((a, b) => (a.tax < b.tax ? -1 : a.tax > b.tax ? 1 : 0));
}

const same = (a: string, b: string | undefined) => a.toLowerCase() === b?.trim().toLowerCase();

function nearness({ country, region }: TaxRate, taxLocation: TaxLocation): number {
  if (country === null) return 0;
  if (!same(country, taxLocation.country)) return -1;
  if (region === null) return 1;
  return same(region, taxLocation.region) ? 2 : -1;
}

/** Each rate as a share of the price without tax: weight / whole. */
interface Shares {
  readonly weights: readonly bigint[];
  readonly whole: bigint;
}

function sharesOf(rates: readonly LineTax[]): Shares {
  const decimals = rates.map(({ rate }) => parseDecimal(rate));
  const scale = Math.max(0, ...decimals.map((decimal) => decimal.scale));
  const one = 100n * 10n ** BigInt(scale);
  const plain = decimals.map(({ digits, scale: own }) => digits * 10n ** BigInt(scale - own));
  const under = plain.reduce((sum, share, n) => (rates[n]?.isCompound ? sum : sum + share), 0n);
  return { whole: one * one, weights: plain.map((share, n) => share * (rates[n]?.isCompound ? one + under : one)) };
}

/**
 * The tax of an amount by rate, in minor units: within it where prices contain tax, else upon it. Within, the whole tax
 * is rounded and shared out; upon, each tax is rounded by itself.
 */
export function taxesOf(
  amount: bigint,
  rates: readonly LineTax[],
  how: { readonly isWithin: boolean; readonly mode: TaxRounding["mode"] },
): bigint[] {
  const { weights, whole } = sharesOf(rates);
  if (!how.isWithin) return weights.map((weight) => rounded(amount * weight, whole, how.mode));
  const all = weights.reduce((sum, weight) => sum + weight, 0n);
  return allocate(rounded(amount * all, whole + all, how.mode), weights);
}

/** Rounded by size, so that what is given back is as much as was taken. */
export function rounded(dividend: bigint, divisor: bigint, mode: TaxRounding["mode"] | "half_down"): bigint {
  const size = dividend < 0n ? -dividend : dividend;
  const whole = size / divisor;
  const twice = (size % divisor) * 2n;
  const isUp =
    mode === "up" ? twice > 0n : mode === "half_up" ? twice >= divisor : mode === "half_down" && twice > divisor;
  const result = whole + (isUp ? 1n : 0n);
  return dividend < 0n ? -result : result;
}
