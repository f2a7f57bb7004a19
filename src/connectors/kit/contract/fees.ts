import type { CostKind } from "../../../commerce/cost-kinds.ts";
import type { Money } from "../../../commerce/money.ts";
import type { Json } from "../../../commerce/product.ts";
import type { ChannelSettlement } from "../../../commerce/settlement.ts";
import type { Sweep } from "./ports.ts";

/** What a platform charges or pays beside the price of the goods, as its settlement tells it. */
export interface Fee {
  /** The platform's id of the entry; the same key replaces what was told before. */
  readonly key: string;
  /** Absent: of the account, of no single order. */
  readonly orderKey?: string | undefined;
  /** The platform's word for it, in the hub's: every word has a kind, unknown ones are `other`. */
  readonly kind: CostKind;
  /** A cost is positive, a credit negative. */
  readonly amount: Money;
  /** Tax in the amount, with its sign, where the platform tells it apart. */
  readonly taxMinor?: bigint | undefined;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** The platform's own word for it. */
  readonly text: string;
  readonly raw: Json;
}

export interface Fees {
  readonly sweeps: readonly Sweep<Fee>[];
  /** Payouts or statements, where the platform tells them line by line. */
  readonly settlements?: readonly Sweep<ChannelSettlement>[] | undefined;
}
