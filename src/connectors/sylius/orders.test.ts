import { describe, expect, test } from "vitest";
import { textOf } from "../../commerce/message.ts";
import type { OrderPart } from "../../commerce/order.ts";
import { collect } from "../kit/conformance/bench.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { CANCEL, COMPLETE, FULFIL, openShop, refundOf } from "./testing.ts";

type Shop = Awaited<ReturnType<typeof openShop>>;

const MUG = { title: "Mug", variants: [{ sku: "MUG-1", price: "12.50", stock: 20 }] };

async function withMug(more: Parameters<typeof openShop>[0] = {}) {
  const shop = await openShop(more);
  shop.shop.addProduct(MUG);
  return shop;
}

function place(shop: Shop, payment: "paid" | "cod" | "pending" = "paid", quantity = 3): string {
  return shop.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity }], payment });
}

const took = (part: OrderPart) => part.lines.reduce((sum, line) => sum + line.channelTook, 0);

describe("the shop's states and its stock (measured on a running shop)", () => {
  test("an order that is placed, paid, shipped and refunded takes its units once; cancelled it gives them back, also when paid or shipped", async () => {
    await using shop = await withMug();
    const shown = () => 20 - shop.shop.stockOf("MUG-1");
    const paid = place(shop, "pending");
    expect([took(await shop.read(paid)), shown()]).toEqual([3, 3]);
    shop.shop.payOrder?.(paid);
    shop.shop.shipOrder?.(paid);
    shop.shop.refundOrder?.(paid, []);
    expect(await shop.read(paid)).toMatchObject({ status: "completed", financial: "refunded" });
    expect([took(await shop.read(paid)), shown()]).toEqual([3, 3]);

    const shippedUnpaid = place(shop, "cod");
    shop.shop.shipOrder?.(shippedUnpaid);
    shop.shop.cancelOrder(shippedUnpaid);
    const gone = await shop.read(shippedUnpaid);
    expect([gone.status, gone.financial, gone.fulfilment]).toEqual(["cancelled", "voided", "in_transit"]);
    expect([took(gone), gone.lines[0]?.fulfilledQuantity, shown()]).toEqual([0, 3, 3]);

    const paidCancelled = place(shop, "paid");
    shop.shop.cancelOrder(paidCancelled);
    expect(await shop.read(paidCancelled)).toMatchObject({ status: "cancelled", financial: "paid" });
    expect([took(await shop.read(paidCancelled)), shown()]).toEqual([0, 3]);
  });
});

describe("orders are told in the words of the trade", () => {
  test("times are UTC although the shop writes local ones", async () => {
    await using shop = await withMug();
    const before = shop.clock.now();
    const part = await shop.read(place(shop));
    expect(Math.abs(Date.parse(part.placedAt) - before)).toBeLessThan(5_000);
  });

  test("tax on top: lines without it, shipping without it, and all adds up", async () => {
    await using shop = await withMug({
      prepare: (state) => {
        state.vatPercent = 21;
      },
    });
    const part = await shop.read(place(shop));
    expect(part.totals).toMatchObject({
      subtotalMinor: 3_750n,
      discountMinor: 0n,
      taxMinor: 789n,
      shippingMinor: 500n,
      totalMinor: 5_039n,
      taxIncluded: false,
    });
    expect(part.lines[0]).toMatchObject({ unitPrice: "12.50", taxMinor: 789n, totalMinor: 3_750n });
  });

  test("a promotion on single units is a discount, though the shop's own subtotal leaves it out", async () => {
    await using shop = await withMug({
      prepare: (state) => {
        state.unitDiscount = 250;
        state.vatPercent = 20;
      },
    });
    const part = await shop.read(place(shop));
    expect(part.lines[0]).toMatchObject({
      unitPrice: "12.50",
      discountMinor: 750n,
      totalMinor: 3_000n,
      taxMinor: 600n,
    });
    expect(part.totals).toMatchObject({ subtotalMinor: 3_750n, discountMinor: 750n, totalMinor: 4_100n });
  });

  test("a province is asked for where the country has provinces: orders leave it out", async () => {
    await using shop = await withMug();
    const key = place(shop);
    const order = shop.state.orders.get(key);
    if (!order) throw new Error("no order");
    const address = { ...order.address, countryCode: "US", provinceCode: "US-NY" };
    shop.state.orders.set(key, { ...order, address });
    expect((await shop.read(key)).shippingAddress).toMatchObject({ country: "US", region: "US-NY" });
  });

  test("a customer's e-mail is read once for all the orders of a page", async () => {
    await using shop = await withMug();
    for (let count = 0; count < 5; count += 1)
      shop.shop.placeOrder({
        lines: [{ sku: "MUG-1", quantity: 1 }],
        customer: { name: "Ada L", email: "ada@example.test" },
      });
    const [sweep] = shop.orders.sweeps;
    if (!sweep) throw new Error("no sweep");
    const { items } = await collect(sweep, shop.ctx);
    expect(items.map((part) => part.contact.email)).toEqual(Array(5).fill("ada@example.test"));
    expect(shop.sandbox.calls.filter((call) => call.path.startsWith("/api/v2/admin/customers/"))).toHaveLength(1);
  });

  test("a payment is cash on delivery only by a method named in the settings", async () => {
    await using shop = await withMug();
    expect((await shop.read(place(shop, "cod"))).payment).toEqual({ kind: "cod", paymentMethod: "cash_on_delivery" });
    expect((await shop.read(place(shop, "pending"))).payment).toEqual({
      kind: "unknown",
      paymentMethod: "bank_transfer",
    });
  });
});

describe("finding orders", () => {
  test("the next walk begins ten minutes before the newest checkout, in the shop's local time", async () => {
    await using shop = await withMug();
    place(shop);
    const [sweep] = shop.orders.sweeps;
    if (!sweep) throw new Error("no sweep");
    const { cursor, items } = await collect(sweep, shop.ctx);
    await collect(sweep, shop.ctx, { cursor });
    const placedAt = Date.parse(items[0]?.placedAt ?? "");
    const local = new Date(placedAt - 600_000 + 2 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
    const calls = shop.sandbox.calls.map((call) => new URL(call.path, "http://shop").searchParams);
    expect(calls.some((query) => query.get("checkoutCompletedAt[after]") === local)).toBe(true);
  });

  test("a refund of a completed order is found although nothing in the order list tells of it", async () => {
    await using shop = await withMug();
    const key = place(shop);
    shop.shop.shipOrder?.(key);
    const open = shop.orders.sweeps.find((sweep) => sweep.mode === "open_ids");
    if (!open) throw new Error("no sweep of open orders");
    const first = await collect(open, shop.ctx, { openIds: [] });
    expect(first.items).toEqual([]);
    await shop.clock.sleep(60_000);
    shop.shop.refundOrder?.(key, []);
    const { items } = await collect(open, shop.ctx, { openIds: [], cursor: first.cursor });
    expect(items.map((part) => [part.orderKey, part.financial, part.refunds[0]?.amountMinor])).toEqual([
      [key, "refunded", 4_250n],
    ]);
  });
});

test("a refund of an order older than a hundred refunded ones is found within a day", async () => {
  await using shop = await withMug();
  const old = place(shop);
  shop.shop.shipOrder?.(old);
  for (let count = 0; count < 101; count += 1) shop.shop.refundOrder?.(place(shop, "paid", 0), []);
  await shop.clock.sleep(60_000);
  let { cursor } = await collect(openSweep(shop), shop.ctx, { openIds: [] });
  await shop.clock.sleep(60_000);
  shop.shop.refundOrder?.(old, []);
  ({ cursor } = await collect(openSweep(shop), shop.ctx, { openIds: [], cursor }));
  await shop.clock.sleep(24 * 3_600_000);
  const { items } = await collect(openSweep(shop), shop.ctx, { openIds: [], cursor });
  expect(items.map((part) => [part.orderKey, part.financial])).toEqual([[old, "refunded"]]);
});

const openSweep = (shop: Shop) => {
  const open = shop.orders.sweeps.find((sweep) => sweep.mode === "open_ids");
  if (!open) throw new Error("no sweep of open orders");
  return open;
};

describe("open orders", () => {
  test("open orders are found in lists: hundreds take a handful of calls, and unchanged ones are not read whole again", async () => {
    await using shop = await withMug({ prepare: (state) => void Object.assign(state, { vatPercent: 21 }) });
    const openIds = Array.from({ length: 168 }, () => place(shop, "paid", 1));
    const first = await collect(openSweep(shop), shop.ctx, { openIds });
    expect(first.items).toHaveLength(168);
    shop.shop.shipOrder?.(openIds[100] ?? "");
    const from = shop.sandbox.calls.length;
    const again = await collect(openSweep(shop), shop.ctx, { openIds, cursor: first.cursor });
    expect(again.items.map((part) => [part.orderKey, part.fulfilment])).toEqual([[openIds[100], "fulfilled"]]);
    expect(shop.sandbox.calls.length - from).toBeLessThanOrEqual(8);
  });

  test("orders far down the list are read one by one, and one that is gone hides no other", async () => {
    await using shop = await withMug();
    const old = place(shop, "pending", 1);
    for (let count = 0; count < 250; count += 1) place(shop, "pending", 0);
    const { items } = await collect(openSweep(shop), shop.ctx, { openIds: ["gone", old] });
    expect(items.map((part) => part.orderKey)).toEqual([old]);
  });

  test("a first read of open orders brings no refunds from before the store was connected", async () => {
    await using shop = await withMug();
    const [old, young] = [place(shop), place(shop)];
    shop.shop.refundOrder?.(old, []);
    await shop.clock.sleep(3_600_000);
    const since = new Date(shop.clock.now()).toISOString();
    await shop.clock.sleep(60_000);
    shop.shop.refundOrder?.(young, []);
    const reported: string[] = [];
    for await (const page of openSweep(shop).run({ cursor: null, openIds: [], since }, shop.ctx))
      reported.push(...page.items.map((part) => part.orderKey));
    expect(reported).toEqual([young]);
    await shop.clock.sleep(60_000);
    expect((await collect(openSweep(shop), shop.ctx, { openIds: [] })).items).toEqual([]);
  });
});

describe("a quiet shop", () => {
  test("a quiet shop is polled in one call: the newest orders are recognized by their rows", async () => {
    await using shop = await withMug();
    place(shop);
    place(shop);
    const [sweep] = shop.orders.sweeps;
    if (!sweep) throw new Error("no sweep");
    let { cursor } = await collect(sweep, shop.ctx);
    const from = shop.sandbox.calls.length;
    for (let poll = 0; poll < 10; poll += 1) {
      await shop.clock.sleep(120_000);
      ({ cursor } = await collect(sweep, shop.ctx, { cursor }));
    }
    expect(shop.sandbox.calls.length - from).toBeLessThanOrEqual(10);
  });

  test("a poll reads no order of a rush twice, also where a turn ends on each page", async () => {
    await using shop = await withMug();
    for (let count = 0; count < 140; count += 1) place(shop, "paid", 0);
    const [sweep] = shop.orders.sweeps;
    if (!sweep) throw new Error("no sweep");
    const walk = async (from: string | null) => {
      let cursor = from;
      let read = 0;
      for (let round = 0; round < 3; round += 1)
        for await (const page of sweep.run({ cursor }, shop.ctx)) {
          read += page.items.length;
          ({ cursor } = page);
          break;
        }
      return { cursor, read };
    };
    const first = await walk(null);
    expect(first.read).toBe(140);
    place(shop, "paid", 0);
    expect((await walk(first.cursor)).read).toBe(1);
  });

  test("a walk once a day reaches a day further back: what a walk by time missed is found", async () => {
    await using shop = await withMug();
    place(shop);
    const [sweep] = shop.orders.sweeps;
    if (!sweep) throw new Error("no sweep");
    await shop.clock.sleep(3_600_000);
    const newest = place(shop);
    const first = await collect(sweep, shop.ctx);
    expect(first.items).toHaveLength(2);
    // Ended half an hour before the newest one, and seen only now.
    const missed = place(shop);
    const [order, before] = [shop.state.orders.get(missed), shop.state.orders.get(newest)];
    if (order && before) shop.state.orders.set(missed, { ...order, completedAt: before.completedAt - 1_800_000 });
    const second = await collect(sweep, shop.ctx, { cursor: first.cursor });
    expect(second.items.map((part) => part.orderKey)).toEqual([]);
    await shop.clock.sleep(25 * 3_600_000);
    const third = await collect(sweep, shop.ctx, { cursor: second.cursor });
    expect(third.items.map((part) => part.orderKey)).toContain(missed);
  });
});

describe("commands", () => {
  test("shipping sends trackingCode as a merge patch: the shop ignores tracking for ever", async () => {
    await using shop = await withMug();
    const key = place(shop);
    expect((await shop.run(FULFIL, key)).state).toBe("done");
    expect(shop.writes().map((call) => JSON.parse(call.requestBody))).toEqual([{ trackingCode: "TRACK-1" }]);
    expect(shop.shop.order(key)?.trackingNumbers).toEqual(["TRACK-1"]);
  });

  test("an error 500 of a shop whose mail server is down is looked into: the parcel is shipped", async () => {
    await using shop = await withMug();
    const key = place(shop);
    shop.state.mailServerDown = true;
    expect(await shop.run(FULFIL, key)).toMatchObject({ state: "done", order: { fulfilment: "fulfilled" } });
    expect(shop.writes()).toHaveLength(1);
  });

  test("a parcel already shipped with another number is not ours", async () => {
    await using shop = await withMug();
    const key = place(shop);
    shop.shop.shipOrder?.(key);
    expect(await shop.run(FULFIL, key)).toMatchObject({ state: "rejected", code: "nothing_to_ship" });
  });

  test("half a parcel and a number that is too long are refused before anything is sent", async () => {
    await using shop = await withMug();
    const key = place(shop);
    const line = (await shop.read(key)).lines[0]?.key ?? "";
    const half = { ...FULFIL, lines: [{ lineKey: line, quantity: 1 }] };
    expect(await shop.run(half, key)).toMatchObject({ state: "rejected", code: "partial" });
    const long = { ...FULFIL, trackingNumbers: ["X".repeat(256)] };
    expect(await shop.run(long, key)).toMatchObject({ state: "rejected", code: "tracking_too_long" });
    expect(shop.writes()).toEqual([]);
    const whole = { ...FULFIL, lines: [{ lineKey: line, quantity: 3 }] };
    expect((await shop.run(whole, key)).state).toBe("done");
  });

  test("cash on delivery that has left is completed by marking its payment, once", async () => {
    await using shop = await withMug();
    const key = place(shop, "cod");
    expect(await shop.run(COMPLETE, key)).toMatchObject({ state: "rejected", code: "not_shipped" });
    shop.shop.shipOrder?.(key);
    expect(await shop.run(COMPLETE, key)).toMatchObject({
      state: "done",
      order: { status: "completed", financial: "paid" },
    });
    expect((await shop.run(COMPLETE, key, true)).state).toBe("done");
    expect(shop.writes()).toHaveLength(1);
    expect(shop.state.variants.get("MUG-1")).toMatchObject({ onHand: 17, onHold: 0 });
  });

  test("a payment whose answer is lost is not completed a second time", async () => {
    await using shop = await withMug();
    const key = place(shop, "cod");
    shop.shop.shipOrder?.(key);
    shop.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, write: true });
    expect((await shop.run(COMPLETE, key)).state).toBe("done");
    expect(shop.writes()).toHaveLength(1);
  });

  test("a refund is a whole payment or none", async () => {
    await using shop = await withMug();
    const key = place(shop);
    const paidBack = { ...refundOf(4_250n), moveMoney: true };
    expect(await shop.run(refundOf(100n), key)).toMatchObject({ state: "rejected", code: "partial" });
    expect(await shop.run(refundOf(4_250n, "EUR"), key)).toMatchObject({ state: "rejected", code: "currency" });
    expect(shop.writes()).toEqual([]);
    expect(await shop.run(paidBack, key)).toMatchObject({ state: "done", order: { financial: "refunded" } });
    expect((await shop.run(paidBack, key, true)).state).toBe("done");
    expect(shop.writes()).toHaveLength(1);
    const unpaid = place(shop, "pending");
    expect(await shop.run(refundOf(4_250n), unpaid)).toMatchObject({ state: "rejected", code: "not_paid" });
  });

  test("a payment that somebody refunded before is no refund of ours: nothing is done", async () => {
    await using shop = await withMug();
    const key = place(shop);
    shop.shop.refundOrder?.(key, []);
    const paidBack = { ...refundOf(4_250n), moveMoney: true };
    expect(await shop.run(paidBack, key)).toMatchObject({ state: "rejected", code: "not_paid" });
    expect(shop.writes()).toEqual([]);
  });

  test("a refund of a card is never only booked, as its gateway may pay; one without a gateway is", async () => {
    await using shop = await withMug();
    expect(await shop.run(refundOf(4_250n), place(shop))).toMatchObject({ state: "rejected", code: "books_only" });
    expect(shop.writes()).toEqual([]);
    const byHand = place(shop, "pending");
    shop.shop.payOrder?.(byHand);
    expect((await shop.run(refundOf(4_250n), byHand)).state).toBe("done");
  });

  test("a refund without a gateway moves no money; of one with a gateway nothing is stated", async () => {
    await using shop = await withMug();
    const byHand = place(shop, "pending");
    shop.shop.payOrder?.(byHand);
    const paidBack = { ...refundOf(4_250n), moveMoney: true };
    expect(await shop.run(paidBack, byHand)).toMatchObject({ state: "done", moneyMoved: false });
    const byCard = await shop.run(paidBack, place(shop));
    expect(byCard).toMatchObject({ state: "done" });
    expect(byCard).not.toHaveProperty("moneyMoved");
  });

  test("a fulfilled order is not cancelled, a paid one is warned about", async () => {
    await using shop = await withMug();
    const key = place(shop);
    const { orderKey, number, status, platformStatus, lines, totals } = await shop.read(key);
    const order = { key: orderKey, number, status, platformStatus, lines, currency: totals.currency };
    const offer = shop.orders.options(order).find((one) => one.kind === "cancel");
    expect(offer?.warnings.map(textOf).join(" ")).toMatch(/money stays with the shop/);
    shop.shop.shipOrder?.(key);
    expect(await shop.run(CANCEL, key)).toMatchObject({ state: "rejected", code: "state" });
  });

  test("an overwritten reservation makes cancelling fail for good, with the shop's own words", async () => {
    await using shop = await withMug();
    const key = place(shop, "pending");
    const variant = shop.state.variants.get("MUG-1");
    if (variant) variant.onHold = 0;
    const result = await shop.run(CANCEL, key);
    expect(result).toMatchObject({ state: "rejected", text: textWith(/Not enough units/) });
  });
});
