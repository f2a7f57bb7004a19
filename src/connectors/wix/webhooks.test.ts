import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textOf } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { turnsOfOthers } from "../../commerce/testing-slices.ts";
import { appKeys, signedToken } from "../../sandboxes/wix/events.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Delivery } from "../kit/contract/webhooks.ts";
import { deliveryOf } from "../kit/testing/delivery.ts";
import { must } from "../kit/testing/shop.ts";
import { specsDir } from "../kit/testing/specs.ts";
import { kindOf } from "./events.ts";
import { connector } from "./index.ts";
import { isSigned, publicKeyOf } from "./jwt.ts";
import { openOldSite, openSite } from "./testing.ts";
import { appWebhooks, webhooksOf } from "./webhooks.ts";

const SITE = "aaaa1111-0000-4000-8000-000000000001";
const ORDER = "0b1c8d4e-1111-4222-8333-444455556666";
const NOW = new Date("2026-11-20T10:05:10.000Z");
const { publicPem } = appKeys();

/** A delivery as the sheet's section 6 shows it: three layers, the inner two as text. */
function claims(type: string, inner: Json, more: { [name: string]: Json } = {}): Json {
  const data = { eventType: type, instanceId: SITE, data: JSON.stringify(inner), identity: "{}" };
  return { iat: 1_795_082_400, exp: 1_798_682_400, data: JSON.stringify(data), ...more };
}

function delivery(body: string | Uint8Array, method = "POST"): Delivery {
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  return deliveryOf(bytes, { method, receivedAt: NOW });
}

const APPROVED = claims("wix.ecom.v1.order_approved", {
  id: "evt-1",
  entityFqdn: "wix.ecom.v1.order",
  slug: "approved",
  entityId: ORDER,
  eventTime: "2026-11-20T10:05:00Z",
  entityEventSequence: "12",
  actionEvent: { body: { order: {} } },
});
const outcome = (body: string, keys: readonly string[] = [publicPem]) =>
  appWebhooks.verify(delivery(body), keys).outcome;

describe("the proof of a delivery", () => {
  const good = signedToken(APPROVED);
  const [head = "", payload = "", signature = ""] = good.split(".");
  const part = (value: Json) => Buffer.from(JSON.stringify(value)).toString("base64url");

  it("a delivery's proof is the app's own signature, with the key in any form the dashboard gives it", () => {
    const wrapped = Buffer.from(publicPem).toString("base64");
    const oneLine = publicPem.replaceAll("\n", "\\n");
    for (const key of [publicPem, wrapped, oneLine, `  ${publicPem}\n`]) expect(outcome(good, [key])).toBe("signed");
    expect(outcome(good, ["", "not a key", publicPem])).toBe("signed");
    expect(outcome(good, [])).toBe("refused");
  });

  it("a token never chooses its algorithm: none, an HMAC with the public key, another RSA one", () => {
    const none = `${part({ alg: "none" })}.${payload}.`;
    const hs = `${part({ alg: "HS256" })}.${payload}`;
    const hmac = `${hs}.${createHmac("sha256", publicPem).update(hs).digest("base64url")}`;
    const rs = `${part({ alg: "RS512" })}.${payload}`;
    const rs512 = `${rs}.${sign("RSA-SHA512", Buffer.from(rs), appKeys().privateKey).toString("base64url")}`;
    for (const forged of [none, hmac, rs512, `${head}.${payload}.`, `${head}.${payload}`])
      expect(outcome(forged)).toBe("refused");
  });

  it("a proof belongs to one app: another app's key signs nothing here", () => {
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = other.publicKey.export({ type: "spki", format: "pem" }).toString();
    expect(outcome(good, [pem])).toBe("refused");
    expect(
      publicKeyOf(generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }).toString()),
    ).toBeNull();
  });

  it("a proof has one text only: unused bits, padding and white space are another text", () => {
    const last = signature.at(-1) ?? "";
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const twin = alphabet[alphabet.indexOf(last) ^ 1] ?? "";
    const bodies = [`${head}.${payload}.${signature.slice(0, -1)}${twin}`, `${good}==`, ` ${good}`, `${good}\n`];
    for (const body of bodies) expect(outcome(body)).toBe("refused");
  });

  it("a proof ends with the token, compared with its arrival; a retry within two days counts", () => {
    const at = (seconds: number) => signedToken(claims("x.y_created", { id: "1" }, { exp: seconds }));
    const now = NOW.getTime() / 1000;
    expect(outcome(at(now + 1))).toBe("signed");
    expect(outcome(at(now - 200))).toBe("signed");
    expect(outcome(at(now - 400))).toBe("refused");
  });

  it("a proof is for one site: another connection refuses it, the app's webhook handler names the site", () => {
    const settings = { authMode: "app" };
    const webhooks = (externalId: string) => webhooksOf({ account: { externalId }, facts: {}, settings });
    expect(webhooks(SITE.toUpperCase()).verify(delivery(good), [publicPem]).outcome).toBe("signed");
    expect(webhooks("bbbb1111-0000-4000-8000-000000000002").verify(delivery(good), [publicPem]).outcome).toBe(
      "refused",
    );
    expect(appWebhooks.accounts?.(delivery(good))).toEqual([SITE]);
    expect(appWebhooks.accounts?.(delivery("nonsense"))).toEqual([]);
    expect(appWebhooks.verify(delivery(good, "GET"), [publicPem]).outcome).toBe("refused");
    expect(appWebhooks.secrets("")).toEqual(["appPublicKey"]);
  });

  it("a long proof is read in turns, since anybody may send one, with the same result", async () => {
    const long = JSON.stringify({ data: JSON.stringify({ data: JSON.stringify({ x: Array(300_000).fill(0.5) }) }) });
    const token = (text: string) => Buffer.from(`${head}.${Buffer.from(text).toString("base64url")}.${signature}`);
    for (const text of [long, `{"x":[${"0,".repeat(600_000)}0]}`]) {
      const body = token(text);
      expect(await turnsOfOthers(async () => appWebhooks.readAhead?.(body))).toBeGreaterThan(3);
      expect(appWebhooks.accounts?.({ ...delivery(good), body })).toEqual([]);
    }
    const existing = delivery(good);
    await appWebhooks.readAhead?.(existing.body);
    expect(appWebhooks.accounts?.(existing)).toEqual([SITE]);
    expect(outcome(`${"a".repeat(20_000)}.${payload}.${signature}`)).toBe("refused");
  });

  it("a proof holds for no changed byte (property)", () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.constantFrom(..."AZaz09-_."), (at, char) => {
        const changed = good.slice(0, at) + char + good.slice(at + 1);
        expect(isSigned(Buffer.from(changed), [publicPem])).toBe(changed === good);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the content of a delivery", () => {
  const read = (type: string, inner: Json) => appWebhooks.read(delivery(signedToken(claims(type, inner))))[0];

  it("a delivery has three layers; its inner id makes a retry harmless", () => {
    expect(appWebhooks.read(delivery(signedToken(APPROVED)))).toEqual([
      { kind: "order", ref: ORDER, topic: "wix.ecom.v1.order_approved", deliveryId: "evt-1" },
    ]);
  });

  it.each<[string, Json, string, string]>([
    ["wix.ecom.v1.order_created", { entityId: ORDER, createdEvent: { entity: { id: ORDER } } }, "order", ORDER],
    ["wix.ecom.v1.order_created", { createdEvent: { entityAsJson: `{"id":"${ORDER}"}` } }, "order", ORDER],
    ["wix.ecom.v1.order_updated", { updatedEvent: { currentEntityAsJson: `{"id":"${ORDER}"}` } }, "order", ORDER],
    ["wix.ecom.v1.order_canceled", { actionEvent: { bodyAsJson: `{"order":{"id":"${ORDER}"}}` } }, "order", ORDER],
    ["wix.ecom.v1.order_payment_status_updated", { actionEvent: { body: { order: { id: ORDER } } } }, "order", ORDER],
    [
      "wix.ecom.v1.fulfillments_updated",
      { entityId: "x", updatedEvent: { currentEntity: { orderId: ORDER } } },
      "order",
      ORDER,
    ],
    ["wix.ecom.v1.order_transactions_refund_completed", { actionEvent: { body: { orderId: ORDER } } }, "order", ORDER],
    [
      "wix.ecom.v1.order_transactions_updated",
      { actionEvent: { body: { orderTransactions: { orderId: ORDER } } } },
      "order",
      ORDER,
    ],
    ["wix.stores.catalog.v3.product_deleted", { entityId: "p1", deletedEvent: {} }, "product_deleted", "p1"],
    ["wix.stores.catalog.v3.product_updated", { entityId: "p1" }, "product", "p1"],
    [
      "wix.stores.catalog.v3.inventory_item_updated",
      { entityId: "i1", updatedEvent: { currentEntity: { id: "i1", productId: ORDER } } },
      "stock",
      ORDER,
    ],
    [
      "wix.stores.catalog.v3.inventory_item_updated_with_reason",
      { actionEvent: { body: { inventoryItem: { productId: ORDER } } } },
      "stock",
      ORDER,
    ],
    // Catalog V1 is flat and names ids only.
    ["com.wix.ecommerce.catalog.api.v1.ProductChanged", { productId: "p1", changedFields: ["price"] }, "product", "p1"],
    ["com.wix.ecommerce.catalog.api.v1.ProductDeleted", { productId: "p1" }, "product_deleted", "p1"],
    ["com.wix.ecommerce.catalog.api.v1.VariantsChanged", { productId: "p1" }, "product", "p1"],
    ["com.wix.ecommerce.inventory.api.v1.InventoryVariantsChanged", { productId: "p1", variants: [] }, "stock", "p1"],
    ["com.wix.ecommerce.catalog.api.v1.CollectionChanged", { collection_Id: "c1" }, "category", "c1"],
    ["AppRemoved", { appId: "a" }, "uninstalled", "AppRemoved"],
    ["wix.something.new_happened", { entityId: "z" }, "other", "z"],
  ])("%s %j", (type, inner, kind, ref) => {
    expect(read(type, inner)).toMatchObject({ kind, ref, topic: type });
  });

  it("a flat event has no id of its own and is a hint only", () => {
    const event = read("com.wix.ecommerce.catalog.api.v1.ProductChanged", { productId: "p1" });
    expect(event?.deliveryId).toBeUndefined();
  });

  it("layers that are no JSON are refused, not read", () => {
    const broken: readonly Json[] = [
      { data: "{" },
      { data: JSON.stringify({ eventType: "x", data: "{" }) },
      { data: "{}" },
      {},
      7,
    ];
    for (const bad of broken) {
      expect(() => appWebhooks.read(delivery(signedToken(bad)))).toThrow();
      // Signed all the same: the engine keeps it and shows it as failed.
      expect(outcome(signedToken(bad))).toBe("signed");
    }
  });
});

describe("events of a site", () => {
  it("an order is fetched, whatever the delivery said: a retry carries what was true hours ago", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    site.shop.addProduct({ title: "Mug", variants: [{ sku: "M", price: "5.00", stock: 9 }] });
    const key = site.shop.placeOrder({ lines: [{ sku: "M", quantity: 1 }], payment: "paid" });
    const stale = signedToken(
      claims("wix.ecom.v1.order_created", {
        id: "e",
        entityId: key,
        createdEvent: { entity: { id: key, status: "APPROVED" } },
      }),
    );
    site.shop.cancelOrder(key);
    const webhooks = must(connection.ports.webhooks);
    const [event] = webhooks.read(delivery(stale));
    const stored = { ...must(event), headers: {}, body: Buffer.from(stale), trusted: true };
    const reported = await webhooks.interpret(stored, connection.ctx);
    expect(reported).toMatchObject({ as: "orders", parts: [{ orderKey: key, status: "cancelled" }] });
  });

  it("products and stock are fetched whole; what is gone is told as gone; an uninstall ends it", async () => {
    await using site = await openSite();
    const { ctx, ports } = await site.connect();
    const { key } = site.shop.addProduct({ title: "Mug", variants: [{ sku: "M", price: "5.00", stock: 9 }] });
    const base = { topic: "t", headers: {}, body: new Uint8Array(), trusted: true };
    const ask = (kind: "stock" | "product_deleted" | "uninstalled" | "category" | "order", ref: string) =>
      must(ports.webhooks).interpret({ ...base, kind, ref }, ctx);
    expect(await ask("stock", key)).toMatchObject({ as: "products", products: [{ key, variants: [{ sku: "M" }] }] });
    site.shop.removeProduct(key);
    expect(await ask("product_deleted", key)).toEqual({ as: "gone", what: "product", key });
    expect(await ask("order", ORDER)).toEqual({ as: "gone", what: "order", key: ORDER });
    expect(await ask("uninstalled", "x")).toEqual({ as: "uninstalled" });
    expect(await ask("category", "x")).toMatchObject({ as: "nothing" });
  });

  it("a site on Catalog V1 tells flat events that name ids only; the product is fetched all the same", async () => {
    await using site = await openSite({ catalog: "V1" });
    const { ctx, ports } = await site.connect();
    const { key } = site.shop.addProduct({ title: "Mug", variants: [{ sku: "M", price: "5.00", stock: 9 }] });
    const flat = claims("com.wix.ecommerce.inventory.api.v1.InventoryVariantsChanged", {
      productId: key,
      variants: [],
    });
    const body = Buffer.from(signedToken(flat));
    const [event] = must(ports.webhooks).read(delivery(body));
    const reported = await must(ports.webhooks).interpret({ ...must(event), headers: {}, body, trusted: true }, ctx);
    expect(reported).toMatchObject({ as: "products", products: [{ key, variants: [{ levels: [{ available: 9 }] }] }] });
  });

  it("an API key brings no webhooks: there is no webhook handler, and orders are asked for", async () => {
    await using site = await openOldSite();
    const { ports, detected } = await site.connect();
    expect([ports.webhooks, ports.subscriptions]).toEqual([undefined, undefined]);
    expect(detected.warnings.map(textOf).join()).toContain("Argosy checks for orders every five minutes");
    expect(ports.orders?.sweeps.map(({ mode, everyMs }) => [mode, everyMs])).toEqual([["changed", 300_000]]);
  });

  it("1.25 seconds are enough: a delivery of the largest size is checked and read in a fraction", () => {
    const big = signedToken(
      claims("wix.ecom.v1.order_updated", {
        id: "1",
        entityId: ORDER,
        updatedEvent: { currentEntity: { note: "x".repeat(3_000_000) } },
      }),
    );
    // The hub asks one delivery for its site, then checks and reads it.
    const reported = delivery(big);
    const before = process.cpuUsage();
    expect(appWebhooks.accounts?.(reported)).toEqual([SITE]);
    expect(appWebhooks.verify(reported, [publicPem]).outcome).toBe("signed");
    expect(appWebhooks.read(reported)[0]?.ref).toBe(ORDER);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(1_000);
  });

  it("a removed app's door still answers without a crash, for any bytes", () => {
    const { webhooks } = connector.open({ account: { externalId: "" }, facts: {}, settings: {} });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          must(webhooks).read(delivery(bytes));
        } catch (error) {
          if (!isConnectorError(error)) throw error;
        }
      }),
    );
  });
});

describe.skipIf(specsDir() === null)("the event types of the official descriptions (SPECS_DIR)", () => {
  it("each event type of the official descriptions (SPECS_DIR) is read as what it is about", () => {
    const dir = join(specsDir() ?? "", "wix");
    const types = readdirSync(dir)
      .filter((name) => name.endsWith(".json"))
      .flatMap(
        (name): { eventType: string }[] => JSON.parse(readFileSync(join(dir, name), "utf8"))["x-webhook-events"] ?? [],
      )
      .map(({ eventType }) => eventType);
    const unread = types.filter((type) => kindOf(type) === "other");
    // Coupons, discount rules and gift cards are asked for at the till, never kept.
    expect(unread.filter((type) => !/coupon|discount_rule|gift_card/.test(type))).toEqual([]);
    expect(types.length).toBeGreaterThan(40);
  });
});
