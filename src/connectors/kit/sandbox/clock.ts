import type { Clock } from "../../../commerce/clock.ts";

/** A shop's own clock: how far it stands ahead of the given one can be changed while the shop lives. */
export interface SandboxClock extends Clock {
  /** Below zero: behind. Everything the shop dates moves with it, its answers' Date too. */
  aheadMs: number;
}

/** Agrees with the given clock until somebody sets it. */
export function createSandboxClock(clock: Clock): SandboxClock {
  const own: SandboxClock = {
    aheadMs: 0,
    now: () => clock.now() + own.aheadMs,
    sleep: (ms, signal) => clock.sleep(ms, signal),
  };
  return own;
}
