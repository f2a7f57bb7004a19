import type { Money } from "../../../commerce/money.ts";
import type { Json } from "../../../commerce/product.ts";
import type { Sweep } from "./ports.ts";

/** What a platform charges or pays beside the price of the goods, as its settlement tells it. */
export interface Fee {
  /** The platform's id of the entry; the same key replaces what was told before. */
  readonly key: string;
  /** Absent: of the account, of no single order. */
  readonly orderKey?: string | undefined;
  readonly kind: "commission" | "payment" | "shipping" | "advertising" | "tax" | "adjustment" | "other";
  /** A cost is positive, a credit negative. */
  readonly amount: Money;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** The platform's own word for it. */
  readonly text: string;
  readonly raw: Json;
}

export interface Fees {
  readonly sweeps: readonly Sweep<Fee>[];
}
