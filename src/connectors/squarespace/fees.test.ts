import { expect, test } from "vitest";
import { feesOf } from "./fees.ts";

const usd = (value: string) => ({ currency: "USD", value });
const document = (payments: readonly object[], salesOrderId: string | null = "o-1") => ({
  ...{ id: "d-1", createdOn: "2026-11-20T10:00:00Z", modifiedOn: "2026-11-21T10:00:00Z", salesOrderId },
  payments: payments.map((payment) => ({ provider: "STRIPE", paidOn: "2026-11-20T11:00:00Z", ...payment })),
});
const told = (raw: Parameters<typeof feesOf>[0]) =>
  feesOf(raw, { drift: () => undefined }).map(({ key, orderKey, amount, at, text }) => [
    ...[key, orderKey ?? null, amount.minor, at.slice(0, 10), text],
  ]);

test("fees of all payments of an order, with what a gateway gave back, whatever sign it writes", () => {
  const back = { id: "b", amount: usd("0.30"), refundedOn: "2026-11-22T10:00:00Z" };
  const fees = [{ id: "f", amount: usd("3.20"), feeRefunds: [back] }];
  const more = [{ id: "g", amount: usd("-1.10"), feeRefunds: null }];
  expect(told(document([{ processingFees: fees }, { provider: "PAYPAL", processingFees: more }]))).toEqual([
    ["f", "o-1", 320n, "2026-11-20", "STRIPE"],
    ["b", "o-1", -30n, "2026-11-22", "STRIPE"],
    ["g", "o-1", 110n, "2026-11-20", "PAYPAL"],
  ]);
});

test("a donation's fees are of the account, and a payment without fees tells none", () => {
  const fees = [{ id: "f", amount: usd("1.00") }];
  expect(told(document([{ processingFees: fees }, { processingFees: null }, {}], null))).toEqual([
    ["f", null, 100n, "2026-11-20", "STRIPE"],
  ]);
});
