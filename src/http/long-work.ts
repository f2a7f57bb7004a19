/**
 * How much long work an organization gets beside others. Whoever asks for some now and then never waits; whoever asks for
 * it without end gets a share of the time, so that others find the hub free for the rest of it (decision 620).
 */
import type { Clock } from "../commerce/clock.ts";

/** Another organization asked for something within this time. */
const BESIDE_MS = 1_000;
/** What others do not feel. */
const SHORT_MS = 20;
/** Long work that is done at once, whoever else is there. */
const ALLOWANCE_MS = 3_000;
/** Of the time, beyond the allowance. */
const SHARE = 1 / 8;
const LONGEST_REST_MS = 10_000;
/** More debt could not lengthen a rest, and would outlast what somebody does about it. */
const MOST_SPENT_MS = ALLOWANCE_MS + LONGEST_REST_MS * SHARE;

export interface LongWork {
  /** Notes that this organization asked for something. */
  asked(organization: string): void;
  /** Counts work that took so many milliseconds. */
  count(organization: string, workedMs: number): void;
  /** How many milliseconds the organization's next has to wait; 0: it may begin. */
  restMs(organization: string): number;
}

interface Spent {
  readonly ms: number;
  readonly at: number;
}

export function createLongWork(clock: Pick<Clock, "now">): LongWork {
  const spent = new Map<string, Spent>();
  let last = { organization: "", at: Number.NEGATIVE_INFINITY };
  /** The last one of any other organization than that. */
  let other = last;
  const spentBy = (organization: string, now: number) => {
    const { ms, at } = spent.get(organization) ?? { ms: 0, at: now };
    // A clock may be set back.
    return Math.max(0, ms - Math.max(0, now - at) * SHARE);
  };
  return {
    asked(organization) {
      if (organization !== last.organization) [other, last] = [last, { organization, at: 0 }];
      last.at = clock.now();
    },
    count(organization, workedMs) {
      const now = clock.now();
      if (workedMs < SHORT_MS) return;
      spent.set(organization, { ms: Math.min(MOST_SPENT_MS, spentBy(organization, now) + workedMs), at: now });
    },
    restMs(organization) {
      const now = clock.now();
      const { at } = organization === last.organization ? other : last;
      if (now - at > BESIDE_MS) return 0;
      const beyond = spentBy(organization, now) - ALLOWANCE_MS;
      return Math.min(LONGEST_REST_MS, Math.max(0, beyond / SHARE));
    },
  };
}
