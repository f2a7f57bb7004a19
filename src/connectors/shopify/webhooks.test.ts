import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import type { Json } from "../../commerce/product.ts";
import type { Delivery, InboundEvent, WebhookHandler } from "../kit/contract/webhooks.ts";
import { deliveryOf } from "../kit/testing/delivery.ts";
import { specsDir } from "../kit/testing/specs.ts";
import { connector } from "./index.ts";
import { TOPICS } from "./subscriptions.ts";
import { openRig, type Rig } from "./testing.ts";
import { appWebhooks } from "./webhooks.ts";

const SECRET = "shpss_secret";
const SHOP = "argosy-sandbox-5.myshopify.com";
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function rigged(...args: Parameters<typeof openRig>): Promise<Rig> {
  const rig = await openRig(...args);
  closers.push(() => rig.close());
  return rig;
}

function delivery(topic: string, body: string, more: Readonly<Record<string, string>> = {}): Delivery {
  const bytes = Buffer.from(body);
  return deliveryOf(bytes, {
    headers: {
      "x-shopify-topic": topic,
      "x-shopify-shop-domain": SHOP,
      "x-shopify-webhook-id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
      "x-shopify-hmac-sha256": createHmac("sha256", SECRET).update(bytes).digest("base64"),
      ...more,
    },
    registeredUrl: "https://hub.example",
    receivedAt: new Date("2026-11-20T10:00:00Z"),
  });
}

const handler = (externalId = SHOP, mode = "app"): WebhookHandler => {
  const { webhooks } = connector.open({ account: { externalId }, facts: {}, settings: { mode } });
  if (!webhooks) throw new Error("no webhook handler");
  return webhooks;
};

const first = (events: readonly InboundEvent[]) => events[0];

describe("proof", () => {
  it("a proof is taken over the raw bytes: escaped slashes and spaces stay as they came (shopify-express #114)", () => {
    const message = delivery("orders/updated", '{"id": 1,  "note":"a\\/b \\u0026 c"}');
    expect(handler().verify(message, [SECRET]).outcome).toBe("signed");
    const again = { ...message, body: Buffer.from(JSON.stringify(JSON.parse(Buffer.from(message.body).toString()))) };
    expect(handler().verify(again, [SECRET]).outcome).toBe("refused");
  });

  it("both secrets of a rotation sign, a stranger's does not, and none proves nothing", () => {
    const message = delivery("orders/updated", '{"id":1}');
    expect(["new", SECRET].map((secret) => handler().verify(message, ["new", secret]).outcome)).toEqual([
      "refused",
      "signed",
    ]);
    expect([handler().verify(message, []).outcome, handler().verify(message, [""]).outcome]).toEqual([
      "refused",
      "refused",
    ]);
    expect(handler().secrets("")).toEqual(["clientSecret", "previousClientSecret"]);
  });

  it("a delivery for another shop is refused at this connection's webhook handler [B42.6]", () => {
    expect(handler("other.myshopify.com").verify(delivery("orders/updated", '{"id":1}'), [SECRET]).outcome).toBe(
      "refused",
    );
    expect(appWebhooks.accounts?.(delivery("orders/updated", "{}"))).toEqual([SHOP]);
    const foreign = delivery("orders/updated", "{}", { "x-shopify-shop-domain": "evil.example" });
    expect(appWebhooks.accounts?.(foreign)).toEqual([]);
  });

  it("a bad signature is answered 401, also for the privacy topics (shopify-app-js PR #508) [B42.4]", () => {
    const forged = delivery("customers/redact", "{}", { "x-shopify-hmac-sha256": "AAAA" });
    expect(appWebhooks.verify(forged, [SECRET]).outcome).toBe("refused");
    expect(
      (["refused", "stored", "duplicate"] as const).map((outcome) => appWebhooks.reply(outcome, forged).status),
    ).toEqual([401, 200, 200]);
  });
});

describe("reading", () => {
  it.each<[string, string, string, string]>([
    [
      "orders/create",
      '{"id":450789469,"admin_graphql_api_id":"gid://shopify/Order/450789469","updated_at":"2026-11-03T09:00:00+02:00"}',
      "order",
      "450789469",
    ],
    [
      "orders/updated",
      '{"id":90071992547409931,"updated_at":"2026-11-03T09:00:00+02:00"}',
      "order",
      "90071992547409931",
    ],
    ["orders/delete", '{"id":820982911946154508}', "order_deleted", "820982911946154508"],
    ["orders/edited", '{"order_edit":{"id":78912328793,"order_id":450789469}}', "order", "450789469"],
    ["refunds/create", '{"id":509562969,"order_id":450789469}', "order", "450789469"],
    ["fulfillments/update", '{"id":255858046,"order_id":450789469}', "order", "450789469"],
    [
      "fulfillment_orders/placed_on_hold",
      '{"fulfillment_order":{"id":"gid://shopify/FulfillmentOrder/7","status":"on_hold"}}',
      "other",
      "FulfillmentOrder:7",
    ],
    [
      "products/update",
      '{"id":788032119674292922,"updated_at":"2026-11-03T09:00:00+02:00"}',
      "product",
      "788032119674292922",
    ],
    ["products/delete", '{"id":9554194432293}', "product_deleted", "9554194432293"],
    [
      "inventory_levels/update",
      '{"inventory_item_id":9,"location_id":1,"available":12,"updated_at":"2026-11-03T09:00:00Z"}',
      "stock",
      "9:1",
    ],
    ["customers/update", '{"id":706405506930370084}', "customer", "706405506930370084"],
    ["collections/update", '{"id":5}', "category", "5"],
    ["app/uninstalled", '{"id":548380009,"domain":"x.myshopify.com"}', "uninstalled", "app/uninstalled"],
    [
      "customers/redact",
      '{"shop_id":1,"shop_domain":"x.myshopify.com","customer":{"id":191167},"orders_to_redact":[1]}',
      "privacy",
      "191167",
    ],
    ["shop/redact", '{"shop_id":954889,"shop_domain":"x.myshopify.com"}', "privacy", "954889"],
    ["themes/publish", '{"id":1}', "other", "themes/publish"],
  ])("%s", (topic, body, kind, ref) => {
    expect(first(handler().read(delivery(topic, body)))).toMatchObject({
      kind,
      ref,
      topic,
      deliveryId: "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
    });
  });

  it("the version is the body's updated_at, in UTC", () => {
    const [event] = handler().read(delivery("orders/updated", '{"id":1,"updated_at":"2026-11-03T09:00:00+02:00"}'));
    expect(event?.version).toEqual({ kind: "time", value: BigInt(Date.UTC(2026, 10, 3, 7)) * 1000n });
  });

  it("an event without a version is ordered by Shopify's own time; a broken time orders nothing", () => {
    const version = (at: string) =>
      first(handler().read(delivery("refunds/create", '{"id":1,"order_id":2}', { "x-shopify-triggered-at": at })))
        ?.version;
    expect(version("2026-11-03T07:00:00.5Z")).toEqual({
      kind: "time",
      value: BigInt(Date.UTC(2026, 10, 3, 7, 0, 0, 500)) * 1000n,
    });
    expect(version("yesterday")).toBeUndefined();
  });

  it("every official sample order gives its id and time", () => {
    const fixture = JSON.parse(readFileSync(new URL("./fixtures/orders-2026-07.json", import.meta.url), "utf8")) as {
      orders: Record<string, { id: number }>;
    };
    for (const sample of Object.values(fixture.orders)) {
      const event = first(handler().read(delivery("orders/create", JSON.stringify(sample))));
      expect([event?.ref, event?.version?.kind]).toEqual([String(sample.id), "time"]);
    }
  });

  it.each(["", "[]", "{}", '{"id":null}', "\u0000", '{"id":{"a":1}}'])(
    "the body %j is refused, not crashed on",
    (body) => {
      expect(() => handler().read(delivery("orders/create", body))).toThrow(/not/);
    },
  );
});

describe("understanding", () => {
  const stored = (event: { kind: InboundEvent["kind"]; ref: string; topic: string }, body: Json, trusted = true) => ({
    ...event,
    headers: {},
    body: Buffer.from(JSON.stringify(body)),
    trusted,
  });

  it("an order is a ping: the body is not believed when Shopify can be asked", async () => {
    const rig = await rigged(
      (sandbox) => void sandbox.shop.addProduct({ title: "A", variants: [{ sku: "A", price: "10.00", stock: 5 }] }),
    );
    const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 1 }] });
    const lie = { id: Number(key), total_price: "0.01" };
    const found = await handler().interpret(stored({ kind: "order", ref: key, topic: "orders/create" }, lie), rig.ctx);
    expect(found).toMatchObject({ as: "orders", parts: [{ orderKey: key, totals: { totalMinor: 1000n } }] });
  });

  it("a whole, proved body is taken where the app may not read orders; an unproved one never", async () => {
    const rig = await rigged();
    const fixture = JSON.parse(readFileSync(new URL("./fixtures/orders-2026-07.json", import.meta.url), "utf8")) as {
      orders: { euro: { id: number } & Record<string, Json> };
    };
    const payload = fixture.orders.euro;
    const event = { kind: "order", ref: String(payload.id), topic: "orders/create" } as const;
    const denied = {
      data: { order: null },
      errors: [
        {
          message: "Access denied for order field.",
          path: ["order"],
          extensions: { code: "ACCESS_DENIED", requiredAccess: "`read_orders` access scope." },
        },
      ],
    };
    rig.sandbox.faults.add({
      fault: { kind: "status", status: 200, body: JSON.stringify(denied) },
      path: "ArgosyOrder",
    });
    expect(await handler().interpret(stored(event, payload), rig.ctx)).toMatchObject({
      as: "orders",
      parts: [{ number: "#1002", totals: { totalMinor: 23847n, currency: "EUR" } }],
    });
    await expect(handler().interpret(stored(event, payload, false), rig.ctx)).rejects.toMatchObject({
      info: { kind: "forbidden", scope: "`read_orders` access scope." },
    });
  });

  it("a level is taken from a proved body and fetched for an unproved one", async () => {
    const rig = await rigged(
      (sandbox) => void sandbox.shop.addProduct({ title: "A", variants: [{ sku: "A", price: "10.00", stock: 5 }] }),
    );
    const item = [...rig.sandbox.state.variants.values()][0]?.itemId ?? "";
    const body = {
      inventory_item_id: Number(item),
      location_id: 1,
      available: 99,
      updated_at: "2026-11-03T09:00:00+02:00",
    };
    const event = { kind: "stock", ref: `${item}:1`, topic: "inventory_levels/update" } as const;
    const level = async (trusted: boolean) => handler().interpret(stored(event, body, trusted), rig.ctx);
    expect(await level(true)).toMatchObject({
      as: "levels",
      levels: [{ inventoryKey: item, location: "1", available: 99 }],
    });
    expect(await level(false)).toMatchObject({ as: "levels", levels: [{ available: 5 }] });
  });

  it("a hold placed on Shopify arrives as the order's state", async () => {
    const rig = await rigged(
      (sandbox) => void sandbox.shop.addProduct({ title: "A", variants: [{ sku: "A", price: "10.00", stock: 5 }] }),
    );
    const key = rig.sandbox.shop.placeOrder({ lines: [{ sku: "A", quantity: 1 }] });
    const entry = rig.sandbox.state.orders.get(key)?.fulfilmentOrders[0];
    if (entry) entry.status = "ON_HOLD";
    const event = {
      kind: "other",
      ref: `FulfillmentOrder:${entry?.id}`,
      topic: "fulfillment_orders/placed_on_hold",
    } as const;
    expect(await handler().interpret(stored(event, {}), rig.ctx)).toMatchObject({
      as: "orders",
      parts: [{ orderKey: key, status: "on_hold" }],
    });
  });

  it("privacy requests and the uninstall are told apart [A5.5]", async () => {
    const rig = await rigged();
    const of = async (topic: string) =>
      handler().interpret(stored({ kind: "privacy", ref: "1", topic }, { shop_id: 1 }), rig.ctx);
    expect(await Promise.all(["customers/data_request", "customers/redact", "shop/redact"].map(of))).toMatchObject([
      { request: "export_customer" },
      { request: "erase_customer" },
      { request: "erase_shop" },
    ]);
    expect(
      await handler().interpret(stored({ kind: "uninstalled", ref: "app", topic: "app/uninstalled" }, {}), rig.ctx),
    ).toEqual({ as: "uninstalled" });
  });
});

describe("subscriptions", () => {
  /** A hub that answers every delivery with `status`. */
  async function hub(status: number): Promise<{ url: string; topics: string[] }> {
    const topics: string[] = [];
    const server = createServer((request, reply) => {
      void buffer(request).then(() => {
        topics.push(String(request.headers["x-shopify-topic"]));
        reply.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(() => new Promise((resolve) => server.close(resolve)));
    closers.push(async () => server.closeAllConnections());
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, topics };
  }

  it("a topic has one subscription; those Shopify dropped after eight failures come back, strangers' stay [B42.3]", async () => {
    const failing = await hub(500);
    const rig = await rigged(
      (sandbox) => void sandbox.shop.addProduct({ title: "A", variants: [{ sku: "A", price: "10.00", stock: 5 }] }),
      { publicUrl: () => failing.url },
    );
    const port = rig.connection.ports.subscriptions;
    expect((await port?.ensure(rig.ctx))?.recreated).toBe(TOPICS.length);
    rig.sandbox.state.subscriptions.set("1", {
      id: "1",
      topic: "ORDERS_CREATE",
      uri: "https://other.example",
      createdAt: "2026-11-20T09:00:00Z",
      secret: "x",
      failures: 0,
    });
    for (let time = 0; time < 9; time += 1) {
      rig.sandbox.shop.setTitle("A", `T${time}`);
      await rig.sandbox.settle();
    }
    const left = await port?.list(rig.ctx);
    expect(left?.some((subscription) => subscription.topic === "PRODUCTS_UPDATE")).toBe(false);
    expect((await port?.ensure(rig.ctx))?.recreated).toBe(1);
    await port?.remove(rig.ctx);
    expect((await port?.list(rig.ctx))?.map((subscription) => subscription.url)).toEqual(["https://other.example"]);
  });

  it("our own stock push comes back as an echo with the number we sent", async () => {
    const receiving = await hub(200);
    const rig = await rigged(
      (sandbox) => void sandbox.shop.addProduct({ title: "A", variants: [{ sku: "A", price: "10.00", stock: 5 }] }),
      { publicUrl: () => receiving.url },
    );
    await rig.connection.ports.subscriptions?.ensure(rig.ctx);
    const variant = [...rig.sandbox.state.variants.values()][0];
    const item = {
      key: variant?.id ?? "",
      location: "1",
      seq: 1n,
      want: 2,
      expected: 5,
      ext: { productId: variant?.productId ?? "", inventoryItemId: variant?.itemId ?? "" },
      idempotencyKey: "k",
    };
    await rig.connection.ports.stock?.push.send([item], rig.ctx);
    await rig.sandbox.settle();
    expect(receiving.topics).toEqual(["inventory_levels/update"]);
  });
});

describe("versions", () => {
  it("an answer by another API version than asked for is reported", async () => {
    const rig = await rigged();
    const body = JSON.stringify({ data: { order: null } });
    rig.sandbox.faults.add({
      fault: { kind: "status", status: 200, body, headers: { "x-shopify-api-version": "2027-01" } },
      path: "ArgosyOrder",
    });
    await rig.connection.ports.orders?.get("1", rig.ctx);
    expect(rig.connection.drifts).toMatchObject([
      { path: "X-Shopify-API-Version", problem: "asked for 2026-10, Shopify answered with 2027-01" },
    ]);
  });
});

describe.runIf(specsDir())("official samples", () => {
  /** Resource of a sample file -> topic whose payload has its shape. */
  const TOPIC_OF: Readonly<Record<string, readonly [string, string]>> = {
    "order.json": ["order", "orders/updated"],
    "product.json": ["product", "products/update"],
    "customer.json": ["customer", "customers/update"],
    "inventory_level.json": ["inventory_level", "inventory_levels/update"],
    "fulfillment.json": ["fulfillment", "fulfillments/update"],
    "refund.json": ["refund", "refunds/create"],
    "custom_collection.json": ["custom_collection", "collections/update"],
    "shop.json": ["shop", "shop/update"],
  };

  it.each(Object.entries(TOPIC_OF))("every payload of %s gives its id and time", (file, [resource, topic]) => {
    const folder = join(specsDir() ?? "", "shopify/rest-samples-2026-07");
    const samples = JSON.parse(readFileSync(join(folder, file), "utf8")) as {
      response: { body: Record<string, unknown> | null };
    }[];
    const payloads = samples.flatMap(({ response }) => {
      const many = response.body?.[`${resource}s`];
      return [...(Array.isArray(many) ? many : []), ...(response.body?.[resource] ? [response.body[resource]] : [])];
    }) as Record<string, unknown>[];
    expect(payloads.length).toBeGreaterThan(0);
    // A calculated refund is a quote, never a webhook.
    for (const payload of payloads.filter((one) => resource !== "refund" || one.id !== undefined)) {
      const event = first(handler().read(delivery(topic, JSON.stringify(payload))));
      expect(event?.ref).toBeTruthy();
      if (["order", "product", "inventory_level"].includes(resource) && payload.updated_at)
        expect(event?.version?.kind).toBe("time");
    }
  });
});
