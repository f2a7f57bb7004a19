/** From values to places on a picture. */

/** Round whole numbers (units, milliseconds, minor units of money) from at or below `least` to at or above `most`, some `count` of them; zero is always one. */
export function niceTicks(least: number, most: number, count = 4): number[] {
  const low = Math.min(0, least);
  const high = Math.max(0, most);
  if (high === low) return [0, 1];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.ceil(([1, 2, 2.5, 5, 10].find((each) => each * power >= rough) ?? 10) * power);
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  return Array.from({ length: last - first + 1 }, (_, n) => (first + n) * step);
}

/** Where a part of a stack begins and ends. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

/** Parts of one column, one on the other: what is below zero grows downwards. */
export function stack(values: readonly number[]): Part[] {
  let above = 0;
  let below = 0;
  return values.map((value) => {
    const from = value >= 0 ? above : below;
    const to = from + value;
    if (value >= 0) above = to;
    else below = to;
    return { from, to };
  });
}

/** The least and the most that bars and lines reach. */
export function extentOf(columns: readonly (readonly Part[])[], lines: readonly (readonly (number | null)[])[]) {
  const ends = [...columns.flat().flatMap(({ from, to }) => [from, to]), ...lines.flat().filter((n) => n !== null)];
  return { least: Math.min(0, ...ends), most: Math.max(0, ...ends) };
}

/** Which places get a label so that labels of `labelWidth` do not touch: the last one always, then evenly before it. */
export function labelledPositions(count: number, width: number, labelWidth: number): ReadonlySet<number> {
  const every = Math.max(1, Math.ceil((count * labelWidth) / Math.max(1, width)));
  const chosen = new Set<number>();
  for (let n = count - 1; n >= 0; n -= every) chosen.add(n);
  return chosen;
}
