import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  averageCost,
  giveBackNewest,
  landedCosts,
  movingAverage,
  parseMicros,
  takeOldest,
  worstQuality,
} from "./costing.ts";

const euros = (text: string) => parseMicros(text);

describe("the moving average", () => {
  test("a receipt is weighed with the stock that was there", () => {
    const arrived = [{ units: 10, unitMicros: euros("6") }];
    expect(movingAverage({ units: 30, unitMicros: euros("4") }, arrived)).toBe(euros("4.5"));
  });

  test("the average starts anew where stock was empty, negative or of unknown cost", () => {
    const arrived = [{ units: 10, unitMicros: euros("6") }];
    expect(movingAverage({ units: 0, unitMicros: euros("4") }, arrived)).toBe(euros("6"));
    expect(movingAverage({ units: -3, unitMicros: euros("4") }, arrived)).toBe(euros("6"));
    expect(movingAverage({ units: 30, unitMicros: null }, arrived)).toBe(euros("6"));
    expect(averageCost([])).toBeNull();
  });
});

describe("a charge", () => {
  // 10 at 4.00 and 5 at 12.00: 40 and 60 of 100.
  const lines = [
    { units: 10, unitMicros: euros("4"), weightGrams: 100 },
    { units: 5, unitMicros: euros("12"), weightGrams: 800 },
  ];
  const landed = (spread: "value" | "quantity" | "weight", of = lines) =>
    landedCosts(of, [{ micros: euros("50"), spread }]);

  test("a charge is distributed by value, by units, or by weight", () => {
    expect(landed("value")).toEqual([euros("6"), euros("18")]);
    // 50 / 15 a unit: 33.333333 for ten, 16.666667 for five.
    expect(landed("quantity")).toEqual([euros("7.333333"), euros("15.333333")]);
    // 1,000 g and 4,000 g: 10 and 40.
    expect(landed("weight")).toEqual([euros("5"), euros("20")]);
  });

  test("a charge goes by value where a weight is missing, and by units where nothing has a value", () => {
    expect(landed("weight", [{ ...lines[0], weightGrams: null } as never, lines[1] as never])).toEqual(landed("value"));
    const free = lines.map((line) => ({ ...line, unitMicros: 0n }));
    expect(landed("value", free)).toEqual([euros("3.333333"), euros("3.333333")]);
  });

  test("a charge is distributed whole: items cost together what they did and the charges, to the millionth a unit", () => {
    const line = fc.record({
      units: fc.integer({ min: 1, max: 1_000 }),
      unitMicros: fc.bigInt({ min: 0n, max: 10n ** 12n }),
      weightGrams: fc.option(fc.integer({ min: 0, max: 5_000 })),
    });
    const charge = fc.record({
      micros: fc.bigInt({ min: 1n, max: 10n ** 12n }),
      spread: fc.constantFrom("value", "quantity", "weight"),
    });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 20 }),
        fc.array(charge, { maxLength: 4 }),
        (all, charges) => {
          const sum = (micros: readonly bigint[]) =>
            micros.reduce((total, each, n) => total + each * BigInt(all[n]?.units ?? 0), 0n);
          const requested =
            sum(all.map((each) => each.unitMicros)) + charges.reduce((total, each) => total + each.micros, 0n);
          const difference = sum(landedCosts(all, charges)) - requested;
          const units = BigInt(all.reduce((total, each) => total + each.units, 0));
          expect(difference * 2n <= units && -difference * 2n <= units).toBe(true);
        },
      ),
    );
  });
});

describe("layers", () => {
  test("layers are consumed from the oldest on, and given back from the newest on", () => {
    const layers = [
      { id: "a", remaining: 3 },
      { id: "b", remaining: 0 },
      { id: "c", remaining: 5 },
    ];
    const { taken, left } = takeOldest(layers, 10);
    expect(taken).toEqual([
      { layerId: "a", units: 3 },
      { layerId: "c", units: 5 },
    ]);
    expect(left).toBe(2);
    expect(giveBackNewest(taken, 4)).toEqual([
      { layerId: "a", units: 3 },
      { layerId: "c", units: 1 },
    ]);
  });

  test("layers never give more than they have, and all that is requested while they have it", () => {
    const layer = fc.record({ id: fc.uuid(), remaining: fc.integer({ min: 0, max: 50 }) });
    fc.assert(
      fc.property(
        fc.uniqueArray(layer, { selector: (each) => each.id }),
        fc.integer({ min: 0, max: 400 }),
        (all, units) => {
          const { taken, left } = takeOldest(all, units);
          const sum = taken.reduce((total, each) => total + each.units, 0);
          expect(sum + left).toBe(units);
          expect(left === 0 || sum === all.reduce((total, each) => total + each.remaining, 0)).toBe(true);
          for (const { layerId, units: some } of taken)
            expect(some <= (all.find((each) => each.id === layerId)?.remaining ?? 0)).toBe(true);
        },
      ),
    );
  });
});

test("the worst of several qualities stands for all", () => {
  expect(worstQuality(["actual", "estimated", "imported"])).toBe("estimated");
  expect(worstQuality([])).toBe("actual");
});
