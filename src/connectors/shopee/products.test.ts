import { describe, expect, it } from "vitest";
import { plainText } from "../../commerce/plain-text.ts";
import { refusal } from "../kit/conformance/case.ts";
import { must } from "../kit/testing/shop.ts";
import { descriptionHtml } from "./description.ts";
import { createProducts, openShop, type Shop } from "./testing.ts";
import { kilograms } from "./variations.ts";

describe("walking the products", () => {
  const walk = async (shop: Shop, cursor: string | null = null) => {
    const { ctx, ports } = await shop.connect();
    const pages = [];
    for await (const page of must(must(ports.products).sweeps[0]).run({ cursor }, ctx)) pages.push(page);
    return pages;
  };

  it("offsets that are refused halve the window until they are shallow", async () => {
    await using shop = await openShop();
    shop.state.maxOffset = 100;
    const keys: string[] = [];
    for (let index = 0; index < 350; index += 1) {
      keys.push(shop.shop.addProduct(createProducts(`MUG-${index}`)).key);
      if (index % 50 === 0) await shop.clock.sleep(60_000);
    }
    const pages = await walk(shop);
    expect(new Set(pages.flatMap(({ items }) => items.map(({ key }) => key)))).toEqual(new Set(keys));
    expect(shop.sandbox.calls.some(({ responseBody }) => responseBody.includes("offset over limit"))).toBe(true);
  });

  it("items that change meanwhile shift the pages: none is lost, none told twice for nothing", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const keys = Array.from({ length: 250 }, (_, index) => shop.shop.addProduct(createProducts(`MUG-${index}`)).key);
    await shop.clock.sleep(3_600_000);
    const reported: string[] = [];
    let page = 0;
    for await (const { items } of must(must(ports.products).sweeps[0]).run({ cursor: null }, ctx)) {
      reported.push(...items.map(({ key }) => key));
      page += 1;
      if (page === 1) {
        await shop.clock.sleep(2_000);
        for (let index = 0; index < 40; index += 1) shop.shop.setTitle(`MUG-${index}`, "New");
      }
    }
    expect(keys.filter((key) => !reported.includes(key))).toEqual([]);
    expect(reported.length).toBe(keys.length);
  });

  it("a next run begins ten minutes back", async () => {
    await using shop = await openShop();
    shop.shop.addProduct(createProducts("MUG"));
    const [page] = await walk(shop);
    expect(Math.abs(Number(page?.cursor.split("|")[0]) + 600 - Math.floor(shop.clock.now() / 1000))).toBeLessThan(5);
  });

  it("an item that cannot be read holds up no other", async () => {
    await using shop = await openShop();
    const [bad, good] = ["A", "B"].map((sku) => shop.shop.addProduct(createProducts(sku)).key);
    Object.assign(shop.state.items.get(Number(bad)) ?? {}, { name: 7 });
    const [page] = await walk(shop);
    expect([page?.items.map(({ key }) => key), page?.unreadKeys]).toEqual([[good], [bad]]);
  });

  it("banned items are told, deleted ones are gone", async () => {
    await using shop = await openShop();
    const [banned, deleted] = ["A", "B"].map((sku) => shop.shop.addProduct(createProducts(sku)).key);
    Object.assign(shop.state.items.get(Number(banned)) ?? {}, { status: "BANNED" });
    shop.shop.removeProduct(deleted ?? "");
    const [page] = await walk(shop);
    expect(page?.items.map(({ key, status }) => [key, status])).toEqual([[banned, "archived"]]);
  });
});

describe("finding products", () => {
  it("a parent SKU is found exactly, with the variations whole; a key that is none causes no call", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const { key } = shop.shop.addProduct(createProducts("TEE", { options: ["S", "M"] }));
    shop.shop.addProduct(createProducts("TEE-S-PARENT-2"));
    const products = must(ports.products);
    const found = await products.bySku?.(["TEE-S-PARENT"], ctx);
    expect(found).toEqual([]);
    const [one] = (await products.bySku?.(["TEE-S"], ctx)) ?? [];
    expect([one?.key, one?.variants.map(({ sku }) => sku)]).toEqual([key, ["TEE-S", "TEE-M"]]);
    const before = shop.sandbox.calls.length;
    expect(await products.get("1,2", ctx)).toBeNull();
    expect(shop.sandbox.calls.length).toBe(before);
  });
});

describe("categories", () => {
  it("categories are Shopee's tree and the shop's collections; only these are made, once", async () => {
    await using shop = await openShop();
    const { ctx, ports } = await shop.connect();
    const categories = must(ports.categories);
    const put = must(categories.put);
    const key = await put({ key: null, name: "Summer" }, ctx);
    expect(await put({ key: null, name: "Summer" }, ctx)).toBe(key);
    expect(await put({ key, name: "Winter" }, ctx)).toBe(key);
    const reported = [];
    for await (const page of categories.sweep.run({ cursor: null }, ctx)) reported.push(...page.items);
    const rows = reported.map((one) => [one.key, one.parentKey, one.name]);
    expect(rows.filter(([, parent]) => parent === undefined || parent === "100017")).toEqual([
      ["100017", undefined, "Home"],
      ["100018", undefined, "Fashion"],
      ["100352", "100017", "Mugs"],
      ["100353", "100017", "Cups"],
      [key, undefined, "Winter"],
    ]);
    for (const wrong of [
      { key: "100352", name: "x" },
      { key: null, name: "x", parentKey: "100017" },
    ])
      expect((await refusal(put(wrong, ctx))).kind).toBe("unsupported");
  });
});

describe("descriptions and weights", () => {
  it("HTML becomes lines, and lines HTML", () => {
    expect(plainText("<h2>Tee</h2><p>Soft<br>warm</p><script>x()</script><p>5 &lt; 6 &#128087; &eacute;</p>")).toBe(
      "Tee\nSoft\nwarm\n\n5 < 6 👗 &eacute;",
    );
    expect(descriptionHtml("a < b\nc\n\nd")).toBe("<p>a &lt; b<br>c</p><p>d</p>");
    expect([descriptionHtml("  "), plainText("<p></p>")]).toEqual(["", ""]);
    // What is never closed is read once, not again from each beginning.
    expect(plainText("<li ".repeat(100_000))).toBe("<li ".repeat(100_000).trim());
    expect(plainText(`a${"<script ".repeat(100_000)}`)).toHaveLength(800_000);
    expect(plainText("<style>a</style>b<SCRIPT>c</script >d<script>e")).toBe("bde");
  });

  it("grams become kilograms without losing one", () => {
    expect([1, 250, 1000, 1250, 999.6].map(kilograms)).toEqual(["0.001", "0.25", "1", "1.25", "1"]);
  });
});
