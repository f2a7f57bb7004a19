import { describe, expect, it } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { attemptCommand, followCommand, readPart } from "../kit/testing/commands.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import { toOrderPart } from "./order-mapping.ts";
import { askCancel } from "./sandbox/order-life.ts";
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
