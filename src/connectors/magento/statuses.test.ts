import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FINANCIAL_STATUSES, FULFILMENT_STATUSES, ORDER_STATUSES } from "../../commerce/statuses.ts";
import { options } from "./orders.ts";
import type { Counted, Paid } from "./statuses.ts";
import {
  platformStatus,
  REQUESTABLE,
  requestableStatuses,
  STATES,
  STATUSES,
  statusesOf,
  statusTermsOf,
} from "./statuses.ts";

const UNPAID: Paid = { total: "20", paid: "0", refunded: "0", authorized: "0" };
const PAID: Paid = { ...UNPAID, paid: "20" };
const NOTHING_LEFT: Counted = { wanted: 2, shipped: 0 };
const quiet = { drift: () => undefined };

const of = (text: string, money: Paid = UNPAID, counted: Counted = NOTHING_LEFT, isCod = false) => {
  const [state = "", status = state] = text.split("/");
  const reported = statusesOf({ state, status }, money, counted, isCod, quiet);
  return [reported.status, reported.financial, reported.fulfilment];
};

describe("states of the shop in our words", () => {
  test.each([
    ["new/pending", UNPAID, NOTHING_LEFT, false, ["pending", "pending", "unfulfilled"]],
    ["new/pending", UNPAID, NOTHING_LEFT, true, ["confirmed", "cod_pending", "unfulfilled"]],
    ["new/pending", { ...UNPAID, authorized: "20" }, NOTHING_LEFT, false, ["pending", "authorized", "unfulfilled"]],
    ["pending_payment", UNPAID, NOTHING_LEFT, false, ["pending", "pending", "unfulfilled"]],
    ["pending_payment/pending_paypal", UNPAID, NOTHING_LEFT, false, ["pending", "pending", "unfulfilled"]],
    ["payment_review", UNPAID, NOTHING_LEFT, false, ["on_hold", "authorized", "unfulfilled"]],
    ["payment_review/fraud", UNPAID, NOTHING_LEFT, false, ["on_hold", "authorized", "unfulfilled"]],
    ["processing", PAID, NOTHING_LEFT, false, ["processing", "paid", "unfulfilled"]],
    [
      "processing",
      { ...UNPAID, paid: "5" },
      { wanted: 2, shipped: 1 },
      false,
      ["processing", "partially_paid", "partial"],
    ],
    ["processing/fraud", PAID, NOTHING_LEFT, false, ["on_hold", "paid", "unfulfilled"]],
    ["processing/paypal_reversed", PAID, NOTHING_LEFT, false, ["on_hold", "paid", "unfulfilled"]],
    ["processing/paypal_canceled_reversal", PAID, NOTHING_LEFT, false, ["processing", "paid", "unfulfilled"]],
    ["processing/picking_of_our_own", PAID, NOTHING_LEFT, false, ["processing", "paid", "unfulfilled"]],
    ["holded", PAID, NOTHING_LEFT, false, ["on_hold", "paid", "unfulfilled"]],
    ["complete", PAID, { wanted: 2, shipped: 2 }, false, ["completed", "paid", "fulfilled"]],
    // Downloads and services: an order of nothing else is complete once it is invoiced.
    ["complete", PAID, { isVirtual: true, wanted: 0, shipped: 0 }, false, ["completed", "paid", "fulfilled"]],
    ["processing", PAID, { isVirtual: true, wanted: 0, shipped: 0 }, false, ["processing", "paid", "unfulfilled"]],
    // All items refunded, the shipping kept: complete, and nothing ever left.
    [
      "complete",
      { ...PAID, refunded: "15" },
      { wanted: 0, shipped: 0 },
      false,
      ["completed", "partially_refunded", "unfulfilled"],
    ],
    ["closed", { ...PAID, refunded: "20" }, { wanted: 2, shipped: 2 }, false, ["completed", "refunded", "returned"]],
    ["closed", { ...PAID, refunded: "20" }, { wanted: 0, shipped: 0 }, false, ["cancelled", "refunded", "unfulfilled"]],
    ["canceled", UNPAID, NOTHING_LEFT, false, ["cancelled", "voided", "unfulfilled"]],
    // Paid and called off: refunded is only what a credit memo says went back.
    ["canceled", PAID, NOTHING_LEFT, false, ["cancelled", "paid", "unfulfilled"]],
    ["closed", PAID, NOTHING_LEFT, false, ["cancelled", "paid", "unfulfilled"]],
    // Cancelled for the rest: a piece had left before.
    ["canceled", UNPAID, { wanted: 1, shipped: 1 }, false, ["cancelled", "voided", "fulfilled"]],
    ["new/pending", { ...UNPAID, total: "0" }, NOTHING_LEFT, false, ["pending", "paid", "unfulfilled"]],
  ] as const)("%s", (texts, money, counted, isCod, expected) => {
    expect(of(texts, money, counted, isCod)).toEqual(expected);
  });

  test("every state of the sheet has its row, and a new word is put on hold and reported", () => {
    const states = [
      "new",
      "pending_payment",
      "payment_review",
      "processing",
      "holded",
      "complete",
      "closed",
      "canceled",
    ];
    expect(Object.keys(STATES).sort()).toEqual([...states].sort());
    expect(Object.keys(REQUESTABLE).sort()).toEqual([...states].sort());
    const drifts: unknown[] = [];
    const reported = statusesOf({ state: "brand_new", status: "x" }, UNPAID, NOTHING_LEFT, false, {
      drift: (one) => void drifts.push(one),
    });
    expect([reported.status, drifts.length]).toEqual(["on_hold", 1]);
    expect(Object.keys(STATUSES)).toEqual(["fraud", "paypal_reversed"]);
  });

  test.each([
    ["processing/fraud", "fraud"],
    ["payment_review/fraud", "fraud"],
    ["payment_review/payment_review", "payment"],
    ["processing/paypal_reversed", "payment"],
    ["holded/holded", null],
    ["closed/fraud", null],
  ])("%s doubts %s", (text, doubt) => {
    const [state = "", status = ""] = text.split("/");
    expect(statusesOf({ state, status }, UNPAID, NOTHING_LEFT, false, quiet).doubt).toBe(doubt);
  });

  test("a state of any text and amounts gives one of ours", () => {
    const amount = fc.integer({ min: 0, max: 100_000 }).map((cents) => (cents / 100).toFixed(2));
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...Object.keys(STATES)), fc.string()),
        fc.string(),
        fc.record({ total: amount, paid: amount, refunded: amount, authorized: amount }),
        fc.record({ wanted: fc.nat(9), shipped: fc.nat(9) }),
        fc.boolean(),
        (state, status, money, counted, isCod) => {
          const reported = statusesOf({ state, status }, money, counted, isCod, quiet);
          expect(ORDER_STATUSES).toContain(reported.status);
          expect(FINANCIAL_STATUSES).toContain(reported.financial);
          expect(FULFILMENT_STATUSES).toContain(reported.fulfilment);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("the allowed commands", () => {
  const order = (platform: string, fulfilledQuantity = 0) => ({
    key: "1",
    number: "000000001",
    currency: "EUR",
    status: "pending" as const,
    platformStatus: platform,
    lines: [{ key: "1", quantity: 2, fulfilledQuantity }],
  });
  const allowed = (platform: string, fulfilled = 0) =>
    options(order(platform, fulfilled))
      .filter((option) => option.allowed)
      .map((option) => option.kind);

  test("the allowed commands follow the state and what is invoiced", () => {
    expect(allowed("new/pending, not invoiced")).toEqual(["status", "fulfil", "cancel", "note"]);
    expect(allowed("processing/processing, invoiced")).toEqual(["status", "fulfil", "refund", "note"]);
    expect(allowed("processing/processing, partly invoiced", 2)).toEqual(["status", "cancel", "refund", "note"]);
    expect(allowed("holded/holded, invoiced")).toEqual(["status", "note"]);
    expect(allowed("payment_review/fraud, not invoiced")).toEqual(["note"]);
    expect(allowed("complete/complete, invoiced", 2)).toEqual(["refund", "note"]);
    expect(allowed("closed/closed, invoiced", 2)).toEqual(["note"]);
    expect(allowed("canceled/canceled, not invoiced")).toEqual(["note"]);
    expect(allowed("")).toEqual([]);
  });

  test("every status of ours is offered in some state, or in none", () => {
    const offered = new Set(Object.values(REQUESTABLE).flat());
    expect([...offered].sort()).toEqual(["cancelled", "completed", "confirmed", "on_hold", "pending", "processing"]);
    expect(requestableStatuses("processing/processing, invoiced")).toEqual(["completed", "on_hold"]);
    expect(requestableStatuses("holded/holded, invoiced")).toEqual(["pending", "confirmed", "processing"]);
  });

  test("the platform's words survive the way through the order", () => {
    for (const state of Object.keys(STATES))
      expect(statusTermsOf(platformStatus({ state, status: "own_word" }, "partly invoiced"))).toEqual({
        state,
        status: "own_word",
        invoiced: "partly invoiced",
      });
  });
});
