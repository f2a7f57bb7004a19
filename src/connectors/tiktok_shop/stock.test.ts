import { describe, expect, it } from "vitest";
import { parseMoney } from "../../commerce/money.ts";
import type { StoredProduct } from "../../sandboxes/tiktok_shop/state.ts";
import type { PushItem } from "../kit/contract/ports.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { openShop, type World } from "./testing.ts";

async function withItems(
  options: { readonly settings?: Readonly<Record<string, boolean>>; readonly currency?: string } = {},
) {
  const world = await openShop(options.currency);
  const connection = await world.connect({ settings: { ...options.settings } });
  const { key } = world.shop.addProduct({
    title: "Tee",
    variants: ["S", "M"].map((option) => ({ sku: `TEE-${option}`, price: "9.00", stock: 10, option })),
  });
  const product = world.state.products.get(key);
  if (!product) throw new Error("no product");
  return { world, connection, product };
}

/** Another product on sale. */
function withMug(world: World): StoredProduct {
  const { key } = world.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "1", stock: 1 }] });
  const mug = world.state.products.get(key);
  if (!mug) throw new Error("no mug");
  return mug;
}

const main = ({ state }: World): string => state.warehouses[0]?.id ?? "";

function itemOf<V>(product: StoredProduct, index: number, desired: V, more: Partial<PushItem<V>> = {}): PushItem<V> {
  return {
    key: product.skus[index]?.id ?? "",
    location: "",
    seq: BigInt(index + 1),
    want: desired,
    expected: null,
    ext: { productId: product.id, warehouses: [] },
    idempotencyKey: `k-${index}`,
    ...more,
  };
}

const push = (connection: TestConnection, items: readonly PushItem<number>[]) => {
  const { stock } = connection.ports;
  if (!stock) throw new Error("no stock port");
  return stock.push.send(items, connection.ctx);
};

const updates = (world: World) =>
  world.sandbox.calls
    .filter(({ path }) => path.includes("/inventory/update"))
    .map(({ requestBody }) => JSON.parse(requestBody));

describe("stock", () => {
  it("zero and the largest number are applied, item by item", async () => {
    const { world, connection, product } = await withItems();
    await using _ = world;
    const results = await push(connection, [itemOf(product, 0, 0), itemOf(product, 1, 99_999)]);
    expect(results.map(({ outcome }) => outcome)).toEqual(["applied", "applied"]);
    expect([world.shop.stockOf("TEE-S"), world.shop.stockOf("TEE-M")]).toEqual([0, 99_999]);
    expect(await push(connection, [itemOf(product, 1, 100_000)])).toMatchObject([
      { outcome: "rejected", code: "too_many" },
    ]);
  });

  it("a product goes in one call, whatever number of its items", async () => {
    const { world, connection, product } = await withItems();
    await using _ = world;
    await push(connection, [itemOf(product, 0, 1), itemOf(product, 1, 2)]);
    expect(updates(world)).toMatchObject([
      { skus: [{ inventory: [{ quantity: 1 }] }, { inventory: [{ quantity: 2 }] }] },
    ]);
  });

  it("a stock update lists every warehouse of the item: the others keep what TikTok shows", async () => {
    const { world, connection, product } = await withItems();
    await using _ = world;
    const second = world.shop.addLocation?.("Second") ?? "";
    product.skus[0]?.stock.set(second, { available: 7, committed: 0 });
    const results = await push(connection, [itemOf(product, 0, 4, { location: main(world) })]);
    expect(results).toMatchObject([{ outcome: "applied", observed: 4 }]);
    expect(updates(world)[0].skus).toEqual([
      {
        id: product.skus[0]?.id,
        inventory: [
          { warehouse_id: main(world), quantity: 4 },
          { warehouse_id: second, quantity: 7 },
        ],
      },
    ]);
    const both = [itemOf(product, 0, 5, { location: main(world) }), itemOf(product, 0, 6, { location: second })];
    await push(connection, both);
    expect([...(product.skus[0]?.stock.values() ?? [])].map(({ available }) => available)).toEqual([5, 6]);
  });

  it("a warehouse the item is not kept in cannot be added by a program", async () => {
    const { world, connection, product } = await withItems();
    await using _ = world;
    const second = world.shop.addLocation?.("Second") ?? "";
    expect(await push(connection, [itemOf(product, 0, 4, { location: second })])).toMatchObject([
      { outcome: "rejected", code: "warehouse" },
    ]);
    expect(updates(world)).toEqual([]);
  });

  it("a stock update does not overwrite what is bought meanwhile", async () => {
    const { world, connection, product } = await withItems();
    await using _ = world;
    world.shop.placeOrder({ lines: [{ sku: "TEE-S", quantity: 2 }], payment: "pending" });
    expect(await push(connection, [itemOf(product, 0, 20, { expected: 10 })])).toMatchObject([
      { outcome: "conflict", observed: 8 },
    ]);
    expect(world.shop.stockOf("TEE-S")).toBe(8);
  });

  it("a refused row inside a success is no success, and its sibling is applied", async () => {
    const { world, connection, product } = await withItems();
    await using _ = world;
    world.state.refusesZero = true;
    const results = await push(connection, [itemOf(product, 0, 0), itemOf(product, 1, 5)]);
    expect(results).toMatchObject([
      { outcome: "rejected", code: "zero" },
      { outcome: "applied", observed: 5 },
    ]);
    expect([product.status, world.shop.stockOf("TEE-M")]).toEqual(["ACTIVATE", 5]);
  });

  it("a refusal that names no item is everybody's", async () => {
    const { world, connection, product } = await withItems();
    await using _ = world;
    const errors = [
      {
        code: 12052990,
        message: "Check failed",
        detail: { extra_errors: [{ code: 12052097, message: "The warehouse does not exist" }] },
      },
    ];
    const body = JSON.stringify({ code: 0, data: { errors }, message: "Success" });
    world.sandbox.faults.add({ fault: { kind: "status", status: 200, body }, path: "/inventory/update" });
    expect(await push(connection, [itemOf(product, 0, 4), itemOf(product, 1, 5)])).toMatchObject([
      { outcome: "rejected", code: "12052097", text: textWith("The warehouse does not exist") },
      { outcome: "rejected" },
    ]);
  });

  it("a sold-out product is taken off sale where TikTok refuses zero, unless the seller minds", async () => {
    const { world, connection, product } = await withItems();
    await using _ = world;
    world.state.refusesZero = true;
    const results = await push(connection, [itemOf(product, 0, 0), itemOf(product, 1, 0)]);
    expect(results).toMatchObject([{ outcome: "rejected", text: textWith("taken off sale") }, { outcome: "rejected" }]);
    expect(product.status).toBe("SELLER_DEACTIVATED");
    const other = await withItems({ settings: { zeroStops: false } });
    await using __ = other.world;
    other.world.state.refusesZero = true;
    await push(other.connection, [itemOf(other.product, 0, 0), itemOf(other.product, 1, 0)]);
    expect(other.product.status).toBe("ACTIVATE");
  });

  it("a product that is not on sale takes no stock; another does all the same", async () => {
    const { world, connection, product } = await withItems();
    await using _ = world;
    const mug = withMug(world);
    product.status = "SELLER_DEACTIVATED";
    const results = await push(connection, [itemOf(product, 0, 3), itemOf(mug, 0, 9)]);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(["applied", "rejected"]);
    expect(world.shop.stockOf("MUG-1")).toBe(9);
  });

  it("a result that is done stays reported when the connection fails midway", async () => {
    const { world, connection, product } = await withItems();
    await using _ = world;
    const mug = withMug(world);
    world.sandbox.faults.add({
      fault: { kind: "throttle", retryAfterSeconds: 120 },
      path: `${product.id}/inventory/update`,
    });
    const results = await push(connection, [itemOf(product, 0, 3), itemOf(mug, 0, 9)]);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(["applied", "retry"]);
  });

  it("an item nobody linked is refused before anything is asked", async () => {
    const { world, connection, product } = await withItems();
    await using _ = world;
    const before = world.sandbox.calls.length;
    expect(await push(connection, [itemOf(product, 0, 1, { ext: null })])).toMatchObject([{ code: "unlinked" }]);
    expect(world.sandbox.calls).toHaveLength(before);
  });
});

describe("prices", () => {
  const input = (amount: string, currency: string, compareAt?: string) => ({
    price: parseMoney(amount, currency),
    ...(compareAt === undefined ? {} : { compareAt: parseMoney(compareAt, currency) }),
  });

  it("prices go one call a product, and a bad item of one leaves the others priced", async () => {
    const { world, connection, product } = await withItems();
    await using _ = world;
    const gone = itemOf(product, 0, input("5.00", "GBP"), { key: "1" });
    const fine = itemOf(product, 1, input("6.50", "GBP"));
    const results = await connection.ports.prices?.push.send([gone, fine], connection.ctx);
    expect(results?.map(({ outcome }) => outcome)).toEqual(["rejected", "applied"]);
    expect(world.shop.priceOf("TEE-M")).toBe("6.50");
  });

  it("the crossed-out price is an American thing", async () => {
    const american = await withItems({ currency: "USD" });
    await using _ = american.world;
    await american.connection.ports.prices?.push.send(
      [itemOf(american.product, 0, input("5.00", "USD", "9.00"))],
      american.connection.ctx,
    );
    expect([american.product.skus[0]?.price, american.product.skus[0]?.listPrice]).toEqual(["5.00", "9.00"]);
    const british = await withItems();
    await using __ = british.world;
    await british.connection.ports.prices?.push.send(
      [itemOf(british.product, 0, input("5.00", "GBP", "9.00"))],
      british.connection.ctx,
    );
    expect([british.product.skus[0]?.price, british.product.skus[0]?.listPrice]).toEqual(["5.00", null]);
  });

  it.each([
    ["JPY", "1250", "1250"],
    ["KWD", "1.250", "1.250"],
  ])("%s is written with its own number of places", async (currency, amount, shown) => {
    const { world, connection, product } = await withItems({ currency });
    await using _ = world;
    await connection.ports.prices?.push.send([itemOf(product, 0, input(amount, currency))], connection.ctx);
    expect(product.skus[0]?.price).toBe(shown);
  });

  it("a price locked by a promotion is reported as such", async () => {
    const { world, connection, product } = await withItems();
    await using _ = world;
    const body = JSON.stringify({
      code: 12052038,
      message: "Product price locked due to ongoing promotion.",
      data: null,
    });
    world.sandbox.faults.add({ fault: { kind: "status", status: 200, body }, path: "/prices/update" });
    const results = await connection.ports.prices?.push.send(
      [itemOf(product, 0, input("5.00", "GBP"))],
      connection.ctx,
    );
    expect(results).toMatchObject([{ outcome: "rejected", code: "12052038", text: textWith("promotion") }]);
  });
});
