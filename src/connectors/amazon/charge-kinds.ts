/** What Amazon calls its charges, in transactions and settlement reports alike. */
import type { CostKind } from "../../commerce/cost-kinds.ts";

/** The first that fits; what the last part of a path calls tax is the tax of the charge before it. */
const KINDS: readonly (readonly [RegExp, CostKind])[] = [
  [/\bTCS|\bTDS|withheld/i, "withheld_tax"],
  [/commission|referral/i, "commission"],
  [/advertis|sponsored/i, "advertising"],
  [/^(?=.*return).*(?:shipping|postage|label)/i, "shipping_return"],
  [/shipping|postage|label/i, "shipping_forward"],
  [/\bcod/i, "cod_fee"],
  [/payment/i, "payment_fee"],
  [/giftwrap/i, "packaging"],
  [/fba|fulfil|storage|closing|subscription|refundadministration/i, "service_fee"],
];

/** What Amazon's words for a charge stand for; undefined: none of those known. */
export const chargeKind = (text: string): CostKind | undefined => KINDS.find(([texts]) => texts.test(text))?.[1];
