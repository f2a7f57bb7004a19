/** What a described account would read and send, shown before it is connected. */
import type { Json } from "../../../commerce/product.ts";

export interface TriedRecord {
  /** As the shop told it. */
  readonly raw: Json;
  /** As the description maps it; null when its expressions failed. */
  readonly mapped: Json;
  /** What is missing or wrong, field by field; nothing when it can be taken. */
  readonly problems: readonly string[];
}

export interface TriedRead {
  /** Its place in the description: "reads.orders". */
  readonly name: string;
  /** How many records the first page held. */
  readonly count: number;
  /** The first few of them. */
  readonly records: readonly TriedRecord[];
  /** Why the list could not be read at all. */
  readonly problem: string | null;
}

export interface TriedWrite {
  /** "writes.stock.set". */
  readonly name: string;
  /** The request that would be sent for made-up values; nothing is sent. Without the account's proof. */
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Json;
    readonly body: Json;
  } | null;
  readonly problem: string | null;
}

export interface Trial {
  readonly reads: readonly TriedRead[];
  readonly writes: readonly TriedWrite[];
}
