import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDecimal } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import { refusal } from "../kit/conformance/case.ts";
import { parseJson } from "../kit/parse/json.ts";
import { must } from "../kit/testing/shop.ts";
import { aLine, anOrder, aPackage } from "./fixtures/orders.ts";
import type { Beside } from "./order-mapping.ts";
import { mapOrder, readOrder } from "./order-mapping.ts";
import { createProducts, openShop } from "./testing.ts";

function mapped(
  raw: Json,
  settings: Readonly<Record<string, Json>> = {},
  tracking: Readonly<Record<string, string>> = {},
) {
  const drifts: string[] = [];
  const ctx = {
    connection: { account: { externalId: "1" }, facts: {}, settings },
    drift: ({ path }: { path: string }) => void drifts.push(path),
  };
  const beside: Beside = { tracking: new Map(Object.entries(tracking)), returns: new Map(), kits: new Map(), ctx };
  return { ...mapOrder(readOrder(raw, ctx), raw, beside), drifts };
}

const linesAndTotal = (part: ReturnType<typeof mapped>) => {
  const { subtotalMinor, discountMinor, shippingMinor, totalMinor } = part.totals;
  return {
    subtotalMinor,
    discountMinor,
    shippingMinor,
    totalMinor,
    quality: part.quality,
    lines: part.lines.map((line) => line.totalMinor),
  };
};

describe("an order's figures", () => {
  it("a buyer's payment beyond the items total is shipping", () => {
    expect(linesAndTotal(mapped(anOrder()))).toEqual({
      subtotalMinor: 1250n,
      discountMinor: 0n,
      shippingMinor: 200n,
      totalMinor: 1450n,
      quality: "estimated",
      lines: [1250n],
    });
  });

  it("a payment below the items total is a discount, shared by the lines to the cent", () => {
    const lines = [1, 2, 3].map((item_id) =>
      aLine({ item_id, model_quantity_purchased: 1, model_original_price: "3.33", model_discounted_price: "3.33" }),
    );
    expect(linesAndTotal(mapped(anOrder({ item_list: lines, total_amount: "9.00" })))).toMatchObject({
      subtotalMinor: 999n,
      discountMinor: 99n,
      shippingMinor: 0n,
      totalMinor: 900n,
      lines: [300n, 300n, 300n],
    });
  });

  it("the seller's own discounts stand on their lines", () => {
    const line = aLine({ model_original_price: "10", model_discounted_price: "7.50" });
    expect(linesAndTotal(mapped(anOrder({ item_list: [line], total_amount: 15 })))).toMatchObject({
      subtotalMinor: 2000n,
      discountMinor: 500n,
      totalMinor: 1500n,
      quality: "exact",
      lines: [1500n],
    });
  });

  it("an order that is not paid has no total: absent, null and 0 are none", () => {
    for (const total_amount of [undefined, null, 0]) {
      const part = mapped(anOrder({ order_status: "UNPAID", pay_time: null, total_amount }));
      expect([part.totals.totalMinor, part.totals.shippingMinor, part.quality]).toEqual([null, null, "hidden"]);
    }
  });

  it("an order paid with coins alone costs nothing", () => {
    expect(mapped(anOrder({ total_amount: 0 })).totals).toMatchObject({ totalMinor: 0n, discountMinor: 1250n });
  });

  it("a bundle prints 0 for its units by design: the original price stands in", () => {
    const line = aLine({ model_discounted_price: 0, promotion_type: "bundle_deal" });
    const part = mapped(anOrder({ item_list: [line], total_amount: "10.00" }));
    expect(linesAndTotal(part)).toMatchObject({ lines: [1000n], discountMinor: 250n, quality: "estimated" });
  });

  it("dong have no decimals, and a large sum loses no digit", () => {
    const raw = parseJson(
      JSON.stringify(
        anOrder({
          currency: "VND",
          region: "VN",
          item_list: [
            aLine({ model_original_price: 300000, model_discounted_price: 48000, model_quantity_purchased: 1 }),
          ],
          total_amount: 32119,
        }),
      ),
    );
    expect(linesAndTotal(mapped(raw))).toMatchObject({
      subtotalMinor: 300000n,
      discountMinor: 267881n,
      totalMinor: 32119n,
      lines: [32119n],
    });
    const rich = parseJson(
      `{"x":${JSON.stringify(anOrder({ currency: "IDR" })).replace('"14.5"', "90071992547409.91")}}`,
    );
    const inner = (rich as { readonly x: Json }).x;
    expect(mapped(inner).totals.totalMinor).toBe(9007199254740991n);
  });

  it("an order's figures always add up, whatever the buyer paid", () => {
    const cents = fc.bigInt({ min: 0n, max: 10_000_000n });
    const text = (minor: bigint) => formatDecimal({ minor, currency: "SGD" });
    const line = fc.record({ price: cents, off: fc.nat(100), quantity: fc.integer({ min: 1, max: 99 }) });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), cents, (lines, paid) => {
        const item_list = lines.map(({ price, off, quantity }, item_id) =>
          aLine({
            item_id: item_id + 1,
            model_original_price: text(price),
            model_discounted_price: text((price * BigInt(100 - off)) / 100n),
            model_quantity_purchased: quantity,
          }),
        );
        const { totals, lines: sold } = mapped(anOrder({ item_list, total_amount: text(paid) }));
        const { subtotalMinor, discountMinor, shippingMinor, totalMinor } = totals;
        expect((subtotalMinor ?? 0n) - (discountMinor ?? 0n) + (shippingMinor ?? 0n)).toBe(totalMinor);
        expect(sold.reduce((sum, one) => sum + one.totalMinor, 0n)).toBe((subtotalMinor ?? 0n) - (discountMinor ?? 0n));
        expect(sold.every((one) => one.totalMinor >= 0n)).toBe(true);
      }),
    );
  });
});

describe("lines", () => {
  it("lines are named as parcels name them, the same item in a bundle apart", () => {
    const plain = aLine();
    const bundled = aLine({ order_item_id: 1, promotion_group_id: 7, promotion_type: "bundle_deal" });
    const part = mapped(anOrder({ item_list: [plain, bundled, plain] }));
    expect(part.lines.map(({ key }) => key)).toEqual(["23620853561-0", "23620853561-0-1-7", "23620853561-0#2"]);
    expect(new Set(part.lines.map(({ variantKey }) => variantKey))).toEqual(new Set(["23620853561-0"]));
  });

  it("ids above 53 bits keep every digit", () => {
    const text = JSON.stringify(anOrder()).replaceAll("23620853561", "9223372036854775807");
    expect(mapped(parseJson(text)).lines[0]).toMatchObject({
      productKey: "9223372036854775807",
      variantKey: "9223372036854775807-0",
    });
  });

  it("a line has the model's SKU, or the item's own", () => {
    const part = mapped(
      anOrder({ item_list: [aLine(), aLine({ item_id: 2, model_id: 9, model_sku: "MUG-RED", model_name: "Red" })] }),
    );
    expect(part.lines.map(({ sku, title }) => [sku, title])).toEqual([
      ["MUG", "Mug"],
      ["MUG-RED", "Mug (Red)"],
    ]);
  });

  it("units cancelled are no longer wanted, units in parcels that left are gone", () => {
    const item_list = [aLine({ model_quantity_purchased: 5, cancelled_qty: 1 })];
    const [line] = mapped(anOrder({ item_list })).lines;
    expect([line?.orderedQuantity, line?.quantity, line?.fulfilledQuantity, line?.channelTook]).toEqual([5, 4, 0, 4]);
    const package_list = [
      aPackage({ logistics_status: "LOGISTICS_PICKUP_DONE" }),
      aPackage({ package_number: "OFG2", logistics_status: "LOGISTICS_READY" }),
    ];
    const [split] = mapped(anOrder({ item_list, package_list, order_status: "SHIPPED" })).lines;
    expect([split?.quantity, split?.fulfilledQuantity]).toEqual([4, 2]);
  });

  it("stock is taken when the order is placed, or by the setting when it is paid, and given back when it is cancelled", () => {
    const took = (order_status: string, stockTakenAt: string) =>
      mapped(anOrder({ order_status }), { stockTakenAt }).lines.map(({ channelTook }) => channelTook);
    expect([
      took("UNPAID", "placed"),
      took("UNPAID", "paid"),
      took("READY_TO_SHIP", "paid"),
      took("CANCELLED", "placed"),
    ]).toEqual([[2], [0], [2], [0]]);
  });

  it("the place a line is sold from is told as a text or as a list", () => {
    for (const product_location_id of ["SGZ", ["SGZ"]])
      expect(mapped(anOrder({ item_list: [aLine({ product_location_id })] })).lines[0]?.location).toBe("SGZ");
    expect(mapped(anOrder()).lines[0]).not.toHaveProperty("location");
  });

  it("goods in Shopee's warehouse are Shopee's to send", () => {
    expect(mapped(anOrder({ fulfillment_flag: "fulfilled_by_shopee" })).lines[0]?.fulfilledBy).toBe("marketplace");
  });
});

describe("buyers", () => {
  const contactOf = (recipient_address: Json, more: Readonly<Record<string, Json>> = {}) =>
    mapped(anOrder({ recipient_address, ...more })).contact;

  it("masked names and phones name nobody", () => {
    const contact = contactOf({ name: "P******n", phone: "******64", region: "VN" });
    expect(contact).toMatchObject({ name: "P******n", phone: "******64", quality: "masked" });
    expect(contactOf({ name: "****", phone: "****" }).quality).toBe("masked");
    expect(contactOf({ name: "Ada", phone: "****" }).quality).toBe("masked");
  });

  it("readable contacts are real, with the phone in one form, whatever the digits", () => {
    expect(contactOf({ name: "Ada 👩‍🚀", phone: "6581234567", region: "SG" })).toMatchObject({
      name: "Ada 👩‍🚀",
      phone: "+6581234567",
      quality: "real",
      key: "1170319091",
    });
    expect(contactOf({ name: "علي", phone: "٨١٢٣٤٥٦٧", region: "SG" }).phone).toBe("+6581234567");
  });

  it("no address, no name, no buyer: an order all the same", () => {
    for (const recipient_address of [null, undefined, {}]) {
      const part = mapped(anOrder({ recipient_address, buyer_user_id: null, buyer_username: undefined }));
      expect([part.contact.quality, part.contact.key, part.shippingAddress]).toEqual(["absent", undefined, undefined]);
    }
    expect(mapped(anOrder({ recipient_address: null, buyer_username: "****" })).contact.quality).toBe("masked");
  });

  it("an address keeps what there is of it", () => {
    expect(mapped(anOrder()).shippingAddress).toEqual({
      name: "Ada",
      line1: "1 Example Street",
      line2: "Tampines",
      city: "Singapore",
      region: undefined,
      postcode: "520123",
      country: "SG",
      phone: "+6581234567",
    });
  });
});

describe("tags for packing", () => {
  it("holds, invoices and stock sent in advance are tags", () => {
    expect(mapped(anOrder({ order_status: "PENDING", pending_terms: ["SYSTEM_PENDING"] })).tags).toEqual([
      "system pending",
    ]);
    expect(mapped(anOrder({ order_status: "INVOICE_PENDING", region: "BR", currency: "BRL" })).tags).toEqual([
      "invoice needed",
    ]);
    expect(mapped(anOrder({ advance_package: true })).tags).toEqual(["advance fulfilment"]);
  });

  it("a parcel is told once it has its number or has left", () => {
    const arranged = aPackage({ logistics_status: "LOGISTICS_REQUEST_CREATED" });
    expect(mapped(anOrder({ package_list: [arranged] })).fulfilments).toEqual([]);
    const [parcel] = mapped(anOrder({ package_list: [arranged] }), {}, { OFG166300791210964: "SPXSG1" }).fulfilments;
    expect(parcel).toMatchObject({
      key: "OFG166300791210964",
      trackingNumbers: ["SPXSG1"],
      status: "unfulfilled",
      lines: [{ lineKey: "23620853561-0", quantity: 2 }],
    });
  });

  it("a currency that is none is drift, not a crash", () => {
    expect(() => mapped(anOrder({ currency: "S$!" }))).toThrow(/unknown currency/);
  });
});

describe("walking the orders", () => {
  const DAY = 86_400_000;

  it("a walk reads windows of fifteen days, with orders on hold, and starts the next run ten minutes back", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const [sweep] = must(ports.orders).sweeps;
    shop.shop.addProduct(createProducts("MUG"));
    shop.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }] });
    const since = new Date(shop.clock.now() - 40 * DAY).toISOString();
    const before = shop.sandbox.calls.length;
    let cursor = "";
    for await (const page of must(sweep).run({ cursor: null, since }, ctx)) cursor = page.cursor;
    const requests = shop.sandbox.calls
      .slice(before)
      .flatMap(({ path }) => (path.includes("get_order_list") ? new URL(path, "http://x").searchParams : []));
    expect(requests).toHaveLength(3);
    for (const query of requests) {
      expect(Number(query.get("time_to")) - Number(query.get("time_from"))).toBeLessThanOrEqual(15 * 86_400);
      expect([query.get("time_range_field"), query.get("request_order_status_pending")]).toEqual([
        "update_time",
        "true",
      ]);
    }
    for (const [at, query] of requests.entries())
      if (at > 0) expect(query.get("time_from")).toBe(requests[at - 1]?.get("time_to"));
    expect(Number(cursor.split("|")[0])).toBe(Number(requests.at(-1)?.get("time_to")) - 600);
  });

  it("orders on hold at Shopee are told", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    shop.shop.addProduct(createProducts("MUG"));
    const key = shop.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }] });
    const order = shop.state.orders.get(key);
    if (order) order.status = "PENDING";
    const reported: string[] = [];
    for await (const page of must(must(ports.orders).sweeps[0]).run({ cursor: null }, ctx))
      reported.push(...page.items.map(({ status }) => status));
    expect(reported).toEqual(["on_hold"]);
  });

  it("one order that cannot be read holds up no other, and is read again", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    shop.shop.addProduct(createProducts("MUG"));
    const [bad = "", good = ""] = [1, 2].map((quantity) => shop.shop.placeOrder({ lines: [{ sku: "MUG", quantity }] }));
    shop.sandbox.faults.add({ fault: { kind: "spoil_record", key: bad } });
    const pages = [];
    for await (const page of must(must(ports.orders).sweeps[0]).run({ cursor: null }, ctx)) pages.push(page);
    expect(pages.flatMap(({ items }) => items.map(({ orderKey }) => orderKey))).toEqual([good]);
    expect(pages.flatMap(({ unreadKeys = [] }) => unreadKeys)).toEqual([bad]);
    const again = [];
    for await (const page of must(must(ports.orders).sweeps[0]).run({ cursor: pages.at(-1)?.cursor ?? null }, ctx))
      again.push(...page.items);
    expect(again.map(({ orderKey }) => orderKey)).toEqual([good]);
  });

  it("a page Shopee has forgotten begins its window anew", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    shop.shop.addProduct(createProducts("MUG"));
    const key = shop.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }] });
    const now = Math.floor(shop.clock.now() / 1000);
    const cursor = `${now - 600}|${now}|${now}|gone`;
    const reported: string[] = [];
    for await (const page of must(must(ports.orders).sweeps[0]).run({ cursor }, ctx))
      reported.push(...page.items.map(({ orderKey }) => orderKey));
    expect(reported).toEqual([key]);
  });

  it("a number that is none asks for no other orders", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const before = shop.sandbox.calls.length;
    for (const key of ["", "a,b", "2404098R48U37H,2404098R48U37I", "../x"])
      expect(await must(ports.orders).get(key, ctx)).toBeNull();
    expect(shop.sandbox.calls.length).toBe(before);
  });

  it("an error of Shopee's in an answer of status 200 is an error", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const body = JSON.stringify({ error: "error_permission", message: "no", request_id: "1" });
    shop.sandbox.faults.add({ fault: { kind: "status", status: 200, body }, path: "get_order_detail" });
    expect((await refusal(must(ports.orders).get("2404098R48U37H", ctx))).kind).toBe("forbidden");
  });
});

describe("returns of orders", () => {
  it("an accepted return is a refund with its units, and the order says how much of it went back", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    shop.shop.addProduct(createProducts("MUG"));
    const key = shop.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 2 }] });
    shop.shop.shipOrder?.(key);
    shop.shop.refundOrder?.(key, [{ sku: "MUG", quantity: 1, restock: false }]);
    const part = await must(ports.orders).get(key, ctx);
    expect(part?.financial).toBe("partially_refunded");
    expect(part?.refunds).toMatchObject([
      { amountMinor: 1250n, reason: "It came broken", lines: [{ quantity: 1, restocked: null }] },
    ]);
    expect(part?.refunds[0]?.lines[0]?.lineKey).toBe(part?.lines[0]?.key);
  });

  it("nothing is sent back before it has left, and money that comes in late leaves the parcel where it is", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(createProducts("MUG"));
    const key = shop.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 2 }], payment: "cod" });
    shop.shop.refundOrder?.(key, [{ sku: "MUG", quantity: 1, restock: false }]);
    shop.shop.shipOrder?.(key);
    shop.shop.payOrder?.(key);
    expect([shop.shop.order(key)?.status, shop.shop.record?.(key)?.refunds]).toEqual(["SHIPPED", []]);
  });

  it("an order is read all the same without the right to read settlements", async () => {
    await using shop = await openShop();
    shop.state.forbidden.add("payment/");
    const { ctx, ports } = await shop.connect();
    shop.shop.addProduct(createProducts("MUG"));
    const key = shop.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 2 }] });
    shop.shop.shipOrder?.(key);
    shop.shop.refundOrder?.(key, [{ sku: "MUG", quantity: 2, restock: false }]);
    expect((await must(ports.orders).get(key, ctx))?.financial).toBe("refunded");
  });
});
