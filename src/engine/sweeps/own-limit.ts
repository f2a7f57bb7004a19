/**
 * What a sweep does whose calls are used up: its own limit may be one call in hours, while the orders of the same channel
 * are due every few minutes (decision 875). It rests alone.
 */
import { isConnectorError } from "../../connectors/kit/contract/errors.ts";
import { ConnectionUnavailable } from "../lanes/lane-result.ts";
import type { SweepSession } from "./sweep-session.ts";

/** Whoever stood in line for a while has less left to wait than a turn takes. */
const LEAST_MS = 1_000;

/** When the sweep goes on that our own limit stopped; throws what is anything else. `calls`: the turn's before it. */
export function restsUntil({ callLog, now }: SweepSession, calls: number, error: unknown): Date {
  // What the platform itself throttles is paused for every call.
  const isOwn = callLog.calls.slice(calls).at(-1)?.error !== "throttled";
  const reason = error instanceof ConnectionUnavailable ? error.reason : error;
  if (!isOwn || !isConnectorError(reason) || reason.info.kind !== "throttled") throw error;
  return new Date(now().getTime() + Math.max(LEAST_MS, reason.info.waitMs));
}
