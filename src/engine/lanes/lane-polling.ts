/**
 * When to query for due lanes: at a wake-up, when the next known lane becomes due, and now and then to find what nobody
 * announced.
 */
import type { Clock } from "../../commerce/clock.ts";
import { LOOKAHEAD_MS } from "./due-lanes.ts";

/** How often the next due time is compared with the clock. */
const TICK_MS = 1_000;

export interface LanePolling {
  /** A query begins; a failed one has no end, and the next tick starts another. */
  begin(): void;
  /** With when the next lane comes due, as far as it saw; null: not soon. */
  end(dueAt: number | null): void;
  /** A lane was put back, to come again then; null: when it is woken. */
  note(dueAt: number | null): void;
  /** Whether a query may find more than the last one. */
  isDue(): boolean;
  /** Resolves when `isDue` may have changed. One timer at a time, however often it is called. */
  tick(): Promise<void>;
}

export function createLanePolling(clock: Clock, signal: AbortSignal): LanePolling {
  let nextDue = Number.POSITIVE_INFINITY;
  // By a clock that never leaps.
  let startedAt = Number.NEGATIVE_INFINITY;
  let isOpen = true;
  let ticking: Promise<void> | undefined;
  const note = (dueAt: number | null): void => {
    if (dueAt !== null) nextDue = Math.min(nextDue, dueAt);
  };
  return {
    begin() {
      nextDue = Number.POSITIVE_INFINITY;
      startedAt = performance.now();
      isOpen = true;
    },
    end(dueAt) {
      isOpen = false;
      note(dueAt);
    },
    note,
    // Virtual time leaps.
    isDue: () =>
      isOpen || clock.isVirtual === true || nextDue <= clock.now() || performance.now() - startedAt >= LOOKAHEAD_MS,
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
