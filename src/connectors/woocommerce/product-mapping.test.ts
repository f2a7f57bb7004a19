import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { parseJson } from "../kit/parse/json.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { factsOf } from "./client.ts";
import { decodeEntities, encodeName, hasVariations, mapProduct } from "./product-mapping.ts";
import { productSchema, variationSchema } from "./schemas.ts";
import { hasFields, hasSamples, officialSamples } from "./testing-samples.ts";

describe("the names of a shop", () => {
  it("a name comes without entities and goes back the same", () => {
    expect(decodeEntities("Tom &amp; &quot;Jerry&quot; &#8211; caf&#xe9;")).toBe('Tom & "Jerry" – café');
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (name) => {
        expect(decodeEntities(encodeName(name))).toBe(name);
      }),
    );
  });
});

describe("products", () => {
  const product = (more: object): Json =>
    parseJson(
      JSON.stringify({
        id: 1,
        name: "Mug",
        type: "simple",
        status: "publish",
        price: "",
        regular_price: "",
        sale_price: "",
        weight: "",
        description: "",
        ...more,
      }),
    );
  const variant = (more: object, facts = {}) =>
    mapProduct({
      product: parseResponse(productSchema, product(more), { what: "product" }),
      variations: [],
      raw: null,
      facts: factsOf({ facts }),
    }).variants[0];
  it("a product has weights in the shop's unit, prices in force, and numbers only where they are counted", () => {
    expect(variant({ weight: "0.35" })?.weightGrams).toBe(350);
    expect(variant({ weight: "2" }, { weightUnit: "lbs" })?.weightGrams).toBe(907);
    expect(variant({ regular_price: "20.00", sale_price: "15.00", price: "15.00", on_sale: true })).toMatchObject({
      price: "15.00",
      compareAtPrice: "20.00",
    });
    expect(variant({ regular_price: "20.00", sale_price: "15.00", price: "20.00", on_sale: false })).toMatchObject({
      price: "20.00",
    });
    expect(variant({})?.price).toBeUndefined();
    const cost = (reported: unknown) => variant({ cost_of_goods_sold: reported })?.cost;
    const values = [{ defined_value: 12.3456, effective_value: 12.3456 }];
    expect(cost({ values, total_value: 12.3456 })).toBe("12.3456");
    expect([cost({ values: [], total_value: 0 }), cost([]), cost(null)]).toEqual([undefined, undefined, undefined]);
    expect(variant({ manage_stock: true, stock_quantity: 7 })?.levels).toEqual([{ location: "", available: 7 }]);
    expect(variant({ manage_stock: true, stock_quantity: 7.9 })?.levels).toEqual([{ location: "", available: 7 }]);
    expect(variant({ manage_stock: false, stock_quantity: null })?.levels).toBeUndefined();
    expect(variant({ manage_stock: true, stock_quantity: 7 })?.sharedStock).toBeUndefined();
  });
  it("a product with variations tells its own code, by which the hub names the number they share", () => {
    const told = (more: Readonly<Record<string, unknown>>) =>
      mapProduct({
        product: parseResponse(productSchema, product({ sku: "CAP", ...more }), { what: "product" }),
        variations: [],
        raw: null,
        facts: factsOf({ facts: {} }),
      }).sku;
    expect([told({ type: "variable", variations: [8, 9] }), told({})]).toEqual(["CAP", undefined]);
  });
  it("a bundle tells what is in it where the buyer chooses nothing", () => {
    const item = { product_id: 15, quantity_min: 2, quantity_max: 2, optional: false };
    const contents = (...bundled_items: readonly object[]) => variant({ bundled_items })?.contents;
    expect(contents(item, { ...item, product_id: 16, quantity_min: 1, quantity_max: 1 })).toEqual([
      { variantKey: "15", quantity: 2 },
      { variantKey: "16", quantity: 1 },
    ]);
    for (const choice of [{ optional: true }, { quantity_max: 3 }, { quantity_max: "" }, { quantity_min: 0 }])
      expect(contents(item, { ...item, ...choice })).toBeUndefined();
    expect([contents(), variant({ bundled_items: ["a", 7] })?.contents]).toEqual([undefined, undefined]);
  });
});

describe.skipIf(!hasSamples)("official samples", () => {
  it("products and variations are mapped", () => {
    const facts = factsOf({ facts: {} });
    const products = officialSamples().filter(({ raw }) =>
      hasFields(raw, "id", "status", "regular_price", "type", "categories"),
    );
    const variations = officialSamples().filter(
      ({ raw, file }) =>
        /variation/.test(file) && hasFields(raw, "id", "status", "regular_price", "attributes", "manage_stock"),
    );
    expect(products.length).toBeGreaterThanOrEqual(10);
    expect(variations.length).toBeGreaterThanOrEqual(5);
    for (const { raw } of products) {
      const product = parseResponse(productSchema, raw, { what: "product" });
      expect(mapProduct({ product, variations: [], raw, facts }).variants.length).toBe(hasVariations(product) ? 0 : 1);
    }
    for (const { raw } of variations)
      expect(parseResponse(variationSchema, raw, { what: "variation" }).id).toMatch(/^\d+$/);
  });
});
