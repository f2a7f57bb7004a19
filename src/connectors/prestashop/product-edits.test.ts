import { describe, expect, test } from "vitest";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { ProductForChannel } from "../../commerce/product.ts";
import type { State } from "../../sandboxes/prestashop/state.ts";
import { find, insert, rowsOf, text, where } from "../../sandboxes/prestashop/state.ts";
import { linksOf, valuesOf } from "../../sandboxes/prestashop/virtual.ts";
import type { OpenShop } from "./testing.ts";
import { openShop } from "./testing.ts";
import { product, put, variant } from "./testing-products.ts";

/** Every field of every record as the shop prints it, and what hangs on it. */
function records(open: OpenShop) {
  const { state } = open;
  const all = ["products", "combinations", "stock_availables", "categories", "manufacturers", "specific_prices"];
  const printed = (name: string) =>
    [...rowsOf(state, name).values()].map((row) => ({
      id: row.id,
      // XML knows no null.
      values: Object.fromEntries(
        Object.entries(valuesOf(state, name, row)).map(([field, value]) => [field, value ?? ""]),
      ),
      links: Object.fromEntries(Object.entries(linksOf(state, name, row)).filter(([, list]) => list.length > 0)),
    }));
  return structuredClone(Object.fromEntries(all.map((name) => [name, printed(name)])));
}

/** A product of a living shop: more decimals than cents, no reference, a default category that is not the first. */
function lived(open: OpenShop, combinations = 0): string {
  const options = Array.from({ length: combinations }, (_, index) => ({
    sku: `ONE-${index}`,
    price: "40",
    stock: 3,
    option: `Size ${index}`,
  }));
  const plain = [{ sku: "PLAIN", price: "40", stock: 3 }];
  const { key } = open.shop.addProduct({ title: "Hummingbird", variants: combinations === 0 ? plain : options });
  const row = find(open.state, "products", key);
  const ids = [1, 2, 3].map(
    (index) => insert(open.state, "categories", { id_parent: "2", position: String(index) }).id,
  );
  Object.assign(row?.values ?? {}, {
    reference: "",
    price: "38.954132",
    wholesale_price: "12.345678",
    weight: "0.333333",
    supplier_reference: "SUP-9",
    unity: "per piece",
    position_in_category: "1",
    ecotax: "0.100000",
    name: { "1": "Hummingbird", "2": "Kolibrie" },
    description: { "1": "<p>A bird</p>", "2": "<p>Een vogel</p>" },
    description_short: { "1": "Bird", "2": "Vogel" },
    id_category_default: String(ids[2]),
    mod_label: "kept",
  });
  if (row) row.links.categories = ids.map((id) => ({ id: String(id) }));
  for (const one of where(open.state, "combinations", { id_product: key }))
    Object.assign(one.values, {
      reference: "demo_1",
      wholesale_price: "4.444444",
      price: "1.234567",
      mod_part: "kept",
    });
  insert(open.state, "specific_prices", {
    id_product: key,
    price: "-1.000000",
    reduction: "0.200000",
    reduction_type: "percentage",
    from_quantity: "1",
  });
  return key;
}

/** What the hub holds of a product it has read: money in cents, a SKU of its own where the shop has none. */
async function known(open: OpenShop, key: string): Promise<ProductForChannel> {
  const shown = await open.products.get(key, open.ctx);
  if (!shown) throw new Error("no product");
  const cents = (text: string | undefined) => (text === undefined ? undefined : formatDecimal(parseMoney(text, "EUR")));
  return {
    ...product({ title: shown.title, descriptionHtml: shown.descriptionHtml ?? "", brand: shown.brand }),
    categoryKeys: [...shown.categoryKeys].sort(),
    variants: shown.variants.map((one, index) => ({
      ...variant(`MADE-${index}`, { key: one.key, options: one.options, weightGrams: one.weightGrams }),
      price: cents(one.price),
      cost: cents(one.cost),
    })),
  };
}

describe("an edit of one field", () => {
  const moduleFields = (state: State, version: string) => {
    state.version = version;
    state.vatPercent = 21;
    state.moduleFields.set("products", ["mod_label"]);
    state.moduleFields.set("combinations", ["mod_part"]);
  };

  test.each([
    ["9.1.4", 0, "with"],
    ["8.2.1", 0, "without"],
    ["8.2.1", 24, "with"],
    ["1.7.8.11", 0, "without"],
    ["1.7.8.11", 3, "with"],
  ] as const)(
    "an edit changes one field alone (%s, %i combinations, prices %s tax)",
    async (version, combinations, priceTax) => {
      await using open = await openShop({ values: { priceTax }, prepare: (state) => moduleFields(state, version) });
      const key = lived(open, combinations);
      const before = records(open);
      const input = await known(open, key);
      await open.clock.sleep(60_000);
      await put(open, { ...input, title: "Humming bird" }, key);
      const after = records(open);
      const [row] = before.products ?? [];
      const [now] = after.products ?? [];
      expect(now?.values.name).toEqual({ "1": "Humming bird", "2": "Kolibrie" });
      for (const name of ["name", "date_upd"]) if (row && now) now.values[name] = row.values[name] ?? "";
      expect(after).toEqual(before);
    },
  );

  test("nothing at all is written when nothing differs", async () => {
    await using open = await openShop({
      values: { priceTax: "with" },
      prepare: (state) => moduleFields(state, "8.2.1"),
    });
    const key = lived(open, 4);
    await put(open, await known(open, key), key);
    expect(open.writes()).toEqual([]);
  });

  test("the title of a product with 24 combinations costs six calls, four of them to read", async () => {
    await using open = await openShop();
    const key = lived(open, 24);
    const input = await known(open, key);
    const from = open.sandbox.calls.length;
    await put(open, { ...input, title: "Humming bird" }, key);
    expect(open.sandbox.calls.length - from).toBeLessThanOrEqual(6);
    expect(open.writes()).toEqual(["PATCH /api/products"]);
  });

  test("prices of many combinations go in one call", async () => {
    await using open = await openShop();
    const key = lived(open, 24);
    const input = await known(open, key);
    await put(open, { ...input, variants: input.variants.map((one) => ({ ...one, price: "50.00" })) }, key);
    expect(open.writes()).toEqual(["PATCH /api/combinations"]);
  });

  test("combinations that share one reference keep it, and are told apart by their options", async () => {
    await using open = await openShop();
    const key = lived(open, 3);
    const shown = await open.products.get(key, open.ctx);
    expect(shown?.variants.map(({ sku, options }) => [sku, options])).toEqual(
      [0, 1, 2].map((index) => ["demo_1", [{ name: "Option", value: `Size ${index}` }]]),
    );
    await put(open, { ...(await known(open, key)), title: "Humming bird" }, key);
    const references = where(open.state, "combinations", { id_product: key }).map((row) => text(row, "reference"));
    expect(references).toEqual(["demo_1", "demo_1", "demo_1"]);
  });
});
