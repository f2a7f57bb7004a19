/** Work a platform does in steps, each seen by other callers before the next begins. */
import { AsyncLocalStorage } from "node:async_hooks";

interface Unfinished {
  /** Steps that are still carried out at once. */
  left: number;
  readonly rest: (() => unknown)[];
}

const unfinished = new AsyncLocalStorage<Unfinished>();

/**
 * Carries out the steps of a call; of one that is not to be finished yet only the first, the others later. What a handler
 * does in several places counts on.
 */
export function inSteps(...steps: readonly (() => void)[]): void {
  const cut = unfinished.getStore();
  const now = cut ? steps.slice(0, cut.left) : steps;
  for (const step of now) step();
  if (!cut) return;
  cut.left -= now.length;
  cut.rest.push(...steps.slice(now.length));
}

/** Calls that were taken and not finished. */
export function createUnfinished() {
  const left: (() => unknown)[] = [];
  return {
    /** Does `steps` steps of a call; the whole of it later where that is none. */
    async begin(steps: number, call: () => unknown): Promise<void> {
      if (steps === 0) return void left.push(call);
      await unfinished.run({ left: steps, rest: left }, async () => call());
    },
    async finish(): Promise<void> {
      for (const step of left.splice(0)) await step();
    },
    waiting: (): number => left.length,
  };
}
