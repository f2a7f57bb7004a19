import { describe, expect, it } from "vitest";
import type { ProductForChannel, VariantForChannel } from "../../../commerce/product.ts";
import { asRows, asTree } from "../../../sandboxes/wix/replies.ts";
import { collect, listed, pushAll, stockItem } from "../../kit/conformance/bench.ts";
import { refusal } from "../../kit/conformance/case.ts";
import { productSent, sizeSent } from "../../kit/testing/products.ts";
import { must } from "../../kit/testing/shop.ts";
import { openOldSite, pushItem, sent } from "../testing.ts";
import { ONLY_VARIANT } from "./product-mapping.ts";

const MUG = { title: "Mug", variants: [{ sku: "MUG", price: "12.50", stock: 7 }] };
const TEE = {
  title: "Tee",
  variants: [
    { sku: "TEE-S", price: "18.50", stock: 3, option: "S" },
    { sku: "TEE-M", price: "18.50", stock: 5, option: "M" },
  ],
};
const money = (minor: bigint) => ({ minor, currency: "EUR" });

const ours = (variants: readonly VariantForChannel[], more: Partial<ProductForChannel> = {}) =>
  productSent({ title: "Hat", variants, ...more });

const sized = (id: string, size: string, more: Partial<VariantForChannel> = {}) =>
  sizeSent("HAT", size, { id, price: "25.50", ...more });

describe("Catalog V1: reading", () => {
  it("filter and sort are JSON in text, pages have offsets, and the time is the anchor", async () => {
    await using site = await openOldSite();
    for (let index = 0; index < 130; index += 1)
      site.shop.addProduct({ title: `P${index}`, variants: [{ sku: `S${index}`, price: "1.00", stock: 1 }] });
    const { ports, ctx } = await site.connect();
    const first = await collect(must(ports.products?.sweeps[0]), ctx);
    await collect(must(ports.products?.sweeps[0]), ctx, { cursor: first.cursor });
    const queries = sent(site.sandbox, "/stores-reader/v1/products/query")
      .slice(1)
      .map((body) => asTree(asTree(body)["query"]));
    expect(queries.map(({ sort }) => sort)).toEqual(queries.map(() => '[{"lastUpdated":"asc"}]'));
    const filters = queries.map(({ filter }) =>
      typeof filter === "string" ? Object.keys(JSON.parse(filter)) : filter,
    );
    expect(filters[0]).toBeUndefined();
    expect(filters.slice(1).every((filter) => JSON.stringify(filter) === '["lastUpdated"]')).toBe(true);
  });

  it("more records of one moment than a page holds are all told", async () => {
    await using site = await openOldSite();
    const keys = Array.from(
      { length: 250 },
      (_, index) =>
        site.shop.addProduct({ title: `P${index}`, variants: [{ sku: `S${index}`, price: "1.00", stock: 1 }] }).key,
    );
    const at = site.clock.now();
    for (const product of site.sandbox.state.products.values()) product.updated = at;
    const { ports, ctx } = await site.connect();
    const { items } = await collect(must(ports.products?.sweeps[0]), ctx);
    expect(new Set(items.map(({ key }) => key))).toEqual(new Set(keys));
    expect(items).toHaveLength(250);
  });

  it("a product without options is its own only item; its id is nobody's alone, so that the key names both", async () => {
    await using site = await openOldSite();
    const [mug, tee] = [site.shop.addProduct(MUG), site.shop.addProduct(TEE)];
    const { ports, ctx } = await site.connect();
    const one = must(await ports.products?.get(mug.key, ctx));
    expect(one.variants).toMatchObject([
      {
        key: `${mug.key}:${ONLY_VARIANT}`,
        sku: "MUG",
        price: "12.5",
        currency: "EUR",
        levels: [{ location: "", available: 7 }],
      },
    ]);
    const two = must(await ports.products?.get(tee.key, ctx));
    expect(two.variants.map(({ options }) => options)).toEqual([
      [{ name: "Size", value: "S" }],
      [{ name: "Size", value: "M" }],
    ]);
  });

  it("a hundred variants of one option, as many as it may have", async () => {
    await using site = await openOldSite();
    const variants = Array.from({ length: 100 }, (_, index) => ({
      sku: `B-${index}`,
      price: "5.00",
      stock: index,
      option: `O${index}`,
    }));
    const { key } = site.shop.addProduct({ title: "Big", variants });
    const { ports, ctx } = await site.connect();
    expect(must(await ports.products?.get(key, ctx)).variants).toHaveLength(100);
  });

  it("an order's line names its item, with and without options", async () => {
    await using site = await openOldSite();
    const [mug, tee] = [site.shop.addProduct(MUG), site.shop.addProduct(TEE)];
    const { ports, ctx } = await site.connect();
    const key = site.shop.placeOrder({
      lines: [
        { sku: "MUG", quantity: 1 },
        { sku: "TEE-M", quantity: 1 },
      ],
      payment: "paid",
    });
    const part = must(await ports.orders?.get(key, ctx));
    expect(part.lines.map(({ variantKey }) => variantKey)).toEqual([mug.variantKeys["MUG"], tee.variantKeys["TEE-M"]]);
  });
});

describe("Catalog V1: stock", () => {
  it("a sale between reading and writing is not written over: the difference is moved", async () => {
    await using site = await openOldSite();
    const { key } = site.shop.addProduct(MUG);
    const connection = await site.connect();
    const item = await listed(connection, key, "MUG");
    const meddling = {
      ...connection.ctx,
      http: {
        ...connection.ctx.http,
        json: async (request: Parameters<typeof connection.ctx.http.json>[0]) => {
          if (request.operation === "inventory.increment") site.shop.setStock("MUG", 5);
          return connection.ctx.http.json(request);
        },
      },
    };
    await must(connection.ports.stock).push.send([stockItem(item, 20, 7, 1)], meddling);
    expect(site.shop.stockOf("MUG")).toBe(18);
    expect(sent(site.sandbox, "/increment")).toEqual([
      { incrementData: [{ productId: key, variantId: ONLY_VARIANT, incrementBy: 13 }] },
    ]);
  });

  it("an item without a number has it set, all variants of a product in one call", async () => {
    await using site = await openOldSite();
    const { key } = site.shop.addProduct(TEE);
    const connection = await site.connect();
    const [a, b] = [await listed(connection, key, "TEE-S"), await listed(connection, key, "TEE-M")];
    const push = must(connection.ports.stock).push;
    await pushAll(push, [stockItem(a, 1, null, 1), stockItem(b, 2, null, 2)], connection);
    expect([site.shop.stockOf("TEE-S"), site.shop.stockOf("TEE-M")]).toEqual([1, 2]);
    expect(sent(site.sandbox, `/inventoryItems/product/${key}`)).toHaveLength(1);
  });

  it("one item that is gone between reading and writing refuses three hundred; the others go through all the same", async () => {
    await using site = await openOldSite();
    const keys = Array.from(
      { length: 9 },
      (_, index) =>
        site.shop.addProduct({ title: `P${index}`, variants: [{ sku: `S${index}`, price: "1.00", stock: 1 }] }).key,
    );
    const connection = await site.connect();
    const items = [];
    for (const [index, key] of keys.entries())
      items.push(stockItem(await listed(connection, key, `S${index}`), 5, 1, index + 1));
    const meddling = {
      ...connection.ctx,
      http: {
        ...connection.ctx.http,
        json: async (request: Parameters<typeof connection.ctx.http.json>[0]) => {
          if (request.operation === "inventory.increment") site.shop.removeProduct(must(keys[4]));
          return connection.ctx.http.json(request);
        },
      },
    };
    const results = await must(connection.ports.stock).push.send(items, meddling);
    const bad = results.filter(({ outcome }) => outcome !== "applied");
    expect(bad).toMatchObject([{ seq: 5n, outcome: "rejected", code: "refused" }]);
    for (const index of [0, 1, 2, 3, 5, 6, 7, 8]) expect(site.shop.stockOf(`S${index}`)).toBe(5);
  });

  it("an item sold without counting is refused, not switched over", async () => {
    await using site = await openOldSite();
    const { key } = site.shop.addProduct(MUG);
    for (const item of site.sandbox.state.inventory.values()) item.quantity = null;
    const connection = await site.connect();
    const { variant } = await listed(connection, key, "MUG");
    expect(variant.levels).toBeUndefined();
    const push = must(connection.ports.stock).push;
    expect(
      await push.send([pushItem(variant.key, variant.ext, 3), pushItem("x", null, 3)], connection.ctx),
    ).toMatchObject([
      { outcome: "rejected", code: "not_counted" },
      { outcome: "rejected", code: "unknown_item" },
    ]);
  });
});

describe("Catalog V1: prices", () => {
  it("a price is a number; a crossed-out price is the product's discount, and reads back as requested", async () => {
    await using site = await openOldSite();
    const { key } = site.shop.addProduct(MUG);
    const connection = await site.connect();
    const { variant } = await listed(connection, key, "MUG");
    const { push } = must(connection.ports.prices);
    const desired = { price: money(999n), compareAt: money(1_250n) };
    expect(await push.send([pushItem(variant.key, variant.ext, desired)], connection.ctx)).toMatchObject([
      { outcome: "applied" },
    ]);
    expect(sent(site.sandbox, `/stores/v1/products/${key}`)).toEqual([
      { product: { priceData: { price: 12.5 }, discount: { type: "AMOUNT", value: 2.51 } } },
    ]);
    const after = (await listed(connection, key, "MUG")).variant;
    expect([Number(after.price), Number(after.compareAtPrice)]).toEqual([9.99, 12.5]);
    await push.send([pushItem(variant.key, variant.ext, { price: money(1_100n) })], connection.ctx);
    const plain = (await listed(connection, key, "MUG")).variant;
    expect([plain.price, plain.compareAtPrice]).toEqual(["11", undefined]);
  });

  it("variants of one product go in one call; a discount of the whole product is not bent to one of them", async () => {
    await using site = await openOldSite();
    const { key } = site.shop.addProduct(TEE);
    const connection = await site.connect();
    const [a, b] = [await listed(connection, key, "TEE-S"), await listed(connection, key, "TEE-M")];
    const { push } = must(connection.ports.prices);
    const items = [a, b].map(({ variant }, index) =>
      pushItem(variant.key, variant.ext, { price: money(1_600n + BigInt(index)) }, { seq: BigInt(index) }),
    );
    expect(new Set(items.map((item) => push.groupOf?.(item)))).toEqual(new Set([key]));
    await push.send(items, connection.ctx);
    const bodies = sent(site.sandbox, `/products/${key}/variants`);
    expect(bodies.map((body) => asRows(asTree(body)["variants"]).length)).toEqual([2]);
    expect([site.shop.priceOf("TEE-S"), site.shop.priceOf("TEE-M")]).toEqual(["16", "16.01"]);
    const crossed = pushItem(a.variant.key, a.variant.ext, { price: money(1n), compareAt: money(2n) });
    expect(await push.send([crossed], connection.ctx)).toMatchObject([
      { outcome: "rejected", code: "discount_of_product" },
    ]);
    Object.assign(must(site.sandbox.state.products.get(key)?.variants[0]), { compareAt: "30.00" });
    expect(await push.send([items[0] ?? crossed], connection.ctx)).toMatchObject([
      { outcome: "rejected", code: "discount_of_product" },
    ]);
  });

  it("the same reduction of all variants becomes the product's discount, and goes with the last of them", async () => {
    await using site = await openOldSite();
    const { key } = site.shop.addProduct(TEE);
    const connection = await site.connect();
    const [a, b] = [await listed(connection, key, "TEE-S"), await listed(connection, key, "TEE-M")];
    const { push } = must(connection.ports.prices);
    const desired = (prices: readonly (readonly [bigint, bigint?])[]) =>
      [a, b].map(({ variant }, index) => {
        const [price = 0n, compareAt] = prices[index] ?? [];
        const desired = { price: money(price), ...(compareAt === undefined ? {} : { compareAt: money(compareAt) }) };
        return pushItem(variant.key, variant.ext, desired, { seq: BigInt(index) });
      });
    const shown = async () =>
      must(await connection.ports.products?.get(key, connection.ctx)).variants.map(({ price, compareAtPrice }) => [
        Number(price),
        compareAtPrice === undefined ? undefined : Number(compareAtPrice),
      ]);
    const outcomes = async (items: ReturnType<typeof desired>) =>
      (await push.send(items, connection.ctx)).map(({ outcome }) => outcome);
    expect(
      await outcomes(
        desired([
          [1_600n, 2_000n],
          [1_700n, 2_100n],
        ]),
      ),
    ).toEqual(["applied", "applied"]);
    expect(await shown()).toEqual([
      [16, 20],
      [17, 21],
    ]);
    // The same reduction of one alone fits the discount that is there.
    expect(await outcomes(desired([[1_500n, 1_900n]]).slice(0, 1))).toEqual(["applied"]);
    expect(await shown()).toEqual([
      [15, 19],
      [17, 21],
    ]);
    // Another one of one alone would change the others' prices.
    expect(await outcomes(desired([[1_500n]]).slice(0, 1))).toEqual(["rejected"]);
    expect(await outcomes(desired([[1_500n], [1_700n, 1_800n]]))).toEqual(["rejected", "rejected"]);
    expect(await outcomes(desired([[1_600n], [1_700n]]))).toEqual(["applied", "applied"]);
    expect(await shown()).toEqual([
      [16, undefined],
      [17, undefined],
    ]);
  });

  it("a price of a product that is gone or in another currency is refused", async () => {
    await using site = await openOldSite();
    const { key } = site.shop.addProduct(MUG);
    const connection = await site.connect();
    const { variant } = await listed(connection, key, "MUG");
    const { push } = must(connection.ports.prices);
    const dollars = pushItem(variant.key, variant.ext, { price: { minor: 1n, currency: "USD" } });
    expect(await push.send([dollars], connection.ctx)).toMatchObject([{ outcome: "rejected", code: "currency" }]);
    site.shop.removeProduct(key);
    expect(await push.send([pushItem(variant.key, variant.ext, { price: money(1n) })], connection.ctx)).toMatchObject([
      { outcome: "rejected", code: "gone" },
    ]);
  });
});

describe("Catalog V1: writing products", () => {
  it("options make variants at once, which then get their codes, prices and first stock", async () => {
    await using site = await openOldSite();
    const connection = await site.connect();
    const put = must(connection.ports.products?.put);
    const picture = [{ url: "https://pictures.example/hat.jpg", position: 0 }];
    const product = ours([sized("v1", "S"), sized("v2", "M", { price: "26.00", cost: "9.50" })], { images: picture });
    const made = await put({ key: null, product, idempotencyKey: "k" }, connection.ctx);
    expect(made.variants.map(({ id }) => id)).toEqual(["v1", "v2"]);
    expect([site.shop.priceOf("HAT-S"), site.shop.priceOf("HAT-M")].map(Number)).toEqual([25.5, 26]);
    expect([site.shop.stockOf("HAT-S"), site.shop.stockOf("HAT-M")]).toEqual([4, 4]);
    await put({ key: made.key, product: { ...product, title: "Cap" }, idempotencyKey: "k2" }, connection.ctx);
    const state = must(site.sandbox.state.products.get(made.key));
    expect([state.name, state.media.length, state.variants[1]?.cost]).toEqual(["Cap", 1, "9.5"]);
  });

  it("images of variants are assigned to the choices that tell them apart, each sent once", async () => {
    await using site = await openOldSite();
    const { ports, ctx } = await site.connect();
    const image = (name: string, position: number, variantId?: string) => ({
      url: `https://pictures.example/${name}.jpg`,
      position,
      variantId,
    });
    const images = [image("hat", 0), image("small", 1, "v1"), image("medium", 2, "v2"), image("medium", 3, "v2")];
    const product = ours([sized("v1", "S"), sized("v2", "M")], { images });
    const put = must(must(ports.products).put);
    const made = await put({ key: null, product, idempotencyKey: "k" }, ctx);
    await put({ key: made.key, product: { ...product, title: "Cap" }, idempotencyKey: "k2" }, ctx);
    expect(["HAT-S", "HAT-M"].map((sku) => site.shop.imagesOf?.(sku).item)).toEqual([
      ["https://pictures.example/small.jpg"],
      ["https://pictures.example/medium.jpg"],
    ]);
    expect(site.shop.imagesOf?.("HAT-S").product).toHaveLength(3);
  });

  it("a variant of a choice Wix does not have, and other options than there, are refused with what to do", async () => {
    await using site = await openOldSite();
    const connection = await site.connect();
    const put = must(connection.ports.products?.put);
    const made = await put({ key: null, product: ours([sized("v1", "S")]), idempotencyKey: "k" }, connection.ctx);
    const more = ours([sized("v1", "S"), sized("v2", "XL")]);
    const unknown = await refusal(put({ key: made.key, product: more, idempotencyKey: "k" }, connection.ctx));
    expect(unknown.message).toContain("no variant XL");
    const plain = ours([{ id: "v1", sku: "HAT-S", options: [], levels: [] }]);
    const changed = await refusal(put({ key: made.key, product: plain, idempotencyKey: "k" }, connection.ctx));
    expect(changed.message).toContain("other options");
    const long = ours([sized("v1", "S")], { descriptionHtml: "x".repeat(8_001) });
    expect((await refusal(put({ key: null, product: long, idempotencyKey: "k" }, connection.ctx))).info).toMatchObject({
      field: "descriptionHtml",
    });
  });

  it("collections are flat, made once, and joined and left where they differ", async () => {
    await using site = await openOldSite();
    const { ports, ctx } = await site.connect();
    const put = must(must(ports.categories).put);
    const mugs = await put({ key: null, name: "Mugs" }, ctx);
    const sale = await put({ key: null, name: "Sale" }, ctx);
    expect(await put({ key: null, name: "Mugs" }, ctx)).toBe(mugs);
    expect(await put({ key: mugs, name: "Cups" }, ctx)).toBe(mugs);
    expect((await refusal(put({ key: null, name: "Small", parentKey: mugs }, ctx))).message).toContain(
      "no sub-categories",
    );
    const { items } = await collect(must(ports.categories).sweep, ctx);
    expect(items.map(({ name }) => name)).toEqual(["Cups", "Sale"]);
    const product = (categoryKeys: string[]) =>
      ours([{ id: "v1", sku: "HAT", options: [], price: "1.00", levels: [] }], { categoryKeys });
    const save = must(ports.products?.put);
    const made = await save({ key: null, product: product([mugs]), idempotencyKey: "k" }, ctx);
    const after = await save({ key: made.key, product: product([sale]), idempotencyKey: "k" }, ctx);
    expect([made.product.categoryKeys, after.product.categoryKeys]).toEqual([[mugs], [sale]]);
    await must(ports.products?.remove)(made.key, ctx);
    await must(ports.products?.remove)(made.key, ctx);
    expect(await ports.products?.get(made.key, ctx)).toBeNull();
  });
});
