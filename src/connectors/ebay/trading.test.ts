import { describe, expect, it } from "vitest";
import { textOf } from "../../commerce/message.ts";
import type { ChannelProduct } from "../../commerce/product.ts";
import type { SiteListing } from "../../sandboxes/ebay/state.ts";
import type { StockItem, StockResult } from "../kit/contract/ports.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import { type Account, mug, openAccount, openSiteAccount } from "./testing.ts";

const change = (key: string, desired: number, expected: number | null = null): StockItem => ({
  key,
  location: "",
  seq: 1n,
  want: desired,
  expected,
  ext: null,
  idempotencyKey: `k-${key}-${desired}`,
});

const send = ({ ports, ctx }: TestConnection, ...items: readonly StockItem[]) =>
  portOf({ ports }, "stock").push.send(items, ctx);

async function walk({ ports, ctx }: TestConnection): Promise<readonly ChannelProduct[]> {
  const [sweep] = portOf({ ports }, "products").sweeps;
  const found: ChannelProduct[] = [];
  for await (const { items } of must(sweep).run({ cursor: null }, ctx)) found.push(...items);
  return found;
}

const keysOf = (products: readonly ChannelProduct[]) => products.map(({ key }) => key);

/** A listing of the account, with what differs from a mug that has a SKU. */
function list({ shop, state }: Account, sku: string, change: Partial<SiteListing> = {}): string {
  const { key } = shop.addProduct(mug(sku));
  const itemId = key.slice("item:".length);
  const listing = must(state.siteListings.get(itemId));
  state.siteListings.set(itemId, { ...listing, ...change });
  return key;
}

const tradingCalls = ({ sandbox }: Account, name: string) =>
  sandbox.calls.filter(({ path, requestBody }) => path === "/ws/api.dll" && requestBody.includes(`<${name}Request`));

/** An answer of the Trading API that says no, with HTTP 200. */
const refusal = (name: string, code: string, text: string, more = "") => ({
  kind: "status" as const,
  status: 200,
  body: `<?xml version="1.0"?><${name}Response xmlns="urn:ebay:apis:eBLBaseComponents"><Ack>Failure</Ack><Errors><LongMessage>${text}</LongMessage><ErrorCode>${code}</ErrorCode>${more}</Errors></${name}Response>`,
});

const callsUsedUp = (name: string) => refusal(name, "518", "Call usage limit has been reached.");

const outcomesOf = (results: readonly StockResult[]) =>
  Object.fromEntries(results.map((one) => [one.key, one.outcome]));

describe("listings made on eBay's site", () => {
  it("a walk tells listings of both APIs once each, and leaves out auctions, ended ones and those of other sites", async () => {
    await using account = await openSiteAccount();
    const key = list(account, "SITE");
    list(account, "AUCTION", { type: "Chinese" });
    list(account, "ENDED", { isEnded: true });
    list(account, "ABROAD", { site: "EBAY_DE" });
    await using other = await openAccount();
    other.shop.addProduct(mug("INVENTORY"));
    for (const name of ["items", "offers"] as const)
      for (const [id, one] of other.state[name]) Reflect.apply(Map.prototype.set, account.state[name], [id, one]);
    const connection = await account.connect();
    expect(keysOf(await walk(connection)).sort()).toEqual(["INVENTORY", key]);
  });

  it("a listing with variations is told with all of them, also with those nobody bought", async () => {
    await using account = await openSiteAccount();
    const { variantKeys } = account.shop.addProduct({
      title: "Shirt",
      variants: ["S", "M", "L"].map((sku) => ({ sku, price: "12.50", stock: 3, option: sku })),
    });
    account.shop.placeOrder({ lines: [{ sku: "M", quantity: 2 }], payment: "paid" });
    const [product] = await walk(await account.connect());
    expect(product?.variants.map(({ key, levels }) => [key, levels?.[0]?.available])).toEqual([
      [variantKeys.S, 3],
      [variantKeys.M, 1],
      [variantKeys.L, 3],
    ]);
  });

  it("a variation without a SKU is told as one nobody can write to, and the listing says why", async () => {
    await using account = await openSiteAccount();
    account.shop.addProduct({ title: "Cap", variants: [{ sku: "RED", price: "5.00", stock: 1, option: "Red" }] });
    const [listing] = account.state.siteListings.values();
    const [red] = must(listing).variations;
    must(listing).variations.push({ ...must(red), sku: null, option: "Blue" });
    const connection = await account.connect();
    const [product] = await walk(connection);
    const [, blue] = must(product).variants;
    expect([blue?.levels, blue?.sku]).toEqual([undefined, undefined]);
    expect(product?.issues?.[0]?.text).toContain("SKU of its own");
    expect(await send(connection, change(must(blue).key, 4))).toMatchObject([{ outcome: "rejected", code: "no_sku" }]);
  });

  it("a walk whose calls for single listings are used up goes on where it stood, and comes to its end", async () => {
    await using account = await openSiteAccount();
    const keys = Array.from({ length: 12 }, (_, index) => {
      const variants = ["S", "M"].map((size) => ({ sku: `${size}-${index}`, price: "5.00", stock: 1, option: size }));
      return account.shop.addProduct({ title: `Shirt ${index}`, variants }).key;
    });
    const { ports, ctx } = await account.connect();
    const [sweep] = portOf({ ports }, "products").sweeps;
    const found: string[] = [];
    let cursor: string | null = null;
    let turns = 0;
    for (let isDone = false; !isDone; turns += 1) {
      // As many calls as come back between two turns.
      account.sandbox.faults.add({ fault: callsUsedUp("GetItem"), path: "GetItem", after: 3 });
      try {
        for await (const page of must(sweep).run({ cursor }, ctx)) {
          found.push(...keysOf(page.items));
          cursor = page.cursor;
        }
        isDone = true;
      } catch (error) {
        expect(error).toMatchObject({ info: { kind: "throttled" } });
      }
      account.sandbox.faults.clear();
      await account.clock.sleep(2 * 3_600_000);
      if (turns > 12) break;
    }
    expect(found).toEqual(keys);
    expect(turns).toBeLessThan(6);
  });

  it("a list that ends where eBay cuts it says that more may be there", async () => {
    await using account = await openSiteAccount();
    const { ports, ctx } = await account.connect();
    const [sweep] = portOf({ ports }, "products").sweeps;
    const told = async (): Promise<number> => {
      let unread = 0;
      for await (const page of must(sweep).run({ cursor: null }, ctx)) unread += page.unread ?? 0;
      return unread;
    };
    expect(await told()).toBe(0);
    const cut = `<ActiveList><PaginationResult><TotalNumberOfPages>125</TotalNumberOfPages><TotalNumberOfEntries>25000</TotalNumberOfEntries></PaginationResult></ActiveList>`;
    const body = `<?xml version="1.0"?><GetMyeBaySellingResponse xmlns="urn:ebay:apis:eBLBaseComponents"><Ack>Success</Ack>${cut}</GetMyeBaySellingResponse>`;
    account.sandbox.faults.add({ fault: { kind: "status", status: 200, body }, path: "GetMyeBaySelling" });
    expect(await told()).toBe(1);
  });

  it("a SKU that the Inventory API refuses is one of the site, and holds up no other listing", async () => {
    await using account = await openSiteAccount();
    const odd = list(account, "A/1 Ü");
    const plain = list(account, "PLAIN");
    const broken = list(account, "B/2");
    const listing = must(account.state.siteListings.get(broken.slice("item:".length)));
    // Nobody can tell how many are for sale.
    for (const one of listing.variations) one.quantity = Number.NaN;
    const { ports, ctx } = await account.connect();
    const [sweep] = portOf({ ports }, "products").sweeps;
    const found: ChannelProduct[] = [];
    const unread: string[] = [];
    for await (const page of must(sweep).run({ cursor: null }, ctx)) {
      found.push(...page.items);
      unread.push(...(page.unreadKeys ?? []));
    }
    expect([keysOf(found), unread]).toEqual([[odd, plain], [broken]]);
  });

  it("a seller who chose to ignore them has none, and those known before are gone", async () => {
    await using account = await openSiteAccount();
    const key = list(account, "SITE");
    const connection = await account.connect({ settings: { siteListings: "ignore" } });
    expect(await walk(connection)).toEqual([]);
    expect(await portOf(connection, "products").get(key, connection.ctx)).toBeNull();
    expect(connection.detected.warnings.map(textOf)).toEqual([expect.stringContaining("left out by your setting")]);
  });

  it("an order names the item by its listing, by the listing's SKU and by the SKU alone", async () => {
    await using account = await openSiteAccount();
    const key = list(account, "SITE");
    const order = account.shop.placeOrder({ lines: [{ sku: "SITE", quantity: 2 }], payment: "paid" });
    const connection = await account.connect();
    const part = await portOf(connection, "orders").get(order, connection.ctx);
    expect(part?.lines).toMatchObject([{ sku: "SITE", possibleKeys: [`${key}:SITE`, key, "SITE"], channelTook: 2 }]);
    expect(part?.lines[0]?.variantKey).toBeUndefined();
  });
});

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

  it("what a call with one at fault has done is not known where it cannot be looked at again", async () => {
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

describe("answers of the Trading API", () => {
  it("a page of more than is read at once is read in parts, whole", async () => {
    await using account = await openSiteAccount();
    const variants = Array.from({ length: 240 }, (_, index) => ({ price: "5.00", stock: 5, option: `V${index}` }));
    for (let shirt = 0; shirt < 48; shirt += 1) {
      account.shop.addProduct({
        title: `Shirt ${shirt}`,
        variants: variants.map((one, index) => ({ ...one, sku: `S${shirt}-${index}` })),
      });
    }
    for (const listing of account.state.siteListings.values())
      listing.variations = listing.variations.map((one) => ({ ...one, sku: null, sold: 1 }));
    const products = await walk(await account.connect());
    expect(products.flatMap((product) => product.variants)).toHaveLength(48 * 240);
    const [first] = tradingCalls(account, "GetMyeBaySelling");
    expect(first?.requestBody).toContain("<EntriesPerPage>200</EntriesPerPage>");
  });

  it("a token that ended is renewed, though the answer has HTTP 200", async () => {
    await using account = await openSiteAccount();
    const key = list(account, "SITE");
    const connection = await account.connect();
    account.sandbox.faults.expireTokens();
    expect(await send(connection, change(key, 4, 10))).toMatchObject([{ outcome: "applied" }]);
  });

  it("calls used up for the day are waited for by the listings they did not last for alone", async () => {
    await using account = await openSiteAccount();
    const keys = ["A", "B", "C"].map((sku) => list(account, sku));
    const connection = await account.connect();
    account.sandbox.faults.add({ fault: callsUsedUp("GetItem"), path: "GetItem", after: 1 });
    const results = await send(connection, ...keys.map((key) => change(key, 4, 10)));
    const waiting = results.filter(({ outcome }) => outcome === "retry");
    expect(waiting).toMatchObject([
      { error: { kind: "throttled", ofItem: true } },
      { error: { kind: "throttled", ofItem: true } },
    ]);
    expect(["A", "B", "C"].map((sku) => account.shop.stockOf(sku)).sort()).toEqual([10, 10, 4]);
  });

  it("a change eBay refuses for the day waits for the next, and too many in seconds for a moment", async () => {
    await using account = await openSiteAccount();
    const [spent = "", free = ""] = ["A", "B"].map((sku) => list(account, sku));
    const connection = await account.connect();
    const day = new Date(account.clock.now()).toISOString().slice(0, 10);
    account.state.revisions.set(`${spent.slice("item:".length)} ${day}`, 250);
    expect(await send(connection, change(spent, 4, 10))).toMatchObject([
      { outcome: "retry", error: { kind: "throttled", ofItem: true } },
    ]);
    const fault = refusal("ReviseInventoryStatus", "21919144", "You have exceeded your maximum call limit.");
    account.sandbox.faults.add({ fault, path: "ReviseInventoryStatus", times: 1 });
    expect(await send(connection, change(free, 4, 10))).toMatchObject([
      { outcome: "retry", error: { kind: "throttled", ofItem: true } },
    ]);
    await account.clock.sleep(60_000);
    expect(await send(connection, change(free, 4, 10))).toMatchObject([{ outcome: "applied" }]);
    expect([account.shop.stockOf("A"), account.shop.stockOf("B")]).toEqual([10, 4]);
  });

  it("a fault of eBay's own refuses nothing: a look is repeated, and what became of a change is not known", async () => {
    await using account = await openSiteAccount();
    const key = list(account, "SITE");
    const connection = await account.connect();
    const own = "<ErrorClassification>SystemError</ErrorClassification>";
    const fault = (name: string) => refusal(name, "10008", "System error.", own);
    account.sandbox.faults.add({ fault: fault("GetItem"), path: "GetItem", times: 1 });
    account.sandbox.faults.add({ fault: fault("ReviseInventoryStatus"), path: "ReviseInventoryStatus", times: 1 });
    expect(await send(connection, change(key, 4, 10))).toMatchObject([
      { outcome: "retry", error: { kind: "ambiguous" } },
    ]);
    expect(tradingCalls(account, "GetItem")).toHaveLength(2);
    expect(await send(connection, change(key, 4, 10))).toMatchObject([{ outcome: "applied" }]);
  });
});
