import type { Clock } from "../../../commerce/clock.ts";
import { message } from "../../../commerce/message.ts";
import { ConnectorError } from "../contract/errors.ts";

export interface BreakerState {
  readonly state: "closed" | "open" | "half_open";
  /** Consecutive failures so far. */
  readonly failures: number;
  /** Milliseconds since 1970 of the next probe; absent while closed. */
  readonly until?: number | undefined;
}

/** Guards one connection: while its platform is down, calls fail at once instead of piling up. */
export interface Breaker {
  /** Passes, or throws ConnectorError transient whose details are {code: "breaker_open", until}. */
  admit(): void;
  success(): void;
  failure(): void;
  state(): BreakerState;
}

export interface BreakerOptions {
  readonly clock: Clock;
  /** Consecutive transient failures that open it; default 5. */
  readonly failures?: number | undefined;
  readonly onChange?: ((state: BreakerState) => void) | undefined;
}

/** Pause between probes while open (docs/faults.md, F06). */
const PROBE_EVERY_MS = 60_000;

/** One per connection and process, kept by the engine between calls. */
export function createBreaker(options: BreakerOptions): Breaker {
  const limit = options.failures ?? 5;
  let failures = 0;
  let until: number | null = null;
  let probing = false;

  const state = (): BreakerState =>
    until === null ? { state: "closed", failures } : { state: probing ? "half_open" : "open", failures, until };

  return {
    state,
    admit() {
      if (until === null) return;
      const now = options.clock.now();
      if (now < until) {
        throw new ConnectorError({ kind: "transient" }, message("platform.unanswered", { times: failures }), {
          details: { code: "breaker_open", until: new Date(until).toISOString() },
        });
      }
      // This call is the probe; the next may only start a full pause later.
      probing = true;
      until = now + PROBE_EVERY_MS;
      options.onChange?.(state());
    },
    success() {
      const wasOpen = until !== null;
      failures = 0;
      until = null;
      probing = false;
      if (wasOpen) options.onChange?.(state());
    },
    failure() {
      failures += 1;
      if (failures < limit) return;
      const wasClosed = until === null;
      until = options.clock.now() + PROBE_EVERY_MS;
      if (wasClosed || probing) {
        probing = false;
        options.onChange?.(state());
      }
    },
  };
}

/** True for the error an open breaker throws: the platform was not called. */
export function isBreakerOpen(error: unknown): boolean {
  if (!(error instanceof ConnectorError) || error.details === null || typeof error.details !== "object") return false;
  return "code" in error.details && error.details.code === "breaker_open";
}
