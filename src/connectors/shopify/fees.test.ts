import { expect, it } from "vitest";
import { collect } from "../kit/conformance/bench.ts";
import { fees, feesOf } from "./fees.ts";
import { openRig } from "./testing.ts";

const quiet = { drift: () => undefined };
const money = (amount: string, currencyCode = "EUR") => ({ amount, currencyCode });
const order = (fees: object[]) => ({
  id: "gid://shopify/Order/450789469",
  updatedAt: "2026-11-20T10:00:00Z",
  transactions: [{ id: "gid://shopify/OrderTransaction/1", processedAt: "2026-11-19T09:00:00+02:00", fees }],
});
const fee = (changes: object = {}) => ({
  id: "gid://shopify/TransactionFee/77",
  type: "processing_fee",
  rateName: "domestic",
  amount: money("1.30"),
  taxAmount: money("0.25"),
  ...changes,
});

it("a fee is what is taken with its tax, told apart, at the time of its payment", () => {
  expect(feesOf(order([fee()]) as never, quiet)).toEqual([
    {
      key: "77",
      orderKey: "450789469",
      kind: "payment_fee",
      amount: { minor: 155n, currency: "EUR" },
      taxMinor: 25n,
      at: "2026-11-19T07:00:00.000Z",
      text: "domestic",
      raw: { id: "gid://shopify/TransactionFee/77", type: "processing_fee" },
    },
  ]);
});

it("zeros are no fees, and currencies without places stay whole", () => {
  const none = fee({ amount: money("0.00"), taxAmount: money("0.00") });
  expect(feesOf(order([none]) as never, quiet)).toEqual([]);
  const yen = fee({ amount: money("120", "JPY"), taxAmount: money("12", "JPY") });
  expect(feesOf(order([yen]) as never, quiet)[0]?.amount).toEqual({ minor: 132n, currency: "JPY" });
});

it("orders that changed before the seller's days are not looked at again; 0 days turn it off", async () => {
  const reportedAfter = async (days: number, waitDays: number) => {
    const rig = await openRig(undefined, { settings: { lateFeeDays: days } });
    try {
      const late = fees.sweeps.find(({ id }) => id === "late");
      if (!late) throw new Error("no sweep of late fees");
      rig.sandbox.shop.addProduct({
        ...{ title: "Mug", status: "active" as const },
        variants: [{ sku: "M", price: "10.00", stock: 9 }],
      });
      const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "M", quantity: 1 }], payment: "paid" });
      const { cursor } = await collect(late, rig.ctx);
      rig.sandbox.shop.settleLate?.(key);
      await rig.clock.sleep(waitDays * 86_400_000);
      return (await collect(late, rig.ctx, { cursor })).items.map(({ orderKey }) => orderKey === key);
    } finally {
      await rig.close();
    }
  };
  expect([await reportedAfter(5, 4), await reportedAfter(5, 6), await reportedAfter(0, 1)]).toEqual([[true], [], []]);
});
