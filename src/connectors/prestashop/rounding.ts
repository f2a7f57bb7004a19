/** The shop's ways of rounding (PS_PRICE_ROUND_MODE). */
import type { Decimal } from "../../commerce/decimal.ts";

/** Up, down, half up, half down, half to even, half to odd; all of the amount's size, whatever its sign. */
export const ROUND_MODES = ["0", "1", "2", "3", "4", "5"] as const;
export type RoundMode = (typeof ROUND_MODES)[number];

/** Whole units of 10^-exponent. */
export function roundUnits({ digits, scale }: Decimal, exponent: number, mode: RoundMode): bigint {
  if (scale <= exponent) return digits * 10n ** BigInt(exponent - scale);
  const divisor = 10n ** BigInt(scale - exponent);
  const size = digits < 0n ? -digits : digits;
  const below = size / divisor;
  const twice = (size % divisor) * 2n;
  const isUp =
    twice === divisor ? halfGoesUp(below, mode) : mode === "0" ? twice > 0n : mode !== "1" && twice > divisor;
  const rounded = isUp ? below + 1n : below;
  return digits < 0n ? -rounded : rounded;
}

function halfGoesUp(below: bigint, mode: RoundMode): boolean {
  if (mode === "4") return below % 2n === 1n;
  if (mode === "5") return below % 2n === 0n;
  return mode === "0" || mode === "2";
}
