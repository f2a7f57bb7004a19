/** What an order's profit is worked out from, and what comes out. Amounts are minor units of the currency named. */
import type { DecimalText } from "../decimal.ts";

/** How sure a number is, the surest first. */
const QUALITIES = ["actual", "imported", "estimated", "missing"] as const;
export type Quality = (typeof QUALITIES)[number];

/** What an order cannot be told without: its rate, costs of its lines, fees of its channel or gateway, its courier. */
export const MISSING = ["rate", "cost", "fees", "shipping"] as const;
export type Missing = (typeof MISSING)[number];

export interface UnitCost {
  /** Of one unit, exact. */
  readonly amount: DecimalText;
  readonly currency: string;
  /** Units of the reporting currency for one of `currency` on the order's day; null: nobody knows. */
  readonly rate: DecimalText | null;
  readonly quality: Exclude<Quality, "missing">;
  readonly source: string;
  readonly sourceId: string | null;
}

export interface LineFacts {
  readonly id: string;
  readonly variantId: string | null;
  readonly orderedUnits: number;
  /** Still wanted or shipped. */
  readonly units: number;
  readonly shippedUnits: number;
  /** Came back and can be sold again. */
  readonly backUnits: number;
  /** On their way back to the sender or there, refused or never delivered. */
  readonly bouncedUnits: number;
  /** Of those that came back: looked at and not for sale. */
  readonly spoiledUnits: number;
  /** Taken off the order before they left, and written off. */
  readonly lostUnits: number;
  readonly unitPrice: DecimalText;
  /** Of the units ordered, after discounts, with tax exactly when the order's prices contain it. */
  readonly totalMinor: bigint;
  readonly taxMinor: bigint;
  /** Part of the discount that the platform pays to the seller. */
  readonly platformPaidMinor: bigint;
  /** A gift card sold is owed, not earned. */
  readonly isGiftCard: boolean;
  /** Services and downloads: nothing is missing where no cost is known. */
  readonly isVirtual: boolean;
  readonly weightGrams: number | null;
  readonly cost: UnitCost | null;
}

export interface RefundFacts {
  /** With tax, in the order's currency. */
  readonly amountMinor: bigint;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
}

/** Kinds of selling costs, and where each stands in the ladder. */
export const RUNG_OF_KIND = {
  commission: "commission",
  payment_fee: "paymentFee",
  shipping_forward: "shipping",
  shipping_return: "returnShipping",
  cod_fee: "codFee",
  packaging: "packaging",
  service_fee: "otherFee",
  adjustment: "otherFee",
  other: "otherFee",
  advertising: "ownAds",
  // Held back and given back by the tax office: nobody's cost.
  withheld_tax: null,
  // Told as a credit: it takes back part of the discount.
  platform_discount: "discount",
} as const satisfies Record<string, string | null>;
export type SellingKind = keyof typeof RUNG_OF_KIND;

/** A cost as one source tells it. Of one slot the source of the highest rank counts alone. */
export interface CostFacts {
  readonly kind: SellingKind;
  /** With tax; paid back is negative. */
  readonly amountMinor: bigint;
  readonly taxMinor: bigint;
  readonly currency: string;
  /** Of the payout that paid it, else of the day it occurred on; null: nobody knows. */
  readonly rate: DecimalText | null;
  /** The payout whose rate it is. */
  readonly ratePayoutId?: string | null | undefined;
  /** ISO 8601 UTC. */
  readonly occurredAt: string;
  readonly quality: Exclude<Quality, "missing">;
  readonly source: string;
  readonly sourceId: string | null;
  /** What it is the cost of: entries of a lower rank in the same slot were replaced. */
  readonly slot: string;
  readonly rank: number;
  /** Lines it is for, with units; empty: all of them. */
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
}

export interface OrderFacts {
  /** ISO 8601 UTC. */
  readonly placedAt: string;
  readonly currency: string;
  /** The organization's. */
  readonly reporting: string;
  /** Of the payout that paid it, else of the day the order was placed; null: nobody knows. */
  readonly rate: DecimalText | null;
  readonly isCancelled: boolean;
  /** The channel says that goods and money went back, and tells no refund. */
  readonly isTakenBack: boolean;
  readonly taxIncluded: boolean;
  readonly taxMinor: bigint | null;
  readonly shippingMinor: bigint | null;
  readonly feesMinor: bigint | null;
  readonly totalMinor: bigint | null;
  readonly lines: readonly LineFacts[];
  readonly refunds: readonly RefundFacts[];
  readonly costs: readonly CostFacts[];
  /** Somebody was paid for selling it: a marketplace, or a gateway for the money. */
  readonly expectsFees: boolean;
  /** A courier carried goods of it at the seller's expense. */
  readonly expectsShipping: boolean;
  /** Tax on fees and couriers' bills is given back to the seller. */
  readonly inputCredit: boolean;
}

/** Amounts an order, a line or a day consists of; costs, discounts and refunds are positive where they reduce profit. */
export const AMOUNTS = [
  "gross",
  "discount",
  "charged",
  "refund",
  "tax",
  "cogs",
  "commission",
  "paymentFee",
  "shipping",
  "returnShipping",
  "codFee",
  "packaging",
  "otherFee",
  "ownAds",
] as const;
export type Amount = (typeof AMOUNTS)[number];
export type Amounts = Readonly<Record<Amount, bigint>>;

export interface Ladder extends Amounts {
  readonly revenue: bigint;
  readonly cm1: bigint;
  readonly selling: bigint;
  readonly cm2: bigint;
}

export interface LineProfit extends Ladder {
  readonly id: string;
  readonly variantId: string | null;
  /** Ordered and not taken back by whatever way. */
  readonly units: number;
  readonly returnedUnits: number;
}

export interface CostEntry {
  readonly kind: SellingKind | "cogs";
  readonly lineId: string | null;
  /** In the reporting currency, without tax that is given back. */
  readonly amountMinor: bigint;
  readonly taxMinor: bigint;
  /** As told, with tax. */
  readonly originalMinor: bigint;
  readonly currency: string;
  readonly rate: DecimalText;
  readonly ratePayoutId?: string | null | undefined;
  readonly occurredAt: string;
  readonly quality: Exclude<Quality, "missing">;
  readonly source: string;
  readonly sourceId: string | null;
}

export interface OrderProfit {
  readonly total: Ladder;
  readonly lines: readonly LineProfit[];
  readonly entries: readonly CostEntry[];
  /** Costs by how sure they are, as sizes: what is paid back counts as much as what is paid. */
  readonly costsMinor: bigint;
  readonly estimatedMinor: bigint;
  /** Held back as taxes; a receivable. */
  readonly withheldMinor: bigint;
  readonly missing: readonly Missing[];
}
