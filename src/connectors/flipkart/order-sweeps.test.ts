import { describe, expect, it } from "vitest";
import { cancelByBuyer, holdOrder, placeOrder, progress, returnOrder } from "../../sandboxes/flipkart/orders.ts";
import { SEARCHES } from "./order-sweeps.ts";
import { underSellers } from "./shipment-reads.ts";
import { calledSince, openAccount, ordersOf, swept } from "./testing.ts";

const one = (sku = "MUG-1", quantity = 1) => [{ sku, quantity }];

describe("the searches for changed orders", () => {
  it("held, left, cancelled and returned orders are found by eight searches over each window", async () => {
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
    const reported = new Map(items.map((part) => [part.orderKey, part.status]));
    expect(keys.map((key) => reported.get(key))).toEqual([
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

  it("a sweep reads the seller's own fulfilment unless more is requested, and Flipkart's own reserves nothing here", async () => {
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
    const requests: number[] = [];
    const reported: string[] = [];
    for (let run = 0; run < 12; run += 1) {
      await account.clock.sleep(5 * 60_000);
      // Between two whole cycles, and long before the next.
      if (run === 1) progress(state, key, "DELIVERED");
      const mark = calls.length;
      const next = await swept(connection, "changed", { cursor });
      ({ cursor } = next);
      reported.push(...next.items.map(({ status }) => status));
      requests.push(calls.slice(mark).filter(({ path }) => /filter|returns/.test(path)).length);
    }
    expect(requests.filter((count) => count === 8)).toHaveLength(2);
    expect(requests.filter((count) => count === 5)).toHaveLength(10);
    expect(reported.at(-1)).toBe("completed");
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

  it("a bad record does not stop the other searches, even alone in its own", async () => {
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

  it("an order no search lists is found by the check of open orders, a hundred a call", async () => {
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
