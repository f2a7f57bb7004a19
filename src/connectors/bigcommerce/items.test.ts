import { describe, expect, test } from "vitest";
import { parseMoney } from "../../commerce/money.ts";
import type { ChannelProduct, ProductForChannel } from "../../commerce/product.ts";
import { listed, pushAll, stockItem } from "../kit/conformance/bench.ts";
import { refusal } from "../kit/conformance/case.ts";
import type { Ports } from "../kit/contract/contract.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { fromGrams, toGrams } from "./product-mapping.ts";
import { namedItems } from "./stock.ts";
import { type Bench, openStore } from "./testing.ts";

function port<K extends keyof Ports>(bench: Bench, name: K): NonNullable<Ports[K]> {
  const found = bench.connection.ports[name];
  if (!found) throw new Error(`no ${name} port`);
  return found;
}

function simple(bench: Bench, sku: string, stock = 5): string {
  return bench.sandbox.shop.addProduct({ title: `Product ${sku}`, variants: [{ sku, price: "10.00", stock }] }).key;
}

function sized(bench: Bench): string {
  const variants = ["S", "M"].map((option) => ({ sku: `TEE-${option}`, price: "10.00", stock: 5, option }));
  return bench.sandbox.shop.addProduct({ title: "Tee", variants }).key;
}

const item = (bench: Bench, key: string, sku: string) => listed(bench.connection, key, sku);

function storeProduct(bench: Bench, key: string) {
  const product = bench.sandbox.store.products.get(Number(key));
  if (!product) throw new Error(`no product ${key}`);
  return product;
}

describe("stock", () => {
  test("goods counted on the product are addressed by the product, variants by the variant", async () => {
    await using bench = await openStore();
    const [mug, tee] = [simple(bench, "MUG"), sized(bench)];
    const before = bench.sandbox.calls.length;
    const items = [
      stockItem(await item(bench, mug, "MUG"), 1, 5, 1),
      stockItem(await item(bench, tee, "TEE-M"), 2, 5, 2),
    ];
    const results = await pushAll(port(bench, "stock").push, items, bench.connection);
    expect(results.map(({ outcome }) => outcome)).toEqual(["applied", "applied"]);
    const write = bench.sandbox.calls.slice(before).find((call) => call.write);
    expect(JSON.parse(write?.requestBody ?? "").items).toEqual([
      { location_id: 1, product_id: Number(mug), quantity: 1 },
      { location_id: 1, variant_id: Number(items[1]?.key), quantity: 2 },
    ]);
  });

  test("a refusal that names an item turns it to the other id, and the rest goes through", async () => {
    await using bench = await openStore();
    const [mug, cup] = [simple(bench, "MUG"), simple(bench, "CUP")];
    const items = [
      stockItem(await item(bench, mug, "MUG"), 1, null, 1),
      stockItem(await item(bench, cup, "CUP"), 2, null, 2),
    ];
    const product = storeProduct(bench, mug);
    product.tracking = "variant";
    const results = await pushAll(port(bench, "stock").push, items, bench.connection);
    expect(results.map(({ outcome }) => outcome)).toEqual(["applied", "applied"]);
    expect([bench.sandbox.shop.stockOf("MUG"), bench.sandbox.shop.stockOf("CUP")]).toEqual([1, 2]);
  });

  test("a refusal that names nobody is halved until the item at fault stands alone", async () => {
    await using bench = await openStore();
    const keys = ["A", "B", "C", "D"].map((sku) => [sku, simple(bench, sku)] as const);
    const items = [];
    for (const [index, [sku, key]] of keys.entries())
      items.push(stockItem(await item(bench, key, sku), 9, null, index));
    bench.sandbox.faults.add({
      fault: {
        kind: "status",
        status: 422,
        body: JSON.stringify({ status: 422, title: "No reason given", errors: {} }),
      },
      write: true,
      times: 3,
    });
    const results = await pushAll(port(bench, "stock").push, items, bench.connection);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(["applied", "applied", "applied", "rejected"]);
  });

  test("an item not counted, a number for several variants, and a foreign location are refused with the way out", async () => {
    await using bench = await openStore();
    const [mug, tee] = [simple(bench, "MUG"), sized(bench)];
    storeProduct(bench, mug).tracking = "none";
    storeProduct(bench, tee).tracking = "product";
    const [none, pooled] = [await item(bench, mug, "MUG"), await item(bench, tee, "TEE-M")];
    expect([none.variant.levels, pooled.variant.levels]).toEqual([undefined, undefined]);
    const at = (one: typeof none) => ({ ...stockItem(one, 3, null, 1), location: "1" });
    const results = await port(bench, "stock").push.send([at(none), at(pooled)], bench.connection.ctx);
    expect(results).toMatchObject([
      { outcome: "rejected", code: "not_counted" },
      { outcome: "rejected", code: "product_counts" },
    ]);
    const cup = await item(bench, simple(bench, "CUP"), "CUP");
    const [lost] = await port(bench, "stock").push.send(
      [{ ...stockItem(cup, 3, null, 1), location: "" }],
      bench.connection.ctx,
    );
    expect(lost).toMatchObject({ outcome: "rejected", code: "location" });
    const [big] = await port(bench, "stock").push.send([stockItem(cup, 2_147_483_648, null, 1)], bench.connection.ctx);
    expect(big).toMatchObject({ outcome: "rejected", code: "quantity" });
  });

  test("each location has its own number", async () => {
    await using bench = await openStore({
      prepare: ({ store }) => void store.locations.push({ id: 7, label: "Back room", enabled: true }),
    });
    expect(bench.connection.detected.locations.map(({ key }) => key)).toEqual(["1", "7"]);
    const mug = simple(bench, "MUG");
    const one = await item(bench, mug, "MUG");
    expect(one.variant.levels).toEqual([
      { location: "1", available: 5 },
      { location: "7", available: 0 },
    ]);
    await port(bench, "stock").push.send([{ ...stockItem(one, 8, 0, 1), location: "7" }], bench.connection.ctx);
    expect([...storeProduct(bench, mug).stock]).toEqual([
      [1, 5],
      [7, 8],
    ]);
  });

  test("the words of both published refusals name their items", () => {
    expect([
      ...namedItems("[Item with variant_id 106 is tracked by product, please update stock by product id]"),
    ]).toEqual(["variant_id 106"]);
    expect([
      ...namedItems("Items with identity: [product_id 113] requires absolute adjustment before relative"),
    ]).toEqual(["product_id 113"]);
    expect(namedItems("something else").size).toBe(0);
  });
});

describe("prices", () => {
  test("a struck-through price becomes a sale, and reads back as it was pushed", async () => {
    await using bench = await openStore();
    for (const [key, sku] of [
      [simple(bench, "MUG"), "MUG"],
      [sized(bench), "TEE-M"],
    ] as const) {
      const one = await item(bench, key, sku);
      const desired = { price: parseMoney("7.50", "USD"), compareAt: parseMoney("12", "USD") };
      const push = { ...stockItem(one, 0, null, 1), location: "", want: desired, expected: null };
      expect(await port(bench, "prices").push.send([push], bench.connection.ctx)).toMatchObject([
        { outcome: "applied" },
      ]);
      const { variant } = await item(bench, key, sku);
      expect([Number(variant.price), Number(variant.compareAtPrice), bench.sandbox.shop.priceOf(sku)]).toEqual([
        7.5,
        12,
        "7.50",
      ]);
    }
  });

  test("an item that is gone has its batch refused, and alone does not hold up the others", async () => {
    await using bench = await openStore();
    const [mug, cup] = [simple(bench, "MUG"), simple(bench, "CUP")];
    const [first, second] = [await item(bench, mug, "MUG"), await item(bench, cup, "CUP")];
    bench.sandbox.shop.removeProduct(mug);
    const desired = { price: parseMoney("8", "USD") };
    const items = [first, second].map((one, seq) => ({
      ...stockItem(one, 0, null, seq),
      location: "",
      want: desired,
      expected: null,
    }));
    const { send } = port(bench, "prices").push;
    // The catalog takes or refuses a batch whole: the engine then sends each by itself.
    const error = await refusal(send(items, bench.connection.ctx));
    expect(error.kind).toBe("not_found");
    const alone = [];
    for (const one of items) alone.push(...(await send([one], bench.connection.ctx)));
    expect(alone.map(({ outcome }) => outcome)).toEqual(["rejected", "applied"]);
  });
});

describe("products", () => {
  const tee = (variants: readonly string[]): ProductForChannel => ({
    title: "Linen shirt",
    descriptionHtml: "<p>Good</p>",
    brand: "Harbour",
    active: true,
    categoryKeys: [],
    images: [{ url: "https://cdn.example.test/a.jpg", alt: "Front", position: 0 }],
    variants: variants.map((size) => ({
      id: `ours-${size}`,
      sku: `LS-${size}`,
      options: [{ name: "Size", value: size }],
      price: "39.90",
      weightGrams: 300,
      levels: [{ location: "1", available: 4 }],
    })),
  });

  test("a product with options is made in one call with its first stock, and a new size is added later", async () => {
    await using bench = await openStore();
    const { put } = port(bench, "products");
    const made = await put?.({ key: null, product: tee(["S", "M"]), idempotencyKey: "1" }, bench.connection.ctx);
    expect(made?.product).toMatchObject({ brand: "Harbour", images: [{ alt: "Front" }], status: "active" });
    expect([bench.sandbox.shop.stockOf("LS-S"), bench.sandbox.shop.stockOf("LS-M")]).toEqual([4, 4]);
    expect(made?.product.variants[0]?.weightGrams).toBe(300);
    const more = await put?.(
      { key: made?.key ?? "", product: tee(["S", "M", "XL"]), idempotencyKey: "2" },
      bench.connection.ctx,
    );
    expect(more?.variants.map(({ id }) => id)).toEqual(["ours-S", "ours-M", "ours-XL"]);
    expect(storeProduct(bench, made?.key ?? "").options[0]?.values.map(({ label }) => label)).toEqual(["S", "M", "XL"]);
  });

  test("a second product of the same name is refused in words", async () => {
    await using bench = await openStore();
    bench.sandbox.shop.addProduct({ title: "Linen shirt", variants: [{ sku: "OTHER", price: "1", stock: 1 }] });
    const put = port(bench, "products").put?.(
      { key: null, product: tee(["S"]), idempotencyKey: "1" },
      bench.connection.ctx,
    );
    await expect(put).rejects.toMatchObject({ kind: "rejected", message: textWith("unique") });
  });

  test("a variant without a price of its own has the product's", async () => {
    await using bench = await openStore();
    const key = sized(bench);
    for (const variant of storeProduct(bench, key).variants) variant.price = null;
    const reported: ChannelProduct | null = await port(bench, "products").get(key, bench.connection.ctx);
    expect(reported?.variants.map(({ price }) => Number(price))).toEqual([10, 10]);
  });

  test("an edit of the title leaves inherited prices inherited: a later price of the product is theirs", async () => {
    await using bench = await openStore();
    const key = sized(bench);
    const { variants } = storeProduct(bench, key);
    for (const variant of variants) variant.price = null;
    const reported: ChannelProduct | null = await port(bench, "products").get(key, bench.connection.ctx);
    const product: ProductForChannel = {
      title: "Linen tee",
      descriptionHtml: "",
      active: true,
      categoryKeys: [],
      images: [],
      variants: (reported?.variants ?? []).map((shown) => ({
        id: `ours-${shown.sku}`,
        key: shown.key,
        sku: shown.sku ?? "",
        options: shown.options,
        price: "10.00",
        levels: [],
      })),
    };
    await port(bench, "products").put?.({ key, product, idempotencyKey: "1" }, bench.connection.ctx);
    expect(storeProduct(bench, key).name).toBe("Linen tee");
    expect(storeProduct(bench, key).variants.map(({ price }) => price)).toEqual([null, null]);
  });

  test("the account of an e-mail address is changed, and none is made", async () => {
    await using bench = await openStore();
    const mona = { id: 7, first: "Mona", last: "A.", email: "mona@buyers.example", phone: "", modified: 0 };
    bench.sandbox.store.customers.set(7, mona);
    const { update } = port(bench, "customers");
    const change = { email: "mona@buyers.example", name: "Mona El Adel", phone: "+201012345678" };
    expect(await update?.(change, bench.connection.ctx)).toBe("7");
    const changed = { ...mona, last: "El Adel", phone: "+201012345678" };
    expect(bench.sandbox.store.customers.get(7)).toEqual(changed);
    expect(await update?.({ ...change, email: "nobody@buyers.example" }, bench.connection.ctx)).toBeNull();
    expect([...bench.sandbox.store.customers.values()]).toEqual([changed]);
  });

  test("removing needs an id: the route without one would delete many", async () => {
    await using bench = await openStore();
    const key = simple(bench, "MUG");
    const before = bench.sandbox.calls.length;
    for (const odd of ["", "0", "../products", "id:in=1"])
      await port(bench, "products").remove?.(odd, bench.connection.ctx);
    expect(bench.sandbox.calls.length).toBe(before);
    await port(bench, "products").remove?.(key, bench.connection.ctx);
    expect(bench.sandbox.shop.skus()).toEqual([]);
  });

  test("weights follow the store's unit", () => {
    expect([toGrams("1", "Ounces"), toGrams("2", "LBS"), toGrams("0", "KGS"), toGrams("1", "Stones")]).toEqual([
      28,
      907,
      undefined,
      undefined,
    ]);
    expect([fromGrams(300, "KGS"), fromGrams(28.349523125, "Ounces"), fromGrams(undefined, "KGS")]).toEqual([
      "0.3",
      "1",
      "0",
    ]);
  });
});

test("an edit leaves the two switches of a product alone: one that is visible and cannot be bought is off sale", async () => {
  await using bench = await openStore();
  const key = simple(bench, "MUG");
  Object.assign(storeProduct(bench, key), { availability: "disabled" });
  const existing = await port(bench, "products").get(key, bench.connection.ctx);
  expect(existing?.status).toBe("draft");
  const variants = (existing?.variants ?? []).map((one) => ({
    id: one.key,
    key: one.key,
    sku: one.sku ?? "",
    options: [],
    levels: [],
    ext: one.ext,
  }));
  const product = { title: "Cup", descriptionHtml: "", active: false, categoryKeys: [], images: [], variants };
  await port(bench, "products").put?.({ key, product, idempotencyKey: "1" }, bench.connection.ctx);
  expect(storeProduct(bench, key)).toMatchObject({ name: "Cup", visible: true, availability: "disabled" });
});

describe("categories", () => {
  test("a category is made in the channel's tree, adopted when it is there, renamed by its id", async () => {
    await using bench = await openStore();
    const { put, sweep } = port(bench, "categories");
    const ctx = bench.connection.ctx;
    const first = await put?.({ key: null, name: "Shirts" }, ctx);
    expect(await put?.({ key: null, name: "Shirts" }, ctx)).toBe(first);
    const child = await put?.({ key: null, name: "Linen", parentKey: first }, ctx);
    await put?.({ key: first ?? null, name: "Tops" }, ctx);
    const reported = [];
    for await (const page of sweep.run({ cursor: null }, ctx)) reported.push(...page.items);
    expect(reported).toMatchObject([
      { key: first, name: "Tops", parentKey: undefined },
      { key: child, name: "Linen", parentKey: first },
    ]);
  });
});
