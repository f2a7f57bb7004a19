/** What Squarespace does that a connector would not expect, each by name. */

import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMoney } from "../../commerce/money.ts";
import type { OrderCommand } from "../../commerce/order-command.ts";
import { collect, createProducts, listed, need, stockItem } from "../kit/conformance/bench.ts";
import { refusal } from "../kit/conformance/case.ts";
import type { Delivery } from "../kit/contract/webhooks.ts";
import { attemptCommand } from "../kit/testing/commands.ts";
import { orderForTest } from "../kit/testing/order.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { classify } from "./classify.ts";
import { openSite } from "./testing.ts";
import { isSigned, webhooks } from "./webhooks.ts";

const FULFIL: OrderCommand = { kind: "fulfil", carrier: "ACS", trackingNumbers: ["T-1", "T-2"], notifyCustomer: true };

function deliveryOf(body: Uint8Array): Delivery {
  const requested = { method: "POST", headers: {}, query: {}, topic: "", registeredUrl: "https://hub.example" };
  return { ...requested, body, receivedAt: new Date(0) };
}

describe("lists", () => {
  it("the cursor goes alone, and unpaid orders are asked for by name", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    site.shop.addProduct(createProducts(1, { stock: 1000 }));
    for (let count = 0; count < 60; count += 1)
      site.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }], payment: "pending" });
    const before = site.sandbox.calls.length;
    const [sweep] = need(connection.ports, "orders").sweeps;
    if (!sweep) throw new Error("no sweep");
    const { items } = await collect(sweep, connection.ctx);
    expect(items).toHaveLength(60);
    const [first, second] = site.sandbox.calls
      .slice(before)
      .map(({ path }) => new URL(path, site.sandbox.url).searchParams);
    expect(first?.get("paymentStates")?.split(",")).toContain("PARTIALLY_PAID");
    expect([...(first?.keys() ?? [])]).toEqual(["modifiedAfter", "modifiedBefore", "paymentStates"]);
    expect([...(second?.keys() ?? [])]).toEqual(["cursor"]);
  });

  it("a run begins five minutes before the newest change, by Squarespace's clock, and never slides back", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    site.shop.addProduct(createProducts(1));
    const [changed] = need(connection.ports, "products").sweeps;
    if (!changed) throw new Error("no sweep");
    const first = await collect(changed, connection.ctx);
    const at = [...site.sandbox.state.products.values()][0]?.modifiedOn ?? "";
    expect(first.cursor?.split("|")[0]).toBe(new Date(Date.parse(at) - 300_000).toISOString());
    const second = await collect(changed, connection.ctx, { cursor: first.cursor });
    expect([second.items.length, second.cursor]).toEqual([1, first.cursor]);
  });

  it("a stored cursor that Squarespace forgot begins the walk anew", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    site.shop.addProduct(createProducts(1));
    for (const sweep of need(connection.ports, "products").sweeps) {
      const cursor = sweep.id === "full" ? "forgotten" : "2026-01-01T00:00:00.000Z|2027-01-01T00:00:00.000Z||forgotten";
      expect((await collect(sweep, connection.ctx, { cursor })).items).toHaveLength(1);
    }
  });

  it("a record that cannot be read is named, and the others come in", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    const { key } = site.shop.addProduct(createProducts(1));
    site.shop.addProduct(createProducts(2));
    Object.assign(site.sandbox.state.products.get(key) ?? {}, { name: 7 });
    const [changed] = need(connection.ports, "products").sweeps;
    const pages = [];
    for await (const page of changed?.run({ cursor: null }, connection.ctx) ?? []) pages.push(page);
    expect(pages).toMatchObject([{ unread: 0, unreadKeys: [key] }]);
    expect(pages[0]?.items).toHaveLength(1);
  });
});

describe("orders", () => {
  it("a malformed id is answered with 400, an unknown one with 404: both are no order", async () => {
    await using site = await openSite();
    const { ports, ctx } = await site.connect();
    const orders = need(ports, "orders");
    expect([await orders.get("1042", ctx), await orders.get("0".repeat(24), ctx)]).toEqual([null, null]);
  });

  it("fulfilling sends every number with all that Squarespace requires, once", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    site.shop.addProduct(createProducts(1));
    const key = site.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 2 }] });
    expect(await attemptCommand(connection, key, FULFIL)).toMatchObject({
      state: "done",
      order: { status: "completed" },
    });
    expect(await attemptCommand(connection, key, FULFIL)).toMatchObject({ state: "done" });
    const sent = site.sandbox.calls.filter(({ path }) => path.endsWith("/fulfillments"));
    expect(sent).toHaveLength(1);
    expect(JSON.parse(sent[0]?.requestBody ?? "")).toMatchObject({
      shouldSendNotification: true,
      shipments: [
        { carrierName: "ACS", service: "Standard", trackingNumber: "T-1" },
        { carrierName: "ACS", service: "Standard", trackingNumber: "T-2" },
      ],
    });
    const other = await attemptCommand(connection, key, { ...FULFIL, trackingNumbers: ["OTHER"] });
    expect(other).toMatchObject({ state: "rejected", code: "already_fulfilled" });
  });

  it("a part of an order cannot be fulfilled, a cancelled one neither, and one without tracking can", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    const orders = need(connection.ports, "orders");
    site.shop.addProduct(createProducts(1));
    const key = site.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 2 }] });
    const part = await orders.get(key, connection.ctx);
    const lineKey = part?.lines[0]?.key ?? "";
    const some = await attemptCommand(connection, key, { ...FULFIL, lines: [{ lineKey, quantity: 1 }] });
    expect(some).toMatchObject({ state: "rejected", code: "partial" });
    const whole: OrderCommand = { ...FULFIL, trackingNumbers: [], lines: [{ lineKey, quantity: 2 }] };
    expect(await attemptCommand(connection, key, whole)).toMatchObject({ state: "done" });
    const gone = site.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
    site.shop.cancelOrder(gone);
    expect(await attemptCommand(connection, gone, FULFIL)).toMatchObject({ state: "rejected", code: "cancelled" });
  });

  it.each([
    { kind: "status", status: "processing" },
    { kind: "cancel", reason: "customer", restock: true, notifyCustomer: false },
    { kind: "refund", amount: parseMoney("1", "USD"), lines: [], moveMoney: true },
    { kind: "note", text: "x", visibleToCustomer: false },
  ] satisfies OrderCommand[])("$kind has no call: refused with the way to do it", async (command) => {
    await using site = await openSite();
    const connection = await site.connect();
    site.shop.addProduct(createProducts(1));
    const key = site.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
    const result = await attemptCommand(connection, key, command);
    expect(result).toMatchObject({ state: "unsupported", text: textWith("Squarespace panel") });
  });

  it("an order of ours goes in as an import, takes no stock, and is found again after a lost answer", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    const { create } = need(connection.ports, "orders");
    const { key } = site.shop.addProduct(createProducts(1));
    const { variant } = await listed(connection, key, "MUG-1");
    const order = orderForTest({
      currency: "USD",
      paid: true,
      customer: { name: "Ada Lovelace", email: "ada@example.com" },
      shippingMinor: 500n,
      lines: [
        { variantKey: variant.key, sku: "MUG-1", title: "Mug", quantity: 2, unitPrice: "12.50" },
        { title: "Wrapping", quantity: 1, unitPrice: "1.00" },
      ],
    });
    const made = await create?.({ order, key: "ours-1", uncertain: false }, connection.ctx);
    expect(made).toMatchObject({ quality: "exact", totals: { totalMinor: 3100n }, lines: [{ channelTook: 0 }, {}] });
    expect(site.shop.stockOf("MUG-1")).toBe(11);
    const again = await create?.({ order, key: "ours-1", uncertain: true }, connection.ctx);
    expect([again?.orderKey, site.shop.orderKeys().length]).toEqual([made?.orderKey, 1]);
  });
});

describe("stock and prices", () => {
  it("an item sold without counting is not made to count behind the seller's back", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    const { key } = site.shop.addProduct(createProducts(1));
    const item = await listed(connection, key, "MUG-1");
    const stored = site.sandbox.state.bySku.get("MUG-1");
    if (stored) stored.variant.stock = { quantity: 0, unlimited: true };
    const push = need(connection.ports, "stock").push;
    const [result] = await push.send([stockItem(item, 5, null, 1)], connection.ctx);
    expect(result).toMatchObject({ outcome: "rejected", code: "stock_not_tracked" });
    expect(stored?.variant.stock.unlimited).toBe(true);
  });

  it("the same number wished again later is written again: no old idempotency key swallows it", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    const { key } = site.shop.addProduct(createProducts(1));
    const item = await listed(connection, key, "MUG-1");
    const { push } = need(connection.ports, "stock");
    await push.send([stockItem(item, 5, 11, 1)], connection.ctx);
    site.shop.setStock("MUG-1", 11);
    await push.send([stockItem(item, 5, 11, 1)], connection.ctx);
    expect(site.shop.stockOf("MUG-1")).toBe(5);
  });

  it("a crossed-out price is a sale, and goes away with it", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    const { key } = site.shop.addProduct(createProducts(1));
    const { variant } = await listed(connection, key, "MUG-1");
    const send = (price: string, compareAt?: string) =>
      need(connection.ports, "prices").push.send(
        [
          {
            key: variant.key,
            location: "",
            seq: 1n,
            want: {
              price: parseMoney(price, "USD"),
              ...(compareAt ? { compareAt: parseMoney(compareAt, "USD") } : {}),
            },
            expected: null,
            ext: variant.ext,
            idempotencyKey: "p",
          },
        ],
        connection.ctx,
      );
    await send("8.00", "12.00");
    expect((await listed(connection, key, "MUG-1")).variant).toMatchObject({ price: "8.00", compareAtPrice: "12.00" });
    await send("9.00");
    expect((await listed(connection, key, "MUG-1")).variant).toMatchObject({
      price: "9.00",
      compareAtPrice: undefined,
    });
  });

  it("a price in another currency is refused item by item", async () => {
    await using site = await openSite("EUR");
    const connection = await site.connect();
    const { key } = site.shop.addProduct(createProducts(1));
    const { variant } = await listed(connection, key, "MUG-1");
    const [result] = await need(connection.ports, "prices").push.send(
      [
        {
          key: variant.key,
          location: "",
          seq: 1n,
          want: { price: parseMoney("5", "USD") },
          expected: null,
          ext: variant.ext,
          idempotencyKey: "p",
        },
      ],
      connection.ctx,
    );
    expect(result).toMatchObject({ outcome: "rejected", code: "CURRENCY_MISMATCH" });
  });
});

describe("customers and codes", () => {
  it("contacts are told with name, e-mail and phone", async () => {
    await using site = await openSite();
    site.sandbox.state.contacts.push({
      id: "65a000000000000000000c01",
      firstName: "Nora",
      lastName: null,
      createdOn: "2026-01-01T00:00:00.000Z",
      primaryEmail: { email: "nora@example.com" },
      defaultShippingAddress: { address: { countryCode: "EG", phoneNumber: "01001234567" } },
    });
    const connection = await site.connect();
    const [sweep] = need(connection.ports, "customers").sweeps;
    if (!sweep) throw new Error("no sweep");
    const { items } = await collect(sweep, connection.ctx);
    expect(items).toMatchObject([{ name: "Nora", email: "nora@example.com", phone: "+201001234567" }]);
  });

  it("a search that finds similar codes is not the code; a code for another product does not count", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    const mug = site.shop.addProduct(createProducts(1));
    const cup = site.shop.addProduct(createProducts(2));
    site.shop.addDiscount?.({ code: "WINTER10", kind: "percent", value: "12.5" });
    const [stored] = site.sandbox.state.discounts;
    site.sandbox.state.discounts.push(
      {
        ...stored,
        name: "Cups",
        criteria: { type: "PRODUCT", productId: cup.key },
        trigger: { type: "CODE", promoCode: "CUPS" },
      },
      {
        ...stored,
        trigger: { type: "CODE", promoCode: "LAST" },
        isLimitedUses: true,
        maxUsesAllowed: 3,
        numberOfUses: 3,
      },
    );
    const unitPrice = parseMoney("10.01", "USD");
    const basket = { currency: "USD", lines: [{ variantKey: mug.variantKeys["MUG-1"], quantity: 1, unitPrice }] };
    const ask = (code: string) => need(connection.ports, "discounts").validate({ code, basket }, connection.ctx);
    expect(await ask("WINTER")).toMatchObject({ valid: false, reason: "unknown" });
    expect(await ask("WINTER10")).toMatchObject({ valid: true, percent: "12.5", discount: { minor: 125n } });
    expect(await ask("CUPS")).toMatchObject({ valid: false, reason: "conditions" });
    expect(await ask("LAST")).toMatchObject({ valid: false, reason: "used_up" });
  });
});

describe("webhooks", () => {
  const SECRET = "c0ffee00".repeat(8);
  const body = Buffer.from(
    JSON.stringify({
      id: "n1",
      websiteId: "w",
      subscriptionsId: "s",
      topic: "order.update",
      createdOn: "2020-04-22T22:18+00:00",
      data: { orderId: "o1", update: "REFUNDED" },
    }),
  );
  const sign = (key: Uint8Array | string) => createHmac("sha256", key).update(body).digest("hex");

  it("the key is the secret's bytes; its text signs nothing; capitals in the digest are fine", () => {
    const good = sign(Buffer.from(SECRET, "hex"));
    expect([isSigned(body, good, [SECRET]), isSigned(body, good.toUpperCase(), [SECRET])]).toEqual([true, true]);
    expect(isSigned(body, sign(SECRET), [SECRET])).toBe(false);
  });

  it("a secret that is no hexadecimal proves nothing, not even with the empty key it would decode to", () => {
    fc.assert(
      fc.property(fc.string(), (secret) => {
        fc.pre(!/^(?:[0-9a-f]{2}){8,}$/i.test(secret));
        expect(isSigned(body, sign(Buffer.from(secret, "hex")), [secret])).toBe(false);
      }),
    );
    expect(isSigned(body, sign(""), [])).toBe(false);
  });

  it("the contract's spelling subscriptionsId and a time without seconds are read", () => {
    expect(webhooks.read(deliveryOf(body))).toEqual([
      { kind: "order", ref: "o1", topic: "order.update", deliveryId: "n1" },
    ]);
  });

  it("an uninstall is understood without a call", async () => {
    await using site = await openSite();
    const { ctx, ports } = await site.byApp();
    const reported = Buffer.from(JSON.stringify({ id: "n2", topic: "extension.uninstall", data: { clientId: "c" } }));
    const [event] = need(ports, "webhooks").read(deliveryOf(reported));
    if (!event) throw new Error("no event");
    const calls = site.sandbox.calls.length;
    expect(
      await need(ports, "webhooks").interpret({ ...event, headers: {}, body: reported, trusted: true }, ctx),
    ).toEqual({
      as: "uninstalled",
    });
    expect(site.sandbox.calls.length).toBe(calls);
  });

  it("a secret of another subscription is not believed: it is rotated, not doubled", async () => {
    await using site = await openSite();
    const { ctx, ports, secrets } = await site.byApp();
    const subscriptions = need(ports, "subscriptions");
    const first = await subscriptions.ensure(ctx);
    for (const [name, value] of Object.entries({ ...first.secrets, signingSubscription: "another" }))
      secrets.set(name, value);
    const second = await subscriptions.ensure(ctx);
    expect(site.sandbox.state.hooks.size).toBe(1);
    expect(second.secrets.signingSecret).not.toBe(first.secrets.signingSecret);
  });
});

describe("answers", () => {
  const answer = (status: number, subtype: string | null) =>
    classify(
      { status, headers: {}, url: "", text: JSON.stringify({ type: "CONFLICT", subtype, message: "x" }) },
      { method: "POST", url: "/x", operation: "orders.get" },
    );

  it.each([
    [400, "MISSING_ARGUMENT", { kind: "rejected", code: "MISSING_ARGUMENT" }],
    [401, null, { kind: "auth_expired" }],
    [401, "OAUTH_TOKEN_REQUIRED", { kind: "forbidden", scope: "OAuth connection" }],
    [402, null, { kind: "suspended" }],
    [404, null, { kind: "not_found" }],
    [405, "OPERATION_NOT_ALLOWED_FOR_PRODUCT_TYPE", { kind: "unsupported" }],
    [409, "CONCURRENT_MODIFICATION", { kind: "transient" }],
    [409, "SKU_UNAVAILABLE", { kind: "rejected", code: "SKU_UNAVAILABLE" }],
    [429, null, { kind: "throttled", waitMs: 60_000 }],
    [503, null, { kind: "transient" }],
  ])("%s %s", (status, subtype, kind) => {
    expect(answer(status, subtype)).toEqual(kind);
  });

  it("a missing permission is named in both of its names", () => {
    expect(answer(403, "MISSING_SCOPE")).toEqual({
      kind: "forbidden",
      scope: "website.orders (API key: Orders (read and write))",
    });
  });

  it("a site over the limit rests for a minute", async () => {
    await using site = await openSite();
    const { ctx, ports } = await site.connect();
    site.sandbox.faults.add({ fault: { kind: "throttle" } });
    const error = await refusal(need(ports, "orders").get("0".repeat(24), ctx));
    expect(error.info).toMatchObject({ kind: "throttled" });
    expect(error.info.kind === "throttled" && error.info.waitMs).toBeGreaterThanOrEqual(60_000);
  });
});
