import fc from "fast-check";
import { expect, test } from "vitest";
import { type ItemSums, whatIf } from "./what-if.ts";

const amount = fc.bigInt({ min: 0n, max: 1_000_000_000n });
const item = fc.record({
  units: fc.integer({ min: 1, max: 500 }),
  ...{ gross: amount, discount: amount, charged: amount, refund: amount, cogs: amount },
  ...{ ofRevenue: amount, ofUnits: amount, ads: amount, overhead: amount },
});

test("a forecast without a change equals the original", () => {
  fc.assert(
    fc.property(
      item.filter(({ gross, discount }) => gross > discount),
      (sums) => {
        const { gross, discount, charged, refund, cogs, ofRevenue, ofUnits, ads, overhead } = sums;
        const revenue = gross - discount + charged - refund;
        expect(whatIf(sums, {})).toMatchObject({
          revenueMinor: revenue,
          cm1Minor: revenue - cogs,
          cm2Minor: revenue - cogs - ofRevenue - ofUnits,
          cm3Minor: revenue - cogs - ofRevenue - ofUnits - ads - overhead,
        });
      },
    ),
  );
});

// 10 units at 10.00, no discount; goods 60.00, commission 10.00, parcels 20.00, ads 15.00: CM3 -5.00.
const mug: ItemSums = {
  units: 10,
  ...{ gross: 10_000n, discount: 0n, charged: 0n, refund: 0n, cogs: 6_000n },
  ...{ ofRevenue: 1_000n, ofUnits: 2_000n, ads: 1_500n, overhead: 0n },
};

test("11.00 a unit: revenue 110.00, commission 11.00; 110.00 - 60.00 - 31.00 - 15.00 = 4.00", () => {
  expect(whatIf(mug, { priceMinor: 1_100n })).toMatchObject({
    revenueMinor: 11_000n,
    sellingMinor: 3_100n,
    cm3Minor: 400n,
  });
});

test("10 % off and half the ads: 90.00 - 60.00 - 9.00 - 20.00 - 7.50 = -6.50", () => {
  expect(whatIf(mug, { discountPercent: "10", adsMinor: 750n })).toMatchObject({
    discountMinor: 1_000n,
    cm3Minor: -650n,
  });
});

test("the break-even price is the lowest that loses nothing", () => {
  const { breakEvenPriceMinor } = whatIf(mug, {});
  expect(breakEvenPriceMinor).toBe(1_056n);
  expect(whatIf(mug, { priceMinor: 1_056n }).cm3Minor).toBeGreaterThanOrEqual(0n);
  expect(whatIf(mug, { priceMinor: 1_055n }).cm3Minor).toBeLessThan(0n);
});
