import fc from "fast-check";
import { expect, test } from "vitest";
import { bridge, cm3Of, type PeriodSums } from "./bridge.ts";
import { sumOf } from "./spread.ts";

const amount = fc.bigInt({ min: -1_000_000_000n, max: 1_000_000_000n });
const sums = fc.record({
  units: fc.integer({ min: 0, max: 500 }),
  ...{ gross: amount, discount: amount, charged: amount, refund: amount, cogs: amount },
  ...{ fees: amount, shipping: amount, ads: amount, overhead: amount },
});
const period = fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "d", "e"), sums)).map((rows) => new Map(rows));
const total = (of: ReadonlyMap<string, PeriodSums>) => sumOf([...of.values()].map(cm3Of));

test("the steps lead from one profit to the other to the minor unit, whatever came, went or stayed", () => {
  fc.assert(
    fc.property(period, period, (before, after) => {
      expect(total(before) + sumOf(Object.values(bridge(before, after)))).toBe(total(after));
    }),
  );
});

test("nothing changed is no step", () => {
  fc.assert(
    fc.property(period, (same) => {
      expect(Object.values(bridge(same, same)).every((step) => step === 0n)).toBe(true);
    }),
  );
});

const sold = (change: Partial<PeriodSums>): PeriodSums => ({
  units: 10,
  ...{ gross: 100_000n, discount: 0n, charged: 0n, refund: 0n, cogs: 40_000n },
  ...{ fees: 5_000n, shipping: 0n, ads: 0n, overhead: 0n, ...change },
});
const steps = (before: PeriodSums, after: PeriodSums) =>
  Object.entries(bridge(new Map([["a", before]]), new Map([["a", after]]))).filter(([, step]) => step !== 0n);

test("a doubling of units at the same prices is all volume; a dearer purchase is all cost", () => {
  const twice = sold({ units: 20, gross: 200_000n, cogs: 80_000n, fees: 10_000n });
  expect(steps(sold({}), twice)).toEqual([["volume", 55_000n]]);
  expect(steps(sold({}), sold({ cogs: 46_000n }))).toEqual([["cost", -6_000n]]);
});

test("a discount and a lower list price are told apart", () => {
  expect(steps(sold({}), sold({ gross: 90_000n, discount: 3_000n }))).toEqual([
    ["price", -10_000n],
    ["discount", -3_000n],
  ]);
});
