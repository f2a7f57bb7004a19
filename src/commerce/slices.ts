import { performance } from "node:perf_hooks";
import { setImmediate, setTimeout } from "node:timers/promises";

/**
 * What others wait for at most between two steps of theirs, and a call has some ten steps: beside slices of 10 ms a list
 * that takes 6 ms took 120.
 */
const SLICE_MS = 2;
/** A round of the event loop in which nobody else had anything to do. */
const ALONE_MS = 0.3;
/** So long after somebody had, half of the time is left to them: while they wait for the database the loop looks idle. */
const POLITE_MS = 50;

/**
 * For work of this process alone, which no wait interrupts: the answered function, awaited between two pieces of it, lets
 * the event loop go round every 2 ms, so that nobody else's call, answer or delivery waits for the whole. Those that work
 * side by side share one of it, and go on one a round. `isPolite`: beside others it takes half of the time, for what one
 * organization asks and nobody else waits for. Made where the work begins: what is waited for meanwhile counts as work.
 */
export function createSlices({ isPolite = false }: { readonly isPolite?: boolean } = {}): () => Promise<void> {
  let startedAt = performance.now();
  let politeUntil = 0;
  let last = Promise.resolve();
  async function rest(): Promise<void> {
    const left = performance.now();
    await setImmediate();
    const back = performance.now();
    if (back - left > ALONE_MS) politeUntil = back + POLITE_MS;
    if (isPolite && back < politeUntil) await setTimeout(SLICE_MS);
  }
  return async () => {
    if (performance.now() - startedAt < SLICE_MS) return;
    last = last.then(rest).then(() => {
      startedAt = performance.now();
    });
    await last;
  };
}

/**
 * Begins pieces of work in their order with a pause where those before took long, and answers them under way, to be
 * waited for together.
 */
export async function beginEach(
  pause: () => Promise<void>,
  pieces: readonly (() => Promise<unknown>)[],
): Promise<readonly Promise<unknown>[]> {
  const started: Promise<unknown>[] = [];
  for (const piece of pieces) {
    const work = (async () => piece())();
    // Whoever waits for all of them learns of it.
    work.catch(() => undefined);
    started.push(work);
    await pause();
  }
  return started;
}
