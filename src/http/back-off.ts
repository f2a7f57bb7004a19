import type { Clock } from "../commerce/clock.ts";

/** After this many failures in a row the waiting begins, at a second, and doubles with each. */
const FREE = 5;
const LONGEST_MS = 15 * 60_000;
const FORGOTTEN_MS = 24 * 3_600_000;
// Bounds memory; who fills it pushes out the oldest.
const MOST_KEYS = 100_000;

/** Makes guessing slower with each failure; in this process only. */
export interface BackOff {
  /** Seconds until the next attempt is let through; 0: now. */
  waitS(key: string): number;
  failed(key: string): void;
  succeeded(key: string): void;
}

export function createBackOff(clock: Clock): BackOff {
  const failures = new Map<string, { count: number; at: number }>();
  return {
    waitS(key) {
      const known = failures.get(key);
      if (!known || known.count < FREE) return 0;
      const waitMs = Math.min(LONGEST_MS, 1_000 * 2 ** (known.count - FREE));
      return Math.max(0, Math.ceil((known.at + waitMs - clock.now()) / 1_000));
    },
    failed(key) {
      const known = failures.get(key);
      const now = clock.now();
      const count = known && now - known.at < FORGOTTEN_MS ? known.count + 1 : 1;
      failures.delete(key);
      const [oldest] = failures.keys();
      if (failures.size >= MOST_KEYS && oldest !== undefined) failures.delete(oldest);
      failures.set(key, { count, at: now });
    },
    succeeded: (key) => void failures.delete(key),
  };
}
