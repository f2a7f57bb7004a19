import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SETTLEMENT_KINDS } from "./cost-kinds.ts";
import { differencesOf, type SettledOrder } from "./reconciliation.ts";

const order = (changes: Partial<SettledOrder> = {}): SettledOrder => ({
  totalMinor: 100_000n,
  refundedMinor: 0n,
  platformPaidMinor: 0n,
  addedTaxMinor: 0n,
  isOver: false,
  isLate: false,
  expectedFees: [{ kind: "commission", amountMinor: 10_000n }],
  lines: [
    { kind: "sale", amountMinor: 100_000n },
    { kind: "commission", amountMinor: -10_000n },
  ],
  ...changes,
});
const told = (changes: Partial<SettledOrder>, tolerance = 0n) =>
  differencesOf(order(changes), tolerance).map(({ kind, expectedMinor, settledMinor }) => [
    kind,
    expectedMinor,
    settledMinor,
  ]);

describe("differences of an order", () => {
  it.each<[string, Partial<SettledOrder>, [string, bigint, bigint][]]>([
    ["nothing, where all is as it should be", {}, []],
    [
      "its goods were paid too little",
      {
        lines: [
          { kind: "sale", amountMinor: 90_000n },
          { kind: "commission", amountMinor: -10_000n },
        ],
      },
      [["short_paid", 100_000n, 90_000n]],
    ],
    [
      "tax the platform remits is in neither what the order brings nor what is left of its sale",
      {
        totalMinor: 84_000n,
        lines: [
          { kind: "sale", amountMinor: 100_000n },
          { kind: "withheld_tax", amountMinor: -16_000n },
          { kind: "commission", amountMinor: -10_000n },
        ],
      },
      [],
    ],
    [
      "its commission is too high",
      {
        lines: [
          { kind: "sale", amountMinor: 100_000n },
          { kind: "commission", amountMinor: -12_000n },
        ],
      },
      [["over_charged", -10_000n, -12_000n]],
    ],
    [
      "a fee no rule knows is none of this",
      {
        lines: [
          { kind: "sale", amountMinor: 100_000n },
          { kind: "service_fee", amountMinor: -500n },
        ],
      },
      [],
    ],
    [
      "one amount an order is what is left after the rules' fees",
      { lines: [{ kind: "sale", amountMinor: 90_000n }] },
      [],
    ],
    [
      "and short where it is less",
      { lines: [{ kind: "sale", amountMinor: 89_000n }] },
      [["short_paid", 90_000n, 89_000n]],
    ],
    [
      "the platform pays its part of a discount, half of it where half went back",
      {
        totalMinor: 80_000n,
        refundedMinor: 40_000n,
        platformPaidMinor: 20_000n,
        lines: [
          { kind: "sale", amountMinor: 80_000n },
          { kind: "refund", amountMinor: -40_000n },
          { kind: "platform_discount", amountMinor: 10_000n },
          { kind: "commission", amountMinor: -10_000n },
        ],
      },
      [],
    ],
    [
      "tax on top that the marketplace pays itself is not lacking",
      {
        addedTaxMinor: 8_000n,
        lines: [
          { kind: "sale", amountMinor: 92_000n },
          { kind: "commission", amountMinor: -10_000n },
        ],
      },
      [],
    ],
    [
      "less than without the tax is",
      {
        addedTaxMinor: 8_000n,
        lines: [
          { kind: "sale", amountMinor: 91_000n },
          { kind: "commission", amountMinor: -10_000n },
        ],
      },
      [["short_paid", 100_000n, 91_000n]],
    ],
    [
      "a compensation makes up for it",
      {
        lines: [
          { kind: "sale", amountMinor: 90_000n },
          { kind: "commission", amountMinor: -10_000n },
          { kind: "adjustment", amountMinor: 10_000n },
        ],
      },
      [],
    ],
    [
      "refunds come off what is due",
      {
        refundedMinor: 40_000n,
        lines: [
          { kind: "sale", amountMinor: 100_000n },
          { kind: "refund", amountMinor: -40_000n },
          { kind: "commission", amountMinor: -6_000n },
        ],
      },
      [],
    ],
    ["paid although it was cancelled", { isOver: true }, [["over_paid", 0n, 100_000n]]],
    ["late, and nobody paid", { isLate: true, lines: [] }, [["unpaid", 100_000n, 0n]]],
    ["not yet late", { lines: [] }, []],
    [
      "late, and only its fee came",
      { isLate: true, lines: [{ kind: "commission", amountMinor: -10_000n }] },
      [["unpaid", 100_000n, 0n]],
    ],
    ["cancelled and unpaid is right", { isLate: true, isOver: true, lines: [] }, []],
    ["of a hidden total fees alone are compared", { totalMinor: null, lines: [{ kind: "sale", amountMinor: 1n }] }, []],
    [
      "taxes kept back are no fees",
      {
        expectedFees: [{ kind: "withheld_tax", amountMinor: 500n }],
        lines: [
          { kind: "sale", amountMinor: 100_000n },
          { kind: "withheld_tax", amountMinor: -900n },
        ],
      },
      [],
    ],
  ])("%s", (_what, changes, differences) => {
    expect(told(changes)).toEqual(differences);
  });

  it("an order that differs by the tolerance is right, by one unit more it is not", () => {
    const lines = [
      { kind: "sale", amountMinor: 99_900n },
      { kind: "commission", amountMinor: -10_000n },
    ] as const;
    expect(told({ lines }, 100n)).toEqual([]);
    expect(told({ lines }, 99n)).toHaveLength(1);
  });
});

const anyLines = fc.array(
  fc.record({ kind: fc.constantFrom(...SETTLEMENT_KINDS), amountMinor: fc.bigInt({ min: -99_999n, max: 99_999n }) }),
  { maxLength: 8 },
);

it("the order of lines does not matter, and an order is never both short and over", () => {
  fc.assert(
    fc.property(anyLines, fc.boolean(), fc.boolean(), (lines, isOver, isLate) => {
      const found = differencesOf(order({ lines, isOver, isLate }), 0n);
      expect(differencesOf(order({ lines: [...lines].reverse(), isOver, isLate }), 0n)).toEqual(found);
      const kinds = found.map(({ kind }) => kind);
      expect(new Set(kinds).size).toBe(kinds.length);
      expect(kinds.filter((kind) => kind !== "over_charged").length).toBeLessThanOrEqual(1);
    }),
  );
});
