import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { parseJson } from "../kit/parse/json.ts";
import { specsDir } from "../kit/testing/specs.ts";
import { gid } from "./ids.ts";
import type { LineNode, OrderNode } from "./nodes.ts";
import type { WholeOrder } from "./order-mapping.ts";
import { mapOrder } from "./order-mapping.ts";
import { isWholeRestOrder, mapRestOrder } from "./rest-mapping.ts";

const bag = (amount: string, currencyCode = "EUR", presentment?: { amount: string; currencyCode: string }) => ({
  shopMoney: { amount, currencyCode },
  presentmentMoney: presentment ?? { amount, currencyCode },
});

const line = (more: Partial<LineNode>): LineNode => ({
  id: gid("LineItem", "1"),
  title: "Shirt",
  variantTitle: undefined,
  isGiftCard: false,
  sku: "LS-M",
  customAttributes: [],
  quantity: 1,
  currentQuantity: 1,
  unfulfilledQuantity: 1,
  requiresShipping: true,
  variant: { id: gid("ProductVariant", "2") },
  product: { id: gid("Product", "3") },
  originalUnitPriceSet: bag("10.00"),
  discountAllocations: [],
  taxLines: [],
  ...more,
});

const order = (more: Partial<OrderNode>): OrderNode => ({
  id: gid("Order", "450789469"),
  name: "#1001",
  createdAt: "2026-11-03T09:00:00+02:00",
  updatedAt: "2026-11-03T09:00:00Z",
  cancelledAt: null,
  closed: false,
  note: undefined,
  customAttributes: [],
  discountCodes: [],
  tags: [],
  test: false,
  sourceName: "web",
  sourceIdentifier: undefined,
  currencyCode: "EUR",
  presentmentCurrencyCode: "EUR",
  taxesIncluded: false,
  dutiesIncluded: false,
  displayFinancialStatus: "PAID",
  displayFulfillmentStatus: "UNFULFILLED",
  returnStatus: "NO_RETURN",
  paymentGatewayNames: ["shopify_payments"],
  email: undefined,
  phone: undefined,
  customer: null,
  shippingAddress: null,
  billingAddress: null,
  totalTaxSet: bag("0.0"),
  totalPriceSet: bag("10.00"),
  totalTipReceivedSet: bag("0.0"),
  originalTotalDutiesSet: null,
  originalTotalAdditionalFeesSet: null,
  totalCashRoundingAdjustment: { paymentSet: bag("0.0") },
  shippingLines: { nodes: [], pageInfo: { hasNextPage: false } },
  fulfillments: [],
  refunds: [],
  lineItems: { nodes: [], pageInfo: { hasNextPage: false } },
  ...more,
});

const whole = (node: Partial<OrderNode>, lines: readonly LineNode[], more: Partial<WholeOrder> = {}): WholeOrder => ({
  order: order(node),
  lines,
  fulfilments: [],
  refunds: [],
  lineLocations: new Map(),
  complete: true,
  raw: null,
  ...more,
});

function expectToAddUp(part: OrderPart): void {
  const { subtotalMinor, discountMinor, taxMinor, shippingMinor, feesMinor, totalMinor, taxIncluded } = part.totals;
  const sum =
    (subtotalMinor ?? 0n) -
    (discountMinor ?? 0n) +
    (shippingMinor ?? 0n) +
    (feesMinor ?? 0n) +
    (taxIncluded ? 0n : (taxMinor ?? 0n));
  expect(sum).toBe(totalMinor);
  expect(part.lines.reduce((total, entry) => total + entry.totalMinor, 0n)).toBe(
    (subtotalMinor ?? 0n) - (discountMinor ?? 0n),
  );
}

describe("totals", () => {
  it("tax on top, line discounts and discounted shipping add up", () => {
    const lines = [
      line({
        quantity: 3,
        currentQuantity: 3,
        originalUnitPriceSet: bag("19.99"),
        discountAllocations: [{ allocatedAmountSet: bag("5.99") }],
        taxLines: [{ priceSet: bag("10.80") }],
      }),
    ];
    const shipping = {
      nodes: [{ originalPriceSet: bag("6.00"), discountAllocations: [{ allocatedAmountSet: bag("1.50") }] }],
      pageInfo: { hasNextPage: false },
    };
    const { part, problems } = mapOrder(
      whole({ totalTaxSet: bag("10.80"), shippingLines: shipping, totalPriceSet: bag("69.28") }, lines),
    );
    expect(problems).toEqual([]);
    expect(part.quality).toBe("exact");
    expect(part.totals).toMatchObject({
      subtotalMinor: 5997n,
      discountMinor: 599n,
      shippingMinor: 450n,
      taxMinor: 1080n,
      feesMinor: 0n,
    });
    expectToAddUp(part);
  });

  it("tax inside prices is not added again", () => {
    const { part } = mapOrder(
      whole({ taxesIncluded: true, totalTaxSet: bag("1.93"), totalPriceSet: bag("12.10") }, [
        line({ originalUnitPriceSet: bag("12.10"), taxLines: [{ priceSet: bag("1.93") }] }),
      ]),
    );
    expect([part.quality, part.totals.taxIncluded, part.totals.feesMinor]).toEqual(["exact", true, 0n]);
    expectToAddUp(part);
  });

  it("duties, fees, tips and cash rounding are fees; anything else is marked as estimated", () => {
    const extras = {
      originalTotalDutiesSet: bag("2.00"),
      originalTotalAdditionalFeesSet: bag("0.50"),
      totalTipReceivedSet: bag("1.00"),
      totalCashRoundingAdjustment: { paymentSet: bag("-0.02") },
    };
    const existing = mapOrder(whole({ ...extras, totalPriceSet: bag("13.48") }, [line({})])).part;
    expect([existing.quality, existing.totals.feesMinor]).toEqual(["exact", 348n]);
    const odd = mapOrder(whole({ totalPriceSet: bag("10.01") }, [line({})]));
    expect([odd.part.quality, odd.problems.length]).toEqual(["estimated", 1]);
    expectToAddUp(odd.part);
  });

  it("an order that was edited tells what it comes to now beside its first total", () => {
    const { totals } = mapOrder(whole({ currentTotalPriceSet: bag("5.00") }, [line({})])).part;
    expect([totals.totalMinor, totals.currentTotalMinor]).toEqual([1_000n, 500n]);
  });

  it("the customer's own currency stands beside the shop's", () => {
    const usd = (shop: string, amount: string) => bag(shop, "EUR", { amount, currencyCode: "USD" });
    const { part } = mapOrder(
      whole(
        {
          presentmentCurrencyCode: "USD",
          totalTaxSet: usd("0", "0"),
          totalPriceSet: usd("10.0", "11.00"),
        },
        [line({})],
      ),
    );
    expect([
      part.totals.totalMinor,
      part.presentment?.totalMinor,
      part.presentment?.currency,
      part.presentment?.taxMinor,
    ]).toEqual([1000n, 1100n, "USD", 0n]);
  });

  it("currencies without and with three decimals keep their own minor unit", () => {
    const yen = mapOrder(
      whole(
        {
          currencyCode: "JPY",
          presentmentCurrencyCode: "JPY",
          totalPriceSet: bag("1200", "JPY"),
          totalTaxSet: null,
          totalTipReceivedSet: null,
          totalCashRoundingAdjustment: null,
        },
        [line({ originalUnitPriceSet: bag("1200", "JPY") })],
      ),
    ).part;
    const dinar = mapOrder(
      whole(
        {
          currencyCode: "KWD",
          presentmentCurrencyCode: "KWD",
          totalPriceSet: bag("1.234", "KWD"),
          totalTaxSet: null,
          totalTipReceivedSet: null,
          totalCashRoundingAdjustment: null,
        },
        [line({ originalUnitPriceSet: bag("1.234", "KWD") })],
      ),
    ).part;
    expect([yen.totals.totalMinor, dinar.totals.totalMinor]).toEqual([1200n, 1234n]);
  });

  it("any prices and quantities add up", () => {
    const cents = fc.bigInt({ min: 0n, max: 10_000_000n });
    const amount = (minor: bigint) => `${minor / 100n}.${String(minor % 100n).padStart(2, "0")}`;
    fc.assert(
      fc.property(
        fc.array(fc.record({ price: cents, quantity: fc.integer({ min: 1, max: 500 }), discount: cents }), {
          minLength: 1,
        }),
        cents,
        cents,
        fc.boolean(),
        (rows, tax, ship, included) => {
          const lines = rows.map((row, at) =>
            line({
              id: gid("LineItem", String(at + 1)),
              quantity: row.quantity,
              currentQuantity: row.quantity,
              originalUnitPriceSet: bag(amount(row.price)),
              discountAllocations: [{ allocatedAmountSet: bag(amount(row.discount)) }],
            }),
          );
          const itemsTotal = rows.reduce((sum, row) => sum + row.price * BigInt(row.quantity) - row.discount, 0n);
          fc.pre(itemsTotal >= 0n);
          const total = itemsTotal + ship + (included ? 0n : tax);
          const shippingLines = {
            nodes: [{ originalPriceSet: bag(amount(ship)), discountAllocations: [] }],
            pageInfo: { hasNextPage: false },
          };
          const { part } = mapOrder(
            whole(
              {
                taxesIncluded: included,
                totalTaxSet: bag(amount(tax)),
                shippingLines,
                totalPriceSet: bag(amount(total)),
              },
              lines,
            ),
          );
          expect(part.quality).toBe("exact");
          expectToAddUp(part);
        },
      ),
    );
  });
});

describe("units of a line", () => {
  const shipped = (quantity: number, status = "SUCCESS") => ({
    id: gid("Fulfillment", "9"),
    status,
    displayStatus: null,
    createdAt: "2026-11-04T09:00:00Z",
    trackingInfo: [],
    location: null,
    fulfillmentLineItems: {
      nodes: [{ quantity, lineItem: { id: gid("LineItem", "1") } }],
      pageInfo: { hasNextPage: false },
    },
  });
  const refunded = (quantity: number, restockType: string) => ({
    id: gid("Refund", "8"),
    note: undefined,
    createdAt: null,
    processedAt: "2026-11-05T09:00:00Z",
    totalRefundedSet: bag("0"),
    refundLineItems: {
      nodes: [
        { quantity, restockType, restocked: restockType !== "NO_RESTOCK", lineItem: { id: gid("LineItem", "1") } },
      ],
      pageInfo: { hasNextPage: false },
    },
  });
  const figures = (part: OrderPart) => {
    const entry = part.lines[0];
    return [
      entry?.orderedQuantity,
      entry?.quantity,
      entry?.fulfilledQuantity,
      entry?.restockedQuantity,
      entry?.channelTook,
    ];
  };

  it("a line with one unit lost and one shipped has the rest left to ship", () => {
    const rest = line({ quantity: 3, currentQuantity: 2, unfulfilledQuantity: 1 });
    const events = { fulfilments: [shipped(1)], refunds: [refunded(1, "NO_RESTOCK")] };
    expect(figures(mapOrder(whole({}, [rest], events)).part)).toEqual([3, 2, 1, 0, 3]);
    const returned = line({ quantity: 3, currentQuantity: 2, unfulfilledQuantity: 2 });
    expect(figures(mapOrder(whole({}, [returned], events)).part)).toEqual([3, 3, 1, 0, 3]);
    const none = line({ quantity: 3, currentQuantity: 0, unfulfilledQuantity: 0 });
    const lostThenBack = { fulfilments: [shipped(1)], refunds: [refunded(2, "NO_RESTOCK"), refunded(1, "RETURN")] };
    expect(figures(mapOrder(whole({}, [none], lostThenBack)).part)).toEqual([3, 1, 1, 1, 2]);
  });

  it.each([
    ["just placed", 3, 3, [], [], false, [3, 3, 0, 0, 3]],
    ["one taken out before shipping", 3, 2, [], [refunded(1, "CANCEL")], false, [3, 2, 0, 0, 2]],
    ["one removed by an edit without a refund line", 3, 2, [], [], false, [3, 2, 0, 0, 2]],
    ["two shipped, one of them returned to stock", 3, 2, [shipped(2)], [refunded(1, "RETURN")], false, [3, 3, 2, 1, 2]],
    ["all shipped, one refunded and lost", 3, 2, [shipped(3)], [refunded(1, "NO_RESTOCK")], false, [3, 3, 3, 0, 3]],
    ["cancelled with restocking", 3, 0, [], [refunded(3, "CANCEL")], true, [3, 0, 0, 0, 0]],
    ["cancelled without restocking", 3, 0, [], [refunded(3, "NO_RESTOCK")], true, [3, 0, 0, 0, 3]],
    ["a shipment that failed", 3, 3, [shipped(3, "FAILURE")], [], false, [3, 3, 0, 0, 3]],
  ] as const)("%s, or a download", (_name, quantity, currentQuantity, fulfilments, refunds, cancelled, expected) => {
    const cancelledAt = cancelled ? "2026-11-05T09:00:00Z" : null;
    const input = whole({ cancelledAt }, [line({ quantity, currentQuantity })], {
      fulfilments: [...fulfilments],
      refunds: [...refunds],
    });
    expect(figures(mapOrder(input).part)).toEqual(expected);
    // What needs no shipping is counted all the same.
    const lines = input.lines.map((one) => ({ ...one, requiresShipping: false }));
    const unsent = mapOrder({ ...input, lines }).part;
    expect([figures(unsent), unsent.lines[0]?.fulfilledBy]).toEqual([expected, "nobody"]);
  });

  it("a line without a variant takes nothing from the shop's stock", () => {
    expect(mapOrder(whole({}, [line({ variant: null, product: null, sku: undefined })])).part.lines[0]).toMatchObject({
      channelTook: 0,
      variantKey: undefined,
    });
  });
});

describe("official order samples", () => {
  const fixture = parseJson(readFileSync(new URL("./fixtures/orders-2026-07.json", import.meta.url), "utf8")) as {
    orders: Record<string, Json>;
  };

  it.each(Object.entries(fixture.orders))("%s is read and adds up", (_name, payload) => {
    const part = mapRestOrder(payload).part;
    expect(part.quality).toBe("exact");
    expectToAddUp(part);
  });

  it("a field that decides nothing keeps no order out, whatever form it has", () => {
    const reported = fixture.orders.euro ?? null;
    const strange = { email: 5, phone: [], tags: {}, note: {}, shipping_address: "x", total_tip_received: [] };
    const payload: Json = { ...(reported as object), ...strange, customer: { id: {} } };
    expect(isWholeRestOrder(payload)).toBe(true);
    const [part, sound] = [mapRestOrder(payload).part, mapRestOrder(reported).part];
    expect([part.lines, part.totals, part.tags]).toEqual([sound.lines, sound.totals, []]);
    expect(isWholeRestOrder({ ...(reported as object), total_price: {} })).toBe(false);
  });

  it("the refunded one keeps its refund, its discounts and what went back to stock", () => {
    const part = mapRestOrder(fixture.orders.refundedWithDiscount ?? null).part;
    expect([
      part.number,
      part.financial,
      part.totals.totalMinor,
      part.totals.discountMinor,
      part.totals.taxMinor,
    ]).toEqual(["#1001", "partially_refunded", 59894n, 1000n, 1194n]);
    expect(part.refunds).toMatchObject([{ key: "509562969", amountMinor: 20900n, reason: "it broke during shipping" }]);
    expect(part.lines.map((entry) => [entry.key, entry.quantity, entry.channelTook])).toEqual([
      ["466157049", 0, 0],
      ["518995019", 1, 1],
      ["703073504", 0, 0],
    ]);
    expect(part.contact).toMatchObject({ email: "bob.norman@mail.example.com", quality: "real" });
    expect(part.placedAt).toBe("2008-01-10T16:00:00.000Z");
  });

  const dir = specsDir();
  it.runIf(dir)("every order in the official samples is read, and every whole one adds up", () => {
    const folder = join(dir ?? "", "shopify/rest-samples-2026-07");
    let read = 0;
    for (const file of readdirSync(folder)) {
      const samples = parseJson(readFileSync(join(folder, file), "utf8")) as {
        response: { body: { order?: Json; orders?: Json[] } | null };
      }[];
      for (const { response } of samples)
        for (const payload of [
          ...(response.body?.orders ?? []),
          ...(response.body?.order ? [response.body.order] : []),
        ]) {
          if (!isWholeRestOrder(payload)) continue;
          read += 1;
          const part = mapRestOrder(payload).part;
          expect([file, part.number, part.quality]).toEqual([file, part.number, "exact"]);
          expectToAddUp(part);
        }
    }
    expect(read).toBeGreaterThan(20);
  });
});
