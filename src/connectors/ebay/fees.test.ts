import { describe, expect, it } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import { feesOf } from "./fees.ts";
import { linesOf } from "./payouts.ts";
import { callsTo, mug, openAccount } from "./testing.ts";

const ctx = { drift: () => undefined };
const usd = (value: string) => ({ value, currency: "USD" });

const row = (more: { readonly [key: string]: Json }): Json => ({
  transactionId: "12-1",
  transactionType: "SALE",
  transactionDate: "2026-06-02T10:00:00.000Z",
  bookingEntry: "CREDIT",
  orderId: "12-00001-00001",
  ...more,
});

/** The shape of the answer of 2026-06-02 the sheet tells of: net of its fees. */
const net = row({
  amount: usd("162.36"),
  totalFeeAmount: usd("32.64"),
  totalFeeBasisAmount: usd("195.00"),
  orderLineItems: [
    {
      lineItemId: "1",
      feeBasisAmount: usd("214.50"),
      marketplaceFees: [
        { feeType: "FINAL_VALUE_FEE", amount: usd("32.24") },
        { feeType: "FINAL_VALUE_FEE_FIXED_PER_ORDER", amount: usd("0.40") },
      ],
    },
  ],
});

const sums = (lines: ReturnType<typeof linesOf>) => lines.map(({ kind, amount }) => [kind, amount.minor]);

describe("a transaction", () => {
  it("a transaction net of its fees is a sale and its fees, to the cent", () => {
    expect(sums(linesOf(net, ctx))).toEqual([
      ["sale", 19500n],
      ["commission", -3224n],
      ["commission", -40n],
    ]);
    expect(feesOf(net, ctx).map(({ amount }) => amount.minor)).toEqual([3224n, 40n]);
  });

  it("a gross transaction brings no fees: those are rows of their own", () => {
    const gross = row({
      amount: usd("4.74"),
      totalFeeAmount: usd("2.07"),
      totalFeeBasisAmount: usd("4.74"),
      orderLineItems: [{ lineItemId: "1", marketplaceFees: [{ feeType: "FINAL_VALUE_FEE", amount: usd("2.07") }] }],
    });
    expect(sums(linesOf(gross, ctx))).toEqual([["sale", 474n]]);
    expect(feesOf(gross, ctx)).toEqual([]);
  });

  it("a refund's transaction takes money and gives its fees back", () => {
    const refund = row({
      transactionType: "REFUND",
      bookingEntry: "DEBIT",
      amount: usd("8.00"),
      totalFeeAmount: usd("2.00"),
      totalFeeBasisAmount: usd("10.00"),
      orderLineItems: [{ lineItemId: "1", marketplaceFees: [{ feeType: "FINAL_VALUE_FEE", amount: usd("2.00") }] }],
    });
    expect(sums(linesOf(refund, ctx))).toEqual([
      ["refund", -1000n],
      ["commission", 200n],
    ]);
    expect(feesOf(refund, ctx).map(({ amount }) => amount.minor)).toEqual([-200n]);
  });

  it("a charge of its own is booked once, whatever eBay calls it", () => {
    const charge = row({
      transactionType: "NON_SALE_CHARGE",
      bookingEntry: "DEBIT",
      feeType: "AD_FEE",
      amount: usd("1.25"),
    });
    expect(feesOf(charge, ctx)).toMatchObject([{ kind: "advertising", amount: { minor: 125n }, text: "AD_FEE" }]);
    expect(sums(linesOf(charge, ctx))).toEqual([["advertising", -125n]]);
  });
});

describe("an account", () => {
  it("an account without transactions gets nothing, and one of the United Kingdom signs", async () => {
    await using account = await openAccount("GBP");
    account.shop.addProduct(mug("A"));
    const connection = await account.connect();
    const { sweeps, settlements } = portOf(connection, "fees");
    const all = async () => {
      const found = [];
      for (const sweep of [...sweeps, ...(settlements ?? [])])
        for await (const page of sweep.run({ cursor: null, since: "2026-11-01T00:00:00Z" }, connection.ctx))
          found.push(...page.items);
      return found;
    };
    expect(await all()).toEqual([]);
    const key = account.shop.placeOrder({ lines: [{ sku: "A", quantity: 1 }] });
    must(account.shop.settleOrder)(key);
    expect(await all()).toHaveLength(3);
    expect(new Set(callsTo(account, "/sell/finances/").map(({ status }) => status))).toEqual(new Set([204, 200]));
  });
});
