/** Orders worked out by hand in rupees, yen and dinars, also for a seller who counts in another currency. */
import { expect, test } from "vitest";
import type { Ladder } from "./facts.ts";
import { profitOf } from "./ladder.ts";
import { costOf, feeOf, lineOf, orderOf } from "./testing.ts";

const total = (...args: Parameters<typeof orderOf>) => profitOf(orderOf(...args))?.total;
const like = (some: Partial<Ladder>) => expect.objectContaining(some);
const inr = { currency: "INR", reporting: "INR" } as const;
const rupees = (amount: string) => costOf(amount, { currency: "INR" });
const fee = (kind: Parameters<typeof feeOf>[0], minor: bigint, change = {}) =>
  feeOf(kind, minor, { currency: "INR", ...change });

// 1,180.00 with 180.00 GST in it: net 1,000.00; goods 400.00.
const kurta = lineOf("k", { unitPrice: "1180", totalMinor: 118_000n, taxMinor: 18_000n, cost: rupees("400") });

test("21 cash on delivery: 1,180.00 + 59.00 COD charge (9.00 GST) = 1,050.00 net; forward 80.00, COD fee 30.00", () => {
  // 1,000.00 + 50.00 - 400.00 = CM1 650.00; - 110.00 = CM2 540.00.
  const order = { ...inr, lines: [kurta], taxMinor: 18_900n, feesMinor: 5_900n, totalMinor: 123_900n };
  expect(total({ ...order, costs: [fee("shipping_forward", 8_000n), fee("cod_fee", 3_000n)] })).toEqual(
    like({ charged: 5_000n, revenue: 105_000n, cm1: 65_000n, codFee: 3_000n, cm2: 54_000n }),
  );
});

test("22 GST on a bill: 94.40 with 14.40 in it costs 80.00 where it is given back, 94.40 where not", () => {
  const order = {
    ...inr,
    lines: [kurta],
    totalMinor: 118_000n,
    costs: [fee("commission", 9_440n, { taxMinor: 1_440n })],
  };
  expect(total({ ...order, inputCredit: true })).toEqual(like({ commission: 8_000n, cm2: 52_000n }));
  expect(total(order)).toEqual(like({ commission: 9_440n, cm2: 50_560n }));
});

test("23 taxes a marketplace withholds (TCS 5.00, TDS 1.00) are owed by the tax office: CM2 600.00 all the same", () => {
  const costs = [fee("withheld_tax", 500n), fee("withheld_tax", 100n)];
  const profit = profitOf(orderOf({ ...inr, lines: [kurta], totalMinor: 118_000n, costs }));
  expect(profit?.total).toEqual(like({ selling: 0n, cm2: 60_000n }));
  expect(profit).toEqual(expect.objectContaining({ withheldMinor: 600n, costsMinor: 40_000n }));
});

test("24 an exchange: the second parcel (85.00) stands on the original order, 1,000 - 400 - 80 - 85 = CM2 435.00", () => {
  const costs = [8_000n, 8_500n].map((minor, n) =>
    fee("shipping_forward", minor, { source: "parcel_charge", slot: `shipment ${n}` }),
  );
  expect(total({ ...inr, lines: [kurta], totalMinor: 118_000n, costs })).toEqual(
    like({ shipping: 16_500n, cm2: 43_500n }),
  );
});

test("25 refused abroad, counted in euros: 80.00 + 70.00 INR at 0.0110 and 0.0112 = 0.88 + 0.78 = CM2 -1.66", () => {
  // 70.00 INR x 0.0112 = 0.784 -> 0.78. Nothing was earned, and the kurta came back.
  const lines = [{ ...kurta, bouncedUnits: 1, backUnits: 1, cost: costOf("400", { currency: "INR", rate: "0.0110" }) }];
  const costs = [
    fee("shipping_forward", 8_000n, { rate: "0.0110" }),
    fee("shipping_return", 7_000n, { rate: "0.0112" }),
  ];
  const order = { currency: "INR", rate: "0.0110", lines, totalMinor: 118_000n, costs };
  expect(total(order)).toEqual(like({ revenue: 0n, shipping: 88n, returnShipping: 78n, cm2: -166n }));
});

test("26 tax on top, in dollars: 3 x 19.99 - 6.00 = 53.97, tax 4.32 and shipping 5.00 beside = revenue 58.97", () => {
  // Gross 59.97; goods 3 x 7.125 = 21.375 -> 21.38; gateway 2.9 % of 63.29 + 0.30 = 2.14. CM1 37.59, CM2 35.45.
  const lines = [
    lineOf("a", {
      units: 3,
      unitPrice: "19.99",
      totalMinor: 5_397n,
      taxMinor: 432n,
      cost: costOf("7.125", { currency: "USD" }),
    }),
  ];
  const order = { currency: "USD", reporting: "USD", taxIncluded: false, shippingMinor: 500n, totalMinor: 6_329n };
  expect(total({ ...order, lines, costs: [feeOf("payment_fee", 214n, { currency: "USD" })] })).toEqual(
    like({ gross: 5_997n, discount: 600n, charged: 500n, revenue: 5_897n, cogs: 2_138n, cm1: 3_759n, cm2: 3_545n }),
  );
});

test("27 yen sold, euros counted: 11,000 JPY with 1,000 tax = 10,000 x 0.0061 = 61.00; goods 2,500 JPY = 15.25", () => {
  const lines = [
    lineOf("a", {
      unitPrice: "11000",
      totalMinor: 11_000n,
      taxMinor: 1_000n,
      cost: costOf("2500", { currency: "JPY", rate: "0.0061" }),
    }),
  ];
  const order = { currency: "JPY", rate: "0.0061", lines, totalMinor: 11_000n };
  expect(total(order)).toEqual(like({ gross: 6_100n, tax: 610n, revenue: 6_100n, cogs: 1_525n, cm1: 4_575n }));
});

test("28 dinars of three places, goods bought in euros: 12.500 KWD; 8.00 EUR x 0.3345 = 2.676 KWD = CM1 9.824", () => {
  const lines = [lineOf("a", { unitPrice: "12.5", totalMinor: 12_500n, cost: costOf("8", { rate: "0.3345" }) })];
  expect(total({ currency: "KWD", reporting: "KWD", lines, totalMinor: 12_500n })).toEqual(
    like({ revenue: 12_500n, cogs: 2_676n, cm1: 9_824n }),
  );
});

test("29 lines of a converted order add up: 3 x 1 INR at 0.0133 = 0.0399 -> 0.04, over lines 0.01 + 0.02 + 0.01", () => {
  // What came before is rounded with it: 0.0133 -> 0.01, 0.0266 -> 0.03, 0.0399 -> 0.04.
  const lines = ["a", "b", "c"].map((id) => lineOf(id, { unitPrice: "1", totalMinor: 100n }));
  const profit = profitOf(orderOf({ currency: "INR", rate: "0.0133", lines, totalMinor: 300n }));
  expect(profit?.total.revenue).toBe(4n);
  expect(profit?.lines.map(({ revenue }) => revenue)).toEqual([1n, 2n, 1n]);
});

test("30 without a rate an order is in no sum, whichever amount lacks it", () => {
  const order = { ...inr, reporting: "EUR", lines: [{ ...kurta, cost: null }] };
  expect(total({ ...order, rate: null })).toBeUndefined();
  expect(total({ ...order, rate: "0.011", costs: [fee("commission", 100n, { rate: null })] })).toBeUndefined();
  const lines = [{ ...kurta, cost: costOf("1", { currency: "USD", rate: null }) }];
  expect(total({ ...order, rate: "0.011", lines })).toBeUndefined();
});

test("31 a discount on the whole order that no line tells: 2,360.00 of goods, 2,124.00 to pay (324.00 GST)", () => {
  // Net 1,800.00; the lines' 2,360.00 - 360.00 = 2,000.00. The tax of the total is surer than that of the lines, so
  // 200.00 is the discount, half of it each line.
  const lines = ["a", "b"].map((id) => lineOf(id, { unitPrice: "1180", totalMinor: 118_000n, taxMinor: 18_000n }));
  const profit = profitOf(orderOf({ ...inr, lines, taxMinor: 32_400n, totalMinor: 212_400n }));
  expect(profit?.total).toEqual(like({ gross: 200_000n, discount: 20_000n, revenue: 180_000n }));
  expect(profit?.lines.map(({ revenue }) => revenue)).toEqual([90_000n, 90_000n]);
});

test("32 what is not known is named: a line without cost, a channel that told no fee, a parcel nobody billed", () => {
  const lines = [{ ...kurta, cost: null }];
  const order = orderOf({ ...inr, lines, totalMinor: 118_000n, expectsFees: true, expectsShipping: true });
  expect(profitOf(order)?.missing).toEqual(["cost", "fees", "shipping"]);
  const costs = [fee("payment_fee", 0n, { source: "fee_rule", quality: "estimated" }), fee("shipping_forward", 8_000n)];
  expect(profitOf({ ...order, lines: [kurta], costs })?.missing).toEqual([]);
});
