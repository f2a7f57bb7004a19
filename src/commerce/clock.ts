/** The only source of time outside main.ts, so that tests and simulations own the clock. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Resolves after `ms` milliseconds of this clock; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Time of a test or a simulation: what processes otherwise agree on by the database's clock goes by it. */
  readonly isVirtual?: true | undefined;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, ms);
      signal?.addEventListener("abort", onAbort, { once: true });
    }),
};

/** A clock that moves only when told to: `advance(ms)` wakes sleepers in the order of their times. */
export function virtualClock(startMs: number): Clock & { advance(ms: number): Promise<void> } {
  let current = startMs;
  const sleepers: { at: number; wake: () => void }[] = [];
  return {
    isVirtual: true,
    now: () => current,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const sleeper = { at: current + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener(
          "abort",
          () => {
            const at = sleepers.indexOf(sleeper);
            // One that woke before is not among them.
            if (at >= 0) sleepers.splice(at, 1);
            reject(signal.reason);
          },
          { once: true },
        );
      }),
    async advance(ms) {
      const end = current + ms;
      for (;;) {
        sleepers.sort((a, b) => a.at - b.at);
        const next = sleepers[0];
        if (!next || next.at > end) break;
        sleepers.shift();
        current = Math.max(current, next.at);
        next.wake();
        await new Promise((resolve) => setImmediate(resolve));
      }
      current = end;
    },
  };
}
