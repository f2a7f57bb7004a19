/** Halves a batch that failed as a whole until the failing items are alone. */

import { ConnectorError, type ErrorKindName } from "../../connectors/kit/contract/errors.ts";
import { isBreakerOpen } from "../../connectors/kit/http/breaker.ts";
import type { OutboundSession } from "./outbound-session.ts";

/** Failures that one item of a batch may have caused. What is not a connector's is a fault of ours over some item. */
const ONE_ITEMS: ReadonlySet<ErrorKindName> = new Set([
  "rejected",
  "not_found",
  "conflict",
  "unsupported",
  "drift",
  "transient",
]);

export interface Batch<R, A> {
  /** The platform call. */
  readonly send: (rows: readonly R[]) => Promise<A>;
  readonly record: (rows: readonly R[], answer: A, fromCall: number) => Promise<void>;
  /** These failed alone, or together with all others. */
  readonly failed: (rows: readonly R[], error: unknown, fromCall: number) => Promise<void>;
  /** These were not tried: they come again with the next turn. */
  readonly release: (rows: readonly R[]) => Promise<void>;
  /** Whether a write of unknown outcome may be sent again without a read-back. */
  readonly repeats: boolean;
}

/**
 * Sends a batch. When nothing of it goes well after some halving, it is the platform that refuses and not an item: all of
 * it fails as one. When some does, what is left over is tried with the next turn.
 */
export async function sendInParts<R, A>(
  session: OutboundSession,
  rows: readonly R[],
  batch: Batch<R, A>,
): Promise<void> {
  const waiting = [rows];
  // Three items at fault are found among a hundred.
  const maxCalls = 6 * Math.ceil(Math.log2(rows.length + 1)) + 2;
  let calls = 0;
  let went = false;
  try {
    for (let part = waiting.pop(); part; part = waiting.pop()) {
      const fromCall = session.callLog.calls.length;
      let answer: A;
      try {
        calls += 1;
        answer = await batch.send(part);
      } catch (error) {
        const isDivided = part.length > 1 && mayBeOneItems(error, batch.repeats) && (await session.answers(error));
        if (isDivided && calls < maxCalls) {
          const half = Math.ceil(part.length / 2);
          waiting.push(part.slice(half), part.slice(0, half));
        } else if (isDivided && went) {
          waiting.push(part);
          break;
        } else await batch.failed(isDivided ? [part, ...waiting.splice(0)].flat() : part, error, fromCall);
        continue;
      }
      went = true;
      await batch.record(part, answer, fromCall);
    }
  } finally {
    const left = waiting.flat();
    if (left.length > 0) await batch.release(left);
  }
}

function mayBeOneItems(error: unknown, repeats: boolean): boolean {
  if (!(error instanceof ConnectorError)) return true;
  if (isBreakerOpen(error) || (error.info.kind === "transient" && error.info.maintenance)) return false;
  return ONE_ITEMS.has(error.kind) || (repeats && error.kind === "ambiguous");
}
