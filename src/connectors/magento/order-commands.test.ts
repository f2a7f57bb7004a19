import { describe, expect, test } from "vitest";
import type { OrderCommand } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import { invoiceOrder } from "../../sandboxes/magento/documents.ts";
import { attemptCommand } from "../kit/testing/commands.ts";
import { failing } from "../kit/testing/saving.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { type Bench, bodies, CANCEL, execute, FULFIL, openShop, partOf, placed, refund, writesOf } from "./testing.ts";

describe("shipping", () => {
  const withWest = () => openShop({ prepare: ({ shop: controls }) => void controls.addLocation?.("West") });

  test("a shipment always names the source; several sources get a parcel each, as the shop's own order says", async () => {
    await using shop = await withWest();
    const key = placed(shop, 5);
    const rows = shop.sandbox.state.sourceItems.get("a");
    rows?.set("default", { sku: "A", quantity: 3, status: 1 });
    rows?.set("west", { sku: "A", quantity: 9, status: 1 });
    const result = await execute(shop, key, FULFIL);
    expect(result).toMatchObject({ state: "done", text: textWith(/2 parcels.*default, west/) });
    const sent = bodies(shop, "/ship").map((body) => JSON.stringify(body));
    expect(sent.map((text) => /"source_code":"(\w+)"/.exec(text)?.[1])).toEqual(["default", "west"]);
    expect([rows?.get("default")?.quantity, rows?.get("west")?.quantity]).toEqual([0, 7]);
  });

  test("a second source's parcel that failed is booked at the next attempt, all that is left or lines named", async () => {
    for (const isNamed of [false, true]) {
      await using shop = await withWest();
      const key = placed(shop, 5);
      const rows = shop.sandbox.state.sourceItems.get("a");
      rows?.set("default", { sku: "A", quantity: 3, status: 1 });
      rows?.set("west", { sku: "A", quantity: 9, status: 1 });
      const [line] = (await partOf(shop, key)).lines;
      const command: OrderCommand = isNamed
        ? { ...FULFIL, lines: [{ lineKey: line?.key ?? "", quantity: 5 }] }
        : FULFIL;
      const rule = { path: "/ship", method: "POST", after: 1, fault: { kind: "status", status: 503 } } as const;
      const attempt: { saved?: Json; uncertain?: boolean } = { uncertain: true };
      attempt.saved = (
        await failing(shop, rule, (first) => attemptCommand(shop.connection, key, command, first))
      ).saved;
      expect((await partOf(shop, key)).lines[0]?.fulfilledQuantity).toBe(3);
      for (const _ of [1, 2]) {
        expect(await execute(shop, key, command, attempt)).toMatchObject({ state: "done" });
        const part = await partOf(shop, key);
        expect([part.lines[0]?.fulfilledQuantity, part.fulfilments.length]).toEqual([5, 2]);
      }
    }
  });

  test("the source set for the store is used alone", async () => {
    await using shop = await openShop({
      prepare: ({ shop: controls }) => void controls.addLocation?.("West"),
      connection: { settings: { shipFrom: "west" } },
    });
    const key = placed(shop, 2);
    shop.sandbox.state.sourceItems.get("a")?.set("west", { sku: "A", quantity: 9, status: 1 });
    await execute(shop, key, FULFIL);
    expect(JSON.stringify(bodies(shop, "/ship"))).toMatch(/"source_code":"west"/);
  });

  test("a shipment of too little at the source is refused with the shop's or our own message, and nothing is booked", async () => {
    await using shop = await withWest();
    const key = placed(shop, 5);
    shop.sandbox.state.sourceItems.get("a")?.set("default", { sku: "A", quantity: 1, status: 1 });
    expect(await execute(shop, key, FULFIL)).toMatchObject({
      state: "rejected",
      code: "source",
      text: textWith(/do not hold 5/),
    });
    await using single = await openShop();
    const other = placed(single, 5);
    single.sandbox.state.sourceItems.get("a")?.set("default", { sku: "A", quantity: 1, status: 1 });
    expect(await execute(single, other, FULFIL)).toMatchObject({
      state: "rejected",
      text: textWith(/Could not save a shipment/),
    });
    expect(single.sandbox.state.shipments.size).toBe(0);
  });

  test("more than is open is refused here: the shop would quietly ship fewer", async () => {
    await using shop = await openShop();
    const key = placed(shop, 2);
    const [line] = (await partOf(shop, key)).lines;
    const command: OrderCommand = { ...FULFIL, lines: [{ lineKey: line?.key ?? "", quantity: 5 }] };
    expect(await execute(shop, key, command)).toMatchObject({
      state: "rejected",
      text: textWith(/only 2/),
    });
  });

  test("an order the merchant has shipped already gets the tracking number, once", async () => {
    await using shop = await openShop();
    const key = placed(shop, 2);
    shop.sandbox.shop.shipOrder?.(key);
    const text = { state: "done", text: textWith(/had been shipped/) };
    expect(await execute(shop, key, FULFIL)).toMatchObject(text);
    expect(await execute(shop, key, FULFIL)).toMatchObject(text);
    expect(shop.sandbox.shop.record?.(key)?.parcels).toEqual([{ trackingNumbers: FULFIL.trackingNumbers }]);
  });

  test("known carriers keep their code, all others are custom with their name", async () => {
    await using shop = await openShop();
    await execute(shop, placed(shop), { ...FULFIL, carrier: "UPS" });
    await execute(shop, placed(shop), FULFIL);
    const tracks = bodies(shop, "/ship").map((body) => JSON.parse(JSON.stringify(body)).tracks[0]);
    expect(tracks).toMatchObject([
      { carrier_code: "ups", title: "UPS" },
      { carrier_code: "custom", title: "PostNL" },
    ]);
  });

  test("tracking of a parcel is changed: new numbers first, then the old ones go", async () => {
    await using shop = await openShop();
    const key = placed(shop);
    await execute(shop, key, FULFIL);
    const part = await partOf(shop, key);
    const run = {
      command: {
        kind: "tracking" as const,
        fulfilmentKey: part.fulfilments[0]?.key ?? "",
        carrier: "DHL",
        trackingNumbers: ["NEW-1", "NEW-2"],
        notifyCustomer: false,
      },
      order: {
        key,
        number: part.number,
        currency: "USD",
        status: part.status,
        platformStatus: part.platformStatus,
        lines: [],
      },
      idempotencyKey: "t1",
      saved: null,
      save: async () => undefined,
      uncertain: false,
    };
    const { orders } = shop.connection.ports;
    expect(await orders?.updateTracking?.(run, shop.connection.ctx)).toMatchObject({ state: "done" });
    expect(shop.sandbox.shop.order(key)?.trackingNumbers).toEqual(["NEW-1", "NEW-2"]);
    const writes = writesOf(shop);
    expect(await orders?.updateTracking?.(run, shop.connection.ctx)).toMatchObject({ state: "done" });
    expect(writesOf(shop)).toEqual(writes);
    const foreign = { ...run, command: { ...run.command, fulfilmentKey: "99" } };
    expect(await orders?.updateTracking?.(foreign, shop.connection.ctx)).toMatchObject({
      state: "rejected",
      code: "unknown_parcel",
    });
  });
});

describe("cancelling, holding, noting", () => {
  test("`true` of the shop is not believed: a partly invoiced order stays open for the rest", async () => {
    await using shop = await openShop();
    const [whole, part] = [placed(shop), placed(shop)];
    expect(await execute(shop, whole, CANCEL)).toMatchObject({
      state: "done",
      order: { status: "cancelled", financial: "voided" },
    });
    const [item] = shop.sandbox.state.orders.get(Number(part))?.items ?? [];
    const order = shop.sandbox.state.orders.get(Number(part));
    if (order && item) invoiceOrder(shop.sandbox.state, order, { items: [{ order_item_id: item.id, qty: 1 }] });
    const result = await execute(shop, part, CANCEL);
    expect(result).toMatchObject({
      state: "done",
      text: textWith(/stays open for the rest/),
      order: { status: "processing" },
    });
    expect(await execute(shop, placed(shop, 1, "paid"), CANCEL)).toMatchObject({ state: "rejected", code: "invoiced" });
  });

  test("a cancellation whose answer is lost is found done", async () => {
    await using shop = await openShop();
    const key = placed(shop);
    shop.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, write: true });
    await execute(shop, key, CANCEL).catch(() => undefined);
    expect(await execute(shop, key, CANCEL, { uncertain: true })).toMatchObject({ state: "done" });
    expect(writesOf(shop).filter((call) => call.endsWith("/cancel"))).toHaveLength(1);
  });

  test("a hold is placed and released; the release brings back the status before", async () => {
    await using shop = await openShop();
    const key = placed(shop, 1, "paid");
    expect(await execute(shop, key, { kind: "status", status: "on_hold" })).toMatchObject({
      order: { status: "on_hold" },
    });
    expect(await execute(shop, key, FULFIL)).toMatchObject({ state: "rejected", code: "on_hold" });
    expect(await execute(shop, key, { kind: "status", status: "pending" })).toMatchObject({
      order: { status: "processing" },
    });
    expect(await execute(shop, key, { kind: "status", status: "pending" })).toMatchObject({ state: "rejected" });
  });

  test("processing makes an invoice and captures nothing; completed ships the rest; both again change nothing", async () => {
    await using shop = await openShop();
    const key = placed(shop);
    expect(await execute(shop, key, { kind: "status", status: "processing" })).toMatchObject({
      order: { financial: "paid" },
    });
    expect(bodies(shop, "/invoice")).toEqual([{ capture: false, notify: false }]);
    await execute(shop, key, { kind: "status", status: "completed" });
    const writes = writesOf(shop).length;
    expect(await execute(shop, key, { kind: "status", status: "completed" })).toMatchObject({
      state: "done",
      order: { status: "completed" },
    });
    expect(writesOf(shop)).toHaveLength(writes);
  });

  test("a note carries the order's own status, which older versions would empty; emoji lost there do not double it", async () => {
    await using shop = await openShop({ prepare: ({ state }) => Object.assign(state, { keepsEmoji: false }) });
    const key = placed(shop, 1, "paid");
    const note: OrderCommand = { kind: "note", text: "Packed 😀 today", visibleToCustomer: true };
    await execute(shop, key, note);
    expect(bodies(shop, "/comments")).toMatchObject([
      { statusHistory: { status: "processing", is_visible_on_front: 1, is_customer_notified: 0 } },
    ]);
    expect((await execute(shop, key, note, { uncertain: true })).state).toBe("done");
    expect(shop.sandbox.shop.record?.(key)?.notes).toEqual(["Packed ???? today"]);
  });

  test("an order nobody knows is refused", async () => {
    await using shop = await openShop();
    const key = placed(shop);
    shop.sandbox.state.orders.clear();
    await expect(execute(shop, key, CANCEL)).rejects.toThrow(/knows no order/);
  });
});

describe("refunds", () => {
  test("a line before it left: its units are returned and its reservation is free, and shipping is named", async () => {
    await using shop = await openShop();
    const key = placed(shop, 3, "paid");
    const [line] = (await partOf(shop, key)).lines;
    const lines = [{ lineKey: line?.key ?? "", quantity: 1, restock: true }];
    expect(await execute(shop, key, refund(1_050n, { lines }))).toMatchObject({
      state: "done",
      order: { financial: "partially_refunded" },
    });
    expect(bodies(shop, "/refund")[0]).toMatchObject({
      items: [{ qty: 1 }],
      arguments: {
        shipping_amount: 0,
        adjustment_positive: 0,
        adjustment_negative: 0,
        extension_attributes: { return_to_stock_items: [Number(line?.key)] },
      },
    });
    expect([shop.sandbox.shop.stockOf("A"), shop.sandbox.state.reservations.get("a")]).toEqual([100, -2]);
    expect((await partOf(shop, key)).lines[0]?.quantity).toBe(2);
  });

  test("units refunded before they left are written off unless they are to be restocked", async () => {
    await using shop = await openShop();
    const key = placed(shop, 3, "paid");
    const [line] = (await partOf(shop, key)).lines;
    const lines = [{ lineKey: line?.key ?? "", quantity: 1, restock: false }];
    expect(await execute(shop, key, refund(1_050n, { lines }))).toMatchObject({ state: "done" });
    expect([shop.sandbox.shop.stockOf("A"), shop.sandbox.state.reservations.get("a")]).toEqual([99, -2]);
  });

  test("units that left come back to their source only when asked", async () => {
    await using shop = await openShop();
    const key = placed(shop, 3, "paid");
    shop.sandbox.shop.shipOrder?.(key);
    const [line] = (await partOf(shop, key)).lines;
    const of = (restock: boolean) => refund(1_050n, { lines: [{ lineKey: line?.key ?? "", quantity: 1, restock }] });
    await execute(shop, key, of(false));
    expect(shop.sandbox.shop.stockOf("A")).toBe(97);
    await execute(shop, key, of(true));
    expect(shop.sandbox.shop.stockOf("A")).toBe(98);
  });

  test("a line named twice is one row of the memo; of both kinds it is refused before anything is booked", async () => {
    await using shop = await openShop();
    const key = placed(shop, 3, "paid");
    const [line] = (await partOf(shop, key)).lines;
    const twice = (...restock: boolean[]) =>
      refund(2_100n, { lines: restock.map((each) => ({ lineKey: line?.key ?? "", quantity: 1, restock: each })) });
    expect(await execute(shop, key, twice(true, true))).toMatchObject({ state: "done" });
    expect(bodies(shop, "/refund")[0]).toMatchObject({ items: [{ qty: 2 }] });
    const sent = placed(shop, 3, "paid");
    shop.sandbox.shop.shipOrder?.(sent);
    const [shipped] = (await partOf(shop, sent)).lines;
    const mixed = [true, false].map((restock) => ({ lineKey: shipped?.key ?? "", quantity: 1, restock }));
    expect(await execute(shop, sent, refund(2_100n, { lines: mixed }))).toMatchObject({
      state: "rejected",
      code: "lines",
      text: textWith("back into stock or none"),
    });
    expect(bodies(shop, "/refund")).toHaveLength(1);
  });

  test("an amount beside lines and shipping is reached by an adjustment", async () => {
    await using shop = await openShop();
    const key = placed(shop, 2, "paid");
    const [line] = (await partOf(shop, key)).lines;
    await execute(
      shop,
      key,
      refund(1_300n, { lines: [{ lineKey: line?.key ?? "", quantity: 1, restock: true }], shippingMinor: 500n }),
    );
    expect(shop.sandbox.shop.record?.(key)?.refunds).toMatchObject([{ amount: "13.00" }]);
    expect(bodies(shop, "/refund")[0]).toMatchObject({ arguments: { shipping_amount: 5, adjustment_negative: 2.5 } });
  });

  test("units with a fixed product tax owe their share of it, and the shop pays exactly that", async () => {
    await using shop = await openShop();
    const key = placed(shop, 3, "pending");
    const order = shop.sandbox.state.orders.get(Number(key));
    for (const item of order?.items ?? []) item.fixedTax = 150n;
    shop.sandbox.shop.payOrder?.(key);
    const { lines, totals, quality } = await partOf(shop, key);
    const [line] = lines;
    expect(line).toMatchObject({ unitPrice: "12", totalMinor: 3_600n });
    expect([totals.totalMinor, totals.feesMinor, quality]).toEqual([4_100n, 0n, "exact"]);
    const one = { lines: [{ lineKey: line?.key ?? "", quantity: 1, restock: true }] };
    expect(await execute(shop, key, refund(1_200n, one))).toMatchObject({ state: "done" });
    expect(bodies(shop, "/refund")[0]).toMatchObject({
      arguments: { adjustment_positive: 0, adjustment_negative: 0 },
    });
    expect(shop.sandbox.shop.record?.(key)?.refunds).toMatchObject([{ amount: "12.00" }]);
  });

  test("a refund that is not possible is refused with a reason before anything is booked", async () => {
    await using shop = await openShop();
    const [unpaid, paid] = [placed(shop), placed(shop, 1, "paid")];
    const [line] = (await partOf(shop, paid)).lines;
    expect(await execute(shop, unpaid, refund(100n))).toMatchObject({ state: "rejected", code: "not_invoiced" });
    expect(await execute(shop, paid, refund(999_999n))).toMatchObject({ state: "rejected", code: "too_much" });
    expect(
      await execute(shop, paid, refund(100n, { lines: [{ lineKey: line?.key ?? "", quantity: 9, restock: true }] })),
    ).toMatchObject({ state: "rejected", code: "lines" });
    expect(
      await execute(shop, paid, { ...refund(100n), amount: { minor: 100n, currency: "EUR" } } as OrderCommand),
    ).toMatchObject({ state: "rejected", code: "currency" });
    expect(writesOf(shop)).toEqual([]);
  });

  test("a refund whose answer is lost is found by what was there before it, not booked twice", async () => {
    await using shop = await openShop();
    const key = placed(shop, 2, "paid");
    const attempt: { saved?: Json; uncertain?: boolean } = {};
    shop.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, write: true });
    await execute(shop, key, refund(500n), attempt).catch(() => undefined);
    expect(await execute(shop, key, refund(500n), { ...attempt, uncertain: true })).toMatchObject({ state: "done" });
    expect(shop.sandbox.shop.record?.(key)?.refunds).toHaveLength(1);
  });

  test("money of an offline method is booked by the order's route, never by the gateway's", async () => {
    await using shop = await openShop();
    const key = placed(shop, 1, "paid");
    expect(await execute(shop, key, refund(500n, { moveMoney: true }))).toMatchObject({
      state: "done",
      moneyMoved: false,
      text: textWith(/The payment method "checkmo" has no gateway/),
    });
    expect(await execute(shop, key, refund(100n))).toMatchObject({ text: expect.not.stringMatching(/no gateway/) });
    const route = `POST all/order/${key}/refund`;
    expect(writesOf(shop).filter((call) => call.includes("refund"))).toEqual([route, route]);
  });
});

describe("calls of a command", () => {
  test.each([
    ["ship", 5, (shop: Bench, key: string) => execute(shop, key, FULFIL)],
    ["refund", 6, (shop: Bench, key: string) => execute(shop, key, refund(500n))],
    [
      "note",
      4,
      (shop: Bench, key: string) => execute(shop, key, { kind: "note", text: "Hi", visibleToCustomer: false }),
    ],
    ["hold", 4, (shop: Bench, key: string) => execute(shop, key, { kind: "status", status: "on_hold" })],
  ] as const)("%s: at most %i for a paid order", async (_name, most, run) => {
    await using shop = await openShop();
    const key = placed(shop, 2, "paid");
    const from = shop.sandbox.calls.length;
    expect(await run(shop, key)).toMatchObject({ state: "done", order: { orderKey: key } });
    // The first reading, order and invoices, is the test's own.
    const calls = shop.sandbox.calls.slice(from + 2).map((call) => `${call.method} ${call.path.split("?")[0]}`);
    expect(calls.length, calls.join("\n")).toBeLessThanOrEqual(most);
  });

  test("a cancellation takes at most 3 calls", async () => {
    await using shop = await openShop();
    const key = placed(shop, 2);
    const from = shop.sandbox.calls.length;
    expect(await execute(shop, key, CANCEL)).toMatchObject({ state: "done", order: { status: "cancelled" } });
    expect(shop.sandbox.calls.length - from - 1).toBeLessThanOrEqual(3);
  });
});
