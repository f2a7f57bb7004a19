import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FINANCIAL_STATUSES, FULFILMENT_STATUSES, ORDER_STATUSES } from "../../commerce/statuses.ts";
import { PRODUCT_STATES } from "./product-mapping.ts";
import {
  CANCELLATION_STATES,
  cancellationState,
  ORDER_STATES,
  PACKAGE_STATES,
  packageState,
  RETURN_STATES,
  returnState,
  type StatusInput,
  statusesOf,
} from "./statuses.ts";
import { readingContext } from "./testing.ts";

const plain: StatusInput = {
  status: "AWAITING_SHIPMENT",
  isCod: false,
  wasPaid: true,
  isPreOrder: false,
  refundedMinor: 0n,
  totalMinor: 1_000n,
  hasOpenClaim: false,
  isReturned: false,
  isUndelivered: false,
};

const of = (more: Partial<StatusInput>) => {
  const { ctx, drifts } = readingContext();
  const { status, financial, fulfilment } = statusesOf({ ...plain, ...more }, ctx);
  return [status, financial, fulfilment, ...drifts];
};

describe("every status of the platform", () => {
  it.each([
    ["UNPAID", { wasPaid: false }, "pending", "pending", "unfulfilled"],
    ["UNPAID", { wasPaid: false, isCod: true }, "pending", "cod_pending", "unfulfilled"],
    ["ON_HOLD", {}, "on_hold", "paid", "unfulfilled"],
    ["ON_HOLD", { isCod: true, wasPaid: false }, "on_hold", "cod_pending", "unfulfilled"],
    ["ON_HOLD", { isPreOrder: true }, "on_hold", "authorized", "unfulfilled"],
    ["AWAITING_SHIPMENT", {}, "confirmed", "paid", "unfulfilled"],
    ["AWAITING_SHIPMENT", { isCod: true, wasPaid: false }, "confirmed", "cod_pending", "unfulfilled"],
    ["PARTIALLY_SHIPPING", {}, "processing", "paid", "partial"],
    ["AWAITING_COLLECTION", {}, "processing", "paid", "fulfilled"],
    ["IN_TRANSIT", {}, "processing", "paid", "in_transit"],
    ["IN_TRANSIT", { isCod: true, wasPaid: false }, "processing", "cod_pending", "in_transit"],
    ["DELIVERED", {}, "processing", "paid", "delivered"],
    ["DELIVERED", { isCod: true, wasPaid: false }, "processing", "paid", "delivered"],
    ["COMPLETED", {}, "completed", "paid", "delivered"],
    ["COMPLETED", { refundedMinor: 1_000n }, "completed", "refunded", "delivered"],
    ["COMPLETED", { refundedMinor: 400n }, "completed", "partially_refunded", "delivered"],
    ["COMPLETED", { refundedMinor: 1_000n, isReturned: true }, "completed", "refunded", "returned"],
    ["CANCELLED", {}, "cancelled", "refunded", "unfulfilled"],
    ["CANCELLED", { wasPaid: false }, "cancelled", "voided", "unfulfilled"],
    ["CANCELLED", { isCod: true }, "cancelled", "voided", "unfulfilled"],
    ["CANCEL", {}, "cancelled", "refunded", "unfulfilled"],
  ] as const)("%s %o is %s, %s, %s", (status, more, ...expected) => {
    expect(of({ status, ...more })).toEqual(expected);
  });

  it("all of the documents' words are there", () => {
    expect(Object.keys(ORDER_STATES).sort()).toEqual(
      [
        "UNPAID",
        "ON_HOLD",
        "AWAITING_SHIPMENT",
        "PARTIALLY_SHIPPING",
        "AWAITING_COLLECTION",
        "IN_TRANSIT",
        "DELIVERED",
        "COMPLETED",
        "CANCELLED",
        "CANCEL",
      ].sort(),
    );
    expect(Object.keys(PACKAGE_STATES).sort()).toEqual(
      ["CANCELLED", "COMPLETED", "FULFILLING", "PROCESSING", "TO_FULFILL"].sort(),
    );
    expect(Object.keys(PRODUCT_STATES).sort()).toEqual(
      [
        "INITIAL",
        "DRAFT",
        "PENDING",
        "FAILED",
        "ACTIVATE",
        "SELLER_DEACTIVATED",
        "PLATFORM_DEACTIVATED",
        "FREEZE",
        "DELETED",
      ].sort(),
    );
  });

  it.each(Object.entries(PACKAGE_STATES))("package %s is %s", (word, expected) => {
    expect(packageState(word, readingContext().ctx)).toBe(expected);
  });

  it.each(Object.entries(CANCELLATION_STATES))("cancellation %s is %s", (word, expected) => {
    expect(cancellationState(word, readingContext().ctx)).toBe(expected);
  });

  it.each(Object.entries(RETURN_STATES))("return %s is %s", (word, expected) => {
    expect(returnState(word, readingContext().ctx)).toBe(expected);
  });
});

describe("words nobody knows", () => {
  it("an unlisted status holds the order and is reported", () => {
    expect(of({ status: "TELEPORTED" })).toEqual(["on_hold", "paid", "unfulfilled", "status"]);
    const { ctx, drifts } = readingContext();
    expect([returnState("?", ctx), cancellationState("?", ctx), packageState("?", ctx)]).toEqual([
      "open",
      "open",
      "fulfilled",
    ]);
    expect(drifts).toEqual(["return_status", "cancel_status", "package_status"]);
  });

  it("an open claim holds every order that is not cancelled", () => {
    for (const status of Object.keys(ORDER_STATES))
      expect(of({ status, hasOpenClaim: true })[0], status).toBe(status.startsWith("CANCEL") ? "cancelled" : "on_hold");
  });

  it("a status of any text and facts gives one of the hub's own", () => {
    const word = fc.oneof(fc.constantFrom(...Object.keys(ORDER_STATES)), fc.string());
    fc.assert(
      fc.property(
        word,
        fc.record({
          isCod: fc.boolean(),
          wasPaid: fc.boolean(),
          isPreOrder: fc.boolean(),
          hasOpenClaim: fc.boolean(),
          isReturned: fc.boolean(),
          refundedMinor: fc.bigInt({ min: 0n, max: 2_000n }),
        }),
        (status, facts) => {
          const reported = statusesOf({ ...plain, ...facts, status }, readingContext().ctx);
          expect(ORDER_STATUSES).toContain(reported.status);
          expect(FINANCIAL_STATUSES).toContain(reported.financial);
          expect(FULFILMENT_STATUSES).toContain(reported.fulfilment);
        },
      ),
    );
  });
});
