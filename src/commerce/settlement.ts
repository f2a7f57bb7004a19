import type { SettlementKind } from "./cost-kinds.ts";
import type { Money } from "./money.ts";
import type { BankAmount } from "./payout-rate.ts";
import type { Json } from "./product.ts";

/** A line of a payout or statement. */
export interface ChannelSettlementLine {
  /** The platform's id of it, unique within its settlement; the same key replaces what was told before. */
  readonly key: string;
  /** Absent: of the account, of no single order. */
  readonly orderKey?: string | undefined;
  readonly kind: SettlementKind;
  /** As the seller sees it: what comes in is positive, what is taken off negative. */
  readonly amount: Money;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** The platform's own word for it. */
  readonly text: string;
  readonly raw: Json;
}

/** What a platform pays out at a time, with what it consists of: lines without the transfer itself come to the amount. */
export interface ChannelSettlement {
  /** The platform's id of it, as its own pages show it. */
  readonly key: string;
  readonly amount: Money;
  /** What the bank receives, where that is in another currency than the lines. */
  readonly bank?: BankAmount | undefined;
  /** ISO 8601 UTC; absent: not paid yet, or not told. */
  readonly paidAt?: string | undefined;
  /** Some of them where there are many: the same settlement comes again with the others. */
  readonly lines: readonly ChannelSettlementLine[];
}
