import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refusal } from "../kit/conformance/case.ts";
import type { Delivery, WebhookHandler } from "../kit/contract/webhooks.ts";
import { runCommand } from "../kit/testing/commands.ts";
import { deliveryOf } from "../kit/testing/delivery.ts";
import { byMeaning } from "../kit/testing/meanings.ts";
import { specsDir } from "../kit/testing/specs.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { EVENTS } from "./subscriptions.ts";
import { openShop, stored } from "./testing.ts";
import { isSigned, webhooksOf } from "./webhooks.ts";

const KEY = "29a39d";
const SECRET = "e59af819cc";
const SHOP = "7494049642642441621";

const webhooks: WebhookHandler = webhooksOf({
  account: { externalId: SHOP },
  facts: {},
  settings: { usedAppKey: KEY },
});

const sign = (body: string, secret = SECRET, key = KEY): string =>
  createHmac("sha256", secret)
    .update(key + body)
    .digest("hex");

function delivery(body: string, authorization = sign(body)): Delivery {
  return deliveryOf(body, {
    headers: { authorization },
    registeredUrl: "https://hub.example/api/webhooks/tiktok_shop/key",
  });
}

const told = (type: number, data: object, more: object = {}): string =>
  JSON.stringify({
    type,
    tts_notification_id: "7327112393057371910",
    shop_id: SHOP,
    timestamp: 1_644_412_885,
    data,
    ...more,
  });

describe("the signature of a notification", () => {
  it("a notification's signature is over app key and body, not wrapped in the secret, without a scheme", () => {
    const body = told(1, { order_id: "1" });
    expect(webhooks.verify(delivery(body), [SECRET])).toEqual({ outcome: "signed" });
    const wrapped = createHmac("sha256", SECRET)
      .update(SECRET + KEY + body + SECRET)
      .digest("hex");
    for (const bad of [wrapped, `Bearer ${sign(body)}`, sign(body).toUpperCase(), sign(body, SECRET, "other"), ""])
      expect(webhooks.verify(delivery(body, bad), [SECRET]).outcome).toBe("refused");
  });

  it("nobody signs for a store that has no app", () => {
    const none = webhooksOf({ account: { externalId: "" }, facts: {}, settings: {} });
    const body = told(1, { order_id: "1" });
    expect(none.verify(delivery(body, createHmac("sha256", "s").update(body).digest("hex")), ["s"]).outcome).toBe(
      "refused",
    );
  });

  it("no other bytes, key or secret fit", () => {
    const text = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(text, text, text, text, (body, key, secret, other) => {
        const signed = { body: Buffer.from(body), headers: { authorization: sign(body, secret, key) } };
        expect(isSigned(signed, key, [secret])).toBe(true);
        expect(isSigned(signed, key, [""])).toBe(false);
        if (other !== secret) expect(isSigned(signed, key, [other])).toBe(false);
        if (other !== body) expect(isSigned({ ...signed, body: Buffer.from(other) }, key, [secret])).toBe(false);
      }),
    );
  });

  it("a notification is answered empty, 200 for what was taken and 401 for what was not", () => {
    const one = delivery("{}");
    expect(["stored", "duplicate", "refused"].map((outcome) => webhooks.reply(outcome as "stored", one))).toEqual([
      { status: 200, body: "" },
      { status: 200, body: "" },
      { status: 401, body: "" },
    ]);
  });
});

describe("the content of a notification", () => {
  it.each([
    [1, { order_id: "576486316948490001", order_status: "CANCEL" }, "order", "576486316948490001"],
    [3, { order_id: "576486316948490001" }, "order", "576486316948490001"],
    [
      11,
      { order_id: "576486316948490001", cancel_status: "CANCELLATION_REQUEST_PENDING" },
      "order",
      "576486316948490001",
    ],
    [12, { order_id: "576486316948490001" }, "order", "576486316948490001"],
    [5, { product_id: "1729" }, "product", "1729"],
    [15, { product_id: "1729" }, "product", "1729"],
    [16, { product_id: "1729" }, "product", "1729"],
    [18, { product_id: "1729" }, "product", "1729"],
    [27, { product_id: "1729", sku_id: "2" }, "product", "1729"],
    [37, { product_id: "1729" }, "product", "1729"],
    [6, { message: "deauthorized" }, "uninstalled", SHOP],
    [7, { message: "expiring" }, "other", "UPCOMING_AUTHORIZATION_EXPIRATION"],
    [36, {}, "other", "INVOICE_STATUS_CHANGE"],
    [99, {}, "other", "type 99"],
  ])("type %i", (type, data, kind, ref) => {
    expect(webhooks.read(delivery(told(type, data)))).toMatchObject([{ kind, ref }]);
  });

  it("a product's id as a number beyond what a number holds keeps its digits", () => {
    const body = `{"type":5,"tts_notification_id":"1","shop_id":"${SHOP}","data":{"product_id":576486316948490127}}`;
    expect(webhooks.read(delivery(body))).toMatchObject([{ ref: "576486316948490127" }]);
  });

  it("a package may hold several orders, each an event of its own", () => {
    const data = {
      package_list: [
        { package_id: "1", order_id_list: ["11", "12"] },
        { package_id: "2", order_id_list: ["12"] },
      ],
    };
    const events = webhooks.read(delivery(told(4, data)));
    expect(events.map(({ ref }) => ref)).toEqual(["11", "12"]);
    expect(new Set(events.map(({ deliveryId }) => deliveryId)).size).toBe(2);
  });

  it("a notification without an id is identified by its bytes", () => {
    const body = JSON.stringify({ type: 3, shop_id: SHOP, data: { order_id: "1" } });
    const [first, again, other] = [body, body, body.replace('"1"', '"2"')].map(
      (text) => webhooks.read(delivery(text))[0]?.deliveryId,
    );
    expect([first === again, first === other]).toEqual([true, false]);
  });

  it("another shop's is nobody's here: the shops of an app share its secret", () => {
    const body = told(6, { message: "deauthorized" }, { shop_id: "1" });
    expect(webhooks.verify(delivery(body), [SECRET]).outcome).toBe("signed");
    expect(webhooks.read(delivery(body))).toMatchObject([{ kind: "other" }]);
  });
});

describe("the result of a notification", () => {
  it("an order is fetched, with the claims that stand against it; one nobody knows is gone", async () => {
    await using world = await openShop();
    const { ports, ctx } = await world.connect();
    world.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "5", stock: 5 }] });
    const key = world.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }], payment: "paid" });
    const event = { topic: "ORDER_STATUS_CHANGE", headers: {}, body: new Uint8Array(), trusted: true } as const;
    expect(await ports.webhooks?.interpret({ ...event, kind: "order", ref: key }, ctx)).toMatchObject({
      as: "orders",
      parts: [{ orderKey: key }],
    });
    expect(await ports.webhooks?.interpret({ ...event, kind: "order", ref: "1" }, ctx)).toMatchObject({
      as: "gone",
      what: "order",
    });
    expect(await ports.webhooks?.interpret({ ...event, kind: "product", ref: "1" }, ctx)).toMatchObject({
      as: "gone",
      what: "product",
    });
    expect(await ports.webhooks?.interpret({ ...event, kind: "uninstalled", ref: SHOP }, ctx)).toEqual({
      as: "uninstalled",
    });
    const ending = { ...event, kind: "other", ref: "7", topic: "UPCOMING_AUTHORIZATION_EXPIRATION" } as const;
    const told = (data: object) =>
      ports.webhooks?.interpret({ ...ending, body: Buffer.from(JSON.stringify({ type: 7, data })) }, ctx);
    expect(await told({ expiration_time: "1795219200" })).toMatchObject({
      as: "access_ends",
      text: textWith("ends on 2026-11-21"),
    });
    expect(await told({})).toMatchObject({ as: "access_ends", text: textWith("within a month") });
  });
});

describe("subscriptions", () => {
  it("subscriptions set what is missing or points elsewhere, and leave other programs' addresses alone when removed", async () => {
    await using world = await openShop();
    const { ports, ctx } = await world.connect();
    const address = ctx.publicUrl("") ?? "";
    world.state.hooks.set("NEW_MESSAGE", { address: "https://chat.example/hook", createdAt: 1 });
    world.state.hooks.set("ORDER_STATUS_CHANGE", { address: "https://old.example/elsewhere", createdAt: 1 });
    const ensured = await ports.subscriptions?.ensure(ctx);
    expect([ensured?.subscriptions.length, ensured?.recreated]).toEqual([EVENTS.length, 1]);
    expect(world.state.hooks.get("ORDER_STATUS_CHANGE")?.address).toBe(address);
    await ports.subscriptions?.remove(ctx);
    expect([...world.state.hooks.keys()]).toEqual(["NEW_MESSAGE"]);
  });

  it("an address TikTok does not take is named, with what it wants", async () => {
    await using world = await openShop();
    const { ports, ctx } = await world.connect({ publicUrl: () => "https://hub.example:8443/hook" });
    const error = await refusal(ports.subscriptions?.ensure(ctx) ?? Promise.resolve());
    expect(error.message).toContain("without a port");
    const unreachable = await world.connect({ publicUrl: () => null });
    expect((await refusal(unreachable.ports.subscriptions?.ensure(unreachable.ctx) ?? Promise.resolve())).kind).toBe(
      "unsupported",
    );
  });
});

const dir = specsDir();

describe.skipIf(dir === null)("the samples of the official webhook pages (SPECS_DIR)", () => {
  const sample = (name: string) => readFileSync(join(dir ?? "", "tiktok_shop", "webhook-samples", name));

  it.each(
    byMeaning({
      order: [
        ["1-order-status-change.json", "576486316948490001"],
        ["3-recipient-address-update.json", "576486316948490001"],
        ["11-cancellation-status-change.json", "576486316948490001"],
        ["12-return-status-change.json", "576486316948490001"],
      ],
      product: [
        ["5-product-status-change.json", "576486316948490000"],
        ["15-product-information-change.json", "123456789"],
        ["16-product-creation.json", "576486316948490000"],
        ["18-product-category-change.json", "789078671231"],
        ["27-inventory-status-change.json", "732357708734418520388"],
        ["37-product-audit-status-change.json", "789078671231"],
      ],
      uninstalled: [["6-seller-deauthorization.json", SHOP]],
      other: [["7-upcoming-authorization-expiration.json", "UPCOMING_AUTHORIZATION_EXPIRATION"]],
    }),
  )("%s is told by %s", (kind, name, ref) => {
    expect(webhooks.read({ ...delivery(""), body: sample(name) })).toMatchObject([{ kind, ref }]);
  });

  it("4-package-update.json names two orders; 24, of TikTok's own warehouse, names no shop", () => {
    const read = (name: string) => webhooks.read({ ...delivery(""), body: sample(name) });
    expect(read("4-package-update.json").map(({ ref }) => ref)).toEqual(["152523", "532123"]);
    expect(read("24-fbt-inventory-update.json")).toMatchObject([{ kind: "other" }]);
  });
});

if (dir === null) it.skip("the samples of the official webhook pages: SPECS_DIR is not set", () => undefined);

it("a shipment told by command comes back as a notification of the order", async () => {
  await using world = await openShop();
  const connection = await world.connect();
  world.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "5", stock: 5 }] });
  const key = world.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }], payment: "paid" });
  await runCommand(connection, key, {
    kind: "fulfil",
    carrier: "DHL",
    trackingNumbers: ["1Z9"],
    notifyCustomer: false,
  });
  expect(stored(world.state, key).status).toBe("AWAITING_COLLECTION");
});
