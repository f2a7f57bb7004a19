/**
 * When to query for due lanes: at a wake-up, when the next known lane becomes due, and now and then to find what nobody
 * announced.
 */
import type { Clock } from "../../commerce/clock.ts";
import { LOOKAHEAD_MS } from "./due-lanes.ts";

/** How often it is seen whether a lane has come due that is known. */
const TICK_MS = 1_000;

export interface LanePolling {
  /** A look begins; one that fails never ends, and the next tick brings another. */
  begin(): void;
  /** With when the next lane comes due, as far as it saw; null: not soon. */
  end(dueAt: number | null): void;
  /** A lane was put back, to come again then; null: when it is woken. */
  note(dueAt: number | null): void;
  /** Whether a look may find what the last one did not. */
  isDue(): boolean;
  /** Resolves when it may have become so. One timer at a time, however often it is asked. */
  tick(): Promise<void>;
}

export function createLanePolling(clock: Clock, signal: AbortSignal): LanePolling {
  let nextDue = Number.POSITIVE_INFINITY;
  // By a clock that never leaps.
  let begunAt = Number.NEGATIVE_INFINITY;
  let isOpen = true;
  let ticking: Promise<void> | undefined;
  const note = (dueAt: number | null): void => {
    if (dueAt !== null) nextDue = Math.min(nextDue, dueAt);
  };
  return {
    begin() {
      nextDue = Number.POSITIVE_INFINITY;
      begunAt = performance.now();
      isOpen = true;
    },
    end(dueAt) {
      isOpen = false;
      note(dueAt);
    },
    note,
    // Virtual time leaps.
    isDue: () =>
      isOpen || clock.isVirtual === true || nextDue <= clock.now() || performance.now() - begunAt >= LOOKAHEAD_MS,
    tick() {
      ticking ??= clock
        .sleep(TICK_MS, signal)
        .catch(() => undefined)
        .finally(() => {
          ticking = undefined;
        });
      return ticking;
    },
  };
}
