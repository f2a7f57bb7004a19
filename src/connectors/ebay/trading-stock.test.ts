import { describe, expect, it } from "vitest";
import { textOf } from "../../commerce/message.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import {
  callsUsedUp,
  change,
  list,
  mug,
  openAccount,
  openSiteAccount,
  outcomesOf,
  refusal,
  send,
  tradingCalls,
} from "./testing.ts";

describe("stock of listings made on eBay's site", () => {
  it("a sale nobody has told of yet is not written over", async () => {
    await using account = await openSiteAccount();
    const key = list(account, "SITE");
    const connection = await account.connect();
    account.shop.placeOrder({ lines: [{ sku: "SITE", quantity: 1 }], payment: "paid" });
    expect(await send(connection, change(key, 8, 10))).toMatchObject([{ outcome: "conflict", observed: 9 }]);
    expect(account.shop.stockOf("SITE")).toBe(9);
  });

  it("a seller without eBay's out-of-stock option is told so, and nothing is set to 0", async () => {
    await using account = await openSiteAccount();
    const key = list(account, "SITE");
    account.state.outOfStockOption = false;
    const connection = await account.connect();
    expect(connection.detected.warnings.map(textOf)).toEqual([expect.stringContaining("out-of-stock option is off")]);
    const [result] = await send(connection, change(key, 0, 10));
    expect(result).toMatchObject({ outcome: "rejected", code: "out_of_stock_off" });
    expect([account.shop.stockOf("SITE"), tradingCalls(account, "ReviseInventoryStatus")]).toEqual([10, []]);
    account.state.outOfStockOption = true;
    expect(await send(connection, change(key, 0, 10))).toMatchObject([{ outcome: "applied" }]);
    expect(account.shop.stockOf("SITE")).toBe(0);
  });

  it("a variation whose SKU another one has got meanwhile is not written to", async () => {
    await using account = await openSiteAccount();
    const { key, variantKeys } = account.shop.addProduct({
      title: "Cap",
      variants: ["RED", "BLUE"].map((sku) => ({ sku, price: "5.00", stock: 3, option: sku })),
    });
    const listing = must(account.state.siteListings.get(key.slice("item:".length)));
    const connection = await account.connect();
    listing.variations = listing.variations.map((one) => ({ ...one, sku: "BLUE" }));
    const blue = must(variantKeys.BLUE);
    expect(await send(connection, change(blue, 1, 3))).toMatchObject([{ outcome: "rejected", code: "no_sku" }]);
    const price = { ...change(blue, 0), want: { price: { minor: 700n, currency: "USD" } }, expected: null };
    expect(await portOf(connection, "prices").push.send([price], connection.ctx)).toMatchObject([
      { outcome: "rejected", code: "no_sku" },
    ]);
    expect(tradingCalls(account, "ReviseInventoryStatus")).toEqual([]);
    expect(await portOf(connection, "stock").read([{ key: blue, ext: null }], connection.ctx)).toEqual([
      { key: blue, levels: [] },
    ]);
  });

  it("the seller's option is asked for once a push, and an answer that fails is not taken for a no", async () => {
    await using account = await openSiteAccount();
    const keys = ["A", "B", "C"].map((sku) => list(account, sku));
    account.state.outOfStockOption = false;
    const connection = await account.connect();
    const before = tradingCalls(account, "GetUserPreferences").length;
    const zeros = keys.map((key) => change(key, 0, 10));
    expect(await send(connection, ...zeros)).toMatchObject(keys.map(() => ({ code: "out_of_stock_off" })));
    expect(tradingCalls(account, "GetUserPreferences").length - before).toBe(1);
    const fault = refusal("GetUserPreferences", "10019", "Please try again.");
    account.sandbox.faults.add({ fault, path: "GetUserPreferences" });
    const [zero] = await send(connection, ...zeros.slice(0, 1));
    expect(zero).toMatchObject({ outcome: "retry", error: { kind: "transient" }, text: "Please try again." });
    expect((await account.connect()).detected.warnings).toEqual([]);
  });

  it("a channel is connected and proved while the calls for the seller's option are used up", async () => {
    await using account = await openSiteAccount();
    account.sandbox.faults.add({ fault: callsUsedUp("GetUserPreferences"), path: "GetUserPreferences" });
    expect((await account.connect()).detected.warnings).toEqual([]);
  });

  it("a listing nobody can read holds up no other of the same push", async () => {
    await using account = await openSiteAccount();
    const keys = ["A", "B", "C"].map((sku) => list(account, sku));
    const connection = await account.connect();
    const broken = must(account.state.siteListings.get(must(keys[1]).slice("item:".length)));
    for (const one of broken.variations) one.quantity = Number.NaN;
    const results = await send(connection, ...keys.map((key) => change(key, 7, 10)));
    expect(outcomesOf(results)).toEqual(
      Object.fromEntries(keys.map((key, index) => [key, index === 1 ? "retry" : "applied"])),
    );
    expect(["A", "C"].map((sku) => account.shop.stockOf(sku))).toEqual([7, 7]);
  });

  it("a listing that has ended fails alone among four of a call", async () => {
    await using account = await openSiteAccount();
    const keys = ["A", "B", "C", "D"].map((sku) => list(account, sku));
    const connection = await account.connect();
    // It ends between the look and the change.
    let looks = 0;
    const ended = must(account.state.siteListings.get(must(keys[1]).slice("item:".length)));
    Object.defineProperty(ended, "isEnded", { get: () => looks++ > 0 });
    const results = await send(connection, ...keys.map((key) => change(key, 7, 10)));
    expect(results.map(({ key, outcome }) => [key, outcome]).sort()).toEqual(
      keys.map((key, index) => [key, index === 1 ? "rejected" : "applied"]),
    );
    expect(["A", "C", "D"].map((sku) => account.shop.stockOf(sku))).toEqual([7, 7, 7]);
  });

  it("a change whose answer is lost is not known, and the next look shows it", async () => {
    await using account = await openSiteAccount();
    const key = list(account, "SITE");
    const connection = await account.connect();
    account.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, write: true, times: 1 });
    expect(await send(connection, change(key, 4, 10))).toMatchObject([
      { outcome: "retry", error: { kind: "ambiguous" } },
    ]);
    const shown = await portOf(connection, "stock").read([{ key, ext: null }], connection.ctx);
    expect(shown).toEqual([{ key, levels: [{ location: "", available: 4 }] }]);
  });

  it("calls that fail after others went well leave what those have done known", async () => {
    await using account = await openSiteAccount();
    const keys = ["A", "B", "C", "D", "E", "F"].map((sku) => list(account, sku));
    const connection = await account.connect();
    account.sandbox.faults.add({
      fault: callsUsedUp("ReviseInventoryStatus"),
      path: "ReviseInventoryStatus",
      after: 1,
    });
    const results = await send(connection, ...keys.map((key) => change(key, 7, 10)));
    expect(outcomesOf(results)).toEqual(
      Object.fromEntries(keys.map((key, index) => [key, index < 4 ? "applied" : "retry"])),
    );
    expect(results.at(-1)).toMatchObject({ error: { kind: "throttled", ofItem: true } });
  });

  it("an item of the Inventory API stays written when the token ends before those of the site", async () => {
    await using account = await openSiteAccount();
    const key = list(account, "SITE");
    await using other = await openAccount();
    other.shop.addProduct(mug("INVENTORY"));
    for (const name of ["items", "offers"] as const)
      for (const [id, one] of other.state[name]) Reflect.apply(Map.prototype.set, account.state[name], [id, one]);
    const connection = await account.connect();
    account.sandbox.faults.add({ fault: refusal("GetItem", "931", "Auth token is invalid."), path: "GetItem" });
    const results = await send(connection, change("INVENTORY", 7, 10), change(key, 7, 10));
    expect(outcomesOf(results)).toEqual({ INVENTORY: "applied", [key]: "retry" });
    expect(account.shop.stockOf("INVENTORY")).toBe(7);
  });

  it("a call with one at fault leaves open what it has done where that cannot be read again", async () => {
    await using account = await openSiteAccount();
    const keys = ["A", "B"].map((sku) => list(account, sku));
    const connection = await account.connect();
    const ended = must(account.state.siteListings.get(must(keys[1]).slice("item:".length)));
    let looks = 0;
    Object.defineProperty(ended, "isEnded", { get: () => looks++ > 0 });
    account.sandbox.faults.add({ fault: callsUsedUp("GetItem"), path: "GetItem", after: 2 });
    const results = await send(connection, ...keys.map((key) => change(key, 7, 10)));
    expect(results).toMatchObject(keys.map(() => ({ outcome: "retry", error: { kind: "ambiguous" } })));
    expect(account.shop.stockOf("A")).toBe(7);
  });

  it("listings the calls do not last for are told as not read, and others as they are", async () => {
    await using account = await openSiteAccount();
    const keys = ["A", "B", "C"].map((sku) => list(account, sku));
    const connection = await account.connect();
    account.sandbox.faults.add({ fault: callsUsedUp("GetItem"), path: "GetItem", after: 2 });
    const shown = await portOf(connection, "stock").read(
      keys.map((key) => ({ key, ext: null })),
      connection.ctx,
    );
    expect(shown.map(({ levels, levelsInPart }) => levels[0]?.available ?? levelsInPart)).toEqual([10, 10, true]);
  });

  it("numbers of many listings are compared by the list, and an ended one is told as none", async () => {
    await using account = await openSiteAccount();
    const keys = Array.from({ length: 30 }, (_, index) => list(account, `MANY-${index}`));
    must(account.state.siteListings.get(must(keys[3]).slice("item:".length))).isEnded = true;
    const connection = await account.connect();
    const before = tradingCalls(account, "GetItem").length;
    const shown = await portOf(connection, "stock").read(
      keys.map((key) => ({ key, ext: null })),
      connection.ctx,
    );
    expect(shown.map(({ key, levels }) => [key, levels.length]).sort()).toEqual(
      keys.map((key, index) => [key, index === 3 ? 0 : 1]).sort(),
    );
    expect(tradingCalls(account, "GetItem").length - before).toBe(1);
  });
});
