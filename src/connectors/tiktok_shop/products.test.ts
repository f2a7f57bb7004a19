import { describe, expect, it } from "vitest";
import type { ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import type { StoredProduct } from "../../sandboxes/tiktok_shop/state.ts";
import { refusal } from "../kit/conformance/case.ts";
import type { Products } from "../kit/contract/ports.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { uuidOf } from "./product-put.ts";
import { changedProducts, everyProduct } from "./product-sweeps.ts";
import { openShop, type World } from "./testing.ts";

type Settings = Readonly<Record<string, string | number>>;

async function withShop(settings: Settings = {}, currency?: string) {
  const world = await openShop(currency);
  const connection = await world.connect({ settings: { ...settings } });
  const { products } = connection.ports;
  if (!products) throw new Error("no products port");
  return { world, connection, products };
}

const variantOf = (more: Partial<VariantForChannel> = {}): VariantForChannel => ({
  id: "ours-1",
  sku: "PUT-1",
  options: [],
  price: "20.00",
  weightGrams: 350,
  levels: [{ location: "", available: 4 }],
  ...more,
});

const productOf = (world: World, more: Partial<ProductForChannel> = {}): ProductForChannel => ({
  title: "قميص “été” 日本語 👕 <b>&amp;",
  descriptionHtml: "<p>Good</p>",
  active: true,
  categoryKeys: [],
  images: [{ url: `${world.sandbox.url}/pictures/one.png`, position: 0 }],
  variants: [variantOf()],
  ...more,
});

const put = (
  { put: write }: Products,
  connection: TestConnection,
  product: ProductForChannel,
  key: string | null = null,
) => {
  if (!write) throw new Error("products cannot be written");
  return write({ key, product, idempotencyKey: "put-1" }, connection.ctx);
};

const only = ({ state }: World): StoredProduct => {
  const [product] = state.products.values();
  if (!product) throw new Error("no product");
  return product;
};

const bodies = (world: World, path: string) =>
  world.sandbox.calls
    .filter((call) => call.write && call.path.includes(path))
    .map(({ requestBody }) => JSON.parse(requestBody));

describe("a new product", () => {
  it("a new product is created with its picture, weight, stock and TikTok's category; again it is adopted", async () => {
    const { world, connection, products } = await withShop();
    await using _ = world;
    const first = await put(products, connection, productOf(world));
    expect(first.variants).toMatchObject([{ id: "ours-1", ext: { productId: first.key } }]);
    expect(bodies(world, "/products?")[0]).toMatchObject({
      save_mode: "LISTING",
      category_id: "600004",
      category_version: "v1",
      package_weight: { value: "0.35", unit: "KILOGRAM" },
      main_images: [{ uri: expect.stringMatching(/^tos-/) }],
      skus: [
        {
          seller_sku: "PUT-1",
          price: { amount: "20.00", currency: "GBP" },
          inventory: [{ warehouse_id: world.state.warehouses[0]?.id, quantity: 4 }],
        },
      ],
      idempotency_key: uuidOf("put-1"),
    });
    expect(only(world).title).toContain("👕");
    await put(products, connection, productOf(world, { title: "Better" }), first.key);
    expect(only(world).title).toBe("Better");
    const again = await put(products, connection, productOf(world, { title: "Better" }));
    expect([again.key, world.shop.skus()]).toEqual([first.key, ["PUT-1"]]);
  });

  it("a creation whose answer is lost makes one product", async () => {
    const { world, connection, products } = await withShop();
    await using _ = world;
    world.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, path: "/product/202309/products?" });
    await put(products, connection, productOf(world));
    expect(world.shop.skus()).toEqual(["PUT-1"]);
  });

  it("the idempotency key has the form of a UUID and is one for one wish", () => {
    expect(uuidOf("put-1")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect([uuidOf("a"), uuidOf("a")]).not.toContain(uuidOf("b"));
  });

  it("a product that is not active is saved as a draft; variants without options are distinguished by their SKU", async () => {
    const { world, connection, products } = await withShop();
    await using _ = world;
    const variants = [variantOf(), variantOf({ id: "ours-2", sku: "PUT-2" })];
    const made = await put(products, connection, productOf(world, { active: false, variants }));
    expect(made.product.status).toBe("draft");
    expect(
      only(world).skus.map(({ attributes }) => attributes.map(({ name, value_name }) => [name, value_name])),
    ).toEqual([[["Variant", "PUT-1"]], [["Variant", "PUT-2"]]]);
    await put(products, connection, productOf(world, { active: false, variants, title: "Still a draft" }), made.key);
    expect([only(world).status, bodies(world, "partial_edit").at(-1)?.save_mode]).toEqual(["DRAFT", "AS_DRAFT"]);
  });

  it("American listings hang on the other category tree; cross-border prices stand in another field", async () => {
    const { world, connection, products } = await withShop({ defaultCategoryId: "600009" }, "USD");
    await using _ = world;
    world.state.shop = { ...world.state.shop, sellerType: "CROSS_BORDER" };
    const crossing = await world.connect({ settings: { defaultCategoryId: "600009" } });
    await put(crossing.ports.products ?? products, crossing, productOf(world));
    expect(bodies(world, "/products?")[0]).toMatchObject({
      category_id: "600009",
      category_version: "v2",
      skus: [{ price: { sale_price: "20.00", currency: "USD" } }],
    });
    expect(connection.detected.facts.currency).toBe("USD");
  });

  it("a brand TikTok knows goes along, another is left out; barcodes only in a form it takes", async () => {
    const { world, connection, products } = await withShop();
    await using _ = world;
    await put(
      products,
      connection,
      productOf(world, { brand: "acme", variants: [variantOf({ barcode: "4006381333931" })] }),
    );
    expect(bodies(world, "/products?")[0]).toMatchObject({
      brand_id: "7082427311584347905",
      skus: [{ identifier_code: { code: "4006381333931", type: "EAN" } }],
    });
    const other = productOf(world, { brand: "Nobody", variants: [variantOf({ sku: "PUT-9", barcode: "12-34" })] });
    await products.put?.({ key: null, product: other, idempotencyKey: "put-9" }, connection.ctx);
    const body = bodies(world, "/products?")[1];
    expect([body.brand_id, body.skus[0].identifier_code]).toEqual([undefined, undefined]);
  });

  it.each([
    ["a picture", { images: [] }, "image_missing"],
    ["a weight", { variants: [variantOf({ weightGrams: undefined })] }, "weight_missing"],
    ["a price", { variants: [variantOf({ price: undefined })] }, "price_missing"],
    ["a SKU without spaces", { variants: [variantOf({ sku: "A B" })] }, "sku"],
    ["a SKU of at most 50 characters", { variants: [variantOf({ sku: "x".repeat(51) })] }, "sku"],
    [
      "at most three options",
      { variants: [variantOf({ options: ["a", "b", "c", "d"].map((name) => ({ name, value: "1" })) })] },
      "options",
    ],
  ] as const)("a product without %s is refused with a reason, and nothing is written", async (_what, more, code) => {
    const { world, connection, products } = await withShop();
    await using _ = world;
    const error = await refusal(put(products, connection, productOf(world, more)));
    expect(error.info).toMatchObject({ kind: "rejected", code });
    expect(world.state.products.size).toBe(0);
  });

  it("a usual weight of the settings helps out", async () => {
    const { world, connection, products } = await withShop({ defaultWeightGrams: "250" });
    await using _ = world;
    await put(products, connection, productOf(world, { variants: [variantOf({ weightGrams: undefined })] }));
    expect(only(world).weight).toEqual({ value: "0.25", unit: "KILOGRAM" });
  });

  it("a picture that cannot be fetched is named", async () => {
    const { world, connection, products } = await withShop();
    await using _ = world;
    const images = [{ url: `${world.sandbox.url}/pictures/missing.png`, position: 0 }];
    const error = await refusal(put(products, connection, productOf(world, { images })));
    expect(error.message).toContain("missing.png");
  });

  it("the same SKUs in two products of the shop are no guess", async () => {
    const { world, connection, products } = await withShop();
    await using _ = world;
    for (const title of ["One", "Two"])
      world.shop.addProduct({ title, variants: [{ sku: "PUT-1", price: "1", stock: 1 }] });
    expect((await refusal(put(products, connection, productOf(world)))).info).toMatchObject({ code: "sku_twice" });
  });
});

describe("an edit", () => {
  const sized = (sku: string, value: string) => variantOf({ id: sku, sku, options: [{ name: "Size", value }] });

  it("an edit names every SKU, the shop's own siblings as TikTok has them: what is left out is deleted", async () => {
    const { world, connection, products } = await withShop();
    await using _ = world;
    const { key } = world.shop.addProduct({
      title: "Tee",
      variants: ["S", "M", "L"].map((option) => ({ sku: `TEE-${option}`, price: "9", stock: 3, option })),
    });
    const [small, , large] = only(world).skus;
    if (large) large.externalId = "erp-77";
    const stockBefore = world.shop.stockOf("TEE-L");
    await put(
      products,
      connection,
      productOf(world, { title: "Tee", variants: [sized("TEE-S", "S"), sized("TEE-XL", "XL")] }),
      key,
    );
    const after = only(world).skus;
    expect(after.map(({ sellerSku }) => sellerSku)).toEqual(["TEE-S", "TEE-M", "TEE-L", "TEE-XL"]);
    expect(after[0]?.id).toBe(small?.id);
    expect([after[2]?.externalId, world.shop.stockOf("TEE-L"), world.shop.priceOf("TEE-L")]).toEqual([
      "erp-77",
      stockBefore,
      "9.00",
    ]);
    // The new size hangs on the attribute that was there.
    expect(new Set(after.flatMap(({ attributes }) => attributes.map(({ id }) => id))).size).toBe(1);
  });

  it("an edit keeps the pictures of values, adds a new one's, and sends none where a value would have none", async () => {
    const { world, connection, products } = await withShop();
    await using _ = world;
    const pic = (name: string, position: number) => ({
      url: `${world.sandbox.url}/pictures/${name}.png`,
      position,
      variantId: name,
    });
    const sized = (size: string) =>
      variantOf({ id: size, sku: `TEE-${size}`, options: [{ name: "Size", value: size }] });
    const bare = productOf(world, { variants: [sized("S"), sized("M")], images: [pic("S", 0)] });
    const first = await put(products, connection, bare);
    expect(only(world).skus.flatMap(({ attributes }) => attributes.map(({ picture }) => picture))).toEqual([
      undefined,
      undefined,
    ]);
    const images = [pic("S", 0), pic("M", 1)];
    const whole = { ...bare, images };
    await put(products, connection, whole, first.key);
    const shown = () => only(world).skus.map(({ attributes }) => attributes[0]?.picture ?? "");
    const [small, medium] = shown();
    expect(new Set([small, medium, ""]).size).toBe(3);
    await put(
      products,
      connection,
      { ...whole, variants: [...bare.variants, sized("L")], images: [...images, pic("L", 2)] },
      first.key,
    );
    expect(shown().slice(0, 2)).toEqual([small, medium]);
    expect(shown()[2]).toMatch(/^tos-/);
    const cases = [...world.state.pictures.values()].map(({ useCase }) => useCase);
    expect(cases.filter((one) => one === "ATTRIBUTE_IMAGE")).toHaveLength(3);
  });

  it("an edit leaves the SKUs alone when nothing about them differs", async () => {
    const { world, connection, products } = await withShop();
    await using _ = world;
    const { key } = await put(products, connection, productOf(world));
    await put(products, connection, productOf(world, { title: "Only the title" }), key);
    expect(Object.keys(bodies(world, "partial_edit").at(-1))).not.toContain("skus");
    const renamed = variantOf({ key: only(world).skus[0]?.id, sku: "PUT-NEW" });
    await put(products, connection, productOf(world, { variants: [renamed] }), key);
    expect(world.shop.skus()).toEqual(["PUT-NEW"]);
  });

  it("an edit shows a picture TikTok has already under its own address, and uploads others", async () => {
    const { world, connection, products } = await withShop();
    await using _ = world;
    const made = await put(products, connection, productOf(world));
    const [shown] = made.product.images;
    if (!shown) throw new Error("no picture");
    const images = [
      { url: `${world.sandbox.url}/pictures/two.png`, position: 1 },
      { ...shown, position: 0 },
    ];
    await put(products, connection, productOf(world, { images }), made.key);
    expect(only(world).images[0]).toBe(shown.key);
    expect(only(world).images).toHaveLength(2);
  });

  it("an edit takes a product off sale and puts it back", async () => {
    const { world, connection, products } = await withShop();
    await using _ = world;
    const { key } = await put(products, connection, productOf(world));
    expect((await put(products, connection, productOf(world, { active: false }), key)).product.status).toBe("draft");
    expect(only(world).status).toBe("SELLER_DEACTIVATED");
    expect((await put(products, connection, productOf(world), key)).product.status).toBe("active");
  });

  it("an edit under review leaves the old version on sale, and reads return that one", async () => {
    const { world, connection, products } = await withShop();
    await using _ = world;
    const { key } = await put(products, connection, productOf(world, { title: "Old" }));
    world.state.audits = "pend";
    const edited = await put(products, connection, productOf(world, { title: "New" }), key);
    expect([edited.product.title, edited.product.status, edited.product.ext]).toEqual([
      "Old",
      "active",
      { status: "ACTIVATE", audit: "AUDITING" },
    ]);
  });

  it("an edit of a product that is gone says so", async () => {
    const { world, connection, products } = await withShop();
    await using _ = world;
    expect((await refusal(put(products, connection, productOf(world), "1729"))).kind).toBe("not_found");
  });
});

describe("deleting", () => {
  it("a product is deleted once, and once more does no harm", async () => {
    const { world, connection, products } = await withShop();
    await using _ = world;
    const { key } = world.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "1", stock: 1 }] });
    await products.remove?.(key, connection.ctx);
    await products.remove?.(key, connection.ctx);
    expect([only(world).status, await products.get(key, connection.ctx)]).toEqual(["DELETED", null]);
  });
});

describe("walking products", () => {
  it("more than ten thousand are told in windows of time", async () => {
    const { world, connection } = await withShop();
    await using _ = world;
    world.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "1", stock: 1 }] });
    // Rows that the search counts and the walk need not fetch.
    for (let index = 0; index < 10_500; index += 1) {
      const id = String(1_600_000_000_000_000_000n + BigInt(index));
      world.state.products.set(id, { ...only(world), id, status: "DELETED", createdAt: 1_700_000_000 + index * 60 });
    }
    const reported: string[] = [];
    for await (const page of everyProduct.run({ cursor: null }, connection.ctx))
      reported.push(...page.items.map(({ key }) => key));
    expect(reported).toEqual([only(world).id]);
    const refusals = world.sandbox.calls.filter(({ responseBody }) => responseBody.includes("12052180"));
    expect(refusals).toEqual([]);
  });

  it("a walk reads changes from five minutes before the newest one on", async () => {
    const { world, connection } = await withShop();
    await using _ = world;
    for (const index of [1, 2])
      world.shop.addProduct({ title: `Mug ${index}`, variants: [{ sku: `MUG-${index}`, price: "1", stock: 1 }] });
    const walk = async (cursor: string | null) => {
      const reported: string[] = [];
      let last = cursor;
      for await (const page of changedProducts.run({ cursor }, connection.ctx)) {
        reported.push(...page.items.map(({ title }) => title));
        last = page.cursor;
      }
      return { told: reported, last };
    };
    const first = await walk(null);
    expect(first.told.sort()).toEqual(["Mug 1", "Mug 2"]);
    await connection.ctx.clock.sleep(3_600_000);
    world.shop.setTitle("MUG-2", "New mug");
    const second = await walk(first.last);
    expect(second.told).toContain("New mug");
    await connection.ctx.clock.sleep(3_600_000);
    expect((await walk(second.last)).told).toEqual(["New mug"]);
    expect((await walk("of another make")).told.sort()).toEqual(["Mug 1", "New mug"]);
  });

  it("a product that cannot be read holds up no other, and is named", async () => {
    const { world, connection } = await withShop();
    await using _ = world;
    for (const index of [1, 2])
      world.shop.addProduct({ title: `Mug ${index}`, variants: [{ sku: `MUG-${index}`, price: "1", stock: 1 }] });
    const [bad] = world.state.products.values();
    if (bad) bad.updatedAt = 1.5;
    const pages = [];
    for await (const page of everyProduct.run({ cursor: null }, connection.ctx)) pages.push(page);
    expect(pages.flatMap(({ items }) => items.map(({ title }) => title))).toEqual(["Mug 2"]);
    expect(pages[0]?.unreadKeys).toEqual([bad?.id]);
  });
});

describe("categories", () => {
  it("categories are TikTok's own tree, of the market's version", async () => {
    const { world, connection } = await withShop({}, "USD");
    await using _ = world;
    const reported = [];
    for await (const page of connection.ports.categories?.sweep.run({ cursor: null }, connection.ctx) ?? [])
      reported.push(...page.items);
    const rows = reported.map(({ key, parentKey, name }) => [key, parentKey, name]);
    expect(rows.filter(([, parent]) => parent === undefined || parent === "600001")).toEqual([
      ["600001", undefined, "Home Supplies"],
      ["600100", undefined, "Fashion"],
      ["600003", "600001", "Mugs"],
      ["600004", "600001", "Cups"],
    ]);
  });
});
