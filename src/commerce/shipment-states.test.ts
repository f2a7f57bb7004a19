import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  FULFILMENT_OF,
  hasLeft,
  isCancelling,
  isOver,
  newestFirst,
  statusAfter,
  statusOf,
  statusOfAll,
} from "./shipment-states.ts";
import { SHIPMENT_STATUSES, type ShipmentStatus } from "./statuses.ts";

const status = fc.constantFrom(...SHIPMENT_STATUSES);
const scans = fc
  .array(
    fc.record({
      minute: fc.integer({ min: 0, max: 12 }),
      status: fc.option(status, { nil: null }),
      resumes: fc.boolean(),
    }),
    { maxLength: 14 },
  )
  .map((list) =>
    list.map((one, n) => ({
      key: `scan-${n}`,
      at: new Date(Date.UTC(2026, 0, 5, 10, one.minute)).toISOString(),
      status: one.status,
      ...(one.resumes && { resumesForward: true as const }),
    })),
  );

const at = (minute: number, reported: ShipmentStatus) => ({
  key: `${minute}-${reported}`,
  at: new Date(Date.UTC(2026, 0, 5, 10, minute)).toISOString(),
  status: reported,
});

describe("the status of a parcel", () => {
  test("a parcel's status is defined for every pair of statuses, and no scan moves what was delivered", () => {
    for (const from of SHIPMENT_STATUSES)
      for (const reported of SHIPMENT_STATUSES) {
        expect(SHIPMENT_STATUSES).toContain(statusAfter(from, reported));
        if (from === "delivered" || from === "rto_delivered") expect(statusAfter(from, reported)).toBe(from);
        if (hasLeft(from)) expect(hasLeft(statusAfter(from, reported)), `${from}, told ${reported}`).toBe(true);
      }
  });

  test("a parcel's status does not depend on the sequence or repetition of its scans [G1]", () => {
    fc.assert(
      fc.property(scans, fc.array(fc.nat(), { maxLength: 14 }), (seen, picks) => {
        const shuffled = [...seen];
        for (const [n, pick] of picks.entries()) {
          const from = pick % Math.max(1, shuffled.length);
          const to = n % Math.max(1, shuffled.length);
          const [a, b] = [shuffled[from], shuffled[to]];
          if (a && b) {
            shuffled[from] = b;
            shuffled[to] = a;
          }
        }
        expect(statusOf("label_ready", shuffled)).toBe(statusOf("label_ready", seen));
      }),
      { numRuns: 500 },
    );
  });

  test("a delivered parcel stays delivered when an earlier scan comes late [G1]", () => {
    fc.assert(
      fc.property(scans, status, (seen, late) => {
        const before = statusOf("label_ready", seen);
        const ended = [...seen, at(30, "delivered")];
        fc.pre(statusOf("label_ready", ended) === "delivered" && before !== "rto_delivered");
        expect(statusOf("label_ready", [...ended, at(20, late)])).toMatch(/^(delivered|rto_delivered)$/);
      }),
    );
  });

  test("scans are sorted newest first, and those of the same second by progress, however they arrive [G1]", () => {
    const reported = [at(3, "delivered"), at(3, "out_for_delivery"), at(1, "picked_up"), at(3, "in_transit")];
    const texts = ["delivered", "out_for_delivery", "in_transit", "picked_up"];
    expect(newestFirst(reported).map((scan) => scan.status)).toEqual(texts);
    expect(newestFirst(reported.toReversed()).map((scan) => scan.status)).toEqual(texts);
    fc.assert(
      fc.property(scans, (seen) => {
        expect(newestFirst(seen.toReversed())).toEqual(newestFirst(seen));
        expect(newestFirst(seen).every((scan) => !("key" in scan))).toBe(true);
      }),
    );
  });

  test("a parcel is followed to the buyer, back to us, and forward again when the return is called off", () => {
    const way = [at(1, "picked_up"), at(2, "in_transit"), at(3, "out_for_delivery"), at(4, "exception")];
    expect(statusOf("label_ready", way)).toBe("exception");
    expect(statusOf("label_ready", [...way, at(5, "out_for_delivery"), at(6, "delivered")])).toBe("delivered");
    const back = [...way, at(5, "rto_in_transit"), at(6, "in_transit")];
    expect(statusOf("label_ready", back)).toBe("rto_in_transit");
    expect(statusOf("label_ready", [...back, at(7, "rto_delivered")])).toBe("rto_delivered");
    expect(statusOf("label_ready", [...back, at(7, "delivered")])).toBe("rto_delivered");
    const resumed = { ...at(7, "in_transit"), resumesForward: true as const };
    expect(statusOf("label_ready", [...back, resumed, at(8, "delivered")])).toBe("delivered");
  });

  test("a parcel has not left where its pickup failed, until a later one takes it [G1]", () => {
    const missed = [at(1, "pickup_failed")];
    expect(statusOf("label_ready", missed)).toBe("pickup_failed");
    expect(hasLeft("pickup_failed")).toBe(false);
    expect(statusOf("label_ready", [...missed, at(2, "label_ready")])).toBe("label_ready");
    expect(statusOf("label_ready", [...missed, at(2, "cancelled")])).toBe("cancelled");
    expect(statusOf("label_ready", [...missed, at(2, "picked_up"), at(3, "pickup_failed")])).toBe("picked_up");
  });

  test("a parcel that has left is not cancelled any more, even when it is held up", () => {
    expect(statusOf("label_ready", [at(1, "in_transit"), at(2, "exception"), at(3, "cancelled")])).toBe("exception");
  });

  test("a cancelled label that travels is in transit, and a later label does not undo a cancellation", () => {
    expect(statusOf("cancelled", [at(1, "label_ready")])).toBe("cancelled");
    expect(statusOf("cancelled", [at(1, "in_transit")])).toBe("in_transit");
  });

  test("several parcels have the status of the one furthest from delivery; trouble counts first", () => {
    expect(statusOfAll(["delivered", "in_transit"])).toBe("in_transit");
    expect(statusOfAll(["delivered", "exception"])).toBe("exception");
    expect(statusOfAll(["cancelled", "delivered"])).toBe("delivered");
    expect(statusOfAll(["cancelled"])).toBe("cancelled");
    for (const one of SHIPMENT_STATUSES) {
      expect(statusOfAll([one])).toBe(one);
      expect(FULFILMENT_OF[one] === null).toBe(!hasLeft(one) || one === "lost");
      if (isOver(one)) expect(SHIPMENT_STATUSES).toContain(one);
    }
  });
});

test("a shipment whose courier refused the cancellation is not being cancelled", () => {
  expect([null, "refused" as const].map(isCancelling)).toEqual([false, false]);
  expect((["requested", "pending", "cancelled"] as const).map(isCancelling)).toEqual([true, true, true]);
});
