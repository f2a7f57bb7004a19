import { afterEach, describe, expect, it } from "vitest";
import type { ShopifySandbox } from "../../sandboxes/shopify/index.ts";
import { levelKey } from "../../sandboxes/shopify/state.ts";
import type { PushItem, PushResult } from "../kit/contract/ports.ts";
import { openRig, type Rig, stockItem } from "./testing.ts";

let rig: Rig;
afterEach(() => rig.close());

const goods = (sandbox: ShopifySandbox) => {
  for (const [sku, stock] of [
    ["A", 5],
    ["B", 7],
    ["C", 9],
  ] as const)
    sandbox.shop.addProduct({ title: `Thing ${sku}`, variants: [{ sku, price: "10.00", stock }] });
};

async function push(items: readonly PushItem<number>[]): Promise<readonly PushResult<number>[]> {
  const results = (await rig.connection.ports.stock?.push.send(items, rig.ctx)) ?? [];
  return [...results].sort(
    (a, b) => items.findIndex((item) => item.key === a.key) - items.findIndex((item) => item.key === b.key),
  );
}

const writes = () => rig.sandbox.calls.filter((call) => call.requestBody.includes("inventorySetQuantities"));

describe("stock", () => {
  it("every row carries changeFromQuantity, and the mutation its idempotency key (ShopifySharp #1253, openclaw #218)", async () => {
    rig = await openRig(goods);
    await push([stockItem(rig, "A", 3, { expected: 5 })]);
    const { variables, query } = JSON.parse(writes()[0]?.requestBody ?? "{}");
    expect(variables.input.quantities).toEqual([expect.objectContaining({ quantity: 3, changeFromQuantity: 5 })]);
    expect([query.includes("@idempotent(key: $key)"), variables.key]).toEqual([
      true,
      expect.stringMatching(/^[0-9a-f-]{36}$/),
    ]);
  });

  it("an explicit null goes over the wire when nothing is known of the level", async () => {
    rig = await openRig(goods);
    const item = stockItem(rig, "A", 3);
    rig.sandbox.state.levels.delete(levelKey(String((item.ext as { inventoryItemId: string }).inventoryItemId), "1"));
    expect(await push([item])).toMatchObject([{ outcome: "applied", observed: 3 }]);
    expect(writes()[0]?.requestBody).toContain('"changeFromQuantity":null');
    expect(rig.sandbox.shop.stockOf("A")).toBe(3);
  });

  it("a stale expectation is a conflict that tells what is shown, and does not stop the others", async () => {
    rig = await openRig(goods);
    rig.sandbox.shop.setStock("B", 4);
    const results = await push([
      stockItem(rig, "A", 1, { expected: 5 }),
      stockItem(rig, "B", 1, { expected: 7 }),
      stockItem(rig, "C", 1, { expected: 9 }),
    ]);
    expect(results).toMatchObject([
      { outcome: "applied" },
      { outcome: "conflict", observed: 4 },
      { outcome: "applied" },
    ]);
    expect(["A", "B", "C"].map((sku) => rig.sandbox.shop.stockOf(sku))).toEqual([1, 4, 1]);
  });

  it("bad rows are answered one by one in words", async () => {
    rig = await openRig(goods);
    const results = await push([
      stockItem(rig, "A", -1, { expected: 5 }),
      stockItem(rig, "B", 2_000_000_000, { expected: 7 }),
      stockItem(rig, "C", 1, { expected: 9 }),
      { ...stockItem(rig, "C", 1), key: "gone", ext: { productId: "1", inventoryItemId: "404" } },
      { ...stockItem(rig, "C", 1), key: "unlinked", ext: null },
    ]);
    expect(
      results.map((result) => [
        result.key === "gone" || result.key === "unlinked" ? result.key : "",
        result.outcome,
        "code" in result ? result.code : "",
      ]),
    ).toEqual([
      ["", "rejected", "INVALID_QUANTITY_NEGATIVE"],
      ["", "rejected", "INVALID_QUANTITY_TOO_HIGH"],
      ["", "applied", ""],
      ["gone", "rejected", "NOT_FOUND"],
      ["unlinked", "rejected", "NOT_LINKED"],
    ]);
  });

  it("a write whose answer was lost is replayed, not done twice", async () => {
    rig = await openRig(goods);
    const item = stockItem(rig, "A", 3, { expected: 5 });
    rig.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, path: "inventorySetQuantities", times: 1 });
    expect(await push([item])).toMatchObject([{ outcome: "applied", observed: 3 }]);
    expect(new Set(writes().map((call) => call.requestBody)).size).toBe(1);
    expect(rig.sandbox.shop.stockOf("A")).toBe(3);
  });

  it("an item that is not stocked at a location is opened there", async () => {
    rig = await openRig((sandbox) => {
      goods(sandbox);
      sandbox.state.locations.push({ id: "2", name: "Shop", active: true });
    });
    expect(await push([stockItem(rig, "A", 6, { location: "2" })])).toMatchObject([
      { outcome: "applied", observed: 6 },
    ]);
    const ext = stockItem(rig, "A", 0).ext;
    const read = await rig.connection.ports.stock?.read([{ key: "k", ext }], rig.ctx);
    expect(read).toEqual([
      {
        key: "k",
        levels: [
          { location: "1", available: 5, committed: 0 },
          { location: "2", available: 6, committed: 0 },
        ],
      },
    ]);
    expect(rig.connection.ports.stock?.multiLocation).toBe(true);
    // A third location since the shop was looked at: what is asked for may leave out one of the two.
    const third = rig.sandbox.shop.addLocation?.("Third") ?? "";
    await push([{ ...stockItem(rig, "A", 4), location: third }]);
    const [now] = (await rig.connection.ports.stock?.read([{ key: "k", ext }], rig.ctx)) ?? [];
    expect([now?.levels.length, now?.levelsInPart]).toEqual([2, true]);
  });

  it("250 rows go in one call", async () => {
    rig = await openRig((sandbox) => {
      for (let at = 0; at < 250; at += 1)
        sandbox.shop.addProduct({ title: `P${at}`, variants: [{ sku: `S${at}`, price: "1.00", stock: 1 }] });
    });
    const results = await push(Array.from({ length: 250 }, (_, at) => stockItem(rig, `S${at}`, 2, { expected: 1 })));
    expect([results.length, results.every((result) => result.outcome === "applied"), writes().length]).toEqual([
      250,
      true,
      1,
    ]);
  });

  it("a number that is right already is not written", async () => {
    rig = await openRig(goods);
    expect(await push([stockItem(rig, "A", 5)])).toMatchObject([{ outcome: "applied", observed: 5 }]);
    expect(writes()).toEqual([]);
  });
});

describe("prices", () => {
  it("one call per product; a refused variant does not hold up its siblings", async () => {
    rig = await openRig((sandbox) => {
      sandbox.shop.addProduct({
        title: "Tee",
        variants: [
          { sku: "T-S", price: "10.00", stock: 1, option: "S" },
          { sku: "T-M", price: "10.00", stock: 1, option: "M" },
        ],
      });
    });
    const item = (sku: string, minor: bigint) => ({
      ...stockItem(rig, sku, 0),
      want: { price: { minor, currency: "EUR" } },
      expected: null,
    });
    const results = await rig.connection.ports.prices?.push.send([item("T-S", 1250n), item("T-M", -5n)], rig.ctx);
    expect(results).toMatchObject([
      { outcome: "applied", observed: { price: { minor: 1250n } } },
      { outcome: "rejected", field: "price" },
    ]);
    expect([rig.sandbox.shop.priceOf("T-S"), rig.sandbox.shop.priceOf("T-M")]).toEqual(["12.50", "10.00"]);
    const foreign = await rig.connection.ports.prices?.push.send(
      [{ ...item("T-S", 1n), want: { price: { minor: 1n, currency: "USD" } } }],
      rig.ctx,
    );
    expect(foreign).toMatchObject([{ outcome: "rejected", code: "CURRENCY" }]);
  });
});
