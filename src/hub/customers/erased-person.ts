/** Whose personal data goes, and where it stands. */
import type { Traces } from "../customer-identity/traces.ts";

/** Whose data goes: these customers, and these orders' contacts and addresses. */
export interface ErasedPerson {
  readonly customers: readonly string[];
  readonly orders: readonly string[];
  /** Stores of these orders. */
  readonly connections: readonly string[];
  /** As channels name the person. */
  readonly accounts: readonly AccountKey[];
  readonly traces: Traces;
  readonly now: Date;
}

/** The name of a person's account on one channel. */
export interface AccountKey {
  readonly connectionId: string;
  /** Null: of everybody on this channel. */
  readonly key: string | null;
}
