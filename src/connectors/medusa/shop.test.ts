import { describe, expect, test } from "vitest";
import { textOf } from "../../commerce/message.ts";
import { dropProduct } from "../../sandboxes/medusa/catalog.ts";
import { capture, fulfil, refund } from "../../sandboxes/medusa/order-acts.ts";
import { collect } from "../kit/conformance/bench.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import { fixed, minorOf, plainDecimal } from "./amounts.ts";
import { openShop } from "./testing.ts";

type OpenShop = Awaited<ReturnType<typeof openShop>>;

const PRODUCT = { title: "Mug", variants: [{ sku: "MUG", price: "12.50", stock: 10 }] };
const paid = (quantity: number) => ({ lines: [{ sku: "MUG", quantity }], payment: "paid" as const });
const authorised = (quantity: number) => ({ ...paid(quantity), payment: "pending" as const });

describe("money", () => {
  test.each([
    ["-6e-21", "-0.000000000000000000006", 0n],
    ["1.5e3", "1500", 150_000n],
    ["6.3500000000000005", "6.3500000000000005", 635n],
    ["55.925", "55.925", 5_593n],
    ["36.874999999999996", "36.874999999999996", 3_688n],
  ])("%s is read as it stands and rounded once", (reported, plain, minor) => {
    expect(plainDecimal(reported)).toBe(plain);
    expect(minorOf(fixed(plain), "EUR")).toBe(minor);
  });

  test("an order of 55.925 adds up, and its payment is paid back whole", async () => {
    await using shop = await openShop();
    shop.shop.addProduct({ ...PRODUCT, variants: [{ sku: "MUG", price: "16.975", stock: 10 }] });
    const key = shop.shop.placeOrder(paid(3));
    const { totals, financial } = await shop.read(key);
    expect([totals.totalMinor, financial]).toEqual([5_593n, "paid"]);
    const amount = { minor: 5_593n, currency: "EUR" };
    const command = { kind: "refund", amount, lines: [], moveMoney: true } as const;
    expect(await shop.run(command, key)).toMatchObject({ state: "done", moneyMoved: true });
    expect(shop.sent("/refund").map(({ requestBody }) => requestBody)).toEqual(['{"amount":55.925}']);
    expect((await shop.read(key)).financial).toBe("refunded");
  });

  test("a refund of a card is never only booked, as its provider pays; one of a payment by hand is", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(PRODUCT);
    const booked = (minor: bigint) =>
      ({ kind: "refund", amount: { minor, currency: "EUR" }, lines: [], moveMoney: false }) as const;
    const byCard = shop.shop.placeOrder(paid(1));
    expect(await shop.run(booked(100n), byCard)).toMatchObject({ state: "rejected", code: "books_only" });
    expect(shop.sent("/refund")).toEqual([]);
    const byHand = shop.shop.placeOrder(authorised(1));
    shop.shop.payOrder?.(byHand);
    expect((await shop.run(booked(100n), byHand)).state).toBe("done");
  });

  test.each([0, 15])(
    "an order's purchased amount stays, whatever is refunded or sent back (%i percent off)",
    async (discountPercent) => {
      await using shop = await openShop();
      shop.shop.addProduct(PRODUCT);
      const key = shop.shop.placeOrder({ ...paid(3), discountPercent });
      const bought = await shop.read(key);
      shop.shop.shipOrder?.(key);
      shop.shop.refundOrder?.(key, [{ sku: "MUG", quantity: 1, restock: true }]);
      const after = await shop.read(key);
      expect(after.totals).toEqual(bought.totals);
      expect(after.lines[0]).toMatchObject({ totalMinor: bought.lines[0]?.totalMinor, restockedQuantity: 1 });
      expect([bought.quality, after.quality]).toEqual(["exact", "estimated"]);
    },
  );

  test("prices without tax are told without, and the tax beside them", async () => {
    await using shop = await openShop({ prepare: (state) => Object.assign(state, { taxInclusive: false }) });
    shop.shop.addProduct(PRODUCT);
    const { totals } = await shop.read(shop.shop.placeOrder({ ...paid(2), shipping: "5.00" }));
    expect(totals).toMatchObject({ subtotalMinor: 2_500n, shippingMinor: 500n, taxMinor: 630n, totalMinor: 3_630n });
    expect(shop.detected.facts).toMatchObject({ priceTax: "without" });
  });
});

describe("changes that move no time of the order", () => {
  test("a capture in full is told by the next run, and one in part when open orders are looked at", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(PRODUCT);
    const keys = [shop.shop.placeOrder(authorised(1)), shop.shop.placeOrder(authorised(1))];
    const [changed, open] = ["changed", "open"].map((id) => must(shop.orders.sweeps.find((one) => one.id === id)));
    const run = (cursor: string | null) => collect(must(changed), shop.ctx, { cursor });
    // What lies in the overlap is read by two runs.
    const first = await run((await run(null)).cursor);
    const checked = await collect(must(open), shop.ctx, { openIds: keys });
    await shop.clock.sleep(600_000);
    const [whole, part] = keys.map((key) => must(shop.state.orders.get(key)?.payments[0]).id);
    capture(shop.state, must(whole), undefined);
    capture(shop.state, must(part), 5);
    const second = await run(first.cursor);
    expect(second.items.map(({ orderKey, financial }) => [orderKey, financial])).toEqual([[keys[0], "paid"]]);
    const again = await collect(must(open), shop.ctx, { openIds: keys, cursor: checked.cursor });
    expect(again.items.map(({ financial }) => financial).sort()).toEqual(["paid", "partially_paid"]);
    refund(shop.state, must(part), 3, null);
    expect((await shop.read(must(keys[1]))).financial).toBe("partially_refunded");
  });

  test("a filter by id that is ignored is noticed, and no stranger taken for what was asked", async () => {
    await using shop = await openShop();
    const open = must(shop.orders.sweeps.find(({ id }) => id === "open"));
    const body = JSON.stringify({ orders: [{ id: "order_stranger" }], count: 1, offset: 0, limit: 1 });
    shop.sandbox.faults.add({ fault: { kind: "status", status: 200, body }, path: "/admin/orders" });
    await expect(collect(open, shop.ctx, { openIds: ["order_ours"] })).rejects.toThrow(/ignores the filter/);
  });
});

describe("stock", () => {
  const push = async (shop: Awaited<ReturnType<typeof openShop>>, desired: number, expected: number | null = null) => {
    const variant = must([...shop.state.variants.values()][0]);
    const location = must(shop.detected.locations[0]).key;
    const item = { key: variant.id, location, seq: 1n, want: desired, expected, ext: null, idempotencyKey: "1" };
    return shop.stock.push.send([item], shop.ctx);
  };
  const level = (shop: Awaited<ReturnType<typeof openShop>>) => must([...shop.state.items.values()][0]?.levels[0]);

  test("free is written with what is reserved, also where that is more than what is free", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(PRODUCT);
    shop.shop.placeOrder(authorised(7));
    expect(await push(shop, 2, 3)).toMatchObject([{ outcome: "applied", observed: 2 }]);
    expect(level(shop)).toMatchObject({ stocked: 9, reserved: 7 });
  });

  test("a number that is missing at a location is made, and then the item can be sold", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(PRODUCT);
    must([...shop.state.items.values()][0]).levels.length = 0;
    const read = await shop.stock.read([{ key: must([...shop.state.variants.keys()][0]), ext: null }], shop.ctx);
    expect(read[0]?.levels).toMatchObject([{ available: 0 }]);
    expect(await push(shop, 4)).toMatchObject([{ outcome: "applied", observed: 4 }]);
    expect(level(shop)).toMatchObject({ stocked: 4, reserved: 0 });
  });

  test("counting switched on later makes no stock item: the write makes and links one", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(PRODUCT);
    must([...shop.state.variants.values()][0]).links.length = 0;
    shop.state.items.clear();
    expect(await push(shop, 4)).toMatchObject([{ outcome: "applied", observed: 4 }]);
    expect(shop.shop.stockOf("MUG")).toBe(4);
  });

  test("a variant that is not counted, and a place that does not serve the channel, are refused in words", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(PRODUCT);
    const variant = must([...shop.state.variants.values()][0]);
    const item = {
      key: variant.id,
      location: "sloc_other",
      seq: 1n,
      want: 1,
      expected: null,
      ext: null,
      idempotencyKey: "1",
    };
    expect(await shop.stock.push.send([item], shop.ctx)).toMatchObject([{ outcome: "rejected", code: "location" }]);
    variant.managed = false;
    expect(await push(shop, 4)).toMatchObject([{ outcome: "rejected", code: "not_counted" }]);
  });

  test("a parcel leaves the place where its units are reserved", async () => {
    await using shop = await openShop({
      prepare: (state) => void state.locations.push({ ...must(state.locations[0]), id: "sloc_second" }),
    });
    shop.shop.addProduct(PRODUCT);
    const item = must([...shop.state.items.values()][0]);
    item.levels.push({
      id: "ilev_2",
      location: "sloc_second",
      stocked: 20,
      reserved: 0,
      updatedAt: "2999-01-01T00:00:00.000Z",
    });
    const key = shop.shop.placeOrder(paid(3));
    const command = { kind: "fulfil", trackingNumbers: ["T-1"], notifyCustomer: false } as const;
    expect(await shop.run(command, key)).toMatchObject({ state: "done" });
    expect(item.levels.map(({ stocked, reserved }) => [stocked, reserved])).toEqual([
      [10, 0],
      [17, 0],
    ]);
  });
});

describe("commands", () => {
  const CANCEL = { kind: "cancel", reason: "customer", restock: true, notifyCustomer: false } as const;

  test("an order somebody is changing in the shop is left alone, with the reason", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(PRODUCT);
    const key = shop.shop.placeOrder(paid(2));
    const order = must(shop.state.orders.get(key));
    order.change = { returnId: "return_1", kind: "request", received: new Map() };
    expect(await shop.run(CANCEL, key)).toMatchObject({ state: "rejected", code: "being_changed" });
    expect(shop.shop.stockOf("MUG")).toBe(8);
  });

  test("a parcel that is packed is withdrawn with its order; one that has left is refused before anything is written", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(PRODUCT);
    const packed = shop.shop.placeOrder(paid(2));
    const order = must(shop.state.orders.get(packed));
    fulfil(shop.state, order, { items: [{ id: must(order.lines[0]).id, quantity: 2 }] });
    expect(await shop.run(CANCEL, packed)).toMatchObject({ state: "done" });
    expect(shop.shop.stockOf("MUG")).toBe(10);
    const left = shop.shop.placeOrder(paid(2));
    shop.shop.shipOrder?.(left, [{ sku: "MUG", quantity: 1 }]);
    const before = shop.sandbox.calls.filter(({ write }) => write).length;
    expect(await shop.run(CANCEL, left)).toMatchObject({ state: "rejected", code: "has_left" });
    expect(shop.sandbox.calls.filter(({ write }) => write)).toHaveLength(before);
  });

  test("units put back with a refund lower the order once: nothing is owed afterwards", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(PRODUCT);
    const key = shop.shop.placeOrder(paid(2));
    shop.shop.shipOrder?.(key);
    const [line] = (await shop.read(key)).lines;
    const amount = { minor: 1_250n, currency: "EUR" };
    const lines = [{ lineKey: line?.key ?? "", quantity: 1, restock: true }];
    expect(await shop.run({ kind: "refund", amount, lines, moveMoney: true }, key)).toMatchObject({ state: "done" });
    expect([shop.shop.stockOf("MUG"), shop.state.orders.get(key)?.creditLines]).toEqual([9, []]);
    const notLeft = shop.shop.placeOrder(paid(1));
    const other = [{ lineKey: (await shop.read(notLeft)).lines[0]?.key ?? "", quantity: 1, restock: true }];
    expect(await shop.run({ kind: "refund", amount, lines: other, moveMoney: true }, notLeft)).toMatchObject({
      state: "rejected",
      code: "not_fulfilled",
    });
  });
});

describe("products", () => {
  test("a new price leaves the other currencies and the prices of quantities", async () => {
    await using shop = await openShop();
    const { key } = shop.shop.addProduct(PRODUCT);
    const variant = must([...shop.state.variants.values()][0]);
    const [base] = variant.prices;
    variant.prices = [...variant.prices, { ...must(base), id: "price_many", min: 10, max: 99 }];
    const price = { minor: 1_995n, currency: "EUR" };
    const item = {
      key: variant.id,
      location: "",
      seq: 1n,
      want: { price },
      expected: null,
      ext: { productId: key },
      idempotencyKey: "1",
    };
    const { push } = portOf(shop.connection, "prices");
    expect(await push.send([item], shop.ctx)).toMatchObject([{ outcome: "applied" }]);
    const reported = variant.prices.map(({ currency, amount, min }) => [currency, Number(amount) / 1e18, min]);
    expect(reported).toEqual([
      ["eur", 19.95, null],
      ["usd", 19.5, null],
      ["eur", 12.5, 10],
    ]);
  });

  test("a refused batch of one product's prices is one call, for the engine to halve; a refused item is an answer", async () => {
    await using shop = await openShop();
    const variants = Array.from({ length: 8 }, (_, index) => ({ sku: `MUG-${index}`, price: "12.50", stock: 10 }));
    const { key, variantKeys } = shop.shop.addProduct({ title: "Mug", variants });
    const items = Object.values(variantKeys).map((variantKey, index) => ({
      key: variantKey,
      location: "",
      seq: BigInt(index),
      want: { price: { minor: 1_995n, currency: "EUR" } },
      expected: null,
      ext: { productId: key },
      idempotencyKey: String(index),
    }));
    const { push } = portOf(shop.connection, "prices");
    const body = JSON.stringify({ type: "invalid_data", message: "Prices are locked" });
    shop.sandbox.faults.add({ fault: { kind: "status", status: 400, body }, path: "/variants/batch" });
    await expect(push.send(items, shop.ctx)).rejects.toThrow("Prices are locked");
    expect(shop.sandbox.calls.filter(({ path }) => path.includes("/variants/batch"))).toHaveLength(1);
    expect(await push.send(items.slice(0, 1), shop.ctx)).toMatchObject([{ outcome: "rejected" }]);
  });

  test("several channels are named, and one that is entered by its name is connected", async () => {
    const prepare = (state: { readonly channels: { id: string; name: string }[] }) =>
      void state.channels.push({ id: "sc_second", name: "Market stall" });
    await expect(openShop({ prepare })).rejects.toThrow(/Web .*Market stall/);
    await using shop = await openShop({ prepare, values: { salesChannelId: "market stall" } });
    expect(shop.detected.facts).toMatchObject({ channelId: "sc_second", stockLocations: [] });
    expect(shop.detected.warnings.map(textOf).join()).toContain("No stock location serves the channel");
  });
});

describe("kits", () => {
  const addPart = ({ shop }: OpenShop, sku: string, stock: number) =>
    shop.addProduct({ title: sku, variants: [{ sku, price: "5", stock }] });
  const kit = ({ shop }: OpenShop, sku: string, parts: readonly { sku: string; quantity: number }[]) =>
    shop.makeSet?.({ kind: "kit", sku, price: "30.00", parts });
  const keyOf = ({ state }: OpenShop, sku: string) =>
    must([...state.variants.values()].find((one) => one.sku === sku)).id;
  const levelsOf = ({ state }: OpenShop) =>
    [...state.items.values()].flatMap(({ levels }) => levels.map(({ stocked, reserved }) => [stocked, reserved]));

  // The figures of a running 2.18.0: two mugs and a plate are one kit.
  test("a kit's parcels are reported in kits, and a return gives back the pieces of each", async () => {
    await using open = await openShop();
    for (const sku of ["MUG", "PLATE"]) addPart(open, sku, 50);
    kit(open, "SET", [
      { sku: "MUG", quantity: 2 },
      { sku: "PLATE", quantity: 1 },
    ]);
    const key = open.shop.placeOrder({ lines: [{ sku: "SET", quantity: 3 }], payment: "paid" });
    expect(levelsOf(open)).toEqual([
      [50, 6],
      [50, 3],
    ]);
    const line = must((await open.read(key)).lines[0]);
    expect(line.pack).toEqual({
      parts: [
        { variantKey: keyOf(open, "MUG"), quantity: 2 },
        { variantKey: keyOf(open, "PLATE"), quantity: 1 },
      ],
      takesOwn: false,
    });
    const lines = [{ lineKey: line.key, quantity: 2 }];
    expect(await open.run({ kind: "fulfil", lines, trackingNumbers: [], notifyCustomer: false }, key)).toMatchObject({
      state: "done",
    });
    expect(open.sent("/shipments").map(({ requestBody }) => JSON.parse(requestBody ?? ""))).toMatchObject([
      { items: [{ id: line.key, quantity: 2 }] },
    ]);
    const sent = await open.read(key);
    expect([sent.fulfilments[0]?.lines, sent.lines[0]?.fulfilledQuantity]).toEqual([lines, 2]);
    const sentBack = must(open.shop.openReturn?.(key, [{ sku: "SET", quantity: 1 }]));
    open.shop.endReturn?.(sentBack, "completed");
    expect(levelsOf(open)).toEqual([
      [48, 2],
      [49, 1],
    ]);
    expect((await open.read(key)).lines[0]).toMatchObject({ restockedQuantity: 1, channelTook: 2 });
  });

  test("a kit's number is that of its items, and its own where they are sold in no other way", async () => {
    await using open = await openShop();
    const { key: mug } = addPart(open, "MUG", 10);
    addPart(open, "BOX", 9);
    kit(open, "SIX", [{ sku: "MUG", quantity: 6 }]);
    kit(open, "BOXED", [
      { sku: "MUG", quantity: 1 },
      { sku: "BOX", quantity: 1 },
    ]);
    const told = async (sku: string) =>
      must(
        ((await open.products.bySku?.([sku], open.ctx)) ?? [])
          .flatMap(({ variants }) => variants)
          .find((one) => one.sku === sku),
      );
    const packOf = async (sku: string) => {
      const key = open.shop.placeOrder({ lines: [{ sku, quantity: 1 }], payment: "paid" });
      const { pack } = must((await open.read(key)).lines[0]);
      open.shop.cancelOrder?.(key);
      return pack;
    };
    expect([(await told("SIX")).levels, (await told("BOXED")).levels]).toEqual([undefined, undefined]);
    // The box is not sold any more: what is made of it has a number that nothing else tells.
    const box = must([...open.state.variants.values()].find(({ sku }) => sku === "BOX"));
    box.managed = false;
    expect((await told("BOXED")).levels?.map(({ available }) => available)).toEqual([9]);
    expect(await packOf("BOXED")).toEqual({ parts: [{ variantKey: keyOf(open, "MUG"), quantity: 1 }], takesOwn: true });
    dropProduct(open.state, must(open.state.products.get(mug)));
    expect((await told("SIX")).levels?.map(({ available }) => available)).toEqual([1]);
    expect(await packOf("SIX")).toBeUndefined();
  });
});
