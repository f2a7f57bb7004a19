import { describe, expect, it } from "vitest";
import { type Money, parseMoney } from "../../commerce/money.ts";
import type { DesiredPrice, PriceItem, PushItem } from "../kit/contract/ports.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { stockPort as stockPortOf } from "./stock.ts";
import { type Account, bodyOf, openAccount, stockOf, writes } from "./testing.ts";

function item<V>({ sandbox }: Account, sku: string, desired: V, more: Partial<PushItem<V>> = {}): PushItem<V> {
  const listing = sandbox.state.listings.get(sku);
  return {
    key: listing?.listingId ?? "",
    location: sandbox.state.locations[0] ?? "",
    seq: 1n,
    want: desired,
    expected: null,
    ext: { sku, fsn: listing?.fsn ?? "", profile: "NON_FBF" },
    idempotencyKey: "k",
    ...more,
  };
}

function push(connection: TestConnection, items: readonly PushItem<number>[]) {
  return stockOf(connection).push.send(items, connection.ctx);
}

describe("stock", () => {
  it("stock of several locations is sent with its SKU once, with each location's switch unchanged", async () => {
    await using account = await openAccount();
    const second = account.shop.addLocation?.("depot") ?? "";
    const [first = ""] = account.sandbox.state.locations;
    const row = account.sandbox.state.listings.get("MUG-1")?.locations;
    row?.set(second, { status: "DISABLED", inventory: 3, pending: 0 });
    const connection = await account.connect();
    expect(stockOf(connection).push.maxItems).toBe(20);
    const results = await push(connection, [
      item(account, "MUG-1", 7, { expected: 100 }),
      item(account, "MUG-1", 8, { location: second, expected: 3, seq: 2n }),
    ]);
    expect(results.map(({ outcome }) => outcome)).toEqual(["applied", "applied"]);
    expect(bodyOf(account, "update/inventory")).toEqual({
      "MUG-1": {
        product_id: account.sandbox.state.listings.get("MUG-1")?.fsn,
        locations: [
          { id: first, status: "ENABLED", inventory: 7 },
          { id: second, status: "DISABLED", inventory: 8 },
        ],
      },
    });
  });

  it("a SKU Flipkart refuses inside its 200 is refused with Flipkart's words, and the others are applied", async () => {
    await using account = await openAccount();
    account.sandbox.state.refusals.set("MUG-2", {
      code: 2024,
      description: "Too many.",
      attribute: "locations.inventory",
    });
    const connection = await account.connect();
    const results = await push(
      connection,
      ["MUG-1", "MUG-2", "MUG-3"].map((sku) => item(account, sku, 5)),
    );
    expect(results).toMatchObject([
      { outcome: "applied" },
      { outcome: "rejected", code: "2024", field: "locations.inventory", text: textWith("Flipkart says: Too many.") },
      { outcome: "applied" },
    ]);
  });

  it("a stock update that Flipkart fails or does not answer is tried again", async () => {
    await using account = await openAccount();
    account.sandbox.state.refusals.set("MUG-1", { code: 500, description: "DEPENDENT_SYSTEM_CALL_FAILED" });
    const connection = await account.connect();
    expect(await push(connection, [item(account, "MUG-1", 5)])).toMatchObject([{ outcome: "retry" }]);
    account.sandbox.faults.add({
      fault: { kind: "status", status: 200, body: "{}" },
      times: 1,
      path: "update/inventory",
    });
    expect(await push(connection, [item(account, "MUG-1", 5)])).toMatchObject([{ outcome: "retry" }]);
    expect(await push(connection, [item(account, "MUG-1", 5)])).toMatchObject([{ outcome: "applied", observed: 5 }]);
  });

  it("stock in Flipkart's own warehouses, or without a location, is not written", async () => {
    await using account = await openAccount();
    const { listings } = account.sandbox.state;
    Object.assign(listings.get("MUG-1") ?? {}, { profile: "FBF" });
    for (const sku of ["MUG-2", "MUG-3"]) Object.assign(listings.get(sku) ?? {}, { hidesLocations: true });
    const connection = await account.connect({ values: { locationIds: "LOC1a, LOC2b" } });
    expect(await push(connection, [item(account, "MUG-1", 5)])).toMatchObject([{ outcome: "rejected", code: "fbf" }]);
    const homeless = { ...connection.info, settings: {}, facts: {} };
    const port = stockOf({ ...connection, ports: { stock: stockPortOf(homeless) } });
    expect(await port.push.send([item(account, "MUG-2", 5, { location: "" })], connection.ctx)).toMatchObject([
      { outcome: "rejected", code: "location" },
    ]);
    expect(writes(account)).toEqual([]);
  });

  it("a stock update never uses the call that replaces the listing", async () => {
    await using account = await openAccount();
    const connection = await account.connect();
    await push(connection, [item(account, "MUG-1", 5)]);
    expect(writes(account).map(({ path }) => path)).toEqual(["/sellers/listings/v3/update/inventory"]);
  });

  it("stock that shows no number yet is written without a comparison", async () => {
    await using account = await openAccount();
    Object.assign(account.sandbox.state.listings.get("MUG-1") ?? {}, { hidesLocations: true });
    const connection = await account.connect();
    expect(await push(connection, [item(account, "MUG-1", 5, { expected: 0 })])).toMatchObject([
      { outcome: "applied" },
    ]);
    expect(account.shop.stockOf("MUG-1")).toBe(5);
  });

  it("a cancellation that set the listing out of stock is a conflict once, then the number goes back", async () => {
    await using account = await openAccount();
    const connection = await account.connect();
    account.shop.setStock("MUG-1", 0);
    expect(await push(connection, [item(account, "MUG-1", 99, { expected: 100 })])).toMatchObject([
      { outcome: "conflict", observed: 0 },
    ]);
    expect(await push(connection, [item(account, "MUG-1", 99, { expected: 0 })])).toMatchObject([
      { outcome: "applied" },
    ]);
  });
});

describe("prices", () => {
  const inr = (text: string): Money => parseMoney(text, "INR");
  const send = (connection: TestConnection, items: readonly PriceItem[]) =>
    connection.ports.prices?.push.send(items, connection.ctx);

  it("prices are whole rupees, and the maximum retail price stays unless one is given", async () => {
    await using account = await openAccount();
    const connection = await account.connect();
    expect(await send(connection, [item<DesiredPrice>(account, "MUG-1", { price: inr("199.00") })])).toMatchObject([
      { outcome: "applied" },
    ]);
    expect(bodyOf(account, "update/price")["MUG-1"].price).toEqual({ mrp: 313, selling_price: 199, currency: "INR" });
    await send(connection, [item<DesiredPrice>(account, "MUG-1", { price: inr("400"), compareAt: inr("500") })]);
    expect(account.sandbox.state.listings.get("MUG-1")).toMatchObject({ price: 400, mrp: 500 });
    const count = writes(account).length;
    expect(await send(connection, [item<DesiredPrice>(account, "MUG-1", { price: inr("400") })])).toMatchObject([
      { outcome: "applied" },
    ]);
    expect(writes(account)).toHaveLength(count);
  });

  it.each([
    ["19.95 INR", { price: inr("19.95") }, "paise"],
    ["a crossed-out price with paise", { price: inr("20"), compareAt: inr("25.5") }, "paise"],
    ["dollars", { price: parseMoney("20", "USD") }, "currency"],
    ["dinars with three places", { price: parseMoney("20.000", "KWD") }, "currency"],
  ])("%s are refused before anything is sent", async (_what, desired, code) => {
    await using account = await openAccount();
    const connection = await account.connect();
    expect(await send(connection, [item<DesiredPrice>(account, "MUG-1", desired)])).toMatchObject([
      { outcome: "rejected", code },
    ]);
    expect(writes(account)).toEqual([]);
  });

  it("prices above the maximum retail price are refused by Flipkart, with its own message", async () => {
    await using account = await openAccount();
    const connection = await account.connect();
    const results = await send(connection, [
      item<DesiredPrice>(account, "MUG-1", { price: inr("999") }),
      item<DesiredPrice>(account, "MUG-2", { price: inr("100") }),
    ]);
    expect(results).toMatchObject([
      { outcome: "rejected", field: "price.selling_price", text: textWith("above the MRP") },
      { outcome: "applied" },
    ]);
  });
});
