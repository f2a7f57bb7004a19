/** The hands turns are worked with: a turn that only waits leaves its own to another. */
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
