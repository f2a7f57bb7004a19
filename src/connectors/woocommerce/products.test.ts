import { describe, expect, it } from "vitest";
import type { ProductForChannel } from "../../commerce/product.ts";
import { productSent, sizeSent, variantSent } from "../kit/testing/products.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { type TestShop, withShop } from "./testing.ts";

const MUG = { id: "v1", price: "12.50", weightGrams: 350, levels: [{ location: "", available: 7 }] };

const mug = (more: Partial<ProductForChannel> = {}) =>
  productSent({ descriptionHtml: "<p>Blue</p>", variants: [variantSent("MUG-1", MUG)], ...more });

function put({ ports, ctx }: TestShop, product: ProductForChannel, key: string | null = null) {
  const port = ports.products?.put;
  if (!port) throw new Error("no put");
  return port({ key, product, idempotencyKey: "idem-1" }, ctx);
}

describe("writing products", () => {
  it("a new product is created with stock, which later writes leave alone", async () => {
    await withShop(async (shop) => {
      const made = await put(shop, mug());
      expect(shop.sandbox.shop.stockOf("MUG-1")).toBe(7);
      expect(shop.sandbox.state.products.get(Number(made.key))?.fields["weight"]).toBe("0.35");
      shop.sandbox.shop.setStock("MUG-1", 3);
      await put(shop, mug({ title: "Blue mug" }), made.key);
      expect([shop.sandbox.shop.titleOf("MUG-1"), shop.sandbox.shop.stockOf("MUG-1")]).toEqual(["Blue mug", 3]);
    });
  });

  it("a new product adopts the one that has the SKU, whatever its case", async () => {
    await withShop(async (shop) => {
      const there = shop.sandbox.shop.addProduct({
        title: "Old",
        variants: [{ sku: "mug-1", price: "1.00", stock: 1 }],
      });
      expect((await put(shop, mug())).key).toBe(there.key);
      expect(shop.sandbox.state.products.size).toBe(1);
    });
  });

  it("a trashed product is brought back instead of failing for ever on its SKU", async () => {
    await withShop(async (shop) => {
      const made = await put(shop, mug());
      await shop.ports.products?.remove?.(made.key, shop.ctx);
      expect(shop.sandbox.state.products.get(Number(made.key))?.status).toBe("trash");
      expect(await shop.ports.products?.get(made.key, shop.ctx)).toBeNull();
      expect((await put(shop, mug())).key).toBe(made.key);
      expect(shop.sandbox.state.products.get(Number(made.key))?.status).toBe("publish");
    });
  });

  it("a new product does not steal the SKU of a variation", async () => {
    await withShop(async (shop) => {
      shop.sandbox.shop.addProduct({
        title: "Shirt",
        variants: [
          { sku: "MUG-1", price: "1.00", stock: 1, option: "S" },
          { sku: "X", price: "1.00", stock: 1, option: "M" },
        ],
      });
      await expect(put(shop, mug())).rejects.toMatchObject({ info: { kind: "rejected", field: "sku" } });
    });
  });

  it("a picture is uploaded once, however often the product is written", async () => {
    await withShop(async (shop) => {
      const images = [
        { url: "https://cdn.argosy.test/a.jpg", position: 1 },
        { url: "https://cdn.argosy.test/b.jpg", position: 0, alt: "Front" },
      ];
      const made = await put(shop, mug({ images }));
      const names = () => shop.sandbox.state.products.get(Number(made.key))?.images.map((image) => image.name);
      expect(names()).toEqual(["b.jpg", "a.jpg"]);
      await put(shop, mug({ images, title: "Again" }), made.key);
      await put(shop, mug({ images: [...images, { url: "https://cdn.argosy.test/c.jpg", position: 2 }] }), made.key);
      expect(names()).toEqual(["b.jpg", "a.jpg", "c.jpg"]);
      expect(shop.sandbox.state.media.size).toBe(3);
    });
  });

  it("a write puts images in another sequence with other texts, and removes all where none are left", async () => {
    await withShop(async (shop) => {
      const url = (name: string) => `https://cdn.argosy.test/${name}.jpg`;
      const first = [
        { url: url("a"), alt: "Front", position: 0 },
        { url: url("b"), alt: "Back", position: 1 },
      ];
      const made = await put(shop, mug({ images: first }));
      const shown = (product: typeof made.product) => product.images.map(({ url: at, alt }) => [at.slice(-5), alt]);
      const images = [
        { url: url("b"), alt: "From behind", position: 0 },
        { url: url("a"), alt: "", position: 1 },
      ];
      // An empty text is skipped by the shop's own code: the old one stays.
      expect(shown((await put(shop, mug({ images }), made.key)).product)).toEqual([
        ["b.jpg", "From behind"],
        ["a.jpg", "Front"],
      ]);
      expect(shown((await put(shop, mug({ images: [] }), made.key)).product)).toEqual([]);
      expect(shown((await put(shop, mug({ images: first }), made.key)).product)).toHaveLength(2);
      expect(shop.sandbox.state.media.size).toBe(2);
    });
  });

  it("an adopted product keeps its images where ours has none", async () => {
    await withShop(async (shop) => {
      const images = [{ url: "https://cdn.argosy.test/a.jpg", position: 0 }];
      const made = await put(shop, mug({ images }));
      expect((await put(shop, mug())).key).toBe(made.key);
      expect(shop.sandbox.shop.imagesOf?.("MUG-1").product).toEqual(["a.jpg"]);
    });
  });

  it("a variation shows its own picture, uploaded once with the product and not a second time", async () => {
    await withShop(async (shop) => {
      const shirt = (title: string): ProductForChannel =>
        mug({
          title,
          images: [
            { url: "https://cdn.argosy.test/all.jpg", position: 0 },
            { url: "https://cdn.argosy.test/red.jpg", position: 1, variantId: "v-red" },
          ],
          variants: ["red", "blue"].map((color) =>
            variantSent(`C-${color}`, { id: `v-${color}`, options: [{ name: "Color", value: color }] }),
          ),
        });
      const made = await put(shop, shirt("Shirt"));
      const shown = () =>
        made.variants.map(({ key }) => shop.sandbox.state.products.get(Number(key))?.images.map(({ name }) => name));
      expect(shown()).toEqual([["red.jpg"], []]);
      expect(shop.sandbox.state.media.size).toBe(2);
      const calls = shop.sandbox.calls.length;
      await put(shop, shirt("Shirt again"), made.key);
      expect(shop.sandbox.calls.slice(calls).filter(({ path }) => path.includes("variations/batch"))).toEqual([]);
      expect(shop.sandbox.state.media.size).toBe(2);
    });
  });

  it("a write puts variations under their parent, leaves what a person added, and deletes nothing", async () => {
    await withShop(async (shop) => {
      const sized = (sizes: readonly string[]): ProductForChannel =>
        mug({
          title: "Shirt",
          variants: sizes.map((size) => sizeSent("S", size, { id: `v-${size}` })),
        });
      const made = await put(shop, sized(["S", "M"]));
      expect(made.variants.map((variant) => [variant.id, variant.ext])).toEqual(
        made.variants.map((variant) => [
          variant.id,
          { productId: variant.key, parentId: made.key, sku: `S-${variant.id.slice(2)}` },
        ]),
      );
      const parent = shop.sandbox.state.products.get(Number(made.key));
      parent?.attributes.push({
        id: 0,
        name: "Fabric",
        position: 1,
        visible: true,
        variation: false,
        options: ["Cotton"],
      });
      const again = await put(shop, sized(["M", "L"]), made.key);
      expect(again.product.variants.map((variant) => variant.sku).sort()).toEqual(["S-L", "S-M", "S-S"]);
      expect(again.variants.find((variant) => variant.id === "v-M")?.key).toBe(
        made.variants.find((variant) => variant.id === "v-M")?.key,
      );
      const attributes = shop.sandbox.state.products
        .get(Number(made.key))
        ?.attributes.map((one) => [one.name, one.options]);
      expect(attributes).toEqual([
        ["Fabric", ["Cotton"]],
        ["Size", ["S", "M", "L"]],
      ]);
      const options = again.product.variants.map((variant) =>
        variant.options.map((option) => `${option.name}=${option.value}`).join(),
      );
      expect(options.sort()).toEqual(["Size=L", "Size=M", "Size=S"]);
    });
  });

  it("a variation of a global attribute is named by its id, or the shop would drop the option", async () => {
    await withShop(async (shop) => {
      await shop.ctx.http.json({
        method: "POST",
        url: "wc/v3/products/attributes",
        json: { name: "Size", slug: "pa_size" },
        operation: "t",
      });
      const parent = await shop.ctx.http.json({
        method: "POST",
        url: "wc/v3/products",
        operation: "t",
        json: {
          name: "Shirt",
          type: "variable",
          attributes: [{ id: 1, variation: true, visible: true, options: ["S"] }],
        },
      });
      const key = String((parent.body as { id: number }).id);
      const made = await put(
        shop,
        mug({
          title: "Shirt",
          variants: [{ id: "v", sku: "S-S", options: [{ name: "Size", value: "S" }], price: "20.00", levels: [] }],
        }),
        key,
      );
      expect(made.product.variants[0]?.options).toEqual([{ name: "Size", value: "S" }]);
    });
  });

  it("a refused variant is reported with the field and the shop's message", async () => {
    await withShop(async (shop) => {
      await put(shop, mug());
      const bad = mug({
        title: "Shirt",
        variants: ["MUG-1", "S-M"].map((sku) => ({
          id: sku,
          sku,
          options: [{ name: "Size", value: sku }],
          price: "1.00",
          levels: [],
        })),
      });
      await expect(put(shop, bad)).rejects.toMatchObject({
        info: { kind: "rejected", field: "sku" },
        message: textWith("MUG-1"),
      });
    });
  });

  it("a search finds SKUs with commas and of variations, whole products each time", async () => {
    await withShop(async (shop) => {
      shop.sandbox.shop.addProduct({ title: "Odd", variants: [{ sku: "A,B", price: "1.00", stock: 1 }] });
      const { key } = shop.sandbox.shop.addProduct({
        title: "Shirt",
        variants: [
          { sku: "S", price: "1.00", stock: 1, option: "S" },
          { sku: "M", price: "1.00", stock: 1, option: "M" },
        ],
      });
      const found = await shop.ports.products?.bySku?.(["A,B", "m", "NOPE"], shop.ctx);
      expect(found?.map((product) => product.title)).toEqual(["Shirt", "Odd"]);
      expect(found?.[0]).toMatchObject({ key, variants: [{ sku: "S" }, { sku: "M" }] });
    });
  });
});

describe("categories and customers", () => {
  it("a category of the same name and parent is adopted", async () => {
    await withShop(async ({ ports, ctx }) => {
      const write = (name: string, parentKey?: string) => ports.categories?.put?.({ key: null, name, parentKey }, ctx);
      const root = await write("Kitchen & Dining");
      expect(await write("Kitchen & Dining")).toBe(root);
      const child = await write("Mugs", root);
      expect(await write("Mugs")).not.toBe(child);
      const found: string[] = [];
      for await (const page of ports.categories?.sweep.run({ cursor: null }, ctx) ?? [])
        found.push(...page.items.map((one) => `${one.name}<${one.parentKey ?? ""}`));
      expect(found).toEqual(["Uncategorized<", "Kitchen & Dining<", `Mugs<${root}`, "Mugs<"]);
    });
  });

  it("a sweep of customers lists buyers, not the people who run the shop", async () => {
    await withShop(async ({ ports, ctx }) => {
      await ctx.http.json({
        method: "POST",
        url: "wc/v3/customers",
        operation: "t",
        json: {
          email: "anna@customer.example",
          first_name: "Anna",
          billing: { phone: "+31 30 231 0000", country: "NL" },
        },
      });
      const found: unknown[] = [];
      for await (const page of ports.customers?.sweeps[0]?.run({ cursor: null }, ctx) ?? [])
        found.push(...page.items.map(({ name, email, phone }) => ({ name, email, phone })));
      expect(found).toEqual([
        { name: undefined, email: "reader@shop.example", phone: undefined },
        { name: "Anna", email: "anna@customer.example", phone: "+31302310000" },
      ]);
    });
  });
});

describe("products whose shape changes", () => {
  const sized = (sizes: readonly string[]): ProductForChannel =>
    mug({
      title: "Shirt",
      variants: sizes.map((size) => sizeSent("S", size, { id: `v-${size}`, levels: [] })),
    });

  it("a simple product that got variants is turned, because the shop would never sell variations under it", async () => {
    await withShop(async (shop) => {
      const made = await put(
        shop,
        mug({
          title: "Shirt",
          variants: [{ id: "v", sku: "S-S", options: [], price: "20.00", levels: [{ location: "", available: 4 }] }],
        }),
      );
      const turned = await put(shop, sized(["S", "M"]), made.key);
      expect(shop.sandbox.state.products.get(Number(made.key))).toMatchObject({
        type: "variable",
        sku: "",
        manageStock: false,
      });
      expect(turned.product.variants.map((variant) => variant.sku).sort()).toEqual(["S-M", "S-S"]);
    });
  });

  it("a write of one listed variation leaves the others of its product", async () => {
    await withShop(async (shop) => {
      const made = await put(shop, sized(["S", "M"]));
      const one = made.variants[0];
      const again = await put(
        shop,
        mug({
          title: "Shirt 2",
          variants: [{ id: "v", key: one?.key, sku: "S-S", options: [], price: "21.00", levels: [] }],
        }),
        made.key,
      );
      expect(again.variants).toEqual([
        { id: "v", key: one?.key, ext: { productId: one?.key, parentId: made.key, sku: "S-S" } },
      ]);
      expect(
        again.product.variants.map((variant) => [variant.sku, variant.price, variant.options[0]?.value]).sort(),
      ).toEqual([
        ["S-M", "20.00", "M"],
        ["S-S", "21.00", "S"],
      ]);
    });
  });

  it.each(["/products", "/variations/batch"])(
    "a product is made once when the answer of POST %s was lost",
    async (path) => {
      await withShop(async (shop) => {
        shop.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, method: "POST", path, times: 1 });
        await expect(put(shop, sized(["S", "M"]))).rejects.toMatchObject({ info: { kind: "ambiguous" } });
        const made = await put(shop, sized(["S", "M"]));
        expect(
          [...shop.sandbox.state.products.values()]
            .filter((product) => product.type === "variable")
            .map((product) => String(product.id)),
        ).toEqual([made.key]);
        expect(made.product.variants).toHaveLength(2);
      });
    },
  );
});
