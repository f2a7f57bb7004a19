import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FINANCIAL_STATUSES, FULFILMENT_STATUSES, ORDER_STATUSES } from "../../commerce/statuses.ts";
import { attemptCommand } from "../kit/testing/commands.ts";
import { wordsMean } from "../kit/testing/meanings.ts";
import { specsDir } from "../kit/testing/specs.ts";
import { FULFILMENTS, mapStatuses, ORDERS, PARCELS, PAYMENTS, parcelStatus, type StatusTerms } from "./statuses.ts";
import { openSite } from "./testing.ts";

const words = (more: Partial<StatusTerms> = {}): StatusTerms => ({
  status: "APPROVED",
  paymentStatus: "PAID",
  fulfillmentStatus: "NOT_FULFILLED",
  authorized: false,
  kind: "prepaid",
  parcels: [],
  ...more,
});
const mapped = (more: Partial<StatusTerms>) => {
  const { status, financial, fulfilment } = mapStatuses(words(more));
  return [status, financial, fulfilment];
};

describe("statuses", () => {
  wordsMean(
    "the order word %s means %s",
    {
      INITIALIZED: "pending",
      PENDING: "pending",
      APPROVED: "confirmed",
      CANCELED: "cancelled",
      REJECTED: "cancelled",
    },
    (status) => mapped({ status }).slice(0, 1),
  );

  wordsMean(
    "the payment word %s means %s",
    {
      UNSPECIFIED: "pending",
      NOT_PAID: "pending",
      PENDING: "pending",
      PENDING_MERCHANT: "pending",
      PARTIALLY_PAID: "partially_paid",
      PAID: "paid",
      PARTIALLY_REFUNDED: "partially_refunded",
      FULLY_REFUNDED: "refunded",
      CANCELED: "voided",
      DECLINED: "voided",
    },
    (paymentStatus) => mapped({ paymentStatus }).slice(1, 2),
  );

  it.each([
    ["NOT_FULFILLED", [], "unfulfilled"],
    ["PARTIALLY_FULFILLED", ["In_Delivery"], "partial"],
    ["FULFILLED", [], "fulfilled"],
    ["FULFILLED", ["Ready"], "fulfilled"],
    ["FULFILLED", ["Fulfilled", "In_Delivery"], "in_transit"],
    ["FULFILLED", ["Fulfilled", "Fulfilled"], "delivered"],
    ["FULFILLED", ["Fulfilled", undefined], "fulfilled"],
    // Spelt exactly so: another spelling says nothing.
    ["FULFILLED", ["fulfilled"], "fulfilled"],
  ])("the fulfilment word %s with parcels %j means %s", (fulfillmentStatus, parcels, meaning) => {
    expect(mapped({ fulfillmentStatus, parcels })[2]).toBe(meaning);
  });

  it.each([
    ["Pending", "fulfilled"],
    ["Accepted", "fulfilled"],
    ["Ready", "fulfilled"],
    ["In_Delivery", "in_transit"],
    ["Fulfilled", "delivered"],
    [undefined, "fulfilled"],
  ])("a parcel's word %s means %s", (word, meaning) => {
    expect(parcelStatus(word)).toBe(meaning);
  });

  it("an order is completed when it is approved, paid and shipped", () => {
    expect(mapped({ fulfillmentStatus: "FULFILLED" })[0]).toBe("completed");
    expect(mapped({ fulfillmentStatus: "FULFILLED", paymentStatus: "NOT_PAID" })[0]).toBe("confirmed");
    expect(mapped({ fulfillmentStatus: "FULFILLED", status: "CANCELED" })[0]).toBe("cancelled");
  });

  it("reserved money is authorized; cash on delivery is due once the order is approved", () => {
    expect(mapped({ paymentStatus: "NOT_PAID", authorized: true })[1]).toBe("authorized");
    expect(mapped({ paymentStatus: "PENDING", authorized: true, kind: "cod" })[1]).toBe("authorized");
    expect(mapped({ paymentStatus: "NOT_PAID", kind: "cod" })[1]).toBe("cod_pending");
    expect(mapped({ paymentStatus: "NOT_PAID", kind: "cod", status: "PENDING" })[1]).toBe("pending");
    expect(mapped({ paymentStatus: "NOT_PAID", kind: "unknown" })[1]).toBe("pending");
    expect(mapped({ paymentStatus: "PAID", kind: "cod", authorized: true })[1]).toBe("paid");
  });

  it("a status of any text maps, and an unlisted one is reported", () => {
    const word = (existing: Iterable<string>) => fc.oneof(fc.constantFrom(...existing), fc.string());
    const any = fc.record({
      status: word(ORDERS.keys()),
      paymentStatus: word(PAYMENTS.keys()),
      fulfillmentStatus: word(FULFILMENTS.keys()),
      authorized: fc.boolean(),
      kind: fc.constantFrom("prepaid" as const, "cod" as const, "unknown" as const),
      parcels: fc.array(fc.option(word(PARCELS.keys()), { nil: undefined }), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(any, (given) => {
        const { status, financial, fulfilment, unknown } = mapStatuses(given);
        expect(ORDER_STATUSES).toContain(status);
        expect(FINANCIAL_STATUSES).toContain(financial);
        expect(FULFILMENT_STATUSES).toContain(fulfilment);
        const reported = new Set(unknown.map(({ path }) => path));
        expect(reported.has("status")).toBe(!ORDERS.has(given.status));
        expect(reported.has("paymentStatus")).toBe(!PAYMENTS.has(given.paymentStatus));
        expect(reported.has("fulfillmentStatus")).toBe(!FULFILMENTS.has(given.fulfillmentStatus));
      }),
    );
  });

  it.each(ORDER_STATUSES)(
    "the unified status %s is carried out or refused in words, never wrongly done",
    async (status) => {
      await using site = await openSite();
      const connection = await site.connect();
      site.shop.addProduct({ title: "Mug", variants: [{ sku: "M", price: "5.00", stock: 9 }] });
      const key = site.shop.placeOrder({ lines: [{ sku: "M", quantity: 1 }], payment: "pending" });
      const result = await attemptCommand(connection, key, { kind: "status", status });
      const reported = site.shop.order(key);
      if (status === "pending" || status === "confirmed") expect(result.state).toBe("done");
      else expect([result.state, reported?.status]).toEqual(["unsupported", "PENDING"]);
      expect(reported?.status).toBe(status === "confirmed" ? "APPROVED" : "PENDING");
    },
  );
});

describe.skipIf(specsDir() === null)("the words of the official description (SPECS_DIR)", () => {
  const schema = (name: string): readonly string[] => {
    const file = join(specsDir() ?? "", "wix/orders.openapi.json");
    return JSON.parse(readFileSync(file, "utf8")).components.schemas[name].enum;
  };
  it("all statuses of the official description (SPECS_DIR) are mapped", () => {
    expect([...ORDERS.keys()].sort()).toEqual([...schema("OrderStatus")].sort());
    expect([...PAYMENTS.keys()].sort()).toEqual([...schema("PaymentStatusEnumPaymentStatus")].sort());
    expect([...FULFILMENTS.keys()].sort()).toEqual([...schema("FulfillmentStatus")].sort());
  });
});
