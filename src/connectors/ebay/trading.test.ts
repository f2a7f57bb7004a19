import { describe, expect, it } from "vitest";
import { textOf } from "../../commerce/message.ts";
import type { ChannelProduct } from "../../commerce/product.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import {
  callsUsedUp,
  change,
  list,
  mug,
  openAccount,
  openSiteAccount,
  refusal,
  send,
  tradingCalls,
} from "./testing.ts";

async function walk({ ports, ctx }: TestConnection): Promise<readonly ChannelProduct[]> {
  const [sweep] = portOf({ ports }, "products").sweeps;
  const found: ChannelProduct[] = [];
  for await (const { items } of must(sweep).run({ cursor: null }, ctx)) found.push(...items);
  return found;
}

const keysOf = (products: readonly ChannelProduct[]) => products.map(({ key }) => key);

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
    const unreadOf = async (): Promise<number> => {
      let unread = 0;
      for await (const page of must(sweep).run({ cursor: null }, ctx)) unread += page.unread ?? 0;
      return unread;
    };
    expect(await unreadOf()).toBe(0);
    const cut = `<ActiveList><PaginationResult><TotalNumberOfPages>125</TotalNumberOfPages><TotalNumberOfEntries>25000</TotalNumberOfEntries></PaginationResult></ActiveList>`;
    const body = `<?xml version="1.0"?><GetMyeBaySellingResponse xmlns="urn:ebay:apis:eBLBaseComponents"><Ack>Success</Ack>${cut}</GetMyeBaySellingResponse>`;
    account.sandbox.faults.add({ fault: { kind: "status", status: 200, body }, path: "GetMyeBaySelling" });
    expect(await unreadOf()).toBe(1);
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
