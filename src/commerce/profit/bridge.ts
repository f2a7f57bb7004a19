/** What changed the profit between two periods, item by item, so that the steps add up exactly. */
import { divideRounded } from "../decimal.ts";

/** An item's sums of a period: CM3 is what they leave. */
export interface PeriodSums {
  readonly units: number;
  readonly gross: bigint;
  readonly discount: bigint;
  readonly charged: bigint;
  readonly refund: bigint;
  readonly cogs: bigint;
  readonly fees: bigint;
  readonly shipping: bigint;
  readonly ads: bigint;
  readonly overhead: bigint;
}

/** volume: more or fewer units, other items and new ones; the rest is what a unit brought and cost. */
export const BRIDGE_STEPS = [
  "volume",
  "price",
  "discount",
  "charged",
  "returns",
  "cost",
  "fees",
  "shipping",
  "ads",
  "overhead",
] as const;
export type BridgeStep = (typeof BRIDGE_STEPS)[number];

// What a step stands for, and which way it moves profit.
const PARTS = {
  price: ["gross", 1n],
  discount: ["discount", -1n],
  charged: ["charged", 1n],
  returns: ["refund", -1n],
  cost: ["cogs", -1n],
  fees: ["fees", -1n],
  shipping: ["shipping", -1n],
  ads: ["ads", -1n],
  overhead: ["overhead", -1n],
} as const satisfies Partial<Record<BridgeStep, readonly [keyof PeriodSums, bigint]>>;
const parts = Object.entries(PARTS) as [keyof typeof PARTS, (typeof PARTS)[keyof typeof PARTS]][];

/** The CM3 of an item's sums. */
export function cm3Of(sums: PeriodSums): bigint {
  return parts.reduce((total, [, [name, sign]]) => total + sign * sums[name], 0n);
}

const NONE: PeriodSums = {
  units: 0,
  gross: 0n,
  discount: 0n,
  charged: 0n,
  refund: 0n,
  cogs: 0n,
  fees: 0n,
  shipping: 0n,
  ads: 0n,
  overhead: 0n,
};

/**
 * Steps from the CM3 of `before` to that of `after`, both by item. Volume is what the units sold now would have brought
 * at what a unit brought before, less what was brought before; an item new in `after` is all volume. Every other step
 * is what its amount differs from that.
 */
export function bridge(
  before: ReadonlyMap<string, PeriodSums>,
  after: ReadonlyMap<string, PeriodSums>,
): Record<BridgeStep, bigint> {
  const steps = Object.fromEntries(BRIDGE_STEPS.map((step) => [step, 0n])) as Record<BridgeStep, bigint>;
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const old = before.get(key) ?? NONE;
    const now = after.get(key) ?? NONE;
    if (old.units === 0 && now.units > 0) {
      steps.volume += cm3Of(now) - cm3Of(old);
      continue;
    }
    let expected = 0n;
    for (const [step, [name, sign]] of parts) {
      const scaled = old.units > 0 ? divideRounded(old[name] * BigInt(now.units), BigInt(old.units)) : old[name];
      steps[step] += sign * (now[name] - scaled);
      expected += sign * scaled;
    }
    steps.volume += expected - cm3Of(old);
  }
  return steps;
}
