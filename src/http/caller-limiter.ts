import type { Clock } from "../commerce/clock.ts";
import type { Limit } from "../hub/accounts/allowance.ts";

export interface Taken {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the next request is let through (refused), or until the allowance is full again. */
  readonly resetS: number;
}

/** Token buckets by key, in this process only: with n web processes the allowance is n times as large (`SharedAllowance`). */
export interface CallerLimiter {
  /** `amount`: of what is counted; default one. Whoever has enough for it, or has all, is let through. */
  take(key: string, limit: Limit, amount?: number): Taken;
  /** Puts back what was taken and turned out not to count. */
  giveBack(key: string, limit: Limit, amount: number): void;
}

interface Bucket {
  tokens: number;
  at: number;
}

// Bounds memory at some ten megabytes. Who fills it pushes out the oldest keys, at one request a key.
const MOST_KEYS = 100_000;
const PUSHED_OUT = MOST_KEYS / 10;

export function createCallerLimiter(clock: Clock): CallerLimiter {
  const buckets = new Map<string, Bucket>();
  return {
    take(key, { most, perMs }, amount = 1) {
      const now = clock.now();
      let bucket = buckets.get(key);
      if (!bucket) {
        if (buckets.size >= MOST_KEYS)
          for (const oldest of [...buckets.keys()].slice(0, PUSHED_OUT)) buckets.delete(oldest);
        bucket = { tokens: most, at: now };
        buckets.set(key, bucket);
      }
      const rate = most / perMs;
      bucket.tokens = Math.min(most, bucket.tokens + Math.max(0, now - bucket.at) * rate);
      bucket.at = now;
      const needed = Math.min(amount, most);
      const allowed = bucket.tokens >= needed;
      if (allowed) bucket.tokens -= needed;
      const waitMs = allowed ? (most - bucket.tokens) / rate : (needed - bucket.tokens) / rate;
      return { allowed, limit: most, remaining: Math.floor(bucket.tokens), resetS: Math.ceil(waitMs / 1000) };
    },
    giveBack(key, { most }, amount) {
      const bucket = buckets.get(key);
      if (bucket) bucket.tokens = Math.min(most, bucket.tokens + amount);
    },
  };
}
