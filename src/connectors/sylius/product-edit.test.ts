import { describe, expect, test } from "vitest";
import { money } from "../../commerce/money.ts";
import type { ChannelProduct, ProductForChannel } from "../../commerce/product.ts";
import type { State } from "../../sandboxes/sylius/state.ts";
import { need } from "../kit/conformance/bench.ts";
import { productSent, sentAgain, sizeSent } from "../kit/testing/products.ts";
import { openShop } from "./testing.ts";

type Shop = Awaited<ReturnType<typeof openShop>>;

/** A second channel of the same shop. */
const twoChannels = (state: State) =>
  void state.channels.push({ code: "B2B", name: "B2B", currency: "USD", hostname: "b2b.localhost" });

async function put(shop: Shop, product: ProductForChannel, key: string) {
  const write = need(shop.ports, "products").put;
  if (!write) throw new Error("products cannot be written");
  return write({ key, product, idempotencyKey: "p1" }, shop.ctx);
}

async function read(shop: Shop, key: string): Promise<ChannelProduct> {
  const product = await need(shop.ports, "products").get(key, shop.ctx);
  if (!product) throw new Error("no product");
  return product;
}

const stored = (shop: Shop, key: string) => {
  const product = shop.state.products.get(key);
  if (!product) throw new Error("no product");
  return product;
};

const pricing = (shop: Shop, sku: string) => {
  const found = shop.state.variants.get(sku)?.pricings.get("WEB");
  if (!found) throw new Error("no price");
  return found;
};

const OTHER = { price: 1500, originalPrice: null, minimumPrice: 0, appliedPromotions: [] };

/** Everything the shop keeps of its catalog. */
const records = ({ state }: Shop) =>
  structuredClone([state.products, state.variants, state.options, state.taxons, state.productTaxons]);

function addShirt(shop: Shop): string {
  const variants = ["S", "M", "L"].map((option) => ({ sku: `TEE-${option}`, price: "20.00", stock: 3, option }));
  const { key } = shop.shop.addProduct({ title: "Tee", variants, category: "Shirts" });
  stored(shop, key).texts.set("nl_NL", { name: "Hemd", slug: "hemd", description: "Zacht" });
  return key;
}

describe("an edit of one field", () => {
  test("an edit changes nothing else: other locales, other channels' prices, compare-at prices, the main category", async () => {
    await using shop = await openShop({ prepare: twoChannels });
    const key = addShirt(shop);
    for (const { pricings } of shop.state.variants.values()) pricings.set("B2B", { ...OTHER });
    stored(shop, key).channels.push("B2B");
    pricing(shop, "TEE-M").originalPrice = 2500;
    const before = records(shop);
    const existing = await read(shop, key);
    await put(shop, sentAgain(existing), key);
    expect(shop.writes().filter((call) => !call.path.includes("product-taxons"))).toEqual([]);
    await put(shop, sentAgain(existing, { title: "Better tee" }), key);
    const text = stored(shop, key).texts.get("en_US");
    expect(text?.name).toBe("Better tee");
    if (text) text.name = "Tee";
    shop.state.productTaxons.clear();
    expect(records(shop)).toEqual(before);
  });

  test("an edit of a price writes that price alone", async () => {
    await using shop = await openShop();
    const key = addShirt(shop);
    const existing = sentAgain(await read(shop, key), { categoryKeys: [] });
    const before = records(shop);
    const variants = existing.variants.map((one) => (one.sku === "TEE-M" ? { ...one, price: "21.00" } : one));
    await put(shop, { ...existing, variants }, key);
    expect(shop.writes().map((call) => call.path)).toEqual(["/api/v2/admin/product-variants/TEE-M"]);
    expect(pricing(shop, "TEE-M").price).toBe(2100);
    pricing(shop, "TEE-M").price = 2000;
    expect(records(shop)).toEqual(before);
  });
});

describe("a product of two channels", () => {
  test("an edit of a product outside our channel neither switches it off in the shop nor adds it to ours", async () => {
    await using shop = await openShop({ prepare: twoChannels, values: { channelCode: "B2B" } });
    const key = addShirt(shop);
    const existing = await read(shop, key);
    expect([existing.status, existing.listed]).toEqual(["active", false]);
    await put(shop, sentAgain(existing, { title: "New" }), key);
    expect(stored(shop, key)).toMatchObject({ enabled: true, channels: ["WEB"] });
    expect(stored(shop, key).texts.get("en_US")?.name).toBe("New");
  });

  test("a product the hub switches off leaves our channel alone, and is disabled where it has no other", async () => {
    await using shop = await openShop({ prepare: twoChannels });
    const [both, only] = [
      addShirt(shop),
      shop.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG", price: "5.00", stock: 1 }] }).key,
    ];
    stored(shop, both).channels.push("B2B");
    for (const { pricings } of shop.state.variants.values()) pricings.set("B2B", { ...OTHER });
    for (const key of [both, only]) await put(shop, sentAgain(await read(shop, key), { active: false }), key);
    expect(stored(shop, both)).toMatchObject({ enabled: true, channels: ["B2B"] });
    expect(stored(shop, only)).toMatchObject({ enabled: false, channels: ["WEB"] });
    for (const key of [both, only]) await put(shop, sentAgain(await read(shop, key), { active: true }), key);
    expect(stored(shop, both)).toMatchObject({ enabled: true, channels: ["B2B", "WEB"] });
    expect(stored(shop, only)).toMatchObject({ enabled: true, channels: ["WEB"] });
  });
});

describe("a running catalog promotion", () => {
  const start = (shop: Shop) =>
    Object.assign(pricing(shop, "MUG"), {
      price: 2500,
      originalPrice: 5000,
      appliedPromotions: ["/api/v2/admin/catalog-promotions/WINTER"],
    });
  const push = async (shop: Shop, minor: bigint) =>
    need(shop.ports, "prices").push.send(
      [
        {
          key: "MUG",
          location: "",
          seq: 1n,
          want: { price: money(minor, "USD") },
          expected: null,
          ext: null,
          idempotencyKey: "x",
        },
      ],
      shop.ctx,
    );

  test("a running promotion is no price of ours: the regular one is read, and its later write changes nothing", async () => {
    await using shop = await openShop();
    const { key } = shop.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG", price: "50.00", stock: 1 }] });
    start(shop);
    const [variant] = (await read(shop, key)).variants;
    expect([variant?.price, variant?.compareAtPrice]).toEqual(["50.00", undefined]);
    expect(await push(shop, 5_000n)).toMatchObject([{ outcome: "applied" }]);
    expect([shop.writes(), pricing(shop, "MUG").price]).toEqual([[], 2500]);
    Object.assign(pricing(shop, "MUG"), { price: 5000, appliedPromotions: [] });
    await push(shop, 5_000n);
    expect(pricing(shop, "MUG").price).toBe(5000);
  });

  test("a promotion's end brings the new regular price back, also when a price to compare with is sent", async () => {
    await using shop = await openShop();
    shop.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG", price: "50.00", stock: 1 }] });
    start(shop);
    await push(shop, 4_000n);
    expect(pricing(shop, "MUG").originalPrice).toBe(4000);
  });
});

describe("a new product", () => {
  const mug = productSent({
    variants: ["S", "L"].map((size) =>
      sizeSent("MUG", size, { price: "10.00", levels: [{ location: "", available: 5 }] }),
    ),
  });
  const open = (values: Record<string, string> = {}) =>
    openShop({
      values,
      prepare: (state) => {
        state.vatPercent = 20;
        state.channels.splice(0, 1, {
          code: "WEB",
          name: "Web",
          currency: "USD",
          hostname: "localhost",
          locales: ["en_US", "nl_NL"],
        });
      },
    });
  const make = (shop: Shop, product = mug, key: string | null = null) =>
    need(shop.ports, "products").put?.({ key, product, idempotencyKey: "p" }, shop.ctx);

  test("a new product appears in every locale of its channel, and copies follow a new title while translations stay", async () => {
    await using shop = await open();
    const made = await make(shop);
    const names = () =>
      [...stored(shop, made?.key ?? "").texts].map(([locale, text]) => [locale, text.name]).toSorted();
    expect(names()).toEqual([
      ["en_US", "Mug"],
      ["nl_NL", "Mug"],
    ]);
    expect([...(shop.state.variants.get("MUG-S")?.names ?? [])].toSorted()).toEqual([
      ["en_US", "S"],
      ["nl_NL", "S"],
    ]);
    const existing = await read(shop, made?.key ?? "");
    await put(shop, sentAgain(existing, { title: "Cup" }), existing.key);
    expect(names()).toEqual([
      ["en_US", "Cup"],
      ["nl_NL", "Cup"],
    ]);
    const dutch = stored(shop, existing.key).texts.get("nl_NL");
    if (dutch) dutch.name = "Beker";
    await put(shop, sentAgain(existing, { title: "Big cup" }), existing.key);
    expect(names()).toEqual([
      ["en_US", "Big cup"],
      ["nl_NL", "Beker"],
    ]);
  });

  test("a new product is taxed as chosen, a new variant of an existing product as its siblings", async () => {
    await using shop = await open({ taxCategory: "standard" });
    const made = await make(shop);
    const key = shop.shop.placeOrder({ lines: [{ sku: "MUG-S", quantity: 2 }] });
    expect((await shop.read(key)).totals.taxMinor).toBe(400n);
    for (const variant of shop.state.variants.values()) variant.taxCategory = "standard_incl";
    const large = { ...mug.variants[0], id: "XL", sku: "MUG-XL", options: [], levels: [], price: "12.00" };
    await make(shop, { ...mug, variants: [...mug.variants, large] }, made?.key ?? null);
    expect(shop.state.variants.get("MUG-XL")?.taxCategory).toBe("standard_incl");
  });
});
