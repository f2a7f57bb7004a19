import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { commandOrder, readPart } from "../kit/testing-commands.ts";
import created from "./fixtures/shipment.json" with { type: "json" };
import { partsOf } from "./order-mapping.ts";
import { SEARCHES } from "./order-sweeps.ts";
import { cancelByBuyer, holdOrder, placeOrder, progress, returnOrder } from "./sandbox/orders.ts";
import { underSellers } from "./shipment-reads.ts";
import { calledSince, openAccount, ordersOf, swept } from "./testing.ts";

const quiet = { drift: () => undefined };
const one = (sku = "MUG-1", quantity = 1) => [{ sku, quantity }];
type Doc = { readonly [key: string]: Json };
const shipment: Doc & Pick<typeof created, "orderItems"> = created;
const [firstItem] = shipment.orderItems;

/** The shipment with other fields, and its first item with others. */
const changed = (fields: Doc, item: Doc = {}): Json => ({
  ...shipment,
  orderItems: [{ ...firstItem, ...item }],
  ...fields,
});

describe("an order is its shipments", () => {
  it("each is a part of its own; a part not told is not deleted, because nothing is told of it", async () => {
    await using account = await openAccount();
    const key = placeOrder(
      account.sandbox.state,
      { lines: [...one("MUG-1", 2), ...one("MUG-2")], payment: "paid" },
      { split: true },
    );
    const connection = await account.connect();
    const { items } = await swept(connection, "changed");
    const ids = account.shipments(key).map(({ shipmentId }) => shipmentId);
    expect(items.map((part) => [part.orderKey, part.partKey, part.complete])).toEqual(ids.map((id) => [key, id, true]));
    expect(items.flatMap((part) => part.lines.map((line) => [line.sku, line.quantity]))).toEqual([
      ["MUG-1", 2],
      ["MUG-2", 1],
    ]);
    expect(commandOrder(...items).lines).toHaveLength(2);
  });

  it("get tells the part that changed last", async () => {
    await using account = await openAccount();
    const { state } = account.sandbox;
    const key = placeOrder(state, { lines: [...one(), ...one("MUG-2")], payment: "paid" }, { split: true });
    const [first] = account.shipments(key);
    if (first) Object.assign(first, { updatedAt: account.clock.now() + 1_000 });
    const connection = await account.connect();
    expect((await readPart(connection, key)).partKey).toBe(first?.shipmentId);
  });

  it("a shipment with items of two orders is a part of each", () => {
    const other = { ...firstItem, orderItemId: "1883380307363601", orderId: "OD2" };
    const parts = partsOf({ ...shipment, orderItems: [firstItem ?? {}, other] }, undefined, quiet);
    expect(parts.map((part) => [part.orderKey, part.lines.length])).toEqual([
      ["OD108833803073636000", 1],
      ["OD2", 1],
    ]);
  });

  it("an item told twice, a part of its units cancelled, is one line", () => {
    const items = [
      { ...firstItem, quantity: 2 },
      { ...firstItem, quantity: 1, status: "CANCELLED" },
    ];
    const [part] = partsOf({ ...shipment, orderItems: items }, undefined, quiet);
    expect(part?.lines).toMatchObject([{ orderedQuantity: 3, quantity: 2, channelTook: 2, fulfilledQuantity: 0 }]);
    expect([part?.status, part?.totals.totalMinor]).toEqual(["confirmed", 59_000n]);
  });
});

describe("what changed is searched for in all its places", () => {
  it("held, left, cancelled by each side and returned: eight searches over each window", async () => {
    await using account = await openAccount();
    const { state } = account.sandbox;
    const keys = Array.from({ length: 6 }, () => placeOrder(state, { lines: one(), payment: "paid" }));
    const [open = "", held = "", left = "", buyer = "", market = "", seller = ""] = keys;
    holdOrder(state, held, true);
    progress(state, left, "SHIPPED");
    cancelByBuyer(state, buyer);
    cancelByBuyer(state, market, "marketplaceCancellation");
    cancelByBuyer(state, seller, "sellerCancellation");
    const connection = await account.connect();
    const mark = account.sandbox.calls.length;
    const { items } = await swept(connection, "changed");
    const told = new Map(items.map((part) => [part.orderKey, part.status]));
    expect(keys.map((key) => told.get(key))).toEqual([
      "confirmed",
      "on_hold",
      "processing",
      "cancelled",
      "cancelled",
      "cancelled",
    ]);
    expect([open, items.length]).toEqual([keys[0], 6]);
    const windows = account.sandbox.calls
      .slice(mark)
      .filter(({ path }) => path.endsWith("/filter"))
      .map(({ requestBody }) => JSON.parse(requestBody).filter.modifiedDate);
    expect([windows.length, new Set(windows.map((window) => JSON.stringify(window))).size]).toEqual([6, 1]);
    expect(windows[0].to).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+05:30$/);
    expect(SEARCHES).toHaveLength(8);
  });

  it("only the seller's own fulfilment comes unless more is asked for, and Flipkart's own reserves nothing here", async () => {
    await using account = await openAccount();
    const { state } = account.sandbox;
    const listing = state.listings.get("MUG-2");
    if (listing) listing.profile = "FBF";
    const key = placeOrder(state, { lines: one("MUG-2"), payment: "paid" });
    const usual = await account.connect();
    expect((await swept(usual, "changed")).items).toEqual([]);
    const all = await account.connect({ settings: { serviceProfiles: "all" } });
    const { items } = await swept(all, "changed");
    expect(items.map((part) => [part.orderKey, part.lines[0]?.fulfilledBy])).toEqual([[key, "marketplace"]]);
  });

  it("further pages are Flipkart's own addresses, below /sellers, without the body again", async () => {
    await using account = await openAccount();
    for (let index = 0; index < 25; index += 1) placeOrder(account.sandbox.state, { lines: one(), payment: "paid" });
    const connection = await account.connect();
    const mark = account.sandbox.calls.length;
    expect((await swept(connection, "changed")).items).toHaveLength(25);
    const pages = calledSince(account, mark).filter((call) => call.includes("/filter"));
    expect(pages.filter((call) => call.startsWith("GET"))).toEqual([
      expect.stringMatching(/^GET \/v3\/shipments\/filter\?next_token=./),
    ]);
    expect(account.sandbox.calls.some(({ method, requestBody }) => method === "GET" && requestBody !== "")).toBe(false);
  });

  it("an address of a page never leads to another host or out of /sellers", () => {
    expect(underSellers("/v3/shipments/filter?next_token=a%2Bb")).toBe("/sellers/v3/shipments/filter?next_token=a%2Bb");
    expect(underSellers("/sellers/v2/returns?start=25")).toBe("/sellers/v2/returns?start=25");
    expect(underSellers("https://elsewhere.example/v3/x?y=1")).toBe("/sellers/v3/x?y=1");
    expect(underSellers("//elsewhere.example/v3/x")).toBe("/sellers/v3/x");
  });

  it("an address that is no longer known begins its search anew", async () => {
    await using account = await openAccount();
    for (let index = 0; index < 25; index += 1) placeOrder(account.sandbox.state, { lines: one(), payment: "paid" });
    const connection = await account.connect();
    const [sweep] = ordersOf(connection).sweeps;
    let cursor = "";
    for await (const page of sweep?.run({ cursor: null }, connection.ctx) ?? []) {
      cursor = page.cursor;
      break;
    }
    const stale = cursor.replace(/next_token=[^"]*/, "next_token=forgotten");
    expect(stale).not.toBe(cursor);
    expect((await swept(connection, "changed", { cursor: stale })).items).toHaveLength(25);
  });

  it("the next cycle begins ten minutes before the newest change, and with it once nothing can come late", async () => {
    await using account = await openAccount();
    const key = placeOrder(account.sandbox.state, { lines: one(), payment: "paid" });
    const at = account.shipments(key)[0]?.updatedAt ?? 0;
    const connection = await account.connect();
    const early = await swept(connection, "changed");
    expect(Date.parse(JSON.parse(early.cursor ?? "").from)).toBe(at - 600_000);
    await account.clock.sleep(3 * 3_600_000);
    const { cursor } = await swept(connection, "changed");
    expect(Date.parse(JSON.parse(cursor ?? "").from)).toBe(at);
  });

  it("a long time is asked for a month at a time, and a quiet account's window does not grow", async () => {
    await using account = await openAccount();
    const key = placeOrder(account.sandbox.state, { lines: one(), payment: "paid" });
    await account.clock.sleep(70 * 86_400_000);
    const connection = await account.connect();
    const windows = (mark: number) =>
      account.sandbox.calls
        .slice(mark)
        .filter(({ path, requestBody }) => path.endsWith("/filter") && requestBody.includes("postDispatch"))
        .map(({ requestBody }) => JSON.parse(requestBody).filter.modifiedDate)
        .map(({ from, to }) => (Date.parse(to) - Date.parse(from)) / 86_400_000);
    const start = new Date(account.clock.now() - 90 * 86_400_000).toISOString();
    const first = await swept(connection, "changed", { cursor: `${start}|||0|` });
    expect(first.items.map((part) => part.orderKey)).toEqual([key]);
    expect([windows(0).length, Math.max(...windows(0))]).toEqual([4, 30]);
    await account.clock.sleep(70 * 86_400_000);
    const mark = account.sandbox.calls.length;
    const second = await swept(connection, "changed", { cursor: first.cursor });
    expect(Math.max(...windows(mark))).toBe(30);
    await account.clock.sleep(30 * 60_000);
    const third = account.sandbox.calls.length;
    await swept(connection, "changed", { cursor: second.cursor });
    expect(windows(third)).toEqual([expect.closeTo(1, 1)]);
  });

  it("parcels and returns are asked for twice an hour, and none of their changes in between is missed", async () => {
    await using account = await openAccount();
    const { state, calls } = account.sandbox;
    const key = placeOrder(state, { lines: one(), payment: "paid" });
    const connection = await account.connect();
    let { cursor } = await swept(connection, "changed");
    const asked: number[] = [];
    const told: string[] = [];
    for (let run = 0; run < 12; run += 1) {
      await account.clock.sleep(5 * 60_000);
      // Between two whole cycles, and long before the next.
      if (run === 1) progress(state, key, "DELIVERED");
      const mark = calls.length;
      const next = await swept(connection, "changed", { cursor });
      ({ cursor } = next);
      told.push(...next.items.map(({ status }) => status));
      asked.push(calls.slice(mark).filter(({ path }) => /filter|returns/.test(path)).length);
    }
    expect(asked.filter((count) => count === 8)).toHaveLength(2);
    expect(asked.filter((count) => count === 5)).toHaveLength(10);
    expect(told.at(-1)).toBe("completed");
  });

  it("a shipment that cannot be read holds up no other, and the window stays before it", async () => {
    await using account = await openAccount();
    const { state } = account.sandbox;
    const keys = Array.from({ length: 3 }, () => placeOrder(state, { lines: one(), payment: "paid" }));
    const item = account.shipments(keys[1] ?? "")[0]?.items[0];
    if (item) Object.assign(item, { quantity: -1 });
    const connection = await account.connect();
    const before = await swept(connection, "changed");
    expect(before.items.map((part) => part.orderKey)).toEqual([keys[0], keys[2]]);
    expect(connection.drifts.map(({ path }) => path)).toContain("orderItems.0.quantity");
    if (item) Object.assign(item, { quantity: 1 });
    const { items } = await swept(connection, "changed", { cursor: before.cursor });
    expect(items.map((part) => part.orderKey)).toEqual(keys);
  });

  it("not even when it is the only one of its search: the other searches go on", async () => {
    await using account = await openAccount();
    const { state } = account.sandbox;
    const [broken = "", left = ""] = [1, 2].map(() => placeOrder(state, { lines: one(), payment: "paid" }));
    const item = account.shipments(broken)[0]?.items[0];
    if (item) Object.assign(item, { quantity: -1 });
    progress(state, left, "SHIPPED");
    const connection = await account.connect();
    expect((await swept(connection, "changed")).items.map((part) => part.orderKey)).toEqual([left]);
    await expect(ordersOf(connection).get(broken, connection.ctx)).rejects.toThrow(/quantity/);
  });

  it("a return brings the shipment it belongs to, though the shipment's own time has not moved [B44.5]", async () => {
    await using account = await openAccount();
    const { state } = account.sandbox;
    const key = placeOrder(state, { lines: one(), payment: "cod" });
    progress(state, key, "DELIVERED");
    const connection = await account.connect();
    const first = await swept(connection, "changed");
    expect(first.items.map((part) => part.status)).toEqual(["completed"]);
    await account.clock.sleep(30 * 60_000);
    returnOrder(state, key, "customer_return", false);
    const second = await swept(connection, "changed", { cursor: first.cursor });
    expect(second.items.map((part) => [part.status, part.fulfilment, part.tags])).toEqual([
      ["completed", "delivered", ["return requested"]],
    ]);
    await account.clock.sleep(30 * 60_000);
    returnOrder(state, key, "customer_return", true);
    const third = await swept(connection, "changed", { cursor: second.cursor });
    expect(third.items.map((part) => [part.financial, part.fulfilment])).toEqual([["refunded", "returned"]]);
    expect(third.items[0]?.version).toEqual(second.items[0]?.version);
  });

  it("what no search tells is found by the look at open orders, a hundred a call", async () => {
    await using account = await openAccount();
    const { state } = account.sandbox;
    const key = placeOrder(state, { lines: one(), payment: "paid" }, { type: "SELF" });
    progress(state, key, "COMPLETED");
    const connection = await account.connect();
    expect((await swept(connection, "changed")).items).toEqual([]);
    const mark = account.sandbox.calls.length;
    const { items } = await swept(connection, "open", {
      openIds: [key, ...Array.from({ length: 120 }, (_, index) => `OD9${index}`)],
    });
    expect(items.map((part) => part.status)).toEqual(["completed"]);
    expect(calledSince(account, mark).filter((call) => call.includes("orderIds="))).toHaveLength(2);
  });
});

describe("what a shipment says", () => {
  it("the official sample is read to the paisa", () => {
    const [part] = partsOf(shipment, undefined, quiet);
    expect(part).toMatchObject({
      orderKey: "OD108833803073636000",
      number: "OD108833803073636000",
      partKey: "d133588f-b0ac-443b-99b4-7ac8648a0f89",
      placedAt: "2017-04-06T12:45:57.000Z",
      status: "confirmed",
      financial: "cod_pending",
      payment: { kind: "cod" },
      totals: { currency: "INR", subtotalMinor: 29_500n, shippingMinor: 0n, taxMinor: null, totalMinor: 29_500n },
      contact: { quality: "absent" },
    });
    expect(part?.lines[0]).toMatchObject({
      key: "1883380307363600",
      variantKey: "LSTDIAE777EDCWNZSPZQMLAT0",
      productKey: "LKA041150",
      title: "Lokalart Pocket-size Journal Yellow LKA041150",
      unitPrice: "295.00",
      totalMinor: 29_500n,
    });
    expect(part?.version.value).toBe(BigInt(Date.parse("2017-04-06T18:17:01+05:30")) * 1000n);
  });

  it("an item's number with more digits than a number holds keeps them all", () => {
    const item = { orderItemId: "90071992547409931234", orderId: "OD90071992547409931234" };
    const [part] = partsOf(changed({}, item), undefined, quiet);
    expect([part?.lines[0]?.key, part?.orderKey]).toEqual(["90071992547409931234", "OD90071992547409931234"]);
  });

  it("amounts come as numbers or text, with paise, and shipping is not goods", () => {
    const priceComponents = { sellingPrice: 100.1, totalPrice: "340.30", shippingCharge: 40, flipkartDiscount: 10 };
    const [part] = partsOf(changed({}, { quantity: 3, priceComponents }), undefined, quiet);
    expect(part?.totals).toMatchObject({ subtotalMinor: 30_030n, shippingMinor: 4_000n, discountMinor: 0n });
    expect(part?.lines[0]).toMatchObject({ unitPrice: "100.10", totalMinor: 30_030n, discountMinor: 0n });
  });

  it("whatever the amounts, lines and shipping are the total", () => {
    const paise = fc.integer({ min: 0, max: 10_000_000 });
    const amounts = fc.array(fc.tuple(paise, paise, fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 6 });
    const text = (value: number) => `${Math.floor(value / 100)}.${String(value % 100).padStart(2, "0")}`;
    fc.assert(
      fc.property(amounts, (all) => {
        const orderItems = all.map(([goods, shipping, quantity], index) => ({
          ...firstItem,
          orderItemId: `1${index}`,
          quantity,
          priceComponents: { totalPrice: text(goods + shipping), shippingCharge: text(shipping) },
        }));
        const [part] = partsOf({ ...shipment, orderItems }, undefined, quiet);
        const lines = part?.lines.reduce((sum, line) => sum + line.totalMinor, 0n) ?? -1n;
        expect(lines + (part?.totals.shippingMinor ?? 0n)).toBe(part?.totals.totalMinor);
        expect(lines).toBe(BigInt(all.reduce((sum, [goods]) => sum + goods, 0)));
      }),
    );
  });

  it("a replacement is one in either spelling", () => {
    for (const flag of [{ is_replacement: true }, { isReplacement: true }])
      expect(partsOf(changed({}, { is_replacement: null, ...flag }), undefined, quiet)[0]?.tags).toContain(
        "replacement",
      );
  });

  it("a location that is not told is none", () => {
    const [part] = partsOf(changed({ locationId: null, dispatchAfterDate: "" }), undefined, quiet);
    expect(part?.lines[0]?.location).toBeUndefined();
  });

  it("nothing told of the buyer is no error; emoji and other scripts stay as they are", () => {
    const id = String(shipment.shipmentId);
    const details = {
      shipmentId: id,
      deliveryAddress: { firstName: "मीरा 🌸", lastName: "शर्मा", city: "मुंबई", pinCode: 400001, contactNumber: "" },
      buyerDetails: null,
    };
    expect(partsOf(shipment, { shipmentId: id }, quiet)[0]).toMatchObject({ contact: { quality: "absent" } });
    const [part] = partsOf(changed({}, { title: "कप ☕ <b>&amp;" }), details, quiet);
    expect([part?.contact.name, part?.lines[0]?.title]).toEqual(["मीरा 🌸 शर्मा", "कप ☕ <b>&amp;"]);
    expect(part?.shippingAddress).toMatchObject({ city: "मुंबई", postcode: "400001", country: "IN", phone: undefined });
  });

  it("phones are told for self-ship alone, digits of any script are read, and nobody is merged on them", async () => {
    await using account = await openAccount();
    const order = {
      lines: one(),
      payment: "paid" as const,
      customer: { name: "Asha Rao", phone: "०९८४५०१२३४५" },
    };
    const self = placeOrder(account.sandbox.state, order, { type: "SELF" });
    const standard = placeOrder(account.sandbox.state, order);
    const connection = await account.connect();
    expect((await readPart(connection, self)).contact).toEqual({
      name: "Asha Rao",
      phone: "+919845012345",
      quality: "relay",
    });
    expect((await readPart(connection, standard)).contact).toEqual({ name: "Asha Rao", quality: "absent" });
  });

  it("a parcel is there once its label is, with Flipkart's own tracking", async () => {
    await using account = await openAccount();
    const key = placeOrder(account.sandbox.state, { lines: one("MUG-1", 2), payment: "paid" });
    const connection = await account.connect();
    expect((await readPart(connection, key)).fulfilments).toEqual([]);
    account.shop.shipOrder?.(key);
    const part = await readPart(connection, key);
    expect(part.fulfilments).toMatchObject([
      {
        key: part.partKey,
        status: "in_transit",
        carrier: "E-Kart Logistics",
        trackingNumbers: [expect.stringMatching(/^FMPP/)],
      },
    ]);
    expect(part.lines[0]).toMatchObject({ quantity: 2, fulfilledQuantity: 2 });
  });

  it.each(["updatedAt", "shipmentId", "orderItems"])("without %s it is drift, not a guess", (field) => {
    const { [field]: _gone, ...rest } = shipment;
    expect(() => partsOf(rest, undefined, quiet)).toThrow(/has changed/);
  });

  it.each(["2026-02-30T10:00:00+05:30", "yesterday", ""])("a time like %j is drift", (updatedAt) => {
    expect(() => partsOf(changed({ updatedAt }), undefined, quiet)).toThrow(/updatedAt/);
  });
});
