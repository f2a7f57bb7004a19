import { describe, expect, it } from "vitest";
import type { OrderCommand } from "../../commerce/order-command.ts";
import { ask } from "../../sandboxes/shopee/money.ts";
import type { CommandOrder } from "../kit/contract/ports.ts";
import { type Attempt, attemptCommand, runCommand } from "../kit/testing/commands.ts";
import { must } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { arrangement } from "./arrangement.ts";
import type { ShippingParameter } from "./schemas.ts";
import { bodies, createProducts, openShop, type Shop } from "./testing.ts";

const FULFIL: OrderCommand = { kind: "fulfil", trackingNumbers: [], notifyCustomer: false };
const WITH_NUMBER: OrderCommand = {
  kind: "fulfil",
  trackingNumbers: ["OWN-1"],
  carrier: "Ninja",
  notifyCustomer: false,
};

function place(shop: Shop, quantity = 2): string {
  if (shop.shop.skus().length === 0) shop.shop.addProduct(createProducts("MUG", { stock: 1_000 }));
  return shop.shop.placeOrder({ lines: [{ sku: "MUG", quantity }] });
}

const toShip = (key: string, lines: CommandOrder["lines"]): CommandOrder => ({
  key,
  number: key,
  currency: "SGD",
  status: "confirmed",
  platformStatus: "READY_TO_SHIP",
  lines,
});

/** Two parcels of one unit each, as after split_order. */
function split(shop: Shop, key: string): void {
  const order = shop.state.orders.get(key);
  const [one] = order?.packages ?? [];
  const [line] = one?.lines ?? [];
  if (!order || !one || !line) throw new Error("nothing to split");
  const half = { ...line, quantity: 1 };
  order.packages = [
    { ...one, lines: [half] },
    { ...one, number: `${one.number}2`, lines: [half] },
  ];
}

describe("arranging a shipment", () => {
  it("a shipment is handed over at the pickup address at the recommended time, and done with Shopee's number", async () => {
    await using shop = await openShop();
    const connection = await shop.connect();
    const key = place(shop);
    const result = await runCommand(connection, key, WITH_NUMBER);
    expect(result).toMatchObject({ state: "done", order: { platformStatus: "PROCESSED" } });
    const [body] = bodies(shop, "ship_order");
    expect(body).toEqual({
      order_sn: key,
      pickup: { address_id: 5001, pickup_time_id: expect.stringMatching(/^\d+$/) },
    });
    expect(shop.shop.order(key)?.trackingNumbers).toEqual([expect.stringMatching(/^SPXSG/)]);
    expect(JSON.stringify(bodies(shop, "logistics/"))).not.toContain("OWN-1");
  });

  it("a shipment waits for the number in steps of five minutes, and gives up the wait after two hours", async () => {
    await using shop = await openShop();
    const { ports, ctx, ...rest } = await shop.connect();
    const key = place(shop);
    const orders = must(ports.orders);
    const part = await orders.get(key, ctx);
    const order = toShip(key, part?.lines ?? []);
    expect(await attemptCommand({ ports, ctx }, order, FULFIL)).toEqual({
      state: "pending",
      saved: { asked: 1 },
      pollAfterMs: 300_000,
    });
    const made = shop.state.orders.get(key)?.packages[0]?.made;
    if (made) Object.assign(made, { at: Number.MAX_SAFE_INTEGER });
    expect(await runCommand({ ports, ctx, ...rest }, key, FULFIL)).toMatchObject({
      state: "done",
      text: textWith(/not made the tracking number yet/),
    });
    expect(bodies(shop, "ship_order")).toHaveLength(1);
  });

  it("a shipment names a parcel only where the order was split, and ships every one", async () => {
    await using shop = await openShop();
    const connection = await shop.connect();
    const key = place(shop);
    split(shop, key);
    expect((await runCommand(connection, key, FULFIL)).state).toBe("done");
    expect(bodies(shop, "ship_order").map(({ package_number: name }) => name)).toEqual(
      shop.state.orders.get(key)?.packages.map(({ number }) => number),
    );
    expect(new Set(shop.shop.order(key)?.trackingNumbers).size).toBe(2);
  });

  it("a shipment leaves with the requested parcel, and is refused where it cuts through one", async () => {
    await using shop = await openShop();
    const connection = await shop.connect();
    const key = place(shop);
    const line = (await must(connection.ports.orders).get(key, connection.ctx))?.lines[0]?.key ?? "";
    const part = { ...FULFIL, lines: [{ lineKey: line, quantity: 1 }] };
    expect(await runCommand(connection, key, part)).toMatchObject({
      state: "rejected",
      code: "lines",
      text: textWith(/whole parcels/),
    });
    expect(await runCommand(connection, key, { ...FULFIL, lines: [{ lineKey: line, quantity: 2 }] })).toMatchObject({
      state: "done",
    });
  });

  it("a shipment passes our number on for couriers Shopee does not work with, and requires it", async () => {
    await using shop = await openShop();
    const connection = await shop.connect();
    shop.state.handOver = ["non_integrated"];
    const key = place(shop);
    expect(await runCommand(connection, key, FULFIL)).toMatchObject({
      state: "rejected",
      text: textWith(/Enter it with the shipment/),
    });
    expect((await runCommand(connection, key, WITH_NUMBER)).state).toBe("done");
    expect(bodies(shop, "ship_order").at(-1)).toEqual({ order_sn: key, non_integrated: { tracking_number: "OWN-1" } });
    expect(shop.shop.order(key)?.trackingNumbers).toEqual(["OWN-1"]);
  });

  it("a shipment is brought to a branch where the store prefers that, under the sender's name", async () => {
    await using shop = await openShop();
    shop.state.handOver = ["pickup", "dropoff"];
    const nameless = await shop.connect({ settings: { handOver: "dropoff" } });
    expect(await runCommand(nameless, place(shop), FULFIL)).toMatchObject({
      state: "rejected",
      text: textWith(/sender's real name/),
    });
    const named = await shop.connect({ settings: { handOver: "dropoff", senderName: "Ada Lovelace" } });
    const key = place(shop);
    expect((await runCommand(named, key, FULFIL)).state).toBe("done");
    expect(bodies(shop, "ship_order").at(-1)).toEqual({
      order_sn: key,
      dropoff: { branch_id: 301, sender_real_name: "Ada Lovelace" },
    });
  });

  it("a shipment that was arranged in the Seller Centre meanwhile is not arranged again", async () => {
    await using shop = await openShop();
    const connection = await shop.connect();
    const key = place(shop);
    shop.shop.shipOrder?.(key);
    expect((await runCommand(connection, key, FULFIL)).state).toBe("done");
    expect(bodies(shop, "ship_order")).toEqual([]);
  });

  it("a shipment goes on to the number when Shopee says that the parcel was arranged before", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const key = place(shop);
    const body = JSON.stringify({
      error: " logistics.package_already_shipped",
      message: "already arranged",
      request_id: "1",
    });
    shop.sandbox.faults.add({ fault: { kind: "status", status: 200, body }, path: "ship_order", times: 1 });
    const order = toShip(key, []);
    expect((await attemptCommand({ ports, ctx }, order, FULFIL, { uncertain: true })).state).toBe("pending");
  });

  it("goods sent ahead are Shopee's to send: nothing is arranged", async () => {
    await using shop = await openShop();
    const connection = await shop.connect();
    const key = place(shop);
    const order = shop.state.orders.get(key);
    if (order) Object.assign(order, { advance: true });
    expect(await runCommand(connection, key, FULFIL)).toMatchObject({ state: "rejected", code: "advance" });
    expect(bodies(shop, "ship_order")).toEqual([]);
  });

  it("the start of a delivery by the seller's own people in Brazil is told with its number", async () => {
    await using shop = await openShop("BRL");
    const connection = await shop.connect();
    shop.state.handOver = ["non_integrated"];
    const key = place(shop);
    const order = shop.state.orders.get(key);
    if (order) Object.assign(order, { channel: 90021 });
    expect((await runCommand(connection, key, WITH_NUMBER)).state).toBe("done");
    expect(bodies(shop, "update_tracking_status")).toEqual([
      { order_sn: key, logistics_status: "logistics_pickup_done", tracking_number: "OWN-1" },
    ]);
  });

  it("Shopee's refusal is told in its words", async () => {
    await using shop = await openShop();
    const connection = await shop.connect();
    const key = place(shop);
    const body = JSON.stringify({
      error: "logistics.require_pickup_address",
      message: "Please go to set pickup address first.",
      request_id: "1",
    });
    shop.sandbox.faults.add({ fault: { kind: "status", status: 200, body }, path: "get_shipping_parameter" });
    expect(await runCommand(connection, key, FULFIL)).toMatchObject({
      state: "rejected",
      text: textWith(/set pickup address first/),
    });
  });
});

describe("ways to hand over", () => {
  const empty: ShippingParameter = {
    info_needed: { pickup: undefined, dropoff: undefined, non_integrated: undefined },
  };

  it("the chosen way is sent even when it wants nothing", () => {
    expect(arrangement({ ...empty, info_needed: { ...empty.info_needed, dropoff: [] } }, [], {})).toEqual({
      fields: { dropoff: {} },
    });
    expect(arrangement({ ...empty, info_needed: { ...empty.info_needed, pickup: [] } }, [], {})).toEqual({
      fields: { pickup: {} },
    });
    expect(arrangement({ ...empty, info_needed: { ...empty.info_needed, non_integrated: [] } }, [], {})).toEqual({
      fields: { non_integrated: {} },
    });
  });

  it("a channel that wants a pickup time and offers none goes without", () => {
    const pickup = { address_list: [{ address_id: "7", address_flag: [], time_slot_list: [] }] };
    const way = arrangement(
      { info_needed: { ...empty.info_needed, pickup: ["address_id", "pickup_time_id"] }, pickup },
      [],
      {},
    );
    expect(JSON.stringify(way)).toBe('{"fields":{"pickup":{"address_id":7}}}');
  });

  it.each([
    [{ pickup: ["address_id"] }, /pickup address/],
    [{ dropoff: ["branch_id"] }, /no branch/],
    [{ dropoff: ["slug"] }, /no courier/],
    [{ dropoff: ["tracking_no"] }, /courier of this parcel makes/],
    [{}, /no way to hand over/],
  ])("%j without what it needs is refused in words", (needed, texts) => {
    const way = arrangement({ info_needed: { ...empty.info_needed, ...needed } }, [], {});
    expect(way).toMatchObject({ problem: textWith(texts) });
  });

  it("a number longer than Shopee takes is refused", () => {
    const way = arrangement(
      { info_needed: { ...empty.info_needed, non_integrated: ["tracking_no"] } },
      ["x".repeat(65)],
      {},
    );
    expect(way).toMatchObject({ problem: textWith(/64/) });
  });
});

describe("cancelling", () => {
  const cancel = (reason: "customer" | "inventory" | "other"): OrderCommand => ({
    kind: "cancel",
    reason,
    restock: true,
    notifyCustomer: false,
  });

  it("nothing in stock names every item; other reasons than the two are not made up", async () => {
    await using shop = await openShop();
    const connection = await shop.connect();
    const key = place(shop);
    expect(await runCommand(connection, key, cancel("other"))).toMatchObject({ state: "rejected", code: "reason" });
    expect((await runCommand(connection, key, cancel("inventory"))).state).toBe("done");
    const [body] = bodies(shop, "cancel_order");
    expect(body).toEqual({
      order_sn: key,
      cancel_reason: "OUT_OF_STOCK",
      item_list: [{ item_id: expect.any(Number), model_id: 0 }],
    });
    expect(shop.shop.stockOf("MUG")).toBe(1_000);
  });

  it("a buyer's wish is accepted by cancelling and refused by going on", async () => {
    await using shop = await openShop();
    const connection = await shop.connect();
    const [yes, no] = [place(shop), place(shop)];
    for (const key of [yes, no]) Object.assign(shop.state.orders.get(key) ?? {}, { status: "IN_CANCEL" });
    expect((await runCommand(connection, yes, cancel("customer"))).state).toBe("done");
    expect((await runCommand(connection, no, { kind: "status", status: "processing" })).state).toBe("done");
    expect(bodies(shop, "handle_buyer_cancellation").map(({ operation }) => operation)).toEqual(["ACCEPT", "REJECT"]);
    expect([shop.shop.order(yes)?.cancelled, shop.shop.order(no)?.cancelled]).toEqual([true, false]);
  });

  it("an order that is arranged is refused by Shopee, one that left by us", async () => {
    await using shop = await openShop();
    const connection = await shop.connect();
    const [arranged, gone] = [place(shop), place(shop)];
    await runCommand(connection, arranged, FULFIL);
    shop.shop.shipOrder?.(gone);
    expect(await runCommand(connection, arranged, cancel("customer"))).toMatchObject({
      state: "rejected",
      text: textWith(/Can not cancel/),
    });
    expect(await runCommand(connection, gone, cancel("customer"))).toMatchObject({
      state: "rejected",
      code: "shipped",
    });
  });
});

describe("answering a return", () => {
  const refund = (minor: bigint, moveMoney = true): OrderCommand => ({
    kind: "refund",
    amount: { minor, currency: "SGD" },
    lines: [],
    moveMoney,
  });

  it("a refund accepts the buyer's request in full, and nothing else", async () => {
    await using shop = await openShop();
    const connection = await shop.connect();
    const key = place(shop);
    shop.shop.shipOrder?.(key);
    const order = shop.state.orders.get(key);
    const [line] = order?.lines ?? [];
    if (!order || !line) throw new Error("no order");
    expect(await runCommand(connection, key, refund(1250n))).toMatchObject({ state: "unsupported" });
    ask(order, [{ line, quantity: 1 }], shop.state);
    expect(await runCommand(connection, key, refund(1250n, false))).toMatchObject({
      state: "rejected",
      code: "books_only",
    });
    expect(await runCommand(connection, key, refund(500n))).toMatchObject({
      state: "rejected",
      text: textWith(/12\.50 SGD.*in full or not at all/),
    });
    expect(bodies(shop, "returns/confirm")).toEqual([]);
    expect(await runCommand(connection, key, refund(1250n))).toMatchObject({
      state: "done",
      order: { financial: "partially_refunded" },
    });
    const again = (attempt: Attempt, moveMoney = true) =>
      attemptCommand(connection, key, refund(1250n, moveMoney), attempt);
    const before = new Date(shop.clock.now());
    expect(await again({ uncertain: true, sentAt: before })).toMatchObject({ state: "done" });
    // A worker that ended before it sent anything, or that was to book alone, has accepted none.
    expect(await again({ uncertain: true })).toMatchObject({ state: "unsupported" });
    expect(await again({ uncertain: true, sentAt: before }, false)).toMatchObject({ state: "rejected" });
    await shop.clock.sleep(3_600_000);
    const later = new Date(shop.clock.now());
    expect(await again({ uncertain: true, sentAt: later })).toMatchObject({ state: "unsupported" });
    const [returnSn] = order.returns;
    expect(await again({ saved: { accepts: returnSn ?? "" } })).toMatchObject({ state: "done" });
    // Another refund is not done because a return was accepted before.
    expect(await again({})).toMatchObject({ state: "unsupported" });
    expect(bodies(shop, "returns/confirm")).toHaveLength(1);
  });
});

describe("notes", () => {
  const note = (text: string, visibleToCustomer = false): OrderCommand => ({ kind: "note", text, visibleToCustomer });

  it("a note is added below the existing one, once, and never reaches the buyer", async () => {
    await using shop = await openShop();
    const connection = await shop.connect();
    const key = place(shop);
    await runCommand(connection, key, note("Gift ✨"));
    await runCommand(connection, key, note("Fragile"));
    await runCommand(connection, key, note("Gift ✨"));
    expect(shop.state.orders.get(key)?.note).toBe("Gift ✨\nFragile");
    expect((await runCommand(connection, key, note("Hello", true))).state).toBe("unsupported");
  });
});
