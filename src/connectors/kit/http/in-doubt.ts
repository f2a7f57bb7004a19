import { isConnectorError } from "../contract/errors.ts";
import { type CallRecord, mayHaveChanged } from "./call-log.ts";

/**
 * Whether what failed may have been done all the same: a lost answer, one nobody can read, a fault of ours, or a call
 * that failed after another had asked for the change. It is looked for before it is asked for again.
 */
export function isInDoubt(error: unknown, calls: readonly CallRecord[]): boolean {
  if (!isConnectorError(error) || error.kind === "ambiguous" || error.kind === "drift") return true;
  return mayHaveChanged(calls);
}
