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
