import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDecimal, multiplyDecimal, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import { FINANCIAL_STATUSES, FULFILMENT_STATUSES, ORDER_STATUSES } from "../../commerce/statuses.ts";
import { parseJson } from "../kit/parse/json.ts";
import { specsDir } from "../kit/testing/specs.ts";
import { toOrderPart } from "./order-mapping.ts";
import { toProduct } from "./product-mapping.ts";
import { time } from "./schemas.ts";
import { PAYMENT_STATES } from "./statuses.ts";
import { readingContext } from "./testing.ts";

const usd = (value: string | number) => ({ currency: "USD", value });

const order = {
  id: "585d498fdee9f31a60284a37",
  orderNumber: "3",
  createdOn: "2026-11-20T10:00:00.187Z",
  modifiedOn: "2026-11-20T10:05:00.187Z",
  fulfillmentStatus: "PENDING",
  paymentState: "PAID",
  customerEmail: "bob@example.com",
  billingAddress: { firstName: "Bob", lastName: "Lo", address1: "1 Road", countryCode: "US", phone: "2025550123" },
  shippingAddress: null,
  lineItems: [
    {
      id: "l1",
      variantId: "v1",
      sku: "TEE",
      productId: "p1",
      productName: "Tee",
      quantity: 3,
      unitPricePaid: usd("10.00"),
      variantOptions: [{ optionName: "Size", value: "L" }],
      customizations: [{ label: "Name on it", value: "Zoë 🎁" }],
    },
  ],
  shippingTotal: usd("5.00"),
  discountTotal: usd("3.00"),
  taxTotal: usd("2.70"),
  refundedTotal: usd("0.00"),
  grandTotal: usd("34.70"),
  priceTaxInterpretation: "EXCLUSIVE",
};

const read = (more: { readonly [field: string]: Json } = {}, settings: { readonly [field: string]: Json } = {}) => {
  const { ctx, drifts } = readingContext(settings);
  return { part: toOrderPart({ ...order, ...more }, ctx), drifts };
};

describe("statuses", () => {
  const states = [...Object.keys(PAYMENT_STATES), null];
  const pairs = ["PENDING", "FULFILLED", "CANCELED"].flatMap((word) => states.map((state) => [word, state] as const));

  test.each(pairs)("%s with payment %s has its three words and is no drift", (fulfillmentStatus, paymentState) => {
    const { part, drifts } = read({ fulfillmentStatus, paymentState });
    expect(ORDER_STATUSES).toContain(part.status);
    expect(FINANCIAL_STATUSES).toContain(part.financial);
    expect(FULFILMENT_STATUSES).toContain(part.fulfilment);
    expect(drifts).toEqual([]);
  });

  test.each([
    ["PENDING", "PAID", "confirmed", "paid", "prepaid"],
    ["PENDING", "NOT_CHARGED", "pending", "pending", "unknown"],
    ["PENDING", "AUTHORIZED", "pending", "authorized", "prepaid"],
    ["PENDING", "FAILED", "on_hold", "voided", "unknown"],
    ["PENDING", "PARTIALLY_PAID", "on_hold", "pending", "unknown"],
    ["PENDING", "REFUND_PENDING", "confirmed", "paid", "prepaid"],
    ["FULFILLED", "PAID", "completed", "paid", "prepaid"],
    ["CANCELED", "PAID", "cancelled", "paid", "prepaid"],
    ["CANCELED", "NOT_CHARGED", "cancelled", "voided", "unknown"],
    ["CANCELED", "REFUNDED", "cancelled", "refunded", "prepaid"],
  ])("%s %s is %s, %s, %s", (fulfillmentStatus, paymentState, status, financial, kind) => {
    const { part } = read({ fulfillmentStatus, paymentState });
    expect([part.status, part.financial, part.payment.kind]).toEqual([status, financial, kind]);
  });

  test("words nobody knows hold the order and are reported", () => {
    expect(read({ fulfillmentStatus: "TELEPORTED" })).toMatchObject({
      part: { status: "on_hold", platformStatus: "TELEPORTED PAID" },
      drifts: ["fulfillmentStatus"],
    });
    expect(read({ paymentState: "BARTERED" })).toMatchObject({
      part: { status: "on_hold", financial: "pending" },
      drifts: ["paymentState"],
    });
  });

  test("cash on delivery only where the seller says that offline payment means it", () => {
    const { part } = read({ paymentState: "NOT_CHARGED" }, { offlinePaymentMeans: "cod" });
    expect([part.financial, part.payment.kind]).toEqual(["cod_pending", "cod"]);
  });

  test("a part of the money given back is a partial refund, whatever else changed", () => {
    const { part } = read({ refundedTotal: usd("4.70"), fulfillmentStatus: "FULFILLED" });
    expect(part).toMatchObject({
      status: "completed",
      financial: "partially_refunded",
      refunds: [{ key: "refunded", amountMinor: 470n }],
    });
    expect(read({ refundedTotal: usd("34.70") }).part.financial).toBe("refunded");
  });

  test("an order refunded in part before it was paid has the rest still to be collected", () => {
    const { part } = read({ paymentState: "NOT_CHARGED", refundedTotal: usd("4.70") }, { offlinePaymentMeans: "cod" });
    expect(part).toMatchObject({ status: "pending", financial: "cod_pending", refunds: [{ amountMinor: 470n }] });
  });

  test("an old order without a payment state is not taken for paid", () => {
    expect(read({ paymentState: null }).part).toMatchObject({ financial: "pending", payment: { kind: "unknown" } });
  });
});

describe("money", () => {
  test("documentation and contract disagree on money: text and number read alike", () => {
    const asNumbers = parseJson(JSON.stringify(order).replace(/"value":"([\d.]+)"/g, '"value":$1'));
    const { ctx } = readingContext();
    expect(toOrderPart(asNumbers, ctx).totals).toEqual(read().part.totals);
    expect(read().part).toMatchObject({
      quality: "exact",
      totals: { subtotalMinor: 3000n, discountMinor: 300n, taxMinor: 270n, shippingMinor: 500n, totalMinor: 3470n },
      lines: [{ discountMinor: 300n, taxMinor: 270n, totalMinor: 2700n, unitPrice: "10.00" }],
    });
  });

  test("INCLUSIVE beside figures that add the tax: the figures decide", () => {
    const { part } = read({ priceTaxInterpretation: "INCLUSIVE" });
    expect([part.totals.taxIncluded, part.totals.feesMinor, part.quality]).toEqual([false, 0n, "exact"]);
    const inside = read({ priceTaxInterpretation: "INCLUSIVE", grandTotal: usd("32.00") }).part;
    expect([inside.totals.taxIncluded, inside.totals.feesMinor, inside.quality]).toEqual([true, 0n, "exact"]);
  });

  test("an amount that the figures leave open is estimated, and the total is what was paid", () => {
    const { part } = read({ grandTotal: usd("36.00") });
    expect([part.quality, part.totals.feesMinor, part.totals.totalMinor]).toEqual(["estimated", 130n, 3600n]);
  });

  test("a discount above the goods takes the rest off the shipping", () => {
    const { part } = read({ discountTotal: usd("35.00"), taxTotal: usd("0"), grandTotal: usd("0.00") });
    expect([part.totals.discountMinor, part.totals.shippingMinor, part.quality]).toEqual([3000n, 0n, "exact"]);
  });

  test("an order of any lines in any currency adds up to its total", () => {
    const lines = fc.array(
      fc.record({ cents: fc.integer({ min: 0, max: 9_999_999 }), quantity: fc.integer({ min: 1, max: 50 }) }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(
        fc.constantFrom("USD", "JPY", "KWD"),
        lines,
        fc.nat(500),
        fc.nat(500),
        fc.nat(500),
        (currency, inputs, tax, shipping, off) => {
          const amount = (minor: bigint) => ({ currency, value: formatDecimal({ minor, currency }) });
          const lineItems = inputs.map(({ cents, quantity }, index) => ({
            id: String(index),
            quantity,
            unitPricePaid: amount(BigInt(cents)),
          }));
          const itemsTotal = lineItems.reduce(
            (sum, line) => sum + multiplyDecimal(line.unitPricePaid.value, line.quantity, currency).minor,
            0n,
          );
          const discount = BigInt(off) < itemsTotal ? BigInt(off) : itemsTotal;
          const total = itemsTotal - discount + BigInt(shipping + tax);
          const { part } = read({
            lineItems,
            taxTotal: amount(BigInt(tax)),
            shippingTotal: amount(BigInt(shipping)),
            discountTotal: amount(discount),
            refundedTotal: amount(0n),
            grandTotal: amount(total),
          });
          expect([part.quality, part.totals.totalMinor, part.totals.currency]).toEqual(["exact", total, currency]);
          const reportedItems = part.lines.reduce((sum, line) => sum + line.totalMinor, 0n);
          const reportedTax = part.lines.reduce((sum, line) => sum + line.taxMinor, 0n);
          expect([reportedItems, reportedTax]).toEqual([itemsTotal - discount, BigInt(tax)]);
        },
      ),
      { numRuns: 150 },
    );
    expect(parseMoney("12.505", "KWD").minor).toBe(12_505n);
  });
});

describe("lines, people and times", () => {
  test("customers' wishes stand on their line and order, options in the title", () => {
    const discountLines = [{ name: "Fall", promoCode: "FALLSALE", amount: usd("0") }];
    const { part } = read({ formSubmission: [{ label: "How did you hear of us?", value: "Radio" }], discountLines });
    expect([
      part.lines[0]?.title,
      part.lines[0]?.options,
      part.buyerInputs,
      part.discountCodes,
      part.buyerNote,
    ]).toEqual([
      "Tee (L)",
      [{ label: "Name on it", value: "Zoë 🎁" }],
      [{ label: "How did you hear of us?", value: "Radio" }],
      ["FALLSALE"],
      undefined,
    ]);
    expect(part.contact).toMatchObject({ name: "Bob Lo", phone: "+12025550123", quality: "real" });
  });

  test("nothing but what must be there: no addresses, no lists", () => {
    const bare = {
      billingAddress: null,
      customerEmail: null,
      lineItems: null,
      formSubmission: null,
      fulfillments: null,
    };
    const { part } = read({ ...bare, grandTotal: usd("0"), taxTotal: null, shippingTotal: null, discountTotal: null });
    expect(part).toMatchObject({ lines: [], contact: { quality: "absent" }, quality: "exact" });
    expect([part.shippingAddress, part.billingAddress]).toEqual([undefined, undefined]);
  });

  test("an order a program brought in took nothing from the shop's stock; a cancelled one gave back, unless said otherwise", () => {
    const took = (part: { readonly lines: readonly { readonly channelTook: number }[] }) => part.lines[0]?.channelTook;
    expect(took(read().part)).toBe(3);
    expect(took(read({ externalOrderReference: "TEST-1" }).part)).toBe(0);
    expect(took(read({ fulfillmentStatus: "CANCELED" }).part)).toBe(0);
    expect(took(read({ fulfillmentStatus: "CANCELED" }, { restocksOnCancel: false }).part)).toBe(3);
    const shipped = read({ fulfillmentStatus: "CANCELED", fulfilledOn: "2026-11-20T12:00:00.0Z" }).part;
    expect(shipped).toMatchObject({
      fulfilment: "fulfilled",
      lines: [{ quantity: 3, fulfilledQuantity: 3, channelTook: 3 }],
    });
  });

  test("a test order is marked, and a download's line names its product", () => {
    const [line] = order.lineItems;
    const { part } = read({ testmode: true, lineItems: [{ ...line, variantId: null }] });
    expect([part.tags, part.lines[0]?.variantKey, part.lines[0]?.channelTook]).toEqual([["test"], "p1", 0]);
  });

  test("a notification's time without seconds is a time, anything else is not", () => {
    expect(time.parse("2020-04-22T22:18+00:00")).toBe("2020-04-22T22:18:00+00:00");
    expect(time.safeParse("yesterday").success).toBe(false);
  });
});

describe("products", () => {
  const product = {
    id: "p1",
    type: "PHYSICAL",
    storePageId: "s1",
    name: "قميص 👕",
    description: "<p>x</p>",
    url: "/shop/p/tee",
    tags: ["New"],
    isVisible: true,
    variantAttributes: ["Size", "Colour"],
    variants: [
      {
        id: "v1",
        sku: " TEE-L ",
        gtin: null,
        pricing: { basePrice: usd("20.00"), onSale: true, salePrice: usd("15.50") },
        stock: { quantity: 4, unlimited: false },
        attributes: { Colour: "Red", Size: "L" },
        shippingMeasurements: { weight: { unit: "POUND", value: "1.5" } },
      },
    ],
    images: [{ id: "i1", url: "https://images.example/1.jpg", altText: null, orderIndex: 0 }],
    modifiedOn: "2026-11-20T10:00:00.000Z",
  };
  const show = (more: { readonly [field: string]: Json } = {}) => {
    const { ctx, drifts } = readingContext();
    return { ...toProduct({ ...product, ...more }, ctx), drifts };
  };
  const [variant] = product.variants;

  test("a product on sale has the sale price; options keep the product's sequence", () => {
    expect(show().variants[0]).toMatchObject({
      sku: "TEE-L",
      price: "15.50",
      compareAtPrice: "20.00",
      currency: "USD",
      weightGrams: 680,
      title: "L / Red",
      levels: [{ location: "", available: 4 }],
    });
  });

  test("a product that is not counted, or is a gift card, shows no number", () => {
    expect(
      show({ variants: [{ ...variant, stock: { quantity: 0, unlimited: true } }] }).variants[0]?.levels,
    ).toBeUndefined();
    const card = { id: "v9", sku: "GIFT", pricing: { basePrice: usd(25) } };
    expect(show({ type: "GIFT_CARD", variants: [card] }).variants[0]).toMatchObject({ price: "25", levels: undefined });
  });

  test("a download is sold as the product itself", () => {
    const download = show({ type: "DIGITAL", variants: null, pricing: { basePrice: usd("7.00"), onSale: false } });
    expect(download.variants).toMatchObject([{ key: "p1", price: "7.00", ext: { productId: "p1", type: "DIGITAL" } }]);
  });

  test("a hidden product is a draft; an unlisted kind is shown and reported", () => {
    expect(show({ isVisible: false }).status).toBe("draft");
    expect(show({ type: "HOLOGRAM" })).toMatchObject({ title: "قميص 👕", drifts: ["type"] });
  });
});

describe.skipIf(specsDir() === null)("the documentation's own samples", () => {
  const sample = (file: string) =>
    parseJson(readFileSync(join(specsDir() ?? "", "squarespace", "samples", file), "utf8"));

  test("an order of the samples adds up, INCLUSIVE by word and exclusive by its figures", () => {
    const body = sample("orders-list.json") as { readonly result: readonly Json[] };
    const { ctx, drifts } = readingContext();
    const part = toOrderPart(body.result[0] ?? null, ctx);
    expect(part).toMatchObject({
      number: "3",
      quality: "exact",
      tags: ["test"],
      totals: { subtotalMinor: 5500n, discountMinor: 100n, shippingMinor: 100n, taxMinor: 270n, totalMinor: 5770n },
      fulfilments: [{ trackingNumbers: ["9400109699939624119857"] }, { trackingNumbers: ["103932814692659"] }],
    });
    expect(drifts).toEqual([]);
  });
});
