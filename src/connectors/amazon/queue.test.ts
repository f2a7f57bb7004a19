/** Notifications, the queue and its proof, and the finances. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startSandbox } from "../../sandboxes/amazon/index.ts";
import { notify } from "../../sandboxes/amazon/notifications.ts";
import { collect, createProducts, need } from "../kit/conformance/bench.ts";
import { queueCases } from "../kit/conformance/queue.ts";
import { runCase } from "../kit/conformance/suite.ts";
import type { ConnectionInfo } from "../kit/contract/contract.ts";
import { deliveryOf } from "../kit/testing/delivery.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { feesOf } from "./fees.ts";
import { connector } from "./index.ts";
import { isForeign, webhooks } from "./notifications.ts";
import { queue } from "./queue.ts";
import { signatureHeaders } from "./sigv4.ts";
import { openAccount, readingContext } from "./testing.ts";

const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };

describe("the signature of calls to a queue", () => {
  it("a signature equals that of AWS's own published example", () => {
    const request = {
      method: "GET",
      url: "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
      headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
      body: "",
    };
    const at = new Date("2015-08-30T12:36:00.000Z");
    expect(signatureHeaders(request, KEYS, { region: "us-east-1", service: "iam", at })).toEqual({
      "x-amz-date": "20150830T123600Z",
      authorization:
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
    });
  });

  it("a signature changes with every part of what is signed", () => {
    const scope = { region: "eu-west-1", service: "sqs", at: new Date(0) };
    const base = {
      method: "POST",
      url: "https://sqs.eu-west-1.amazonaws.com/",
      headers: { "x-amz-target": "a" },
      body: "{}",
    };
    const sign = (more: Partial<typeof base>, keys = KEYS) =>
      signatureHeaders({ ...base, ...more }, keys, scope).authorization;
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        expect(sign({ body: `{}${text}` })).not.toBe(sign({}));
        expect(sign({}, { ...KEYS, secretAccessKey: `${KEYS.secretAccessKey}${text}` })).not.toBe(sign({}));
      }),
      { numRuns: 50 },
    );
    expect(sign({ headers: { "x-amz-target": "b" } })).not.toBe(sign({}));
  });
});

describe("notifications", () => {
  const pascal = {
    NotificationType: "ORDER_CHANGE",
    Payload: {
      OrderChangeNotification: {
        SellerId: "A3",
        AmazonOrderId: "405-1111111-2222222",
        Summary: { OrderStatus: "Canceled" },
      },
    },
    NotificationMetadata: { NotificationId: "n-1" },
  };
  const camel = {
    notificationType: "FEED_PROCESSING_FINISHED",
    payload: { feedProcessingFinishedNotification: { sellerId: "A3", feedId: "1" } },
    notificationMetadata: { notificationId: "n-2" },
  };

  it("a notification is read with capitals and without", () => {
    expect(webhooks.read(deliveryOf(pascal))).toEqual([
      { kind: "order", ref: "405-1111111-2222222", topic: "ORDER_CHANGE", deliveryId: "n-1" },
    ]);
    expect(webhooks.read(deliveryOf(camel))).toEqual([
      { kind: "other", ref: "n-2", topic: "FEED_PROCESSING_FINISHED", deliveryId: "n-2" },
    ]);
  });

  it("nobody may send them to the hub itself", () => {
    expect(webhooks.verify(deliveryOf(pascal), ["secret"]).outcome).toBe("refused");
    expect(() => webhooks.read(deliveryOf("{}"))).toThrow("not a notification");
  });

  it("an item notification of an API that is going has the order itself read", async () => {
    await using account = await openAccount();
    account.shop.addProduct(createProducts(1));
    const connection = await account.connect();
    const key = account.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
    const body = deliveryOf({
      ...pascal,
      Payload: { OrderChangeNotification: { AmazonOrderId: key, Summary: { OrderStatus: "Canceled" } } },
    }).body;
    const event = { kind: "order", ref: key, topic: "ORDER_CHANGE", headers: {}, body, trusted: true } as const;
    expect(await webhooks.interpret(event, connection.ctx)).toMatchObject({
      as: "orders",
      parts: [{ status: "confirmed" }],
    });
    const gone = { ...event, ref: "405-0000000-0000000" };
    expect(await webhooks.interpret(gone, connection.ctx)).toEqual({ as: "gone", what: "order", key: gone.ref });
  });
});

describe("notifications of items", () => {
  const metadata = { NotificationMetadata: { NotificationId: "n-3" } };
  const status = {
    NotificationType: "LISTINGS_ITEM_STATUS_CHANGE",
    Payload: { SellerId: "A3", MarketplaceId: "A21TJRUUN4KGV", Sku: "MUG-1", Status: ["DISCOVERABLE"] },
    ...metadata,
  };
  const fba = {
    NotificationType: "FBA_INVENTORY_AVAILABILITY_CHANGES",
    Payload: { SellerId: "A3", SKU: "MUG-1", FulfillmentInventoryByMarketplace: [] },
    ...metadata,
  };

  it("a notification names the item, straight or as an event bus hands it on [A5.9, B43.4]", () => {
    const event = { kind: "product", ref: "MUG-1", deliveryId: "n-3" };
    const bussed = { version: "0", "detail-type": status.NotificationType, source: "aws.partner/x", detail: status };
    const issues = { ...status, NotificationType: "LISTINGS_ITEM_ISSUES_CHANGE" };
    expect(webhooks.read(deliveryOf(bussed))).toEqual([{ ...event, topic: "LISTINGS_ITEM_STATUS_CHANGE" }]);
    expect(webhooks.read(deliveryOf(issues))).toEqual([{ ...event, topic: "LISTINGS_ITEM_ISSUES_CHANGE" }]);
    expect(webhooks.read(deliveryOf(fba))).toEqual([{ ...event, topic: "FBA_INVENTORY_AVAILABILITY_CHANGES" }]);
  });

  it("a notification of an item has the item read, and is left to the seller it names [B43.4, A5.9]", async () => {
    await using account = await openAccount();
    account.shop.addProduct(createProducts(1));
    const { ctx } = await account.connect();
    const event = {
      kind: "product",
      ref: "MUG-1",
      topic: "",
      headers: {},
      body: new Uint8Array(),
      trusted: true,
    } as const;
    expect(await webhooks.interpret(event, ctx)).toMatchObject({ as: "products", products: [{ key: "MUG-1" }] });
    const gone = { as: "gone", what: "product", key: "NOPE" };
    expect(await webhooks.interpret({ ...event, ref: "NOPE" }, ctx)).toEqual(gone);
    const reported = deliveryOf(status).body;
    expect(isForeign(reported, { settings: { sellerId: "A4" }, facts: {} })).toBe(true);
    expect(isForeign(reported, { settings: { sellerId: "A3" }, facts: {} })).toBe(false);
  });
});

describe("the queue", () => {
  const caseOf = (word: string) => {
    const found = queueCases.find(({ name }) => name.includes(word));
    if (!found) throw new Error(word);
    return found;
  };

  it.each([
    ["come again", { acknowledge: async () => undefined }],
    ["arrives, and what it tells", { receive: async () => [] }],
  ] as const)("the suite notices one that breaks its promise: %s", async (word, broken) => {
    const bad = {
      ...connector,
      open: (info: ConnectionInfo) => ({ ...connector.open(info), queue: { ...queue, ...broken } }),
    };
    const options = { connector: bad, startSandbox, sizes: { products: 1, orders: 1 } };
    await expect(runCase(caseOf(word), options)).rejects.toThrow();
    await expect(runCase(caseOf(word), { ...options, connector })).resolves.toBeUndefined();
  });

  it("a queue's reader leaves another seller's messages where they are", async () => {
    await using account = await openAccount();
    account.shop.addProduct(createProducts(1));
    const connection = await account.connect();
    const queue = need(connection.ports, "queue");
    const foreign = JSON.stringify({
      notificationType: "FEED_PROCESSING_FINISHED",
      payload: { feedProcessingFinishedNotification: { sellerId: "A3SOMEBODYELSE", feedId: "1" } },
    });
    account.state.messages.push({ body: foreign, id: "m", receipt: "", visibleAt: 0 });
    account.state.messages.push({ body: "no notification", id: "m2", receipt: "", visibleAt: 0 });
    const received = await queue.receive(connection.ctx);
    expect(received.map(({ body }) => Buffer.from(body).toString())).toEqual(["no notification"]);
    expect(account.state.messages).toHaveLength(2);
  });

  it("a queue's reader passes over any number of them to find its own", async () => {
    await using account = await openAccount();
    const connection = await account.connect();
    const foreign = JSON.stringify({
      notificationType: "FEED_PROCESSING_FINISHED",
      payload: { feedProcessingFinishedNotification: { sellerId: "A3SOMEBODYELSE" } },
    });
    const put = (body: string) => account.state.messages.push({ body, id: "m", receipt: "", visibleAt: 0 });
    for (let count = 0; count < 35; count += 1) put(foreign);
    put("mine");
    const received = await need(connection.ports, "queue").receive(connection.ctx);
    expect(received.map(({ body }) => Buffer.from(body).toString())).toEqual(["mine"]);
    for (const message of account.state.messages) message.visibleAt = 0;
  });

  it("an order of a store that has a connection of its own changes nothing here", async () => {
    await using account = await openAccount();
    account.shop.addProduct(createProducts(1));
    const connection = await account.connect();
    const key = account.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
    Object.assign(account.state.orders.get(key) ?? {}, { marketplaceId: "A1F83G8C2ARO7P" });
    const event = {
      kind: "order",
      ref: key,
      topic: "ORDER_CHANGE",
      headers: {},
      body: new Uint8Array(),
      trusted: true,
    } as const;
    expect(await webhooks.interpret(event, connection.ctx)).toMatchObject({
      as: "nothing",
      reason: textWith("A1F83G8C2ARO7P"),
    });
  });

  it("a queue is subscribed without a directive, by the seller's token; destinations by the app's own [B43.4]", async () => {
    await using account = await openAccount();
    const connection = await account.connect();
    const subscriptions = need(connection.ports, "subscriptions");
    await subscriptions.ensure(connection.ctx);
    const made = account.sandbox.calls.find(
      ({ method, path }) => method === "POST" && path.includes("/subscriptions/ORDER_CHANGE"),
    );
    expect(JSON.parse(made?.requestBody ?? "")).toEqual({ payloadVersion: "1.0", destinationId: expect.any(String) });
    expect([...account.state.access.values()].some(({ scope }) => scope === "notifications")).toBe(true);
    await subscriptions.remove(connection.ctx);
    expect([account.state.subscriptions.size, account.state.destinations.size]).toEqual([0, 1]);
  });

  it("a queue also receives the seller's event bus, once they say it is set up [B43.4]", async () => {
    await using account = await openAccount();
    account.shop.addProduct(createProducts(1));
    const { ports, ctx } = await account.connect({ values: { listingEvents: "true" } });
    const subscriptions = need(ports, "subscriptions");
    const topics = ["ORDER_CHANGE", "FBA_INVENTORY_AVAILABILITY_CHANGES", "LISTINGS_ITEM_STATUS_CHANGE"];
    const { subscriptions: made } = await subscriptions.ensure(ctx);
    expect(made.map(({ topic }) => topic)).toEqual([...topics, "LISTINGS_ITEM_ISSUES_CHANGE"]);
    expect((await subscriptions.ensure(ctx)).subscriptions).toEqual(made);
    const SellerId = ctx.connection.settings.sellerId;
    const Payload = { SellerId, Sku: "MUG-1", Status: ["DISCOVERABLE"] };
    notify(account.state, "LISTINGS_ITEM_STATUS_CHANGE", { NotificationType: "LISTINGS_ITEM_STATUS_CHANGE", Payload });
    const [message] = await need(ports, "queue").receive(ctx);
    expect(webhooks.read(deliveryOf(Buffer.from(message?.body ?? "").toString()))).toMatchObject([
      { kind: "product", ref: "MUG-1" },
    ]);
    await subscriptions.remove(ctx);
    expect([account.state.subscriptions.size, account.state.destinations.size]).toEqual([0, 2]);
  });

  it("more than ten receipts are given back in tens", async () => {
    await using account = await openAccount();
    account.shop.addProduct(createProducts(1, { stock: 100 }));
    const connection = await account.connect();
    await need(connection.ports, "subscriptions").ensure(connection.ctx);
    for (let count = 0; count < 12; count += 1) account.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
    const queue = need(connection.ports, "queue");
    const all = [...(await queue.receive(connection.ctx)), ...(await queue.receive(connection.ctx))];
    await queue.acknowledge(
      all.map(({ receipt }) => receipt),
      connection.ctx,
    );
    expect([all.length, account.state.messages.length]).toEqual([12, 0]);
  });
});

describe("fees", () => {
  const amount = (currencyAmount: number | string, currencyCode = "INR") => ({ currencyCode, currencyAmount });
  const sale = {
    transactionId: "tx-1",
    transactionType: "Shipment",
    postedDate: "2026-11-01T10:00:00Z",
    relatedIdentifiers: [{ relatedIdentifierName: "ORDER_ID", relatedIdentifierValue: "405-1111111-2222222" }],
    totalAmount: amount(400),
    breakdowns: [
      {
        breakdownType: "Sales",
        breakdownAmount: amount(499),
        breakdowns: [{ breakdownType: "Product Charges", breakdownAmount: amount(499) }],
      },
      {
        breakdownType: "Amazon Fees",
        breakdownAmount: amount(-99),
        breakdowns: [
          { breakdownType: "Commission", breakdownAmount: amount("-49.90") },
          { breakdownType: "FBA Weight Handling", breakdownAmount: amount(-49.1) },
          { breakdownType: "Gift wrap", breakdownAmount: amount(0) },
        ],
      },
    ],
  };
  const { ctx } = readingContext();

  it("a sale's fees are read from its breakdown by kind, with costs positive", () => {
    expect(feesOf(sale, ctx).map(({ key, kind, amount: { minor }, orderKey }) => [key, kind, minor, orderKey])).toEqual(
      [
        ["tx-1:0", "commission", 4_990n, "405-1111111-2222222"],
        ["tx-1:1", "service_fee", 4_910n, "405-1111111-2222222"],
      ],
    );
  });

  it("a fee that was deferred and released later is one charge", () => {
    const released = {
      ...sale,
      transactionId: "tx-2",
      relatedIdentifiers: [
        ...sale.relatedIdentifiers,
        { relatedIdentifierName: "DEFERRED_TRANSACTION_ID", relatedIdentifierValue: "tx-1" },
      ],
    };
    expect(feesOf(released, ctx).map(({ key }) => key)).toEqual(feesOf(sale, ctx).map(({ key }) => key));
  });

  it("an account's fees have no order; a transfer of money is no fee", () => {
    const monthly = {
      transactionType: "ServiceFee",
      description: "Subscription",
      postedDate: "2026-11-01T10:00:00Z",
      totalAmount: amount(-1500, "JPY"),
    };
    expect(feesOf(monthly, ctx)).toMatchObject([
      { orderKey: undefined, amount: { minor: 1500n, currency: "JPY" }, text: "Subscription" },
    ]);
    expect(feesOf({ ...monthly, transactionType: "Transfer" }, ctx)).toEqual([]);
  });

  it("a token Amazon forgot begins the window anew", async () => {
    await using account = await openAccount();
    const connection = await account.connect();
    account.state.transactions.push({ ...sale, postedDate: "2026-11-10T00:00:00.000Z" });
    const [sweep] = need(connection.ports, "fees").sweeps;
    if (!sweep) throw new Error("no sweep");
    account.sandbox.faults.add({
      fault: { kind: "status", status: 400, body: '{"errors":[{"code":"InvalidInput","message":"nextToken"}]}' },
      path: "nextToken",
    });
    const [after, before] = [Date.UTC(2026, 10, 1), Date.UTC(2026, 10, 12)];
    expect((await collect(sweep, connection.ctx, { cursor: `${after}|${before}|gone` })).items).toHaveLength(2);
  });

  it("fees are read in windows below 180 days, as a longer one returns nothing", async () => {
    await using account = await openAccount();
    account.shop.addProduct(createProducts(1));
    const connection = await account.connect();
    account.state.transactions.push({ ...sale, postedDate: "2025-06-01T00:00:00.000Z" });
    const [sweep] = need(connection.ports, "fees").sweeps;
    if (!sweep) throw new Error("no sweep");
    const before = account.sandbox.calls.length;
    const { items } = await collect(sweep, connection.ctx);
    expect(items).toHaveLength(2);
    for (const { path } of account.sandbox.calls.slice(before)) {
      const query = new URL(path, account.sandbox.url).searchParams;
      const days =
        (Date.parse(query.get("postedBefore") ?? "") - Date.parse(query.get("postedAfter") ?? "")) / 86_400_000;
      expect(days).toBeLessThan(180);
      expect(query.has("marketplaceId")).toBe(false);
    }
  });
});
