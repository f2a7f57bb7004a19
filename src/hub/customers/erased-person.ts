/** Whose personal data goes, and where it stands. */
import type { Traces } from "../customer-identity/traces.ts";

/** Whose data goes: these customers, and these orders' contacts and addresses. */
export interface ErasedPerson {
  readonly customers: readonly string[];
  readonly orders: readonly string[];
  /** Stores of these orders. */
  readonly connections: readonly string[];
  readonly traces: Traces;
  readonly now: Date;
}
