/** What an order of Wix means here; orders as the search tells them, made up in the shape of the official description. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { must } from "../kit/testing/shop.ts";
import { mapOrder } from "./order-mapping.ts";
import { moneyOf } from "./order-money.ts";
import { orderSchema, transactionsSchema, type WixOrder } from "./order-schemas.ts";

/** The order of the sheet's section 5, as the search tells it. */
const SAMPLE = {
  id: "0b1c8d4e-1111-4222-8333-444455556666",
  number: "10042",
  createdDate: "2026-11-20T10:01:02.000Z",
  updatedDate: "2026-11-20T10:05:00.000Z",
  status: "APPROVED",
  paymentStatus: "PAID",
  fulfillmentStatus: "NOT_FULFILLED",
  currency: "EUR",
  buyerInfo: { contactId: "7c9e6679-7425-40de-944b-e07fc1f90ae7", email: "ann@example.com" },
  priceSummary: {
    subtotal: { amount: "30.00" },
    shipping: { amount: "5.00" },
    tax: { amount: "0" },
    discount: { amount: "0" },
    total: { amount: "35.00" },
  },
  lineItems: [
    {
      id: "00000000-0000-0000-0000-000000000001",
      productName: { original: "Mug" },
      quantity: 2,
      price: { amount: "15.00" },
      physicalProperties: { sku: "MUG-1", shippable: true },
      catalogReference: {
        catalogItemId: "c8539b66-7a44-fe18-affc-afec4be8562a",
        appId: "215238eb-22a5-4c36-9e7b-e7c08025e04e",
        options: { variantId: "f1c7f1a0-0000-4000-8000-000000000002" },
      },
      itemType: { preset: "PHYSICAL" },
    },
  ],
  shippingInfo: {
    title: "Standard",
    logistics: {
      shippingDestination: {
        address: { country: "DE", city: "Berlin", postalCode: "10115", addressLine: "Weg 1" },
        contactDetails: { firstName: "Ann", lastName: "Lee", phone: "030 123456" },
      },
    },
  },
};

const HABITS = { catalog: "V3", offlineMeans: "cod", pendingTakes: true, cancelReturns: true } as const;

function map(
  more: object = {},
  payments: readonly object[] = [],
  habits: Partial<Parameters<typeof mapOrder>[0]["habits"]> = {},
): OrderPart {
  const raw = JSON.parse(JSON.stringify({ ...SAMPLE, ...more })) as Json;
  const transactions = transactionsSchema.parse({ orderId: SAMPLE.id, payments });
  return mapOrder({
    order: orderSchema.parse(raw),
    raw,
    fulfillments: [],
    transactions,
    habits: { ...HABITS, ...habits },
  }).part;
}

const paid = (details: object, status = "APPROVED") => ({
  id: "p1",
  amount: { amount: "35.00" },
  status,
  regularPaymentDetails: { status, ...details },
});

describe("an order as the sheet shows it", () => {
  it("an order of the fact sheet is mapped field by field", () => {
    const part = map({}, [paid({ paymentMethod: "CreditCard" })]);
    expect(part).toMatchObject({
      orderKey: SAMPLE.id,
      number: "10042",
      placedAt: "2026-11-20T10:01:02.000Z",
      status: "confirmed",
      financial: "paid",
      fulfilment: "unfulfilled",
      platformStatus: "APPROVED, PAID, NOT_FULFILLED",
      payment: { kind: "prepaid", paymentMethod: "CreditCard" },
      totals: { subtotalMinor: 3_000n, shippingMinor: 500n, totalMinor: 3_500n, feesMinor: 0n },
      quality: "exact",
      lines: [
        {
          variantKey: "f1c7f1a0-0000-4000-8000-000000000002",
          sku: "MUG-1",
          totalMinor: 3_000n,
          fulfilledBy: "merchant",
          channelTook: 2,
        },
      ],
      contact: { name: "Ann Lee", email: "ann@example.com", phone: "+4930123456", quality: "real" },
      shippingAddress: { line1: "Weg 1", city: "Berlin", postcode: "10115", country: "DE" },
      billingAddress: undefined,
    });
    expect(part.version).toEqual({ kind: "time", value: BigInt(Date.parse("2026-11-20T10:05:00.000Z")) * 1000n });
  });

  it.each([
    ["an offset is the same moment", { updatedDate: "2026-11-20T12:05:00.000+02:00" }, "2026-11-20T10:05:00.000Z"],
    ["no fraction", { updatedDate: "2026-11-20T10:05:00Z" }, "2026-11-20T10:05:00.000Z"],
  ])("times: %s", (_what, more, moment) => {
    expect(map(more).version.value).toBe(BigInt(Date.parse(moment)) * 1000n);
  });

  it("an order has names, notes and digits of any alphabet, a street in parts, or no address at all", () => {
    const person = (details: object, address: object = {}) => ({ address, contactDetails: details });
    const arabic = map({
      buyerNote: "بسرعة 🎁",
      billingInfo: person(
        { firstName: "محمد", phone: "٠١٠٠١٢٣٤٥٦٧" },
        { country: "eg", streetAddress: { number: "5", name: "شارع النيل" } },
      ),
    });
    expect([arabic.contact.name, arabic.contact.phone, arabic.buyerNote]).toEqual([
      "محمد",
      "+201001234567",
      "بسرعة 🎁",
    ]);
    expect(arabic.billingAddress).toMatchObject({ line1: "شارع النيل 5", country: "EG" });
    const bare = map({ buyerInfo: undefined, shippingInfo: undefined });
    expect([bare.contact, bare.shippingAddress]).toEqual([{ quality: "absent" }, undefined]);
    const pickup = map({
      shippingInfo: { title: "Pickup", logistics: { pickupDetails: {} } },
      recipientInfo: person({ firstName: "Bo" }),
    });
    expect([pickup.contact.name, pickup.shippingAddress]).toEqual(["Bo", { name: "Bo" }]);
    const at = (pickupMethod: string) =>
      map({ shippingInfo: { title: "Harbour shop", logistics: { pickupDetails: { pickupMethod } } } }).pickup;
    expect([at("STORE_PICKUP"), at("PICKUP_POINT")]).toEqual([{ place: "Harbour shop" }, undefined]);
    expect(
      map({ billingInfo: person({}, { subdivision: "US-NY", subdivisionFullname: "New York" }) }).billingAddress
        ?.region,
    ).toBe("New York");
  });

  it.each([
    [{ preset: "PHYSICAL" }, "merchant"],
    [{ preset: "DIGITAL" }, "nobody"],
    [{ preset: "GIFT_CARD" }, "nobody"],
    [{ preset: "SERVICE" }, "nobody"],
    [{ custom: "Poster" }, "merchant"],
    [undefined, "merchant"],
  ])("a line of kind %j is fulfilled by %s", (itemType, by) => {
    const [line] = SAMPLE.lineItems;
    expect(map({ lineItems: [{ ...line, itemType }] }).lines[0]?.fulfilledBy).toBe(by);
  });

  it.each(["35,00", "1.035,00", "EUR 35", "", "1e"])(
    "an amount like %j is no decimal: the order is kept unread, not guessed",
    (amount) => {
      expect(() => map({ priceSummary: { ...SAMPLE.priceSummary, total: { amount } } })).toThrow();
    },
  );

  it("numbers where the description says text are the same money, and ids keep every digit", () => {
    const part = map({ number: "9007199254740993", priceSummary: { ...SAMPLE.priceSummary, total: { amount: 35 } } });
    expect([part.number, part.totals.totalMinor]).toEqual(["9007199254740993", 3_500n]);
  });

  it("a line without a product, SKU or name is still a line", () => {
    const [line] = SAMPLE.lineItems;
    const bare = { id: must(line).id, quantity: 2, price: { amount: "15.00" } };
    expect(map({ lineItems: [bare] }).lines[0]).toMatchObject({
      title: "(no name)",
      variantKey: undefined,
      sku: undefined,
      totalMinor: 3_000n,
    });
    expect(map({ lineItems: [bare] }, [], { catalog: "V1" }).lines[0]?.variantKey).toBeUndefined();
  });
});

it("a buyer's choices and texts appear on their line and order, with the coupons", () => {
  const [line] = SAMPLE.lineItems;
  const descriptionLines = [
    { name: { original: "Size" }, plainText: { original: "M" } },
    { name: { original: "Farbe", translated: "Colour" }, colorInfo: { original: "Red", code: "#f00" } },
    { name: { original: "Text" }, plainText: { original: "For Anna" } },
  ];
  const part = map({
    lineItems: [{ ...line, descriptionLines }],
    customFields: [{ title: "Delivery date", value: "24.12." }],
    appliedDiscounts: [{ coupon: { id: "1", code: "SAVE10", amount: { amount: "0" } } }, { merchantDiscount: {} }],
  });
  expect([part.lines[0]?.options, part.buyerInputs, part.discountCodes]).toEqual([
    [
      { label: "Size", value: "M" },
      { label: "Farbe", value: "Red" },
      { label: "Text", value: "For Anna" },
    ],
    [{ label: "Delivery date", value: "24.12." }],
    ["SAVE10"],
  ]);
});

describe("the units the shop subtracted from its own stock", () => {
  const took = (more: object, habits = {}) => map(more, [], habits).lines[0]?.channelTook;
  const withLine = (more: object) => ({ lineItems: [{ ...SAMPLE.lineItems[0], ...more }] });
  it.each([
    [{}, {}, 2],
    [{ status: "INITIALIZED" }, {}, 0],
    [{ status: "REJECTED" }, {}, 0],
    [{ imported: true }, {}, 0],
    [{ status: "PENDING" }, {}, 2],
    [{ status: "PENDING" }, { pendingTakes: false }, 0],
    [{ status: "CANCELED" }, {}, 0],
    [{ status: "CANCELED" }, { cancelReturns: false }, 2],
    [{ status: "CANCELED", ...withLine({ restockQuantity: 1 }) }, {}, 1],
    [withLine({ refundQuantity: 1, restockQuantity: 1 }), {}, 1],
    [withLine({ refundQuantity: 1 }), {}, 2],
  ])("%j with %j: %i", (more, habits, units) => {
    expect(took(more, habits)).toBe(units);
  });
});

describe("payments", () => {
  const offline = (name: object, habits = {}) =>
    map(
      { paymentStatus: "NOT_PAID" },
      [paid({ offlinePayment: true, paymentMethodName: { userDefinedName: name } }, "PENDING")],
      habits,
    );
  it("cash on delivery is told by the payment's own name, else by the setting, never by “not paid” alone", () => {
    expect([offline({ predefined: "CASH" }).payment.kind, offline({ predefined: "CASH" }).financial]).toEqual([
      "cod",
      "cod_pending",
    ]);
    expect([offline({ predefined: "BANK_TRANSFER" }).payment.kind, offline({ predefined: "CHECK" }).financial]).toEqual(
      ["unknown", "pending"],
    );
    expect(offline({ custom: "Pay later" }).payment.kind).toBe("cod");
    expect(offline({ custom: "Pay later" }, { offlineMeans: "pending" }).payment.kind).toBe("unknown");
    expect([map({ paymentStatus: "NOT_PAID" }).payment.kind, map({ paymentStatus: "NOT_PAID" }).financial]).toEqual([
      "unknown",
      "pending",
    ]);
  });

  it("payments are reserved, captured, voided, refunded or declined", () => {
    const kinds = (payment: object) =>
      must(map({}, [payment]).transactions).map(({ kind, status }) => `${kind} ${status}`);
    expect(kinds(paid({}))).toEqual(["sale success"]);
    expect(kinds(paid({}, "DECLINED"))).toEqual(["sale failed"]);
    expect(kinds(paid({}, "PENDING_MERCHANT"))).toEqual(["sale pending"]);
    expect(kinds(paid({}, "AUTHORIZED"))).toEqual(["authorization success"]);
    expect(kinds(paid({}, "VOIDED"))).toEqual(["authorization success", "void success"]);
    expect(kinds(paid({ authorizationDetails: { captures: [{ status: "SUCCEEDED" }] } }))).toEqual([
      "authorization success",
      "capture success",
    ]);
    expect(
      map({}, [{ id: "g", amount: { amount: "35" }, status: "APPROVED", giftcardPaymentDetails: {} }]).payment,
    ).toEqual({ kind: "prepaid", paymentMethod: "gift card" });
    const reserved = map({ paymentStatus: "NOT_PAID", balanceSummary: { authorized: { amount: "35.00" } } }, [
      paid({}, "AUTHORIZED"),
    ]);
    expect(reserved.financial).toBe("authorized");
  });
});

describe("money", () => {
  const order = (more: object): WixOrder => orderSchema.parse({ ...SAMPLE, ...more });
  const sum = (subtotal: string, shipping: string, tax: string, discount: string, total: string, fees = "0") => ({
    priceSummary: Object.fromEntries(
      Object.entries({ subtotal, shipping, tax, discount, total, totalAdditionalFees: fees }).map(([name, amount]) => [
        name,
        { amount },
      ]),
    ),
  });
  it.each([
    ["tax on top", { ...sum("30.00", "5.00", "6.65", "0", "41.65") }, false, "exact"],
    ["tax inside", { ...sum("30.00", "5.00", "5.59", "0", "35.00") }, true, "exact"],
    [
      "the flag is wrong, the figures are right",
      { ...sum("30.00", "5.00", "5.59", "0", "35.00"), taxIncludedInPrices: false },
      true,
      "exact",
    ],
    [
      "no tax: the flag counts",
      { ...sum("30.00", "5.00", "0", "0", "35.00"), taxIncludedInPrices: true },
      true,
      "exact",
    ],
    ["a discount and a fee", { ...sum("30.00", "5.00", "0", "10.00", "27.50", "2.50") }, false, "exact"],
    ["a cent nobody explains", { ...sum("30.00", "5.00", "0", "0", "35.01") }, false, "estimated"],
  ])("%s", (_what, more, taxIncluded, quality) => {
    const reported = moneyOf(order(more));
    const { subtotalMinor, discountMinor, taxMinor, shippingMinor, feesMinor, totalMinor } = reported.totals;
    expect([reported.totals.taxIncluded, reported.isExact]).toEqual([taxIncluded, quality === "exact"]);
    const tax = taxIncluded ? 0n : must(taxMinor);
    expect(must(subtotalMinor) - must(discountMinor) + tax + must(shippingMinor) + must(feesMinor)).toBe(totalMinor);
  });

  it("a discount above the goods takes the rest off the shipping (free shipping)", () => {
    const { totals } = moneyOf(order(sum("30.00", "5.00", "0", "35.00", "0.00")));
    expect([totals.discountMinor, totals.shippingMinor, totals.totalMinor]).toEqual([3_000n, 0n, 0n]);
  });

  it("lines and totals add up for any amounts, currencies and discounts (property)", () => {
    const cents = fc.bigInt(0n, 1_000_000n);
    const lines = fc.array(fc.record({ price: cents, quantity: fc.integer({ min: 1, max: 300 }), off: cents }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(
        lines,
        cents,
        cents,
        cents,
        fc.constantFrom("EUR", "JPY", "KWD"),
        fc.boolean(),
        (given, shipping, discount, tax, currency, included) => {
          const text = (minor: bigint) => {
            const decimals = { EUR: 2, JPY: 0, KWD: 3 }[currency] ?? 2;
            const digits = minor.toString().padStart(decimals + 1, "0");
            return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
          };
          const itemsTotal = given.reduce((total, { price, quantity }) => total + price * BigInt(quantity), 0n);
          const reported = moneyOf(
            order({
              currency,
              taxIncludedInPrices: included,
              lineItems: given.map(({ price, quantity, off }, index) => ({
                id: `l${index}`,
                quantity,
                price: { amount: text(price) },
                ...(index % 2 === 0 ? {} : { totalDiscount: { amount: text(off) } }),
              })),
              ...sum(text(itemsTotal), text(shipping), text(tax), text(discount), text(itemsTotal + shipping)),
            }),
          );
          const { subtotalMinor, discountMinor, taxMinor, shippingMinor, feesMinor, totalMinor, taxIncluded } =
            reported.totals;
          const onTop = taxIncluded ? 0n : must(taxMinor);
          expect(must(subtotalMinor) - must(discountMinor) + onTop + must(shippingMinor) + must(feesMinor)).toBe(
            totalMinor,
          );
          expect(reported.lines.reduce((total, line) => total + line.totalMinor, 0n)).toBe(
            must(subtotalMinor) - must(discountMinor),
          );
          expect([must(subtotalMinor), totalMinor]).toEqual([itemsTotal, itemsTotal + shipping]);
          expect(reported.lines.every(({ totalMinor: line }) => line >= 0n)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
