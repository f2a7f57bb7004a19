/** Orders to work out by hand: a test names what matters, all else is an order of one currency without anything. */
import type { CostFacts, LineFacts, OrderFacts, UnitCost } from "./facts.ts";

const AT = "2026-11-02T10:00:00Z";

export const costOf = (amount: string, change: Partial<UnitCost> = {}): UnitCost => ({
  amount,
  currency: "EUR",
  rate: "1",
  quality: "actual",
  source: "variant_cost",
  sourceId: null,
  ...change,
});

/** A line of `units` units at a list price; its total is price times units unless it is told. */
export function lineOf(
  id: string,
  change: Partial<LineFacts> & Pick<LineFacts, "unitPrice" | "totalMinor">,
): LineFacts {
  const units = change.units ?? change.orderedUnits ?? 1;
  return {
    id,
    variantId: `variant ${id}`,
    orderedUnits: units,
    units,
    shippedUnits: units,
    backUnits: 0,
    bouncedUnits: 0,
    spoiledUnits: 0,
    lostUnits: 0,
    taxMinor: 0n,
    platformPaidMinor: 0n,
    isGiftCard: false,
    isVirtual: false,
    weightGrams: null,
    cost: null,
    ...change,
  };
}

export function feeOf(kind: CostFacts["kind"], amountMinor: bigint, change: Partial<CostFacts> = {}): CostFacts {
  return {
    kind,
    amountMinor,
    taxMinor: 0n,
    currency: "EUR",
    rate: "1",
    occurredAt: AT,
    quality: "actual",
    source: "channel_fee",
    sourceId: null,
    slot: `fee ${kind}`,
    rank: 4,
    lines: [],
    ...change,
  };
}

export function orderOf(change: Partial<OrderFacts> & Pick<OrderFacts, "lines">): OrderFacts {
  return {
    placedAt: AT,
    currency: "EUR",
    reporting: "EUR",
    rate: "1",
    isCancelled: false,
    isTakenBack: false,
    taxIncluded: true,
    taxMinor: change.lines.reduce((sum, line) => sum + line.taxMinor, 0n),
    shippingMinor: 0n,
    feesMinor: 0n,
    totalMinor: null,
    refunds: [],
    costs: [],
    expectsFees: false,
    expectsShipping: false,
    inputCredit: false,
    ...change,
  };
}
