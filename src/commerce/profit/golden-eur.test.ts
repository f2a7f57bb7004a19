/**
 * Orders worked out by hand, in euros with prices that contain tax. Each says its working; amounts are cents.
 * Net of an amount with 21 % tax: the platform's tax line is taken off, never computed.
 */
import { expect, test } from "vitest";
import type { Ladder } from "./facts.ts";
import { profitOf } from "./ladder.ts";
import { costOf, feeOf, lineOf, orderOf } from "./testing.ts";

const total = (...args: Parameters<typeof orderOf>) => profitOf(orderOf(...args))?.total;
const like = (some: Partial<Ladder>) => expect.objectContaining(some);

// 121.00 with 21.00 tax: 100.00 net; goods 40.00.
const soap = lineOf("a", { unitPrice: "121.00", totalMinor: 12_100n, taxMinor: 2_100n, cost: costOf("40") });
const fullRefund = { amountMinor: 12_100n, lines: [{ lineId: "a", quantity: 1 }] };

test("1 tax in the price is never revenue: 121.00 - 21.00 = 100.00; less goods 40.00 = CM1 60.00", () => {
  expect(total({ lines: [soap], totalMinor: 12_100n })).toEqual(
    like({ gross: 10_000n, tax: 2_100n, revenue: 10_000n, cogs: 4_000n, cm1: 6_000n, cm2: 6_000n }),
  );
});

test("2 the sheet's example: net 1,000, goods 400, courier 70, gateway 20, packaging 10 = CM1 600, CM2 500", () => {
  const lines = [lineOf("a", { unitPrice: "1000", totalMinor: 100_000n, cost: costOf("400") })];
  const costs = [
    feeOf("shipping_forward", 7_000n),
    feeOf("payment_fee", 2_000n),
    feeOf("commission", 0n),
    feeOf("packaging", 1_000n),
  ];
  expect(total({ lines, costs })).toEqual(like({ cm1: 60_000n, selling: 10_000n, cm2: 50_000n }));
});

test("3 a discount is taken off net: list 2 x 60.50 = 121.00, paid 108.90 with 18.90 tax = net 90.00; list net 100.00", () => {
  // List without tax: 121.00 x 90.00 / 108.90 = 100.00; discount 10.00; goods 2 x 20.00.
  const lines = [
    lineOf("a", { units: 2, unitPrice: "60.50", totalMinor: 10_890n, taxMinor: 1_890n, cost: costOf("20") }),
  ];
  expect(total({ lines, totalMinor: 10_890n })).toEqual(
    like({ gross: 10_000n, discount: 1_000n, revenue: 9_000n, cogs: 4_000n, cm1: 5_000n }),
  );
});

test("4 shipping charged, with tax: 121.00 goods + 6.05 shipping (1.05 tax) = net 100.00 + 5.00", () => {
  const order = { lines: [soap], taxMinor: 2_205n, shippingMinor: 605n, totalMinor: 12_705n };
  expect(total(order)).toEqual(like({ gross: 10_000n, charged: 500n, tax: 2_205n, revenue: 10_500n, cm1: 6_500n }));
});

test("5 a full refund leaves nothing but costs: goods kept by the buyer 40.00, gateway 2.00 = CM2 -42.00", () => {
  const refunds = [{ amountMinor: 12_705n, lines: [{ lineId: "a", quantity: 1 }] }];
  const order = { lines: [soap], taxMinor: 2_205n, shippingMinor: 605n, totalMinor: 12_705n, refunds };
  expect(total({ ...order, costs: [feeOf("payment_fee", 200n)] })).toEqual(
    like({ refund: 10_500n, revenue: 0n, cogs: 4_000n, cm1: -4_000n, cm2: -4_200n }),
  );
});

test("6 refunded and put back into stock: goods cost nothing; the gateway keeps 2.00 = CM2 -2.00", () => {
  const lines = [{ ...soap, backUnits: 1 }];
  const order = { lines, totalMinor: 12_100n, refunds: [fullRefund], costs: [feeOf("payment_fee", 200n)] };
  expect(total(order)).toEqual(like({ revenue: 0n, cogs: 0n, cm2: -200n }));
});

test("7 a partial refund of one of three: 3 x 12.10 = 36.30 (6.30 tax), 12.10 back = 10.00 net; 30.00 - 10.00 = 20.00", () => {
  // The unit came back: goods 2 x 4.00 = 8.00; CM1 12.00.
  const lines = [
    lineOf("a", {
      units: 3,
      unitPrice: "12.10",
      totalMinor: 3_630n,
      taxMinor: 630n,
      backUnits: 1,
      cost: costOf("4"),
    }),
  ];
  const refunds = [{ amountMinor: 1_210n, lines: [{ lineId: "a", quantity: 1 }] }];
  expect(total({ lines, totalMinor: 3_630n, refunds })).toEqual(
    like({ gross: 3_000n, refund: 1_000n, revenue: 2_000n, cogs: 800n, cm1: 1_200n }),
  );
});

test("8 goodwill of 12.10 that names no line: over both lines by what they cost, 2 : 1 = 8.07 and 4.03 with tax", () => {
  // Net: 8.07 x 20.00 / 24.20 = 6.67, 4.03 x 10.00 / 12.10 = 3.33; together 10.00. Revenue 30.00 - 10.00.
  const lines = [
    lineOf("a", { unitPrice: "24.20", totalMinor: 2_420n, taxMinor: 420n }),
    lineOf("b", { unitPrice: "12.10", totalMinor: 1_210n, taxMinor: 210n }),
  ];
  const profit = profitOf(orderOf({ lines, refunds: [{ amountMinor: 1_210n, lines: [] }] }));
  expect(profit?.lines.map((line) => line.refund)).toEqual([667n, 333n]);
  expect(profit?.total).toEqual(like({ refund: 1_000n, revenue: 2_000n }));
});

test("9 cash on delivery refused at the door: revenue 0, goods back = 0, forward 6.00 + return 5.00 = CM2 -11.00", () => {
  const lines = [{ ...soap, bouncedUnits: 1, backUnits: 1 }];
  const costs = [feeOf("shipping_forward", 600n), feeOf("shipping_return", 500n)];
  expect(total({ lines, totalMinor: 12_100n, costs })).toEqual(
    like({ gross: 10_000n, refund: 10_000n, revenue: 0n, cogs: 0n, selling: 1_100n, cm2: -1_100n }),
  );
});

test("10 refused and still on its way back: the goods are the seller's, nothing is spent but the courier's 6.00", () => {
  const lines = [{ ...soap, bouncedUnits: 1 }];
  const order = { lines, totalMinor: 12_100n, costs: [feeOf("shipping_forward", 600n)] };
  expect(total(order)).toEqual(like({ revenue: 0n, cogs: 0n, cm2: -600n }));
});

test("11 refused and spoiled on arrival: written off, 0 - 40.00 - 6.00 - 5.00 = CM2 -51.00", () => {
  const lines = [{ ...soap, bouncedUnits: 1, spoiledUnits: 1 }];
  const costs = [feeOf("shipping_forward", 600n), feeOf("shipping_return", 500n)];
  expect(total({ lines, totalMinor: 12_100n, costs })).toEqual(like({ revenue: 0n, cogs: 4_000n, cm2: -5_100n }));
});

test("12 cancelled before it left: no revenue, no goods; the gateway's 2.00 was spent", () => {
  const lines = [{ ...soap, shippedUnits: 0 }];
  const order = { lines, totalMinor: 12_100n, isCancelled: true, costs: [feeOf("payment_fee", 200n)] };
  expect(total(order)).toEqual(like({ gross: 0n, revenue: 0n, tax: 0n, cogs: 0n, cm2: -200n }));
});

test("13 one of two units removed before shipping, no money back yet: 24.20 (4.20) halves to net 10.00, goods 4.00", () => {
  const lines = [
    lineOf("a", {
      orderedUnits: 2,
      units: 1,
      unitPrice: "12.10",
      totalMinor: 2_420n,
      taxMinor: 420n,
      cost: costOf("4"),
    }),
  ];
  const order = { lines, totalMinor: 2_420n };
  const working = like({ gross: 2_000n, refund: 1_000n, revenue: 1_000n, cogs: 400n, cm1: 600n });
  expect(total(order)).toEqual(working);
  // Paid back for it: the same.
  expect(total({ ...order, refunds: [{ amountMinor: 1_210n, lines: [{ lineId: "a", quantity: 1 }] }] })).toEqual(
    working,
  );
});

test("14 a bundle costs what its components cost: 2 x 3.10 + 1.05 = 7.25 each; two bundles 14.50 of 40.00", () => {
  const lines = [
    lineOf("a", { units: 2, unitPrice: "20", totalMinor: 4_000n, cost: costOf("7.25", { source: "bundle" }) }),
  ];
  expect(total({ lines })).toEqual(like({ revenue: 4_000n, cogs: 1_450n, cm1: 2_550n }));
});

test("15 a gift card sold is owed: soap 100.00 net counts, the card's 50.00 does not", () => {
  const card = lineOf("g", { unitPrice: "50", totalMinor: 5_000n, isGiftCard: true });
  const profit = profitOf(orderOf({ lines: [soap, card], totalMinor: 17_100n }));
  expect(profit?.total).toEqual(like({ gross: 10_000n, revenue: 10_000n, cm1: 6_000n }));
  expect(profit?.lines[1]).toEqual(like({ gross: 0n, revenue: 0n, cm2: 0n }));
  // Its cost is not missing, and paying with one is a payment method: the total stays.
  expect(profit?.missing).toEqual([]);
});

test("16 the platform pays 5.00 of a discount of 15.00: the seller's part is 10.00; revenue 100.00 - 10.00 = 90.00", () => {
  const lines = [lineOf("a", { unitPrice: "100", totalMinor: 8_500n, platformPaidMinor: 500n, cost: costOf("40") })];
  const order = { lines, totalMinor: 8_500n };
  expect(total(order)).toEqual(like({ gross: 10_000n, discount: 1_000n, revenue: 9_000n, cm1: 5_000n }));
  // All of it goes back: the platform does not pay either.
  const refunds = [{ amountMinor: 8_500n, lines: [{ lineId: "a", quantity: 1 }] }];
  expect(total({ ...order, refunds })).toEqual(like({ revenue: 0n }));
});

test("16a prices with 21 % tax: of 121.00 the buyer pays 96.80 (80.00 + 16.80), TikTok 12.10 with its tax = 10.00", () => {
  // List price net 121.00 * 80.00 / 96.80 = 100.00; discount 100.00 - 80.00 - 10.00 = 10.00; revenue 90.00.
  const line = {
    unitPrice: "121",
    totalMinor: 9_680n,
    taxMinor: 1_680n,
    platformPaidMinor: 1_210n,
    cost: costOf("40"),
  };
  const order = { lines: [lineOf("a", line)], totalMinor: 9_680n, taxMinor: 1_680n };
  expect(total(order)).toEqual(like({ gross: 10_000n, discount: 1_000n, revenue: 9_000n, cm1: 5_000n }));
  // Half of it goes back, 48.40: the platform pays half, 6.05 = 5.00 net; revenue 90.00 / 2.
  const refunds = [{ amountMinor: 4_840n, lines: [] }];
  expect(total({ ...order, refunds })).toEqual(like({ discount: 1_500n, refund: 4_000n, revenue: 4_500n }));
});

test("16b the settlement tells what the platform paid, 6.00 over 60.00 and 30.00: 4.00 and 2.00; no cost, and it counts once", () => {
  const lines = [
    lineOf("a", { unitPrice: "66", totalMinor: 6_000n }),
    lineOf("b", { unitPrice: "33", totalMinor: 3_000n }),
  ];
  const costs = [feeOf("platform_discount", -600n)];
  const profit = profitOf(orderOf({ lines, costs, totalMinor: 9_000n }));
  expect(profit?.total).toEqual(like({ gross: 9_900n, discount: 300n, revenue: 9_600n, cm2: 9_600n }));
  expect(profit?.lines.map(({ revenue }) => revenue)).toEqual([6_400n, 3_200n]);
  expect(profit?.costsMinor).toBe(0n);
  const reported = lines.map((line) => ({ ...line, platformPaidMinor: 300n }));
  expect(profitOf(orderOf({ lines: reported, costs, totalMinor: 9_000n }))?.total).toEqual(like({ revenue: 9_600n }));
});

test("17 two parcels: each over its own lines by weight, 3.00 over 100 g and 200 g = 1.00 and 2.00, 5.00 to the other", () => {
  const lines = [
    lineOf("a", { unitPrice: "10", totalMinor: 1_000n, weightGrams: 100 }),
    lineOf("b", { unitPrice: "10", totalMinor: 1_000n, weightGrams: 200 }),
    lineOf("c", { unitPrice: "10", totalMinor: 1_000n }),
  ];
  const first = ["a", "b"].map((lineId) => ({ lineId, quantity: 1 }));
  const costs = [
    feeOf("shipping_forward", 300n, { source: "parcel_charge", slot: "shipment 1", lines: first }),
    feeOf("shipping_forward", 500n, {
      source: "parcel_charge",
      slot: "shipment 2",
      lines: [{ lineId: "c", quantity: 1 }],
    }),
  ];
  const profit = profitOf(orderOf({ lines, costs }));
  expect(profit?.lines.map((line) => line.shipping)).toEqual([100n, 200n, 500n]);
  expect(profit?.total).toEqual(like({ shipping: 800n, cm2: 2_200n }));
});

test("18 no weight known: a parcel of 10.00 over 20.00 and 10.00 by value = 6.67 and 3.33", () => {
  const lines = [
    lineOf("a", { unitPrice: "20", totalMinor: 2_000n }),
    lineOf("b", { unitPrice: "10", totalMinor: 1_000n }),
  ];
  const profit = profitOf(orderOf({ lines, costs: [feeOf("shipping_forward", 1_000n)] }));
  expect(profit?.lines.map((line) => line.shipping)).toEqual([667n, 333n]);
});

test("19 a commission given back with the goods: 15.00 - 15.00, and 1.00 for handling the refund = CM2 -1.00", () => {
  const lines = [{ ...soap, backUnits: 1 }];
  const costs = [feeOf("commission", 1_500n), feeOf("commission", -1_500n), feeOf("service_fee", 100n)];
  const profit = profitOf(orderOf({ lines, totalMinor: 12_100n, refunds: [fullRefund], costs }));
  expect(profit?.total).toEqual(like({ revenue: 0n, commission: 0n, otherFee: 100n, cm2: -100n }));
  // Sizes, so that a reversal does not hide a cost: 15.00 + 15.00 + 1.00.
  expect(profit?.costsMinor).toBe(3_100n);
});

test("20 the courier's bill of 7.20 replaces the 6.00 quoted; a rule of 5.00 speaks no more", () => {
  const costs = [
    feeOf("shipping_forward", 600n, { quality: "estimated", source: "shipment", slot: "shipment 1", rank: 1 }),
    feeOf("shipping_forward", 720n, { source: "parcel_charge", slot: "shipment 1", rank: 4 }),
    feeOf("shipping_forward", 500n, { quality: "estimated", source: "fee_rule", slot: "rule", rank: 1 }),
  ];
  const profit = profitOf(orderOf({ lines: [soap], totalMinor: 12_100n, costs }));
  expect(profit?.total).toEqual(like({ shipping: 720n }));
  expect(profit).toEqual(expect.objectContaining({ costsMinor: 4_720n, estimatedMinor: 0n }));
});
