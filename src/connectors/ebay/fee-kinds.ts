import type { CostKind } from "../../commerce/cost-kinds.ts";

/** An open list: what is not known is "other". */
export function feeKind(type: string): CostKind {
  if (/^AD_|PREMIUM_AD|PROMOT/.test(type)) return "advertising";
  if (/FINAL_VALUE|INTERNATIONAL_FEE/.test(type)) return "commission";
  if (/WITHHOLD|TAX_DEDUCTION/.test(type)) return "withheld_tax";
  if (/INSERTION|REGULATORY|SUBSCRIPTION|DISPUTE/.test(type)) return "service_fee";
  return "other";
}
