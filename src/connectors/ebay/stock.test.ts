import { describe, expect, it } from "vitest";
import { textOf } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { offersOf } from "../../sandboxes/ebay/state.ts";
import type { PushItem, StockItem } from "../kit/contract/ports.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { must, portOf } from "../kit/testing/shop.ts";
import { type Account, callsTo, mug, openAccount } from "./testing.ts";

const item = (key: string, desired: number, ext: Json, expected: number | null = null): StockItem => ({
  key,
  location: "",
  seq: 1n,
  want: desired,
  expected,
  ext,
  idempotencyKey: `k-${key}-${desired}`,
});

async function extOf({ ports, ctx }: TestConnection, key: string): Promise<Json> {
  const product = await portOf({ ports }, "products").get(key, ctx);
  return must(product?.variants[0]).ext;
}

const send = ({ ports, ctx }: TestConnection, items: readonly PushItem<number>[]) =>
  portOf({ ports }, "stock").push.send(items, ctx);

/** Two items, each with a number to set. */
async function changesOfTwo({ shop, connect }: Account) {
  for (const sku of ["A", "B"]) shop.addProduct(mug(sku));
  const connection = await connect();
  const items = [item("A", 3, await extOf(connection, "A"), 10), item("B", 4, await extOf(connection, "B"), 10)];
  return { connection, items };
}

/** Of the answers of a bulk call, the first alone. */
const onlyFirst = (json: Json): Json => {
  const { responses } = json as { readonly responses: readonly Json[] };
  return { responses: responses.slice(0, 1) };
};

describe("the stock of a listing", () => {
  it("the lower of the item's number and the offer's own, and both are raised", async () => {
    await using account = await openAccount();
    account.shop.addProduct(mug("A", 10));
    must(offersOf(account.state, "A")[0]).available = 4;
    const connection = await account.connect();
    const ext = await extOf(connection, "A");
    const [shown] = await portOf(connection, "stock").read([{ key: "A", ext }], connection.ctx);
    expect(shown?.levels).toEqual([{ location: "", available: 4 }]);
    expect(await send(connection, [item("A", 8, ext, 4)])).toMatchObject([{ outcome: "applied", observed: 8 }]);
    expect([account.shop.stockOf("A"), offersOf(account.state, "A")[0]?.available]).toEqual([8, 8]);
  });

  it("an offer that got a number of its own since is no way to sell more", async () => {
    await using account = await openAccount();
    account.shop.addProduct(mug("A", 10));
    const connection = await account.connect();
    const ext = await extOf(connection, "A");
    must(offersOf(account.state, "A")[0]).available = 4;
    await send(connection, [item("A", 2, ext, 10)]);
    expect(account.shop.stockOf("A")).toBe(2);
  });
});

describe("answers of the bulk call", () => {
  it("each item has its own: one that is gone holds up no other", async () => {
    await using account = await openAccount();
    for (const sku of ["A", "B"]) account.shop.addProduct(mug(sku));
    const connection = await account.connect();
    const [a, b] = [await extOf(connection, "A"), await extOf(connection, "B")];
    account.shop.removeProduct("B");
    const results = await send(connection, [item("A", 3, a, 10), item("B", 3, b, 10)]);
    expect(results.map(({ key, outcome }) => [key, outcome]).sort()).toEqual([
      ["A", "applied"],
      ["B", "rejected"],
    ]);
  });

  it("an item eBay says nothing of is sent again alone", async () => {
    await using account = await openAccount();
    const { connection, items } = await changesOfTwo(account);
    account.sandbox.faults.add({ fault: { kind: "rewrite", rewrite: onlyFirst }, path: "bulk_update", times: 1 });
    const results = await send(connection, items);
    expect(results.map(({ outcome }) => outcome)).toEqual(["applied", "applied"]);
    expect(callsTo(account, "bulk_update").map(({ requestBody }) => JSON.parse(requestBody).requests.length)).toEqual([
      2, 1,
    ]);
  });
});

describe("several calls of a push", () => {
  it("a call that fails leaves known what the one before it has done", async () => {
    await using account = await openAccount();
    const { connection, items } = await changesOfTwo(account);
    account.sandbox.faults.add({ fault: { kind: "rewrite", rewrite: onlyFirst }, path: "bulk_update", times: 1 });
    account.sandbox.faults.add({ fault: { kind: "status", status: 500 }, path: "bulk_update", after: 1, times: 1 });
    const results = await send(connection, items);
    expect(results).toMatchObject([
      { key: "A", outcome: "applied" },
      { key: "B", outcome: "retry", error: { kind: "ambiguous" } },
    ]);
  });

  it("a half that fails leaves known what the other half has done", async () => {
    await using account = await openAccount();
    const { connection, items } = await changesOfTwo(account);
    const refused = { errors: [{ errorId: 25_709, message: "Invalid value." }] };
    account.sandbox.faults.add({
      fault: { kind: "status", status: 400, body: JSON.stringify(refused) },
      path: "bulk_update",
      times: 1,
    });
    account.sandbox.faults.add({ fault: { kind: "status", status: 500 }, path: "bulk_update", after: 1, times: 1 });
    expect(await send(connection, items)).toMatchObject([
      { key: "A", outcome: "applied" },
      { key: "B", outcome: "retry", error: { kind: "ambiguous" } },
    ]);
  });

  it("an answer of another form does not tell what became of the change", async () => {
    await using account = await openAccount();
    account.shop.addProduct(mug("A"));
    const connection = await account.connect();
    const strange = (): Json => ({ responses: [{ sku: "A", status: "fine" }] });
    account.sandbox.faults.add({ fault: { kind: "rewrite", rewrite: strange }, path: "bulk_update", times: 1 });
    await expect(send(connection, [item("A", 3, await extOf(connection, "A"), 10)])).rejects.toMatchObject({
      info: { kind: "ambiguous" },
    });
  });
});

describe("250 changes of a listing a day", () => {
  it("225 are sent, then a raise waits and says until when, a listing that sells out is still sent", async () => {
    await using account = await openAccount();
    account.shop.addProduct(mug("A", 10));
    const connection = await account.connect();
    const ext = await extOf(connection, "A");
    for (let count = 0; count < 225; count += 1) {
      const [result] = await send(connection, [item("A", 20 + (count % 2), ext)]);
      expect(result?.outcome).toBe("applied");
    }
    const [waiting] = await send(connection, [item("A", 30, ext)]);
    expect(waiting).toMatchObject({ outcome: "retry", error: { kind: "throttled", ofItem: true } });
    expect(waiting?.outcome === "retry" && textOf(waiting.text)).toContain("250 changes of a listing a day");
    expect(account.shop.stockOf("A")).toBe(20);
    expect(await send(connection, [item("A", 0, ext)])).toMatchObject([{ outcome: "applied", observed: 0 }]);
    if (waiting?.outcome !== "retry" || waiting.error.kind !== "throttled") throw new Error("it did not wait");
    await account.clock.sleep(waiting.error.waitMs);
    expect(await send(connection, [item("A", 30, ext)])).toMatchObject([{ outcome: "applied", observed: 30 }]);
  });

  it("a change eBay itself refuses for the day waits, too, and is reported", async () => {
    await using account = await openAccount();
    account.shop.addProduct(mug("B", 10));
    const connection = await account.connect();
    const day = Math.floor(account.clock.now() / 86_400_000);
    account.state.revisions.set(`B ${day}`, 250);
    const [refused] = await send(connection, [item("B", 5, await extOf(connection, "B"))]);
    expect(refused).toMatchObject({ outcome: "retry", error: { kind: "throttled", ofItem: true } });
    expect(account.shop.stockOf("B")).toBe(10);
  });
});

describe("prices", () => {
  it("a price goes to this site's offer in its currency, and other currencies are refused", async () => {
    await using account = await openAccount();
    account.shop.addProduct(mug("A"));
    const connection = await account.connect();
    const base = { ...item("A", 0, await extOf(connection, "A")), expected: null };
    const priced = (currency: string) => ({ ...base, want: { price: { minor: 1999n, currency } } });
    const { push } = portOf(connection, "prices");
    expect(await push.send([priced("EUR")], connection.ctx)).toMatchObject([{ outcome: "rejected", code: "currency" }]);
    expect(await push.send([priced("USD")], connection.ctx)).toMatchObject([{ outcome: "applied" }]);
    expect(account.shop.priceOf("A")).toBe("19.99");
  });
});
