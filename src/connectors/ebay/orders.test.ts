import { describe, expect, it } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { askCancel } from "../../sandboxes/ebay/order-life.ts";
import { attemptCommand, followCommand, readPart } from "../kit/testing/commands.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import { toOrderPart } from "./order-mapping.ts";
import { type Account, callsTo, mug, openAccount } from "./testing.ts";

const CANCEL = { kind: "cancel", reason: "customer", restock: true, notifyCustomer: false } as const;
const fulfil = (lines?: readonly { lineKey: string; quantity: number }[], numbers = ["TR 1-2"]) =>
  ({ kind: "fulfil", carrier: "DHL Paket", trackingNumbers: numbers, lines, notifyCustomer: false }) as const;

async function polled({ ports, ctx }: TestConnection) {
  const [changed] = portOf({ ports }, "orders").sweeps;
  const found = [];
  for await (const page of must(changed).run({ cursor: null, since: "2026-11-19T00:00:00Z" }, ctx))
    found.push(...page.items);
  return found;
}

function ordered(account: Account, quantity = 5): string {
  account.shop.addProduct(mug("A", 20));
  return account.shop.placeOrder({
    lines: [{ sku: "A", quantity }],
    customer: { name: "Ada", email: "ada@example.com" },
  });
}

describe("money", () => {
  it("taxes eBay collects and remits are in no figure, whether the total holds them or not", async () => {
    await using account = await openAccount();
    const key = ordered(account, 2);
    const connection = await account.connect();
    const { orders } = connection.ports;
    const [open] = (orders?.sweeps ?? []).filter(({ mode }) => mode === "open_ids");
    const byIds = [];
    for await (const page of must(open).run({ cursor: null, openIds: [key] }, connection.ctx))
      byIds.push(...page.items);
    for (const part of [await readPart(connection, key), must(byIds[0])]) {
      expect(part.totals).toMatchObject({ subtotalMinor: 2500n, shippingMinor: 500n, taxMinor: 0n, totalMinor: 3000n });
      expect([part.quality, part.totals.feesMinor]).toEqual(["exact", 0n]);
    }
  });

  it("discounts, a seller's own tax, charges of eBay and import charges each have their place", () => {
    const usd = (value: string) => ({ value, currency: "USD" });
    const line = {
      lineItemId: "1",
      sku: "A",
      title: "Mug",
      quantity: 3,
      listingMarketplaceId: "EBAY_US",
      lineItemCost: usd("10.00"),
      discountedLineItemCost: usd("9.00"),
      deliveryCost: { importCharges: usd("2.00") },
      taxes: [
        { taxType: "STATE_SALES_TAX", amount: usd("0.70") },
        { taxType: "GST", amount: usd("1.10") },
      ],
      ebayCollectAndRemitTaxes: [
        { taxType: "GST", amount: usd("1.10"), ebayReference: { name: "IOSS", value: "IM1" } },
      ],
      ebayCollectedCharges: { charges: [{ amount: usd("0.40") }] },
    };
    const order = {
      orderId: "1",
      creationDate: "2026-11-20T10:00:00.000Z",
      lastModifiedDate: "2026-11-20T10:00:00.000Z",
      orderFulfillmentStatus: "NOT_STARTED",
      orderPaymentStatus: "PAID",
      lineItems: [line],
      pricingSummary: {
        priceSubtotal: usd("10.00"),
        priceDiscount: usd("-1.00"),
        deliveryCost: usd("6.00"),
        deliveryDiscount: usd("-1.50"),
        total: usd("15.70"),
      },
    };
    const ctx = { drift: () => undefined, connection: { account: { externalId: "" }, facts: {}, settings: {} } };
    const part = toOrderPart(order, null, ctx);
    // 10 - 1 + (6 - 1.50 - 2 of import charges) + 0.70 of the seller's own tax; eBay keeps the rest of the 15.70.
    expect(part.totals).toMatchObject({
      subtotalMinor: 1000n,
      discountMinor: 100n,
      shippingMinor: 250n,
      taxMinor: 70n,
      feesMinor: 0n,
      totalMinor: 1220n,
      taxIncluded: false,
    });
    expect(part.lines[0]).toMatchObject({
      unitPrice: "3.333333",
      discountMinor: 100n,
      taxMinor: 70n,
      totalMinor: 900n,
    });
    expect(part.tags).toContain("IOSS IM1");
  });
});

describe("polling", () => {
  it("orders of another site are left to the channel of that site", async () => {
    await using account = await openAccount();
    ordered(account);
    expect(await polled(await account.connect())).toHaveLength(1);
    const values = { marketplaceId: "EBAY_DE" };
    expect(await polled(await account.connect({ values }))).toHaveLength(0);
    const settings = { orderSites: "EBAY_US" };
    expect(await polled(await account.connect({ values, settings }))).toHaveLength(1);
  });

  it("more orders of one moment than a page holds are all told", async () => {
    await using account = await openAccount();
    ordered(account, 1);
    const at = must([...account.state.orders.values()][0]).modifiedAt;
    for (let count = 0; count < 450; count += 1) account.shop.placeOrder({ lines: [{ sku: "A", quantity: 1 }] });
    for (const order of account.state.orders.values()) order.modifiedAt = at;
    const found = await polled(await account.connect());
    expect(new Set(found.map(({ orderKey }) => orderKey)).size).toBe(451);
  });
});

describe("shipping", () => {
  it("one of five units shipped is one, though eBay calls the order fulfilled", async () => {
    await using account = await openAccount();
    const key = ordered(account, 5);
    const connection = await account.connect({ settings: { carrierCodes: "DHL Paket = DHL" } });
    const [line] = (await readPart(connection, key)).lines;
    const first = await followCommand(connection, key, fulfil([{ lineKey: must(line).key, quantity: 1 }]));
    expect(first.result.state).toBe("done");
    const part = await readPart(connection, key);
    expect(part.platformStatus).toContain("FULFILLED");
    expect([part.status, part.fulfilment, part.lines[0]?.fulfilledQuantity]).toEqual(["processing", "partial", 1]);
    expect(part.fulfilments[0]).toMatchObject({ carrier: "DHL", trackingNumbers: ["TR12"] });
    await followCommand(connection, key, fulfil(undefined, ["TR3", "TR4"]));
    const whole = await readPart(connection, key);
    expect([whole.status, whole.fulfilment]).toEqual(["completed", "fulfilled"]);
    expect(whole.fulfilments.map(({ lines }) => lines[0]?.quantity)).toEqual([1, 1, 3]);
  });

  it("a parcel without a number whose answer was lost is not confirmed again", async () => {
    await using account = await openAccount();
    const key = ordered(account, 2);
    const connection = await account.connect();
    account.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, write: true });
    let saved: Json = null;
    const save = async (progress: Json) => {
      saved = progress;
    };
    await attemptCommand(connection, key, fulfil(undefined, []), { save }).catch(() => null);
    account.sandbox.faults.clear();
    const again = await attemptCommand(connection, key, fulfil(undefined, []), { saved, uncertain: true });
    expect([again.state, must(account.state.orders.get(key)).parcels.length]).toEqual(["done", 1]);
  });

  it("an order somebody wants cancelled waits, and is not shipped", async () => {
    await using account = await openAccount();
    const key = ordered(account);
    const connection = await account.connect();
    askCancel(account.state, must(account.state.orders.get(key)), "BUYER", null);
    expect((await readPart(connection, key)).status).toBe("on_hold");
    expect((await followCommand(connection, key, fulfil())).result.state).toBe("rejected");
  });
});

describe("cancelling", () => {
  it("a buyer's request is approved, eBay pays back by itself, and a refund beside it is refused", async () => {
    await using account = await openAccount();
    const key = ordered(account);
    const connection = await account.connect();
    const stored = must(account.state.orders.get(key));
    askCancel(account.state, stored, "BUYER", null);
    const amount = { minor: 300n, currency: "USD" };
    const refund = { kind: "refund", amount, lines: [], moveMoney: true } as const;
    expect((await followCommand(connection, key, refund)).result).toMatchObject({
      state: "rejected",
      code: "cancelling",
    });
    expect((await followCommand(connection, key, CANCEL)).result.state).toBe("done");
    expect(callsTo(account, `/cancellation/${stored.cancel?.id}/approve`)).toHaveLength(1);
    expect((await followCommand(connection, key, refund)).result.state).toBe("rejected");
    expect(stored.refunds).toHaveLength(1);
    expect(await readPart(connection, key)).toMatchObject({ status: "cancelled", financial: "refunded" });
    expect(callsTo(account, "/issue_refund")).toHaveLength(0);
  });

  it("an order of which a part has left is not cancelled", async () => {
    await using account = await openAccount();
    const key = ordered(account);
    const connection = await account.connect();
    account.shop.shipOrder?.(key, [{ sku: "A", quantity: 1 }]);
    expect((await followCommand(connection, key, CANCEL)).result).toMatchObject({ state: "rejected", code: "shipped" });
  });
});

describe("refunds", () => {
  it("a refund waits while eBay is paying, and is done when it has", async () => {
    await using account = await openAccount();
    const key = ordered(account);
    const connection = await account.connect();
    const amount = { minor: 300n, currency: "USD" };
    const refund = { kind: "refund", amount, lines: [], moveMoney: true, reason: "Broken handle" } as const;
    const ran = await followCommand(connection, key, refund);
    expect(ran.waits.length).toBeGreaterThan(0);
    expect(ran.result).toMatchObject({ state: "done", moneyMoved: true, found: true });
    expect((await readPart(connection, key)).refunds).toMatchObject([{ amountMinor: 300n }]);
  });

  it("a paid order stays paid while a refund is on its way", async () => {
    await using account = await openAccount();
    const key = ordered(account);
    const connection = await account.connect();
    const amount = { minor: 300n, currency: "USD" };
    await attemptCommand(connection, key, { kind: "refund", amount, lines: [], moveMoney: true });
    const part = await readPart(connection, key);
    expect([part.status, part.financial, part.refunds]).toEqual(["confirmed", "paid", []]);
  });
});

describe("conversations", () => {
  const SELLER = /sandbox_seller/g;
  const renamed = (body: Json): Json => JSON.parse(JSON.stringify(body).replace(SELLER, "another_name")) as Json;

  async function talk(account: Account) {
    const orderKey = ordered(account, 1);
    const connection = await account.connect();
    const port = portOf(connection, "conversations");
    const open = (kind: "message" | "dispute") =>
      must(account.shop.openConversation)({ kind, orderKey, text: "Where is my mug?" });
    const write = (key: string, text: string) => must(account.shop.writeToSeller)(key, text);
    return {
      port,
      ctx: connection.ctx,
      open,
      write,
      sweep: (id: string) => must(port.sweeps.find((one) => one.id === id)),
    };
  }

  it("those of several pages are all told, one a page, without a total and while one of them is written to", async () => {
    await using account = await openAccount();
    const { ctx, open, write, sweep } = await talk(account);
    const keys = Array.from({ length: 120 }, () => open("message"));
    await account.clock.sleep(60_000);
    account.sandbox.faults.add({ fault: { kind: "drop_field", field: "total" } });
    const told = new Set<string>();
    let pages = 0;
    for await (const page of sweep("messages").run({ cursor: null }, ctx)) {
      expect(page.items.length).toBeLessThanOrEqual(1);
      for (const { key } of page.items) told.add(key);
      pages += 1;
      // It leaves the window, and those behind it move up.
      if (pages === 10) write(must(keys[0]), "Hello?");
    }
    expect(keys.filter((key) => !told.has(key))).toEqual([]);
  });

  it("one whose latest message was read already costs no call", async () => {
    await using account = await openAccount();
    const { ctx, open, write, sweep } = await talk(account);
    const keys = Array.from({ length: 3 }, () => open("message"));
    await account.clock.sleep(60_000);
    let cursor: string | null = null;
    const run = async () => {
      const told: string[] = [];
      for await (const page of sweep("messages").run({ cursor }, ctx)) {
        told.push(...page.items.map(({ key }) => key));
        cursor = page.cursor;
      }
      return told;
    };
    expect(await run()).toEqual(keys);
    await account.clock.sleep(60_000);
    const calls = callsTo(account, "/conversation/").length;
    expect(await run()).toEqual([]);
    expect(callsTo(account, "/conversation/")).toHaveLength(calls);
    write(must(keys[1]), "Hello?");
    await account.clock.sleep(60_000);
    expect(await run()).toEqual([keys[1]]);
  });

  it("a conversation of 700 messages is read with its newest, which decides who acts next", async () => {
    await using account = await openAccount();
    const { port, ctx, open, write } = await talk(account);
    const key = open("message");
    for (let index = 0; index < 699; index += 1) write(key, `Message ${index}`);
    const newestFirst = await port.get(key, ctx);
    expect(newestFirst?.messages.at(-1)?.text).toBe("Message 698");
    const messages = must(account.state.conversations[0]).messages;
    messages.push({ ...must(messages.at(-1)), id: "1", isSeller: true });
    messages.reverse();
    const oldestFirst = await port.get(key, ctx);
    expect([oldestFirst?.state, oldestFirst?.messages.some((one) => one.key === "1")]).toEqual(["open", true]);
    expect(oldestFirst?.messages.length).toBeGreaterThan(400);
  });

  it("a seller by another name is known by whom they write to, and by nobody is not taken for the buyer", async () => {
    await using account = await openAccount();
    const { port, ctx, open, write, sweep } = await talk(account);
    const key = open("message");
    const { send } = must(port.reply);
    await send({ conversation: must((await port.get(key, ctx)) ?? undefined), text: "It left today." }, ctx);
    account.sandbox.faults.add({ fault: { kind: "rewrite", rewrite: renamed }, path: "/conversation" });
    await expect(port.get(key, ctx)).rejects.toThrow("senderUsername");
    const pages = [];
    await account.clock.sleep(60_000);
    for await (const page of sweep("messages").run({ cursor: null }, ctx)) pages.push(page);
    expect(pages).toMatchObject([{ items: [], unread: 1, accountChanged: true }]);
    account.sandbox.faults.clear();
    write(key, "Thank you.");
    // The reply stands under the new name, the buyer's messages were sent to the old one.
    account.sandbox.faults.add({
      fault: {
        kind: "rewrite",
        rewrite: (body) =>
          JSON.parse(
            JSON.stringify(body).replaceAll('"senderUsername":"sandbox_seller"', '"senderUsername":"another_name"'),
          ) as Json,
      },
      path: "/conversation",
    });
    expect((await port.get(key, ctx))?.messages.map(({ from }) => from)).toEqual(["buyer", "seller", "buyer"]);
  });

  it("a dispute eBay no longer knows is named as gone once and asked for no more", async () => {
    await using account = await openAccount();
    const { ctx, open, sweep } = await talk(account);
    const key = open("dispute");
    let cursor: string | null = null;
    const run = async () => {
      const gone: string[] = [];
      for await (const page of sweep("disputes").run({ cursor }, ctx)) {
        gone.push(...(page.goneKeys ?? []));
        cursor = page.cursor;
      }
      return gone;
    };
    expect(await run()).toEqual([]);
    account.state.disputes.splice(0);
    expect(await run()).toEqual([key]);
    expect(await run()).toEqual([]);
  });
});
