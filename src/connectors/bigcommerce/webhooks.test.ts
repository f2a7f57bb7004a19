import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Delivery } from "../kit/contract/webhooks.ts";
import { hmacSha256 } from "../kit/parse/signatures.ts";
import { deliveryOf } from "../kit/testing/delivery.ts";
import { specsDir } from "../kit/testing/specs.ts";
import { SCOPES } from "./subscriptions.ts";
import { openStore } from "./testing.ts";
import { isSigned, SECRET_HEADER, SIGNED_TOPIC, webhooks } from "./webhooks.ts";

const SECRET = "client-secret";
const BODY =
  '{"scope":"store/order/updated","store_id":"1","data":{"type":"order","id":250},"hash":"7ee6","created_at":1561479335,"producer":"stores/abc"}';

function delivery(body: string, headers: Record<string, string>, topic = SIGNED_TOPIC): Delivery {
  return deliveryOf(body, { headers, topic, registeredUrl: "https://hub.example/x" });
}

function signed(body: string, secret = SECRET, id = "msg_1"): Record<string, string> {
  const signature = hmacSha256(secret, `${id}.1700000000.${body}`).toString("base64");
  return { "webhook-id": id, "webhook-timestamp": "1700000000", "webhook-signature": `v1,${signature}` };
}

describe("proof", () => {
  test("any v1 entry of the list may match, and only the signed bytes do", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), fc.nat(200), (secret, body, at) => {
        const headers = signed(body, secret);
        const many = { ...headers, "webhook-signature": `v1,AAAA v2,BBBB ${headers["webhook-signature"]}` };
        expect(isSigned(delivery(body, many), ["other", secret])).toBe(true);
        const changed = `${body.slice(0, at)}x${body.slice(at)}`;
        expect(isSigned(delivery(changed, headers), [secret])).toBe(false);
        expect(isSigned(delivery(body, headers), [`${secret}x`, ""])).toBe(false);
      }),
    );
  });

  test("our header proves only what carries no signature at all", () => {
    const ours = { [SECRET_HEADER]: "our-secret" };
    const verification = (headers: Record<string, string>, topic = SIGNED_TOPIC) =>
      webhooks.verify(delivery(BODY, headers, topic), [SECRET, "our-secret"]).outcome;
    expect(verification({ ...ours, ...signed(BODY) })).toBe("signed");
    expect(verification(ours)).toBe("static");
    expect(verification({ ...ours, ...signed(BODY, "wrong") })).toBe("refused");
    expect(verification({ ...ours, "webhook-id": "msg_1" })).toBe("refused");
    expect(verification({})).toBe("refused");
    // Without the client secret hooks point at the plain path, where signatures cannot be checked.
    expect(webhooks.verify(delivery(BODY, { ...ours, ...signed(BODY) }, ""), ["our-secret"]).outcome).toBe("static");
  });
});

describe("reading", () => {
  test("a delivery is known by webhook-id, else by scope, hash and time; the hash alone is no proof", () => {
    const [event] = webhooks.read(delivery(BODY, { "webhook-id": "msg_7" }));
    expect(event).toMatchObject({ kind: "order", ref: "250", deliveryId: "msg_7" });
    expect(webhooks.read(delivery(BODY, {}))[0]?.deliveryId).toBe("store/order/updated:7ee6:1561479335");
  });

  test("shipments name their order, numbers their product", () => {
    const read = (scope: string, data: object) => webhooks.read(delivery(JSON.stringify({ scope, data }), {}))[0];
    expect(read("store/shipment/created", { type: "shipment", id: 12, orderId: 251 })).toMatchObject({
      kind: "order",
      ref: "251",
    });
    expect(
      read("store/sku/inventory/updated", { id: 461, inventory: { product_id: 206, variant_id: 509 } }),
    ).toMatchObject({ kind: "stock", ref: "206" });
    expect(read("store/order/archived", { id: 250 })).toMatchObject({ kind: "order_deleted", ref: "250" });
    expect(read("store/cart/updated", { id: 5 })).toMatchObject({ kind: "other" });
  });

  test("a deleted product and an archived order are gone; an unfinished checkout is nothing", async () => {
    await using bench = await openStore();
    bench.sandbox.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG", price: "1", stock: 9 }] });
    const key = bench.sandbox.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }] });
    const ask = (kind: "order" | "product_deleted", ref: string) =>
      webhooks.interpret(
        { kind, ref, topic: "", headers: {}, body: new Uint8Array(), trusted: true },
        bench.connection.ctx,
      );
    const order = bench.sandbox.store.orders.get(Number(key));
    if (!order) throw new Error("no order");
    order.statusId = 0;
    expect(await ask("order", key)).toMatchObject({ as: "nothing" });
    order.statusId = 11;
    order.deleted = true;
    expect(await ask("order", key)).toMatchObject({ as: "gone", key });
    expect(await ask("product_deleted", "999")).toMatchObject({ as: "gone", what: "product" });
  });
});

test("a changed number is read from the inventory alone; of a product it does not list, the catalog is asked", async () => {
  await using bench = await openStore();
  const { key, variantKeys } = bench.sandbox.shop.addProduct({
    title: "Mug",
    variants: [{ sku: "MUG", price: "1", stock: 9 }],
  });
  const ask = (ref: string) =>
    webhooks.interpret(
      { kind: "stock", ref, topic: "", headers: {}, body: new Uint8Array(), trusted: true },
      bench.connection.ctx,
    );
  const before = bench.sandbox.calls.length;
  const levels = [{ variantKey: variantKeys["MUG"], location: "1", available: 9 }];
  expect(await ask(key)).toMatchObject({ as: "levels", levels });
  expect(bench.sandbox.calls.length - before).toBe(1);
  expect(await ask("999")).toMatchObject({ as: "gone", what: "product", key: "999" });
});

describe("subscriptions", () => {
  test("hooks switched off or sending another secret are mended, strangers are left alone", async () => {
    await using bench = await openStore();
    const { subscriptions } = bench.connection.ports;
    const { hooks } = bench.sandbox.store;
    const stranger = {
      id: 1,
      scope: "store/order/created",
      destination: "https://other.example/hook",
      active: true,
      headers: {},
      created: 0,
    };
    hooks.set(1, stranger);
    const first = await subscriptions?.ensure(bench.connection.ctx);
    for (const [name, value] of Object.entries(first?.secrets ?? {})) bench.connection.secrets.set(name, value);
    expect(first?.subscriptions.map(({ topic }) => topic)).toEqual(SCOPES);
    expect(first?.subscriptions.every(({ url }) => url.endsWith(`/${SIGNED_TOPIC}`))).toBe(true);
    const [off, odd] = [...hooks.values()].slice(1);
    if (!off || !odd) throw new Error("no hooks");
    off.active = false;
    odd.headers = {};
    const second = await subscriptions?.ensure(bench.connection.ctx);
    expect([second?.recreated, hooks.get(off.id)?.active, hooks.size]).toEqual([2, true, SCOPES.length + 1]);
    await subscriptions?.remove(bench.connection.ctx);
    expect([...hooks.values()]).toEqual([stranger]);
  });
});

test("a changed account is asked for by the id the delivery names", async () => {
  const bench = await openStore();
  await using _ = bench;
  const { ctx } = bench.connection;
  const mona = { id: 7, first: "Mona", last: "Amin", email: "mona@example.com", phone: "+201001234567", modified: 0 };
  bench.sandbox.store.customers.set(7, mona);
  const understood = (scope: string, id: number) => {
    const body = JSON.stringify({ scope, data: { type: "customer", id }, producer: "stores/abc" });
    const [event] = webhooks.read(delivery(body, {}));
    if (!event) throw new Error("no event");
    return webhooks.interpret({ ...event, headers: {}, body: Buffer.from(body), trusted: true }, ctx);
  };
  const reported = { key: "7", name: "Mona Amin", email: "mona@example.com", phone: "+201001234567" };
  expect(await understood("store/customer/updated", 7)).toEqual({ as: "customers", customers: [reported] });
  expect(await understood("store/customer/created", 8)).toMatchObject({ as: "nothing" });
  expect(await understood("store/customer/address/updated", 7)).toMatchObject({ as: "nothing" });
});

const dir = specsDir();
const samples = dir ? join(dir, "bigcommerce/webhook-samples") : "";

describe.skipIf(!existsSync(samples))("official samples", () => {
  test("every sample body is read, and those of our scopes name their record", () => {
    for (const file of readdirSync(samples)) {
      const body = readFileSync(join(samples, file), "utf8");
      const [event] = webhooks.read(delivery(body, {}));
      expect(event?.ref.length, file).toBeGreaterThan(0);
      const scope: string = JSON.parse(body).scope;
      if (SCOPES.includes(scope)) expect(event?.kind, file).toMatch(/^(order|product|stock|customer)/);
    }
  });
});
