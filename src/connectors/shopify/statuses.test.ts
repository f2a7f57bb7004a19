import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StatusTerms } from "./statuses.ts";
import { readStatuses } from "./statuses.ts";

const words = (more: Partial<StatusTerms>): StatusTerms => ({
  cancelled: false,
  closed: false,
  financial: "PAID",
  fulfilment: "UNFULFILLED",
  returnStatus: "NO_RETURN",
  gateways: ["shopify_payments"],
  deliveries: [],
  ...more,
});

describe("statuses", () => {
  it.each([
    [{ cancelled: true, fulfilment: "ON_HOLD" }, "cancelled"],
    [{ fulfilment: "ON_HOLD" }, "on_hold"],
    [{ closed: true, fulfilment: "UNFULFILLED" }, "completed"],
    [{ fulfilment: "FULFILLED" }, "completed"],
    [{ fulfilment: "FULFILLMENT_NOT_REQUIRED" }, "completed"],
    [{ fulfilment: "FULFILLED", financial: "PENDING" }, "processing"],
    [{ fulfilment: "IN_PROGRESS" }, "processing"],
    [{ fulfilment: "PARTIALLY_FULFILLED" }, "processing"],
    [{ fulfilment: "PENDING_FULFILLMENT" }, "processing"],
    [{ fulfilment: "SCHEDULED" }, "processing"],
    [{ financial: "PAID" }, "confirmed"],
    [{ financial: "AUTHORIZED", fulfilment: "OPEN" }, "confirmed"],
    [{ financial: "PARTIALLY_PAID", fulfilment: "REQUEST_DECLINED" }, "confirmed"],
    [{ financial: "PENDING" }, "pending"],
    [{ financial: "EXPIRED" }, "pending"],
    [{ financial: null }, "pending"],
    [{ financial: "REFUNDED" }, "on_hold"],
    [{ fulfilment: "TELEPORTED" }, "on_hold"],
  ] as const)("%o is the order status %s", (more, expected) => {
    expect(readStatuses(words(more)).status).toBe(expected);
  });

  it.each([
    ["PENDING", "pending"],
    ["AUTHORIZED", "authorized"],
    ["PARTIALLY_PAID", "partially_paid"],
    ["PAID", "paid"],
    ["PARTIALLY_REFUNDED", "partially_refunded"],
    ["REFUNDED", "refunded"],
    ["VOIDED", "voided"],
    ["EXPIRED", "voided"],
    [null, "pending"],
  ] as const)("payment %s is %s", (financial, expected) => {
    expect(readStatuses(words({ financial })).financial).toBe(expected);
  });

  it("cash on delivery is Shopify's own manual gateway and nothing else", () => {
    const of = (gateway: string) => readStatuses(words({ financial: "PENDING", gateways: [gateway] })).financial;
    expect([
      of("Cash on Delivery (COD)"),
      of("cash_on_delivery"),
      of("manual"),
      of("Bank Deposit"),
      of("bogus"),
    ]).toEqual(["cod_pending", "cod_pending", "pending", "pending", "pending"]);
  });

  it.each([
    [{ fulfilment: "UNFULFILLED" }, "unfulfilled"],
    [{ fulfilment: "RESTOCKED" }, "unfulfilled"],
    [{ fulfilment: "PARTIALLY_FULFILLED", deliveries: ["DELIVERED"] }, "partial"],
    [{ fulfilment: "FULFILLED" }, "fulfilled"],
    [{ fulfilment: "FULFILLED", deliveries: ["IN_TRANSIT", "OUT_FOR_DELIVERY"] }, "in_transit"],
    [{ fulfilment: "FULFILLED", deliveries: ["DELIVERED", "PICKED_UP"] }, "delivered"],
    [{ fulfilment: "FULFILLED", deliveries: ["DELIVERED", "FULFILLED"] }, "fulfilled"],
    [{ fulfilment: "FULFILLED", returnStatus: "RETURNED" }, "returned"],
    [{ fulfilment: "FULFILLED", returnStatus: "INSPECTION_COMPLETE" }, "returned"],
    [{ fulfilment: "FULFILLED", returnStatus: "IN_PROGRESS" }, "fulfilled"],
  ] as const)("%o is the fulfilment status %s", (more, expected) => {
    expect(readStatuses(words(more)).fulfilment).toBe(expected);
  });

  it("a status of any text gives an answer, and unlisted ones are named", () => {
    const text = fc.string();
    fc.assert(
      fc.property(
        text,
        text,
        fc.option(text),
        fc.array(text),
        fc.boolean(),
        (financial, fulfilment, returnStatus, list, flag) => {
          const found = readStatuses({
            cancelled: flag,
            closed: !flag,
            financial,
            fulfilment,
            returnStatus,
            gateways: list,
            deliveries: list,
          });
          expect(found.status).toBeTruthy();
          expect(found.unknown.length).toBeGreaterThanOrEqual(0);
        },
      ),
    );
    expect(readStatuses(words({ financial: "GIFTED", fulfilment: "BEAMED" })).unknown).toEqual([
      "displayFinancialStatus GIFTED",
      "displayFulfillmentStatus BEAMED",
    ]);
  });
});
