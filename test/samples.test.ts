/**
 * Official sample payloads and captured deliveries, posted at the real address and signed with the store's own secret:
 * stored, totals right to the cent, unlinked lines flagged, the raw bytes kept. The connectors' fixtures always run;
 * the platforms' own samples when SPECS_DIR names them.
 */

import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import { currencyExponent } from "../src/commerce/money.ts";
import { specsDir } from "../src/connectors/kit/testing/specs.ts";
import { type Lab, openLab, SECOND } from "./support/lab.ts";
import { replaceSecret, secretOf } from "./support/secrets.ts";

type Payload = Readonly<Record<string, unknown>>;

interface StoredOrder {
  readonly id: string;
  readonly orderKey: string;
  readonly currency: string;
  readonly totalMinor: number;
  readonly shippingMinor: number | null;
  readonly feesMinor: number | null;
  readonly taxMinor: number | null;
  readonly taxIncluded: boolean;
  readonly residualMinor: number;
  readonly hasUnmapped: boolean;
  readonly lines: readonly { readonly totalMinor: number; readonly variantId: string | null; readonly title: string }[];
}

const specs = specsDir();
let lab: Lab;
const stores = new Map<string, ConnectedShop>();

beforeAll(async () => {
  lab = await openLab("samples");
  for (const provider of ["shopify", "woocommerce", "easyorders"]) {
    stores.set(provider, await lab.connect(await lab.sandbox(provider), `${provider} shop`));
    await lab.work();
  }
});

afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

const json = (...path: string[]): unknown => JSON.parse(readFileSync(join(...path), "utf8"));
const fixture = (provider: string, name: string) =>
  json(import.meta.dirname, "../src/connectors", provider, "fixtures", name);
const isOrder = (value: unknown): value is Payload =>
  typeof value === "object" && value !== null && "id" in value && "line_items" in value;

function storeOf(provider: string): ConnectedShop {
  const store = stores.get(provider);
  if (!store) throw new Error(`no ${provider}`);
  return store;
}

/** Posts a body as the platform does, proved with what the hub holds for this store. */
async function deliver(provider: string, body: Buffer, topic: string): Promise<void> {
  const store = storeOf(provider);
  const hmac = (secret: string) => createHmac("sha256", secret).update(body).digest("base64");
  const credentials = store.sandbox.shop.credentials();
  const urls = store.webhookUrls;
  const [url = "", headers] =
    provider === "woocommerce"
      ? [
          Object.values(urls)[0],
          {
            "x-wc-webhook-topic": topic,
            "x-wc-webhook-signature": hmac(await secretOf(lab, lab.seller, store.id, "webhookSecret")),
          },
        ]
      : provider === "shopify"
        ? [
            Object.values(urls)[0],
            {
              "x-shopify-topic": topic,
              "x-shopify-shop-domain": credentials.shopDomain ?? "",
              "x-shopify-hmac-sha256": hmac(credentials.clientSecret ?? ""),
              "x-shopify-webhook-id": crypto.randomUUID(),
            },
          ]
        : [urls.newOrder, { secret: await secretOf(lab, lab.seller, store.id, "orderWebhookSecret") }];
  const answer = await fetch(url, {
    method: "POST",
    body: new Uint8Array(body),
    headers: { "content-type": "application/json", ...headers },
  });
  expect(answer.status, `${provider} ${topic}: ${await answer.text()}`).toBe(200);
}

async function stored(provider: string, key: string): Promise<StoredOrder> {
  const [row] = await lab.look<{ id: string }>(
    "select id from argosy.sales_order where organization_id = argosy.tenant() and connection_id = $1 and ext_key = $2",
    [storeOf(provider).id, key],
  );
  if (!row)
    throw new Error(
      `Order ${key} of ${provider} is not stored: ${JSON.stringify((await lab.log(storeOf(provider))).slice(-3))}`,
    );
  return lab.seller.get<StoredOrder>(`/orders/${row.id}`);
}

/** What is stored is what was told: the total to the cent, and the parts add up to it. */
async function accounted(provider: string, key: string, total: string | number): Promise<StoredOrder> {
  const order = await stored(provider, key);
  const scale = 10 ** currencyExponent(order.currency);
  expect(order.totalMinor, `total of ${provider} ${key}`).toBe(Math.round(Number(total) * scale));
  const lines = order.lines.reduce((sum, line) => sum + line.totalMinor, 0);
  const parts =
    lines + (order.shippingMinor ?? 0) + (order.feesMinor ?? 0) + (order.taxIncluded ? 0 : (order.taxMinor ?? 0));
  expect(parts + order.residualMinor, `parts of ${provider} ${key}`).toBe(order.totalMinor);
  // Nothing of these shops' items is linked here: every order with lines is flagged, none is lost.
  expect(order.hasUnmapped).toBe(order.lines.length > 0);
  expect(order.lines.every((line) => line.variantId === null && line.title !== "")).toBe(true);
  const { items } = await lab.seller.get<{ items: { raw: unknown }[] }>(`/orders/${order.id}/raw`);
  expect(JSON.stringify(items[0]?.raw)).toContain(key);
  return order;
}

async function all(
  provider: string,
  topic: string,
  payloads: readonly { readonly body: Buffer; readonly key: string; readonly total: string | number }[],
): Promise<void> {
  expect(payloads.length).toBeGreaterThan(0);
  for (const { body } of payloads) await deliver(provider, body, topic);
  await lab.pass(5 * SECOND);
  for (const { key, total } of payloads) await accounted(provider, key, total);
}

const wooPayload = (order: Payload) => ({
  body: Buffer.from(JSON.stringify(order)),
  key: String(order.id),
  total: String(order.total),
});
const shopifyPayload = (order: Payload) => ({
  body: Buffer.from(JSON.stringify(order)),
  key: String(order.id),
  total: String(order.total_price),
});

describe("the connectors' own fixtures", () => {
  test("WooCommerce", async () => {
    const { body_text: text } = fixture("woocommerce", "order.updated.json") as { body_text: string };
    const { id, total } = JSON.parse(text) as { id: number; total: string };
    await all("woocommerce", "order.updated", [{ body: Buffer.from(text), key: String(id), total }]);
  });

  test("EasyOrders", async () => {
    const { order } = fixture("easyorders", "order.json") as { order: { id: string; total_cost: number } };
    await all("easyorders", "order-created", [
      { body: Buffer.from(JSON.stringify(order)), key: order.id, total: order.total_cost },
    ]);
  });

  test("Shopify", async () => {
    const found = JSON.stringify(fixture("shopify", "orders-2026-07.json"));
    const orders = collect(JSON.parse(found), isOrder);
    await all("shopify", "orders/create", orders.map(shopifyPayload));
  });
});

/** Everything inside a document that `is` what is looked for, each id once (the fullest). */
function collect(value: unknown, is: (value: unknown) => value is Payload): Payload[] {
  const found = new Map<string, Payload>();
  const walk = (one: unknown) => {
    if (is(one)) {
      const id = String(one.id);
      if (Object.keys(one).length > Object.keys(found.get(id) ?? {}).length) found.set(id, one);
    } else if (typeof one === "object" && one !== null) Object.values(one).forEach(walk);
  };
  walk(value);
  return [...found.values()];
}

describe.runIf(specs !== null)("the platforms' own samples", () => {
  const root = specs ?? "";
  const isWhole = (value: unknown): value is Payload =>
    isOrder(value) && "total" in value && "billing" in value && "currency" in value;

  test("WooCommerce: documentation, app captures", async () => {
    const payloads = new Map<string, Payload>();
    for (const folder of ["rest-docs-v3", "app-captures"]) {
      for (const file of readdirSync(join(root, "woocommerce", folder)).filter(
        (name) => /^orders?[.-]/.test(name) && !/request/.test(name),
      )) {
        for (const order of collect(json(root, "woocommerce", folder, file), isWhole))
          payloads.set(`${order.id}`, order);
      }
    }
    expect(payloads.size).toBeGreaterThan(8);
    await all("woocommerce", "order.updated", [...payloads.values()].map(wooPayload));
  });

  test("WooCommerce: a real shop's deliveries, with their own bytes, headers and signatures", async () => {
    const store = storeOf("woocommerce");
    const folder = join(root, "woocommerce/live-10.2.4/webhooks");
    let posted = 0;
    const orders = new Map<string, string>();
    for (const file of readdirSync(folder)) {
      const capture = json(folder, file) as { headers?: [string, string][]; secret?: string; body_base64?: string };
      if (!capture.headers || !capture.secret || !capture.body_base64) continue;
      await replaceSecret(lab, lab.seller, store.id, "webhookSecret", capture.secret);
      // The webhook handler remembers a store's secrets for ten seconds.
      lab.clock.leap(11 * SECOND);
      const body = Buffer.from(capture.body_base64, "base64");
      const headers = Object.fromEntries(
        capture.headers.filter(([name]) => !/^(host|connection|content-length|accept-encoding)$/i.test(name)),
      );
      const answer = await fetch(Object.values(store.webhookUrls)[0] ?? "", {
        method: "POST",
        body: new Uint8Array(body),
        headers,
      });
      expect(answer.status, file).toBe(200);
      posted += 1;
      const reported = /^\{/.test(body.toString()) ? (JSON.parse(body.toString()) as Payload) : {};
      if (isWhole(reported) && reported.status !== "trash") orders.set(String(reported.id), String(reported.total));
    }
    expect(posted).toBeGreaterThan(18);
    await lab.pass(5 * SECOND);
    expect(orders.size).toBeGreaterThan(1);
    const failed = await lab.look<{ topic: string; error: string }>(
      `select topic, error
       from argosy.inbox_event
       where organization_id = argosy.tenant() and connection_id = $1 and attempts > 0`,
      [store.id],
    );
    expect(failed).toEqual([]);
    for (const key of orders.keys()) expect((await stored("woocommerce", key)).orderKey).toBe(key);
  });

  test("Shopify", async () => {
    const orders = collect(
      json(root, "shopify/rest-samples-2026-07/order.json"),
      (value): value is Payload =>
        isOrder(value) &&
        "total_price" in value &&
        "financial_status" in value &&
        "customer" in value &&
        "shipping_lines" in value,
    );
    expect(orders.length).toBeGreaterThan(0);
    await all("shopify", "orders/updated", orders.map(shopifyPayload));
  });

  test("EasyOrders: the new order, and a status change that makes the hub look", async () => {
    const order = json(root, "easyorders/samples/webhook.order-created.json") as { id: string; total_cost: number };
    await all("easyorders", "order-created", [
      { body: Buffer.from(JSON.stringify(order)), key: order.id, total: order.total_cost },
    ]);
    const status = json(root, "easyorders/samples/webhook.order-status-update.json");
    const store = storeOf("easyorders");
    const secret = await secretOf(lab, lab.seller, store.id, "statusWebhookSecret");
    const answer = await fetch(store.webhookUrls.orderStatus ?? "", {
      method: "PUT",
      body: JSON.stringify(status),
      headers: { "content-type": "application/json", secret },
    });
    expect(answer.status).toBe(200);
    await lab.pass(5 * SECOND);
    expect(
      store.sandbox.calls.some((call) => call.path.includes(`/orders/${(status as { order_id: string }).order_id}`)),
    ).toBe(true);
  });
});
