/**
 * Decides what a failed call means: whether the item used an attempt, whether the connection rests, and who has to act
 * (docs/architecture.md, "Failures and retries").
 */

import { nextAttempt, refusalWaitMs } from "../../commerce/retry-schedule.ts";
import type { ErrorKind } from "../../connectors/kit/contract/errors.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import { isBreakerOpen } from "../../connectors/kit/http/breaker.ts";

export type RetryDecision =
  /** The item failed by itself, or waits for a limit of its own: attempts used so far, and when it comes again. */
  | { readonly scope: "item"; readonly attempts: number; readonly dueAt: Date }
  /** The item is over: attempts used up, or refused by the platform. */
  | { readonly scope: "item"; readonly attempts: number; readonly dueAt: null; readonly state: "failed" | "rejected" }
  /** A right is missing: this kind of work rests, the rest goes on; nothing is used up. */
  | { readonly scope: "port"; readonly waitMs: number; readonly missing: string }
  /** The connection cannot work now; nothing is used up. */
  | { readonly scope: "connection"; readonly waitMs: number | null; readonly reauth: boolean };

export interface FailureSituation {
  readonly kind: ErrorKind;
  readonly error: unknown;
  /** Attempts the item had used before this one. */
  readonly attempts: number;
  readonly now: Date;
  /** The platform answered other calls well in the same turn or to a probe: a missing answer is the item's own. */
  readonly platformWorks: boolean;
  /** Of a refusal that is noted (hub/stores/refusals.ts): when it is asked again; absent: it is the first. */
  readonly refusedUntil?: Date | undefined;
}

/** Decides by the error's kind alone; total over the closed set. */
export function decideRetry(situation: FailureSituation): RetryDecision {
  const { kind, now } = situation;
  const used = situation.attempts + 1;
  switch (kind.kind) {
    case "throttled":
      if (kind.ofItem)
        return { scope: "item", attempts: situation.attempts, dueAt: new Date(now.getTime() + kind.waitMs) };
      return { scope: "connection", waitMs: kind.waitMs, reauth: false };
    case "auth_expired":
    case "auth_revoked":
      return { scope: "connection", waitMs: null, reauth: true };
    case "suspended":
      // An unpaid or frozen shop, or one that is closed for a minute: credentials stay.
      return { scope: "connection", waitMs: refusalRestMs(situation), reauth: false };
    case "rejected":
    case "unsupported":
      return { scope: "item", attempts: used, dueAt: null, state: "rejected" };
    case "forbidden":
      return { scope: "port", waitMs: refusalRestMs(situation), missing: kind.scope };
    case "transient":
      if (kind.maintenance) return { scope: "connection", waitMs: 0, reauth: false };
      if (!situation.platformWorks || isBreakerOpen(situation.error))
        return { scope: "connection", waitMs: breakerWait(situation), reauth: false };
      return itemRetry(used, now);
    case "ambiguous":
      // A write without an answer while nothing else is answered either: the platform is away, the item is not at fault.
      if (!situation.platformWorks) return { scope: "connection", waitMs: 0, reauth: false };
      return itemRetry(used, now);
    case "drift":
    case "not_found":
    case "conflict":
      return itemRetry(used, now);
    case "facts_stale":
      // The whole of a shop is not where it was, as after another choice of permalinks: no item is at fault.
      if (!situation.platformWorks) return { scope: "connection", waitMs: 0, reauth: false };
      return itemRetry(used, now);
  }
}

const refusalRestMs = ({ refusedUntil, now }: FailureSituation): number =>
  refusedUntil === undefined ? refusalWaitMs(1) : Math.max(0, refusedUntil.getTime() - now.getTime());

function itemRetry(attempts: number, now: Date): RetryDecision {
  const dueAt = nextAttempt(attempts, now);
  return dueAt === null
    ? { scope: "item", attempts, dueAt: null, state: "failed" }
    : { scope: "item", attempts, dueAt };
}

/** Milliseconds until the open breaker lets a probe through, or 0 when it is not the breaker. */
function breakerWait(situation: FailureSituation): number {
  const details = situation.error instanceof ConnectorError ? situation.error.details : null;
  if (details === null || typeof details !== "object" || !("until" in details) || typeof details.until !== "string")
    return 0;
  return Math.max(0, Date.parse(details.until) - situation.now.getTime());
}
