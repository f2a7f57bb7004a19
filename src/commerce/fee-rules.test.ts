import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COST_KINDS, RULE_KINDS } from "./cost-kinds.ts";
import { feeRule as rule } from "./fee-rule-sample.ts";
import { type FeeFacts, type FeeRule, feesByRules } from "./fee-rules.ts";

const line = (totalMinor: bigint, quantity = 1, categories: readonly string[] = []) => ({
  totalMinor,
  quantity,
  categories,
});

const order = (changes: Partial<FeeFacts> = {}): FeeFacts => ({
  connectionId: "shop",
  paymentKind: "prepaid",
  gateway: "Razorpay",
  currency: "INR",
  placedOn: "2026-11-20",
  totalMinor: 110_000n,
  lines: [line(70_000n, 2, ["Shirts", "Clothing"]), line(30_000n, 1, ["Mugs"])],
  ...changes,
});

const amounts = (facts: FeeFacts, ...rules: FeeRule[]) =>
  feesByRules(facts, rules).map(({ ruleId, amountMinor, taxMinor }) => [ruleId, amountMinor, taxMinor]);

describe("the charge of a rule", () => {
  it.each([
    ["a share of the goods", { percent: "12.5" }, 12_500n],
    ["a share of the total", { base: "total" }, 11_000n],
    ["a share and a fixed amount", { percent: "2", fixedMinor: 300n, currency: "INR" }, 2_300n],
    ["a fixed amount a unit", { base: "line", percent: "0", fixedMinor: 500n, currency: "INR" }, 1_500n],
    ["the lines of a category, by the name above them", { category: "clothing", percent: "10" }, 7_000n],
    ["half a minor unit away from zero", { percent: "0.0005" }, 1n],
  ] as const)("%s", (_what, changes, amount) => {
    expect(amounts(order(), rule(changes))).toEqual([["r", amount, 0n]]);
  });

  it("tax comes on top of the fee, and is told apart", () => {
    // 10 % of 1,000.00 is 100.00; 18 % GST of it 18.00.
    expect(amounts(order(), rule({ taxPercent: "18" }))).toEqual([["r", 11_800n, 1_800n]]);
  });

  it("steps go by the goods of the order, or by the price of one unit of a line", () => {
    const tiers = [
      { fromMinor: 0n, percent: "5", fixedMinor: 0n },
      { fromMinor: 35_000n, percent: "8", fixedMinor: 1_000n },
    ];
    expect(amounts(order(), rule({ tiers, currency: "INR" }))).toEqual([["r", 9_000n, 0n]]);
    // Shirts: two of 350.00 reach the second step, 56.00 + 2 x 10.00; the mug of 300.00 does not, 15.00.
    expect(amounts(order(), rule({ tiers, currency: "INR", base: "line" }))).toEqual([["r", 9_100n, 0n]]);
  });

  it("a rule charges nothing below its lowest step", () => {
    const tiers = [{ fromMinor: 200_000n, percent: "5", fixedMinor: 100n }];
    expect(amounts(order(), rule({ tiers, currency: "INR" }))).toEqual([]);
  });
});

describe("the choice of a rule", () => {
  it.each([
    ["another channel", { connectionId: "other" }],
    ["another way of paying", { paymentKind: "cod" }],
    ["another payment method", { gateway: "Stripe" }],
    ["another currency", { currency: "USD", fixedMinor: 5n }],
    ["not yet", { validFrom: "2026-11-21" }],
    ["no more", { validTo: "2026-11-19" }],
    ["switched off", { isActive: false }],
    ["a category nothing is in", { category: "Books" }],
  ] as const)("a rule counts for none of %s", (_what, changes) => {
    expect(amounts(order(), rule(changes))).toEqual([]);
  });

  it("a rule's first and last day belong to it, and the case of letters does not matter", () => {
    const changes = { validFrom: "2026-11-20", validTo: "2026-11-20", gateway: "RAZORPAY", connectionId: "shop" };
    expect(amounts(order(), rule(changes))).toHaveLength(1);
  });

  it("a line takes the first rule of a kind that fits; the rest of the order goes to the next", () => {
    const shirts = rule({ id: "shirts", category: "Shirts", percent: "20" });
    const all = rule({ id: "all", base: "total" });
    expect(amounts(order(), shirts, all)).toEqual([
      ["shirts", 14_000n, 0n],
      ["all", 4_000n, 0n],
    ]);
    expect(amounts(order(), all, shirts)).toEqual([["all", 11_000n, 0n]]);
  });

  it("kinds do not stand in each other's way", () => {
    const packing = rule({ id: "box", kind: "packaging", percent: "0", fixedMinor: 1_500n, currency: "INR" });
    expect(amounts(order(), rule(), packing)).toEqual([
      ["r", 10_000n, 0n],
      ["box", 1_500n, 0n],
    ]);
  });

  it("a hidden total leaves rules on it out, and the next of the kind counts", () => {
    const hidden = order({ totalMinor: null });
    expect(amounts(hidden, rule({ id: "total", base: "total" }), rule({ id: "goods" }))).toEqual([
      ["goods", 10_000n, 0n],
    ]);
  });
});

const anyRule: fc.Arbitrary<FeeRule> = fc
  .record({
    kind: fc.constantFrom(...RULE_KINDS),
    percent: fc.integer({ min: 0, max: 1_000_000 }).map((n) => `${Math.floor(n / 10_000)}.${n % 10_000}`),
    fixedMinor: fc.bigInt({ min: 0n, max: 10_000n }),
    base: fc.constantFrom("total", "goods", "line"),
    category: fc.constantFrom(null, "A", "B"),
    taxPercent: fc.constantFrom("0", "5", "18"),
    isActive: fc.boolean(),
  })
  .map((some) => rule({ ...some, currency: "INR", category: some.base === "total" ? null : some.category }));
const rules = fc.array(anyRule, { maxLength: 8 }).map((all) => all.map((each, n) => ({ ...each, id: String(n) })));
const anyOrder = fc
  .array(
    fc
      .tuple(fc.bigInt({ min: 0n, max: 1_000_000n }), fc.integer({ min: 1, max: 9 }), fc.subarray(["A", "B"]))
      .map(([total, quantity, categories]) => line(total, quantity, categories)),
    { minLength: 1, maxLength: 6 },
  )
  .map((lines) => order({ lines, totalMinor: lines.reduce((sum, { totalMinor }) => sum + totalMinor, 500n) }));

describe("fee rules in general", () => {
  it("no line is charged twice for one kind, and no fee is below its tax or below zero", () => {
    fc.assert(
      fc.property(anyOrder, rules, (facts, all) => {
        const fees = feesByRules(facts, all);
        for (const kind of RULE_KINDS) {
          const lines = fees.filter((fee) => fee.kind === kind).flatMap((fee) => fee.lines);
          expect(new Set(lines).size).toBe(lines.length);
        }
        for (const { amountMinor, taxMinor } of fees) expect(0n <= taxMinor && taxMinor < amountMinor).toBe(true);
      }),
    );
  });

  it("a rule that is switched off changes nothing, nor does one behind a rule for everything", () => {
    fc.assert(
      fc.property(anyOrder, rules, anyRule, (facts, all, last) => {
        const without = all.filter(({ isActive }) => isActive);
        expect(feesByRules(facts, all)).toEqual(feesByRules(facts, without));
        const whole = rule({ id: "whole", kind: last.kind, base: "goods" });
        const behind = [whole, ...without, { ...last, id: "last" }];
        expect(feesByRules(facts, behind).filter(({ ruleId }) => ruleId === "last")).toEqual([]);
      }),
    );
  });

  it("the order of lines does not matter", () => {
    fc.assert(
      fc.property(anyOrder, rules, (facts, all) => {
        const sums = (some: FeeFacts) => feesByRules(some, all).map(({ ruleId, amountMinor }) => [ruleId, amountMinor]);
        expect(sums({ ...facts, lines: [...facts.lines].reverse() })).toEqual(sums(facts));
      }),
    );
  });
});

it("rules tell kinds of costs", () => {
  for (const kind of RULE_KINDS) expect(COST_KINDS).toContain(kind);
});
