import { describe, expect, test } from "vitest";
import { parseMoney } from "../../commerce/money.ts";
import type { ChannelProduct, ProductForChannel } from "../../commerce/product.ts";
import { sentAgain } from "../kit/testing/products.ts";
import { portOf } from "../kit/testing/shop.ts";
import { type Bench, mug, openShop } from "./testing.ts";

const SIZES = Array.from({ length: 24 }, (_, index) => `Size ${index + 1}`);

async function put(shop: Bench, product: ProductForChannel, key: string | null) {
  const { put: write } = portOf(shop.connection, "products");
  if (!write) throw new Error("products cannot be written");
  return write({ key, product, idempotencyKey: "p1" }, shop.connection.ctx);
}

async function read(shop: Bench, key: string): Promise<ChannelProduct> {
  const product = await portOf(shop.connection, "products").get(key, shop.connection.ctx);
  if (!product) throw new Error("no product");
  return product;
}

function addShirt({ sandbox }: Bench): string {
  const variants = SIZES.map((option, index) => ({ sku: `S-${index}`, price: "20.00", stock: 3, option }));
  return sandbox.shop.addProduct({ title: "Shirt", variants, category: "Tees" }).key;
}

const stored = ({ sandbox }: Bench, sku: string) => {
  const row = [...sandbox.state.products.values()].find((one) => one.sku === sku);
  if (!row) throw new Error(`no ${sku}`);
  return row;
};

/** Everything the shop keeps of its products and their stock, but what any write moves. */
const records = ({ sandbox: { state } }: Bench) => {
  const rows = [...state.products.values()].map(({ updatedAt: _moved, ...row }) => row);
  return structuredClone([rows, state.sourceItems, state.attributes, state.inDefaultSet]);
};

function called({ sandbox }: Bench, from: number): string[] {
  return sandbox.calls
    .slice(from)
    .map((call) => `${call.method} ${call.path.split("?")[0]?.replace("/rest/all/V1", "") ?? ""}`);
}

describe("an edit of one field", () => {
  test("an edit of one field changes nothing else: attributes, price scopes, sales, names of children, other websites", async () => {
    await using shop = await openShop();
    const key = addShirt(shop);
    const family = stored(shop, "S-0-family");
    family.attributes.set("meta_title", "Mine").set("plugin_code", "deep").set("country_of_manufacture", "NL");
    Object.assign(family, { websiteIds: [1, 2], visibility: 2, weight: 0.5 });
    family.media.push({ id: 77, label: "", position: 1, types: [], bytes: "", file: "/m/i/mine.jpg" });
    Object.assign(stored(shop, "S-0"), { price: "19.987654", name: "Shirt, small", weight: 0.333333, status: 2 });
    Object.assign(stored(shop, "S-1"), { special: { price: "15", from: null, to: "2026-12-01 00:00:00" } });
    Object.assign(stored(shop, "S-2"), { special: { price: "11.5", from: "2026-01-01 00:00:00", to: null } });
    stored(shop, "S-3").attributes.set("tax_class_id", "7").set("cost", "8.123456");
    const before = records(shop);
    const existing = await read(shop, key);
    const same = await put(shop, sentAgain(existing), key);
    expect(shop.sandbox.calls.filter((call) => call.write)).toEqual([]);
    expect(same.product).toEqual(existing);
    await put(shop, sentAgain(existing, { title: "Blouse" }), key);
    expect(family.name).toBe("Blouse");
    family.name = "Shirt";
    expect(records(shop)).toEqual(before);
  });

  test("an edit of the title of a product with 24 variants takes four calls, one of them a write", async () => {
    await using shop = await openShop();
    const key = addShirt(shop);
    const existing = await read(shop, key);
    const from = shop.sandbox.calls.length;
    const { product } = await put(shop, sentAgain(existing, { title: "Blouse" }), key);
    expect(called(shop, from)).toEqual([
      "GET /products",
      "GET /products/attributes",
      "POST /products",
      "GET /inventory/source-items",
    ]);
    expect(product).toMatchObject({ title: "Blouse", variants: { length: 24 } });
    expect(product.variants.map((one) => one.levels)).toEqual(existing.variants.map((one) => one.levels));
  });

  test("an edit of a price writes that price alone", async () => {
    await using shop = await openShop();
    const key = addShirt(shop);
    const existing = sentAgain(await read(shop, key));
    const before = records(shop);
    const variants = existing.variants.map((one) => (one.sku === "S-5" ? { ...one, price: "21.00" } : one));
    await put(shop, { ...existing, variants }, key);
    expect(stored(shop, "S-5").price).toBe("21");
    stored(shop, "S-5").price = "20.00";
    expect(records(shop)).toEqual(before);
  });
});

describe("images the shop has", () => {
  test("images the shop has are not uploaded a second time when their own addresses are sent", async () => {
    await using shop = await openShop();
    const { key } = shop.sandbox.shop.addProduct(mug("A"));
    const url = `${shop.sandbox.url}/image/one.gif`;
    await put(shop, sentAgain(await read(shop, key), { images: [{ url, position: 0 }] }), key);
    const existing = await read(shop, key);
    expect(existing.images).toHaveLength(1);
    const before = records(shop);
    await put(shop, sentAgain(existing, { title: "New" }), key);
    expect(stored(shop, "A").media).toHaveLength(1);
    stored(shop, "A").name = "Mug A";
    expect(records(shop)).toEqual(before);
  });
});

describe("images of ours", () => {
  test("images of ours have our sequence and texts, the first is the main one, also where others are replaced", async () => {
    await using shop = await openShop();
    const { key } = shop.sandbox.shop.addProduct(mug("A"));
    const send = async (...images: readonly (readonly [name: string, alt: string])[]) => {
      const all = images.map(([name, alt], position) => ({
        url: `${shop.sandbox.url}/image/one.gif?${name}`,
        alt,
        position,
      }));
      await put(shop, sentAgain(await read(shop, key), { images: all }), key);
      const { media } = stored(shop, "A");
      return media.map(({ label, types }) => [label, types.includes("image")]);
    };
    expect(await send(["a", "Front"], ["b", "Back"])).toEqual([
      ["Front", true],
      ["Back", false],
    ]);
    const ids = () => stored(shop, "A").media.map(({ id }) => id);
    const before = ids();
    expect(await send(["b", "From behind"], ["a", ""])).toEqual([
      ["From behind", true],
      ["", false],
    ]);
    expect(ids()).toEqual(before.toReversed());
    expect(await send(["c", "Top"], ["b", "From behind"])).toEqual([
      ["Top", true],
      ["From behind", false],
    ]);
    expect(await send(["d", "Side"])).toEqual([["Side", true]]);
  });
});

describe("a product on two websites", () => {
  const open = () =>
    openShop({
      prepare: ({ state }) => void state.websites.push({ id: 2, code: "b2b", name: "B2B", groupId: 1 }),
      connection: { values: { websiteCode: "base" } },
    });

  test("a product that is not on our website is neither switched off nor added by an edit", async () => {
    await using shop = await open();
    const { key } = shop.sandbox.shop.addProduct(mug("A"));
    Object.assign(stored(shop, "A"), { websiteIds: [2] });
    const existing = await read(shop, key);
    expect([existing.status, existing.listed]).toEqual(["active", false]);
    await put(shop, sentAgain(existing, { title: "New" }), key);
    expect(stored(shop, "A")).toMatchObject({ name: "New", status: 1, websiteIds: [2] });
    await put(shop, sentAgain(existing, { active: true }), key);
    expect(stored(shop, "A")).toMatchObject({ status: 1, websiteIds: [2, 1] });
  });

  test("a product the hub switches off leaves our website alone; on its only website it is disabled", async () => {
    await using shop = await open();
    const [both, one] = [shop.sandbox.shop.addProduct(mug("A")), shop.sandbox.shop.addProduct(mug("B"))];
    Object.assign(stored(shop, "A"), { websiteIds: [1, 2] });
    for (const { key } of [both, one]) await put(shop, sentAgain(await read(shop, key), { active: false }), key);
    expect(stored(shop, "A")).toMatchObject({ status: 1, websiteIds: [2] });
    expect(stored(shop, "B")).toMatchObject({ status: 2, websiteIds: [1] });
  });
});

describe("a sale with dates", () => {
  const sale = { price: "25", from: "2026-11-01 00:00:00", to: "2026-11-30 00:00:00" };
  const push = (shop: Bench, key: string, price: string, compareAt?: string) =>
    portOf(shop.connection, "prices").push.send(
      [
        {
          key,
          location: "",
          seq: 1n,
          want: { price: parseMoney(price, "USD"), ...(compareAt ? { compareAt: parseMoney(compareAt, "USD") } : {}) },
          expected: null,
          ext: null,
          idempotencyKey: "p",
        },
      ],
      shop.connection.ctx,
    );

  test("a sale with dates is the shop's own: the regular price is read, and writing it leaves the sale", async () => {
    await using shop = await openShop();
    const { key } = shop.sandbox.shop.addProduct(mug("A", 5, "50.00"));
    Object.assign(stored(shop, "A"), { special: { ...sale } });
    const [variant] = (await read(shop, key)).variants;
    expect([variant?.price, variant?.compareAtPrice]).toEqual(["50", undefined]);
    expect(await push(shop, key, "60.00")).toMatchObject([{ outcome: "applied" }]);
    expect(stored(shop, "A")).toMatchObject({ price: "60", special: sale });
  });

  test("a sale with dates is replaced by a reduction the seller sets", async () => {
    await using shop = await openShop();
    const { key } = shop.sandbox.shop.addProduct(mug("A", 5, "50.00"));
    Object.assign(stored(shop, "A"), { special: { ...sale } });
    await push(shop, key, "40.00", "50.00");
    expect(stored(shop, "A")).toMatchObject({ price: "50.00", special: { price: "40", to: null } });
  });

  test("a price that differs beyond the cents is not written", async () => {
    await using shop = await openShop();
    const { key } = shop.sandbox.shop.addProduct(mug("A", 5, "38.954132"));
    expect(await push(shop, key, "38.95")).toMatchObject([{ outcome: "applied" }]);
    expect(stored(shop, "A").price).toBe("38.954132");
  });
});
