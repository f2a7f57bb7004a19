import { describe, expect, it } from "vitest";
import type { ProductForChannel } from "../../../commerce/product.ts";
import { asRows, asTree } from "../../../sandboxes/wix/replies.ts";
import { collect, listed, pushAll, stockItem } from "../../kit/conformance/bench.ts";
import { refusal } from "../../kit/conformance/case.ts";
import { productSent, variantSent } from "../../kit/testing/products.ts";
import { must } from "../../kit/testing/shop.ts";
import { addMany, openSite, pushItem, sent } from "../testing.ts";
import { slugOf } from "./product-put.ts";

const MUG = { title: "Mug", variants: [{ sku: "MUG", price: "12.50", stock: 7 }] };
const TEE = {
  title: "Tee",
  variants: [
    { sku: "TEE-S", price: "18.50", stock: 3, option: "S", barcode: "4006381333931" },
    { sku: "TEE-M", price: "18.50", stock: 5, option: "M" },
  ],
};
const money = (minor: bigint) => ({ minor, currency: "EUR" });

const ours = (more: Partial<ProductForChannel> = {}) =>
  productSent({ variants: [variantSent("NEW-1", { id: "v1", levels: [] })], ...more });

describe("Catalog V3: reading", () => {
  it("a site that refuses to sort is walked without, and its cursor is saved at the end only", async () => {
    await using site = await openSite();
    site.sandbox.state.quirks.refusesProductSort = true;
    addMany(site);
    const { ports, ctx } = await site.connect();
    const [safe, titles]: [boolean[], string[]] = [[], []];
    for await (const { safeToSave, items } of must(ports.products?.sweeps[0]).run({ cursor: null }, ctx)) {
      safe.push(safeToSave);
      titles.push(...items.map(({ title }) => title));
    }
    expect([safe, new Set(titles).size]).toEqual([[false, true], 130]);
  });

  it("a page with a cursor sends nothing else, and every run reaches five minutes back", async () => {
    await using site = await openSite();
    addMany(site);
    const { ports, ctx } = await site.connect();
    const { cursor } = await collect(must(ports.products?.sweeps[0]), ctx);
    const queries = sent(site.sandbox, "/stores/v3/products/query").map((body) => asTree(asTree(body)["query"]));
    expect(queries.slice(-2).map((query) => Object.keys(query).sort())).toEqual([
      ["cursorPaging", "sort"],
      ["cursorPaging"],
    ]);
    const newest = Math.max(...[...site.sandbox.state.products.values()].map(({ updated }) => updated));
    expect(JSON.parse(must(cursor))).toMatchObject({ from: new Date(newest - 5 * 60_000).toISOString() });
  });

  it("a product the variants' index does not know yet is asked for itself", async () => {
    await using site = await openSite();
    site.shop.addProduct(TEE);
    const { ports, ctx } = await site.connect();
    site.sandbox.faults.add({
      fault: { kind: "status", status: 200, body: '{"variants":[],"pagingMetadata":{"count":0,"cursors":{}}}' },
      path: "query-variants",
      times: 1,
    });
    const { items } = await collect(must(ports.products?.sweeps[0]), ctx);
    expect(items[0]?.variants.map(({ sku }) => sku)).toEqual(["TEE-S", "TEE-M"]);
    expect(items[0]?.variants[0]?.options).toEqual([{ name: "Size", value: "S" }]);
  });

  it("one product that cannot be read does not hold up its page, and is named", async () => {
    await using site = await openSite();
    site.shop.addProduct(MUG);
    const bad = site.shop.addProduct(TEE);
    site.shop.addProduct({ ...MUG, variants: [{ sku: "MUG-2", price: "1.00", stock: 1 }] });
    const variant = must(site.sandbox.state.products.get(bad.key)?.variants[0]);
    variant.price = "about twelve";
    const connection = await site.connect();
    const pages = [];
    for await (const page of must(connection.ports.products?.sweeps[0]).run({ cursor: null }, connection.ctx))
      pages.push(page);
    expect(pages.map(({ items, unreadKeys }) => [items.length, unreadKeys])).toEqual([[2, [bad.key]]]);
    expect(connection.drifts.length).toBeGreaterThan(0);
  });

  it("an item sold without counting shows no number: it is not “zero”, and not “in stock everywhere”", async () => {
    await using site = await openSite();
    const { key } = site.shop.addProduct(MUG);
    for (const item of site.sandbox.state.inventory.values()) item.quantity = null;
    const connection = await site.connect();
    const { variant } = await listed(connection, key, "MUG");
    expect(variant.levels).toBeUndefined();
    const stock = must(connection.ports.stock);
    const results = await stock.push.send(
      [pushItem(variant.key, variant.ext, 4, { location: must(connection.detected.locations[0]).key })],
      connection.ctx,
    );
    expect(results).toMatchObject([{ outcome: "rejected", code: "not_counted" }]);
  });
});

describe("Catalog V3: stock", () => {
  it("a revision that grew between reading and writing loses nothing: the item comes again, the others are written", async () => {
    await using site = await openSite();
    const [a, b] = [site.shop.addProduct(MUG), site.shop.addProduct(TEE)];
    const connection = await site.connect();
    const one = await listed(connection, a.key, "MUG");
    const two = await listed(connection, b.key, "TEE-S");
    const stock = must(connection.ports.stock);
    const query = "/stores/v3/inventory-items/query";
    // A sale right after our reading: the fault holds the write back while it happens.
    site.sandbox.faults.add({ fault: { kind: "slow", ms: 1 }, path: "bulk/inventory-items/update", times: 1 });
    const stale = [...site.sandbox.state.inventory.values()].find(({ productId }) => productId === a.key);
    const before = sent(site.sandbox, query).length;
    const pushed = stock.push.send([stockItem(one, 5, 7, 1), stockItem(two, 9, 3, 2)], {
      ...connection.ctx,
      http: {
        ...connection.ctx.http,
        json: async (request) => {
          if (request.operation === "inventory.set") must(stale).revision += 1;
          return connection.ctx.http.json(request);
        },
      },
    });
    const results = await pushed;
    expect(sent(site.sandbox, query)).toHaveLength(before + 1);
    expect(results.find(({ seq }) => seq === 1n)).toMatchObject({ outcome: "retry", error: { kind: "conflict" } });
    expect(results.find(({ seq }) => seq === 2n)).toMatchObject({ outcome: "applied", observed: 9 });
    expect([site.shop.stockOf("MUG"), site.shop.stockOf("TEE-S")]).toEqual([7, 9]);
    expect(await pushAll(stock.push, [stockItem(one, 5, 7, 3)], connection)).toMatchObject([{ outcome: "applied" }]);
  });

  it("each location has its own number, and a first number makes the record", async () => {
    await using site = await openSite();
    const { key } = site.shop.addProduct(MUG);
    const second = must(site.shop.addLocation)("Berlin");
    const connection = await site.connect();
    expect(connection.detected.locations.map(({ name }) => name)).toEqual(["Main", "Berlin"]);
    const item = await listed(connection, key, "MUG");
    const stock = must(connection.ports.stock);
    const pushed = await stock.push.send([{ ...stockItem(item, 4, null, 1), location: second }], connection.ctx);
    expect(pushed).toMatchObject([{ outcome: "applied", observed: 4, location: second }]);
    const [read] = await stock.read([{ key: item.variant.key, ext: item.variant.ext }], connection.ctx);
    expect(read?.levels).toEqual([
      { location: item.location, available: 7 },
      { location: second, available: 4 },
    ]);
  });

  it.each([
    [100_000, undefined, "quantity"],
    [-100_000, undefined, "quantity"],
    [1.5, undefined, "quantity"],
    [5, "", "location"],
  ])("%d at location %j is refused before a call", async (desired, location, code) => {
    await using site = await openSite();
    const { key } = site.shop.addProduct(MUG);
    const connection = await site.connect();
    const item = await listed(connection, key, "MUG");
    const pushed = await must(connection.ports.stock).push.send(
      [{ ...stockItem(item, desired, null, 1), ...(location === undefined ? {} : { location }) }],
      connection.ctx,
    );
    expect(pushed).toMatchObject([{ outcome: "rejected", code }]);
    expect(sent(site.sandbox, "/bulk/inventory-items/update")).toEqual([]);
  });

  it("an oversold item below zero is written as it is: Wix takes negative numbers", async () => {
    await using site = await openSite();
    const { key } = site.shop.addProduct(MUG);
    const connection = await site.connect();
    const item = await listed(connection, key, "MUG");
    await pushAll(must(connection.ports.stock).push, [stockItem(item, -2, 7, 1)], connection);
    expect(site.shop.stockOf("MUG")).toBe(-2);
  });
});

describe("Catalog V3: prices", () => {
  it("one price changes, its siblings, barcodes, costs and weights stay; options and variants go together", async () => {
    await using site = await openSite();
    const { key } = site.shop.addProduct(TEE);
    const product = must(site.sandbox.state.products.get(key));
    Object.assign(must(product.variants[1]), { cost: "4.20", weight: 0.25 });
    const connection = await site.connect();
    const { variant } = await listed(connection, key, "TEE-S");
    expect((await listed(connection, key, "TEE-M")).variant).toMatchObject({ cost: "4.20", weightGrams: 250 });
    const desired = { price: money(1_695n), compareAt: money(1_850n) };
    const results = await must(connection.ports.prices).push.send(
      [pushItem(variant.key, variant.ext, desired)],
      connection.ctx,
    );
    expect(results).toMatchObject([{ outcome: "applied" }]);
    expect(product.variants).toMatchObject([
      { sku: "TEE-S", price: "16.95", compareAt: "18.50", barcode: "4006381333931" },
      { sku: "TEE-M", price: "18.50", compareAt: null, cost: "4.20", weight: 0.25 },
    ]);
    const [body] = sent(site.sandbox, "/bulk/products/update");
    const [written] = asRows(asTree(body)["products"]).map((one) => asTree(asTree(one)["product"]));
    expect(Object.keys(must(written)).sort()).toEqual(["id", "options", "revision", "variantsInfo"]);
  });

  it("a product somebody else saved meanwhile comes again; a compare-at price that is no higher is left out", async () => {
    await using site = await openSite();
    const { key } = site.shop.addProduct(MUG);
    const connection = await site.connect();
    const { variant } = await listed(connection, key, "MUG");
    const { push } = must(connection.ports.prices);
    const product = must(site.sandbox.state.products.get(key));
    const meddling = {
      ...connection.ctx,
      http: {
        ...connection.ctx.http,
        json: async (request: Parameters<typeof connection.ctx.http.json>[0]) => {
          if (request.operation === "products.prices") product.revision += 1;
          return connection.ctx.http.json(request);
        },
      },
    };
    const desired = { price: money(999n), compareAt: money(900n) };
    expect(await push.send([pushItem(variant.key, variant.ext, desired)], meddling)).toMatchObject([
      { outcome: "retry", error: { kind: "conflict" } },
    ]);
    expect(await push.send([pushItem(variant.key, variant.ext, desired)], connection.ctx)).toMatchObject([
      { outcome: "applied" },
    ]);
    expect(product.variants).toMatchObject([{ price: "9.99", compareAt: null }]);
  });

  it("a price of an item that is gone, or in another currency, is refused item by item", async () => {
    await using site = await openSite();
    const { key } = site.shop.addProduct(MUG);
    const connection = await site.connect();
    const { variant } = await listed(connection, key, "MUG");
    const results = await must(connection.ports.prices).push.send(
      [
        pushItem("00000000-0000-4000-8000-0000000000ff", variant.ext, { price: money(1n) }, { seq: 1n }),
        pushItem(variant.key, variant.ext, { price: { minor: 1n, currency: "USD" } }, { seq: 2n }),
        pushItem(variant.key, null, { price: money(1n) }, { seq: 3n }),
      ],
      connection.ctx,
    );
    const codes = results.map((result) => (result.outcome === "rejected" ? result.code : result.outcome));
    expect(codes.sort()).toEqual(["currency", "gone", "gone"]);
  });
});

describe("Catalog V3: writing products", () => {
  it("options, prices, weights and first stock go in one call; a variant added later leaves its siblings alone", async () => {
    await using site = await openSite();
    site.shop.addProduct(MUG);
    const connection = await site.connect();
    const put = must(connection.ports.products?.put);
    const [location] = connection.detected.locations;
    const variant = (id: string, size: string, key?: string) => ({
      id,
      key,
      sku: `HAT-${size}`,
      options: [{ name: "Size", value: size }],
      price: "25.00",
      weightGrams: 120,
      levels: [{ location: must(location).key, available: 4 }],
    });
    const product = ours({ title: "Hat", variants: [variant("v1", "S"), variant("v2", "M")] });
    const made = await put({ key: null, product, idempotencyKey: "k" }, connection.ctx);
    expect(made.variants.map(({ id }) => id)).toEqual(["v1", "v2"]);
    expect([site.shop.stockOf("HAT-S"), site.shop.stockOf("HAT-M")]).toEqual([4, 4]);
    expect(made.product.variants.map(({ weightGrams }) => weightGrams)).toEqual([120, 120]);
    // A variant only the site knows, then one of ours beside it.
    const state = must(site.sandbox.state.products.get(made.key));
    const [first] = state.variants;
    state.variants.push({ ...must(first), id: "00000000-0000-4000-8000-00000000aaaa", sku: "HAT-GIFT" });
    const more = { ...product, variants: [variant("v1", "S"), variant("v2", "M"), variant("v3", "L")] };
    const again = await put({ key: made.key, product: more, idempotencyKey: "k2" }, connection.ctx);
    expect(state.variants.map(({ sku }) => sku)).toEqual(["HAT-S", "HAT-M", "HAT-GIFT", "HAT-L"]);
    expect(again.variants.map(({ id }) => id)).toEqual(["v1", "v2", "v3"]);
    expect(again.variants.slice(0, 2).map(({ key }) => key)).toEqual(made.variants.map(({ key }) => key));
    expect(state.options.map(({ choices }) => choices.map(({ name }) => name))).toEqual([["S", "M", "L"]]);
  });

  it("a creation whose answer was lost is met by its address while the index still lags", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    const put = must(connection.ports.products?.put);
    site.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, path: "products-with-inventory", times: 1 });
    const first = await refusal(put({ key: null, product: ours(), idempotencyKey: "k" }, connection.ctx));
    expect(first.kind).toBe("ambiguous");
    site.sandbox.faults.add({
      fault: { kind: "status", status: 200, body: '{"variants":[],"pagingMetadata":{"count":0,"cursors":{}}}' },
      path: "query-variants",
    });
    const again = await put({ key: null, product: ours(), idempotencyKey: "k" }, connection.ctx);
    expect([...site.sandbox.state.products.keys()]).toEqual([again.key]);
  });

  it("an address somebody else's product has is no reason to fail; a SKU of somebody else's is", async () => {
    await using site = await openSite();
    const other = site.shop.addProduct(MUG);
    must(site.sandbox.state.products.get(other.key)).slug = "new-1";
    const connection = await site.connect();
    const put = must(connection.ports.products?.put);
    const made = await put({ key: null, product: ours(), idempotencyKey: "k" }, connection.ctx);
    expect(made.key).not.toBe(other.key);
    const clash = ours({ variants: [{ id: "v1", sku: "MUG", options: [], price: "1.00", levels: [] }] });
    const error = await refusal(put({ key: made.key, product: clash, idempotencyKey: "k" }, connection.ctx));
    expect([error.info, error.message]).toMatchObject([
      { kind: "rejected", field: "sku" },
      expect.stringContaining("SKU"),
    ]);
  });

  it("a product saved by somebody in between is read again and written once more", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    const put = must(connection.ports.products?.put);
    const made = await put({ key: null, product: ours(), idempotencyKey: "k" }, connection.ctx);
    const state = must(site.sandbox.state.products.get(made.key));
    let meddled = false;
    const meddling = {
      ...connection.ctx,
      http: {
        ...connection.ctx.http,
        json: async (request: Parameters<typeof connection.ctx.http.json>[0]) => {
          if (request.operation === "products.update" && !meddled) {
            state.revision += 1;
            meddled = true;
          }
          return connection.ctx.http.json(request);
        },
      },
    };
    await put({ key: made.key, product: ours({ title: "Better" }), idempotencyKey: "k" }, meddling);
    expect([state.name, meddled]).toEqual(["Better", true]);
  });

  it("categories are assigned where they differ, in one call, and removed products are gone twice without harm", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    const { categories, products } = connection.ports;
    const put = must(must(categories).put);
    const parent = await put({ key: null, name: "Kitchen" }, connection.ctx);
    const child = await put({ key: null, name: "Mugs", parentKey: parent }, connection.ctx);
    expect(await put({ key: null, name: "Mugs", parentKey: parent }, connection.ctx)).toBe(child);
    expect(await put({ key: child, name: "Cups", parentKey: parent }, connection.ctx)).toBe(child);
    expect(sent(site.sandbox, "/move")).toHaveLength(0);
    const circle = put({ key: parent, name: "Kitchen", parentKey: child }, connection.ctx);
    await expect(circle).rejects.toMatchObject({ info: { kind: "rejected", code: "TREE_CYCLE_DETECTED" } });
    const { items } = await collect(must(categories).sweep, connection.ctx);
    expect(items.map(({ name, parentKey }) => [name, parentKey])).toEqual([
      ["Kitchen", undefined],
      ["Cups", parent],
    ]);
    const product = ours({ categoryKeys: [child] });
    const made = await must(products?.put)({ key: null, product, idempotencyKey: "k" }, connection.ctx);
    await must(products?.put)({ key: made.key, product, idempotencyKey: "k" }, connection.ctx);
    expect(made.product.categoryKeys).toEqual([child]);
    expect(sent(site.sandbox, "/set-item-categories")).toHaveLength(1);
    await must(products?.remove)(made.key, connection.ctx);
    await must(products?.remove)(made.key, connection.ctx);
    expect(await products?.get(made.key, connection.ctx)).toBeNull();
  });

  it.each<[string, Partial<ProductForChannel>, string]>([
    ["a long name", { title: "x".repeat(81) }, "title"],
    ["a long description", { descriptionHtml: "x".repeat(16_001) }, "descriptionHtml"],
    ["a long SKU", { variants: [{ id: "1", sku: "x".repeat(41), options: [], levels: [] }] }, "sku"],
    [
      "a long barcode",
      { variants: [{ id: "1", sku: "a", barcode: "1".repeat(41), options: [], levels: [] }] },
      "barcode",
    ],
    ["no variant", { variants: [] }, "variants"],
    ["a price with mills", { variants: [{ id: "1", sku: "a", price: "1.005", options: [], levels: [] }] }, "price"],
    [
      "variants without options",
      {
        variants: [
          { id: "1", sku: "a", options: [], levels: [] },
          { id: "2", sku: "b", options: [], levels: [] },
        ],
      },
      "options",
    ],
  ])("%s is refused before a call, with the field", async (_what, more, field) => {
    await using site = await openSite();
    site.shop.addProduct(MUG);
    const { ports, ctx } = await site.connect();
    const put = must(ports.products?.put);
    const error = await refusal(put({ key: null, product: ours(more), idempotencyKey: "k" }, ctx));
    expect(error.info).toMatchObject({ kind: "rejected", field });
    expect(sent(site.sandbox, "/products-with-inventory")).toEqual([]);
  });

  it("an address is made of the first SKU, whatever alphabet it has", () => {
    const slug = (sku: string) => slugOf(ours({ variants: [{ id: "1", sku, options: [], levels: [] }] }));
    expect([slug("TEE/1 é"), slug("MUG-1"), slug("قميص"), slug("")]).toEqual(["tee-1", "mug-1", undefined, undefined]);
  });
});
