import { describe, expect, it } from "vitest";
import { money } from "../../commerce/money.ts";
import type { ChannelProduct, ProductForChannel } from "../../commerce/product.ts";
import { sentAgain, sizeSent } from "../kit/testing/products.ts";
import { portOf } from "../kit/testing/shop.ts";
import { type TestShop, withShop } from "./testing.ts";

const SIZES = Array.from({ length: 24 }, (_, index) => `Size ${index + 1}`);

function put(shop: TestShop, product: ProductForChannel, key: string | null) {
  const write = portOf(shop, "products").put;
  if (!write) throw new Error("no put");
  return write({ key, product, idempotencyKey: "idem-1" }, shop.ctx);
}

async function read(shop: TestShop, key: string): Promise<ChannelProduct> {
  const product = await portOf(shop, "products").get(key, shop.ctx);
  if (!product) throw new Error("no product");
  return product;
}

/** What the hub sends of a product it knows from the shop. */
const asSent = (product: ChannelProduct, more: Partial<ProductForChannel> = {}) =>
  sentAgain(product, {
    kind: product.kind === "virtual" ? "virtual" : "goods",
    shortDescriptionHtml: product.shortDescriptionHtml,
    ...more,
  });

function addShirt(shop: TestShop): string {
  const { key } = shop.sandbox.shop.addProduct({
    title: "Shirt & <3",
    variants: SIZES.map((option, index) => ({ sku: `S-${index}`, price: "20.00", stock: 3, option })),
  });
  return key;
}

/** Everything the shop keeps, but what any write moves. */
function records(shop: TestShop): unknown {
  const rows = [...shop.sandbox.state.products.values()].map(({ modified: _moved, ...row }) => row);
  return structuredClone(rows);
}

function stateOf(shop: TestShop, key: string) {
  const product = shop.sandbox.state.products.get(Number(key));
  if (!product) throw new Error("no product");
  return product;
}

describe("an edit of one field", () => {
  it("an edit changes nothing else: neither plugins' fields, prices of other scopes, nor sales", async () => {
    await withShop(async (shop) => {
      const key = addShirt(shop);
      const parent = stateOf(shop, key);
      parent.fields["description"] = "Soft & warm\n\nTwo lines";
      parent.fields["short_description"] = "Soft";
      parent.fields["plugin_field"] = { deep: [1, "two"] };
      parent.meta.push({ id: 800, key: "_plugin", value: { a: 1 } });
      const [first, second, third] = [...(shop.sandbox.state.children.get(parent.id) ?? [])];
      Object.assign(stateOf(shop, String(first)), { regularPrice: "19.987654", gtin: "4006381333931" });
      Object.assign(stateOf(shop, String(second)), { salePrice: "15.00", saleTo: shop.ctx.clock.now() + 86_400_000 });
      Object.assign(stateOf(shop, String(third)), { sku: "", salePrice: "11.00" });
      const before = records(shop);
      const existing = await read(shop, key);
      const after = await put(shop, asSent(existing), key);
      expect(records(shop)).toEqual(before);
      expect(after.product).toEqual(existing);
      await put(shop, asSent(existing, { title: "Shirt" }), key);
      expect(stateOf(shop, key).name).toBe("Shirt");
      stateOf(shop, key).name = "Shirt &amp; &lt;3";
      expect(records(shop)).toEqual(before);
    });
  });

  it("an edit of the title of a product with 24 variations takes three calls", async () => {
    await withShop(async (shop) => {
      const key = addShirt(shop);
      const existing = await read(shop, key);
      shop.seen();
      const { product } = await put(shop, asSent(existing, { title: "Blouse" }), key);
      expect(shop.seen()).toEqual([
        `GET /wp-json/wc/v3/products/${key}`,
        `PUT /wp-json/wc/v3/products/${key}`,
        `GET /wp-json/wc/v3/products/${key}/variations`,
      ]);
      expect(product).toMatchObject({ title: "Blouse", variants: { length: 24 } });
    });
  });

  it("an edit preserves characters that mean something in HTML", async () => {
    await withShop(async (shop) => {
      const made = await put(shop, { ...mug, title: "Cups <3 & 4 > 2" }, null);
      expect(made.product.title).toBe("Cups <3 & 4 > 2");
      expect(stateOf(shop, made.key).name).toBe("Cups &lt;3 &amp; 4 &gt; 2");
      stateOf(shop, made.key).name = "Tom &amp; Jerry <b>set</b>";
      expect((await read(shop, made.key)).title).toBe("Tom & Jerry set");
    });
  });
});

const mug: ProductForChannel = {
  title: "Mug",
  descriptionHtml: "",
  active: true,
  categoryKeys: [],
  images: [],
  variants: [{ id: "v", sku: "M-1", options: [], price: "5.00", levels: [] }],
};

describe("products the hub makes", () => {
  it("a new product is counted from the first moment, or the shop would sell it without limit", async () => {
    await withShop(async (shop) => {
      const simple = await put(shop, mug, null);
      const family = await put(
        shop,
        {
          ...mug,
          variants: ["S", "M"].map((size) => sizeSent("F", size, { price: "5.00" })),
        },
        null,
      );
      const levels = [simple, family].flatMap(({ product }) => product.variants.map((variant) => variant.levels));
      expect(levels).toEqual([0, 4, 4].map((available) => [{ location: "", available }]));
      expect(stateOf(shop, simple.key)).toMatchObject({ manageStock: true, stock: 0 });
    });
  });

  it("a product's kind and short description stay", async () => {
    await withShop(async (shop) => {
      const made = await put(shop, { ...mug, kind: "virtual", shortDescriptionHtml: "<p>Hi</p>" }, null);
      expect(made.product).toMatchObject({ kind: "virtual" });
      expect(stateOf(shop, made.key).fields).toMatchObject({ virtual: true, short_description: "<p>Hi</p>" });
    });
  });

  it("a new product has each image once, also when the answer of the first write was lost", async () => {
    await withShop(async (shop) => {
      const images = ["a", "b"].map((name, position) => ({ url: `https://cdn.argosy.test/${name}.jpg?v=1`, position }));
      const product = { ...mug, images: [...images, { url: images[0]?.url ?? "", position: 2 }] };
      shop.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, method: "POST", path: "/products", times: 1 });
      await expect(put(shop, product, null)).rejects.toMatchObject({ info: { kind: "ambiguous" } });
      const made = await put(shop, product, null);
      expect(made.product.images).toHaveLength(2);
      expect(shop.sandbox.state.media.size).toBe(2);
      shop.seen();
      await put(shop, product, made.key);
      expect(shop.seen()).toHaveLength(1);
    });
  });
});

describe("the content of a shop", () => {
  it("a variation that only shows its parent's SKU or barcode has none", async () => {
    await withShop(async (shop) => {
      const key = addShirt(shop);
      const parent = stateOf(shop, key);
      Object.assign(parent, { sku: "SHIRT", gtin: "4006381333931" });
      shop.sandbox.state.skus.set("shirt", parent.id);
      for (const id of shop.sandbox.state.children.get(parent.id) ?? []) stateOf(shop, String(id)).sku = "";
      const existing = await read(shop, key);
      expect(new Set(existing.variants.map(({ sku, barcode }) => `${sku} ${barcode}`))).toEqual(
        new Set(["undefined undefined"]),
      );
      expect(existing.variants[0]?.ext).not.toHaveProperty("sku");
      const found = await portOf(shop, "products").bySku?.(["SHIRT"], shop.ctx);
      expect(found?.flatMap((product) => product.variants.map((variant) => variant.sku)).filter(Boolean)).toEqual([]);
      // Nor does ours with that SKU become one of them.
      const variants = [{ id: "x", sku: "SHIRT", options: [{ name: "Option", value: "Size 3" }], levels: [] }];
      await expect(put(shop, asSent(existing, { variants }), key)).rejects.toMatchObject({ info: { field: "sku" } });
    });
  });

  it.each([
    ["grouped", {}, "group"],
    ["external", {}, "external"],
    ["simple", { virtual: true }, "virtual"],
    ["simple", {}, "goods"],
  ])("a read of a %s product %j gives %s", async (type, fields, kind) => {
    await withShop(async (shop) => {
      const { key } = shop.sandbox.shop.addProduct({
        title: "One",
        variants: [{ sku: "ONE", price: "1.00", stock: -3 }],
      });
      const product = stateOf(shop, key);
      product.type = type;
      Object.assign(product.fields, fields);
      const isSold = kind === "goods" || kind === "virtual";
      expect(await read(shop, key)).toMatchObject({
        kind,
        variants: [{ levels: isSold ? [{ location: "", available: -3 }] : undefined }],
      });
    });
  });

  it("a product has the regular price during a sale with dates, and a written price leaves that sale", async () => {
    await withShop(async (shop) => {
      const { key } = shop.sandbox.shop.addProduct({
        title: "One",
        variants: [{ sku: "ONE", price: "50.00", stock: 1 }],
      });
      const now = shop.ctx.clock.now();
      Object.assign(stateOf(shop, key), { salePrice: "25.00", saleFrom: now - 1000, saleTo: now + 86_400_000 });
      expect(shop.sandbox.shop.priceOf("ONE")).toBe("25.00");
      const [variant] = (await read(shop, key)).variants;
      expect(variant).toMatchObject({ price: "50.00", compareAtPrice: undefined });
      const send = async (minor: bigint) =>
        (
          await portOf(shop, "prices").push.send(
            [
              {
                key,
                location: "",
                seq: 1n,
                want: { price: money(minor, "EUR") },
                expected: null,
                ext: variant?.ext ?? null,
                idempotencyKey: "p",
              },
            ],
            shop.ctx,
          )
        )[0];
      expect(await send(6000n)).toMatchObject({ outcome: "applied", observed: { price: money(6000n, "EUR") } });
      expect(stateOf(shop, key)).toMatchObject({ regularPrice: "60.00", salePrice: "25.00", saleTo: now + 86_400_000 });
      Object.assign(stateOf(shop, key), { regularPrice: "59.9999" });
      await send(6000n);
      expect(stateOf(shop, key).regularPrice).toBe("59.9999");
    });
  });
});
