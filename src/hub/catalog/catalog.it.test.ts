import { describe, expect, test } from "vitest";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { recordChannelProducts } from "../channel-products/record.ts";
import { listListings } from "../listings/index.ts";
import { channelProduct, channelVariant, later, NOON, sampleStore } from "../listings/samples.ts";
import { indexAllDue } from "../search/index-due.ts";
import {
  addVariant,
  createCategory,
  createProduct,
  createProducts,
  deleteCategory,
  deleteProducts,
  deleteVariant,
  getProduct,
  getVariant,
  listProducts,
  listVariants,
  updateProduct,
  updateProducts,
  updateVariant,
  updateVariants,
} from "./index.ts";
import type { NewProduct } from "./input.ts";
import type { ProductFilter } from "./list.ts";
import { euroCatalog } from "./testing.ts";

const db = fixture(testDatabase);
const { at, inside, create, get, patch } = euroCatalog(db);
const mug: NewProduct = {
  title: "Mug",
  descriptionHtml: '<p onclick="x()">Nice <script>alert(1)</script><a href="javascript:x">link</a></p>',
  costMinor: 300n,
  weightGrams: 400,
  variants: [
    { sku: "MUG-R", barcode: "111", options: [{ name: "Colour", value: "Red" }], priceMinor: 1250n },
    { sku: "MUG-B", options: [{ name: "Colour", value: "Blue" }], priceMinor: 1300n, costMinor: 350n },
  ],
  images: [
    { url: "https://img.example/1.png", alt: "Front" },
    { url: "https://img.example/2.png", variantSku: "mug-b" },
  ],
};

describe("creating", () => {
  test("a new product is stored whole: variants, images, currency, harmless HTML, fallbacks [C1.1, C1.4, C1.5]", async () => {
    const { id, variantIds } = await create(mug);
    const product = await get(id);
    expect(product).toMatchObject({ title: "Mug", descriptionHtml: "<p>Nice <a>link</a></p>", active: true });
    expect(product.variants.map((v) => v.id)).toEqual(variantIds);
    expect(product.variants).toMatchObject([
      {
        sku: "MUG-R",
        title: "Red",
        currency: "EUR",
        priceMinor: 1250n,
        costMinor: 300n,
        weightGrams: 400,
        available: 0,
      },
      { sku: "MUG-B", title: "Blue", priceMinor: 1300n, costMinor: 350n },
    ]);
    expect(product.images).toMatchObject([{ alt: "Front", variantId: null }, { variantId: variantIds[1] }]);
  });

  test("a product with only its own SKU gets one variant", async () => {
    const { id } = await create({ title: "Plain", sku: "PLAIN-1" });
    expect((await get(id)).variants).toMatchObject([{ sku: "PLAIN-1", title: "" }]);
  });

  test.each<[string, NewProduct, string]>([
    ["no title", { title: " ", sku: "a" }, "title"],
    ["no SKU", { title: "x" }, "variants"],
    ["an empty SKU", { title: "x", variants: [{ sku: " " }] }, "variants.0.sku"],
    ["a negative price", { title: "x", variants: [{ sku: "a", priceMinor: -1n }] }, "variants.0.priceMinor"],
    ["a broken weight", { title: "x", variants: [{ sku: "a", weightGrams: 1.5 }] }, "variants.0.weightGrams"],
    [
      "an option twice",
      {
        title: "x",
        variants: [
          {
            sku: "a",
            options: [
              { name: "Size", value: "1" },
              { name: "size", value: "2" },
            ],
          },
        ],
      },
      "variants.0.options",
    ],
    ["a picture from a file", { title: "x", sku: "a", images: [{ url: "file:///etc/passwd" }] }, "images.0.url"],
    ["a lower-case country", { title: "x", sku: "a", originCountry: "in" }, "originCountry"],
    ["a GST rate above 100", { title: "x", sku: "a", gstRate: "101" }, "gstRate"],
    ["a category of nobody", { title: "x", sku: "a", categoryIds: ["nope"] }, "categoryIds.0"],
  ])("%s is refused naming the field", async (_what, product, field) => {
    await expect(create(product)).rejects.toMatchObject({ field });
    expect((await inside((tx) => listProducts(tx, {}))).items).toEqual([]);
  });

  test("a SKU in use is refused in any case, naming the product that has it [C1.3]", async () => {
    await create(mug);
    await expect(create({ title: "Other", sku: "mug-r" })).rejects.toMatchObject({
      code: "PRODUCT_SKU_TAKEN",
      kind: "conflict",
      field: "variants.0.sku",
      message: 'The SKU "mug-r" is already used by "Mug".',
    });
    await expect(create({ title: "Twice", variants: [{ sku: "A" }, { sku: "a" }] })).rejects.toMatchObject({
      code: "PRODUCT_SKU_TAKEN",
    });
  });

  test("many at once: each item has its outcome, the good ones are made [C2.1]", async () => {
    const outcomes = await inside((tx) =>
      createProducts(tx, {
        products: [
          { title: "A", sku: "1" },
          { title: "", sku: "2" },
          { title: "C", sku: "1" },
          { title: "D", sku: "4" },
        ],
        now: NOON,
      }),
    );
    expect(outcomes.map((o) => (o.ok ? "made" : `${o.index} ${o.error.field}`))).toEqual([
      "made",
      "1 title",
      "2 variants.0.sku",
      "made",
    ]);
    expect((await inside((tx) => listProducts(tx, {}))).items.map((p) => p.title)).toEqual(["D", "A"]);
    const many = Array.from({ length: 1001 }, () => ({ title: "x", sku: "x" }));
    await expect(inside((tx) => createProducts(tx, { products: many, now: NOON }))).rejects.toThrow("at most 1000");
  });

  test("a SKU that is created twice at once is given out once [C1.3]", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, (_, i) => create({ title: `Rush ${i}`, sku: "RUSH" })),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    for (const result of results)
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "PRODUCT_SKU_TAKEN" });
  });

  test("a channel item that waited for the SKU is linked", async () => {
    const shop = await sampleStore(db, at.here);
    await inside((tx) =>
      recordChannelProducts(tx, {
        connectionId: shop,
        products: [channelProduct("p", [channelVariant("v", { sku: "mug-r" })])],
        now: NOON,
        initial: false,
      }),
    );
    const { variantIds } = await create(mug);
    const [listing] = (await inside((tx) => listListings(tx, {}))).items;
    expect(listing).toMatchObject({ state: "mapped", variantId: variantIds[0] });
  });
});

describe("changing", () => {
  test("a change touches only the named fields", async () => {
    const { id } = await create(mug);
    await patch(id, { title: "Big mug", brand: "Kiln" });
    const product = await get(id);
    expect(product).toMatchObject({ title: "Big mug", brand: "Kiln", weightGrams: 400, updatedAt: later(1) });
    expect(product.variants).toHaveLength(2);
    expect(product.images).toHaveLength(2);
    await patch(id, { brand: null, images: [] });
    expect(await get(id)).toMatchObject({ brand: null, images: [] });
  });

  test("variants are changed by id or SKU, added and swapped; one left out stays as it is", async () => {
    const { id, variantIds } = await create(mug);
    const [red, blue] = variantIds;
    await patch(id, {
      variants: [
        { id: red ?? "", sku: "MUG-B" },
        { id: blue ?? "", sku: "MUG-R", priceMinor: 99n },
      ],
    });
    expect((await get(id)).variants).toMatchObject([
      { id: red, sku: "MUG-B", priceMinor: 1250n, barcode: "111", options: [{ value: "Red" }] },
      { id: blue, sku: "MUG-R", priceMinor: 99n },
    ]);
    await patch(id, { variants: [{ sku: "mug-r" }, { sku: "MUG-G" }] });
    const after = (await get(id)).variants;
    expect(after.map((v) => v.sku).sort()).toEqual(["MUG-B", "MUG-G", "mug-r"]);
    expect(after.find((v) => v.sku === "mug-r")?.id).toBe(blue);
    await expect(patch(id, { variants: [{ id: red ?? "", sku: "MUG-R" }] })).rejects.toMatchObject({
      code: "PRODUCT_SKU_TAKEN",
    });
    await expect(patch(id, { variants: [] })).rejects.toMatchObject({ field: "variants" });
  });

  test("many at once: what breaks a rule stays as it was [C2.1]", async () => {
    const a = await create({ title: "A", sku: "A" });
    const b = await create({ title: "B", sku: "B" });
    const outcomes = await inside((tx) =>
      updateProducts(tx, {
        changes: [
          { id: a.id, patch: { title: "A2" } },
          { id: b.id, patch: { variants: [{ sku: "a" }] } },
          { id: "gone", patch: {} },
        ],
        now: NOON,
      }),
    );
    expect(outcomes.map((o) => (o.ok ? "ok" : o.error.code))).toEqual(["ok", "PRODUCT_SKU_TAKEN", "PRODUCT_NOT_FOUND"]);
    expect([(await get(a.id)).title, (await get(b.id)).variants[0]?.sku]).toEqual(["A2", "B"]);
  });

  test("variants are added, priced in bulk and removed by themselves, and never the last", async () => {
    const { id, variantIds } = await create(mug);
    const added = await inside((tx) => addVariant(tx, { productId: id, variant: { sku: "MUG-G" }, now: NOON }));
    const outcomes = await inside((tx) =>
      updateVariants(tx, {
        changes: [
          { id: added, patch: { priceMinor: 500n } },
          { id: variantIds[0] ?? "", patch: { sku: "mug-b" } },
          { id: variantIds[1] ?? "", patch: { priceMinor: null } },
        ],
        now: NOON,
      }),
    );
    expect(outcomes.map((o) => o.ok)).toEqual([true, false, true]);
    expect((await get(id)).variants.map((v) => [v.sku, v.priceMinor])).toEqual([
      ["MUG-R", 1250n],
      ["MUG-B", null],
      ["MUG-G", 500n],
    ]);
    await inside((tx) => updateVariant(tx, { id: added, patch: { sku: "mug-g", barcode: "9" }, now: NOON }));
    expect(await inside((tx) => getVariant(tx, added))).toMatchObject({ sku: "mug-g", barcode: "9", priceMinor: 500n });
    for (const variant of variantIds) await inside((tx) => deleteVariant(tx, { id: variant, now: NOON }));
    await expect(inside((tx) => deleteVariant(tx, { id: added, now: NOON }))).rejects.toMatchObject({
      code: "VARIANT_LAST",
    });
  });

  test("two deletions at once leave a product its last variant", async () => {
    const { id, variantIds } = await create(mug);
    const [first = "", second = ""] = variantIds;
    const done: Promise<unknown>[] = [];
    await inside(async (tx) => {
      await deleteVariant(tx, { id: first, now: NOON });
      let isOver = false;
      const other = inside((its) => deleteVariant(its, { id: second, now: NOON })).finally(() => {
        isOver = true;
      });
      done.push(expect(other).rejects.toMatchObject({ code: "VARIANT_LAST" }));
      const waiting = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
      while (!isOver && (await db.owner.rows(waiting)).length === 0);
    });
    await Promise.all(done);
    expect((await get(id)).variants).toHaveLength(1);
  });

  test("a change marks what channels have to be sent [A4.7]", async () => {
    const { id, variantIds } = await create(mug);
    await db.owner.run("delete from change_mark where organization_id = $1", [at.here]);
    const marks = async () =>
      (
        await db.owner.rows<{ aspect: string }>("delete from change_mark where organization_id = $1 returning aspect", [
          at.here,
        ])
      )
        .map((m) => m.aspect)
        .sort();
    await patch(id, { title: "New" });
    expect(await marks()).toEqual(["content"]);
    await inside((tx) => updateVariant(tx, { id: variantIds[0] ?? "", patch: { priceMinor: 7n }, now: NOON }));
    expect(await marks()).toEqual(["price"]);
    await patch(id, { title: "New" });
    expect(await marks()).toEqual([]);
    await inside((tx) => updateVariant(tx, { id: variantIds[0] ?? "", patch: { active: false }, now: NOON }));
    expect(await marks()).toEqual(["content", "stock"]);
  });
});

describe("deleting", () => {
  test("a deletion is soft: the SKU is free, the channel's item waits, history stays [C2.1]", async () => {
    const shop = await sampleStore(db, at.here);
    const { id, variantIds } = await create(mug);
    await inside((tx) =>
      recordChannelProducts(tx, {
        connectionId: shop,
        products: [channelProduct("p", [channelVariant("v", { sku: "MUG-R" })])],
        now: NOON,
        initial: false,
      }),
    );
    const outcomes = await inside((tx) => deleteProducts(tx, { ids: [id, "x"], onChannels: "leave", now: NOON }));
    expect(outcomes.map((o) => o.ok)).toEqual([true, false]);
    await expect(get(id)).rejects.toThrow("no such product");
    expect((await inside((tx) => listListings(tx, {}))).items[0]).toMatchObject({ state: "unmapped", variantId: null });
    expect(await db.owner.rows("select 1 from variant where id = any($1)", [variantIds])).toHaveLength(2);
    await create(mug);
  });

  test("a bundle's component stays", async () => {
    const part = await create({ title: "Part", sku: "PART" });
    const kit = await create({ title: "Kit", sku: "KIT" });
    await db.owner.run(
      `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
       values ($1, $2, $3, 2)`,
      [at.here, kit.variantIds[0], part.variantIds[0]],
    );
    await expect(inside((tx) => deleteProducts(tx, { ids: [part.id], now: NOON }))).rejects.toThrow(
      '"PART" is part of the bundle "KIT"',
    );
    await inside((tx) => deleteProducts(tx, { ids: [kit.id], now: NOON }));
    await inside((tx) => deleteProducts(tx, { ids: [part.id], now: NOON }));
  });
});

test("products are found by terms in title, brand, SKU and barcode, page by page", async () => {
  await create({ ...mug, brand: "Kiln" });
  for (let i = 0; i < 5; i++) await create({ title: `Chair ${i}`, sku: `CH-${i}`, active: i > 0 });
  await indexAllDue(inside);
  const titles = async (filter: ProductFilter) =>
    (await inside((tx) => listProducts(tx, filter))).items.map((p) => p.title);
  expect(await titles({ text: "kiln" })).toEqual(["Mug"]);
  expect(await titles({ text: "mug-b" })).toEqual(["Mug"]);
  expect(await titles({ text: "111" })).toEqual(["Mug"]);
  expect(await titles({ active: false })).toEqual(["Chair 0"]);
  const first = await inside((tx) => listProducts(tx, { limit: 4 }));
  const rest = await inside((tx) => listProducts(tx, { limit: 4, cursor: first.nextCursor ?? "" }));
  expect([...first.items, ...rest.items].map((p) => p.title)).toEqual([
    "Chair 4",
    "Chair 3",
    "Chair 2",
    "Chair 1",
    "Chair 0",
    "Mug",
  ]);
  expect(rest.items.at(-1)).toMatchObject({
    variants: 2,
    priceFromMinor: 1250n,
    priceToMinor: 1300n,
    imageUrl: "https://img.example/1.png",
  });
  expect((await inside((tx) => listVariants(tx, { sku: "mug-R" }))).items.map((v) => v.sku)).toEqual(["MUG-R"]);
  expect((await inside((tx) => listVariants(tx, { text: "chair" }))).items).toHaveLength(5);
  expect((await inside((tx) => listVariants(tx, { text: "chair", sku: "ch-3" }))).items.map((v) => v.sku)).toEqual([
    "CH-3",
  ]);
  await db.owner.run("update product set title = 'Stool 0' where title = 'Chair 0'");
  await indexAllDue(inside);
  expect(await titles({ text: "stool" })).toEqual(["Stool 0"]);
  expect(await titles({ text: "chair" })).toHaveLength(4);
});

test("two organizations with the same SKUs never meet", async () => {
  const there = await db.newOrganization("There");
  const mine = await create(mug);
  const category = await inside((tx) => createCategory(tx, { name: "Mine", now: NOON }));
  const theirs = await db.database.tenant(there, (tx) => createProduct(tx, { product: mug, now: NOON }));
  const them = <T>(work: (tx: Tx) => Promise<T>) => db.database.tenant(there, work);
  await expect(them((tx) => getProduct(tx, mine.id))).rejects.toThrow("no such product");
  await expect(them((tx) => getVariant(tx, mine.variantIds[0] ?? ""))).rejects.toThrow("no such variant");
  await expect(them((tx) => updateProduct(tx, { id: mine.id, patch: { title: "Stolen" }, now: NOON }))).rejects.toThrow(
    "no such product",
  );
  const refused = (work: (tx: Tx) => Promise<unknown>, text: string) => expect(them(work)).rejects.toThrow(text);
  await refused(
    (tx) => updateVariant(tx, { id: mine.variantIds[0] ?? "", patch: { priceMinor: 1n }, now: NOON }),
    "no such variant",
  );
  await refused((tx) => addVariant(tx, { productId: mine.id, variant: { sku: "new" }, now: NOON }), "no such product");
  await refused((tx) => deleteVariant(tx, { id: mine.variantIds[0] ?? "", now: NOON }), "no such variant");
  expect((await them((tx) => deleteProducts(tx, { ids: [mine.id], now: NOON })))[0]?.ok).toBe(false);
  await refused(
    (tx) => updateProduct(tx, { id: theirs.id, patch: { categoryIds: [category] }, now: NOON }),
    "no such category",
  );
  await refused((tx) => createCategory(tx, { name: "x", parentId: category, now: NOON }), "no such parent");
  await refused((tx) => deleteCategory(tx, { id: category, now: NOON }), "no such category");
  expect((await them((tx) => listProducts(tx, {}))).items).toHaveLength(1);
  expect((await get(mine.id)).title).toBe("Mug");
});
