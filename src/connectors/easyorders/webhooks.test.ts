import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { startSandbox } from "../../sandboxes/easyorders/index.ts";
import type { Delivery, StoredEvent } from "../kit/contract/webhooks.ts";
import { autoAdvancingClock, openTestConnection } from "../kit/testing/connection.ts";
import { deliveryOf } from "../kit/testing/delivery.ts";
import { connector } from "./index.ts";
import { webhooks } from "./webhooks.ts";

const ORDER: Record<string, unknown> = JSON.parse(
  readFileSync(new URL("fixtures/order.json", import.meta.url), "utf8"),
).order;
const STATUS = {
  event_type: "order-status-update",
  order_id: String(ORDER.id),
  old_status: "pending",
  new_status: "paid",
  payment_ref_id: "TX1",
};
const SECRET = "q83vEjRWeJCrze8S";

function delivery(body: unknown, more: Partial<Delivery> = {}): Delivery {
  const bytes = typeof body === "string" ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
  return deliveryOf(bytes, { headers: { secret: SECRET }, topic: "newOrder", registeredUrl: "https://hub/x", ...more });
}

describe("verification of a delivery", () => {
  it("a delivery with the webhook's own secret is accepted, by POST and PUT", () => {
    for (const method of ["POST", "PUT"]) {
      expect(webhooks.verify(delivery(ORDER, { method }), [SECRET])).toEqual({ outcome: "static" });
      expect(webhooks.verify(delivery(STATUS, { method, topic: "orderStatus" }), [SECRET])).toEqual({
        outcome: "static",
      });
    }
    expect(webhooks.verify(delivery(ORDER, { method: "GET" }), [SECRET])).toMatchObject({
      outcome: "answer",
      reply: { status: 405 },
    });
  });

  it.each([
    ["none", {}],
    ["a wrong one of the same length", { secret: SECRET.replace("q", "Q") }],
    ["a shorter one", { secret: SECRET.slice(0, 5) }],
    ["a longer one", { secret: `${SECRET}x` }],
    ["an HMAC where the secret belongs", { "x-signature": SECRET }],
  ])("a delivery is refused with %s", (_name, headers) => {
    expect(webhooks.verify(delivery(ORDER, { headers: { ...headers } }), [SECRET])).toMatchObject({
      outcome: "refused",
    });
  });

  it("each webhook has its own secret; one address for both takes either", () => {
    expect(webhooks.secrets("newOrder")).toEqual(["orderWebhookSecret"]);
    expect(webhooks.secrets("orderStatus")).toEqual(["statusWebhookSecret"]);
    expect(webhooks.secrets("")).toEqual(["orderWebhookSecret", "statusWebhookSecret"]);
    expect(webhooks.verify(delivery(STATUS, { topic: "" }), ["another", SECRET])).toEqual({ outcome: "static" });
  });

  it("a secret nobody entered is taken only from a body that is EasyOrders'", () => {
    expect(webhooks.verify(delivery(ORDER), [])).toEqual({
      outcome: "learning",
      secretName: "orderWebhookSecret",
      learned: SECRET,
    });
    expect(webhooks.verify(delivery(STATUS, { topic: "orderStatus" }), [])).toMatchObject({
      secretName: "statusWebhookSecret",
    });
    expect(webhooks.verify(delivery(STATUS, { topic: "" }), [])).toMatchObject({ secretName: "statusWebhookSecret" });
    for (const body of ["", "{", "[]", '{"id":"x"}', '{"event_type":"else"}']) {
      expect(webhooks.verify(delivery(body), []).outcome).toBe("refused");
    }
    expect(webhooks.verify(delivery(ORDER, { headers: {} }), []).outcome).toBe("refused");
  });
});

describe("the content of a delivery", () => {
  it("a delivery is read by its body, whatever the path", () => {
    expect(webhooks.read(delivery(STATUS))).toEqual([
      { kind: "order_status", ref: ORDER.id, topic: "order-status-update" },
    ]);
    expect(webhooks.read(delivery(ORDER, { topic: "orderStatus" }))[0]).toMatchObject({ kind: "order", ref: ORDER.id });
  });

  it("a new order is a duplicate when id and time of change are the same", () => {
    const [first] = webhooks.read(delivery(ORDER));
    expect(first?.deliveryId).toBe(`order:${ORDER.id}:${ORDER.updated_at}`);
    expect(webhooks.read(delivery({ ...ORDER, updated_at: "2026-07-08T04:00:00+03:00" }))[0]?.deliveryId).not.toBe(
      first?.deliveryId,
    );
  });

  it("a status change may happen twice, so it carries no delivery id", () => {
    expect(webhooks.read(delivery(STATUS))[0]?.deliveryId).toBeUndefined();
  });

  it("an event of an unlisted kind is stored, and one that is not EasyOrders' is rejected", () => {
    expect(webhooks.read(delivery({ event_type: "order-deleted", order_id: "o1" }))).toEqual([
      { kind: "other", ref: "o1", topic: "order-deleted" },
    ]);
    for (const body of ["", "{", "null", "7", '{"a":1}'])
      expect(() => webhooks.read(delivery(body))).toThrow(/EasyOrders/);
  });
});

describe("the meaning of a delivery", () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const thing of open.splice(0)) await thing.close();
  });

  async function connected() {
    const clock = autoAdvancingClock();
    const sandbox = await startSandbox({ clock });
    sandbox.shop.addProduct({ title: "Cup", variants: [{ sku: "CUP", price: "80", stock: 3 }] });
    const connection = await openTestConnection(connector, { sandbox, clock });
    open.push(connection, sandbox);
    return { sandbox, ...connection };
  }

  const stored = (kind: StoredEvent["kind"], ref: string, body: unknown, trusted: boolean): StoredEvent => ({
    kind,
    ref,
    topic: kind,
    headers: {},
    body: Buffer.from(JSON.stringify(body)),
    trusted,
  });

  it("a trusted order is taken from its body without a call; a learnt one is fetched first", async () => {
    const { sandbox, ctx } = await connected();
    const key = sandbox.shop.placeOrder({ lines: [{ sku: "CUP", quantity: 1 }] });
    const body = sandbox.orderBody(key);
    const before = sandbox.calls.length;
    expect(await webhooks.interpret(stored("order", key, body, true), ctx)).toMatchObject({
      as: "orders",
      parts: [{ orderKey: key }],
    });
    expect(sandbox.calls.length).toBe(before);

    const forged = { ...body, total_cost: 1 };
    const reported = await webhooks.interpret(stored("order", key, forged, false), ctx);
    expect(reported).toMatchObject({ as: "orders", parts: [{ totals: { totalMinor: 10_000n } }] });
    expect(sandbox.calls.at(-1)?.path).toContain(`/orders/${key}`);
  });

  it("an order of another store, or one whose body lacks a field, is fetched with our own key", async () => {
    const { sandbox, ctx } = await connected();
    const key = sandbox.shop.placeOrder({ lines: [{ sku: "CUP", quantity: 1 }] });
    const { status: _status, ...broken } = { status: "", ...sandbox.orderBody(key) };
    expect(await webhooks.interpret(stored("order", key, broken, true), ctx)).toMatchObject({ as: "orders" });
    const foreign = { ...ORDER, store_id: "somebody-else" };
    expect(await webhooks.interpret(stored("order", String(ORDER.id), foreign, true), ctx)).toMatchObject({
      as: "nothing",
    });
  });

  it("a status change fetches the order, also when it comes before the order", async () => {
    const { sandbox, ctx } = await connected();
    const key = sandbox.shop.placeOrder({ lines: [{ sku: "CUP", quantity: 1 }] });
    sandbox.setStatus(key, "confirmed");
    const event = stored("order_status", key, { ...STATUS, order_id: key }, true);
    expect(await webhooks.interpret(event, ctx)).toMatchObject({ as: "orders", parts: [{ status: "confirmed" }] });
    const gone = stored("order_status", String(ORDER.id), STATUS, true);
    expect(await webhooks.interpret(gone, ctx)).toEqual({ as: "gone", what: "order", key: ORDER.id });
    expect(await webhooks.interpret({ ...gone, trusted: false }, ctx)).toMatchObject({ as: "nothing" });
  });
});
