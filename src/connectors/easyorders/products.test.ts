import { afterEach, describe, expect, it } from "vitest";
import type { ChannelProduct, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import { startSandbox } from "../../sandboxes/easyorders/index.ts";
import type { PushItem, PushResult, Sweep } from "../kit/contract/ports.ts";
import { autoAdvancingClock, openTestConnection } from "../kit/testing/connection.ts";
import { productSent, variantSent } from "../kit/testing/products.ts";
import { createSpecCounter, specsDir } from "../kit/testing/specs.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { connector } from "./index.ts";
import { makeSpecValidator } from "./spec.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

const spec = specsDir();

async function connected() {
  const clock = autoAdvancingClock();
  const sandbox = await startSandbox({ clock });
  const counter = spec ? createSpecCounter(makeSpecValidator(spec)) : null;
  const connection = await openTestConnection(connector, {
    sandbox,
    clock,
    onExchange: (exchange) => counter?.see(exchange),
  });
  open.push(connection, sandbox);
  const { products, stock, prices, categories } = connection.ports;
  if (!products?.put || !products.bySku || !stock || !prices || !categories?.put) throw new Error("A port is missing.");
  const ports = {
    put: products.put,
    bySku: products.bySku,
    sweeps: products.sweeps,
    stock,
    prices,
    categories,
    putCategory: categories.put,
  };
  return {
    sandbox,
    ctx: connection.ctx,
    drifts: connection.drifts,
    problems: () => [...(counter?.counts.problems ?? [])],
    ...ports,
  };
}

async function all<T>(
  sweep: Sweep<T> | undefined,
  input: Parameters<Sweep<T>["run"]>[0],
  ctx: Parameters<Sweep<T>["run"]>[1],
) {
  const items: T[] = [];
  let cursor = "";
  if (!sweep) throw new Error("No such sweep.");
  for await (const page of sweep.run(input, ctx)) {
    items.push(...page.items);
    cursor = page.cursor;
  }
  return { items, cursor };
}

const variant = (sku: string, more: Partial<VariantForChannel> = {}) => variantSent(sku, { price: "250.00", ...more });

const ours = (variants: readonly VariantForChannel[], more: Partial<ProductForChannel> = {}) =>
  productSent({ title: "قميص قطن", descriptionHtml: "<p>x</p>", variants, ...more });

const sizes = [
  variant("TEE-M", { options: [{ name: "Size", value: "M" }] }),
  variant("TEE-L", { options: [{ name: "Size", value: "L" }], price: "250", compareAtPrice: "300" }),
];

const write = (idempotencyKey: string, product: ProductForChannel, key: string | null = null) => ({
  key,
  product,
  idempotencyKey,
});

describe("putting a product", () => {
  it("a new product is created with variants, codes, prices as numbers and stock", async () => {
    const { sandbox, ctx, put, problems } = await connected();
    const made = await put(write("k1", ours(sizes)), ctx);
    expect(made.variants.map((entry) => entry.id)).toEqual(["v-TEE-M", "v-TEE-L"]);
    expect(made.product.variants.map((entry) => [entry.sku, entry.price, entry.compareAtPrice])).toEqual([
      ["TEE-M", "250", undefined],
      ["TEE-L", "250", "300"],
    ]);
    expect(sandbox.shop.stockOf("TEE-L")).toBe(4);
    const body = JSON.parse(sandbox.calls.find((call) => call.method === "POST")?.requestBody ?? "");
    expect(body).toMatchObject({ sku: "TEE-M", taager_code: "TEE-M", slug: "tee-m", track_stock: true, quantity: 8 });
    expect(body.variations[0].props[0].variation_id).toBe(body.variations[0].id);
    expect(body.variations[0].id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(problems()).toEqual([]);
  });

  it("a create whose answer was lost is found again and not repeated", async () => {
    const { sandbox, ctx, put } = await connected();
    sandbox.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, method: "POST" });
    await expect(put(write("k1", ours(sizes)), ctx)).rejects.toMatchObject({ info: { kind: "ambiguous" } });
    const made = await put(write("k1", ours(sizes)), ctx);
    expect(made.variants).toHaveLength(2);
    expect(sandbox.shop.skus()).toEqual(["TEE-M", "TEE-L"]);
  });

  it("an update touches neither stock nor slug, and leaves unchanged variants out", async () => {
    const { sandbox, ctx, put, problems } = await connected();
    const made = await put(write("k1", ours(sizes)), ctx);
    sandbox.shop.setStock("TEE-M", 1);
    await put(write("k2", ours(sizes, { title: "New" }), made.key), ctx);
    const patch = JSON.parse(sandbox.calls.findLast((call) => call.method === "PATCH")?.requestBody ?? "");
    expect(Object.keys(patch).sort()).toEqual(["description", "name", "price", "sale_price"]);
    expect([sandbox.shop.stockOf("TEE-M"), sandbox.shop.titleOf("TEE-M")]).toEqual([1, "New"]);
    expect(problems()).toEqual([]);
  });

  it("a new variant joins and the old ones keep their ids", async () => {
    const { sandbox, ctx, put } = await connected();
    const made = await put(write("k1", ours(sizes)), ctx);
    const more = await put(
      write("k2", ours([...sizes, variant("TEE-S", { options: [{ name: "Size", value: "S" }] })]), made.key),
      ctx,
    );
    expect(more.variants.slice(0, 2)).toEqual(made.variants);
    expect(sandbox.shop.stockOf("TEE-S")).toBe(4);
  });

  it("an inactive product is hidden where EasyOrders shows such a field", async () => {
    const { ctx, put } = await connected();
    const made = await put(write("k1", ours([variant("A")], { active: false })), ctx);
    expect(made.product.status).toBe("draft");
    expect(made.variants).toEqual([{ id: "v-A", key: made.key, ext: { product: made.key } }]);
  });

  it("a SKU with a slash, a missing price and a duplicate slug are refused with a reason", async () => {
    const { sandbox, ctx, put } = await connected();
    await expect(put(write("k", ours([variant("A/B")])), ctx)).rejects.toMatchObject({
      info: { kind: "rejected", field: "sku" },
    });
    await expect(put(write("k", ours([variant("A", { price: undefined })])), ctx)).rejects.toMatchObject({
      info: { field: "price" },
    });
    await put(write("k", ours([variant("A B")])), ctx);
    await expect(put(write("k", ours([variant("A-B")])), ctx)).rejects.toThrow(/slug already exists/);
    await expect(put(write("k", ours([variant("A B")]), "nobody"), ctx)).rejects.toMatchObject({
      info: { kind: "not_found" },
    });
    expect(sandbox.shop.skus()).toEqual(["A B"]);
  });
});

describe("finding products", () => {
  it("a product is found by SKU, also with characters a URL must encode", async () => {
    const { sandbox, ctx, bySku } = await connected();
    for (const sku of ["A&B||C", "50% off?", "a,b", "ü #1"])
      sandbox.shop.addProduct({ title: sku, variants: [{ sku, price: "1", stock: 1 }] });
    const found = await bySku(["A&B||C", "50% off?", "a,b", "ü #1", "none"], ctx);
    expect(found.map((product) => product.title).sort()).toEqual(["50% off?", "A&B||C", "a,b", "ü #1"]);
  });

  it("a product is found by either of its two codes", async () => {
    const { sandbox, ctx, bySku } = await connected();
    const { key } = sandbox.shop.addProduct({ title: "Cup", variants: [{ sku: "CUP", price: "1", stock: 1 }] });
    await ctx.http.request({
      method: "PATCH",
      url: `/products/${key}`,
      json: { taager_code: "T-9" },
      operation: "test",
    });
    for (const code of ["CUP", "T-9"]) expect((await bySku([code], ctx)).map((product) => product.key)).toEqual([key]);
  });

  it("a product that cannot be read is reported and left out, and does not hold up the rest", async () => {
    const { sandbox, ctx, sweeps, stock, drifts } = await connected();
    const keys = ["A", "B", "C"].map(
      (sku) => sandbox.shop.addProduct({ title: sku, variants: [{ sku, price: "1", stock: 1 }] }).key,
    );
    const [a = "", b = ""] = keys;
    await ctx.http.request({ method: "PATCH", url: `/products/${b}`, json: { images: "none" }, operation: "test" });
    const full = sweeps.find((sweep) => sweep.mode === "full");
    expect((await all(full, { cursor: null }, ctx)).items.map((product) => product.title)).toEqual(["A", "C"]);
    expect(drifts).toContainEqual(expect.objectContaining({ path: "images" }));
    const results = await stock.push.send([pushItem(b, 5, 1, b), pushItem(a, 5, 1, a)], ctx);
    expect(results).toMatchObject([{ outcome: "rejected", code: "unreadable" }, { outcome: "applied" }]);
  });

  it("a walk reads 250 products in three pages, whole and resumable", async () => {
    const { sandbox, ctx, sweeps } = await connected();
    for (let n = 0; n < 250; n += 1)
      sandbox.shop.addProduct({ title: `P${n}`, variants: [{ sku: `S${n}`, price: "1", stock: 1, option: "x" }] });
    const full = sweeps.find((sweep) => sweep.mode === "full");
    expect((await all(full, { cursor: null }, ctx)).items).toHaveLength(250);
    expect((await all(full, { cursor: '{"page":3}' }, ctx)).items).toHaveLength(50);
  });

  it("a walk requests only what changed since the watermark", async () => {
    const { sandbox, ctx, sweeps } = await connected();
    sandbox.shop.addProduct({ title: "Old", variants: [{ sku: "OLD", price: "1", stock: 1 }] });
    const changed = sweeps.find((sweep) => sweep.mode === "changed");
    const first = await all(changed, { cursor: null }, ctx);
    expect(first.items.map((item) => item.title)).toEqual(["Old"]);
    await ctx.clock.sleep(3_600_000);
    sandbox.shop.addProduct({ title: "New", variants: [{ sku: "NEW", price: "1", stock: 1 }] });
    const second = await all(changed, first, ctx);
    expect(second.items.map((item: ChannelProduct) => item.title)).toContain("New");
    await ctx.clock.sleep(3_600_000);
    sandbox.shop.setTitle("OLD", "Old again");
    expect((await all(changed, second, ctx)).items.map((item) => item.title)).toEqual(["New", "Old again"]);
  });

  it("a walk reads everything when the filter by time is refused, and yields only what is new", async () => {
    const { sandbox, ctx, sweeps } = await connected();
    sandbox.shop.addProduct({ title: "Old", variants: [{ sku: "OLD", price: "1", stock: 1 }] });
    await ctx.clock.sleep(3_600_000);
    const since = new Date(ctx.clock.now()).toISOString();
    sandbox.shop.addProduct({ title: "New", variants: [{ sku: "NEW", price: "1", stock: 1 }] });
    const refusal = { kind: "status", status: 400, body: '{"message":"filter is not valid"}' } as const;
    sandbox.faults.add({ fault: refusal, path: "updated_at" });
    const changed = sweeps.find((sweep) => sweep.mode === "changed");
    const { items, cursor } = await all(changed, { cursor: null, since }, ctx);
    expect(items.map((item) => item.title)).toEqual(["New"]);
    expect(cursor).toContain("since");
  });
});

function pushItem(key: string, desired: number, expected: number | null, product: string): PushItem<number> {
  return { key, location: "", seq: 7n, want: desired, expected, ext: { product }, idempotencyKey: `i-${key}` };
}

describe("stock", () => {
  const outcomes = (results: readonly PushResult<number>[]) => results.map((result) => result.outcome);

  it("stock is written for products by SKU and variants by both codes, with one read for all", async () => {
    const { sandbox, ctx, stock, problems } = await connected();
    const cup = sandbox.shop.addProduct({ title: "Cup", variants: [{ sku: "CUP 1#ü", price: "1", stock: 3 }] });
    const tee = sandbox.shop.addProduct({
      title: "Tee",
      variants: [
        { sku: "T-M", price: "1", stock: 3, option: "M" },
        { sku: "T&L", price: "1", stock: 3, option: "L" },
      ],
    });
    const before = sandbox.calls.length;
    const keys = tee.variantKeys;
    const results = await stock.push.send(
      [
        pushItem(cup.key, 5, 3, cup.key),
        pushItem(keys["T-M"] ?? "", 0, 3, tee.key),
        pushItem(keys["T&L"] ?? "", 9, null, tee.key),
      ],
      ctx,
    );
    expect(outcomes(results)).toEqual(["applied", "applied", "applied"]);
    expect(["CUP 1#ü", "T-M", "T&L"].map((sku) => sandbox.shop.stockOf(sku))).toEqual([5, 0, 9]);
    expect(sandbox.calls.length - before).toBe(4);
    expect(problems()).toEqual([]);
    const read = await stock.read(
      [
        { key: cup.key, ext: { product: cup.key } },
        { key: "gone", ext: {} },
      ],
      ctx,
    );
    expect(read.map((entry) => entry.levels)).toEqual([[{ location: "", available: 5 }], []]);
  });

  it("a stock update does not write over a sale that has not arrived yet", async () => {
    const { sandbox, ctx, stock } = await connected();
    const cup = sandbox.shop.addProduct({ title: "Cup", variants: [{ sku: "CUP", price: "1", stock: 3 }] });
    sandbox.shop.placeOrder({ lines: [{ sku: "CUP", quantity: 1 }] });
    const [result] = await stock.push.send([pushItem(cup.key, 8, 3, cup.key)], ctx);
    expect(result).toMatchObject({ outcome: "conflict", observed: 2 });
    expect(sandbox.shop.stockOf("CUP")).toBe(2);
  });

  it("a stock update that the shop already shows costs no write", async () => {
    const { sandbox, ctx, stock } = await connected();
    const cup = sandbox.shop.addProduct({ title: "Cup", variants: [{ sku: "CUP", price: "1", stock: 3 }] });
    expect(outcomes(await stock.push.send([pushItem(cup.key, 3, 3, cup.key)], ctx))).toEqual(["applied"]);
    expect(sandbox.calls.filter((call) => call.write)).toEqual([]);
  });

  it("a stock update answers per item: deleted, not tracked, refused; a broken line leaves the rest to be retried", async () => {
    const { sandbox, ctx, stock } = await connected();
    const made = ["A", "B", "C", "D"].map(
      (sku) => sandbox.shop.addProduct({ title: sku, variants: [{ sku, price: "1", stock: 3 }] }).key,
    );
    const [a = "", b = "", c = "", d = ""] = made;
    sandbox.faults.add({
      fault: { kind: "status", status: 400, body: '{"message":"quantity is odd"}' },
      times: 1,
      method: "PATCH",
      path: "/sku/A/",
    });
    sandbox.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, method: "PATCH", path: "/sku/C/" });
    const results = await stock.push.send(
      [
        pushItem(a, 1, 3, a),
        pushItem("gone", 1, 3, "gone"),
        pushItem(b, 1, 3, b),
        pushItem(c, 1, 3, c),
        pushItem(d, 1, 3, d),
      ],
      ctx,
    );
    expect(outcomes(results)).toEqual(["rejected", "rejected", "applied", "retry", "retry"]);
    expect(results[0]).toMatchObject({ text: textWith("quantity is odd") });
    // After an unknown outcome nothing is expected: the next attempt finds its own write.
    expect(outcomes(await stock.push.send([pushItem(c, 1, null, c), pushItem(d, 1, 3, d)], ctx))).toEqual([
      "applied",
      "applied",
    ]);
  });
});

describe("prices", () => {
  const price = (key: string, product: string, minor: bigint, compareAt?: bigint) => ({
    key,
    location: "",
    seq: 1n,
    expected: null,
    ext: { product },
    idempotencyKey: key,
    want: {
      price: { minor, currency: "EGP" },
      compareAt: compareAt === undefined ? undefined : { minor: compareAt, currency: "EGP" },
    },
  });

  it("prices of a plain product and of variants are written without touching stock", async () => {
    const { sandbox, ctx, prices, problems } = await connected();
    const cup = sandbox.shop.addProduct({ title: "Cup", variants: [{ sku: "CUP", price: "80", stock: 3 }] });
    const tee = sandbox.shop.addProduct({
      title: "Tee",
      variants: [
        { sku: "T-M", price: "100", stock: 3, option: "M" },
        { sku: "T-L", price: "100", stock: 2, option: "L" },
      ],
    });
    const results = await prices.push.send(
      [price(cup.key, cup.key, 7550n, 9000n), price(tee.variantKeys["T-L"] ?? "", tee.key, 12000n)],
      ctx,
    );
    expect(results.map((result) => result.outcome)).toEqual(["applied", "applied"]);
    expect(["CUP", "T-M", "T-L"].map((sku) => sandbox.shop.priceOf(sku))).toEqual(["75.5", "100", "120"]);
    expect(sandbox.shop.stockOf("T-L")).toBe(2);
    const writes = sandbox.calls.filter((call) => call.write).length;
    await prices.push.send([price(cup.key, cup.key, 7550n, 9000n)], ctx);
    expect(sandbox.calls.filter((call) => call.write)).toHaveLength(writes);
    expect(problems()).toEqual([]);
  });

  it("prices in another currency are refused with a reason", async () => {
    const { sandbox, ctx, prices } = await connected();
    const cup = sandbox.shop.addProduct({ title: "Cup", variants: [{ sku: "CUP", price: "80", stock: 3 }] });
    const requested = { ...price(cup.key, cup.key, 1n), want: { price: { minor: 1n, currency: "SAR" } } };
    expect(await prices.push.send([requested], ctx)).toMatchObject([{ outcome: "rejected", code: "currency" }]);
  });
});

describe("categories", () => {
  it("categories are made once, renamed, and read as a tree", async () => {
    const { ctx, categories, putCategory, problems } = await connected();
    const shoes = await putCategory({ key: null, name: "أحذية" }, ctx);
    const boots = await putCategory({ key: null, name: "Boots", parentKey: shoes }, ctx);
    expect(await putCategory({ key: null, name: "Boots", parentKey: shoes }, ctx)).toBe(boots);
    await putCategory({ key: shoes, name: "Shoes" }, ctx);
    const { items } = await all(categories.sweep, { cursor: null }, ctx);
    expect(items.map(({ key, name, parentKey }) => [key, name, parentKey])).toEqual([
      [shoes, "Shoes", undefined],
      [boots, "Boots", shoes],
    ]);
    expect(problems()).toEqual([]);
  });
});
