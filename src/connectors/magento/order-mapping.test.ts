import { describe, expect, test } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { parseJson } from "../kit/parse/json.ts";
import { toOrderPart } from "./order-mapping.ts";
import * as schemas from "./schemas.ts";
import { shopOf } from "./shop.ts";
import { localText, micros, shopText, toIso } from "./time.ts";

type Fields = { readonly [key: string]: Json };

const shop = shopOf({
  account: { externalId: "" },
  facts: { currency: "EUR" },
  settings: { codMethods: "cashondelivery, cod_plus" },
});

/** A row of an order as the shop prints it (made-up data in the form captured from 2.4.7-p3). */
function row(fields: Fields): Fields {
  return { item_id: 1, product_id: 11, product_type: "simple", sku: "A", name: "Mug", qty_ordered: 1, ...fields };
}

function orderWith(items: readonly Fields[], fields: Fields = {}): Fields {
  return {
    entity_id: 5,
    increment_id: "000000005",
    state: "processing",
    status: "processing",
    created_at: "2026-11-20 08:13:30",
    updated_at: "2026-11-20 08:13:31",
    base_currency_code: "EUR",
    order_currency_code: "EUR",
    grand_total: 0,
    base_grand_total: 0,
    items,
    ...fields,
  };
}

function told(raw: Fields) {
  const order = schemas.orderSchema.parse(parseJson(JSON.stringify(raw)));
  return toOrderPart({ order, raw, shipments: [], creditmemos: [], invoices: [], words: new Map() }, shop, {
    drift: () => undefined,
  });
}

test("the source of in-store delivery is where it is picked up", () => {
  const collected = told(orderWith([row({})], { extension_attributes: { pickup_location_code: "harbour" } }));
  expect(collected.pickup).toEqual({ place: "harbour", location: "harbour" });
  expect(told(orderWith([row({})])).pickup).toBeUndefined();
});

test("custom options are told in the product's words, gift messages with from and to", () => {
  const custom_options = [
    { option_id: "5", option_value: "For Anna" },
    { option_id: "6", option_value: "12,13" },
    { option_id: "7", option_value: "x" },
  ];
  const gift_message = { gift_message_id: 1, sender: "Ben", recipient: "Anna", message: "Joy" };
  const raw = orderWith([row({ product_option: { extension_attributes: { custom_options } } })], {
    extension_attributes: { gift_message },
  });
  const order = schemas.orderSchema.parse(raw);
  const texts = new Map([
    ["5", { option_id: "5", title: "Engraving", values: [] }],
    [
      "6",
      { option_id: "6", title: "Wrap", values: ["12", "13"].map((id) => ({ option_type_id: id, title: `W${id}` })) },
    ],
  ]);
  const whole = { order, raw, shipments: [], creditmemos: [], invoices: [], words: texts };
  const part = toOrderPart(whole, shop, { drift: () => undefined });
  expect([part.lines[0]?.options, part.buyerInputs]).toEqual([
    [
      { label: "Engraving", value: "For Anna" },
      { label: "Wrap", value: "W12, W13" },
      { label: "Option 7", value: "x" },
    ],
    [
      { label: "Gift message", value: "Joy" },
      { label: "Gift from", value: "Ben" },
      { label: "Gift to", value: "Anna" },
    ],
  ]);
});

test("the coupon's code is read", () => {
  expect(told(orderWith([row({})], { coupon_code: "SAVE10" })).discountCodes).toEqual(["SAVE10"]);
});

describe("lines", () => {
  test("a bundle's parts are goods without money, its own row is money without goods", () => {
    const part = told(
      orderWith(
        [
          row({ item_id: 1, product_type: "bundle", sku: "SET", name: "Set", base_price: 30, base_row_total: 30 }),
          row({ item_id: 2, parent_item_id: 1, sku: "A", product_id: 11, qty_ordered: 2 }),
          row({ item_id: 3, parent_item_id: 1, sku: "B", product_id: 12, qty_shipped: 0 }),
        ],
        { base_grand_total: 30 },
      ),
    );
    expect(
      part.lines.map((line) => [line.sku, line.variantKey, line.quantity, line.totalMinor, line.fulfilledBy]),
    ).toEqual([
      ["SET", undefined, 1, 3_000n, "nobody"],
      ["A", "11", 2, 0n, "merchant"],
      ["B", "12", 1, 0n, "merchant"],
    ]);
    expect([part.totals.subtotalMinor, part.totals.feesMinor]).toEqual([3_000n, 0n]);
  });

  test("a bundle sent as one has sent its parts", () => {
    const part = told(
      orderWith([
        row({ item_id: 1, product_type: "bundle", qty_ordered: 2, qty_shipped: 1 }),
        row({ item_id: 2, parent_item_id: 1, qty_ordered: 4 }),
      ]),
    );
    expect([part.lines[1]?.fulfilledQuantity, part.lines[1]?.channelTook, part.fulfilment]).toEqual([2, 2, "partial"]);
  });

  test("refunded units are first those that never left, as the shop counts", () => {
    const quantities = (fields: Fields) => {
      const [line] = told(orderWith([row({ qty_ordered: 3, ...fields })])).lines;
      return [line?.orderedQuantity, line?.quantity, line?.fulfilledQuantity];
    };
    expect(quantities({ qty_refunded: 1 })).toEqual([3, 2, 0]);
    expect(quantities({ qty_shipped: 3, qty_refunded: 1 })).toEqual([3, 3, 3]);
    expect(quantities({ qty_shipped: 1, qty_refunded: 1 })).toEqual([3, 2, 1]);
    expect(quantities({ qty_canceled: 3 })).toEqual([3, 0, 0]);
    expect(quantities({ qty_shipped: 1, qty_canceled: 2 })).toEqual([3, 1, 1]);
  });

  test.each([
    { quantity: "0.5000", total: "4.0000", units: 1, exact: "0.5", price: "4.00" },
    { quantity: "1.5000", total: "12.0000", units: 2, exact: "1.5", price: "6.00" },
    { quantity: "2.2500", total: "18.0000", units: 3, exact: "2.25", price: "6.00" },
  ])(
    "$quantity of goods sold by weight are units that contain it, with the exact quantity beside",
    ({ quantity, total, units, exact, price }) => {
      const item = { qty_ordered: quantity, qty_shipped: quantity, base_price: "8.0000", base_row_total: total };
      const [line] = told(orderWith([row(item)], { base_grand_total: Number(total) })).lines;
      expect(line).toMatchObject({
        variantKey: "11",
        orderedQuantity: units,
        exactQuantity: exact,
        fulfilledQuantity: units,
        channelTook: units,
        unitPrice: price,
        totalMinor: BigInt(Math.round(Number(total) * 100)),
      });
    },
  );

  test("a coupon on a bundle stands on its parts' rows, and is the bundle's discount [D2.4]", () => {
    const part = told(
      orderWith(
        [
          row({ item_id: 1, product_type: "bundle", qty_ordered: 2, base_price: 50, base_row_total: 100 }),
          row({
            item_id: 2,
            parent_item_id: 1,
            qty_ordered: 2,
            base_price: 50,
            base_row_total: 100,
            base_discount_amount: 10,
          }),
        ],
        { base_grand_total: 90 },
      ),
    );
    expect(part.lines[0]).toMatchObject({ discountMinor: 1_000n, totalMinor: 9_000n });
    expect([part.lines[1]?.group, part.totals.feesMinor, part.quality]).toEqual(["1", 0n, "exact"]);
  });

  test("a bundle shipped in parts counts the parts that left, and stays open though the shop calls it complete", () => {
    const part = told(
      orderWith(
        [
          row({ item_id: 1, product_type: "bundle", qty_ordered: 1, qty_shipped: 1 }),
          row({ item_id: 2, parent_item_id: 1, qty_ordered: 2, qty_shipped: 2 }),
          row({ item_id: 3, parent_item_id: 1, sku: "B", qty_ordered: 2 }),
        ],
        { state: "complete", status: "complete" },
      ),
    );
    expect(part.lines.map((line) => line.fulfilledQuantity)).toEqual([0, 2, 0]);
    expect([part.status, part.fulfilment]).toEqual(["processing", "partial"]);
  });

  test("virtual goods are sent by nobody; a line of a deleted product names none", () => {
    const [virtual, deleted] = told(
      orderWith([row({ is_virtual: 1 }), row({ item_id: 2, product_id: null, sku: null, name: null })]),
    ).lines;
    expect([virtual?.fulfilledBy, virtual?.channelTook]).toEqual(["nobody", 0]);
    const [invoiced] = told(orderWith([row({ is_virtual: 1, qty_ordered: 10, qty_invoiced: 10 })])).lines;
    expect([invoiced?.quantity, invoiced?.channelTook]).toEqual([10, 10]);
    expect([deleted?.variantKey, deleted?.sku, deleted?.title]).toEqual([undefined, undefined, ""]);
  });

  test("virtual goods that are refunded stay taken, and whether they went back into stock is not told", () => {
    const sold = row({ is_virtual: 1, qty_ordered: 10, qty_invoiced: 10, qty_refunded: 3 });
    const raw = orderWith([sold]);
    const memo = schemas.creditmemoSchema.parse({
      entity_id: 8,
      order_id: 5,
      created_at: "2026-11-21 09:00:00",
      base_grand_total: "3.0000",
      items: [{ order_item_id: 1, qty: 3 }],
      comments: [],
    });
    const whole = { order: schemas.orderSchema.parse(raw), raw, shipments: [], invoices: [], words: new Map() };
    const part = toOrderPart({ ...whole, creditmemos: [memo] }, shop, { drift: () => undefined });
    expect(part.lines).toMatchObject([{ quantity: 10, channelTook: 10, restockedQuantity: 0, fulfilledBy: "nobody" }]);
    expect(part.refunds).toMatchObject([{ lines: [{ lineKey: "1", quantity: 3, restocked: null }] }]);
  });

  test("a parent that is missing does not lose its child, and ids of 64 bits keep every digit", () => {
    const raw = JSON.stringify(orderWith([row({ parent_item_id: 99 })])).replace(
      '"item_id":1',
      '"item_id":9007199254740993',
    );
    const order = schemas.orderSchema.parse(parseJson(raw));
    const part = toOrderPart({ order, raw: {}, shipments: [], creditmemos: [], invoices: [], words: new Map() }, shop, {
      drift: () => undefined,
    });
    expect(part.lines.map((line) => line.key)).toEqual(["9007199254740993"]);
  });
});

describe("money", () => {
  test("tax inside prices: the tax in the discount is given back, and all adds up", () => {
    const part = told(
      orderWith(
        [
          row({
            qty_ordered: 2,
            base_price: "10.0000",
            base_row_total: "15.0000",
            base_discount_amount: "5.0000",
            base_discount_tax_compensation_amount: "0.8700",
            base_tax_amount: "3.3300",
          }),
        ],
        { base_tax_amount: "3.33", base_grand_total: "19.20" },
      ),
    );
    expect(part.lines[0]).toMatchObject({ discountMinor: 413n, taxMinor: 333n, totalMinor: 1_587n });
    expect([part.totals.feesMinor, part.quality]).toEqual([0n, "exact"]);
  });

  test("the tax inside a discount on shipping is no fee", () => {
    const part = told(
      orderWith([row({ base_price: "10.00", base_row_total: "10.00" })], {
        base_grand_total: "14.55",
        base_shipping_amount: "4.13",
        base_shipping_discount_amount: "0.50",
        base_shipping_discount_tax_compensation_amnt: "0.09",
        base_tax_amount: "0.83",
      }),
    );
    expect(part.totals).toMatchObject({ shippingMinor: 372n, feesMinor: 0n });
    expect(part.quality).toBe("exact");
  });

  test("a version that tells the gross row is noticed by price times quantity", () => {
    const item = { qty_ordered: 2, base_price: "10.50", base_row_total: "21.00", base_discount_amount: "2.10" };
    expect(told(orderWith([row(item)])).lines[0]).toMatchObject({ discountMinor: 210n, totalMinor: 1_890n });
  });

  test("four places of a price, text and numbers alike; what is left over is a fee and the order estimated", () => {
    const part = told(
      orderWith([row({ qty_ordered: 3, base_price: "3.3333", base_row_total: 10 })], {
        base_grand_total: 8,
        base_shipping_amount: "5.00",
        base_shipping_discount_amount: 2,
      }),
    );
    expect(part.lines[0]).toMatchObject({ unitPrice: "3.3333", totalMinor: 1_000n });
    expect(part.totals).toMatchObject({ shippingMinor: 300n, feesMinor: -500n, totalMinor: 800n });
    expect(part.quality).toBe("estimated");
  });

  test("the books are kept in the base currency, what the customer saw stands beside; three and no places", () => {
    const part = told(
      orderWith([row({ base_price: "1.234", base_row_total: "1.234", price: 400, row_total: 400 })], {
        base_currency_code: "KWD",
        order_currency_code: "JPY",
        base_grand_total: "1.234",
        grand_total: 400,
      }),
    );
    expect([
      part.totals.currency,
      part.totals.totalMinor,
      part.presentment?.currency,
      part.presentment?.totalMinor,
    ]).toEqual(["KWD", 1_234n, "JPY", 400n]);
  });

  test("a decimal comma is drift with its field, never another amount", () => {
    const raw = orderWith([row({})], { base_grand_total: "12,50" });
    expect(schemas.orderSchema.safeParse(raw).error?.issues[0]?.path).toEqual(["base_grand_total"]);
  });
});

describe("people and payments", () => {
  test("the shipping address stands in the assignments; phones in other digits become numbers", () => {
    const address = {
      firstname: "محمد",
      lastname: "أحمد",
      street: ["شارع ٥", null, "طابق ٢"],
      city: "القاهرة",
      country_id: "EG",
      telephone: "٠١٠٠١٢٣٤٥٦٧",
      region: "Cairo",
    };
    const part = told(
      orderWith([row({})], {
        customer_email: "m@example.test",
        billing_address: { ...address, street: "One\nTwo" },
        extension_attributes: { shipping_assignments: [{ shipping: { address } }] },
      }),
    );
    expect(part.shippingAddress).toMatchObject({
      name: "محمد أحمد",
      line1: "شارع ٥",
      line2: "طابق ٢",
      phone: "+201001234567",
      region: "Cairo",
    });
    expect(part.billingAddress).toMatchObject({ line1: "One", line2: "Two" });
    expect(part.contact).toMatchObject({ name: "محمد أحمد", phone: "+201001234567", quality: "real" });
  });

  test("cash on delivery is what the store's setting calls so, and never inferred", () => {
    const of = (method: string) =>
      told(orderWith([row({})], { state: "new", status: "pending", base_grand_total: 10, payment: { method } }));
    expect([of("cod_plus").status, of("cod_plus").payment.kind, of("cod_plus").financial]).toEqual([
      "confirmed",
      "cod",
      "cod_pending",
    ]);
    expect([of("checkmo").status, of("checkmo").payment.kind, of("checkmo").financial]).toEqual([
      "pending",
      "unknown",
      "pending",
    ]);
  });
});

describe("dates", () => {
  test("dates are UTC without a zone both ways, whatever zone the shop is in", () => {
    expect(toIso("2026-11-20 08:13:30")).toBe("2026-11-20T08:13:30.000Z");
    expect(shopText(Date.parse("2026-11-20T08:13:30.999Z"))).toBe("2026-11-20 08:13:30");
    expect(micros("2026-03-29 01:30:00")).toBe(BigInt(Date.UTC(2026, 2, 29, 1, 30)) * 1000n);
    expect(() => toIso("20/11/2026")).toThrow(ConnectorError);
    expect(() => toIso("2026-02-30 10:00:00")).toThrow(ConnectorError);
  });

  test("a special price's dates are the shop's own, over a change of its clocks", () => {
    expect(localText(Date.UTC(2026, 10, 20, 9), "Africa/Cairo")).toBe("2026-11-20 11:00:00");
    expect(localText(Date.UTC(2026, 6, 1, 22), "Africa/Cairo")).toBe("2026-07-02 01:00:00");
    expect(localText(Date.UTC(2026, 0, 1), "America/New_York")).toBe("2025-12-31 19:00:00");
  });
});
