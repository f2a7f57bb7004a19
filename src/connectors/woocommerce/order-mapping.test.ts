import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { mapOrder } from "./order-mapping.ts";
import { orderSchema } from "./schemas.ts";
import { mapStatuses } from "./statuses.ts";
import { line, map, order } from "./testing-mapping.ts";
import { hasFields, hasSamples, officialSamples } from "./testing-samples.ts";

function expectToAddUp(part: OrderPart): void {
  const { subtotalMinor, discountMinor, taxMinor, shippingMinor, feesMinor, totalMinor, taxIncluded } = part.totals;
  const tax = taxIncluded ? 0n : (taxMinor ?? 0n);
  expect((subtotalMinor ?? 0n) - (discountMinor ?? 0n) + tax + (shippingMinor ?? 0n) + (feesMinor ?? 0n)).toBe(
    totalMinor,
  );
  expect(part.lines.reduce((sum, line) => sum + line.totalMinor, 0n)).toBe(
    (subtotalMinor ?? 0n) - (discountMinor ?? 0n),
  );
}

it("an order is picked up where every shipping line is one of core's ways of collecting", () => {
  const by = (...methods: readonly string[]) =>
    map(
      order({
        shipping_lines: methods.map((method_id) => ({ id: 7, method_id, method_title: "Harbour shop", total: "0.00" })),
      }),
    ).pickup;
  expect([by("local_pickup"), by("pickup_location")]).toEqual([{ place: "Harbour shop" }, { place: "Harbour shop" }]);
  expect([by("flat_rate"), by("local_pickup", "flat_rate"), by()]).toEqual([undefined, undefined, undefined]);
});

/** Row F13 of docs/faults.md: an order of ten thousand lines held a process up for more than two seconds. */
it("a line's own fields are read a few times, however many lines the order has", () => {
  const looksIn = (count: number) => {
    let checks = 0;
    const parsed = parseResponse(orderSchema, order({ line_items: Array.from({ length: count }, () => line()) }), {
      what: "order",
    });
    const counted = parsed.line_items.map((one) =>
      Object.defineProperty({ ...one }, "meta_data", {
        get() {
          checks += 1;
          return one.meta_data;
        },
      }),
    );
    const source = { raw: null, refunds: [], fulfilments: [], parentSkus: new Map<string, string>() };
    mapOrder({ order: { ...parsed, line_items: counted }, ...source, managesStock: true, holdMinutes: 60 });
    return checks;
  };
  expect(looksIn(400)).toBe(10 * looksIn(40));
});

describe("goods sold in fractions", () => {
  it("rounding that floats leave in the shop's own book counts as nothing, and a parcel holds whole units", () => {
    const sold = line({
      quantity: 1.5,
      meta_data: [
        { key: "_reduced_stock", value: "2.7755575615629E-17" },
        { key: "_restock_refunded_items", value: "1.5000000000000002" },
      ],
    });
    const parcel = {
      key: "_items",
      value: [
        { item_id: 1, qty: 0.3 },
        { item_id: 1, qty: "odd" },
        { item_id: 1, qty: 1 },
      ],
    };
    const part = map(order({ line_items: [sold] }), {
      fulfilments: [{ id: 5, status: "fulfilled", is_fulfilled: true, meta_data: [parcel] }],
    });
    expect(part.lines[0]).toMatchObject({ orderedQuantity: 2, fulfilledQuantity: 1, channelTook: 0 });
    expect(part.fulfilments).toMatchObject([{ lines: [{ quantity: 1 }, { quantity: 1 }] }]);
  });

  it.each([
    [0.5, 1, "0.5", "12.50"],
    [1.5, 2, "1.5", "6.25"],
    [2.25, 3, "2.25", "4.16666667"],
  ])("%s are units that contain it, with the exact quantity beside", (quantity, units, exact, price) => {
    const sold = line({
      quantity,
      subtotal: "12.50",
      total: "12.50",
      meta_data: [{ key: "_reduced_stock", value: String(quantity) }],
    });
    const part = map(order({ line_items: [sold], total: "12.50", total_tax: "0.00" }));
    expect(part.lines[0]).toMatchObject({
      orderedQuantity: units,
      exactQuantity: exact,
      quantity: units,
      channelTook: units,
      unitPrice: price,
      totalMinor: 1250n,
    });
  });

  it("a refund of a part leaves the units that contain the rest; what is restocked is whole, or all", () => {
    const refund = (quantity: number, id: number) => ({
      id,
      date_created_gmt: "2026-11-21T07:00:00",
      amount: "5.00",
      line_items: [
        { id: 90 + id, quantity: -quantity, total: "-5.00", meta_data: [{ key: "_refunded_item_id", value: "1" }] },
      ],
    });
    const sold = line({
      quantity: 2.25,
      meta_data: [
        { key: "_reduced_stock", value: "1.75" },
        { key: "_restock_refunded_items", value: "0.5" },
      ],
    });
    const part = map(order({ line_items: [sold] }), { refunds: [refund(0.5, 1), refund(0.75, 2)] });
    expect(part.lines[0]).toMatchObject({ orderedQuantity: 3, quantity: 1, channelTook: 2, restockedQuantity: 0 });
    expect(part.refunds.map(({ lines }) => lines)).toEqual([
      [{ lineKey: "1", quantity: 1, restocked: true }],
      [{ lineKey: "1", quantity: 1, restocked: false }],
    ]);
  });
});

describe("money", () => {
  it("an order of a shop whose prices include tax is shown gross, where its sums are round", () => {
    const lines = [1, 2, 3].map((id) =>
      line({ id, quantity: 1, subtotal: "8.26", subtotal_tax: "1.74", total: "8.26", total_tax: "1.74" }),
    );
    const part = map(order({ prices_include_tax: true, line_items: lines, total: "30.00", total_tax: "5.21" }));
    expectToAddUp(part);
    expect(part.totals).toMatchObject({ taxIncluded: true, subtotalMinor: 3000n, totalMinor: 3000n });
    expect(part.lines.map((one) => [one.unitPrice, one.totalMinor])).toEqual([
      ["10.00", 1000n],
      ["10.00", 1000n],
      ["10.00", 1000n],
    ]);
    expect(part.quality).toBe("exact");
  });

  it("a cent that rounding left over goes to the dearest line", () => {
    const part = map(order({ total: "24.21" }));
    expectToAddUp(part);
    expect(part.lines[0]?.totalMinor).toBe(2001n);
  });

  it("fee lines, discounts and refunds are counted apart", () => {
    const part = map(
      order({
        line_items: [line({ total: "18.00", total_tax: "3.78" })],
        fee_lines: [{ id: 9, name: "Wrap", total: "2.00", total_tax: "0.42" }],
        shipping_total: "4.95",
        shipping_tax: "1.04",
        total_tax: "5.24",
        total: "30.19",
        refunds: [{ id: 3, reason: "", total: "-5.00" }],
      }),
    );
    expectToAddUp(part);
    expect(part.totals).toMatchObject({ discountMinor: 200n, feesMinor: 200n, shippingMinor: 495n });
    expect(part).toMatchObject({ refunds: [{ key: "3", amountMinor: 500n }] });
  });

  it("a gift card plugin's deduction becomes a fee, and the order is marked estimated", () => {
    const part = map(order({ total: "4.20" }));
    expectToAddUp(part);
    expect(part).toMatchObject({ quality: "estimated", totals: { feesMinor: -2000n } });
  });

  it.each([
    ["JPY", "2420", "420", "2000", 2420n],
    ["KWD", "24.200", "4.200", "20.000", 24_200n],
  ])("an amount in %s is counted in its own minor unit", (currency, total, tax, net, minor) => {
    const part = map(
      order({
        currency,
        total,
        total_tax: tax,
        line_items: [line({ subtotal: net, total: net, subtotal_tax: tax, total_tax: tax })],
      }),
    );
    expectToAddUp(part);
    expect(part.totals.totalMinor).toBe(minor);
  });

  it("an order adds up whatever the shop rounds", () => {
    const cents = fc.integer({ min: 0, max: 1_000_000 }).map((value) => (value / 100).toFixed(2));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cents, cents, fc.integer({ min: 0, max: 50 })), { maxLength: 6 }),
        cents,
        cents,
        cents,
        fc.boolean(),
        (lines, shipping, tax, total, gross) => {
          const items = lines.map(([sub, paid, quantity], id) =>
            line({ id, quantity, subtotal: sub, total: paid, subtotal_tax: "0.10", total_tax: "0.10" }),
          );
          expectToAddUp(
            map(
              order({ prices_include_tax: gross, line_items: items, shipping_total: shipping, total_tax: tax, total }),
            ),
          );
        },
      ),
    );
  });
});

describe("stock the shop took", () => {
  const reduced = (value: string) => [{ id: 1, key: "_reduced_stock", value }];
  it("a line's stock is the number the shop stores in it", () => {
    expect(map(order({ line_items: [line({ meta_data: reduced("1") })] })).lines[0]?.channelTook).toBe(1);
  });
  it("a line's stock never falls below zero, though restocking too much makes the shop's own book do so", () => {
    expect(map(order({ line_items: [line({ meta_data: reduced("-46") })] })).lines[0]?.channelTook).toBe(0);
  });
  it("a line's stock follows the status where the line has no number", () => {
    const took = (status: string, managesStock = true) =>
      map(order({ status }), { managesStock }).lines[0]?.channelTook;
    expect(
      ["processing", "on-hold", "completed", "pending", "cancelled", "failed"].map((status) => took(status)),
    ).toEqual([2, 2, 2, 0, 0, 0]);
    expect(took("processing", false)).toBe(0);
  });
  it("a line that is not counted took nothing in an order whose others are counted", () => {
    const part = map(order({ line_items: [line({ meta_data: reduced("2") }), line({ id: 2 })] }));
    expect(part.lines.map((one) => one.channelTook)).toEqual([2, 0]);
  });
  it("a line's stock shrinks by what a refund put back", () => {
    const restocked = [{ id: 2, key: "_restock_refunded_items", value: "1" }, ...reduced("1")];
    const refund = {
      id: 9,
      amount: "12.10",
      date_created_gmt: "2026-11-20T08:00:00",
      line_items: [{ quantity: -1, meta_data: [{ id: 1, key: "_refunded_item_id", value: "1" }] }],
    };
    const part = map(order({ line_items: [line({ meta_data: restocked })], refunds: [{ id: 9, total: "-12.10" }] }), {
      refunds: [refund],
    });
    expect(part.lines[0]).toMatchObject({ orderedQuantity: 2, quantity: 1, channelTook: 1 });
    expect(part.refunds[0]?.lines).toEqual([{ lineKey: "1", quantity: 1, restocked: true }]);
  });
});

describe("units of an unpaid checkout", () => {
  const held = (created_via: string, more: Parameters<typeof map>[1] = {}) =>
    map(order({ status: "pending", created_via, date_modified_gmt: "2026-11-20T07:00:00" }), more).heldUntil;
  it.each([
    ["checkout", 60, "2026-11-20T08:00:00.000Z"],
    ["store-api", 60, "2026-11-20T08:00:00.000Z"],
    ["store-api", 15, "2026-11-20T07:15:00.000Z"],
    ["checkout", 1_440, "2026-11-21T07:00:00.000Z"],
    ["checkout", 0, undefined],
    ["admin", 60, undefined],
    ["rest-api", 60, undefined],
  ])(
    "an order made by %s, with a hold of %i minutes, reserves its units until %s",
    (createdVia, holdMinutes, until) => {
      expect(held(createdVia, { holdMinutes })).toBe(until);
    },
  );
  it("units are not reserved by a shop that manages no stock, nor once they are paid", () => {
    expect(held("store-api", { managesStock: false })).toBeUndefined();
    expect(map(order({ status: "processing", created_via: "store-api" })).heldUntil).toBeUndefined();
  });
});

describe("statuses", () => {
  const facts = {
    isPaid: false,
    isCompleted: false,
    method: "bacs",
    hasTransaction: false,
    refunded: "none" as const,
    packed: "",
  };
  it.each([
    ["pending", {}, ["pending", "pending", "unfulfilled"]],
    ["pending", { isPaid: true }, ["pending", "pending", "unfulfilled"]],
    ["on-hold", {}, ["on_hold", "pending", "unfulfilled"]],
    ["on-hold", { method: "stripe", hasTransaction: true }, ["on_hold", "authorized", "unfulfilled"]],
    ["processing", { isPaid: true }, ["processing", "paid", "unfulfilled"]],
    ["processing", { method: "cod" }, ["processing", "cod_pending", "unfulfilled"]],
    ["processing", { isPaid: true, packed: "partially_fulfilled" }, ["processing", "paid", "partial"]],
    // Refunded before the courier has the cash: the rest is still to be collected.
    ["processing", { method: "cod", refunded: "part" as const }, ["processing", "cod_pending", "unfulfilled"]],
    ["completed", { method: "cod" }, ["completed", "paid", "fulfilled"]],
    ["completed", { method: "cod", refunded: "part" as const }, ["completed", "partially_refunded", "fulfilled"]],
    ["completed", { isPaid: true, refunded: "part" as const }, ["completed", "partially_refunded", "fulfilled"]],
    ["cancelled", { isPaid: true }, ["cancelled", "paid", "unfulfilled"]],
    ["cancelled", { refunded: "all" as const }, ["cancelled", "refunded", "unfulfilled"]],
    ["refunded", { isCompleted: false }, ["cancelled", "refunded", "unfulfilled"]],
    ["refunded", { isCompleted: true }, ["completed", "refunded", "fulfilled"]],
    ["failed", {}, ["pending", "voided", "unfulfilled"]],
    ["shipped", { isPaid: true }, ["processing", "paid", "in_transit"]],
    ["partial-shipped", { isPaid: true }, ["processing", "paid", "partial"]],
    ["delivered", { isPaid: true }, ["completed", "paid", "delivered"]],
  ])("%s with %o", (slug, more, expected) => {
    const { status, financial, fulfilment, isKnown } = mapStatuses({ ...facts, slug, ...more });
    expect([status, financial, fulfilment]).toEqual(expected);
    expect(isKnown).toBe(true);
  });
  it("an unlisted status is preserved and reported", () => {
    expect(mapStatuses({ ...facts, slug: "awaiting-pickup" })).toMatchObject({ status: "on_hold", isKnown: false });
    const raw = order({ status: "awaiting-pickup" });
    const parsed = parseResponse(orderSchema, raw, { what: "order" });
    expect(
      mapOrder({
        order: parsed,
        raw,
        refunds: null,
        fulfilments: [],
        parentSkus: new Map(),
        managesStock: true,
        holdMinutes: 60,
      }),
    ).toMatchObject({
      part: { platformStatus: "awaiting-pickup" },
      unknown: ["awaiting-pickup"],
    });
  });
});

describe.skipIf(!hasSamples)("official samples", () => {
  it("orders are mapped and add up to the cent", () => {
    const orders = officialSamples().filter(({ raw }) => hasFields(raw, "line_items", "total", "billing", "order_key"));
    expect(orders.length).toBeGreaterThanOrEqual(15);
    for (const { raw } of orders) {
      const part = map(raw);
      expectToAddUp(part);
      expect(part.lines.length).toBe((raw as { line_items: Json[] }).line_items.length);
    }
  });
});
