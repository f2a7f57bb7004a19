/** One product with everything, written and read field by field, and edited in one field alone. */
import { expect } from "vitest";
import type { ChannelProduct, Json, ProductForChannel } from "../../../commerce/product.ts";
import { isConnectorError } from "../contract/errors.ts";
import type { Products } from "../contract/ports.ts";
import type { TestConnection } from "../testing/connection.ts";
import type { Bench } from "./bench.ts";
import { collect, createProducts, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { isLacking, lackedBy } from "./golden.ts";

const BARCODES = ["4006381333931", "4006381333948"] as const;

const GOLDEN_ITEMS = [
  { id: "ours-s", sku: "GOLD-S", size: "Small", colour: "Red", price: "20.50", compareAtPrice: "25.00", stock: 4 },
  { id: "ours-m", sku: "GOLD-M", size: "Medium", colour: "Blue", price: "22.75", compareAtPrice: "28.00", stock: 9 },
];

// One for both: some platforms know one size a product.
const GOLDEN_SIZE = { length: 300, width: 200, height: 120 };

export interface PutBench extends Bench {
  readonly connection: TestConnection;
  readonly products: Products;
  put(product: ProductForChannel, key: string | null): ReturnType<NonNullable<Products["put"]>>;
  product(title: string): Promise<ProductForChannel>;
  /** Where images of products lie. */
  readonly imagesAt: string;
}

export function withPut(run: (bench: PutBench) => Promise<void>): Case["run"] {
  return async (bench) => {
    const connection = await bench.connect();
    const products = need(connection.ports, "products");
    const { put } = products;
    if (!put) throw new Unsupported("products cannot be written");
    let attempt = 0;
    const mailbox = await bench.receive();
    const categoryKeys = await categoryOf(bench, connection);
    const imagesAt = bench.golden?.fetchesImages ? mailbox.url : "https://cdn.example.com";
    await run({
      ...bench,
      connection,
      products,
      imagesAt,
      put: (product, key) => {
        attempt += 1;
        return put.call(products, { key, product, idempotencyKey: `golden-${attempt}` }, connection.ctx);
      },
      product: async (title) => goldenProduct(bench, connection, title, { categoryKeys, imagesAt }),
    });
  };
}

/** A category of the shop, where it has such. */
async function categoryOf({ shop }: Bench, { ports, ctx }: TestConnection): Promise<readonly string[]> {
  if (!ports.categories) return [];
  const { key } = shop.addProduct({ ...createProducts(1), category: "Mugs" });
  const { items } = await collect(ports.categories.sweep, ctx);
  shop.removeProduct(key);
  return items.filter(({ name }) => name === "Mugs").map((category) => category.key);
}

function goldenProduct(
  bench: Bench,
  { detected }: TestConnection,
  title: string,
  { categoryKeys, imagesAt }: { readonly categoryKeys: readonly string[]; readonly imagesAt: string },
): ProductForChannel {
  const isSingle = isLacking(bench, "product.family");
  const location = detected.locations.find(({ active }) => active)?.key ?? "";
  return {
    title,
    descriptionHtml: "<p>Stoneware, <strong>dishwasher-safe</strong></p>",
    brand: "Lovelace",
    active: true,
    categoryKeys,
    images: ["front", "back"].map((name, position) => ({
      url: `${imagesAt}/${name}.png`,
      alt: name,
      position,
    })),
    ...bench.shop.demanded?.(),
    variants: (isSingle ? GOLDEN_ITEMS.slice(0, 1) : GOLDEN_ITEMS).map(
      ({ id, sku, size, colour, price, compareAtPrice, stock }, index) => ({
        id,
        sku,
        barcode: BARCODES[index],
        options: isSingle
          ? []
          : [
              { name: "Size", value: size },
              { name: "Colour", value: colour },
            ],
        price,
        compareAtPrice,
        cost: "7.80",
        weightGrams: 350 + index * 100,
        dimensionsMm: GOLDEN_SIZE,
        levels: [{ location, available: stock }],
      }),
    ),
  };
}

const COLOURS = ["crimson", "indigo"] as const;

/** Three variants in two colours, each colour with one image, and an image of the whole product. */
function pictured({ variants: [first] }: ProductForChannel, imagesAt: string) {
  if (!first) throw new Error("the golden product has no variant");
  const items = [
    ["PIC-A", "Small", "crimson"],
    ["PIC-B", "Medium", "crimson"],
    ["PIC-C", "Small", "indigo"],
  ] as const;
  const variants = items.map(([sku, size, colour]) => ({
    ...first,
    id: `ours-${sku}`,
    sku,
    barcode: undefined,
    options: [
      { name: "Size", value: size },
      { name: "Colour", value: colour },
    ],
  }));
  const own = items.map(([sku, , colour]) => ({ url: `${imagesAt}/${colour}.png`, variantId: `ours-${sku}` }));
  return {
    variants,
    images: [{ url: `${imagesAt}/front.png` }, ...own].map((image, position) => ({ ...image, position })),
  };
}

const ITEMS = ["sku", "barcode", "price", "compareAt", "cost", "weight", "dimensions", "options", "stock"] as const;

/** What a seller sees of a product, as text by field; what is not told is undefined. */
function productFields(
  product: Pick<ChannelProduct, "title" | "descriptionHtml" | "brand" | "categoryKeys" | "images" | "variants">,
  status: string,
) {
  const variant = (sku: string) => product.variants.find((one) => one.sku === sku);
  const number = (text: string | number | undefined) => (text === undefined ? undefined : String(Number(text)));
  const fields: Record<string, string | undefined> = {
    title: product.title,
    description: product.descriptionHtml?.includes("Stoneware") ? "Stoneware" : undefined,
    markup: product.descriptionHtml?.includes("<strong>") ? "<strong>" : undefined,
    brand: product.brand,
    status,
    categories: product.categoryKeys.length > 0 ? [...product.categoryKeys].sort().join(", ") : undefined,
    images: product.images.length > 0 ? String(product.images.length) : undefined,
    imageOrder:
      product.images.length > 1 ? product.images.map(({ position }, index) => position - index).join(",") : undefined,
  };
  for (const sku of ["GOLD-S", "GOLD-M"]) {
    const one = variant(sku);
    const reported: Record<(typeof ITEMS)[number], string | undefined> = {
      sku: one?.sku,
      barcode: one?.barcode,
      price: number(one?.price),
      compareAt: number(one?.compareAtPrice),
      cost: number(one?.cost),
      weight: number(one?.weightGrams),
      dimensions: one?.dimensionsMm && Object.values(one.dimensionsMm).join(" x "),
      options:
        one?.options
          .map(({ name, value }) => `${name.toLowerCase()}=${value}`)
          .sort()
          .join(", ") || undefined,
      stock:
        one?.levels === undefined ? undefined : String(one.levels.reduce((sum, level) => sum + level.available, 0)),
    };
    for (const name of ITEMS) fields[`${sku} ${name}`] = reported[name];
  }
  return fields;
}

function expectSame(
  { golden }: Bench,
  reported: Record<string, string | undefined>,
  expected: Record<string, string | undefined>,
): void {
  const lacking = lackedBy(golden?.lacks ?? {});
  const problems: string[] = [];
  for (const [field, value] of Object.entries(expected)) {
    const name = `product.${field.replace(/^GOLD-. /, "")}`;
    const truth = golden?.product?.[field] ?? value;
    if (!lacking.has(name) && reported[field] !== truth)
      problems.push(`${name}: ${reported[field]} instead of ${truth}`);
  }
  if (problems.length > 0) throw new Error(`not as written, and not declared in golden.lacks: ${problems.join("; ")}`);
}

/** Paths at which two answers of the platform differ. */
export function differences(before: Json, after: Json, path = ""): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const isObject = (value: Json): value is { readonly [key: string]: Json } =>
    value !== null && typeof value === "object";
  if (!isObject(before) || !isObject(after)) return [path];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => differences(before[key] ?? null, after[key] ?? null, `${path}/${key}`));
}

/** What a sandbox keeps, as plain data that stays as it is. */
export function snapshot(stored: unknown): Json {
  const text = JSON.stringify(stored, (_key, value: unknown) => {
    if (value instanceof Map) return Object.fromEntries(value);
    if (value instanceof Set) return [...value];
    return typeof value === "bigint" ? String(value) : value;
  });
  return text === undefined ? null : (JSON.parse(text) as Json);
}

/** What a platform changes by itself with any edit, or derives from the title. */
export const OF_THE_EDIT =
  /title|name|slug|url|link|permalink|handle|path|seo|meta|updat|modif|version|revision|date|changed|time|etag|_at$/i;

export const goldenProductCases: readonly Case[] = [
  {
    name: "products: golden: what is written whole is read back whole",
    proves: ["C3.1"],
    run: withPut(async (bench) => {
      const { put, product, products, connection } = bench;
      const expected = await product("Golden mug");
      const done = await put(expected, null);
      const reported = await products.get(done.key, connection.ctx);
      if (!reported) throw new Error("what was just written is not there");
      expectSame(
        bench,
        productFields(reported, reported.status),
        productFields(
          { ...expected, variants: expected.variants.map((one) => ({ ...one, key: "", ext: null })) },
          "active",
        ),
      );
      for (const { id, key } of done.variants)
        expect(key, id).toBe(
          reported.variants.find((one) => one.sku === expected.variants.find((ours) => ours.id === id)?.sku)?.key,
        );
      expect(done.variants.length).toBe(expected.variants.length);
    }),
  },
  {
    name: "products: an edit of the title changes nothing else on the platform",
    run: withPut(async (bench) => {
      const { put, product, products, connection } = bench;
      const first = await product("Golden mug");
      const made = await put(first, null);
      const before = await products.get(made.key, connection.ctx);
      const records = snapshot(bench.shop.catalog?.());
      await bench.clock.sleep(2_000);
      const keyOf = (id: string) => made.variants.find((one) => one.id === id);
      const variants = first.variants.map((one) => ({
        ...one,
        key: keyOf(one.id)?.key,
        ext: keyOf(one.id)?.ext ?? null,
      }));
      // Images as the channel tells them: those that are there are not sent again.
      const images = before?.images.length === first.images.length ? before.images : first.images;
      await put({ ...first, images, variants, title: "Golden cup" }, made.key);
      const after = await products.get(made.key, connection.ctx);
      if (!before || !after) throw new Error("the product is gone");
      expect(after.title).toBe("Golden cup");
      const { title: _old, ...stored } = productFields(before, before.status);
      const now = productFields(after, after.status);
      const changed = Object.entries(stored).filter(
        ([name, value]) => now[name] !== value && !isLacking(bench, `product.${name.replace(/^GOLD-. /, "")}`),
      );
      expect(changed.map(([name, value]) => `${name}: ${now[name]} instead of ${value}`).join("; ")).toBe("");
      const isOfTheEdit = (path: string) =>
        OF_THE_EDIT.test(path) || (isLacking(bench, "product.weight") && /weight|physicalProperties/i.test(path));
      const reportedOtherwise = differences(before.raw, after.raw).filter((path) => !isOfTheEdit(path));
      expect(reportedOtherwise.join(" "), "in the platform's answer").toBe("");
      const onRecord = differences(records, snapshot(bench.shop.catalog?.()));
      expect(onRecord.length > 0 || !bench.shop.catalog, "the new title stands on record").toBe(true);
      expect(onRecord.filter((path) => !isOfTheEdit(path)).join(" "), "on the shop's own record").toBe("");
      expect(after.variants.map(({ key }) => key).sort()).toEqual(before.variants.map(({ key }) => key).sort());
    }),
  },
  {
    name: "products: a variant shows its own image, and no image goes up twice",
    run: withPut(async ({ put, product, products, connection, imagesAt, shop, clock }) => {
      const { imagesOf } = shop;
      if (!imagesOf) throw new Unsupported("variants have no images of their own");
      const whole = await product("Pictured mug");
      const expected = { ...whole, ...pictured(whole, imagesAt) };
      const shown = () =>
        expected.variants.map(({ sku }) =>
          COLOURS.filter((name) => imagesOf(sku).item.some((one) => one.includes(name))),
        );
      const stored = () =>
        ["front", ...COLOURS].map((name) => imagesOf("PIC-A").product.filter((one) => one.includes(name)).length);
      const made = await put(expected, null);
      expect(shown()).toEqual([["crimson"], ["crimson"], ["indigo"]]);
      expect(Math.max(...stored()), "times an image stands with the product").toBe(1);
      const keyOf = (id: string) => made.variants.find((one) => one.id === id);
      const variants = expected.variants.map((one) => ({ ...one, ...keyOf(one.id), id: one.id }));
      const reported = (await products.get(made.key, connection.ctx))?.images ?? [];
      for (const images of [reported, expected.images]) {
        await clock.sleep(2_000);
        await put({ ...expected, variants, images, title: `${expected.title} ${images.length}` }, made.key);
        expect(shown(), "after an edit").toEqual([["crimson"], ["crimson"], ["indigo"]]);
        expect(Math.max(...stored()), "times an image stands with the product after an edit").toBe(1);
      }
    }),
  },
  {
    name: "products: other images take the place of those a product has",
    run: withPut(async ({ put, product, products, connection, imagesAt, clock }) => {
      if (!products.changesImages) throw new Unsupported("a product that is there keeps its images");
      const first = await product("Golden mug");
      const made = await put(first, null);
      const variants = first.variants.map((one) => ({ ...one, ...made.variants.find(({ id }) => id === one.id) }));
      await clock.sleep(2_000);
      const images = ["side", "front", "top"].map((name, position) => ({ url: `${imagesAt}/${name}.png`, position }));
      await put({ ...first, variants, images }, made.key);
      expect((await products.get(made.key, connection.ctx))?.images).toHaveLength(3);
      await clock.sleep(2_000);
      await put({ ...first, variants, images: images.slice(0, 1) }, made.key);
      expect((await products.get(made.key, connection.ctx))?.images).toHaveLength(1);
    }),
  },
  {
    name: "products: a picture's host that refuses says nothing of the account",
    run: withPut(async ({ put, product, imagesAt, golden, connection, products }) => {
      if (!golden?.fetchesImages) throw new Unsupported("the platform fetches pictures itself");
      for (const status of [401, 402, 403, 404]) {
        const whole = await product(`Mug ${status}`);
        const first = whole.variants.slice(0, 1).map((one) => ({ ...one, id: `ours-${status}`, sku: `REF-${status}` }));
        const refused = { url: `${imagesAt}/refused-${status}.png`, position: 0 };
        const ended = await put({ ...whole, variants: first, images: [refused] }, null).then(
          () => "left out",
          (error: unknown) => (isConnectorError(error) ? error.kind : String(error)),
        );
        expect(["left out", "rejected", "not_found"], `answered ${status}`).toContain(ended);
      }
      await products.get("1", connection.ctx).catch((error: unknown) => {
        if (!isConnectorError(error) || error.kind !== "not_found") throw error;
      });
    }),
  },
  {
    name: "products: a draft written is a draft there",
    run: withPut(async ({ put, product, products, connection, ...bench }) => {
      if (isLacking(bench, "product.draft")) throw new Unsupported("a product is never a draft there");
      const done = await put({ ...(await product("Golden draft")), active: false }, null);
      expect((await products.get(done.key, connection.ctx))?.status).not.toBe("active");
    }),
  },
  {
    name: "products: golden: a draft with barcode and category made in the shop is told so",
    run: async (bench) => {
      const { connect, shop } = bench;
      const connection = await connect();
      const products = need(connection.ports, "products");
      const variants = [{ sku: "GOLD-S", price: "12.50", stock: 3, barcode: BARCODES[0], option: "Small" }];
      const { key } = shop.addProduct({ title: "Golden mug", status: "draft", category: "Mugs", variants });
      const reported = await products.get(key, connection.ctx);
      if (!isLacking(bench, "product.draft")) expect(reported?.status).not.toBe("active");
      if (!isLacking(bench, "product.barcode")) expect(reported?.variants[0]?.barcode).toBe(BARCODES[0]);
      if (!isLacking(bench, "product.options")) expect(reported?.variants[0]?.options[0]?.value).toBe("Small");
      const { currency } = reported?.variants[0] ?? {};
      if (currency !== undefined) expect(currency).toBe(bench.golden?.order.currency);
      if (shop.compareAtOf)
        expect(Number(reported?.variants[0]?.compareAtPrice)).toBe(Number(shop.compareAtOf("GOLD-S")));
      if (!connection.ports.categories || isLacking(bench, "product.shopCategories")) return;
      const { items } = await collect(connection.ports.categories.sweep, connection.ctx);
      const names = reported?.categoryKeys.map((one) => items.find((category) => category.key === one)?.name);
      expect(names).toContain("Mugs");
    },
  },
  {
    name: "products: an edit in the shop is told with a later version, and the platform's answer",
    run: async ({ connect, shop, clock }) => {
      const connection = await connect();
      const products = need(connection.ports, "products");
      const { key } = shop.addProduct(createProducts(1));
      const before = await products.get(key, connection.ctx);
      await clock.sleep(2_000);
      if (shop.hidesTitles) shop.setPrice("MUG-1", "19");
      else shop.setTitle("MUG-1", "Cup 1");
      const after = await products.get(key, connection.ctx);
      if (shop.hidesTitles) expect(Number(after?.variants[0]?.price)).toBe(19);
      else expect(after?.title).toBe("Cup 1");
      expect(after?.version.value).toBeGreaterThan(before?.version.value ?? 0n);
      expect(JSON.stringify(after?.raw)).toContain(shop.hidesTitles ? "19" : "Cup 1");
    },
  },
];
