import { afterEach, describe, expect, it } from "vitest";
import type { ChannelProduct } from "../../commerce/product.ts";
import type { ShopifySandbox } from "../../sandboxes/shopify/index.ts";
import { refusal } from "../kit/conformance/case.ts";
import type { Products } from "../kit/contract/ports.ts";
import { groupedProducts } from "./bulk.ts";
import { updatedSince } from "./sweeps.ts";
import { openRig, type Rig } from "./testing.ts";

let rig: Rig;
afterEach(() => rig.close());

const many = (count: number) => (sandbox: ShopifySandbox) => {
  for (let at = 0; at < count; at += 1)
    sandbox.shop.addProduct({
      title: `Mug ${at}`,
      variants: [{ sku: `M${at}`, price: "9.90", stock: at }],
      category: "Mugs",
    });
};

function products(): Products {
  if (!rig.connection.ports.products) throw new Error("no products port");
  return rig.connection.ports.products;
}

async function walk(
  sweepId: string,
  cursor: string | null = null,
  maxPages = 1000,
): Promise<{ items: ChannelProduct[]; cursor: string | null }> {
  const items: ChannelProduct[] = [];
  let last = cursor;
  let pages = 0;
  const sweep = products().sweeps.find((candidate) => candidate.id === sweepId);
  for await (const page of sweep?.run({ cursor }, rig.ctx) ?? []) {
    items.push(...page.items);
    last = page.cursor;
    pages += 1;
    if (pages >= maxPages) break;
  }
  return { items, cursor: last };
}

const count = (needle: string) => rig.sandbox.calls.filter((call) => call.requestBody.includes(needle)).length;

describe("first import", () => {
  it("the first import is one bulk operation, read as it streams", async () => {
    rig = await openRig(many(120));
    const { items, cursor } = await walk("products-full");
    expect([items.length, new Set(items.map((item) => item.key)).size, cursor]).toEqual([120, 120, '{"done":0}']);
    expect(items[7]).toMatchObject({
      title: "Mug 7",
      categoryKeys: [expect.any(String)],
      variants: [{ sku: "M7", levels: [{ location: "1", available: 7 }] }],
    });
    // Shopify's word for "no options" is no title: "Mug 7 Default Title" stood in lists.
    expect(items[7]?.variants[0]?.title).toBeUndefined();
    expect([count("ArgosyBulkRun"), count("ArgosyProducts")]).toEqual([1, 0]);
  });

  it("an imported product equals that of a single read", async () => {
    rig = await openRig(many(3));
    const { items } = await walk("products-full");
    const { raw: _file, ...fromFile } = items[1] ?? ({} as ChannelProduct);
    const { raw: _read, ...fromRead } = (await products().get(items[1]?.key ?? "", rig.ctx)) ?? ({} as ChannelProduct);
    expect(fromFile).toEqual(fromRead);
  });

  it("a first import goes on inside the file after a kill, without a second export", async () => {
    rig = await openRig(many(120));
    const started = await walk("products-full", null, 1);
    const first = await walk("products-full", started.cursor, 1);
    const rest = await walk("products-full", first.cursor);
    expect([started.items.length, first.items.length, rest.items.length, count("ArgosyBulkRun")]).toEqual([
      0, 50, 70, 1,
    ]);
  });

  it("a first import goes page by page where bulk operations are not enabled for the app", async () => {
    rig = await openRig((sandbox) => {
      many(30)(sandbox);
      sandbox.state.bulkEnabled = false;
    });
    const first = await walk("products-full", null, 1);
    const rest = await walk("products-full", first.cursor);
    expect(new Set([...first.items, ...rest.items].map((item) => item.key)).size).toBe(30);
    expect(count("ArgosyBulkRun")).toBe(1);
  });

  it("a file that ends too early is read again, never taken for all there is", async () => {
    rig = await openRig(many(120));
    const started = await walk("products-full", null, 2);
    for (const [id, bulk] of rig.sandbox.state.bulks) {
      const lines = bulk.lines.split("\n");
      rig.sandbox.state.bulks.set(id, {
        ...bulk,
        lines: `${lines.slice(0, Math.floor(lines.length / 2)).join("\n")}\n`,
      });
    }
    const error = await refusal(walk("products-full", started.cursor));
    expect([error.kind, error.message]).toEqual(["transient", expect.stringContaining("of 120 products")]);
  });

  it("an export whose file has expired is made again", async () => {
    rig = await openRig(many(60));
    const first = await walk("products-full", null, 2);
    rig.sandbox.faults.add({
      fault: { kind: "status", status: 403, body: "<Error>expired</Error>" },
      path: "/bulk/",
      times: 1,
    });
    const rest = await walk("products-full", first.cursor);
    expect([rest.items.length, count("ArgosyBulkRun")]).toEqual([60, 2]);
  });

  it("a first import holds one product at a time, however long the file is", async () => {
    rig = await openRig();
    const total = 20_000;
    let ahead = 0;
    async function* bytes(): AsyncIterable<Uint8Array> {
      for (let at = 0; at < total; at += 1) {
        ahead += 1;
        yield Buffer.from(
          `{"__typename":"Product","id":"gid://shopify/Product/${at}"}\n{"__typename":"ProductVariant","id":"gid://shopify/ProductVariant/${at}","inventoryItem":{"id":"i"},"__parentId":"gid://shopify/Product/${at}"}\n`,
        );
      }
    }
    let seen = 0;
    for await (const product of groupedProducts(bytes())) {
      seen += 1;
      expect(ahead - seen).toBeLessThanOrEqual(1);
      expect(product).toMatchObject({ variants: { nodes: [{ inventoryItem: { id: "i" } }] } });
    }
    expect(seen).toBe(total);
  });
});

describe("changed products", () => {
  it("the filter quotes its time, else Shopify compares whole days (community t/208519)", async () => {
    rig = await openRig(many(3));
    const first = await walk("products");
    await rig.ctx.clock.sleep(3_600_000);
    rig.sandbox.shop.setTitle("M1", "New");
    const second = await walk("products", first.cursor);
    await rig.ctx.clock.sleep(3_600_000);
    const third = await walk("products", second.cursor);
    expect(second.items.filter((item) => item.title === "New").length).toBe(1);
    expect(third.items.map((item) => item.title)).toEqual(["New"]);
    expect(updatedSince("2026-11-01T10:00:00Z")).toBe("updated_at:>='2026-11-01T10:00:00Z'");
  });

  it("a product with 300 variants is told whole", async () => {
    rig = await openRig((sandbox) => {
      const variants = Array.from({ length: 300 }, (_, at) => ({
        sku: `V${at}`,
        price: "1.00",
        stock: 1,
        option: `o${at}`,
      }));
      sandbox.shop.addProduct({ title: "Wide", variants });
    });
    const { items } = await walk("products");
    expect(new Set(items[0]?.variants.map((variant) => variant.sku)).size).toBe(300);
  });
});

describe("pushing products", () => {
  const input = (title: string, skus: readonly string[], keys: Readonly<Record<string, string>> = {}) => ({
    title,
    descriptionHtml: "<p>x</p>",
    active: true,
    categoryKeys: [],
    images: [{ url: "https://cdn.example.test/a.jpg", position: 0 }],
    variants: skus.map((sku) => ({
      id: `ours-${sku}`,
      ...(keys[sku] ? { key: keys[sku] } : {}),
      sku,
      options: [{ name: "Size", value: sku }],
      price: "20.00",
      levels: [{ location: "1", available: 3 }],
    })),
  });
  const put = async (key: string | null, product: ReturnType<typeof input>) => {
    if (!products().put) throw new Error("no put");
    return products().put?.({ key, product, idempotencyKey: "p" }, rig.ctx);
  };

  it("a pushed product leaves variants on Shopify that are not ours, and their stock", async () => {
    rig = await openRig((sandbox) => {
      sandbox.shop.addProduct({
        title: "Tee",
        variants: [
          { sku: "S", price: "10.00", stock: 5, option: "S" },
          { sku: "XL", price: "10.00", stock: 6, option: "XL" },
        ],
      });
    });
    const [product] = [...rig.sandbox.state.products.keys()];
    const variant = [...rig.sandbox.state.variants.values()].find((row) => row.sku === "S");
    await put(product ?? "", input("Better tee", ["S"], { S: variant?.id ?? "" }));
    expect([...rig.sandbox.shop.skus()].sort()).toEqual(["S", "XL"]);
    expect([rig.sandbox.shop.stockOf("S"), rig.sandbox.shop.stockOf("XL"), rig.sandbox.shop.titleOf("XL")]).toEqual([
      5,
      6,
      "Better tee",
    ]);
  });

  it("a create whose answer was lost meets its own first attempt", async () => {
    rig = await openRig();
    rig.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, path: "productSet", times: 1 });
    const error = await refusal(put(null, input("Cap", ["CAP"])));
    const again = await put(null, input("Cap", ["CAP"]));
    expect([error.kind, rig.sandbox.state.products.size, again?.variants.length]).toEqual(["ambiguous", 1, 1]);
  });

  it("a handle that another product holds is left alone", async () => {
    rig = await openRig((sandbox) => {
      sandbox.shop.addProduct({ title: "Cap", variants: [{ sku: "OTHER", price: "1.00", stock: 1 }] });
    });
    await put(null, input("Cap", ["CAP"]));
    const handles = [...rig.sandbox.state.products.values()].map((row) => row.handle);
    expect(handles).toEqual(["cap", expect.stringMatching(/^cap-[0-9a-f]{8}$/)]);
    expect(rig.sandbox.shop.priceOf("OTHER")).toBe("1.00");
  });

  it("a new product is published on the online store, unless the seller does not want it", async () => {
    rig = await openRig(undefined, { settings: { publishNewProducts: false } });
    await put(null, input("Quiet", ["Q"]));
    expect(count("publishablePublish")).toBe(0);
    await rig.close();
    rig = await openRig();
    const made = await put(null, input("Loud", ["L"]));
    expect(made?.product.url).toContain("/products/loud");
  });

  it("an edit leaves a status alone that means the same: unlisted is on sale by its link, archived is off", async () => {
    rig = await openRig();
    const made = await put(null, input("Tee", ["A"]));
    const stored = rig.sandbox.state.products.get(made?.key ?? "");
    if (!stored || !made) throw new Error("no product");
    const keys = Object.fromEntries(made.variants.map(({ id, key }) => [id.replace("ours-", ""), key]));
    for (const [status, active] of [
      ["UNLISTED", true],
      ["ARCHIVED", false],
    ] as const) {
      Object.assign(stored, { status });
      await put(made.key, { ...input(`Tee ${status}`, ["A"], keys), active });
      expect([stored.title, stored.status]).toEqual([`Tee ${status}`, status]);
      await put(made.key, { ...input("Tee", ["A"], keys), active: !active });
      expect(stored.status).toBe(active ? "DRAFT" : "ACTIVE");
    }
  });

  it("SKUs spread over two products are not guessed about", async () => {
    rig = await openRig((sandbox) => {
      for (const sku of ["X1", "X2"])
        sandbox.shop.addProduct({ title: sku, variants: [{ sku, price: "1.00", stock: 1 }] });
    });
    const error = await refusal(put(null, input("Both", ["X1", "X2"])));
    expect(error.info).toMatchObject({ kind: "rejected", code: "AMBIGUOUS_SKU" });
  });

  it("a refusal by Shopify is returned in its own text with the field", async () => {
    rig = await openRig();
    const product = input("Bad", ["B"]);
    const bad = { ...product, variants: product.variants.map((variant) => ({ ...variant, price: "-1" })) };
    const error = await refusal(put(null, bad));
    expect([error.info, error.message]).toEqual([
      { kind: "rejected", field: "input.variants.0.price", code: "INVALID_VARIANT" },
      'Shopify refused the product "Bad": input.variants.0.price: Price must be greater than or equal to 0',
    ]);
  });
});

describe("collections", () => {
  it("collections are made once, renamed by key, and never nested", async () => {
    rig = await openRig(many(1));
    const put = rig.connection.ports.categories?.put;
    const key = await put?.({ key: null, name: "Hats" }, rig.ctx);
    expect(await put?.({ key: null, name: "Hats" }, rig.ctx)).toBe(key);
    await put?.({ key: key ?? "", name: "Caps" }, rig.ctx);
    expect([...rig.sandbox.state.collections.values()].map((row) => row.title).sort()).toEqual(["Caps", "Mugs"]);
    expect(
      (await refusal(put?.({ key: null, name: "Sun hats", parentKey: key }, rig.ctx) ?? Promise.resolve())).kind,
    ).toBe("unsupported");
  });
});
