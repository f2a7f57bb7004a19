/** Durations as counts by bounds: hours and days are added up, and a percentile is found in the sum. */

/** Upper ends in milliseconds; what lasts longer than the last is counted behind it. Never change: stored counts follow it. */
export const LATENCY_BOUNDS_MS: readonly number[] = [
  1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1_000, 1_500, 2_000, 3_000, 5_000, 7_000, 10_000,
  15_000, 20_000, 30_000, 60_000,
];

/** Adds counts of the same bounds. */
export function addCounts(all: readonly (readonly number[])[]): number[] {
  return Array.from({ length: LATENCY_BOUNDS_MS.length + 1 }, (_, n) =>
    all.reduce((sum, counts) => sum + (counts[n] ?? 0), 0),
  );
}

/**
 * The duration that `share` (0 to 1) of the counted ones do not exceed, evenly spread between its bounds: within a
 * third of the true one. Null without any.
 */
export function percentile(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let below = 0;
  for (const [n, count] of counts.entries()) {
    if (count > 0 && below + count >= total * share) {
      const from = LATENCY_BOUNDS_MS[n - 1] ?? 0;
      const to = LATENCY_BOUNDS_MS[n] ?? from;
      return Math.round(from + (to - from) * ((total * share - below) / count));
    }
    below += count;
  }
  return LATENCY_BOUNDS_MS.at(-1) ?? null;
}
