/** Weights of a site are kilograms or pounds; where nothing told which, a weight is neither read nor written. */
import type { DecimalText } from "../../commerce/money.ts";

const GRAMS: ReadonlyMap<string, number> = new Map([
  ["KG", 1000],
  ["LB", 453.59237],
]);

export function toGrams(weight: DecimalText | undefined, unit: string | undefined): number | undefined {
  const factor = GRAMS.get(unit ?? "");
  const value = Number(weight ?? 0);
  return factor === undefined || !(value > 0) ? undefined : Math.round(value * factor);
}

/** Text with at most five decimals; undefined when there is no weight to tell. */
export function fromGrams(grams: number | undefined, unit: string | undefined): DecimalText | undefined {
  const factor = GRAMS.get(unit ?? "");
  if (factor === undefined || grams === undefined) return undefined;
  return (grams / factor).toFixed(5).replace(/(?:(?=\.)|(?<!0))\.?0+$/, "");
}
