/**
 * The retry schedule of a failed operation (decision 5): at once, then 5 min, 15 min, 1 h and 3 h, each counted
 * from the failure before it. Five attempts; after the last the work is failed and a person is told.
 */
export const RETRY_DELAYS_MS = [5 * 60_000, 15 * 60_000, 60 * 60_000, 3 * 60 * 60_000] as const;

/** When the next attempt is due after the `attempts`-th failure at `failedAt`; null when there is none left. */
export function nextAttempt(attempts: number, failedAt: Date): Date | null {
  const delay = RETRY_DELAYS_MS[attempts - 1];
  return delay === undefined ? null : new Date(failedAt.getTime() + delay);
}

/** The same while the platform is being maintained, which takes seconds as a rule: 15 s doubling to 2 min. */
export function maintenanceBackoffMs(failures: number): number {
  return Math.min(laneBackoffMs(failures), 2 * 60_000);
}

/**
 * The least rest after the `failures`-th turn in a row that was throttled throughout: the wait a platform names is
 * enough for one turn, and too little where it throttles without end: 1 s, 6 s, 30 s.
 */
export function throttledBackoffMs(failures: number): number {
  return Math.min(1_000 * 6 ** Math.max(0, failures - 1), 30_000);
}

/** Turns throttled throughout that count as failures: more do not rest longer, and a later failure waits for each. */
export const THROTTLED_COUNTED = 2;

/** How long a whole lane rests after its `failures`-th failure in a row: 15 s doubling to 5 min. */
export function laneBackoffMs(failures: number): number {
  return Math.min(15_000 * 2 ** Math.max(0, failures - 1), 5 * 60_000);
}

/** What a platform refuses rests so long after the `refusals`-th refusal in a row: most are over in a minute. */
const REFUSAL_WAITS_MS = [1, 2, 5, 15, 30, 60].map((minutes) => minutes * 60_000);

export function refusalWaitMs(refusals: number): number {
  return REFUSAL_WAITS_MS[Math.max(0, refusals - 1)] ?? 60 * 60_000;
}
