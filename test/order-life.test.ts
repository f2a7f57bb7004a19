/** The life of an order on each platform: parcels, edits, refunds, returns and cancellations, with stock following. */

import { beforeAll, describe, expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { MINUTE, openLab, SECOND, writes } from "./support/lab.ts";
import { ordersOf } from "./support/lab-orders.ts";

const PROVIDERS = ["shopify", "woocommerce", "easyorders"] as const;
type Provider = (typeof PROVIDERS)[number];

interface Line {
  readonly key: string;
  readonly sku: string | null;
  readonly quantity: number;
  readonly fulfilledQuantity: number;
  readonly restockedQuantity: number;
  readonly reservedQuantity: number;
  readonly grossMinor: number;
  readonly discountMinor: number;
  readonly totalMinor: number;
}

interface Money {
  readonly subtotalMinor: number;
  readonly lineDiscountMinor: number;
  readonly orderDiscountMinor: number;
  readonly shippingMinor: number;
  readonly feesMinor: number;
  readonly taxMinor: number | null;
  readonly taxIncluded: boolean;
  readonly residualMinor: number;
  readonly totalMinor: number;
  readonly paidMinor: number;
  readonly refundedMinor: number;
  readonly outstandingMinor: number;
}

interface Order {
  readonly id: string;
  readonly orderKey: string;
  readonly status: string;
  readonly financial: string;
  readonly fulfilment: string;
  readonly ownTags: readonly string[];
  readonly money: Money;
  readonly lines: readonly Line[];
  readonly fulfilments: readonly { key: string; trackingNumbers: string[]; lines: { quantity: number }[] }[];
  readonly refunds: readonly { amountMinor: number; lines: { quantity: number }[] }[];
  readonly transactions: readonly { kind: string; amountMinor: number }[];
  readonly returns: readonly { id: string; state: string; refundState: string | null }[];
  readonly commands: readonly { kind: string; state: string; text: string }[];
}

const stores = new Map<Provider, ConnectedShop>();

const lab = fixture(() => openLab("order-life"));
beforeAll(async () => {
  for (const provider of PROVIDERS) stores.set(provider, await lab.stocked(provider, { MUG: 500, SOAP: 500 }));
});

function storeOf(provider: Provider): ConnectedShop {
  const store = stores.get(provider);
  if (!store) throw new Error(`no ${provider}`);
  return store;
}

const { get, timeline, settled } = ordersOf<Order>(lab);

interface Level {
  readonly onHand: number;
  readonly reserved: number;
}

async function level(sku: string): Promise<Level> {
  const [row] = await lab.look<Level>(
    `select sum(l.on_hand)::int as "onHand", sum(l.reserved)::int as reserved from argosy.level l join argosy.variant v
     on v.organization_id = l.organization_id and v.id = l.variant_id
     where l.organization_id = argosy.tenant() and v.sku = $1`,
    [sku],
  );
  if (!row) throw new Error(`no level of ${sku}`);
  return row;
}

async function bought(provider: Provider, quantity: number, payment: "paid" | "cod" = "paid"): Promise<Order> {
  const store = storeOf(provider);
  const key = store.sandbox.shop.placeOrder({ lines: [{ sku: "MUG", quantity }], payment });
  await lab.pass(10 * SECOND, 5 * SECOND);
  const { items } = await lab.seller.get<{ items: Order[] }>(`/orders?storeId=${store.id}&limit=100`);
  const order = items.find((one) => one.orderKey === key);
  if (!order) throw new Error(`The order ${key} has not arrived.`);
  return get(order.id);
}

async function ask(id: string, what: string, body: unknown): Promise<void> {
  const answer = await lab.seller.call("POST", `/orders/${id}/${what}`, body, {
    "idempotency-key": crypto.randomUUID(),
  });
  if (answer.status !== 202) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
}

const keyOf = (order: Order) => order.lines[0]?.key ?? "";
/** What the platform itself does not let be seen is read again. */
async function refreshed(provider: Provider, id: string): Promise<Order> {
  await lab.pass(provider === "easyorders" ? MINUTE : 6 * MINUTE, MINUTE);
  return get(id);
}

describe.each(PROVIDERS)("%s", (provider) => {
  test("the money adds up, and what was paid is known", async () => {
    const order = await bought(provider, 3);
    const { money } = order;
    const tax = money.taxIncluded ? 0 : (money.taxMinor ?? 0);
    expect(
      money.subtotalMinor -
        money.lineDiscountMinor -
        money.orderDiscountMinor +
        money.shippingMinor +
        money.feesMinor +
        tax +
        money.residualMinor,
    ).toBe(money.totalMinor);
    expect(money).toMatchObject({ residualMinor: 0, paidMinor: money.totalMinor, outstandingMinor: 0 });
    for (const line of order.lines) expect(line.grossMinor - line.discountMinor).toBe(line.totalMinor);
    if (provider !== "easyorders")
      expect(order.transactions).toMatchObject([{ kind: "sale", amountMinor: money.totalMinor }]);
  });

  test("two parcels with their own numbers, a third refused, a number put right later [E2.2]", async () => {
    const { id, lines } = await bought(provider, 3);
    const lineKey = lines[0]?.key;
    const before = await level("MUG");
    await ask(id, "fulfil", { lines: [{ lineKey, quantity: 1 }], trackingNumbers: ["P-1"], carrier: "DHL" });
    await expect(ask(id, "fulfil", { lines: [{ lineKey, quantity: 3 }] })).rejects.toThrow(/at most 2/);
    const part = await settled(id);
    expect(part).toMatchObject({ fulfilment: "partial", lines: [{ fulfilledQuantity: 1 }] });
    expect(await level("MUG")).toEqual({ onHand: before.onHand - 1, reserved: before.reserved - 1 });
    await ask(id, "fulfil", { lines: [{ lineKey, quantity: 2 }], trackingNumbers: ["P-2", "P-3"], carrier: "DHL" });
    const whole = await settled(id);
    expect(whole.commands.map((command) => command.state)).toEqual(["done", "done"]);
    expect(["fulfilled", "in_transit"]).toContain(whole.fulfilment);
    expect(whole.fulfilments.flatMap((parcel) => parcel.trackingNumbers).sort()).toEqual(["P-1", "P-2", "P-3"]);
    expect(await level("MUG")).toEqual({ onHand: before.onHand - 3, reserved: before.reserved - 3 });
    const parcel = whole.fulfilments.find((one) => one.trackingNumbers.includes("P-1"));
    await ask(id, "tracking", { fulfilmentKey: parcel?.key, trackingNumbers: ["P-9"], carrier: "UPS" });
    const changed = await settled(id);
    expect(changed.commands[0]).toMatchObject({ kind: "tracking", state: "done" });
    expect(changed.fulfilments.flatMap((one) => one.trackingNumbers)).toContain("P-9");
    expect((await refreshed(provider, id)).lines).toMatchObject([{ fulfilledQuantity: 3 }]);
    expect(await level("MUG")).toEqual({ onHand: before.onHand - 3, reserved: before.reserved - 3 });
  });

  test("a refund of shipped units with restock: one refund, one return, stock once [E2.4]", async () => {
    const { id } = await bought(provider, 3);
    await ask(id, "fulfil", { trackingNumbers: [] });
    const order = await settled(id);
    const before = await level("MUG");
    const input = {
      lines: [{ lineKey: keyOf(order), quantity: 2, restock: true }],
      moveMoney: provider !== "easyorders",
    };
    const quote = await lab.seller.post<{ amountMinor: number; maximumMinor: number }>(
      `/orders/${id}/refund/quote`,
      input,
    );
    expect(quote).toMatchObject({ maximumMinor: order.money.totalMinor });
    expect(quote.amountMinor).toBeLessThan(order.money.totalMinor);
    await expect(ask(id, "refund", { ...input, amountMinor: order.money.totalMinor + 1 })).rejects.toThrow(/At most/);
    await ask(id, "refund", { ...input, reason: "Broken" });
    const done = await settled(id);
    expect(done.commands[0]).toMatchObject({ kind: "refund", state: "done" });
    expect(done.refunds).toMatchObject([{ amountMinor: quote.amountMinor }]);
    expect(done.money.refundedMinor).toBe(quote.amountMinor);
    expect(done.returns).toMatchObject([{ state: "received", refundState: "done" }]);
    expect(await level("MUG")).toEqual({ onHand: before.onHand + 2, reserved: before.reserved });
    const later = await refreshed(provider, id);
    expect(later.refunds).toHaveLength(1);
    expect(later.lines).toMatchObject([{ restockedQuantity: 2 }]);
    expect(await level("MUG")).toEqual({ onHand: before.onHand + 2, reserved: before.reserved });
    await expect(ask(id, "refund", { lines: [{ lineKey: keyOf(order), quantity: 2 }] })).rejects.toThrow(
      /at most 1 can still be refunded/,
    );
  });

  test("an order cancelled in the shop while a parcel waits to be sent: it is not sent, and says why", async () => {
    const store = storeOf(provider);
    const order = await bought(provider, 2);
    const before = await level("MUG");
    store.sandbox.faults.add({ fault: { kind: "status", status: 503 }, write: true });
    const from = store.sandbox.calls.length;
    await ask(order.id, "fulfil", { trackingNumbers: ["LATE"] });
    await lab.pass(SECOND);
    store.sandbox.shop.cancelOrder(order.orderKey);
    await lab.pass(MINUTE, 10 * SECOND);
    store.sandbox.faults.clear();
    const after = await settled(order.id);
    expect(after).toMatchObject({ status: "cancelled", commands: [{ kind: "fulfil", state: "cancelled" }] });
    expect(await timeline(order.id)).toContain("Not sent: the shipment. The order was cancelled first.");
    expect(await level("MUG")).toEqual({ onHand: before.onHand, reserved: before.reserved - 2 });
    await lab.pass(20 * MINUTE, MINUTE);
    expect(writes(store, from).filter((call) => call.status < 400 && call.requestBody.includes("LATE"))).toEqual([]);
    expect(store.sandbox.shop.order(order.orderKey)).toMatchObject({ fulfilled: false, cancelled: true });
  });

  test("an order cancelled here with the refund to be booked: the order goes first, then the money", async () => {
    const { id, money } = await bought(provider, 1);
    const before = await level("MUG");
    await ask(id, "cancel", { reason: "customer", refund: "book" });
    const after = await settled(id);
    expect(await level("MUG")).toEqual({ onHand: before.onHand, reserved: before.reserved - 1 });
    expect(after.status).toBe("cancelled");
    const [refund, cancel] = after.commands;
    expect(cancel).toMatchObject({ kind: "cancel", state: "done" });
    // EasyOrders never moves an order out of "canceled", not even to say that money is owed.
    if (provider === "easyorders") expect(refund).toMatchObject({ kind: "refund", state: "rejected" });
    else expect(refund).toMatchObject({ kind: "refund", state: "done" });
    if (provider === "woocommerce") expect(after.money.refundedMinor).toBe(money.totalMinor);
  });

  test("a status the order cannot take is refused with those it can", async () => {
    const { id } = await bought(provider, 1);
    await expect(ask(id, "status", { status: "pending" })).rejects.toThrow(/cannot become pending. Possible: /);
    const { items } = await lab.seller.get<{ items: { kind: string; allowed: boolean; statuses?: string[] }[] }>(
      `/orders/${id}/options`,
    );
    expect(items.map((item) => item.kind).sort()).toEqual([
      "cancel",
      "document",
      "fulfil",
      "note",
      "refund",
      "status",
      "tracking",
    ]);
    expect(items.find((item) => item.kind === "status")?.statuses).not.toContain("pending");
  });
});

describe.each(["shopify", "woocommerce"] as const)("an order in %s's own admin", (provider) => {
  test("an order shipped there with one unit refunded and restocked has parcel, refund and stock here, once", async () => {
    const { shop } = storeOf(provider).sandbox;
    const order = await bought(provider, 3);
    const before = await level("MUG");
    shop.shipOrder?.(order.orderKey);
    await lab.pass(30 * SECOND, 5 * SECOND);
    expect(await level("MUG")).toEqual({ onHand: before.onHand - 3, reserved: before.reserved - 3 });
    shop.refundOrder?.(order.orderKey, [{ sku: "MUG", quantity: 1, restock: true }]);
    await lab.pass(30 * SECOND, 5 * SECOND);
    const after = await refreshed(provider, order.id);
    expect(after.refunds).toHaveLength(1);
    expect(after.lines).toMatchObject([{ fulfilledQuantity: 3, restockedQuantity: 1 }]);
    expect(await level("MUG")).toEqual({ onHand: before.onHand - 2, reserved: before.reserved - 3 });
    // The unit that came back to the shop cannot come back again.
    const input = { orderId: order.id, lines: [{ lineKey: keyOf(after), quantity: 3 }] };
    await expect(lab.seller.post("/returns", input)).rejects.toThrow(/at most 2 can come back/);
  });
});

describe.each(["shopify", "woocommerce"] as const)("an order edited on %s", (provider) => {
  test("lines added, fewer, removed: stock follows by the difference, and the timeline says so [A5.1, E1.6]", async () => {
    const store = storeOf(provider);
    const order = await bought(provider, 3);
    const [mug, soap] = [await level("MUG"), await level("SOAP")];
    const edit = async (sku: string, quantity: number) => {
      store.sandbox.shop.editOrder?.(order.orderKey, sku, quantity);
      await lab.pass(30 * SECOND, 5 * SECOND);
    };
    await edit("MUG", 1);
    expect(await level("MUG")).toEqual({ ...mug, reserved: mug.reserved - 2 });
    await edit("SOAP", 2);
    expect(await level("SOAP")).toEqual({ ...soap, reserved: soap.reserved + 2 });
    await edit("MUG", 4);
    expect(await level("MUG")).toEqual({ ...mug, reserved: mug.reserved + 1 });
    const reported = await timeline(order.id);
    expect(reported).toMatch(/Product MUG \(MUG\): quantity changed from 3 to 1\. Reservation lowered by 2\./);
    expect(reported).toMatch(/Added: 2 × Product SOAP \(SOAP\)\. 2 more reserved\./);
    await edit("SOAP", 0);
    expect(await level("SOAP")).toEqual(soap);
    expect(await timeline(order.id)).toMatch(/Removed: 2 × Product SOAP \(SOAP\)\. Reservation lowered by 2\./);
    // After one unit has left, an edit still moves only what has not.
    const current = await get(order.id);
    await ask(order.id, "fulfil", { lines: [{ lineKey: keyOf(current), quantity: 1 }] });
    await settled(order.id);
    await edit("MUG", 2);
    expect(await level("MUG")).toEqual({ onHand: mug.onHand - 1, reserved: mug.reserved - 2 });
    const { money } = await get(order.id);
    expect(money.residualMinor).toBe(0);
  });
});

test("many orders at once: each has its own answer [E2.6]", async () => {
  const [first, second] = [await bought("woocommerce", 1), await bought("shopify", 1)];
  const nobody = "01900000-0000-7000-8000-000000000000";
  const ids = [first.id, nobody, second.id];
  const bulk = (body: object) =>
    lab.seller.post<{ results: { orderId: string; command?: { kind: string }; error?: { code: string } }[] }>(
      "/orders/bulk",
      { orderIds: ids, ...body },
    );
  const tagged = await bulk({ action: "tag", add: ["gift", "rush"], remove: ["rush"] });
  expect(tagged.results.map((one) => one.error?.code)).toEqual([undefined, "ORDER_UNKNOWN", undefined]);
  expect((await get(first.id)).ownTags).toEqual(["gift"]);
  await bulk({ action: "note", text: "Wrap it." });
  const shipped = await bulk({ action: "fulfil", trackingNumbers: ["B-1"] });
  expect(shipped.results.map((one) => one.command?.kind ?? one.error?.code)).toEqual([
    "fulfil",
    "ORDER_UNKNOWN",
    "fulfil",
  ]);
  for (const { id } of [first, second]) expect(await settled(id)).toMatchObject({ fulfilment: "fulfilled" });
  const cancelled = await bulk({ action: "status", status: "pending" });
  expect(cancelled.results.map((one) => one.error?.code)).toEqual(["ORDER_STATUS", "ORDER_UNKNOWN", "ORDER_STATUS"]);
  expect((await get(first.id)).ownTags).toEqual(["gift"]);
});

test("a member who may cancel but not refund cannot pay back by cancelling", async () => {
  const { id } = await bought("woocommerce", 1);
  const { key } = await lab.seller.post<{ key: string }>("/api-keys", { name: "till", role: "staff" });
  const call = (body: object) =>
    fetch(`${lab.url}/api/orders/${id}/cancel`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  expect((await call({ refund: "pay" })).status).toBe(403);
  expect((await get(id)).commands).toEqual([]);
  expect((await call({})).status).toBe(202);
  expect((await settled(id)).status).toBe("cancelled");
});

test("a return opened here and told by the shop's own refund comes back once [A5.2]", async () => {
  const store = storeOf("shopify");
  const { id } = await bought("shopify", 2);
  await ask(id, "fulfil", { trackingNumbers: [] });
  const order = await settled(id);
  const before = await level("MUG");
  const made = await lab.seller.post<{ id: string; lines: { id: string }[] }>("/returns", {
    orderId: id,
    lines: [{ lineKey: keyOf(order), quantity: 2 }],
    approved: true,
    reason: "Wrong colour",
  });
  await lab.seller.post(`/returns/${made.id}/receive`, {
    lines: [
      { lineId: made.lines[0]?.id, quantity: 1, disposition: "restock" },
      { lineId: made.lines[0]?.id, quantity: 1, disposition: "scrap" },
    ],
  });
  expect(await level("MUG")).toEqual({ ...before, onHand: before.onHand + 1 });
  await ask(id, "refund", { lines: [{ lineKey: keyOf(order), quantity: 2 }], returnId: made.id, moveMoney: true });
  const done = await settled(id);
  expect(done.returns).toMatchObject([{ state: "received", refundState: "done" }]);
  expect(done).toMatchObject({ financial: "refunded" });
  expect(await level("MUG")).toEqual({ ...before, onHand: before.onHand + 1 });
  expect(store.sandbox.shop.order(order.orderKey)?.status).toContain("REFUNDED");
});
