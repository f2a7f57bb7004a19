import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SHIPMENT_MOVES } from "./shipment-states.ts";
import {
  FINANCIAL_STATUSES,
  FINANCIAL_TRANSITIONS,
  FULFILMENT_STATUSES,
  FULFILMENT_TRANSITIONS,
  holdsStock,
  mayMove,
  ORDER_STATUSES,
  ORDER_TRANSITIONS,
  SHIPMENT_STATUSES,
} from "./statuses.ts";

const axes: readonly [string, readonly string[], Readonly<Record<string, readonly string[]>>][] = [
  ["order", ORDER_STATUSES, ORDER_TRANSITIONS],
  ["financial", FINANCIAL_STATUSES, FINANCIAL_TRANSITIONS],
  ["fulfilment", FULFILMENT_STATUSES, FULFILMENT_TRANSITIONS],
  ["shipment", SHIPMENT_STATUSES, SHIPMENT_MOVES],
];

describe.each(axes)("the %s axis", (_name, statuses, table) => {
  test("an axis has exactly its statuses and moves only between them", () => {
    expect(Object.keys(table).sort()).toEqual([...statuses].sort());
    for (const to of Object.values(table).flat()) expect(statuses).toContain(to);
    for (const [from, tos] of Object.entries(table)) {
      expect(tos, "staying is always allowed and not listed").not.toContain(from);
      expect(new Set(tos).size).toBe(tos.length);
    }
  });

  test("an axis leads from where every story starts to every other status", () => {
    const reachable = new Set([statuses[0] ?? ""]);
    for (const from of reachable) for (const to of table[from] ?? []) reachable.add(to);
    expect([...reachable].sort()).toEqual([...statuses].sort());
  });

  test("an axis allows no move out of a final status", () => {
    const status = fc.constantFrom(...statuses);
    fc.assert(
      fc.property(status, status, (from, to) => {
        const isEnd = (table[from] ?? []).length === 0;
        if (isEnd) expect(mayMove(table, from, to)).toBe(from === to);
        expect(mayMove(table, from, from)).toBe(true);
      }),
    );
  });
});

describe("an order", () => {
  test("a cancelled or completed order stays so", () => {
    for (const end of ["cancelled", "completed"] as const) expect(ORDER_TRANSITIONS[end]).toEqual([]);
  });

  test("a refunded order is not paid again", () => {
    expect(mayMove(FINANCIAL_TRANSITIONS, "refunded", "paid")).toBe(false);
    expect(mayMove(FINANCIAL_TRANSITIONS, "paid", "partially_refunded")).toBe(true);
  });

  test("an order promises its units until it is over, its payment failed, or its money went back", () => {
    const promising = (status: (typeof ORDER_STATUSES)[number]) =>
      FINANCIAL_STATUSES.filter((financial) => holdsStock({ status, financial }));
    const open = FINANCIAL_STATUSES.filter((each) => each !== "voided" && each !== "refunded");
    expect(open.length).toBe(FINANCIAL_STATUSES.length - 2);
    for (const status of ORDER_STATUSES)
      expect(promising(status), status).toEqual(status === "cancelled" || status === "completed" ? [] : open);
  });
});

/** Each status with those that may follow it, as a seller would expect. */
const MOVES = {
  order: `
    pending: confirmed processing completed cancelled on_hold
    confirmed: processing completed cancelled on_hold
    processing: completed cancelled on_hold
    completed:
    cancelled:
    on_hold: pending confirmed processing completed cancelled`,
  financial: `
    pending: authorized paid partially_paid voided cod_pending
    authorized: paid partially_paid voided
    paid: partially_refunded refunded
    partially_paid: paid partially_refunded refunded voided
    partially_refunded: refunded
    refunded:
    voided:
    cod_pending: paid partially_paid voided`,
  fulfilment: `
    unfulfilled: partial fulfilled in_transit delivered
    partial: fulfilled in_transit delivered returned unfulfilled
    fulfilled: in_transit delivered returned partial unfulfilled
    in_transit: delivered returned
    delivered: returned
    returned:`,
  shipment: `
    created: label_ready pickup_failed picked_up in_transit out_for_delivery exception delivered rto_in_transit rto_delivered lost cancelled
    label_ready: pickup_failed picked_up in_transit out_for_delivery exception delivered rto_in_transit rto_delivered lost cancelled
    pickup_failed: label_ready picked_up in_transit out_for_delivery exception delivered rto_in_transit rto_delivered lost cancelled
    picked_up: in_transit out_for_delivery exception delivered rto_in_transit rto_delivered lost
    in_transit: out_for_delivery exception delivered rto_in_transit rto_delivered lost
    out_for_delivery: in_transit exception delivered rto_in_transit rto_delivered lost
    delivered:
    exception: picked_up in_transit out_for_delivery delivered rto_in_transit rto_delivered lost
    rto_in_transit: rto_delivered lost
    rto_delivered:
    cancelled: picked_up in_transit out_for_delivery exception delivered rto_in_transit rto_delivered lost
    lost: in_transit out_for_delivery delivered rto_in_transit rto_delivered`,
};

test.each(axes)("the %s axis has these moves", (name, statuses, table) => {
  const reported = statuses.map((from) => [`${from}:`, ...(table[from] ?? [])].join(" "));
  const written = (MOVES[name as keyof typeof MOVES] ?? "").trim().split("\n");
  expect(reported).toEqual(written.map((line) => line.trim()));
});
