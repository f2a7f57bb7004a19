/**
 * A listing can be changed 250 times a calendar day; then it is blocked until the next (official description). Whose
 * midnight is meant is not published: within any 24 hours 225 changes are sent, and 25 are kept for selling out.
 */
import type { Clock } from "../../commerce/clock.ts";

const DAY_MS = 86_400_000;
const MOST = 250;
const MOST_RAISES = 225;
/** Accounts and listings that changed within a day; the oldest are dropped beyond. */
const MOST_LISTINGS = 200_000;

/** By account and listing: when it was changed, oldest first. Of this process alone: eBay's own answer decides. */
type Changes = Map<string, readonly number[]>;

const stored = new WeakMap<Clock, Changes>();

function changesOf(clock: Clock): Changes {
  const changes: Changes = stored.get(clock) ?? new Map();
  stored.set(clock, changes);
  return changes;
}

interface Change {
  readonly account: string;
  readonly listing: string;
  /** It takes the last unit off sale. */
  readonly isZero: boolean;
}

const recent = (changes: Changes, key: string, nowMs: number): readonly number[] =>
  (changes.get(key) ?? []).filter((at) => at > nowMs - DAY_MS);

const keyOf = ({ account, listing }: Change): string => `${account} ${listing}`;

/** 0: it is counted and may be sent now; else how long it has to wait. */
export function takeRevision(change: Change, clock: Clock): number {
  const [changes, key, nowMs] = [changesOf(clock), keyOf(change), clock.now()];
  const sent = recent(changes, key, nowMs);
  const freed = sent[sent.length - (change.isZero ? MOST : MOST_RAISES)];
  if (freed !== undefined) return freed + DAY_MS - nowMs;
  // The newest stand last.
  changes.delete(key);
  changes.set(key, [...sent, nowMs]);
  const [oldest] = changes.keys();
  if (changes.size > MOST_LISTINGS && oldest !== undefined) changes.delete(oldest);
  return 0;
}
