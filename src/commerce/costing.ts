/** What goods cost: averages, layers, and what of a freight bill each line bears. Costs are millionths of a currency's unit. */
import { type DecimalText, decimalText, divideRounded, parseDecimal, roundToUnits } from "./decimal.ts";
import { allocate } from "./money.ts";

export const costingMethods = ["latest", "average", "fifo"] as const;
export type CostingMethod = (typeof costingMethods)[number];

/** From the best to none. */
const costQualities = ["actual", "imported", "estimated", "missing"] as const;
export type CostQuality = (typeof costQualities)[number];

export const landedSpreads = ["value", "quantity", "weight"] as const;
export type LandedSpread = (typeof landedSpreads)[number];

const LOCATIONS = 6;

/** Throws MoneyError on anything else than a plain decimal; finer text is rounded. */
export const parseMicros = (text: DecimalText): bigint => roundToUnits(parseDecimal(text), LOCATIONS);

/** Decimal text with at least `decimals` digits after the point. */
export const microsText = (micros: bigint): DecimalText => decimalText({ digits: micros, scale: LOCATIONS });

/** The worst of several. */
export const worstQuality = (qualities: readonly CostQuality[]): CostQuality =>
  costQualities[Math.max(0, ...qualities.map((quality) => costQualities.indexOf(quality)))] ?? "missing";

export interface CostedUnits {
  readonly units: number;
  readonly unitMicros: bigint;
}

/** What one of them costs on average; null of none. */
export function averageCost(parts: readonly CostedUnits[]): bigint | null {
  const units = parts.reduce((sum, part) => sum + BigInt(part.units), 0n);
  if (units === 0n) return null;
  return divideRounded(
    parts.reduce((sum, part) => sum + BigInt(part.units) * part.unitMicros, 0n),
    units,
  );
}

/**
 * The moving average after an arrival. Stock that was nothing or below, or of which nobody knows the cost, has no part
 * in it.
 */
export function movingAverage(
  before: { readonly units: number; readonly unitMicros: bigint | null },
  arrived: readonly CostedUnits[],
): bigint | null {
  const had = before.unitMicros === null || before.units <= 0 ? [] : [{ ...before, unitMicros: before.unitMicros }];
  return averageCost([...had, ...arrived]);
}

export interface LandedLine extends CostedUnits {
  /** Of one unit; null: not known. */
  readonly weightGrams: number | null;
}

export interface LandedCharge {
  readonly micros: bigint;
  readonly spread: LandedSpread;
}

/**
 * Unit costs with their part of the charges, all in one currency. By weight only where every line's is known, else by
 * value; goods without a value bear by their units.
 */
export function landedCosts(lines: readonly LandedLine[], charges: readonly LandedCharge[]): bigint[] {
  const totals = lines.map((line) => BigInt(line.units) * line.unitMicros);
  for (const { micros, spread } of charges) {
    const parts = allocate(micros, weightsOf(lines, spread));
    for (const [n, part] of parts.entries()) totals[n] = (totals[n] ?? 0n) + part;
  }
  return lines.map((line, n) => divideRounded(totals[n] ?? 0n, BigInt(line.units)));
}

function weightsOf(lines: readonly LandedLine[], spread: LandedSpread): bigint[] {
  const units = lines.map((line) => BigInt(line.units));
  if (spread === "quantity") return units;
  const weights = lines.map((line) => BigInt(line.weightGrams ?? 0) * BigInt(line.units));
  if (spread === "weight" && weights.every((weight) => weight > 0n)) return weights;
  const values = lines.map((line) => BigInt(line.units) * line.unitMicros);
  return values.some((value) => value > 0n) ? values : units;
}

export interface OpenLayer {
  readonly id: string;
  readonly remaining: number;
}

export interface TakenUnits {
  readonly layerId: string;
  readonly units: number;
}

/** Units of the oldest layers first; `left` are those no layer has. */
export function takeOldest(
  layers: readonly OpenLayer[],
  units: number,
): { readonly taken: readonly TakenUnits[]; readonly left: number } {
  const taken: TakenUnits[] = [];
  let left = units;
  for (const { id, remaining } of layers) {
    if (left <= 0) break;
    const some = Math.min(left, remaining);
    if (some <= 0) continue;
    taken.push({ layerId: id, units: some });
    left -= some;
  }
  return { taken, left };
}

/** What stays of taken units when only so many are wanted: the newest go back first. `taken` begins with the oldest. */
export function giveBackNewest(taken: readonly TakenUnits[], requested: number): TakenUnits[] {
  const stored = takeOldest(
    taken.map(({ layerId, units }) => ({ id: layerId, remaining: units })),
    requested,
  );
  return [...stored.taken];
}
