import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FINANCIAL_STATUSES, FULFILMENT_STATUSES, ORDER_STATUSES } from "../../commerce/statuses.ts";
import { options } from "./orders.ts";
import { PAYMENTS, platformStatus, SHIPPINGS, statusesOf, statusTermsOf } from "./statuses.ts";

const quiet = { drift: () => undefined };
const texts = fc.record({
  state: fc.constantFrom("cart", "new", "cancelled", "fulfilled"),
  paymentState: fc.constantFrom(...Object.keys(PAYMENTS)),
  shippingState: fc.constantFrom(...Object.keys(SHIPPINGS)),
});
const of = (text: string, isCod = false) => {
  const { status, financial, fulfilment } = statusesOf(statusTermsOf(text), isCod, quiet);
  return [status, financial, fulfilment];
};

describe("the shop's three words", () => {
  test.each([
    ["new/awaiting_payment/ready", false, ["pending", "pending", "unfulfilled"]],
    ["new/awaiting_payment/ready", true, ["confirmed", "cod_pending", "unfulfilled"]],
    ["new/paid/ready", false, ["confirmed", "paid", "unfulfilled"]],
    ["new/authorized/ready", false, ["confirmed", "authorized", "unfulfilled"]],
    ["new/paid/partially_shipped", false, ["processing", "paid", "partial"]],
    ["new/awaiting_payment/shipped", true, ["processing", "cod_pending", "in_transit"]],
    ["fulfilled/paid/shipped", false, ["completed", "paid", "fulfilled"]],
    ["fulfilled/refunded/shipped", false, ["completed", "refunded", "fulfilled"]],
    ["cancelled/cancelled/cancelled", false, ["cancelled", "voided", "unfulfilled"]],
    ["cancelled/paid/cancelled", false, ["cancelled", "paid", "unfulfilled"]],
    ["cancelled/cancelled/shipped", true, ["cancelled", "voided", "in_transit"]],
    ["new/refunded/ready", false, ["confirmed", "refunded", "unfulfilled"]],
    ["new/partially_paid/ready", false, ["on_hold", "partially_paid", "unfulfilled"]],
    ["new/partially_authorized/ready", false, ["on_hold", "pending", "unfulfilled"]],
    ["new/partially_refunded/shipped", false, ["processing", "partially_refunded", "in_transit"]],
  ] as const)("%s (cash on delivery: %s) is %j", (text, isCod, expected) => {
    expect(of(text, isCod)).toEqual(expected);
  });

  test("each combination has its three of ours, without drift", () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (one, isCod) => {
        const drifts: unknown[] = [];
        const reported = statusesOf(one, isCod, { drift: (report) => void drifts.push(report) });
        expect(ORDER_STATUSES).toContain(reported.status);
        expect(FINANCIAL_STATUSES).toContain(reported.financial);
        expect(FULFILMENT_STATUSES).toContain(reported.fulfilment);
        expect(drifts).toEqual([]);
        expect(statusTermsOf(platformStatus(one))).toEqual(one);
      }),
    );
  });

  test("a word nobody knows holds the order and is reported", () => {
    fc.assert(
      fc.property(texts, fc.constantFrom("state", "paymentState", "shippingState"), (one, path) => {
        const drifts: { path: string }[] = [];
        const existing = { ...one, state: "new", [path]: "teleported" };
        const { status } = statusesOf(existing, false, { drift: (report) => void drifts.push(report) });
        expect(status).toBe("on_hold");
        expect(drifts.map((report) => report.path)).toEqual([path]);
      }),
    );
  });

  test("the offered commands follow the state: only a new order is shipped or cancelled, only a paid one refunded", () => {
    fc.assert(
      fc.property(texts, (one) => {
        const order = { key: "k", number: "1", currency: "EUR", status: "pending", lines: [] } as const;
        const offered = options({ ...order, platformStatus: platformStatus(one) })
          .filter((option) => option.allowed)
          .map((option) => option.kind);
        if (one.state !== "new") expect(offered.filter((kind) => kind !== "refund")).toEqual([]);
        expect(offered.includes("refund")).toBe(one.paymentState === "paid" && one.state !== "cart");
        expect(offered).not.toContain("note");
      }),
    );
  });
});
