import type { FeeRule } from "./fee-rules.ts";

/** For tests: ten percent of the goods, for every order, but for what is said. */
export const feeRule = (said: Partial<FeeRule> = {}): FeeRule => ({
  id: "r",
  name: "Commission",
  connectionId: null,
  paymentKind: null,
  gateway: null,
  category: null,
  kind: "commission",
  percent: "10",
  fixedMinor: 0n,
  currency: null,
  tiers: null,
  base: "goods",
  taxPercent: "0",
  validFrom: null,
  validTo: null,
  isActive: true,
  ...said,
});
