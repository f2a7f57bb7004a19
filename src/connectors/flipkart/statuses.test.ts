import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FINANCIAL_STATUSES, FULFILMENT_STATUSES, ORDER_STATUSES } from "../../commerce/statuses.ts";
import { specsDir } from "../kit/testing/specs.ts";
import { ITEM_STATUSES, type StatusInput, statusesOf } from "./statuses.ts";

const drifts: string[] = [];
const ctx = { drift: ({ path }: { readonly path: string }) => void drifts.push(path) };

const item = (status: string, paymentType = "PREPAID", courierReturn = false) => ({
  status,
  paymentType,
  courierReturn,
});

function told(items: StatusInput["items"], hold = false): string {
  const { status, financial, fulfilment } = statusesOf({ hold, items }, ctx);
  return `${status} ${financial} ${fulfilment}`;
}

/** The table of the documentation's states: what each means, paid in advance and due on delivery. */
const TABLE: readonly (readonly [string, string, string])[] = [
  ["APPROVED", "confirmed paid unfulfilled", "confirmed cod_pending unfulfilled"],
  ["PACKING_IN_PROGRESS", "processing paid unfulfilled", "processing cod_pending unfulfilled"],
  ["FORM_FAILED", "processing paid unfulfilled", "processing cod_pending unfulfilled"],
  ["PACKED", "processing paid unfulfilled", "processing cod_pending unfulfilled"],
  ["READY_TO_DISPATCH", "processing paid unfulfilled", "processing cod_pending unfulfilled"],
  ["PICKUP_COMPLETE", "processing paid fulfilled", "processing cod_pending fulfilled"],
  ["SHIPPED", "processing paid in_transit", "processing cod_pending in_transit"],
  ["DELIVERED", "completed paid delivered", "completed paid delivered"],
  ["COMPLETED", "completed paid delivered", "completed paid delivered"],
  ["CANCELLED", "cancelled refunded unfulfilled", "cancelled voided unfulfilled"],
  ["RETURN_REQUESTED", "completed paid delivered", "completed paid delivered"],
  ["RETURNED", "completed refunded returned", "completed refunded returned"],
];

describe("statuses", () => {
  it.each(TABLE)("%s", (status, prepaid, cod) => {
    expect([told([item(status)]), told([item(status, "COD")])]).toEqual([prepaid, cod]);
  });

  it("the table is the connector's whole vocabulary", () => {
    expect(TABLE.map(([status]) => status).sort()).toEqual(Object.keys(ITEM_STATUSES).sort());
  });

  it.skipIf(specsDir() === null)("the statuses equal the description's (skipped without SPECS_DIR)", () => {
    const text = readFileSync(join(specsDir() ?? "", "flipkart", "flipkart-marketplace-api-3.0.openapi.json"), "utf8");
    const enums = [...text.matchAll(/"enum":\s*\[\s*"APPROVED"[^\]]*\]/g)].map(
      ([match]) => JSON.parse(match.slice(match.indexOf("["))) as string[],
    );
    expect(new Set(enums.flat())).toEqual(new Set(Object.keys(ITEM_STATUSES)));
  });

  it("a parcel the courier brought back is cancelled, and nobody paid for it on delivery", () => {
    expect(told([item("RETURNED", "PREPAID", true)])).toBe("cancelled refunded returned");
    expect(told([item("RETURNED", "COD", true)])).toBe("cancelled voided returned");
  });

  it.each(["APPROVED", "PACKED", "PACKING_IN_PROGRESS", "FORM_FAILED"])("%s on hold is on hold", (status) => {
    expect(told([item(status, "COD")], true)).toBe("on_hold cod_pending unfulfilled");
    expect(statusesOf({ hold: true, items: [item(status)] }, ctx).platformStatus).toBe(`${status}, HOLD`);
  });

  it("a hold says nothing of what has left or was cancelled", () => {
    expect(told([item("SHIPPED")], true)).toBe("processing paid in_transit");
    expect(told([item("CANCELLED")], true)).toBe("cancelled refunded unfulfilled");
  });

  it("cancelled items count only where there are no others; mixed ones are on their way in part", () => {
    expect(told([item("CANCELLED"), item("DELIVERED")])).toBe("completed paid delivered");
    expect(told([item("SHIPPED"), item("APPROVED")])).toBe("processing paid partial");
    expect(told([item("RETURNED"), item("DELIVERED")])).toBe("completed partially_refunded delivered");
  });

  it("words nobody knows are drift, on hold, and never due on delivery", () => {
    drifts.length = 0;
    expect(told([item("TELEPORTED")])).toBe("on_hold paid unfulfilled");
    const unknown = statusesOf({ hold: false, items: [item("APPROVED", "UPI_ON_DELIVERY")] }, ctx);
    expect([unknown.financial, unknown.payment]).toEqual(["pending", "unknown"]);
    expect(drifts).toEqual(expect.arrayContaining(["orderItems.status", "orderItems.paymentType"]));
  });

  it("any items have a status on every axis", () => {
    const any = fc.record({
      status: fc.oneof(fc.constantFrom(...Object.keys(ITEM_STATUSES)), fc.string()),
      paymentType: fc.oneof(fc.constantFrom("COD", "PREPAID"), fc.string(), fc.constant(undefined)),
      courierReturn: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.boolean(), fc.array(any, { minLength: 1, maxLength: 5 }), (hold, items) => {
        const { status, financial, fulfilment } = statusesOf({ hold, items }, ctx);
        expect(ORDER_STATUSES).toContain(status);
        expect(FINANCIAL_STATUSES).toContain(financial);
        expect(FULFILMENT_STATUSES).toContain(fulfilment);
      }),
    );
  });
});
