/** Time that belongs to the test. */
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../src/commerce/clock.ts";

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** Time that stands still, and leaps whenever somebody waits for it. */
export interface LabClock extends Clock {
  leap(ms: number): void;
}

export function labClock(startMs: number): LabClock {
  let current = startMs;
  return {
    isVirtual: true,
    now: () => current,
    async sleep(ms, signal) {
      const until = current + ms;
      await setImmediate();
      signal?.throwIfAborted();
      current = Math.max(current, until);
    },
    leap(ms) {
      current += ms;
    },
  };
}
