import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isShown } from "../../hub/sync-state/shown.ts";
import { decideStock, PATIENCE_MS, type StockDecision, type StockSituation } from "./stock-decision.ts";

const units = fc.integer({ min: -2, max: 9 });
const situation: fc.Arbitrary<StockSituation> = fc.record({
  desired: fc.nat(9),
  expected: fc.option(units),
  seen: fc.option(units, { freq: 6 }),
  told: fc.option(units),
  isToldOtherwise: fc.boolean(),
  sent: fc.option(fc.nat(9)),
  isRefused: fc.boolean(),
  recheck: fc.boolean(),
  taken: fc.nat(2),
  given: fc.nat(2),
  surprises: fc.nat(4),
  openMs: fc.constantFrom(0, PATIENCE_MS - 1, PATIENCE_MS, 10 * PATIENCE_MS),
  held: fc.constantFrom(null, null, "zero", "lower", "dispute"),
  lowers: fc.boolean(),
  policy: fc.constantFrom("hub", "channel", "newest", "ask"),
  isBundle: fc.boolean(),
  known: fc.option(
    fc.record({
      orders: fc.constantFrom("read", "partly", "failing", "pending"),
      rise: fc.constantFrom("none", "unclear", "restocked"),
    }),
    { nil: undefined, freq: 6 },
  ),
});

/** What holds in every situation. */
function always(says: (s: StockSituation, decision: StockDecision) => void): void {
  fc.assert(
    fc.property(situation, (s) => {
      says(s, decideStock(s));
    }),
    { numRuns: 20_000, seed: 13 },
  );
}

const raises = (s: StockSituation, { act }: StockDecision) =>
  s.seen !== null && s.desired > s.seen && (act === "believe" || act === "hub wins");
const isOpen = (s: StockSituation) => s.held === "dispute" || s.held === "lower";

describe("what is done about a channel's number", () => {
  it("without a look nothing in doubt is written, and nothing right", () => {
    always((s, { act }) => {
      if (s.seen !== null) return expect(["look", "rest", "write"]).not.toContain(act);
      expect(["look", "rest", "write"]).toContain(act);
      if (act === "look") return;
      expect([s.recheck, s.surprises, s.sent, isOpen(s), s.isToldOtherwise]).toEqual([false, 0, null, false, false]);
      expect(act).toBe(isShown(s.desired, s.expected) ? "rest" : "write");
    });
  });

  it("a number is raised only over what was expected, sent, or explained once orders were read", () => {
    always((s, decision) => {
      if (!raises(s, decision) || s.expected === null || s.seen === null) return;
      const isByOrders = s.recheck && (s.taken > 0 || s.given > 0);
      if (decision.act === "hub wins" || isByOrders)
        expect(s.known?.orders === "read" || (s.known?.orders === "partly" && s.openMs >= PATIENCE_MS)).toBe(true);
      if (decision.act === "hub wins") return;
      const { seen } = s;
      const known = [s.expected, ...(s.sent === null ? [] : [s.sent])];
      const isPossible = known.some((number) => seen >= number - s.taken && seen <= number + s.given);
      // Doubt without orders: the whole number was to be read anew.
      expect(isPossible || (s.recheck && s.sent === null)).toBe(true);
    });
  });

  it("what fell here goes out at once, whatever is open, under every policy", () => {
    always((s, decision) => {
      if (s.seen === null || s.expected === null || s.desired >= s.seen || isShown(s.desired, s.seen)) return;
      const hasFallen = s.lowers || (s.surprises === 0 && s.desired < s.expected);
      if (!hasFallen || decision.act === "keep open") return;
      expect(decision.act === "believe" || (decision.act === "wait" && decision.lowers)).toBe(true);
    });
  });

  it("a lower number goes out beside what waits, a higher one never", () => {
    always((s, decision) => {
      if (decision.act === "wait" && decision.lowers)
        expect(s.desired).toBeLessThan(s.seen ?? Number.NEGATIVE_INFINITY);
    });
  });

  it("each policy settles in its own way, and what a person holds only a person", () => {
    always((s, { act }) => {
      if (isOpen(s)) expect(["look", "keep open", "wait"]).toContain(act);
      if (act === "hub wins") expect(s.policy === "hub" || s.isBundle).toBe(true);
      if (act === "channel wins") expect(!s.isBundle && (s.policy === "channel" || s.policy === "newest")).toBe(true);
      if (act === "channel wins" || act === "restock") expect(s.known?.orders).toMatch(/read|partly/);
    });
  });

  it("nothing surprising waits longer than its patience, unless orders are on their way", () => {
    always((s, { act }) => {
      if (isOpen(s) || s.surprises < 2 || s.openMs < PATIENCE_MS || !s.known || s.known.orders === "pending") return;
      if (s.seen !== null && (s.lowers || s.sent !== null) && s.desired < s.seen) return;
      expect(act).not.toBe("wait");
    });
  });

  it("of a write nobody answered, what is neither the number before nor its own is measured by the nearer above it", () => {
    const asked = { expected: 10, sent: 7, surprises: 0, taken: 0, given: 0, held: null, lowers: false } as const;
    const base = {
      desired: 7,
      told: null,
      isToldOtherwise: false,
      isRefused: false,
      recheck: true,
      openMs: 0,
    } as const;
    const decide = (seen: number) => decideStock({ ...base, ...asked, seen, policy: "hub", isBundle: false });
    expect(decide(10)).toEqual({ act: "believe" });
    expect(decide(7)).toEqual({ act: "believe" });
    expect(decide(6)).toMatchObject({ act: "wait", lowers: false, base: 7 });
    expect(decide(9)).toMatchObject({ act: "wait", lowers: true, base: 10 });
    expect(decide(12)).toMatchObject({ act: "wait", lowers: true, base: 10 });
  });
});
