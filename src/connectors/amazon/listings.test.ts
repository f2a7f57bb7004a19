/** What Amazon does with listings, feeds and prices that a connector would not expect, each by name. */

import { describe, expect, it } from "vitest";
import { parseMoney } from "../../commerce/money.ts";
import type { ProductForChannel } from "../../commerce/product.ts";
import { collect, createProducts, listed, need, pushAll, stockItem } from "../kit/conformance/bench.ts";
import { refusal } from "../kit/conformance/case.ts";
import type { PushItem } from "../kit/contract/ports.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { withPrice } from "./prices.ts";
import { nextPosition } from "./product-sweeps.ts";
import { openAccount } from "./testing.ts";

const INDIA = "A21TJRUUN4KGV";

async function items(connection: TestConnection, keys: readonly string[], desired: number, expected: number | null) {
  return Promise.all(
    keys.map(async (key, index) => stockItem(await listed(connection, key, key), desired, expected, index + 1)),
  );
}

function price(key: string, text: string, currency = "INR"): PushItem<{ price: ReturnType<typeof parseMoney> }> {
  return {
    key,
    location: "",
    seq: 1n,
    want: { price: parseMoney(text, currency) },
    expected: null,
    ext: {},
    idempotencyKey: "p",
  };
}

describe("the walk", () => {
  it("a walk goes beyond the thousand items of a search", async () => {
    await using account = await openAccount();
    for (let index = 0; index < 1_030; index += 1) account.shop.addProduct(createProducts(index));
    const connection = await account.connect();
    for (const sweep of need(connection.ports, "products").sweeps) {
      const { items: reported } = await collect(sweep, connection.ctx);
      expect(new Set(reported.map(({ key }) => key)).size).toBe(1_030);
      expect(reported).toHaveLength(1_030);
    }
  });

  it("a walk turns pages inside one moment only, and moves its window along otherwise", () => {
    const at = "2026-11-20T09:00:00Z";
    const later = "2026-11-20T09:00:01Z";
    const rows = (...times: string[]) => times.map((time, index) => ({ sku: `S${index}`, at: time }));
    const start = { after: "", seen: [], token: "" };
    expect(nextPosition(start, rows(at, at), "")).toBeNull();
    expect(nextPosition(start, rows(at, later), "t")).toEqual({ after: later, seen: ["S1"], token: "" });
    expect(nextPosition({ after: at, seen: ["S9"], token: "" }, rows(at, at), "t2")).toEqual({
      after: at,
      seen: ["S9", "S0", "S1"],
      token: "t2",
    });
  });

  it("a child's family is told whole, and a child whose parent is not the seller's stands alone", async () => {
    await using account = await openAccount();
    const variant = (sku: string) => ({ sku, price: "5", stock: 1, option: sku });
    const { key } = account.shop.addProduct({ title: "Tee", variants: [variant("T-S"), variant("T-M")] });
    const connection = await account.connect();
    const products = need(connection.ports, "products");
    const found = await products.bySku?.(["T-M"], connection.ctx);
    expect(found?.map((product) => [product.key, product.variants.map(({ key: child }) => child)])).toEqual([
      [key, ["T-S", "T-M"]],
    ]);
    account.state.listings.delete(key);
    const alone = await products.bySku?.(["T-M"], connection.ctx);
    expect(alone?.map((product) => [product.key, product.variants.length])).toEqual([["T-M", 1]]);
  });

  it("SKUs of any signs stay themselves in paths and searches", async () => {
    await using account = await openAccount();
    const skus = ["A/B", "A#1", "A?x=1", "50% off", "ü 日本", "A,B", "A&B=C"];
    for (const sku of skus) account.shop.addProduct({ title: sku, variants: [{ sku, price: "5", stock: 3 }] });
    const connection = await account.connect();
    const products = need(connection.ports, "products");
    for (const sku of skus) expect((await products.get(sku, connection.ctx))?.key).toBe(sku);
    expect((await products.bySku?.(skus, connection.ctx))?.map(({ key }) => key).sort()).toEqual([...skus].sort());
    const stock = need(connection.ports, "stock");
    const results = await pushAll(stock.push, await items(connection, skus, 8, 3), connection);
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(["applied"]));
    expect(skus.map((sku) => account.shop.stockOf(sku))).toEqual(skus.map(() => 8));
  });
});

describe("stock", () => {
  it("a stock update merges, so that the handling time stays", async () => {
    await using account = await openAccount();
    account.shop.addProduct(createProducts(1));
    const listing = account.state.listings.get("MUG-1");
    const connection = await account.connect();
    Object.assign(listing?.attributes ?? {}, {
      fulfillment_availability: [{ fulfillment_channel_code: "DEFAULT", quantity: 11, lead_time_to_ship_max_days: 3 }],
    });
    const stock = need(connection.ports, "stock");
    await pushAll(stock.push, await items(connection, ["MUG-1"], 4, 11), connection);
    expect(listing?.attributes.fulfillment_availability).toEqual([
      { fulfillment_channel_code: "DEFAULT", quantity: 4, lead_time_to_ship_max_days: 3 },
    ]);
  });

  it("a stock update is only accepted at first, and confirmed by what the listing shows", async () => {
    await using account = await openAccount();
    account.shop.addProduct(createProducts(1));
    const connection = await account.connect();
    const { push } = need(connection.ports, "stock");
    const sent = await items(connection, ["MUG-1"], 4, 11);
    const [accepted] = await push.send(sent, connection.ctx);
    if (accepted?.outcome !== "accepted") throw new Error("not accepted");
    expect(await push.poll?.(accepted.handle, connection.ctx, sent)).toEqual({ pendingMs: 30_000, results: [] });
    await connection.ctx.clock.sleep(30_000);
    expect(await push.poll?.(accepted.handle, connection.ctx, sent)).toMatchObject([
      { outcome: "applied", observed: 4 },
    ]);
    account.shop.setStock("MUG-1", 2);
    await connection.ctx.clock.sleep(31 * 60_000);
    expect(await push.poll?.(accepted.handle, connection.ctx, sent)).toMatchObject([
      { outcome: "conflict", observed: 2 },
    ]);
  });

  it("an item without a number yet has zero stock, which can be set", async () => {
    await using account = await openAccount();
    account.shop.addProduct(createProducts(1));
    const connection = await account.connect();
    account.sandbox.faults.add({ fault: { kind: "drop_field", field: "fulfillmentAvailability" }, times: 2 });
    const product = await need(connection.ports, "products").get("MUG-1", connection.ctx);
    expect(product?.variants[0]?.levels).toEqual([{ location: "", available: 0 }]);
    const { push } = need(connection.ports, "stock");
    const [variant] = product?.variants ?? [];
    if (!product || !variant) throw new Error("no product");
    expect(await push.send([stockItem({ variant, location: "" }, 4, 0, 1)], connection.ctx)).toMatchObject([
      { outcome: "accepted" },
    ]);
  });

  it("an item in Amazon's warehouse has no number of ours, and none can be set", async () => {
    await using account = await openAccount();
    account.shop.addProduct(createProducts(1));
    Object.assign(account.state.listings.get("MUG-1") ?? {}, { channel: "AMAZON_IN" });
    const connection = await account.connect();
    const product = await need(connection.ports, "products").get("MUG-1", connection.ctx);
    expect(product?.variants[0]).toMatchObject({ levels: undefined, ext: { channel: "AMAZON_IN" } });
    const { push } = need(connection.ports, "stock");
    const results = await push.send(await items(connection, ["MUG-1"], 4, 11), connection.ctx);
    expect(results).toMatchObject([{ outcome: "rejected", code: "fulfilled_by_amazon" }]);
  });
});

describe("feeds", () => {
  async function withHundred() {
    const account = await openAccount();
    const keys = Array.from({ length: 100 }, (_, index) => account.shop.addProduct(createProducts(index)).key);
    const connection = await account.connect();
    const sent = keys.map((key, index) => ({
      key,
      location: "",
      seq: BigInt(index + 1),
      want: 5,
      expected: null,
      ext: null,
      idempotencyKey: key,
    }));
    return { account, keys, connection, sent, push: need(connection.ports, "stock").push };
  }

  it("a hundred changes are one feed, uploaded to another origin without any token [B43.3]", async () => {
    const { account, connection, sent, push } = await withHundred();
    await using _ = account;
    const uploads: { url: string; headers: Readonly<Record<string, string>> }[] = [];
    const ctx = connection.context({
      onExchange: ({ operation, url, requestHeaders: headers }) => {
        if (operation === "document.upload") uploads.push({ url, headers });
      },
    });
    const results = await push.send(sent, ctx);
    expect(
      new Set(results.map((result) => (result.outcome === "accepted" ? result.handle : result.outcome))).size,
    ).toBe(1);
    const [upload] = uploads;
    expect(new URL(upload?.url ?? "").origin).not.toBe(account.sandbox.url);
    expect(upload?.headers["content-type"]).toBe("application/json; charset=UTF-8");
    expect([upload?.headers["x-amz-access-token"], upload?.headers.authorization]).toEqual([undefined, undefined]);
    expect([...account.state.feeds.values()].map(({ feedType }) => feedType)).toEqual(["JSON_LISTINGS_FEED"]);
  });

  it("a feed that is DONE may hold errors: the report, packed with gzip, names the items that were not taken [B43.3]", async () => {
    const { account, connection, sent, push } = await withHundred();
    await using _ = account;
    const [accepted] = await push.send(sent, connection.ctx);
    if (accepted?.outcome !== "accepted") throw new Error("not accepted");
    account.shop.removeProduct("MUG-7");
    expect(await push.poll?.(accepted.handle, connection.ctx, sent)).toEqual({ pendingMs: 60_000 });
    await connection.ctx.clock.sleep(60_000);
    const results = await push.poll?.(accepted.handle, connection.ctx, sent);
    if (!Array.isArray(results)) throw new Error("no answer");
    expect(results.filter(({ outcome }) => outcome === "applied")).toHaveLength(99);
    expect(results.find(({ key }) => key === "MUG-7")).toMatchObject({ outcome: "rejected", code: "8541" });
    expect([...account.state.documents.values()].some(({ gzip }) => gzip)).toBe(true);
  });

  it("an error that names no item makes the listings be looked at", async () => {
    const { account, connection, sent, push } = await withHundred();
    await using _ = account;
    const [accepted] = await push.send(sent, connection.ctx);
    if (accepted?.outcome !== "accepted") throw new Error("not accepted");
    await connection.ctx.clock.sleep(60_000);
    // Worked off by now; one item was sold meanwhile, and the report speaks of nobody.
    expect(account.shop.stockOf("MUG-3")).toBe(5);
    account.shop.setStock("MUG-3", 4);
    for (const { result } of account.state.feeds.values()) {
      const document = account.state.documents.get(result?.documentId ?? "");
      if (document)
        document.bytes = Buffer.from(JSON.stringify({ issues: [{ severity: "ERROR", message: "Something failed." }] }));
    }
    const results = await push.poll?.(accepted.handle, connection.ctx, sent);
    if (!Array.isArray(results)) throw new Error("no answer");
    expect(results.find(({ key }) => key === "MUG-3")).toMatchObject({ outcome: "conflict", observed: 4 });
    expect(results.filter(({ outcome }) => outcome === "applied")).toHaveLength(99);
  });

  it("a feed that ends FATAL took nothing, and every item says so", async () => {
    const { account, connection, sent, push } = await withHundred();
    await using _ = account;
    const [accepted] = await push.send(sent, connection.ctx);
    if (accepted?.outcome !== "accepted") throw new Error("not accepted");
    for (const document of account.state.documents.values()) document.bytes = Buffer.from("no JSON");
    await connection.ctx.clock.sleep(60_000);
    const results = await push.poll?.(accepted.handle, connection.ctx, sent);
    if (!Array.isArray(results)) throw new Error("no answer");
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(["rejected"]));
    expect(results[0]).toMatchObject({ text: textWith("not a valid JSON listings feed") });
  });
});

describe("prices", () => {
  it("an offer is put back whole: a sale, a business price and other stores stay", () => {
    const mine = { marketplace_id: INDIA, currency: "INR", our_price: [], discounted_price: [{ schedule: [] }] };
    const business = { marketplace_id: INDIA, audience: "B2B", currency: "INR", our_price: [{ schedule: [] }] };
    const abroad = { marketplace_id: "A19VAU5U5O7RUS", currency: "SGD", our_price: [] };
    const [own, ...others] = withPrice([business, mine, abroad], INDIA, parseMoney("499.00", "INR"));
    expect(JSON.stringify(own)).toBe(
      '{"marketplace_id":"A21TJRUUN4KGV","currency":"INR","our_price":[{"schedule":[{"value_with_tax":499.00}]}],"discounted_price":[{"schedule":[]}]}',
    );
    expect(others).toEqual([business, abroad]);
  });

  it("another currency than the store's is refused before anything is sent", async () => {
    await using account = await openAccount();
    account.shop.addProduct(createProducts(1));
    const connection = await account.connect();
    const { push } = need(connection.ports, "prices");
    const writes = () => account.sandbox.calls.filter(({ write }) => write).length;
    const before = writes();
    expect(await push.send([price("MUG-1", "9.99", "EUR")], connection.ctx)).toMatchObject([
      { outcome: "rejected", code: "currency" },
    ]);
    expect(await push.send([price("NOTHING", "9.99")], connection.ctx)).toMatchObject([
      { outcome: "rejected", code: "not_found" },
    ]);
    expect(await push.send([price("MUG-1", "12.50")], connection.ctx)).toMatchObject([{ outcome: "applied" }]);
    expect(writes()).toBe(before);
  });
});

describe("new listings", () => {
  const product = (
    more: Partial<ProductForChannel["variants"][number]> = {},
    whole: Partial<ProductForChannel> = {},
  ) => ({
    title: "Blue mug",
    descriptionHtml: "<p>Holds <b>0.3&nbsp;l</b> &amp; more</p><ul><li>blue</li></ul>",
    active: true,
    categoryKeys: [],
    images: [{ url: "https://img.example/1.jpg", position: 0 }],
    variants: [
      { id: "v1", sku: "NEW-1", options: [], price: "499.00", levels: [{ location: "", available: 4 }], ...more },
    ],
    ...whole,
  });
  const body = (calls: readonly { method: string; requestBody: string }[]) =>
    calls.filter(({ method }) => method === "PUT").map(({ requestBody }) => JSON.parse(requestBody));

  it("a new listing is made by the schema of a product type, and tried first", async () => {
    await using account = await openAccount();
    const connection = await account.connect();
    const put = need(connection.ports, "products").put;
    const made = await put?.(
      { key: null, product: product({}, { categoryKeys: ["MUG"] }), idempotencyKey: "1" },
      connection.ctx,
    );
    expect(made).toMatchObject({ key: "NEW-1", variants: [{ id: "v1", key: "NEW-1", ext: { productType: "MUG" } }] });
    const sent = account.sandbox.calls.filter(({ path }) => path.includes("/items/") && path.includes("NEW-1"));
    expect(sent.map(({ method, path }) => [method, path.includes("VALIDATION_PREVIEW")])).toContainEqual(["PUT", true]);
    const [tried, real] = body(account.sandbox.calls.filter(({ path }) => path.includes("/items/")));
    expect(real).toEqual(tried);
    expect(real.attributes).toMatchObject({
      item_name: [{ value: "Blue mug", language_tag: "en_IN", marketplace_id: INDIA }],
      product_description: [{ value: "Holds 0.3 l & more\nblue" }],
      main_product_image_locator: [{ media_location: "https://img.example/1.jpg" }],
      fulfillment_availability: [{ fulfillment_channel_code: "DEFAULT", quantity: 4 }],
    });
  });

  it("a new listing whose barcode the catalog has becomes an offer only", async () => {
    await using account = await openAccount();
    account.shop.addProduct(createProducts(1, { barcode: "4006381333931" }));
    const connection = await account.connect();
    const put = need(connection.ports, "products").put;
    await put?.(
      { key: null, product: product({ barcode: "4006381333931" }), idempotencyKey: "1" },
      connection.ctx,
    ).catch(() => undefined);
    const [tried] = body(account.sandbox.calls.filter(({ path }) => path.includes("/items/")));
    expect(tried).toMatchObject({
      productType: "PRODUCT",
      requirements: "LISTING_OFFER_ONLY",
      attributes: { merchant_suggested_asin: [{ value: account.state.listings.get("MUG-1")?.asin }] },
    });
  });

  it("Amazon does not take are refused with every reason, and nothing is left behind", async () => {
    await using account = await openAccount();
    const connection = await account.connect();
    const put = need(connection.ports, "products").put;
    const bad = product({ levels: [{ location: "", available: 4 }], price: "0.00" });
    account.sandbox.faults.add({
      fault: {
        kind: "status",
        status: 200,
        body: JSON.stringify({
          sku: "NEW-1",
          status: "INVALID",
          submissionId: "1",
          issues: [
            {
              code: "90220",
              message: "'country_of_origin' is required but not supplied.",
              severity: "ERROR",
              categories: [],
            },
          ],
        }),
        headers: { "content-type": "application/json" },
      },
      method: "PUT",
    });
    const error = await refusal(
      Promise.resolve(put?.({ key: null, product: bad, idempotencyKey: "1" }, connection.ctx)),
    );
    expect(error.info).toMatchObject({ kind: "rejected", code: "90220" });
    expect(error.message).toContain("country_of_origin");
    expect(account.state.listings.has("NEW-1")).toBe(false);
  });

  it("a new family is left to Seller Central; an existing family is updated and can be removed", async () => {
    await using account = await openAccount();
    const connection = await account.connect();
    const products = need(connection.ports, "products");
    const variant = (sku: string) => ({
      id: sku,
      sku,
      options: [{ name: "style", value: sku }],
      price: "7.00",
      levels: [],
    });
    const family = { ...product(), title: "Tees", variants: [variant("T-S"), variant("T-M")] };
    const error = await refusal(
      Promise.resolve(products.put?.({ key: null, product: family, idempotencyKey: "1" }, connection.ctx)),
    );
    expect(error.info).toMatchObject({ kind: "rejected", code: "family" });
    const option = (sku: string) => ({ sku, price: "5", stock: 1, option: sku });
    const { key } = account.shop.addProduct({ title: "Tee", variants: [option("T-S"), option("T-M")] });
    const made = await products.put?.({ key: null, product: family, idempotencyKey: "2" }, connection.ctx);
    expect([made?.key, account.state.listings.get(key)?.itemName]).toEqual([key, "Tees"]);
    expect(made?.product.descriptionHtml).not.toBe("");
    expect([account.shop.priceOf("T-S"), account.shop.priceOf("T-M")]).toEqual(["7", "7"]);
    await products.remove?.(key, connection.ctx);
    expect(account.state.listings.size).toBe(0);
  });
});

it("product types stand in the place of categories", async () => {
  await using account = await openAccount();
  const connection = await account.connect();
  const { items: found } = await collect(need(connection.ports, "categories").sweep, connection.ctx);
  expect(found.map(({ key, name }) => [key, name])).toContainEqual(["MUG", "Mugs and cups"]);
});
