import { afterEach, describe, expect, it } from "vitest";
import type { ShopifySandbox } from "../../sandboxes/shopify/index.ts";
import { refusal } from "../kit/conformance/case.ts";
import type { OrderCommand } from "../kit/contract/ports.ts";
import { orderForTest } from "../kit/testing/order.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { createProducts, execute, openRig, orderOf, ordersOf, productsAtTwoLocations, type Rig } from "./testing.ts";

let rig: Rig;
afterEach(() => rig.close());

const twoLocations = (sandbox: ShopifySandbox) => {
  productsAtTwoLocations(sandbox);
  // B is stocked in the second place only.
  const b = [...sandbox.state.variants.values()].find((variant) => variant.sku === "B");
  sandbox.state.levels.delete(`${b?.itemId}:1`);
  sandbox.state.levels.set(`${b?.itemId}:2`, { available: 20, committed: 0, updatedAt: "2026-11-20T09:00:00Z" });
};
const ship: OrderCommand = { kind: "fulfil", trackingNumbers: ["T-1"], carrier: "DHL", notifyCustomer: false };
const fulfilments = (key: string) => rig.sandbox.state.orders.get(key)?.fulfilments ?? [];

const ONE_AND_TWO = {
  lines: [
    { sku: "A", quantity: 1 },
    { sku: "B", quantity: 2 },
  ],
};

describe("a risk of fraud", () => {
  it("a risk of fraud is reported while Shopify advises against the order", async () => {
    rig = await openRig(createProducts);
    const { shop } = rig.sandbox;
    const key = shop.placeOrder({ lines: [{ sku: "A", quantity: 1 }] });
    expect((await orderOf(rig, key)).doubt).toBe(null);
    shop.doubtOrder?.(key, true);
    expect((await orderOf(rig, key)).doubt).toBe("fraud");
    shop.doubtOrder?.(key, false);
    expect((await orderOf(rig, key)).doubt).toBe(null);
  });
});

describe("shipping", () => {
  it("two locations are two fulfilments, and lines say where they ship from", async () => {
    rig = await openRig(twoLocations);
    const key = rig.sandbox.shop.placeOrder(ONE_AND_TWO);
    const part = await orderOf(rig, key);
    expect(part.lines.map((line) => [line.sku, line.location])).toEqual([
      ["A", "1"],
      ["B", "2"],
    ]);
    const { result } = await execute(rig, part, ship);
    expect(result).toMatchObject({
      state: "done",
      text: textWith("Shipped on Shopify from 2 locations. Tracking: T-1."),
    });
    expect(fulfilments(key).map((row) => row.locationId)).toEqual(["1", "2"]);
  });

  it("a shipment killed between two fulfilments goes on with the second", async () => {
    rig = await openRig(twoLocations);
    const key = rig.sandbox.shop.placeOrder(ONE_AND_TWO);
    const part = await orderOf(rig, key);
    const plan = { steps: planOf(key), done: 0 };
    rig.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, path: "fulfillmentCreate", times: 1 });
    const error = await refusal(execute(rig, part, ship));
    expect([error.kind, fulfilments(key).length]).toEqual(["ambiguous", 1]);
    const { result } = await execute(rig, part, ship, { saved: plan, uncertain: true });
    expect([result.state, fulfilments(key).map((row) => row.locationId)]).toEqual(["done", ["1", "2"]]);
  });

  it("units that went with a cancellation between two attempts are not taken for shipped", async () => {
    rig = await openRig(createProducts);
    const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 1 }] });
    const part = await orderOf(rig, key);
    const plan = { steps: planOf(key), done: 0 };
    rig.sandbox.faults.add({ fault: { kind: "drop_before" }, path: "fulfillmentCreate", times: 1 });
    await refusal(execute(rig, part, ship));
    rig.sandbox.shop.cancelOrder(key);
    const { result } = await execute(rig, part, ship, { saved: plan, uncertain: true });
    expect([result.state, fulfilments(key)]).toEqual(["rejected", []]);
  });

  it("part of a line ships, the rest later, and no more than there is", async () => {
    rig = await openRig(createProducts);
    const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 3 }] });
    const part = await orderOf(rig, key);
    const lineKey = part.lines[0]?.key ?? "";
    const first = await execute(rig, part, { ...ship, lines: [{ lineKey, quantity: 2 }] });
    expect(first.result).toMatchObject({ state: "done", order: { fulfilment: "partial", status: "processing" } });
    const tooMany = await execute(rig, part, { ...ship, lines: [{ lineKey, quantity: 2 }] });
    expect(tooMany.result).toMatchObject({ state: "rejected", code: "NOT_ENOUGH" });
    const rest = await execute(rig, part, ship);
    expect(rest.result).toMatchObject({ state: "done", order: { fulfilment: "fulfilled", status: "completed" } });
  });

  it("tracking that comes after everything has shipped is added to the shipment", async () => {
    rig = await openRig(createProducts);
    const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 1 }] });
    const part = await orderOf(rig, key);
    await execute(rig, part, { kind: "fulfil", trackingNumbers: [], notifyCustomer: false });
    const { result } = await execute(rig, part, ship, { idempotencyKey: "later" });
    expect([result.state, rig.sandbox.shop.order(key)?.trackingNumbers, fulfilments(key).length]).toEqual([
      "done",
      ["T-1"],
      1,
    ]);
  });

  it("a second tracking is added to what the shipment has: earlier numbers, their links and its carrier stay", async () => {
    rig = await openRig(createProducts);
    const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 1 }] });
    const part = await orderOf(rig, key);
    await execute(rig, part, ship);
    const more = { ...ship, carrier: "UPS", trackingNumbers: ["T-2"], trackingUrl: "https://post.example/T-2" };
    const first = await execute(rig, part, more, { idempotencyKey: "second" });
    const again = await execute(rig, part, { ...ship, trackingNumbers: ["T-3"] }, { idempotencyKey: "third" });
    expect([first.result.state, again.result.state]).toEqual(["done", "done"]);
    expect(fulfilments(key).map(({ tracking }) => tracking)).toEqual([
      [
        { company: "DHL", number: "T-2", url: "https://post.example/T-2" },
        { company: "DHL", number: "T-1", url: null },
        { company: "DHL", number: "T-3", url: null },
      ],
    ]);
  });

  it("a shipment without the fulfilment orders' scope names the missing one (ShopifySharp #1220)", async () => {
    rig = await openRig(createProducts);
    const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 1 }] });
    rig.sandbox.state.orders.get(key)?.fulfilmentOrders.splice(0);
    const { result } = await execute(rig, await orderOf(rig, key), ship);
    expect(result).toMatchObject({ state: "rejected", code: "NO_FULFILMENT_ORDERS" });
  });
});

function planOf(key: string) {
  return (rig.sandbox.state.orders.get(key)?.fulfilmentOrders ?? []).map((row) => ({
    location: row.locationId,
    items: row.lines.map((line) => ({
      order: `gid://shopify/FulfillmentOrder/${row.id}`,
      line: `gid://shopify/FulfillmentOrderLineItem/${line.id}`,
      key: line.lineId,
      quantity: line.remaining,
    })),
  }));
}

describe("status", () => {
  it("an order is put on hold, set back to processing, and archived", async () => {
    rig = await openRig(createProducts);
    const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 1 }] });
    const part = await orderOf(rig, key);
    const to = async (status: "on_hold" | "processing" | "completed" | "pending") =>
      (await execute(rig, part, { kind: "status", status })).result;
    expect(await to("on_hold")).toMatchObject({ state: "done", order: { status: "on_hold" } });
    expect(await to("on_hold")).toMatchObject({ state: "done" });
    expect(await execute(rig, part, ship)).toMatchObject({ result: { state: "rejected", code: "ON_HOLD" } });
    expect(await to("processing")).toMatchObject({ state: "done", order: { status: "processing" } });
    expect(await to("completed")).toMatchObject({ state: "done", order: { status: "completed" } });
    expect(await to("pending")).toMatchObject({ state: "unsupported" });
    await execute(rig, part, ship);
    expect(await to("processing")).toMatchObject({ state: "rejected", code: "NOTHING_OPEN" });
    expect(await to("on_hold")).toMatchObject({ state: "rejected", code: "NOTHING_TO_HOLD" });
  });
});

describe("cancelling", () => {
  it("a cancellation runs as a job, gives the units back, and moves no money", async () => {
    rig = await openRig(createProducts);
    const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 3 }] });
    const part = await orderOf(rig, key);
    const { result, saved } = await execute(rig, part, {
      kind: "cancel",
      reason: "customer",
      restock: true,
      notifyCustomer: false,
    });
    expect(result).toMatchObject({
      state: "done",
      order: { status: "cancelled", financial: "paid", lines: [{ quantity: 0, channelTook: 0 }] },
    });
    expect([rig.sandbox.shop.stockOf("A"), saved]).toEqual([
      20,
      { job: expect.stringContaining("gid://shopify/Job/") },
    ]);
  });

  it("a cancellation without restocking leaves the units taken, and the line says so", async () => {
    rig = await openRig(createProducts);
    const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 3 }] });
    await execute(rig, await orderOf(rig, key), {
      kind: "cancel",
      reason: "inventory",
      restock: false,
      notifyCustomer: false,
    });
    expect([(await orderOf(rig, key)).lines[0]?.channelTook, rig.sandbox.shop.stockOf("A")]).toEqual([3, 17]);
  });

  it("a shipped order is refused in Shopify's words", async () => {
    rig = await openRig(createProducts);
    const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 1 }] });
    await execute(rig, await orderOf(rig, key), ship);
    const { result } = await execute(rig, await orderOf(rig, key), {
      kind: "cancel",
      reason: "other",
      restock: true,
      notifyCustomer: false,
    });
    expect(result).toMatchObject({ state: "rejected", text: textWith("fulfilled items") });
  });
});

describe("refunds", () => {
  const refundOf = (lineKey: string, minor: bigint, more: object = {}): OrderCommand => ({
    kind: "refund",
    amount: { minor, currency: "EUR" },
    lines: [{ lineKey, quantity: 1, restock: true }],
    moveMoney: true,
    ...more,
  });

  it("a refund without an answer is not sent again at once; the next attempt finds it", async () => {
    rig = await openRig(createProducts);
    const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 2 }] });
    const part = await orderOf(rig, key);
    rig.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, path: "refundCreate", times: 1 });
    const command = refundOf(part.lines[0]?.key ?? "", 1000n);
    const sentAt = new Date(rig.clock.now());
    await expect(execute(rig, part, command)).rejects.toMatchObject({ kind: "ambiguous" });
    const { result } = await execute(rig, part, command, { uncertain: true, sentAt });
    expect(result).toMatchObject({
      state: "done",
      found: true,
      order: { financial: "partially_refunded", refunds: [{ amountMinor: 1000n }] },
    });
    expect(rig.sandbox.state.orders.get(key)?.transactions.filter((entry) => entry.kind === "REFUND").length).toBe(1);
    expect(rig.sandbox.shop.stockOf("A")).toBe(19);
  });

  it("a refund of a cash payment is only noted: no money moves", async () => {
    rig = await openRig(createProducts);
    const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 2 }], payment: "cod" });
    rig.sandbox.shop.payOrder?.(key);
    const part = await orderOf(rig, key);
    const { result } = await execute(rig, part, refundOf(part.lines[0]?.key ?? "", 1000n));
    expect(result).toMatchObject({ state: "done", moneyMoved: false });
  });

  it("a refund is booked without moving money, and refused above what was paid", async () => {
    rig = await openRig(createProducts);
    const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 2 }] });
    const part = await orderOf(rig, key);
    const lineKey = part.lines[0]?.key ?? "";
    expect((await execute(rig, part, refundOf(lineKey, 99_999n))).result).toMatchObject({
      state: "rejected",
      code: "TOO_MUCH",
      text: textWith("At most 20.00 EUR can still be refunded on this order."),
    });
    const booked = await execute(rig, part, refundOf(lineKey, 1000n, { moveMoney: false }), { idempotencyKey: "2" });
    expect(booked.result).toMatchObject({
      state: "done",
      order: { financial: "paid", refunds: [{ amountMinor: 0n }] },
    });
  });

  it("shipped units come back as returns, to where they shipped from", async () => {
    rig = await openRig(createProducts);
    const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 2 }] });
    await execute(rig, await orderOf(rig, key), ship);
    const part = await orderOf(rig, key);
    const { result } = await execute(rig, part, refundOf(part.lines[0]?.key ?? "", 1000n), { idempotencyKey: "r" });
    expect(result).toMatchObject({
      state: "done",
      order: { lines: [{ fulfilledQuantity: 2, restockedQuantity: 1, channelTook: 1 }] },
    });
    expect(rig.sandbox.shop.stockOf("A")).toBe(19);
  });

  it("a refund restocks at the chosen location, with the part for shipping and a notice to the buyer", async () => {
    rig = await openRig(createProducts);
    rig.sandbox.state.locations.push({ id: "2", name: "Shop", active: true });
    const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 2 }] });
    await execute(rig, await orderOf(rig, key), ship);
    const part = await orderOf(rig, key);
    const lines = [{ lineKey: part.lines[0]?.key ?? "", quantity: 1, restock: true, location: "2" }];
    const input = refundOf("", 1200n, { lines, shippingMinor: 200n, notifyCustomer: true });
    expect((await execute(rig, part, input, { idempotencyKey: "r" })).result).toMatchObject({ state: "done" });
    const sent = rig.sandbox.calls.findLast((call) => call.requestBody.includes("refundCreate"));
    expect(JSON.parse(sent?.requestBody ?? "{}")).toMatchObject({
      variables: {
        input: {
          notify: true,
          shipping: { amount: "2.00" },
          refundLineItems: [{ restockType: "RETURN", locationId: "gid://shopify/Location/2" }],
        },
      },
    });
  });
});

describe("walking", () => {
  const walk = async (cursor: string | null) => {
    const seen: string[] = [];
    let last = cursor;
    for await (const page of ordersOf(rig).sweeps[0]?.run({ cursor }, rig.ctx) ?? []) {
      seen.push(...page.items.map((part) => part.number));
      last = page.cursor;
    }
    return { seen, cursor: last };
  };

  it("an order that cannot be read holds up nobody, and no cursor", async () => {
    rig = await openRig(createProducts);
    const keys = [1, 2, 3].map(() => rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 1 }] }));
    const odd = rig.sandbox.state.orders.get(keys[1] ?? "");
    Object.assign(odd ?? {}, { createdAt: "one fine day" });
    const first = await walk(null);
    expect([first.seen, rig.connection.drifts.length > 0]).toEqual([["#1001", "#1003"], true]);
    await rig.ctx.clock.sleep(3_600_000);
    rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 1 }] });
    const second = await walk(first.cursor);
    expect(second.seen).toContain("#1004");
    expect((await walk(second.cursor)).seen).toEqual(["#1004"]);
  });
});

describe("notes and new orders", () => {
  it("a note is added below what stands there, once", async () => {
    rig = await openRig(createProducts);
    const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 1 }] });
    const row = rig.sandbox.state.orders.get(key);
    if (row) row.note = "ring twice";
    const part = await orderOf(rig, key);
    for (let time = 0; time < 2; time += 1)
      await execute(rig, part, { kind: "note", text: "gift", visibleToCustomer: false });
    expect(row?.note).toBe("ring twice\ngift");
  });

  it("a new order whose answer was lost is found by its source identifier", async () => {
    rig = await openRig(createProducts);
    const variant = [...rig.sandbox.state.variants.values()][0];
    const draft = {
      order: orderForTest({
        currency: "EUR",
        lines: [{ variantKey: variant?.id ?? "", title: "Thing A", quantity: 2, unitPrice: "10.00" }],
        paid: true,
        customer: { name: "Ann Bee", email: "ann@example.test" },
        shippingMinor: 350n,
      }),
      key: "ARGOSY-1",
    };
    rig.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, path: "orderCreate", times: 1 });
    const error = await refusal(ordersOf(rig).create?.({ ...draft, uncertain: false }, rig.ctx) ?? Promise.resolve());
    const part = await ordersOf(rig).create?.({ ...draft, uncertain: true }, rig.ctx);
    expect([error.kind, rig.sandbox.shop.orderKeys().length, part?.totals.totalMinor, part?.financial]).toEqual([
      "ambiguous",
      1,
      2350n,
      "paid",
    ]);
    expect(rig.sandbox.shop.stockOf("A")).toBe(18);
  });
});
