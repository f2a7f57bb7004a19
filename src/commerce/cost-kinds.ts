/** What selling costs beside the goods, in the words every table and screen uses. */
export const COST_KINDS = [
  "commission",
  "payment_fee",
  "shipping_forward",
  "shipping_return",
  "cod_fee",
  "packaging",
  "service_fee",
  "advertising",
  /** Kept back for the tax office in the seller's name: a receivable, no cost. */
  "withheld_tax",
  /** Part of a discount that the platform pays to the seller: revenue, no cost. */
  "platform_discount",
  "adjustment",
  "other",
] as const;
export type CostKind = (typeof COST_KINDS)[number];

/** Kinds a rule can tell in advance; the others are told by platforms, couriers and files alone. */
export const RULE_KINDS = [
  "commission",
  "payment_fee",
  "shipping_forward",
  "cod_fee",
  "packaging",
  "service_fee",
  "withheld_tax",
  "other",
] as const satisfies readonly CostKind[];
export type RuleKind = (typeof RULE_KINDS)[number];
/** What a line of a settlement is: a cost, or money of the sale itself, or where the money went. */
export const SETTLEMENT_KINDS = [
  "sale",
  "refund",
  ...COST_KINDS,
  /** Kept back by the platform for a while, or given free again. */
  "reserve",
  /** The transfer itself: no part of the sum it pays out. */
  "payout",
] as const;
export type SettlementKind = (typeof SETTLEMENT_KINDS)[number];

const COSTS: ReadonlySet<string> = new Set(COST_KINDS);

export function isCostKind(kind: string): kind is CostKind {
  return COSTS.has(kind);
}
