/** Waits for running turns when the process stops. */

/** With the grace of a stop as long as a call waits for its answer; the process ends itself soon after (main.ts). */
export const SETTLE_MS = 7_000;

/** A turn that is to end. */
export interface EndingTurn {
  readonly done: Promise<void>;
  /** Calls under way that should not be cut short (worker-slots.ts, runUninterrupted). */
  settles: number;
}

/** Waits for all turns at most `graceMs`, and `settleMs` more for those with a call that should not be cut short. */
export async function waitForTurns(
  turns: Iterable<EndingTurn>,
  atRest: Promise<void>,
  { graceMs, settleMs }: { readonly graceMs: number; readonly settleMs: number },
): Promise<void> {
  await Promise.race([atRest, pause(graceMs)]);
  const settling = [...turns].filter(({ settles }) => settles > 0);
  await Promise.race([Promise.all(settling.map(({ done }) => done)), pause(settleMs)]);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms).unref());
