/** What connectors share that send many listings as one file: attempts on their way, and whose an error is. */
import { type ConnectorError, isConnectorError, isKind } from "./errors.ts";
import type { AttemptResult, ListingRefusal, ListingToPublish, PublishResult } from "./listings.ts";

/** An attempt at the step its handle names. */
export interface FileStep<H extends object> {
  readonly to: ListingToPublish;
  readonly handle: H;
  readonly isIncomplete: boolean;
}

export type FileResults = Map<ListingToPublish, AttemptResult>;

export const goesOn = (handle: object, pollAfterMs: number): PublishResult => ({
  outcome: "accepted",
  handle: JSON.stringify(handle),
  pollAfterMs,
});

export const refused = (issues: readonly ListingRefusal[]): PublishResult => ({ outcome: "refused", issues });

const A_MINUTE_MS = 60_000;

/** What the platform takes no more of now waits. Throws what is no trouble of a call. */
export async function orReported(
  work: () => Promise<void>,
  report: { wait(waitMs: number): void; fail(error: ConnectorError): void },
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    if (error.info.kind === "throttled") report.wait(error.info.waitMs ?? A_MINUTE_MS);
    else report.fail(error);
  }
}

/** Work for some of the attempts: what goes wrong concerns those of them that have no result yet. */
export function apart<H extends object>(
  some: readonly FileStep<H>[],
  results: FileResults,
  work: () => Promise<void>,
): Promise<void> {
  const rest = () => some.filter(({ to }) => !results.has(to));
  return orReported(work, {
    wait(waitMs) {
      for (const { to, handle } of rest()) results.set(to, goesOn(handle, waitMs));
    },
    fail(error) {
      for (const { to } of rest()) results.set(to, { outcome: "failed", error });
    },
  });
}

/** An error of the one item that was asked for: others may be asked for next. */
export const isOfOneItem = (error: unknown): error is ConnectorError => isKind(error, "rejected", "not_found", "drift");
