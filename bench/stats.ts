/** Figures of repeated rounds. */

export interface Spread {
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
  readonly rounds: number;
}

/** The value below which the share `p` (0..1) of the values lies; linear between neighbours. */
export function quantile(values: readonly number[], p: number): number {
  if (values.length === 0) throw new RangeError("A quantile of nothing.");
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), q1: quantile(values, 0.25), q3: quantile(values, 0.75), rounds: values.length };
}

/** A B B A A B B A ...: which side goes first changes, so that a drift of the machine hits both alike. */
export async function interleaved(
  rounds: number,
  sides: readonly [() => Promise<void>, () => Promise<void>],
): Promise<void> {
  const [a, b] = sides;
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? [a, b] : [b, a];
    for (const side of order) await side();
  }
}
