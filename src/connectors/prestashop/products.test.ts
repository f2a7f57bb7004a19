import { describe, expect, test } from "vitest";
import { find, firstText, insert, rowsOf, text, where } from "../../sandboxes/prestashop/state.ts";
import type { OpenShop } from "./testing.ts";
import { openShop } from "./testing.ts";
import { product, put, sized, variant } from "./testing-products.ts";

function namesOf(open: OpenShop, key: string) {
  return find(open.state, "products", key)?.values.name;
}

describe("languages", () => {
  test("a new product has its texts in every language of the shop", async () => {
    await using open = await openShop();
    const { key } = await put(open, product());
    expect(namesOf(open, key)).toEqual({ "1": "Mug", "2": "Mug" });
    expect(find(open.state, "products", key)?.values.link_rewrite).toEqual({ "1": "mug", "2": "mug" });
  });

  test("a change leaves the other languages' texts, which the shop would empty, and fills names that are missing", async () => {
    await using open = await openShop();
    const { key } = await put(open, product());
    const stored = find(open.state, "products", key);
    Object.assign(stored?.values ?? {}, { name: { "1": "Mug", "2": "Mok" }, description: { "1": "a", "2": "een" } });
    insert(open.state, "languages", { name: "Français", iso_code: "fr", active: "1" });
    await put(open, product({ title: "Better" }), key);
    expect(namesOf(open, key)).toEqual({ "1": "Better", "2": "Mok", "3": "Better" });
    expect(stored?.values.description).toMatchObject({ "1": "<p>A <b>mug</b> & more.</p>", "2": "een" });
    expect(open.sandbox.calls.map(({ status }) => status).filter((status) => status >= 400)).toEqual([]);
  });

  test("texts are read in the language chosen, else in any that has one", async () => {
    await using open = await openShop({ values: { idLang: "2" } });
    open.shop.addProduct({ title: "Mug", variants: [{ sku: "M", price: "1", stock: 1 }] });
    const stored = find(open.state, "products", 1);
    if (stored) stored.values.name = { "1": "Mug", "2": "Mok" };
    expect((await open.products.get("1", open.ctx))?.title).toBe("Mok");
    if (stored) stored.values.name = { "1": "Mug", "2": "" };
    expect((await open.products.get("1", open.ctx))?.title).toBe("Mug");
  });

  test("an emptied description is empty, whatever other languages have", async () => {
    await using open = await openShop();
    const { key } = await put(open, product());
    Object.assign(find(open.state, "products", key)?.values ?? {}, { description: { "1": "a", "2": "een" } });
    const { product: shown } = await put(open, product({ descriptionHtml: "" }), key);
    expect(shown.descriptionHtml).toBe("");
    expect(find(open.state, "products", key)?.values.description).toMatchObject({ "1": "", "2": "een" });
  });

  test("a shop of one language, which prints its texts plainly", async () => {
    await using open = await openShop({ prepare: (state) => void rowsOf(state, "languages").delete(2) });
    const { key, product: shown } = await put(open, product());
    expect(shown.title).toBe("Mug");
    expect((await put(open, product({ title: "Better" }), key)).product.title).toBe("Better");
  });
});

describe("edits the shop would get wrong", () => {
  test("a new product is no draft, is for sale, has a category and the shop's usual tax rule", async () => {
    await using open = await openShop();
    open.shop.addProduct({ title: "Other", variants: [{ sku: "O", price: "1", stock: 1 }] });
    const { key } = await put(open, product());
    const stored = find(open.state, "products", key);
    expect(stored?.values).toMatchObject({
      state: "1",
      active: "1",
      available_for_order: "1",
      show_price: "1",
      minimal_quantity: "1",
      visibility: "both",
      id_category_default: "2",
      id_tax_rules_group: "1",
    });
    expect(stored?.links.categories).toEqual([{ id: "2" }]);
  });

  test("the tax rule of the settings is taken instead", async () => {
    await using open = await openShop({ settings: { taxRulesGroup: "7" } });
    const { key } = await put(open, product());
    expect(text(find(open.state, "products", key), "id_tax_rules_group")).toBe("7");
  });

  test.each([
    ["a sign no name may have", { title: "Mug #1" }, "title_signs"],
    ["a name of 129 characters", { title: "x".repeat(129) }, "title_length"],
    ["no name", { title: " " }, "title_length"],
    ["a SKU with brackets", { variants: [variant("A<B>")] }, "sku_form"],
    ["a SKU of 65 characters", { variants: [variant("x".repeat(65))] }, "sku_form"],
    ["a price below zero", { variants: [variant("P", { price: "-1" })] }, "price_form"],
    ["ten decimals", { variants: [variant("P", { price: "0.1234567891" })] }, "price_form"],
    ["variants without options", { variants: [variant("A"), variant("B")] }, "no_options"],
    ["no variant", { variants: [] }, "no_variants"],
    ["a brand with signs", { brand: "A=B" }, "brand_form"],
  ])("%s is refused before anything is written", async (_name, more, code) => {
    await using open = await openShop();
    await expect(put(open, product(more))).rejects.toMatchObject({ info: { kind: "rejected", code } });
    expect(open.writes()).toEqual([]);
  });

  test("a second attempt adopts what the first one made, also half of a product with variants", async () => {
    await using open = await openShop();
    const input = product({ variants: [sized("TEE-S", "S", "10"), sized("TEE-M", "M", "12.5")] });
    open.sandbox.faults.add({ fault: { kind: "drop_before" }, path: "/api/combinations", write: true });
    await expect(put(open, input)).rejects.toMatchObject({ kind: expect.stringMatching(/ambiguous|transient/) });
    open.sandbox.faults.clear();
    const { key } = await put(open, input);
    expect([
      rowsOf(open.state, "products").size,
      where(open.state, "combinations", { id_product: key }).length,
    ]).toEqual([1, 2]);
  });

  test("a plain product gets no combinations: its number would become a sum for good", async () => {
    await using open = await openShop();
    const { key } = await put(open, product());
    const input = product({ variants: [sized("TEE-S", "S", "10"), sized("TEE-M", "M", "12.5")] });
    await expect(put(open, input, key)).rejects.toMatchObject({ info: { code: "options_added" } });
  });

  test("a product that is gone is not made anew under its old key", async () => {
    await using open = await openShop();
    await expect(put(open, product(), "99")).rejects.toMatchObject({ kind: "not_found" });
    expect(open.writes()).toEqual([]);
  });
});

describe("combinations", () => {
  const input = product({
    variants: [
      sized("TEE-S", "S", "10.00", { weightGrams: 250, barcode: "4006381333931", cost: "4.00" }),
      sized("TEE-M", "M", "12.50", { barcode: "012345678905" }),
      sized("TEE-L", "L", "9.00", { levels: [] }),
    ],
  });

  test("prices are what each adds to the product's, stock stands with each, one is the default", async () => {
    await using open = await openShop();
    const { key, variants, product: shown } = await put(open, input);
    const rows = where(open.state, "combinations", { id_product: key });
    expect(rows.map((row) => [text(row, "reference"), text(row, "price"), text(row, "default_on")])).toEqual([
      ["TEE-S", "0.000000", "1"],
      ["TEE-M", "2.500000", "0"],
      ["TEE-L", "-1.000000", "0"],
    ]);
    expect(rows.map((row) => [text(row, "ean13"), text(row, "upc"), text(row, "weight")])).toEqual([
      ["4006381333931", "", "0.250000"],
      ["", "012345678905", "0.000000"],
      ["", "", "0.000000"],
    ]);
    expect(variants.map((one) => one.key)).toEqual(rows.map((row) => `${key}-${row.id}`));
    expect(
      shown.variants.map((one) => [one.sku, one.price, one.levels?.[0]?.available, one.weightGrams, one.title]),
    ).toEqual([
      ["TEE-S", "10", 4, 250, "S"],
      ["TEE-M", "12.5", 4, undefined, "M"],
      ["TEE-L", "9", 0, undefined, "L"],
    ]);
    expect(shown.variants[0]?.cost).toBe("4");
  });

  test("combinations sent again are changed: the shop would make every one twice", async () => {
    await using open = await openShop();
    const { key } = await put(open, input);
    const changed = product({
      variants: [sized("TEE-S", "S", "11"), sized("NEW-M", "M", "12.50"), sized("TEE-XL", "XL", "15")],
    });
    const again = await put(open, changed, key);
    const rows = where(open.state, "combinations", { id_product: key });
    expect(rows.map((row) => text(row, "reference")).sort()).toEqual(["NEW-M", "TEE-L", "TEE-S", "TEE-XL"]);
    expect(again.variants.map((one) => one.id)).toEqual(["ours-TEE-S", "ours-NEW-M", "ours-TEE-XL"]);
    expect(rowsOf(open.state, "product_options").size).toBe(1);
    expect(rowsOf(open.state, "product_option_values").size).toBe(4);
    expect(Number(open.shop.priceOf("TEE-S"))).toBe(11);
  });

  test("numbers that stand in the shop are left to the stock push; new ones get theirs", async () => {
    await using open = await openShop();
    const { key } = await put(open, input);
    open.shop.setStock("TEE-S", 77);
    await put(open, product({ variants: [sized("TEE-S", "S", "11"), sized("TEE-XL", "XL", "15")] }), key);
    expect([open.shop.stockOf("TEE-S"), open.shop.stockOf("TEE-XL")]).toEqual([77, 4]);
  });
});

describe("finding by SKU", () => {
  test("a product or combination is found by its SKU without regard to case, exact otherwise", async () => {
    await using open = await openShop();
    open.shop.addProduct({ title: "A", variants: [{ sku: "Sku-1", price: "1", stock: 1 }] });
    open.shop.addProduct({
      title: "B",
      variants: [
        { sku: "SKU-10", price: "1", stock: 1, option: "S" },
        { sku: "SKU-11", price: "1", stock: 1, option: "M" },
      ],
    });
    const found = async (...skus: string[]) => (await open.products.bySku?.(skus, open.ctx))?.map(({ title }) => title);
    expect(await found("SKU-1")).toEqual(["A"]);
    expect(await found("sku-11", "sku-1")).toEqual(["A", "B"]);
    expect(await found("SKU")).toEqual([]);
    expect(await found("", "  ")).toEqual([]);
  });

  test.each(["A,B-1", "X|Y-2", "P[3]", "50%-4", "!NEW", "A>B"])(
    "a SKU is found with a sign that means something in a filter: %s",
    async (sku) => {
      await using open = await openShop();
      open.shop.addProduct({ title: "Odd", variants: [{ sku, price: "1", stock: 1 }] });
      open.shop.addProduct({ title: "Other", variants: [{ sku: "B-1", price: "1", stock: 1 }] });
      expect((await open.products.bySku?.([sku], open.ctx))?.map(({ title }) => title)).toEqual(["Odd"]);
    },
  );
});

describe("shops before 8.0", () => {
  test("a record is read, changed and sent back whole, without what the shop prints and refuses", async () => {
    await using open = await openShop({ prepare: (state) => Object.assign(state, { version: "1.7.8.11" }) });
    const { key } = await put(
      open,
      product({ brand: "Hub Works", variants: [variant("PUT-1", { barcode: "4006381333931" })] }),
    );
    Object.assign(find(open.state, "products", key)?.values ?? {}, { supplier_reference: "SUP", unity: "piece" });
    await put(open, product({ title: "Better", brand: "Hub Works" }), key);
    expect(firstText(open.state, find(open.state, "products", key), "name")).toBe("Better");
    expect(find(open.state, "products", key)?.values).toMatchObject({
      supplier_reference: "SUP",
      unity: "piece",
      ean13: "4006381333931",
    });
    expect(find(open.state, "products", key)?.links.categories).toEqual([{ id: "2" }]);
    expect(open.writes()).not.toContainEqual(expect.stringMatching(/^PATCH/));
  });

  test("stock and tracking are put whole as well", async () => {
    await using open = await openShop({ prepare: (state) => Object.assign(state, { version: "1.7.8.11" }) });
    const { key } = open.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "1", stock: 9 }] });
    const item = { key: `${key}-0`, location: "", seq: 1n, want: 5, expected: 9, ext: null, idempotencyKey: "k" };
    expect(await open.stock.push.send([item], open.ctx)).toMatchObject([{ outcome: "applied", observed: 5 }]);
    const [row] = where(open.state, "stock_availables", { id_product: key });
    expect(row?.values).toMatchObject({ quantity: "5", out_of_stock: "2", id_shop: "1" });
  });
});

describe("categories", () => {
  test("the home category is a root of ours, the technical one above it is not told", async () => {
    await using open = await openShop();
    open.shop.addProduct({ title: "Mug", category: "Mugs", variants: [{ sku: "M", price: "1", stock: 1 }] });
    const reported = [];
    for await (const page of open.ports.categories?.sweep.run({ cursor: null }, open.ctx) ?? [])
      reported.push(...page.items);
    expect(reported.map(({ key, parentKey, name }) => [key, parentKey, name])).toEqual([
      ["2", undefined, "Home"],
      ["3", "2", "Mugs"],
    ]);
  });

  test("a category is made below home, adopted by name and parent, renamed without touching other languages, never below itself", async () => {
    await using open = await openShop();
    const make = (input: { key: string | null; name: string; parentKey?: string }) =>
      open.ports.categories?.put?.(input, open.ctx);
    const mugs = (await make({ key: null, name: "Mugs & cups" })) ?? "";
    expect(text(find(open.state, "categories", mugs), "id_parent")).toBe("2");
    expect(await make({ key: null, name: "Mugs & cups" })).toBe(mugs);
    const small = (await make({ key: null, name: "Small", parentKey: mugs })) ?? "";
    const stored = find(open.state, "categories", mugs);
    if (stored) stored.values.name = { "1": "Mugs & cups", "2": "Mokken" };
    await make({ key: mugs, name: "Mugs" });
    expect(stored?.values.name).toEqual({ "1": "Mugs", "2": "Mokken" });
    await expect(make({ key: mugs, name: "Mugs", parentKey: small })).rejects.toMatchObject({
      info: { code: "circle" },
    });
    await expect(make({ key: null, name: "A<B>" })).rejects.toMatchObject({ info: { code: "name_form" } });
    await expect(make({ key: null, name: "X", parentKey: "99" })).rejects.toMatchObject({
      info: { field: "parentKey" },
    });
  });
});

test("one product that cannot be read does not hold up the daily walk", async () => {
  await using open = await openShop();
  for (const sku of ["A", "B", "C"]) open.shop.addProduct({ title: sku, variants: [{ sku, price: "1", stock: 1 }] });
  const stored = find(open.state, "products", 2);
  if (stored) stored.values.price = "free";
  const sweep = open.products.sweeps.find(({ mode }) => mode === "full");
  const pages = [];
  for await (const page of sweep?.run({ cursor: null }, open.ctx) ?? []) pages.push(page);
  expect(pages.map(({ items, unreadKeys }) => [items.map(({ title }) => title), unreadKeys])).toEqual([
    [["A", "C"], ["2"]],
  ]);
});

test("brands are found by name or made; drafts and switched-off products are told as such", async () => {
  await using open = await openShop();
  const first = await put(open, product({ brand: "Hub Works" }));
  await put(open, product({ brand: "hub works", variants: [variant("PUT-2")], active: false }));
  expect([rowsOf(open.state, "manufacturers").size, first.product.brand]).toEqual([1, "Hub Works"]);
  const statuses = async (change: Record<string, string>) => {
    Object.assign(find(open.state, "products", first.key)?.values ?? {}, change);
    return (await open.products.get(first.key, open.ctx))?.status;
  };
  expect([await statuses({}), await statuses({ active: "0" }), await statuses({ active: "1", state: "0" })]).toEqual([
    "active",
    "draft",
    "draft",
  ]);
});
