import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { moneyOf, type OrderFigures } from "./order-money.ts";
import { FINANCIAL_STATUSES, ORDER_STATUSES } from "./statuses.ts";

const minor = fc.bigInt({ min: 0n, max: 1_000_000n });
const figures: fc.Arbitrary<OrderFigures> = fc.record({
  status: fc.constantFrom(...ORDER_STATUSES),
  financial: fc.constantFrom(...FINANCIAL_STATUSES),
  discountMinor: fc.option(minor),
  shippingMinor: fc.option(minor, { freq: 20 }),
  feesMinor: fc.option(minor, { freq: 20 }),
  taxMinor: fc.option(minor, { freq: 20 }),
  totalMinor: fc.option(minor, { freq: 20 }),
  taxIncluded: fc.boolean(),
  lines: fc.array(fc.record({ discountMinor: minor, totalMinor: minor }), { maxLength: 6 }),
  refunds: fc.array(fc.record({ amountMinor: minor }), { maxLength: 3 }),
  transactions: fc.array(
    fc.record({
      kind: fc.constantFrom("authorization", "sale", "capture", "refund", "void"),
      status: fc.constantFrom("success", "pending", "failed"),
      amountMinor: minor,
    }),
    { maxLength: 3 },
  ),
});

const plain: OrderFigures = {
  status: "processing",
  financial: "paid",
  discountMinor: 0n,
  shippingMinor: 495n,
  feesMinor: 0n,
  taxMinor: 210n,
  totalMinor: 2705n,
  taxIncluded: false,
  lines: [{ discountMinor: 100n, totalMinor: 2000n }],
  refunds: [],
  transactions: [],
};

test("the sum of an order adds up to its total, whatever the platform tells [E1.2]", () => {
  fc.assert(
    fc.property(figures, (order) => {
      const money = moneyOf(order);
      const tax = order.taxIncluded ? 0n : order.taxMinor;
      const isHidden = [order.totalMinor, order.shippingMinor, order.feesMinor, tax].includes(null);
      if (isHidden) {
        expect(money.residualMinor).toBeNull();
        return;
      }
      const sum =
        money.subtotalMinor -
        money.lineDiscountMinor -
        money.orderDiscountMinor +
        (money.shippingMinor ?? 0n) +
        (money.feesMinor ?? 0n) +
        (tax ?? 0n) +
        (money.residualMinor ?? 0n);
      expect(sum).toBe(money.totalMinor);
      expect(money.orderDiscountMinor).toBeGreaterThanOrEqual(0n);
      expect(money.outstandingMinor ?? 0n).toBeGreaterThanOrEqual(0n);
    }),
  );
});

describe("the residual", () => {
  test("an order that adds up has no residual", () => {
    expect(moneyOf(plain)).toMatchObject({ subtotalMinor: 2100n, residualMinor: 0n, orderDiscountMinor: 0n });
  });
  test("a platform's rounding leaves a residual", () => {
    expect(moneyOf({ ...plain, totalMinor: 2706n })).toMatchObject({ residualMinor: 1n });
  });
  test("a discount beside the lines counts as the order's, as far as the platform reports one", () => {
    const order = { ...plain, discountMinor: 400n, totalMinor: 2404n };
    expect(moneyOf(order)).toMatchObject({ lineDiscountMinor: 100n, orderDiscountMinor: 300n, residualMinor: -1n });
  });
});

describe("paid and outstanding", () => {
  test("paid and outstanding amounts follow the payments where they are reported", () => {
    const transactions = [
      { kind: "authorization", status: "success", amountMinor: 2705n },
      { kind: "capture", status: "success", amountMinor: 1000n },
      { kind: "capture", status: "failed", amountMinor: 1705n },
    ];
    const order = { ...plain, financial: "partially_paid" as const, transactions };
    expect(moneyOf(order)).toMatchObject({ paidMinor: 1000n, outstandingMinor: 1705n });
  });
  test("an order owes nothing for items an exchange took back that the channel's total does not contain", () => {
    const order = { ...plain, financial: "partially_refunded" as const, currentTotalMinor: 2305n };
    const transactions = [{ kind: "sale", status: "success", amountMinor: 2705n }];
    const refunds = [
      { key: "r1", amountMinor: 400n },
      { key: "exchange:1", amountMinor: 700n },
    ];
    expect(moneyOf({ ...order, transactions, refunds })).toMatchObject({ refundedMinor: 1100n, outstandingMinor: 0n });
  });
  test("money given back of an advance is neither owed again nor counted twice", () => {
    const transactions = [
      { kind: "sale", status: "success", amountMinor: 1000n },
      { kind: "refund", status: "success", amountMinor: 400n },
    ];
    const order = {
      ...plain,
      financial: "partially_refunded" as const,
      refunds: [{ amountMinor: 400n }],
      transactions,
    };
    expect(moneyOf(order)).toMatchObject({ outstandingMinor: 1705n });
    // Money that goes back beside the records of refunds is a return of what was paid, and nothing the buyer owes.
    expect(moneyOf({ ...order, totalMinor: 1000n, refunds: [] })).toMatchObject({ outstandingMinor: 0n });
    expect(moneyOf({ ...order, transactions: [], financial: "cod_pending" })).toMatchObject({
      outstandingMinor: 2305n,
    });
  });
  const took = (amountMinor: bigint, kind = "sale") => ({ kind, status: "success", amountMinor });
  const states: readonly (Partial<OrderFigures> & {
    readonly state: string;
    readonly back: bigint;
    readonly owed: bigint;
  })[] = [
    {
      state: "an advance, part given back",
      financial: "partially_refunded",
      transactions: [took(500n)],
      back: 200n,
      owed: 2000n,
    },
    {
      state: "the same, with the movement told",
      financial: "partially_paid",
      transactions: [took(500n), took(200n, "refund")],
      back: 200n,
      owed: 2000n,
    },
    {
      state: "refunded unpaid, then part paid",
      financial: "partially_paid",
      transactions: [took(500n)],
      back: 1000n,
      owed: 1000n,
    },
    {
      state: "paid, part refunded",
      financial: "partially_refunded",
      transactions: [took(2500n)],
      back: 200n,
      owed: 0n,
    },
    { state: "paid, not each payment told", financial: "paid", transactions: [took(500n)], back: 0n, owed: 0n },
  ];
  test.each(states)(
    "an order in the state '$state' leaves the outstanding amount",
    ({ state: _, back, owed, ...order }) => {
      const refunds = [{ amountMinor: back }];
      expect(moneyOf({ ...plain, ...order, totalMinor: 2500n, refunds })).toMatchObject({ outstandingMinor: owed });
    },
  );
  test("paid and outstanding amounts follow the status elsewhere, and are unknown where it says partly paid", () => {
    expect(moneyOf(plain)).toMatchObject({ paidMinor: 2705n, outstandingMinor: 0n });
    expect(moneyOf({ ...plain, financial: "cod_pending" })).toMatchObject({ paidMinor: 0n, outstandingMinor: 2705n });
    expect(moneyOf({ ...plain, financial: "partially_paid" })).toMatchObject({
      paidMinor: null,
      outstandingMinor: null,
    });
    expect(moneyOf({ ...plain, status: "cancelled", financial: "pending" })).toMatchObject({ outstandingMinor: 0n });
  });
});
