/** Statuses and money: total tables, exact figures, and what holds for any order. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDecimal } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import { ORDER_STATUSES } from "../../commerce/statuses.ts";
import { wordsMean } from "../kit/testing/meanings.ts";
import { cancelRefusal, REASONS } from "./cancel.ts";
import { referenceOf, shippingRefusal, spread } from "./order-fulfil.ts";
import { toOrderPart } from "./order-mapping.ts";
import { ORDER_STATES, PACKAGE_DETAILS, PACKAGE_STATES, packageStatus, statusesOf } from "./statuses.ts";
import { readingContext } from "./testing.ts";

const money = (amount: string, currencyCode = "INR") => ({ amount, currencyCode });

interface Part {
  readonly type: string;
  readonly amount: string;
  readonly of?: readonly (readonly [string, string])[];
}

function order(more: { readonly [key: string]: Json } = {}, items: readonly Json[] = [item()]): Json {
  return {
    orderId: "405-1111111-2222222",
    createdTime: "2026-11-01T10:30:00+05:30",
    lastUpdatedTime: "2026-11-01T05:31:00Z",
    salesChannel: { channelName: "AMAZON", marketplaceId: "A21TJRUUN4KGV" },
    fulfillment: { fulfillmentStatus: "UNSHIPPED", fulfilledBy: "MERCHANT" },
    orderItems: items,
    ...more,
  };
}

function item(
  how: {
    quantity?: number;
    unit?: string;
    currency?: string;
    parts?: readonly Part[];
    more?: { readonly [key: string]: Json };
  } = {},
): Json {
  const { quantity = 1, unit = "499.00", currency = "INR", parts, more = {} } = how;
  return {
    orderItemId: "12345678901234567890",
    quantityOrdered: quantity,
    product: { title: "Mug 🫖", sellerSku: "MUG-1", price: { unitPrice: money(unit, currency) } },
    ...(parts
      ? {
          proceeds: {
            breakdowns: parts.map(({ type, amount, of }) => ({
              type,
              subtotal: money(amount, currency),
              ...(of
                ? { detailedBreakdowns: of.map(([subtype, value]) => ({ subtype, value: money(value, currency) })) }
                : {}),
            })),
          },
        }
      : {}),
    ...more,
  };
}

const { ctx } = readingContext();
const totalsOf = (raw: Json) => toOrderPart(raw, ctx).totals;

describe("an order that tells no amount yet", () => {
  const bare = { orderItemId: "1", quantityOrdered: 1, product: { title: "Mug", sellerSku: "MUG-1" } };
  it.each([
    ["as Amazon told at connecting", "A21TJRUUN4KGV", "INR"],
    ["of a store Amazon told nothing of", "A1VC38T7YXB528", "JPY"],
    ["of a store nobody knows: the seller's own", "A0NEW000000000", "INR"],
  ])("an order without an amount yet has the store's currency: %s", (_what, marketplaceId, currency) => {
    const pending = order({ salesChannel: { channelName: "AMAZON", marketplaceId } }, [bare]);
    expect(totalsOf(pending)).toMatchObject({ currency, totalMinor: null });
  });
});

describe("statuses", () => {
  const statusesBy = (fulfillmentStatus: string) => {
    const existing = { isFulfilledByAmazon: false, packages: [], hasShippedUnits: false };
    return statusesOf({ fulfillmentStatus, paymentMethods: ["CreditCard"], ...existing }, ctx);
  };
  const meanings = {
    PENDING_AVAILABILITY: "on_hold, pending, unfulfilled",
    PENDING: "pending, pending, unfulfilled",
    UNSHIPPED: "confirmed, paid, unfulfilled",
    PARTIALLY_SHIPPED: "processing, paid, partial",
    SHIPPED: "processing, paid, fulfilled",
    CANCELLED: "cancelled, voided, unfulfilled",
    UNFULFILLABLE: "on_hold, paid, unfulfilled",
  };
  wordsMean("%s is %s", meanings, (word) => {
    const { status, financial, fulfilment } = statusesBy(word);
    return [status, financial, fulfilment];
  });

  it("every state is in the table, and no other", () => {
    expect(Object.keys(ORDER_STATES).sort()).toEqual(Object.keys(meanings).sort());
  });

  wordsMean(
    "paid by %s: %s",
    {
      CashOnDelivery: "cod_pending, cod, CashOnDelivery",
      COD: "cod_pending, cod, COD",
      ConvenienceStore: "paid, prepaid, ConvenienceStore",
      Invoice: "paid, prepaid, Invoice",
      Pix: "paid, prepaid, Pix",
    },
    (paymentMethod) => {
      const { financial, payment } = toOrderPart(order({ payment: { paymentExecutions: [{ paymentMethod }] } }), ctx);
      return [financial, payment.kind, payment.paymentMethod];
    },
  );

  it("cash on delivery of a pending order is said, and nothing is due yet", () => {
    const pending = order({
      fulfillment: { fulfillmentStatus: "PENDING", fulfilledBy: "MERCHANT" },
      payment: { paymentExecutions: [{ paymentMethod: "CashOnDelivery" }] },
    });
    expect(toOrderPart(pending, ctx)).toMatchObject({ financial: "pending", payment: { kind: "cod" } });
  });

  it("every word for a parcel has an answer; a word nobody described is drift", () => {
    for (const status of Object.keys(PACKAGE_STATES))
      for (const detailedStatus of [undefined, ...Object.keys(PACKAGE_DETAILS)])
        packageStatus({ status, detailedStatus }, ctx);
    const { ctx: watched, drifts } = readingContext();
    expect(packageStatus({ status: "TELEPORTED", detailedStatus: "BEAMED" }, watched)).toBe("fulfilled");
    expect(drifts).toEqual(["packages.packageStatus.status", "packages.packageStatus.detailedStatus"]);
    const reported = toOrderPart(order({ fulfillment: { fulfillmentStatus: "DREAMT" } }), watched);
    expect([reported.status, reported.financial, drifts.at(-1)]).toEqual([
      "on_hold",
      "pending",
      "fulfillment.fulfillmentStatus",
    ]);
  });

  const shipped = (...packages: readonly (readonly [string, string?])[]) =>
    toOrderPart(
      order({
        fulfillment: { fulfillmentStatus: "SHIPPED", fulfilledBy: "MERCHANT" },
        packages: packages.map(([status, detailedStatus], index) => ({
          packageReferenceId: String(index + 1),
          packageStatus: { status, ...(detailedStatus ? { detailedStatus } : {}) },
          packageItems: [],
        })),
      }),
      ctx,
    );

  it.each([
    ["all delivered", [["DELIVERED"], ["DELIVERED"]], "completed", "delivered"],
    ["one on its way", [["DELIVERED"], ["IN_TRANSIT", "OUT_FOR_DELIVERY"]], "processing", "in_transit"],
    ["handed over", [["SHIPPED"]], "processing", "in_transit"],
    ["undeliverable", [["UNDELIVERABLE", "LOST"]], "processing", "in_transit"],
    [
      "all coming back",
      [
        ["UNDELIVERABLE", "RETURNING_TO_SELLER"],
        ["DELIVERED", "REJECTED_BY_BUYER"],
      ],
      "processing",
      "returned",
    ],
    ["one called off, one delivered", [["CANCELLED"], ["DELIVERED"]], "completed", "delivered"],
    ["label called off", [["PENDING", "LABEL_CANCELLED"]], "processing", "fulfilled"],
  ] as const)("parcels %s", (_name, packages, status, fulfilment) => {
    expect(shipped(...packages)).toMatchObject({ status, fulfilment });
  });

  it("an order that Amazon's warehouse has sent is over and has no parcels", () => {
    const part = toOrderPart(order({ fulfillment: { fulfillmentStatus: "SHIPPED", fulfilledBy: "AMAZON" } }), ctx);
    expect([part.status, part.lines[0]?.fulfilledBy]).toEqual(["completed", "marketplace"]);
  });

  it("every platform status says whether it may be shipped and cancelled", () => {
    const may = (platformStatus: string) => [
      shippingRefusal(platformStatus) === null,
      cancelRefusal(platformStatus) === null,
    ];
    const table = Object.fromEntries(Object.keys(ORDER_STATES).map((word) => [word, may(`${word} MERCHANT`)]));
    expect(table).toEqual({
      PENDING_AVAILABILITY: [false, false],
      PENDING: [false, false],
      UNSHIPPED: [true, true],
      PARTIALLY_SHIPPED: [true, false],
      SHIPPED: [true, false],
      CANCELLED: [false, false],
      UNFULFILLABLE: [false, false],
    });
    for (const word of Object.keys(ORDER_STATES)) expect(may(`${word} AMAZON`)).toEqual([false, false]);
    expect(Object.keys(REASONS)).toHaveLength(5);
    expect(ORDER_STATUSES).toHaveLength(6);
  });
});

describe("money", () => {
  it("India's price holds the tax: the goods are told with it", () => {
    const parts = [
      { type: "ITEM", amount: "422.88" },
      { type: "TAX", amount: "76.12", of: [["ITEM", "76.12"]] },
    ] as const;
    expect(totalsOf(order({}, [item({ parts })]))).toMatchObject({
      taxIncluded: true,
      subtotalMinor: 49_900n,
      taxMinor: 7_612n,
      totalMinor: 49_900n,
    });
  });

  it("the United States' does not: the tax comes on top, and grandTotal is not the total", () => {
    const parts = [
      { type: "ITEM", amount: "39.99" },
      { type: "SHIPPING", amount: "5.00" },
      { type: "GIFT_WRAP", amount: "1.00" },
      {
        type: "DISCOUNT",
        amount: "-6.00",
        of: [
          ["ITEM", "-4.00"],
          ["SHIPPING", "-2.00"],
        ],
      },
      { type: "TAX", amount: "3.60" },
    ] as const;
    const raw = order({ proceeds: { grandTotal: money("36.00", "USD") } }, [
      item({ unit: "39.99", currency: "USD", parts }),
    ]);
    const part = toOrderPart(raw, ctx);
    expect(part.totals).toEqual({
      currency: "USD",
      subtotalMinor: 3_999n,
      discountMinor: 400n,
      taxMinor: 360n,
      shippingMinor: 300n,
      feesMinor: 100n,
      totalMinor: 4_359n,
      taxIncluded: false,
    });
    expect(part.lines[0]).toMatchObject({
      unitPrice: "39.99",
      discountMinor: 400n,
      taxMinor: 360n,
      totalMinor: 3_599n,
    });
  });

  it("a discount counts the same with and without a minus; a tip and a part of a new name are paid, too", () => {
    const parts = (amount: string) => [
      { type: "ITEM", amount: "10.00" },
      { type: "DISCOUNT", amount },
      { type: "RECYCLING", amount: "0.50" },
    ];
    const tip = { proceeds: { breakdowns: [{ type: "DELIVERY_TIP", subtotal: money("2.00") }] } };
    for (const amount of ["1.50", "-1.50"])
      expect(totalsOf(order(tip, [item({ unit: "10.00", parts: parts(amount) })]))).toMatchObject({
        discountMinor: 150n,
        feesMinor: 250n,
        totalMinor: 1_100n,
      });
  });

  it("currencies without decimals and with three keep their own minor unit", () => {
    const yen = item({ unit: "6980", currency: "JPY", quantity: 2, parts: [{ type: "ITEM", amount: "13960" }] });
    expect(totalsOf(order({}, [yen]))).toMatchObject({ currency: "JPY", totalMinor: 13_960n });
    const fils = item({ unit: "12.505", currency: "KWD", parts: [{ type: "ITEM", amount: "12.505" }] });
    expect(totalsOf(order({}, [fils]))).toMatchObject({ currency: "KWD", totalMinor: 12_505n });
  });

  it("an item without its parts is counted by its unit price, and said to be an estimate", () => {
    const part = toOrderPart(order({}, [item({ quantity: 3 })]), ctx);
    expect([part.quality, part.totals.totalMinor]).toEqual(["estimated", 149_700n]);
  });

  it("a unit price that does not make the line is worked out", () => {
    const odd = item({ quantity: 3, unit: "9.99", parts: [{ type: "ITEM", amount: "10.00" }] });
    expect(toOrderPart(order({}, [odd]), ctx).lines[0]).toMatchObject({ unitPrice: "3.333333", totalMinor: 1_000n });
  });

  it("lines and totals add up to the cent, whatever the parts are", () => {
    const cents = fc
      .integer({ min: 0, max: 10_000_000 })
      .map((value) => formatDecimal({ minor: BigInt(value), currency: "USD" }));
    const part = fc.record({
      type: fc.constantFrom("ITEM", "SHIPPING", "GIFT_WRAP", "COD_FEE", "OTHER", "TAX", "DISCOUNT"),
      amount: cents,
    });
    const anyItem = fc
      .record({ quantity: fc.integer({ min: 1, max: 99 }), unit: cents, parts: fc.array(part, { maxLength: 8 }) })
      .map((how) => item({ ...how, currency: "USD" }));
    fc.assert(
      fc.property(fc.array(anyItem, { minLength: 1, maxLength: 6 }), (items) => {
        const { totals, lines } = toOrderPart(order({}, items), ctx);
        const { subtotalMinor, discountMinor, shippingMinor, feesMinor, taxMinor, totalMinor, taxIncluded } = totals;
        const [subtotal, discount] = [subtotalMinor ?? 0n, discountMinor ?? 0n];
        const tax = taxIncluded ? 0n : (taxMinor ?? 0n);
        expect(subtotal - discount + (shippingMinor ?? 0n) + (feesMinor ?? 0n) + tax).toBe(totalMinor);
        expect(lines.reduce((sum, line) => sum + line.totalMinor, 0n)).toBe(subtotal - discount);
      }),
      { numRuns: 200 },
    );
  });
});

describe("the rest of an order", () => {
  it("ids stay text, times become UTC, emoji and other digits survive", () => {
    const part = toOrderPart(
      order({
        recipient: {
          deliveryAddress: {
            name: "محمد",
            addressLine1: "١٢ شارع",
            addressLine2: "2",
            addressLine3: "3",
            phone: "٠١٠٠١٢٣٤٥٦٧",
            countryCode: "EG",
          },
        },
      }),
      ctx,
    );
    expect(part.placedAt).toBe("2026-11-01T05:00:00.000Z");
    expect(part.lines[0]).toMatchObject({ key: "12345678901234567890", title: "Mug 🫖" });
    expect(part.shippingAddress).toMatchObject({
      name: "محمد",
      line1: "١٢ شارع",
      line2: "2, 3",
      phone: "+201001234567",
    });
    expect(part.contact).toMatchObject({ name: "محمد", quality: "relay" });
  });

  it("a gift message and a customization stand on their line, a cancellation in the note, and programs become tags", () => {
    const raw = order(
      { programs: ["PRIME"], associatedOrders: [{ orderId: "1", associationType: "REPLACEMENT_ORIGINAL_ID" }] },
      [
        item({
          more: {
            cancellation: { cancellationRequest: { requester: "BUYER", cancelReason: "found cheaper" } },
            fulfillment: {
              quantityFulfilled: 0,
              quantityUnfulfilled: 1,
              packing: { giftOption: { giftMessage: "Feliz Natal 🎄" } },
              customization: { customizedUrl: "https://amazon.example/custom/1" },
            },
          },
        }),
      ],
    );
    const part = toOrderPart(raw, ctx);
    expect(part.tags).toEqual(["prime", "cancel_requested", "replacement"]);
    expect(part.buyerNote).toBe("Mug 🫖: the buyer asks to cancel (found cheaper)");
    expect(part.lines[0]?.options).toEqual([
      { label: "Gift message", value: "Feliz Natal 🎄" },
      { label: "Customization", value: "https://amazon.example/custom/1" },
    ]);
  });

  it("cancelled units go back into Amazon's number unless the store says otherwise", () => {
    const cancelled = order({ fulfillment: { fulfillmentStatus: "CANCELLED", fulfilledBy: "MERCHANT" } }, [
      item({ quantity: 4 }),
    ]);
    const tookBy = (settings: { readonly [key: string]: Json }) =>
      toOrderPart(cancelled, readingContext(settings).ctx).lines[0]?.channelTook;
    expect([tookBy({}), tookBy({ restocksOnCancel: "false" })]).toEqual([0, 4]);
  });

  it("a parcel's number is positive, of nine digits, and the same for the same intent", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(50), (key, index) => {
        expect(referenceOf(key, index)).toMatch(/^[1-9]\d{8}$/);
        expect(referenceOf(key, index)).toBe(referenceOf(key, index));
      }),
    );
    expect(referenceOf("a", 0)).not.toBe(referenceOf("a", 1));
  });

  it("units are dealt out to parcels whole, none lost, none doubled, no parcel empty", () => {
    const units = fc.array(
      fc.record({ lineKey: fc.constantFrom("a", "b", "c"), quantity: fc.integer({ min: 1, max: 5 }) }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(units, fc.integer({ min: 1, max: 8 }), (some, parcels) => {
        const count = some.reduce((sum, { quantity }) => sum + quantity, 0);
        const dealt = spread(some, parcels);
        if (count < parcels || count === 0) {
          expect(dealt).toBeNull();
          return;
        }
        expect(dealt).toHaveLength(parcels);
        expect(dealt?.every((parcel) => parcel.length > 0)).toBe(true);
        expect(dealt?.flat().reduce((sum, { quantity }) => sum + quantity, 0)).toBe(count);
      }),
    );
  });
});
