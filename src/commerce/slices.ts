import { performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";

const SLICE_MS = 10;

/**
 * For work of this process alone, which no wait interrupts: the answered function, awaited between two pieces of it, lets
 * the event loop go round every 10 ms, so that nobody else's call, answer or delivery waits for the whole. Those that work
 * side by side share one of it, and go on one a round.
 */
export function createSlices(): () => Promise<void> {
  let begun = performance.now();
  let last = Promise.resolve();
  return async () => {
    if (performance.now() - begun < SLICE_MS) return;
    last = last
      .then(() => setImmediate())
      .then(() => {
        begun = performance.now();
      });
    await last;
  };
}
