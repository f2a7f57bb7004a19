import type { Bucket } from "../contract/contract.ts";

export interface BucketCorrection {
  /** Tokens left now. */
  readonly available?: number | undefined;
  readonly burst?: number | undefined;
  /** Tokens per second. */
  readonly rate?: number | undefined;
}

/** Where tokens are kept. Keys name the bucket and who shares it. */
export interface BucketStore {
  /** Takes `cost` tokens and answers 0, or takes nothing and answers the milliseconds to wait before asking again. */
  take(key: string, bucket: Bucket, cost: number, now: number): Promise<number>;
  correct(key: string, bucket: Bucket, correction: BucketCorrection, now: number): Promise<void>;
  /** Nothing is given out before `until`; an earlier freeze is never shortened. */
  freeze(key: string, bucket: Bucket, until: number): Promise<void>;
  /** Ends a freeze: a person wants to know now. */
  thaw(key: string): Promise<void>;
  /** How these stand at `now`, by key; what was never drawn from is absent. Changes nothing. */
  look(keys: readonly string[], now: number): Promise<ReadonlyMap<string, BucketUsage>>;
}

export interface BucketUsage {
  /** Below zero: a costly call has left a debt. */
  readonly tokens: number;
  readonly burst: number;
  /** Tokens per second. */
  readonly rate: number;
  /** Milliseconds since 1970; in the past: nothing holds it. */
  readonly frozenUntil: number;
}

export interface BucketState {
  tokens: number;
  burst: number;
  rate: number;
  /** When `tokens` was true. */
  at: number;
  frozenUntil: number;
}

/** A full bucket. */
export function newBucketState(bucket: Bucket, now: number): BucketState {
  return { tokens: bucket.burst, burst: bucket.burst, rate: bucket.rate, at: now, frozenUntil: 0 };
}

/**
 * The arithmetic of one bucket, shared by every store: changes `state` and answers what `take` answers. A cost
 * above the burst waits for a full bucket and leaves a debt.
 */
function takeTokens(state: BucketState, cost: number, now: number): number {
  if (now < state.frozenUntil) return state.frozenUntil - now;
  refill(state, now);
  const needed = Math.min(cost, state.burst);
  if (state.tokens >= needed) {
    state.tokens -= cost;
    return 0;
  }
  return Math.max(1, Math.ceil(((needed - state.tokens) / state.rate) * 1000));
}

/** Takes over the platform's own figures. */
function correctTokens(state: BucketState, correction: BucketCorrection, now: number): void {
  refill(state, now);
  if (correction.burst !== undefined && correction.burst > 0) state.burst = correction.burst;
  if (correction.rate !== undefined && correction.rate > 0) state.rate = correction.rate;
  if (correction.available !== undefined) state.tokens = correction.available;
  state.tokens = Math.min(state.tokens, state.burst);
}

function refill(state: BucketState, now: number): void {
  // A clock that leaps backwards gives nothing and takes nothing.
  if (now > state.at) state.tokens = Math.min(state.burst, state.tokens + ((now - state.at) / 1000) * state.rate);
  state.at = now;
}

/** Buckets of this process alone. */
export function createMemoryBuckets(): BucketStore {
  const states = new Map<string, BucketState>();
  const stateOf = (key: string, bucket: Bucket, now: number): BucketState => {
    const state = states.get(key) ?? newBucketState(bucket, now);
    states.set(key, state);
    return state;
  };
  return {
    take: async (key, bucket, cost, now) => takeTokens(stateOf(key, bucket, now), cost, now),
    correct: async (key, bucket, reported, now) => correctTokens(stateOf(key, bucket, now), reported, now),
    freeze: async (key, bucket, until) => {
      const state = stateOf(key, bucket, 0);
      state.frozenUntil = Math.max(state.frozenUntil, until);
    },
    thaw: async (key) => {
      const state = states.get(key);
      if (state) state.frozenUntil = 0;
    },
    look: async (keys, now) =>
      new Map(
        keys.flatMap((key) => {
          const cached = states.get(key);
          if (cached === undefined) return [];
          const state = { ...cached };
          refill(state, now);
          return [[key, state] as const];
        }),
      ),
  };
}
