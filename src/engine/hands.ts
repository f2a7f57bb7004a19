/** The hands turns are worked with: a turn that only waits leaves its own to another, and organizations take turns. */
import { AsyncLocalStorage } from "node:async_hooks";

// A shorter wait is not worth another turn.
const NOTED_WAIT_MS = 20;

/** What a turn is told of while it runs. */
export const hand = new AsyncLocalStorage<{
  readonly waits: (change: 1 | -1) => void;
  readonly ending?: () => { settles: number };
}>();

/** Runs what should not be cut short: a process that stops waits longer for it than for other work. */
export async function toTheEnd<T>(work: () => Promise<T>): Promise<T> {
  const held = hand.getStore();
  const ending = held?.ending?.();
  if (ending) ending.settles += 1;
  try {
    return await work();
  } finally {
    if (ending) ending.settles -= 1;
  }
}

/** A platform that takes longer to answer may take minutes, and hang with all its stores at once. */
export const SLOW_ANSWER_MS = 2_000;

/** Runs what only waits: once that has lasted for `notedMs`, the turn it belongs to leaves its place to another. */
export async function withoutHand<T>(wait: () => Promise<T>, notedMs: number = NOTED_WAIT_MS): Promise<T> {
  const held = hand.getStore();
  if (!held) return wait();
  let isNoted = false;
  const timer = setTimeout(() => {
    isNoted = true;
    held.waits(1);
  }, notedMs);
  try {
    return await wait();
  } finally {
    clearTimeout(timer);
    if (isNoted) held.waits(-1);
  }
}

// So many turns of one organization wait without a hand; its others keep theirs, or it would take all the room there is.
const MOST_WAITING_EACH = 100;

/** Of the turns under way those that take up a hand. */
export function working<T extends { readonly claim: Whose; readonly waits: number }>(underWay: Iterable<T>): T[] {
  const waiting = new Map<string, number>();
  return [...underWay].filter(({ claim, waits }) => {
    if (waits === 0) return true;
    const count = (waiting.get(claim.organization) ?? 0) + 1;
    waiting.set(claim.organization, count);
    return count > MOST_WAITING_EACH;
  });
}

interface Whose {
  readonly organization: string;
  readonly kind: string;
}

// Of more organizations than that, those served longest ago count as not served yet.
const MOST_SERVED = 64;

/** Whose turn came when, so that of organizations with as many turns the one served longest ago is next. */
export function createServed() {
  const last = new Map<string, Whose & { readonly serial: number }>();
  let serial = 0;
  const keyOf = ({ organization, kind }: Whose) => `${organization} ${kind}`;
  return {
    note({ organization, kind }: Whose): void {
      const key = keyOf({ organization, kind });
      last.delete(key);
      last.set(key, { organization, kind, serial: ++serial });
      if (last.size > MOST_SERVED) last.delete(last.keys().next().value ?? "");
    },
    /** Each organization's turns under way, and when its last one began. */
    standing(underWay: readonly Whose[]): { o: string; k: string; n: number; last: number }[] {
      const busy = Map.groupBy(underWay, keyOf);
      const known = new Map([...underWay.map((one) => [keyOf(one), one] as const), ...last]);
      return [...known].map(([key, { organization: o, kind: k }]) => ({
        o,
        k,
        n: busy.get(key)?.length ?? 0,
        last: last.get(key)?.serial ?? 0,
      }));
    },
  };
}
