import { describe, expect, test } from "vitest";
import { money } from "../../commerce/money.ts";
import type { ProductForChannel } from "../../commerce/product.ts";
import { collect, need, stockItem } from "../kit/conformance/bench.ts";
import { productSent, sizeSent } from "../kit/testing/products.ts";
import { openShop } from "./testing.ts";

type Shop = Awaited<ReturnType<typeof openShop>>;

const MUG = { title: "Mug", variants: [{ sku: "MUG-1", price: "12.50", stock: 20 }] };
const usd = (minor: bigint) => money(minor, "USD");

async function pushPrice(shop: Shop, minor: bigint, compareAt?: bigint) {
  const item = {
    key: "MUG-1",
    location: "",
    seq: 1n,
    want: { price: usd(minor), ...(compareAt === undefined ? {} : { compareAt: usd(compareAt) }) },
    expected: null,
    ext: null,
    idempotencyKey: "price-1",
  };
  const [result] = await need(shop.ports, "prices").push.send([item], shop.ctx);
  return result;
}

async function pushStock(shop: Shop, desired: number, expected: number | null) {
  const product = await need(shop.ports, "products").get(productKey(shop), shop.ctx);
  const variant = product?.variants[0];
  if (!product || !variant) throw new Error("no product");
  const [result] = await need(shop.ports, "stock").push.send(
    [stockItem({ variant, location: "" }, desired, expected, 1)],
    shop.ctx,
  );
  return result;
}

const productKey = (shop: Shop) => [...shop.state.products.keys()][0] ?? "";

describe("stock", () => {
  test("a stock update sends only the units on hand, never a whole body: reservations of open orders stay", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(MUG);
    shop.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 4 }], payment: "pending" });
    expect(await pushStock(shop, 10, 16)).toMatchObject({ outcome: "applied", observed: 10 });
    expect(JSON.parse(shop.writes()[0]?.requestBody ?? "")).toEqual({ onHand: 14, tracked: true });
    expect(shop.state.variants.get("MUG-1")).toMatchObject({ onHand: 14, onHold: 4 });
  });

  test("nothing free is on hand equal to on hold, which the shop takes", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(MUG);
    shop.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 4 }], payment: "cod" });
    expect(await pushStock(shop, 0, null)).toMatchObject({ outcome: "applied", observed: 0 });
    expect(shop.state.variants.get("MUG-1")).toMatchObject({ onHand: 4, onHold: 4 });
  });

  test("two writers that collide (409) are sorted out by reading again", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(MUG);
    shop.sandbox.faults.add({ fault: { kind: "status", status: 409, body: "{}" }, times: 1, write: true });
    expect(await pushStock(shop, 7, 20)).toMatchObject({ outcome: "applied", observed: 7 });
  });

  test("a variant that is not tracked has no level, and pushing makes it tracked", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(MUG);
    const variant = shop.state.variants.get("MUG-1");
    if (variant) variant.tracked = false;
    const reported = await need(shop.ports, "products").get(productKey(shop), shop.ctx);
    expect(reported?.variants[0]?.levels).toBeUndefined();
    expect(await pushStock(shop, 20, null)).toMatchObject({ outcome: "applied", observed: 20 });
    expect(shop.state.variants.get("MUG-1")).toMatchObject({ tracked: true, onHand: 20 });
  });

  test("a short code whose matches fill the page is asked for by itself", async () => {
    await using shop = await openShop();
    for (let index = 0; index < 1_100; index += 1)
      shop.shop.addProduct({ title: "Mug", variants: [{ sku: `A-${index}X`, price: "1.00", stock: 1 }] });
    shop.shop.addProduct({ title: "Last", variants: [{ sku: "X", price: "1.00", stock: 9 }] });
    const stock = need(shop.ports, "stock");
    const read = await stock.read(
      [
        { key: "X", ext: null },
        { key: "A-7X", ext: null },
      ],
      shop.ctx,
    );
    expect(read.map((one) => one.levels[0]?.available)).toEqual([9, 1]);
  });
});

describe("prices", () => {
  test("the prices of other channels are named, so that none is deleted", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(MUG);
    const other = { price: 2200, originalPrice: 2500, minimumPrice: 0, appliedPromotions: [] };
    shop.state.variants.get("MUG-1")?.pricings.set("B2B", other);
    expect(await pushPrice(shop, 1_600n, 2_000n)).toMatchObject({ outcome: "applied" });
    expect([...(shop.state.variants.get("MUG-1")?.pricings ?? [])]).toMatchObject([
      ["WEB", { price: 1600, originalPrice: 2000 }],
      ["B2B", { price: 2200, originalPrice: 2500 }],
    ]);
    expect(await pushPrice(shop, 1_500n)).toMatchObject({ outcome: "applied" });
    expect(shop.state.variants.get("MUG-1")?.pricings.get("WEB")).toMatchObject({ price: 1500, originalPrice: null });
  });

  test("a price under a catalog promotion is written twice: the original one comes back at its end", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(MUG);
    const pricing = shop.state.variants.get("MUG-1")?.pricings.get("WEB");
    pricing?.appliedPromotions.push("/api/v2/admin/catalog-promotions/WINTER");
    await pushPrice(shop, 1_600n);
    expect(shop.state.variants.get("MUG-1")?.pricings.get("WEB")).toMatchObject({ price: 1600, originalPrice: 1600 });
  });

  test("a price of another currency is refused before anything is sent", async () => {
    await using shop = await openShop({ currency: "EUR" });
    shop.shop.addProduct(MUG);
    expect(await pushPrice(shop, 1_600n)).toMatchObject({ outcome: "rejected", code: "currency" });
    expect(shop.writes()).toEqual([]);
  });
});

test("numbers beyond the shop's columns are refused: it would end as its error 500", async () => {
  await using shop = await openShop();
  shop.shop.addProduct(MUG);
  expect(await pushPrice(shop, 2_147_483_648n)).toMatchObject({ outcome: "rejected", code: "too_large" });
  expect(await pushStock(shop, 2_147_483_648, null)).toMatchObject({ outcome: "rejected", code: "too_large" });
  expect(shop.writes()).toEqual([]);
});

describe("products", () => {
  const product = (more: Partial<ProductForChannel> = {}) =>
    productSent({
      title: "Tee",
      variants: ["S", "M"].map((size) => sizeSent("TEE", size, { id: `ours-${size}` })),
      ...more,
    });
  const put = (shop: Shop, input: ProductForChannel, key: string | null = null) =>
    need(shop.ports, "products").put?.({ key, product: input, idempotencyKey: "put" }, shop.ctx);

  test("a SKU with a dot, slash or space is refused with words, before the shop answers 422", async () => {
    await using shop = await openShop();
    for (const sku of ["TEE.S", "TEE/S", "TEE S", ""]) {
      const variants = product().variants.map((variant) => ({ ...variant, sku }));
      await expect(put(shop, product({ variants }))).rejects.toThrow(/letters, digits, _ and -/);
    }
    expect(shop.writes()).toEqual([]);
  });

  test("a product of several variants is made, told apart by name, and other locales outlive a change", async () => {
    await using shop = await openShop();
    const made = await put(shop, product());
    expect(
      made?.product.variants.map((variant) => [variant.sku, variant.title, variant.levels?.[0]?.available]),
    ).toEqual([
      ["TEE-S", "S", 4],
      ["TEE-M", "M", 4],
    ]);
    shop.state.products.get("TEE-S")?.texts.set("nl_NL", { name: "Hemd", slug: "hemd", description: null });
    await put(shop, product({ title: "Better tee" }), made?.key ?? null);
    const texts = [...(shop.state.products.get("TEE-S")?.texts ?? [])].map(([locale, text]) => [locale, text.name]);
    expect(texts.sort()).toEqual([
      ["en_US", "Better tee"],
      ["nl_NL", "Hemd"],
    ]);
    expect(shop.state.variants.get("TEE-S")).toMatchObject({ onHand: 4 });
  });

  test("half a product, left by a lost answer, is finished instead of doubled", async () => {
    await using shop = await openShop();
    shop.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, method: "POST", path: "/products" });
    await expect(put(shop, product())).rejects.toMatchObject({ info: { kind: "ambiguous" } });
    await put(shop, product());
    expect([...shop.state.products.keys()]).toEqual(["TEE-S"]);
    expect(shop.shop.skus()).toEqual(["TEE-S", "TEE-M"]);
  });

  test("categories are made, adopted by name, renamed without losing locales, and linked", async () => {
    await using shop = await openShop();
    const categories = need(shop.ports, "categories");
    const home = await categories.put?.({ key: null, name: "قمصان" }, shop.ctx);
    const shirts = await categories.put?.({ key: null, name: "Shirts", parentKey: home }, shop.ctx);
    expect(await categories.put?.({ key: null, name: "Shirts", parentKey: home }, shop.ctx)).toBe(shirts);
    shop.state.taxons.get(shirts ?? "")?.texts.set("nl_NL", { name: "Hemden", slug: "hemden", description: null });
    await categories.put?.({ key: shirts ?? null, name: "Tees", parentKey: home }, shop.ctx);
    const { items } = await collect(categories.sweep, shop.ctx);
    expect(items.map((one) => [one.key, one.name, one.parentKey])).toEqual([
      [home, "قمصان", undefined],
      [shirts, "Tees", home],
    ]);
    expect(shop.state.taxons.get(shirts ?? "")?.texts.get("nl_NL")?.name).toBe("Hemden");
    const made = await put(shop, product({ categoryKeys: [shirts ?? ""] }));
    await put(shop, product({ categoryKeys: [shirts ?? ""] }), made?.key ?? null);
    expect(made?.product.categoryKeys).toEqual([shirts]);
    expect([...shop.state.productTaxons.values()]).toMatchObject([{ product: "TEE-S", taxon: shirts }]);
  });

  test("a product of another channel is not listed here, one switched off is a draft", async () => {
    await using shop = await openShop();
    const { key } = shop.shop.addProduct(MUG);
    const stored = shop.state.products.get(key);
    if (stored) stored.channels = ["B2B"];
    const told = async () => {
      const product = await need(shop.ports, "products").get(key, shop.ctx);
      return [product?.status, product?.listed];
    };
    expect(await told()).toEqual(["active", false]);
    if (stored) Object.assign(stored, { channels: ["WEB"], enabled: false });
    expect(await told()).toEqual(["draft", true]);
  });

  test("a product removed during a walk hides no other", async () => {
    await using shop = await openShop();
    const keys = Array.from(
      { length: 230 },
      (_, index) =>
        shop.shop.addProduct({ title: `P ${index}`, variants: [{ sku: `S-${index}`, price: "1.00", stock: 1 }] }).key,
    );
    const [sweep] = need(shop.ports, "products").sweeps;
    if (!sweep) throw new Error("no sweep");
    const { items } = await collect(sweep, shop.ctx, {
      onPage: (page) => {
        if (page === 1) for (const key of keys.slice(0, 5)) shop.shop.removeProduct(key);
      },
    });
    expect(new Set(items.map((one) => one.key)).size).toBe(230);
  });

  test("a filter the shop would silently ignore is reported", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(MUG);
    const { list } = await import("./client.ts");
    await list(shop.ctx, { url: "/admin/orders", operation: "orders.list", size: 1, filters: [["state", "new"]] });
    expect(shop.drifts).toMatchObject([{ path: "state" }]);
  });
});

test("customers are told with what the shop knows of them", async () => {
  await using shop = await openShop();
  shop.shop.addProduct(MUG);
  shop.shop.placeOrder({
    lines: [{ sku: "MUG-1", quantity: 1 }],
    customer: { name: "Ada", email: "Ada@Example.test" },
  });
  const [sweep] = need(shop.ports, "customers").sweeps;
  if (!sweep) throw new Error("no sweep");
  const { items } = await collect(sweep, shop.ctx);
  expect(items).toMatchObject([{ key: "1", email: "ada@example.test" }]);
});
