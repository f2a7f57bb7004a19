/**
 * Keeps calls inside the limits a platform publishes. Each bucket has a line: urgent work first (two calls in
 * three at most), interactive work next, within each first come first served. Tokens live in a BucketStore, so that scopes shared between processes can lease
 * them from Postgres.
 */

import type { Clock } from "../../../commerce/clock.ts";
import { message } from "../../../commerce/message.ts";
import type { Bucket } from "../contract/contract.ts";
import { ConnectorError } from "../contract/errors.ts";
import { type BucketCorrection, type BucketStore, newBucketState } from "./platform-buckets.ts";

/** Urgent: numbers that keep a shop from selling what is gone. Interactive: what somebody waits for. Bulk: the rest. */
export type Priority = "urgent" | "interactive" | "bulk";

const RANK: Readonly<Record<Priority, number>> = { urgent: 0, interactive: 1, bulk: 2 };
/** Urgent calls in a row while others wait; then one of those goes. */
const URGENT_IN_A_ROW = 2;

export interface BucketScope {
  readonly key: string;
  readonly bucket: Bucket;
}

export interface Claim {
  readonly scopes: readonly BucketScope[];
  readonly cost: number;
  readonly priority: Priority;
  /** Longest stay in the lines; beyond it the claim fails as throttled with the wait still needed. */
  readonly maxWaitMs: number;
  readonly signal: AbortSignal;
}

/** Gives back what only lasts as long as the call (concurrency); call it exactly once. */
export type Release = () => void;

export interface PlatformLimiter {
  /** Waits for a token of every bucket. Throws ConnectorError throttled when the wait is too long; rejects on abort. */
  acquire(claim: Claim): Promise<Release>;
  /** Takes over what an answer told about a bucket. */
  correct(scope: BucketScope, cost: number, correction: BucketCorrection): Promise<void>;
  /** Nothing leaves these buckets for `waitMs`. */
  freeze(scopes: readonly BucketScope[], waitMs: number): Promise<void>;
  /** Ends such pauses: a person wants to know now. */
  thaw(scopes: readonly BucketScope[]): Promise<void>;
  /** Milliseconds until each of these has a token for a newcomer; 0: at once. */
  waitMs(scopes: readonly BucketScope[]): Promise<number>;
  /** How much of each is used at this moment, in the order given. */
  standing(scopes: readonly BucketScope[]): Promise<readonly LimitState[]>;
}

/** A platform's limit as it stands. */
export interface LimitState {
  readonly id: string;
  /** Operations it limits; null: all of them. */
  readonly operations: readonly string[] | null;
  /** Tokens taken and not restored yet. */
  readonly used: number;
  readonly most: number;
  readonly perSecond: number;
  /** When nothing is used any more; null: nothing is. */
  readonly freeAt: Date | null;
  /** The platform asked for a pause until then; null: it did not. */
  readonly pausedUntil: Date | null;
  /** Calls of this process that stand in line for it. */
  readonly waiting: number;
}

interface Waiter {
  readonly cost: number;
  readonly priority: Priority;
  readonly deadline: number;
  readonly admit: () => void;
  readonly fail: (error: unknown) => void;
}

interface Line {
  readonly scope: BucketScope;
  readonly waiters: Waiter[];
  active: number;
  activeCost: number;
  pumping: boolean;
  /** Urgent calls admitted since another kind was. */
  urgentInRow: number;
  /** Wakes the pump from its sleep when nobody waits any more. */
  sleeper: AbortController | null;
}

const IDLE = { active: 0, activeCost: 0, pumping: false, urgentInRow: 0, sleeper: null } as const;

/** One per process, shared by all connections. */
export function createPlatformLimiter(options: {
  readonly clock: Clock;
  readonly store: BucketStore;
  /** Told of every stay in the lines: whoever waits takes up no hand. */
  readonly whileWaiting?: (<T>(wait: () => Promise<T>) => Promise<T>) | undefined;
}): PlatformLimiter {
  const { clock, store, whileWaiting = (wait) => wait() } = options;
  const lines = new Map<string, Line>();

  function lineOf(scope: BucketScope): Line {
    const found = lines.get(scope.key);
    if (found) return found;
    const line: Line = { scope, waiters: [], ...IDLE };
    lines.set(scope.key, line);
    return line;
  }

  async function acquireOne(scope: BucketScope, claim: Claim, deadline: number): Promise<Release> {
    const line = lineOf(scope);
    await join(line, claim, deadline);
    return () => {
      line.active -= 1;
      line.activeCost -= claim.cost;
      if (line.active === 0 && line.waiters.length === 0) lines.delete(scope.key);
      void pump(line);
    };
  }

  function join(line: Line, claim: Claim, deadline: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (claim.signal.aborted) return reject(claim.signal.reason);
      const leave = () => {
        const at = line.waiters.indexOf(waiter);
        if (at !== -1) line.waiters.splice(at, 1);
        claim.signal.removeEventListener("abort", onAbort);
        if (line.waiters.length === 0) line.sleeper?.abort();
      };
      const onAbort = () => {
        leave();
        reject(claim.signal.reason);
      };
      const waiter: Waiter = {
        cost: claim.cost,
        priority: claim.priority,
        deadline,
        admit: () => {
          leave();
          line.active += 1;
          line.activeCost += claim.cost;
          line.urgentInRow = claim.priority === "urgent" ? line.urgentInRow + 1 : 0;
          resolve();
        },
        fail: (error) => {
          leave();
          reject(error);
        },
      };
      const ahead = placeInLine(line, waiter);
      // While nobody sleeps, the bucket may hold enough for all of them.
      const waitMs = line.sleeper === null ? 0 : refillMs(line, ahead);
      if (clock.now() + waitMs > deadline) return reject(tooLong(waitMs));
      line.waiters.splice(ahead.length, 0, waiter);
      claim.signal.addEventListener("abort", onAbort, { once: true });
      void pump(line);
    });
  }

  async function pump(line: Line): Promise<void> {
    if (line.pumping) return;
    line.pumping = true;
    try {
      while (line.waiters.length > 0 && line.active < (line.scope.bucket.concurrency ?? Number.POSITIVE_INFINITY)) {
        await serveHead(line);
      }
    } catch (error) {
      // The store failed (database away): everybody in line is told, nobody waits for ever.
      for (const waiter of [...line.waiters]) waiter.fail(error);
    } finally {
      line.pumping = false;
    }
  }

  async function serveHead(line: Line): Promise<void> {
    const head = nextOf(line);
    if (!head) return;
    const waitMs = await store.take(line.scope.key, line.scope.bucket, head.cost, clock.now());
    if (waitMs <= 0) return head.admit();
    if (clock.now() + waitMs > head.deadline) return head.fail(tooLong(waitMs));
    line.sleeper = refusingHopeless(line, head, { now: clock.now(), waitMs });
    await clock.sleep(waitMs, line.sleeper.signal).catch(() => undefined);
    line.sleeper = null;
  }

  return {
    async acquire(claim) {
      const deadline = clock.now() + claim.maxWaitMs;
      const releases: Release[] = [];
      const release = () => {
        for (const giveBack of releases.splice(0)) giveBack();
      };
      try {
        for (const scope of claim.scopes) releases.push(await whileWaiting(() => acquireOne(scope, claim, deadline)));
        return release;
      } catch (error) {
        release();
        throw error;
      }
    },
    async correct(scope, cost, reported) {
      // What other calls under way have already taken is not yet in the platform's figure.
      const others = Math.max(0, (lines.get(scope.key)?.activeCost ?? 0) - cost);
      const available = reported.available === undefined ? undefined : reported.available - others;
      await store.correct(scope.key, scope.bucket, { ...reported, available }, clock.now());
    },
    async freeze(scopes, waitMs) {
      for (const scope of scopes) await store.freeze(scope.key, scope.bucket, clock.now() + waitMs);
    },
    async thaw(scopes) {
      for (const { key } of scopes) {
        await store.thaw(key);
        lines.get(key)?.sleeper?.abort();
      }
    },
    ...standings({ store, clock, lines }),
  };
}

/** What is asked of the buckets without taking anything. */
function standings({
  store,
  clock,
  lines,
}: {
  readonly store: BucketStore;
  readonly clock: Clock;
  readonly lines: ReadonlyMap<string, Line>;
}): Pick<PlatformLimiter, "waitMs" | "standing"> {
  async function usageOf(scopes: readonly BucketScope[]) {
    const now = clock.now();
    const existing = await store.look(
      scopes.map(({ key }) => key),
      now,
    );
    return scopes.map(({ key, bucket }) => {
      const usage = existing.get(key) ?? newBucketState(bucket, now);
      return { now, bucket, usage, waiters: lines.get(key)?.waiters ?? [] };
    });
  }
  return {
    async waitMs(scopes) {
      const waits = (await usageOf(scopes)).map(({ now, usage: { tokens, rate, frozenUntil }, waiters }) => {
        const needed = waiters.reduce((sum, { cost }) => sum + cost, 1);
        // What a freeze holds back is filled up meanwhile.
        return Math.max(0, Math.ceil(((needed - tokens) / rate) * 1000), frozenUntil - now);
      });
      return Math.max(0, ...waits);
    },
    async standing(scopes) {
      return (await usageOf(scopes)).map(({ now, bucket, usage: { tokens, burst, rate, frozenUntil }, waiters }) => {
        const used = Math.max(0, burst - tokens);
        return {
          id: bucket.id,
          operations: bucket.operations ?? null,
          used,
          most: burst,
          perSecond: rate,
          freeAt: used === 0 ? null : new Date(now + (used / rate) * 1000),
          pausedUntil: frozenUntil > now ? new Date(frozenUntil) : null,
          waiting: waiters.length,
        };
      });
    },
  };
}

/** Those who stand before a newcomer: everyone of its own priority, and all of a higher one. */
function placeInLine(line: Line, newcomer: Waiter): Waiter[] {
  return line.waiters.filter((waiter) => RANK[waiter.priority] <= RANK[newcomer.priority]);
}

/** How long the bucket takes to fill by what these ask for. */
const refillMs = ({ scope }: Line, waiters: readonly Waiter[]): number =>
  (waiters.reduce((sum, { cost }) => sum + cost, 0) / scope.bucket.rate) * 1000;

/** Of a bucket found empty: what ends the sleep until its head may leave. Whoever stands too far behind is told at once. */
function refusingHopeless(line: Line, head: Waiter, left: { readonly now: number; readonly waitMs: number }) {
  const behind: Waiter[] = [];
  for (const waiter of line.waiters.filter((one) => one !== head)) {
    const waitMs = left.waitMs + refillMs(line, [...behind, waiter]);
    if (left.now + waitMs > waiter.deadline) waiter.fail(tooLong(waitMs));
    else behind.push(waiter);
  }
  return new AbortController();
}

/** The head of the line; after enough urgent ones the first of the others. */
function nextOf(line: Line): Waiter | undefined {
  const other = line.waiters.find((waiter) => waiter.priority !== "urgent");
  return line.urgentInRow >= URGENT_IN_A_ROW && other ? other : line.waiters[0];
}

function tooLong(waitMs: number): ConnectorError {
  const seconds = Math.ceil(waitMs / 1000);
  return new ConnectorError({ kind: "throttled", waitMs: Math.ceil(waitMs) }, message("platform.limit", { seconds }));
}
