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

/**
 * Whether an attempt that ended with the platform's refusal had done something before it. What was refused is the last
 * change that was asked for, also where the refusal stood in an answer of success (GraphQL, lists of items).
 */
export function hasStarted(calls: readonly CallRecord[]): boolean {
  const [change, ...more] = calls.filter((call) => call.mayHaveChanged);
  if (!change) return false;
  if (more.length > 0 || change.error !== null) return true;
  return calls.slice(calls.indexOf(change) + 1).some(({ error, method }) => error !== null && method !== "GET");
}
