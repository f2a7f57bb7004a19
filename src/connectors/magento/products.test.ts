import { describe, expect, test } from "vitest";
import type { ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import { collect } from "../kit/conformance/bench.ts";
import { productSent, variantSent } from "../kit/testing/products.ts";
import { portOf } from "../kit/testing/shop.ts";
import { codeOf } from "./attributes.ts";
import { basicSigns, slugOf } from "./product-save.ts";
import { type Bench, mug, openShop, writesOf } from "./testing.ts";

const variant = (sku: string, more: Partial<VariantForChannel> = {}) =>
  variantSent(sku, { levels: [{ location: "default", available: 4 }], ...more });

const product = (variants: readonly VariantForChannel[], more: Partial<ProductForChannel> = {}) =>
  productSent({ title: "Shirt", descriptionHtml: "<p>Cotton</p>", variants, ...more });

const SHIRTS = [
  variant("TEE-S", { options: [{ name: "Size", value: "S" }] }),
  variant("TEE-M", { options: [{ name: "Size", value: "M" }] }),
];

const SIZE = {
  id: 200,
  code: "size",
  label: "Size",
  input: "select",
  scope: "global",
  options: [{ value: "7", label: "S" }],
};

async function put(shop: Bench, input: ProductForChannel, key: string | null = null) {
  const { put: write } = portOf(shop.connection, "products");
  if (!write) throw new Error("products cannot be written");
  return write({ key, product: input, idempotencyKey: "p1" }, shop.connection.ctx);
}

const rows = ({ sandbox }: Bench) => [...sandbox.state.products.values()];
const rowOf = (shop: Bench, sku: string) => rows(shop).find((row) => row.sku === sku);

describe("writing products", () => {
  test("several items become one configurable product with hidden children, stocked and priced", async () => {
    await using shop = await openShop();
    const made = await put(shop, product(SHIRTS));
    expect(rows(shop).map((row) => [row.sku, row.typeId, row.visibility])).toEqual([
      ["TEE-S", "simple", 1],
      ["TEE-M", "simple", 1],
      ["TEE-S-family", "configurable", 4],
    ]);
    expect(made.product.variants.map((one) => [one.sku, one.options, one.price, one.levels])).toEqual([
      ["TEE-S", [{ name: "Size", value: "S" }], "20", [{ location: "default", available: 4 }]],
      ["TEE-M", [{ name: "Size", value: "M" }], "20", [{ location: "default", available: 4 }]],
    ]);
    expect(made.variants.map((one) => one.id)).toEqual(["v-TEE-S", "v-TEE-M"]);
  });

  test("a product sent again is not doubled; a new size joins, and a sibling only the shop has stays", async () => {
    await using shop = await openShop();
    const first = await put(shop, product(SHIRTS));
    const again = await put(shop, product(SHIRTS, { title: "Better" }));
    expect([again.key, rows(shop).length, rowOf(shop, "TEE-S-family")?.name]).toEqual([first.key, 3, "Better"]);
    const large = variant("TEE-L", { options: [{ name: "Size", value: "L" }] });
    await put(shop, product([SHIRTS[0] ?? large, large]), first.key);
    expect(rowOf(shop, "TEE-S-family")?.links.length).toBe(3);
    expect(rowOf(shop, "TEE-S-family")?.options[0]?.values.length).toBe(3);
  });

  test("an attribute of that name which the merchant has is used, its options without doubling labels", async () => {
    await using shop = await openShop({
      prepare({ state }) {
        state.attributes.set("size", structuredClone(SIZE));
      },
    });
    await put(shop, product(SHIRTS));
    const size = shop.sandbox.state.attributes.get("size");
    const made = [...shop.sandbox.state.attributes.keys()].filter((code) => code.startsWith("argosy_"));
    expect([made, size?.options.map((one) => one.label)]).toEqual([[], ["S", "M"]]);
    expect(rowOf(shop, "TEE-S")?.attributes.get("size")).toBe("7");
  });

  test("a family made by the hub is in stock, so that buyers can buy of it", async () => {
    await using shop = await openShop();
    await put(shop, product(SHIRTS));
    expect(rowOf(shop, "TEE-S-family")?.isInStock).toBe(true);
    expect(shop.sandbox.shop.placeOrder({ lines: [{ sku: "TEE-M", quantity: 1 }] })).not.toBe("");
    // The merchant's own switch stays.
    Object.assign(rowOf(shop, "TEE-S-family") ?? {}, { isInStock: false });
    await put(shop, product([...SHIRTS, variant("TEE-L", { options: [{ name: "Size", value: "L" }] })]));
    expect(rowOf(shop, "TEE-S-family")).toMatchObject({ isInStock: false, links: { length: 3 } });
  });

  test("an option's attribute that is in no attribute set yet is added before anything is written", async () => {
    await using shop = await openShop({
      prepare: ({ state }) => void state.attributes.set("size", structuredClone(SIZE)),
    });
    await put(shop, product(SHIRTS));
    expect([...shop.sandbox.state.inDefaultSet]).toEqual(["size"]);
    expect(rowOf(shop, "TEE-S")?.attributes.get("size")).toBe("7");
    const [first] = writesOf(shop).filter((call) => !call.includes("/options"));
    expect(first).toBe("POST all/products/attribute-sets/attributes");
  });

  test("a family the shop refuses leaves no children behind", async () => {
    await using shop = await openShop();
    const again = variant("TEE-S2", { options: [{ name: "Size", value: "S" }] });
    shop.sandbox.shop.addProduct(mug("OTHER"));
    await expect(put(shop, product([...SHIRTS, again]))).rejects.toThrow(/same set of attribute values/);
    expect(rows(shop).map((row) => row.sku)).toEqual(["OTHER"]);
  });

  test("options that differ from the shop's in letter case only are the shop's", async () => {
    await using shop = await openShop({
      prepare: ({ state }) => void state.attributes.set("size", structuredClone(SIZE)),
    });
    await put(
      shop,
      product(SHIRTS.map((one) => ({ ...one, options: [{ name: "Size", value: one.sku === "TEE-S" ? "s" : "M" }] }))),
    );
    expect(rowOf(shop, "TEE-S")?.attributes.get("size")).toBe("7");
  });

  test("variants on a simple product of the shop are refused: it would lose its price", async () => {
    await using shop = await openShop();
    shop.sandbox.shop.addProduct(mug("TEE-S"));
    await expect(put(shop, product(SHIRTS))).rejects.toThrow(/without variants, and would lose its price/);
    expect([rowOf(shop, "TEE-S")?.typeId, shop.sandbox.shop.priceOf("TEE-S"), writesOf(shop)]).toEqual([
      "simple",
      "12.50",
      [],
    ]);
  });

  test("two products of one name get addresses of their own; writes go to all views and name only what is ours", async () => {
    await using shop = await openShop();
    await put(shop, product([variant("A")]));
    await put(shop, product([variant("B")]));
    const keys = rows(shop).map((row) => row.attributes.get("url_key"));
    expect(keys).toEqual(["shirt-a", "shirt-b"]);
    expect(writesOf(shop).every((call) => call.startsWith("POST all/"))).toBe(true);
    const row = rowOf(shop, "A");
    Object.assign(row ?? {}, { weight: 1.5, visibility: 2 });
    row?.attributes.set("meta_title", "Mine");
    const found = await portOf(shop.connection, "products").bySku?.(["A"], shop.connection.ctx);
    await put(shop, product([variant("A")], { title: "New" }), found?.[0]?.key ?? null);
    expect(rowOf(shop, "A")).toMatchObject({ name: "New", weight: 1.5, visibility: 2 });
    expect(rowOf(shop, "A")?.attributes.get("meta_title")).toBe("Mine");
  });

  test("a store view changes only its name and description; the others have the global ones", async () => {
    await using shop = await openShop({ connection: { values: { storeCode: "default" } } });
    const made = await put(shop, product([variant("A")]));
    await put(shop, product([variant("A", { price: "25.00" })], { title: "Hemd" }), made.key);
    expect([
      rowOf(shop, "A")?.name,
      rowOf(shop, "A")?.viewNames.get("default"),
      shop.sandbox.shop.priceOf("A"),
    ]).toEqual(["Shirt", "Hemd", "25"]);
    expect((await portOf(shop.connection, "products").get(made.key, shop.connection.ctx))?.title).toBe("Hemd");
  });

  test("a SKU of more than 64 signs is refused before anything is written; a renamed one keeps its row", async () => {
    await using shop = await openShop();
    await expect(put(shop, product([variant("x".repeat(65))]))).rejects.toMatchObject({ info: { code: "sku_length" } });
    const made = await put(shop, product([variant("OLD")]));
    await put(shop, product([variant("NEW", { key: made.key })]), made.key);
    expect(rows(shop).map((row) => [String(row.id), row.sku])).toEqual([[made.key, "NEW"]]);
  });

  test("emoji stay where the database holds them, and are left out where they would become question marks", async () => {
    await using modern = await openShop();
    await put(modern, product([variant("A")], { title: "Mug 😀 مج" }));
    expect(rowOf(modern, "A")?.name).toBe("Mug 😀 مج");
    await using old = await openShop({ prepare: ({ state }) => Object.assign(state, { keepsEmoji: false }) });
    await put(old, product([variant("A")], { title: "Mug 😀 مج" }));
    expect(rowOf(old, "A")?.name).toBe("Mug مج");
    await put(old, product([variant("B")], { title: "Mug", descriptionHtml: "<p>Hot 😀 tea</p>" }));
    expect(rowOf(old, "B")?.attributes.get("description")).toBe("<p>Hot tea</p>");
    expect(basicSigns("a 😀 b")).toBe("a b");
  });

  test("a creation whose answer is lost is not repeated blindly: the next attempt adopts what is there", async () => {
    await using shop = await openShop();
    shop.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, path: "/V1/products", write: true });
    await expect(put(shop, product([variant("A")]))).rejects.toMatchObject({ kind: "ambiguous" });
    expect(rows(shop)).toHaveLength(1);
    await put(shop, product([variant("A")]));
    expect(rows(shop)).toHaveLength(1);
  });

  test("weights travel in the shop's unit, barcodes in the attribute named", async () => {
    await using shop = await openShop({ connection: { settings: { barcodeAttribute: "ean" } } });
    const made = await put(shop, product([variant("A", { weightGrams: 907, barcode: "4006381333931" })]));
    expect([rowOf(shop, "A")?.weight, rowOf(shop, "A")?.attributes.get("ean")]).toEqual([1.9996, "4006381333931"]);
    expect(made.product.variants[0]).toMatchObject({ weightGrams: 907, barcode: "4006381333931" });
  });

  test("categories are added to, images uploaded once, and those no longer wanted removed; the merchant's stay", async () => {
    await using shop = await openShop();
    const { state } = shop.sandbox;
    state.categories.set(9, { id: 9, parentId: 2, name: "Tees", isActive: true, createdAt: 0, updatedAt: 0 });
    const made = await put(shop, product([variant("A")], { categoryKeys: ["9"] }));
    rowOf(shop, "A")?.media.push({ id: 77, label: "", position: 1, types: [], bytes: "", file: "/m/i/mine.jpg" });
    const input = product([variant("A")], {
      categoryKeys: ["9"],
      images: [{ url: `${shop.sandbox.url}/image/one.gif`, position: 0 }],
    });
    await put(shop, input, made.key);
    await put(shop, input, made.key);
    expect(rowOf(shop, "A")?.categories).toEqual(["9"]);
    expect(rowOf(shop, "A")?.media.map((one) => one.file)).toEqual([
      "/m/i/mine.jpg",
      expect.stringMatching(/^\/a\/r\/argosy-[0-9a-f]{16}\.gif$/),
    ]);
    await put(
      shop,
      product([variant("A")], { images: [{ url: `${shop.sandbox.url}/image/none.webp`, position: 0 }] }),
      made.key,
    );
    expect(rowOf(shop, "A")?.media.map((one) => one.file)).toEqual(["/m/i/mine.jpg"]);
  });

  test("a name of any script makes a code and an address", () => {
    expect([codeOf("Size"), codeOf("Größe"), codeOf("Shoe size (EU)")]).toEqual([
      "argosy_size",
      "argosy_gro_e",
      "argosy_shoe_size_eu",
    ]);
    expect(codeOf("الحجم")).toMatch(/^argosy_\d+$/);
    expect(codeOf("الحجم")).not.toBe(codeOf("اللون"));
    expect(codeOf("x".repeat(99))).toHaveLength(30);
    expect([slugOf("Blue mug A/B+1"), slugOf("قميص 👕 42"), slugOf("!!!")]).toEqual([
      "blue-mug-a-b-1",
      "42",
      expect.stringMatching(/^product-\d+$/),
    ]);
  });
});

describe("reading products", () => {
  test("a child is told as its family, by SKU, by id and when it changes", async () => {
    await using shop = await openShop();
    const made = await put(shop, product(SHIRTS));
    const { bySku, get, sweeps } = portOf(shop.connection, "products");
    expect((await bySku?.(["TEE-M"], shop.connection.ctx))?.map((one) => one.key)).toEqual([made.key]);
    expect((await get(made.variants[0]?.key ?? "", shop.connection.ctx))?.key).toBe(made.key);
    const changed = sweeps.find((one) => one.id === "changed");
    if (!changed) throw new Error("no sweep");
    const { cursor } = await collect(changed, shop.connection.ctx);
    await shop.clock.sleep(60 * 60_000);
    shop.sandbox.shop.setPrice("TEE-M", "77.00");
    const { items } = await collect(changed, shop.connection.ctx, { cursor });
    expect(items.map((one) => [one.key, one.variants.map((child) => [child.title, Number(child.price)])])).toEqual([
      [
        made.key,
        [
          ["Shirt S", expect.any(Number)],
          ["Shirt M", 77],
        ],
      ],
    ]);
    expect(items[0]?.version.value).toBeGreaterThan(made.product.version.value);
  });

  test("a special price without an end is the price; one that ends, or has not begun in the shop's own time, is a sale", async () => {
    await using shop = await openShop();
    const { key } = shop.sandbox.shop.addProduct(mug("A", 5, "10.00"));
    const row = rowOf(shop, "A");
    const price = async (from: string | null, to: string | null) => {
      if (row) row.special = { price: "7.5", from, to };
      const reported = await portOf(shop.connection, "products").get(key, shop.connection.ctx);
      return [reported?.variants[0]?.price, reported?.variants[0]?.compareAtPrice];
    };
    // The clock stands at 09:00 UTC, which is 11:00 in the shop (Africa/Cairo).
    expect(await price(null, null)).toEqual(["7.5", "10"]);
    expect(await price("2026-11-20 10:30:00", null)).toEqual(["7.5", "10"]);
    expect(await price("2026-11-20 11:30:00", null)).toEqual(["10", undefined]);
    expect(await price(null, "2026-11-20 00:00:00")).toEqual(["10", undefined]);
    expect(await price(null, "2026-11-19 23:59:59")).toEqual(["10", undefined]);
  });

  test("products of other types are told: bundles without a number, a disabled one as a draft", async () => {
    await using shop = await openShop();
    const bundle = shop.sandbox.shop.addProduct(mug("BUNDLE"));
    Object.assign(rowOf(shop, "BUNDLE") ?? {}, { typeId: "bundle", status: 2 });
    const reported = await portOf(shop.connection, "products").get(bundle.key, shop.connection.ctx);
    expect([reported?.status, reported?.variants[0]?.levels]).toEqual(["draft", undefined]);
  });

  test("a row that cannot be read stands alone, and its page is told", async () => {
    await using shop = await openShop();
    const keys = [1, 2, 3].map((index) => shop.sandbox.shop.addProduct(mug(`M${index}`)).key);
    Object.assign(rowOf(shop, "M2") ?? {}, { attributeSetId: 4.5 });
    const [sweep] = portOf(shop.connection, "products").sweeps;
    if (!sweep) throw new Error("no sweep");
    const pages = [];
    for await (const page of sweep.run({ cursor: null }, shop.connection.ctx)) pages.push(page);
    expect(pages.flatMap((page) => page.items.map((one) => one.key)).sort()).toEqual([keys[0], keys[2]].sort());
    expect(pages.map((page) => page.unreadKeys)).toEqual([[keys[1]]]);
  });
});
