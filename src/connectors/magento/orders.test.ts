import { describe, expect, test } from "vitest";
import { collect } from "../kit/conformance/bench.ts";
import type { OrderForChannel } from "../kit/contract/ports.ts";
import { orderForTest } from "../kit/testing/order.ts";
import { portOf } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { type Bench, BUYER, bodies, execute, FULFIL, mug, openShop, partOf, placed, writesOf } from "./testing.ts";

describe("lines and money", () => {
  test("a line names its source once its parcel has left, and none while the order only reserves", async () => {
    await using shop = await openShop();
    const { shop: controls } = shop.sandbox;
    const key = placed(shop, 2, "paid");
    expect((await partOf(shop, key)).lines[0]?.location).toBeUndefined();
    controls.shipOrder?.(key, [{ sku: "A", quantity: 1 }]);
    expect((await partOf(shop, key)).lines[0]).toMatchObject({ fulfilledQuantity: 1, location: "default" });
  });

  test("a configurable product is one line: the parent's id and money, the child's SKU; it ships by the parent's id", async () => {
    await using shop = await openShop();
    const { shop: controls } = shop.sandbox;
    const shirt = controls.addProduct({
      title: "Shirt",
      variants: [
        { sku: "TEE-S", price: "19.50", stock: 5, option: "S" },
        { sku: "TEE-M", price: "19.50", stock: 5, option: "M" },
      ],
    });
    const key = controls.placeOrder({ lines: [{ sku: "TEE-S", quantity: 2 }], payment: "pending" });
    const part = await partOf(shop, key);
    expect(part.lines).toHaveLength(1);
    expect(part.lines[0]).toMatchObject({
      sku: "TEE-S",
      variantKey: shirt.variantKeys["TEE-S"],
      productKey: shirt.key,
      totalMinor: 3_900n,
    });
    expect((await execute(shop, key, FULFIL)).state).toBe("done");
    expect(bodies(shop, "/ship")[0]).toMatchObject({ items: [{ order_item_id: Number(part.lines[0]?.key), qty: 2 }] });
  });

  test("tax, discount and shipping add up; the discount is taken off once", async () => {
    await using shop = await openShop({
      currency: "EUR",
      prepare: ({ state }) => Object.assign(state, { taxPercent: 21 }),
    });
    const key = placed(shop, 2);
    const order = shop.sandbox.state.orders.get(Number(key));
    const [item] = order?.items ?? [];
    Object.assign(item ?? {}, { discount: 210n, tax: 397n });
    const { totals, lines, quality } = await partOf(shop, key);
    expect(lines[0]).toMatchObject({ unitPrice: "10.5", discountMinor: 210n, taxMinor: 397n, totalMinor: 1_890n });
    expect([totals.subtotalMinor, totals.discountMinor, totals.feesMinor, quality]).toEqual([
      2_100n,
      210n,
      0n,
      "exact",
    ]);
  });

  test("an order without addresses, customer and payment is told; an unreadable one holds up none of its page", async () => {
    await using shop = await openShop();
    const [bare, good, broken] = [placed(shop), placed(shop), placed(shop)];
    Object.assign(shop.sandbox.state.orders.get(Number(bare)) ?? {}, {
      billing: null,
      shippingAddress: null,
      customer: { id: null, email: null, first: null, last: null },
    });
    Object.assign(shop.sandbox.state.orders.get(Number(broken)) ?? {}, { currency: "EUR", number: "" });
    expect(await partOf(shop, bare)).toMatchObject({ contact: { quality: "absent" }, shippingAddress: undefined });
    const [sweep] = portOf(shop.connection, "orders").sweeps;
    if (!sweep) throw new Error("no sweep");
    const unread: string[] = [];
    const reported: string[] = [];
    for await (const page of sweep.run({ cursor: null }, shop.connection.ctx)) {
      reported.push(...page.items.map((part) => part.orderKey));
      unread.push(...(page.unreadKeys ?? []));
    }
    expect([reported, unread]).toEqual([[bare, good], [broken]]);
  });
});

describe("changes that do not move an order", () => {
  const sweep = (shop: Bench, id: string) => {
    const found = portOf(shop.connection, "orders").sweeps.find((one) => one.id === id);
    if (!found) throw new Error(`no sweep ${id}`);
    return found;
  };

  test("a partial shipment is found by its own time, and the version is later although the order's is not", async () => {
    await using shop = await openShop();
    const key = placed(shop, 3, "paid");
    const first = await collect(sweep(shop, "changed"), shop.connection.ctx);
    const before = first.items[0];
    await shop.clock.sleep(30 * 60_000);
    const moved = shop.sandbox.state.orders.get(Number(key))?.updatedAt;
    shop.sandbox.shop.shipOrder?.(key, [{ sku: "A", quantity: 1 }]);
    expect(shop.sandbox.state.orders.get(Number(key))?.updatedAt).toBe(moved);
    const { items } = await collect(sweep(shop, "changed"), shop.connection.ctx, { cursor: first.cursor });
    expect(items.map((part) => [part.orderKey, part.fulfilment])).toEqual([[key, "partial"]]);
    expect(items[0]?.version.value).toBeGreaterThan(before?.version.value ?? 0n);
  });

  test("a tracking number added later is found among young parcels, also of orders no longer open", async () => {
    await using shop = await openShop();
    const key = placed(shop, 1, "paid");
    shop.sandbox.shop.shipOrder?.(key);
    const [shipment] = shop.sandbox.state.shipments.values();
    shipment?.tracks.push({
      id: 9,
      number: "LATE",
      title: "UPS",
      carrier: "ups",
      weight: null,
      qty: null,
      description: null,
      createdAt: shop.clock.now(),
    });
    const { items } = await collect(sweep(shop, "open"), shop.connection.ctx, { openIds: [] });
    expect(items.map((part) => part.fulfilments[0]?.trackingNumbers)).toEqual([["LATE"]]);
  });

  test("filters carry UTC with a space and no zone, and every page is page one", async () => {
    await using shop = await openShop();
    for (let index = 0; index < 60; index += 1) placed(shop, 1);
    const { cursor } = await collect(sweep(shop, "changed"), shop.connection.ctx);
    await collect(sweep(shop, "changed"), shop.connection.ctx, { cursor });
    const lists = shop.sandbox.calls
      .filter((call) => call.path.startsWith("/rest/all/V1/orders?"))
      .map((call) => new URL(call.path, "http://x").searchParams);
    const dates = lists.flatMap((query) =>
      [...query].filter(([name, value]) => name.endsWith("[value]") && value.includes("-")).map(([, value]) => value),
    );
    expect(dates.length).toBeGreaterThan(1);
    for (const date of dates) expect(date).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);
    expect(new Set(lists.map((query) => query.get("searchCriteria[currentPage]")))).toEqual(new Set(["1"]));
    expect(lists.every((query) => Number(query.get("searchCriteria[pageSize]")) > 0)).toBe(true);
    expect(
      lists.every(
        (query) =>
          !query.has("searchCriteria[sortOrders][0][field]") ||
          query.get("searchCriteria[sortOrders][0][direction]") === "ASC",
      ),
    ).toBe(true);
  });
});

describe("a quiet shop", () => {
  test("a quiet shop is read once a minute for orders and every five for parcels, and nothing is read twice", async () => {
    await using shop = await openShop();
    for (let count = 0; count < 3; count += 1) placed(shop, 1, "paid");
    const sweep = portOf(shop.connection, "orders").sweeps.find((one) => one.id === "changed");
    if (!sweep) throw new Error("no sweep");
    let { cursor } = await collect(sweep, shop.connection.ctx);
    const from = shop.sandbox.calls.length;
    for (let minute = 0; minute < 60; minute += 1) {
      await shop.clock.sleep(60_000);
      const run = await collect(sweep, shop.connection.ctx, { cursor });
      expect(run.items).toEqual([]);
      ({ cursor } = run);
    }
    expect(shop.sandbox.calls.length - from).toBeLessThanOrEqual(73);
  });
});

describe("orders of ours", () => {
  const draft = (more: Partial<Parameters<typeof orderForTest>[0]> = {}) => ({
    key: "o_1",
    uncertain: false,
    order: orderForTest({
      currency: "USD",
      lines: [{ sku: "A", title: "Mug", quantity: 2, unitPrice: "10.50" }],
      paid: false,
      customer: BUYER,
      shippingAddress: {
        name: "Noor Visser",
        line1: "Prinsengracht 12",
        city: "Amsterdam",
        postcode: "1015DK",
        country: "NL",
      },
      shippingMinor: 500n,
      ...more,
    }),
  });
  const create = (shop: Bench, input = draft()) =>
    portOf(shop.connection, "orders").create?.(input, shop.connection.ctx);

  test("an order is placed through a cart at a store view, reserves its items, and carries our key", async () => {
    await using shop = await openShop();
    shop.sandbox.shop.addProduct(mug("A", 10, "10.50"));
    const part = await create(shop);
    expect(part).toMatchObject({
      status: "pending",
      lines: [{ sku: "A", quantity: 2 }],
      totals: { totalMinor: 2_600n },
    });
    expect(shop.sandbox.state.reservations.get("a")).toBe(-2);
    expect(
      writesOf(shop)
        .filter((call) => call.includes("guest-carts"))
        .every((call) => call.startsWith("POST default/")),
    ).toBe(true);
    const writes = writesOf(shop).length;
    expect((await create(shop))?.orderKey).toBe(part?.orderKey);
    expect(writesOf(shop)).toHaveLength(writes);
  });

  test("an order whose answer is lost is found by buyer and items, and not placed twice", async () => {
    await using shop = await openShop();
    shop.sandbox.shop.addProduct(mug("A", 10, "10.50"));
    shop.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, path: "payment-information" });
    await expect(create(shop)).rejects.toMatchObject({ kind: "ambiguous" });
    const part = await create(shop, { ...draft(), uncertain: true });
    expect(shop.sandbox.shop.orderKeys()).toEqual([part?.orderKey]);
    expect(shop.sandbox.state.orders.get(Number(part?.orderKey))?.extOrderId).toBe("o_1");
  });

  test.each([
    [
      "another price than the shop's",
      { taxIncluded: false, lines: [{ sku: "A", title: "Mug", quantity: 2, unitPrice: "9.99" }] },
      /asks 10.50 USD for A.*9.99/,
    ],
    ["another shipping price", { taxIncluded: false, shippingMinor: 0n }, /5.00 USD for shipping/],
    ["another total", { shippingMinor: 0n }, /asks 26.00 USD for the order.*21.00/],
    ["no e-mail", { customer: { name: "Noor" } }, /without an e-mail/],
    ["no street", { shippingAddress: { city: "Amsterdam", country: "NL" } }, /without street/],
    ["another currency", { currency: "EUR" }, /sells in USD/],
    [
      "an item that is not listed",
      { lines: [{ title: "Lamp", quantity: 1, unitPrice: "1.00" }] },
      /"Lamp" is not listed/,
    ],
  ])("an order with %s is refused with a reason, and nothing is placed", async (_name, more, texts) => {
    await using shop = await openShop();
    shop.sandbox.shop.addProduct(mug("A", 10, "10.50"));
    await expect(create(shop, draft(more as Partial<OrderForChannel>))).rejects.toThrow(texts);
    expect(shop.sandbox.shop.orderKeys()).toEqual([]);
  });

  test("an order is quoted by a cart: special prices and tax are in the total, which is bought once accepted", async () => {
    await using shop = await openShop({ prepare: ({ state }) => void Object.assign(state, { taxPercent: 20 }) });
    shop.sandbox.shop.addProduct(mug("A", 10, "10.50"));
    for (const row of shop.sandbox.state.products.values()) row.special = { price: "8", from: null, to: null };
    const orders = portOf(shop.connection, "orders");
    const quote = await orders.quote?.(draft(), shop.connection.ctx);
    // Two of 8.00 and 5.00 for shipping, and 20 % of both.
    expect([quote?.totalMinor, shop.sandbox.shop.orderKeys()]).toEqual([2_520n, []]);
    const part = await orders.create?.({ ...draft(), quote }, shop.connection.ctx);
    expect(part?.totals.totalMinor).toBe(2_520n);
    expect([shop.sandbox.state.carts.size, shop.sandbox.shop.orderKeys()]).toEqual([1, [part?.orderKey]]);
  });

  test("an order carries its discount code, by which the shop takes off what it is worth there", async () => {
    await using shop = await openShop();
    shop.sandbox.shop.addProduct(mug("A", 10, "10.50"));
    shop.sandbox.shop.addDiscount?.({ code: "TENTH OFF", kind: "percent", value: "10" });
    const lines = [{ sku: "A", title: "Mug", quantity: 2, unitPrice: "10.50", discountMinor: 210n }];
    const part = await create(shop, draft({ discountCode: "tenth off", lines }));
    expect(part?.totals).toMatchObject({ discountMinor: 210n, totalMinor: 2_390n });
    expect([...shop.sandbox.state.orders.values()].map(({ coupon }) => coupon?.code)).toEqual(["TENTH OFF"]);
  });

  test("an order with a code the shop does not take is quoted without it", async () => {
    await using shop = await openShop();
    shop.sandbox.shop.addProduct(mug("A", 10, "10.50"));
    const quote = await portOf(shop.connection, "orders").quote?.(
      draft({ discountCode: "NOBODY'S" }),
      shop.connection.ctx,
    );
    expect(quote?.totalMinor).toBe(2_600n);
  });

  test("a paid order gets one invoice of the shop's total", async () => {
    await using shop = await openShop();
    shop.sandbox.shop.addProduct(mug("A", 10, "10.50"));
    const input = draft({ paid: true });
    const part = await create(shop, input);
    expect(part).toMatchObject({ financial: "paid", transactions: [{ kind: "sale", amountMinor: 2_600n }] });
    expect((await create(shop, input))?.orderKey).toBe(part?.orderKey);
    expect(shop.sandbox.state.invoices.size).toBe(1);
  });

  test("an order whose total has changed since its quote is not placed; a cart that is gone is filled anew", async () => {
    await using shop = await openShop();
    shop.sandbox.shop.addProduct(mug("A", 10, "10.50"));
    const orders = portOf(shop.connection, "orders");
    const quote = await orders.quote?.(draft(), shop.connection.ctx);
    shop.sandbox.shop.setPrice("A", "12.00");
    await expect(orders.create?.({ ...draft(), quote }, shop.connection.ctx)).rejects.toMatchObject({
      info: { kind: "rejected", code: "total_differs" },
      message: textWith(/29.00 USD.*26.00/),
    });
    shop.sandbox.shop.setPrice("A", "10.50");
    shop.sandbox.state.carts.clear();
    expect(await orders.create?.({ ...draft(), quote }, shop.connection.ctx)).toMatchObject({
      totals: { totalMinor: 2_600n },
    });
  });
});
