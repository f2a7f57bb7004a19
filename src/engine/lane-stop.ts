/** How a process that stops waits for its turns. */

/** With the grace of a stop as long as a call waits for its answer; the process ends itself soon after (main.ts). */
export const SETTLE_MS = 7_000;

/** A turn that is to end. */
export interface Ending {
  readonly done: Promise<void>;
  /** Calls under way that should not be cut short (hands.ts, toTheEnd). */
  settles: number;
}

/** Waits for all turns at most `graceMs`, and `settleMs` more for those with a call that should not be cut short. */
export async function letEnd(
  turns: Iterable<Ending>,
  atRest: Promise<void>,
  { graceMs, settleMs }: { readonly graceMs: number; readonly settleMs: number },
): Promise<void> {
  await Promise.race([atRest, pause(graceMs)]);
  const settling = [...turns].filter(({ settles }) => settles > 0);
  await Promise.race([Promise.all(settling.map(({ done }) => done)), pause(settleMs)]);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms).unref());
