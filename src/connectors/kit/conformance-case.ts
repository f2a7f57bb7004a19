import type { Bench } from "./conformance-bench.ts";
import { ConnectorError } from "./errors.ts";

/** One promise every connector keeps. Throws (assertions), or throws Unsupported when its ports lack the subject. */
export interface Case {
  readonly name: string;
  run(bench: Bench): Promise<void>;
}

/** The ConnectorError a promise ends with; anything else fails the case. */
export async function refusal(promise: Promise<unknown>): Promise<ConnectorError> {
  const error = await promise.then(
    () => new Error("it succeeded"),
    (reason: unknown) => reason,
  );
  if (error instanceof ConnectorError) return error;
  throw new Error(
    `expected a ConnectorError, but ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
}
