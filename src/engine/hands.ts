/** The hands turns are worked with: a turn that only waits leaves its own to another, and organizations take turns. */
import { AsyncLocalStorage } from "node:async_hooks";

// A shorter wait is not worth another turn.
const NOTED_WAIT_MS = 20;

/** What a turn is told of while it runs. */
export const hand = new AsyncLocalStorage<{ readonly waits: (change: 1 | -1) => void }>();

/** Runs what only waits: meanwhile the turn it belongs to leaves its place to another. */
export async function withoutHand<T>(wait: () => Promise<T>): Promise<T> {
  const held = hand.getStore();
  if (!held) return wait();
  let isNoted = false;
  const timer = setTimeout(() => {
    isNoted = true;
    held.waits(1);
  }, NOTED_WAIT_MS);
  try {
    return await wait();
  } finally {
    clearTimeout(timer);
    if (isNoted) held.waits(-1);
  }
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
