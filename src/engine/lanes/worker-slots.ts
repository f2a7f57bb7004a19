/** Worker slots. A turn that only waits for a platform frees its slot, and organizations take turns. */
import { AsyncLocalStorage } from "node:async_hooks";

// A shorter wait does not free the slot.
const NOTED_WAIT_MS = 20;

/** The slot of the turn that is running. */
export const workerSlot = new AsyncLocalStorage<{
  readonly waits: (change: 1 | -1) => void;
  readonly ending?: () => { settles: number };
}>();

/** Runs work that should not be interrupted: a stopping process waits longer for it. */
export async function runUninterrupted<T>(work: () => Promise<T>): Promise<T> {
  const held = workerSlot.getStore();
  const ending = held?.ending?.();
  if (ending) ending.settles += 1;
  try {
    return await work();
  } finally {
    if (ending) ending.settles -= 1;
  }
}

/** A platform slower than this may take minutes, for all its stores at once. */
export const SLOW_ANSWER_MS = 2_000;

/** Runs work that only waits; after `notedMs` its turn frees its slot until the wait ends. */
export async function releaseSlotWhileWaiting<T>(wait: () => Promise<T>, notedMs: number = NOTED_WAIT_MS): Promise<T> {
  const held = workerSlot.getStore();
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

// More waiting turns of one organization keep their slots, or it could use all memory.
const MAX_WAITING_PER_ORGANIZATION = 100;

/** The running turns that occupy a slot. */
export function occupyingSlots<T extends { readonly claim: LaneOwner; readonly waits: number }>(
  underWay: Iterable<T>,
): T[] {
  const waiting = new Map<string, number>();
  return [...underWay].filter(({ claim, waits }) => {
    if (waits === 0) return true;
    const count = (waiting.get(claim.organization) ?? 0) + 1;
    waiting.set(claim.organization, count);
    return count > MAX_WAITING_PER_ORGANIZATION;
  });
}

interface LaneOwner {
  readonly organization: string;
  readonly kind: string;
}

// Beyond this number the organizations served longest ago are forgotten.
const MAX_CACHED = 64;

/** Remembers who was served when: among organizations with equally many turns, the one served longest ago is next. */
export function createTurnOrder() {
  const last = new Map<string, LaneOwner & { readonly serial: number }>();
  let serial = 0;
  const keyOf = ({ organization, kind }: LaneOwner) => `${organization} ${kind}`;
  return {
    note({ organization, kind }: LaneOwner): void {
      const key = keyOf({ organization, kind });
      last.delete(key);
      last.set(key, { organization, kind, serial: ++serial });
      if (last.size > MAX_CACHED) last.delete(last.keys().next().value ?? "");
    },
    /** Each organization's number of running turns, and when its last one started. */
    recentTurns(underWay: readonly LaneOwner[]): { o: string; k: string; n: number; last: number }[] {
      const busy = Map.groupBy(underWay, keyOf);
      const turns = new Map([...underWay.map((one) => [keyOf(one), one] as const), ...last]);
      return [...turns].map(([key, { organization: o, kind: k }]) => ({
        o,
        k,
        n: busy.get(key)?.length ?? 0,
        last: last.get(key)?.serial ?? 0,
      }));
    },
  };
}
