import { type FeeRule, NEW_FEE_RULE } from "./fee-rules.ts";

/** For tests: ten percent of the goods, for every order, but for what is said. */
export const feeRule = (given: Partial<FeeRule> = {}): FeeRule => ({
  id: "r",
  name: "Commission",
  connectionId: null,
  ...NEW_FEE_RULE,
  percent: "10",
  fixedMinor: 0n,
  ...given,
});
