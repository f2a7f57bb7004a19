import { expect } from "vitest";
import type { ChannelProduct, ProductForChannel } from "../../../commerce/product.ts";
import type { Sweep } from "../contract/ports.ts";
import type { TestConnection } from "../testing/connection.ts";
import type { Bench } from "./bench.ts";
import { collect, createProducts, listed, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { expectToGoOn } from "./going-on.ts";
import { isLacking } from "./golden.ts";

const UNICODE = "قميص قطن “été” 日本語 👕 <b>&amp;";

/** Sweeps that find products by themselves (those that re-read given ids are for orders). */
function walks(connection: TestConnection): readonly Sweep<ChannelProduct>[] {
  return need(connection.ports, "products").sweeps.filter((sweep) => sweep.mode !== "open_ids");
}

function stockShop({ shop, sizes }: Bench): string[] {
  return Array.from({ length: sizes.products }, (_, index) => shop.addProduct(createProducts(index)).key);
}

export const productCases: readonly Case[] = [
  {
    name: "products: an empty shop has none",
    run: async ({ connect, shop }) => {
      const connection = await connect();
      for (const sweep of walks(connection)) {
        if (shop.skus().length > 0) throw new Unsupported("the sandbox never starts empty");
        expect((await collect(sweep, connection.ctx)).items).toEqual([]);
      }
    },
  },
  {
    name: "products: one the platform keeps off sale says why, the others that nothing is wrong",
    run: async (bench) => {
      const { shop } = bench;
      if (!shop.blockProduct) throw new Unsupported("the platform keeps no product off sale by itself");
      const connection = await bench.connect();
      const products = need(connection.ports, "products");
      const [bad, good] = [shop.addProduct(createProducts(1)).key, shop.addProduct(createProducts(2)).key];
      await bench.clock.sleep(60_000);
      shop.blockProduct(bad);
      const issues = (await products.get(bad, connection.ctx))?.issues ?? [];
      expect(issues.some(({ blocks, text }) => blocks && text.trim() !== "")).toBe(true);
      expect((await products.get(good, connection.ctx))?.issues).toEqual([]);
    },
  },
  {
    name: "products: a sweep over several pages tells every product once",
    run: async (bench) => {
      const connection = await bench.connect();
      const keys = stockShop(bench);
      const before = bench.sandbox.calls.length;
      for (const sweep of walks(connection)) {
        const { items, pages } = await collect(sweep, connection.ctx);
        expect(pages, `sweep ${sweep.id}: raise sizes.products until it takes three pages`).toBeGreaterThanOrEqual(3);
        const reported = items.map((product) => product.key);
        expect([...new Set(reported)].sort()).toEqual([...keys].sort());
        // A row read again at each page's edge guards offset paging against shifts; more would be waste.
        expect(reported.length - keys.length, "products told twice").toBeLessThan(pages);
      }
      const calls = (bench.sandbox.calls.length - before) / walks(connection).length;
      expect(bench.sandbox.calls.filter((call) => call.status === 429).length, "went over the published limit").toBe(0);
      bench.figure("callsPer1000Products", Math.round((calls * 1000) / keys.length));
    },
  },
  {
    name: "products: a sweep killed after any page goes on from its cursor and loses nothing",
    run: async (bench) => {
      const connection = await bench.connect();
      const keys = stockShop(bench);
      for (const sweep of walks(connection))
        await expectToGoOn(sweep, connection.ctx, { keys, keyOf: (product) => product.key });
    },
  },
  {
    name: "products: what changes between two pages is neither lost nor told twice for nothing",
    run: async (bench) => {
      const connection = await bench.connect();
      for (const sweep of walks(connection)) {
        const keys = stockShop(bench);
        const changed = [0, Math.floor(keys.length / 2), keys.length - 1];
        let added = "";
        const first = await collect(sweep, connection.ctx, {
          onPage: (page) => {
            if (page !== 1) return;
            for (const index of changed) bench.shop.setTitle(`MUG-${index}`, `New ${index}`);
            added = bench.shop.addProduct(createProducts(90_000)).key;
          },
        });
        const second = await collect(sweep, connection.ctx, { cursor: first.cursor });
        const latest = new Map([...first.items, ...second.items].map((product) => [product.key, product]));
        for (const key of [...keys, added]) expect(latest.has(key), `lost ${key}`).toBe(true);
        for (const index of changed) expect(latest.get(keys[index] ?? "")?.title).toBe(`New ${index}`);
        const quiet = keys.filter((_key, index) => !changed.includes(index));
        const reported = first.items.map((product) => product.key).filter((key) => quiet.includes(key));
        expect(reported.length - new Set(reported).size, "unchanged, yet told twice").toBeLessThan(first.pages);
        for (const key of [...keys, added]) bench.shop.removeProduct(key);
      }
    },
  },
  {
    name: "products: title, SKU, price and stock are those the shop shows",
    proves: ["C3.1"],
    run: async (bench) => {
      const { shop } = bench;
      const connection = await bench.connect();
      need(connection.ports, "products");
      const isWhole = shop.priceStepMinor === 100;
      const itemsOf = [
        { sku: "TEE-S", price: isWhole ? "12" : "12.50", stock: 7, option: "S" },
        { sku: "TEE-M", price: isWhole ? "1299" : "1299.95", stock: 0, option: "M" },
      ];
      const isSingle = isLacking(bench, "product.family");
      const added = (isSingle ? itemsOf.map((one) => [one]) : [itemsOf]).map((variants) =>
        shop.addProduct({ title: UNICODE, variants }),
      );
      for (const [index, { sku, price, stock }] of itemsOf.entries()) {
        const { key, variantKeys } = added[isSingle ? index : 0] ?? { key: "", variantKeys: {} };
        const { product, variant } = await listed(connection, key, sku);
        expect([product.key, product.status]).toEqual([key, "active"]);
        if (!shop.hidesTitles) expect(product.title).toBe(UNICODE);
        expect(variant.key).toBe(variantKeys[sku]);
        expect(Number(variant.price)).toBe(Number(price));
        expect(variant.price).toMatch(/^\d+(\.\d+)?$/);
        expect(variant.levels?.reduce((sum, level) => sum + level.available, 0)).toBe(stock);
        if (!isSingle) expect(variant.options.length).toBeGreaterThan(0);
      }
    },
  },
  {
    name: "products: a product of 120 variants is told whole",
    run: async ({ connect, shop }) => {
      const connection = await connect();
      const products = need(connection.ports, "products");
      const variants = Array.from({ length: 120 }, (_, index) => ({
        sku: `BIG-${index}`,
        price: "5.00",
        stock: index,
        option: `O${index}`,
      }));
      const { key } = shop.addProduct({ title: "Big", variants });
      const reported = await products.get(key, connection.ctx);
      expect(reported?.variants.map((variant) => variant.sku).sort()).toEqual(
        variants.map((variant) => variant.sku).sort(),
      );
      expect(new Set(reported?.variants.map((variant) => variant.key)).size).toBe(120);
    },
  },
  {
    name: "products: get answers null for a product that is gone",
    run: async ({ connect, shop }) => {
      const connection = await connect();
      const products = need(connection.ports, "products");
      const { key } = shop.addProduct(createProducts(1));
      expect((await products.get(key, connection.ctx))?.key).toBe(key);
      shop.removeProduct(key);
      expect(await products.get(key, connection.ctx)).toBeNull();
    },
  },
  {
    name: "products: a search by SKU finds exact matches only",
    run: async ({ connect, shop }) => {
      const connection = await connect();
      const { bySku } = need(connection.ports, "products");
      if (!bySku) throw new Unsupported("no search by SKU");
      const expected = shop.addProduct(createProducts(1)).key;
      shop.addProduct(createProducts(10));
      const found = await bySku(["MUG-1", "NOWHERE"], connection.ctx);
      expect(found.map((product) => product.key)).toEqual([expected]);
      expect(await bySku([], connection.ctx)).toEqual([]);
    },
  },
  {
    name: "products: a first text written on the channel is told as well as that there was none",
    run: async ({ connect, shop }) => {
      const connection = await connect();
      const products = need(connection.ports, "products");
      if (!shop.setDescription) throw new Unsupported("the channel shows no texts");
      const { key } = shop.addProduct(createProducts(1));
      const before = await products.get(key, connection.ctx);
      expect(before?.descriptionHtml, "an empty text is not one that was not told").toBeDefined();
      shop.setDescription("MUG-1", "<p>Stoneware</p>");
      const after = await products.get(key, connection.ctx);
      expect([before?.descriptionHtml, after?.descriptionHtml]).toEqual([
        expect.not.stringContaining("Stoneware"),
        expect.stringContaining("Stoneware"),
      ]);
    },
  },
  {
    name: "products: put creates, updates, and adopts instead of doubling",
    run: async ({ connect, shop }) => {
      const connection = await connect();
      const { put, get } = need(connection.ports, "products");
      if (!put) throw new Unsupported("products cannot be written");
      const location = connection.detected.locations.find((candidate) => candidate.active)?.key ?? "";
      const fresh = { levels: [{ location, available: 4 }] };
      const product = (title: string, key?: string): ProductForChannel => ({
        title,
        descriptionHtml: "<p>Good</p>",
        active: true,
        categoryKeys: [],
        images: [],
        ...shop.demanded?.(),
        variants: [
          {
            id: "ours-1",
            sku: "PUT-1",
            options: [],
            price: "20.00",
            ...(key === undefined ? fresh : { key, levels: [] }),
          },
        ],
      });
      const title = [...UNICODE].filter((sign) => !shop.refusedInTitles?.includes(sign)).join("");
      const first = await put({ key: null, product: product(title), idempotencyKey: "put-1" }, connection.ctx);
      expect([shop.titleOf("PUT-1"), Number(shop.priceOf("PUT-1"))]).toEqual([title, 20]);
      expect(first.variants.map((variant) => variant.id)).toEqual(["ours-1"]);
      const units = (reported: ChannelProduct | null) =>
        reported?.variants[0]?.levels?.reduce((sum, level) => sum + level.available, 0);
      expect(
        [shop.stockOf("PUT-1"), units(first.product), units(await get(first.key, connection.ctx))],
        "created without its number, an item sells without limit, or not at all",
      ).toEqual([4, 4, 4]);
      const reported = await get(first.key, connection.ctx);
      expect(reported?.descriptionHtml, "what we wrote ourselves is no edit of a person").toBe(
        first.product.descriptionHtml,
      );
      const edited = product("Better", first.variants[0]?.key);
      await put({ key: first.key, product: edited, idempotencyKey: "put-2" }, connection.ctx);
      expect([shop.titleOf("PUT-1"), shop.stockOf("PUT-1")], "an edit of texts is no edit of stock").toEqual([
        "Better",
        4,
      ]);
      const again = await put({ key: null, product: product("Better"), idempotencyKey: "put-1" }, connection.ctx);
      expect([again.key, shop.skus().filter((sku) => sku === "PUT-1").length]).toEqual([first.key, 1]);
    },
  },
  ...(["one item", "several items"] as const).map(
    (of): Case => ({
      name: `products: buyers can buy what was made here of ${of}`,
      run: async ({ connect, shop }) => {
        const connection = await connect();
        const { put } = need(connection.ports, "products");
        const { get } = need(connection.ports, "orders");
        if (!put) throw new Unsupported("products cannot be written");
        const location = connection.detected.locations.find((candidate) => candidate.active)?.key ?? "";
        const sized = (sku: string, value: string) => ({
          ...{ id: sku, sku, price: "20.00", levels: [{ location, available: 4 }] },
          options: of === "one item" ? [] : [{ name: "Size", value }],
        });
        const variants = of === "one item" ? [sized("ROBE-S", "S")] : [sized("ROBE-S", "S"), sized("ROBE-M", "M")];
        const product: ProductForChannel = {
          ...{ title: "Robe", descriptionHtml: "<p>Good</p>", active: true, variants, categoryKeys: [], images: [] },
          ...shop.demanded?.(),
        };
        const { variants: keys } = await put({ key: null, product, idempotencyKey: "robe" }, connection.ctx);
        for (const { sku, id } of variants) {
          const order = await get(shop.placeOrder({ lines: [{ sku, quantity: 1 }], payment: "paid" }), connection.ctx);
          const key = keys.find((one) => one.id === id)?.key;
          expect(
            order?.lines.map((line) => line.variantKey),
            `${sku} is bought`,
          ).toEqual([key]);
        }
      },
    }),
  ),
];
