/** What Amazon does with orders that a connector would not expect, each by name. */

import { describe, expect, it } from "vitest";
import { textOf } from "../../commerce/message.ts";
import { parseMoney } from "../../commerce/money.ts";
import type { OrderCommand } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import { collect, createProducts, need } from "../kit/conformance/bench.ts";
import { refusal } from "../kit/conformance/case.ts";
import { runCommand } from "../kit/testing/commands.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { fetchOrder } from "./order-read.ts";
import { orders } from "./orders.ts";
import { openAccount } from "./testing.ts";

const FULFIL: OrderCommand = { kind: "fulfil", carrier: "Delhivery", trackingNumbers: ["T-1"], notifyCustomer: true };
const CANCEL: OrderCommand = { kind: "cancel", reason: "inventory", restock: true, notifyCustomer: true };
const MINUTE = 60_000;

async function withOrder(payment: "paid" | "cod" | "pending" = "paid", quantity = 2) {
  const account = await openAccount();
  account.shop.addProduct(createProducts(1, { stock: 100 }));
  const connection = await account.connect();
  const key = account.shop.placeOrder({
    lines: [{ sku: "MUG-1", quantity }],
    payment,
    customer: { name: "Ada Lovelace", phone: "+919876543210" },
  });
  return { account, connection, key };
}

const changed = orders.sweeps[0];
if (!changed) throw new Error("no sweep");

describe("the search", () => {
  it("a search repeats every parameter with the token, and sends one date alone [B43.2]", async () => {
    await using account = await openAccount();
    account.shop.addProduct(createProducts(1, { stock: 1_000 }));
    const connection = await account.connect();
    for (let count = 0; count < 120; count += 1) account.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
    const before = account.sandbox.calls.length;
    expect((await collect(changed, connection.ctx)).items).toHaveLength(120);
    const [first, second] = account.sandbox.calls
      .slice(before)
      .map(({ path }) => Object.fromEntries(new URL(path, account.sandbox.url).searchParams));
    expect(Object.keys(first ?? {})).toEqual(["lastUpdatedAfter", "marketplaceIds", "includedData"]);
    expect(second).toEqual({ ...first, paginationToken: expect.any(String) });
  });

  it("a search continues a little before the end Amazon reported, and never slides back", async () => {
    const { account, connection } = await withOrder();
    await using _ = account;
    const first = await collect(changed, connection.ctx);
    const reported: unknown = JSON.parse(account.sandbox.calls.at(-1)?.responseBody ?? "{}");
    const end = Date.parse((reported as { lastUpdatedBefore: string }).lastUpdatedBefore);
    expect(first.cursor).toBe(`${new Date(end - 10 * MINUTE).toISOString()}||`);
    const ahead = "2027-01-01T00:00:00.000Z||";
    account.sandbox.faults.add({
      fault: {
        kind: "status",
        status: 200,
        body: JSON.stringify({ orders: [], lastUpdatedBefore: "2026-01-01T00:00:00Z" }),
        headers: { "content-type": "application/json" },
      },
    });
    expect((await collect(changed, connection.ctx, { cursor: ahead })).cursor).toBe(ahead);
  });

  it("a token older than a day begins the window anew", async () => {
    const { account, connection } = await withOrder();
    await using _ = account;
    const stale = "2026-11-01T00:00:00.000Z|2026-11-02T00:00:00.000Z|dG9rZW4=";
    expect((await collect(changed, connection.ctx, { cursor: stale })).items).toHaveLength(1);
  });

  it("a data set Amazon fails at is left out, what an order needs is not", async () => {
    const { account, connection, key } = await withOrder();
    await using _ = account;
    const fault = {
      kind: "status",
      status: 400,
      body: JSON.stringify({ errors: [{ code: "InvalidInput", message: "Invalid Input" }] }),
      headers: { "content-type": "application/json" },
    } as const;
    account.sandbox.faults.add({ fault, path: "PACKAGES" });
    account.sandbox.faults.add({ fault, path: "%2CPACKAGES" });
    const part = await fetchOrder(key, connection.ctx);
    expect([part?.status, part?.payment.kind]).toEqual(["confirmed", "prepaid"]);
    expect((await collect(changed, connection.ctx)).items).toHaveLength(1);
  });

  it("one record that cannot be read is named, and the cursor goes on", async () => {
    const { account, connection, key } = await withOrder();
    await using _ = account;
    account.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
    Object.assign(account.state.orders.get(key) ?? {}, { status: 7 });
    const pages = [];
    for await (const page of changed.run({ cursor: null, since: "2026-11-01T00:00:00.000Z" }, connection.ctx))
      pages.push(page);
    expect(pages.map(({ items, unreadKeys }) => [items.length, unreadKeys])).toEqual([[1, [key]]]);
    expect(pages[0]?.cursor).not.toBe("2026-11-01T00:00:00.000Z||");
  });

  it("an id that is none is unknown, not an error", async () => {
    const { account, connection } = await withOrder();
    await using _ = account;
    expect([
      await fetchOrder("x/../y", connection.ctx),
      await fetchOrder("405-0000000-0000000", connection.ctx),
    ]).toEqual([null, null]);
  });
});

describe("the fields of an order", () => {
  it("a pending one has neither prices nor address; released, it has both", async () => {
    const { account, connection, key } = await withOrder("pending");
    await using _ = account;
    const pending = await fetchOrder(key, connection.ctx);
    expect([pending?.status, pending?.financial, pending?.quality]).toEqual(["pending", "pending", "hidden"]);
    expect([pending?.totals.totalMinor, pending?.totals.currency]).toEqual([null, "INR"]);
    expect([pending?.shippingAddress, pending?.contact.quality]).toEqual([undefined, "absent"]);
    expect(pending?.lines[0]).toMatchObject({ sku: "MUG-1", quantity: 2, channelTook: 2 });
    account.shop.payOrder?.(key);
    const released = await fetchOrder(key, connection.ctx);
    expect([released?.status, released?.financial, released?.quality]).toEqual(["confirmed", "paid", "exact"]);
    expect(released?.shippingAddress?.city).toBe("Pune");
  });

  it("the e-mail is a relay address: it never names a person", async () => {
    const { account, connection, key } = await withOrder();
    await using _ = account;
    const part = await fetchOrder(key, connection.ctx);
    expect(part?.contact).toMatchObject({ name: "Ada Lovelace", quality: "relay" });
    expect(part?.contact.email).toMatch(/@marketplace\.amazon\.in$/);
  });

  it("an order without the restricted role has no buyer and no recipient, and is whole all the same", async () => {
    const { account, connection, key } = await withOrder();
    await using _ = account;
    account.state.tellsPeople = false;
    const part = await fetchOrder(key, connection.ctx);
    expect([part?.contact.quality, part?.contact.name, part?.shippingAddress]).toEqual([
      "absent",
      undefined,
      undefined,
    ]);
    expect([part?.complete, part?.lines.length, part?.quality]).toEqual([true, 1, "exact"]);
  });

  it("goods from Amazon's warehouse reserve nothing here [B43.6]", async () => {
    const account = await openAccount();
    await using _ = account;
    account.shop.addProduct(createProducts(1, { stock: 10 }));
    Object.assign(account.state.listings.get("MUG-1") ?? {}, { channel: "AMAZON_IN" });
    const connection = await account.connect();
    const key = account.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 2 }] });
    const part = await fetchOrder(key, connection.ctx);
    expect(part?.lines[0]).toMatchObject({ fulfilledBy: "marketplace", channelTook: 0 });
    for (const command of [FULFIL, CANCEL])
      expect(await runCommand(connection, key, command)).toMatchObject({ state: "rejected", code: "fba" });
  });
});

describe("shipping", () => {
  it("every parcel is confirmed under a number of ours, with a list of items, and the same again edits it [B43.6]", async () => {
    const { account, connection, key } = await withOrder();
    await using _ = account;
    await runCommand(connection, key, { ...FULFIL, trackingNumbers: ["T-1", "T-2"] });
    const bodies = account.sandbox.calls
      .filter(({ path }) => path.endsWith("/shipmentConfirmation"))
      .map(({ requestBody }) => JSON.parse(requestBody));
    expect(bodies).toHaveLength(2);
    for (const { marketplaceId, packageDetail } of bodies) {
      expect(marketplaceId).toBe("A21TJRUUN4KGV");
      expect(packageDetail.packageReferenceId).toMatch(/^[1-9]\d{8}$/);
      expect(packageDetail.orderItems).toEqual([{ orderItemId: expect.any(String), quantity: 1 }]);
    }
    const after = await fetchOrder(key, connection.ctx);
    expect(after?.fulfilments.map(({ trackingNumbers }) => trackingNumbers[0])).toEqual(["T-1", "T-2"]);
    const changedTo = await orders.updateTracking?.(
      {
        command: {
          kind: "tracking",
          fulfilmentKey: after?.fulfilments[0]?.key ?? "",
          trackingNumbers: ["T-9"],
          notifyCustomer: false,
        },
        order: { key, number: key, currency: "INR", status: "processing", platformStatus: "", lines: [] },
        idempotencyKey: "x",
        saved: null,
        save: async () => undefined,
        uncertain: false,
      },
      connection.ctx,
    );
    expect(changedTo?.state).toBe("done");
    expect(account.shop.order(key)?.trackingNumbers).toEqual(["T-9", "T-2"]);
  });

  it.each([
    { title: "as many units as numbers", ordered: 2, dealt: [1, 1] },
    { title: "more units than numbers", ordered: 4, dealt: [1, 3] },
    { title: "a part of the units", ordered: 6, lines: 3, dealt: [1, 2] },
    { title: "begun by an older version", ordered: 6, lines: 3, dealt: [1, 2], saved: { confirmed: ["T-1"] } },
  ])("a shipment of two numbers, $title, whose second fails goes on as it was dealt", async (scene) => {
    const { account, connection, key } = await withOrder("paid", scene.ordered);
    await using _ = account;
    const lineKey = (await fetchOrder(key, connection.ctx))?.lines[0]?.key ?? "";
    const lines = scene.lines === undefined ? {} : { lines: [{ lineKey, quantity: scene.lines }] };
    const command = { ...FULFIL, ...lines, trackingNumbers: ["T-1", "T-2"] };
    const told = async () =>
      (await fetchOrder(key, connection.ctx))?.fulfilments.map((parcel) => [
        parcel.trackingNumbers[0],
        parcel.lines.map(({ quantity }) => quantity),
      ]);
    let saved: Json = null;
    const save = async (progress: Json) => {
      saved = progress;
    };
    account.sandbox.faults.add({ fault: { kind: "status", status: 503 }, path: "/shipmentConfirmation", after: 1 });
    await refusal(runCommand(connection, key, command, { save }));
    account.sandbox.faults.clear();
    expect(await told()).toEqual([["T-1", [scene.dealt[0]]]]);
    const again = { saved: scene.saved ?? saved, uncertain: true };
    expect(await runCommand(connection, key, command, again)).toMatchObject({ state: "done" });
    expect(await told()).toEqual([
      ["T-1", [scene.dealt[0]]],
      ["T-2", [scene.dealt[1]]],
    ]);
  });

  it("a carrier goes by its name, unless the seller named Amazon's own code for it", async () => {
    const details = async (carrierCodes: string) => {
      const { account, connection, key } = await withOrder();
      await using _ = account;
      const ctx = connection.context({
        connection: { ...connection.info, settings: { ...connection.info.settings, carrierCodes } },
      });
      await runCommand({ ...connection, ctx }, key, FULFIL);
      const { packageDetail } = JSON.parse(
        account.sandbox.calls.find(({ path }) => path.includes("Confirmation"))?.requestBody ?? "",
      );
      return [packageDetail.carrierCode, packageDetail.carrierName];
    };
    expect(await details("")).toEqual(["Other", "Delhivery"]);
    expect(await details("DHL, DELHIVERY")).toEqual(["DELHIVERY", undefined]);
  });

  it("a shipment without tracking, with more parcels than units, or while pending is refused with a reason", async () => {
    const { account, connection, key } = await withOrder("paid", 1);
    await using _ = account;
    expect(await runCommand(connection, key, { ...FULFIL, trackingNumbers: [] })).toMatchObject({
      code: "tracking_needed",
    });
    expect(await runCommand(connection, key, { ...FULFIL, trackingNumbers: ["A", "B"] })).toMatchObject({
      code: "too_many_parcels",
    });
    const pending = account.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }], payment: "pending" });
    expect(await runCommand(connection, pending, FULFIL)).toMatchObject({ state: "rejected", code: "pending" });
    expect(await runCommand(connection, pending, CANCEL)).toMatchObject({ state: "rejected", code: "pending" });
  });

  it("an Easy Ship order gets no tracking: Amazon chooses the courier", async () => {
    const { account, connection, key } = await withOrder();
    await using _ = account;
    account.state.orders.get(key)?.programs.push("AMAZON_EASY_SHIP");
    const part = await fetchOrder(key, connection.ctx);
    const order = {
      ...part,
      key,
      currency: "INR",
      number: key,
      status: "confirmed",
      platformStatus: part?.platformStatus ?? "",
      lines: [],
    } as const;
    expect(orders.options(order).find(({ kind }) => kind === "fulfil")?.allowed).toBe(false);
    expect(await runCommand(connection, key, FULFIL)).toMatchObject({ state: "rejected", code: "easy_ship" });
    expect(part?.tags).toContain("amazon_easy_ship");
  });

  it("an order that is partly shipped takes the rest, and then no more", async () => {
    const { account, connection, key } = await withOrder("paid", 3);
    await using _ = account;
    const lineKey = (await fetchOrder(key, connection.ctx))?.lines[0]?.key ?? "";
    await runCommand(connection, key, { ...FULFIL, lines: [{ lineKey, quantity: 1 }] });
    expect((await fetchOrder(key, connection.ctx))?.fulfilment).toBe("partial");
    expect(
      await runCommand(connection, key, { ...FULFIL, trackingNumbers: ["T-2"] }, { idempotencyKey: "intent-2" }),
    ).toMatchObject({
      state: "done",
    });
    expect(
      await runCommand(connection, key, { ...FULFIL, trackingNumbers: ["T-3"] }, { idempotencyKey: "intent-3" }),
    ).toMatchObject({
      code: "too_many_parcels",
    });
  });
});

describe("cancelling", () => {
  it("a cancellation is a tab-separated feed, and done when the order itself says so", async () => {
    const { account, connection, key } = await withOrder();
    await using _ = account;
    expect(await runCommand(connection, key, CANCEL)).toMatchObject({
      state: "done",
      order: { status: "cancelled", financial: "voided" },
    });
    const [feed] = [...account.state.feeds.values()];
    const lineKey = account.state.orders.get(key)?.items[0]?.orderItemId;
    expect(account.state.documents.get(feed?.inputFeedDocumentId ?? "")?.bytes?.toString()).toBe(
      `order-id\tcancellation-reason-code\tamazon-order-item-code\n${key}\tNoInventory\t${lineKey}\n`,
    );
  });

  it("a feed that is done while the order stays is told with Amazon's report", async () => {
    const { account, connection, key } = await withOrder();
    await using _ = account;
    // Shipped by hand between the feed's submission and its turn.
    const save = connection.ctx.clock.sleep;
    const clock = {
      ...connection.ctx.clock,
      sleep: async (ms: number) => {
        if (account.state.orders.get(key)?.status === "UNSHIPPED") account.shop.shipOrder?.(key);
        await save(ms);
      },
    };
    const working = runCommand({ ...connection, ctx: { ...connection.ctx, clock } }, key, CANCEL);
    expect(await working).toMatchObject({
      state: "rejected",
      text: textWith("records with errors\t\t1"),
    });
  });
});

describe("refused commands", () => {
  it.each([
    { kind: "refund", amount: { minor: 100n, currency: "INR" }, lines: [], moveMoney: true },
    { kind: "note", text: "hello", visibleToCustomer: true },
    { kind: "status", status: "completed" },
    { kind: "status", status: "on_hold" },
  ] as const)("$kind says where to do it, and calls nothing", async (command) => {
    const { account, connection, key } = await withOrder();
    await using _ = account;
    const writes = account.sandbox.calls.filter(({ write }) => write).length;
    const result = await runCommand(connection, key, command);
    expect(result.state).toBe("unsupported");
    expect("text" in result && textOf(result.text).length).toBeGreaterThan(30);
    expect(account.sandbox.calls.filter(({ write }) => write).length).toBe(writes);
  });

  it("an order on Amazon cannot be made", () => {
    expect(orders.create).toBeUndefined();
  });
});

it("a denied search names the role", async () => {
  const { account, connection } = await withOrder();
  await using _ = account;
  account.state.roles.delete("Inventory and Order Tracking");
  const error = await refusal(collect(changed, connection.ctx));
  expect(error.info).toEqual({ kind: "forbidden", scope: "Inventory and Order Tracking" });
  expect(need(connection.ports, "orders").sweeps).toBe(orders.sweeps);
});

it("a price sent after a sale leaves the number where the sale left it", async () => {
  const { account, connection } = await withOrder("paid", 98);
  await using _ = account;
  const item = { key: "MUG-1", location: "", seq: 1n, expected: null, ext: {}, idempotencyKey: "p" };
  const { push } = need(connection.ports, "prices");
  const [sent] = await push.send([{ ...item, want: { price: parseMoney("13.50", "INR") } }], connection.ctx);
  expect(sent).toMatchObject({ outcome: "accepted" });
  await connection.ctx.clock.sleep(24 * 60 * MINUTE);
  expect(account.shop.stockOf("MUG-1")).toBe(2);
});
