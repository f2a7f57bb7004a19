import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { parseJson } from "../kit/parse/json.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { specsDir } from "../kit/testing/specs.ts";
import { factsOf } from "./client.ts";
import { decodeEntities, encodeName, hasVariations, mapProduct } from "./product-mapping.ts";
import { productSchema, variationSchema } from "./schemas.ts";

describe("names", () => {
  it("come without entities and go back the same", () => {
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
  it("reads weights in the shop's unit, prices in force, and numbers only where they are counted", () => {
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
    const cost = (told: unknown) => variant({ cost_of_goods_sold: told })?.cost;
    const values = [{ defined_value: 12.3456, effective_value: 12.3456 }];
    expect(cost({ values, total_value: 12.3456 })).toBe("12.3456");
    expect([cost({ values: [], total_value: 0 }), cost([]), cost(null)]).toEqual([undefined, undefined, undefined]);
    expect(variant({ manage_stock: true, stock_quantity: 7 })?.levels).toEqual([{ location: "", available: 7 }]);
    expect(variant({ manage_stock: true, stock_quantity: 7.9 })?.levels).toEqual([{ location: "", available: 7 }]);
    expect(variant({ manage_stock: false, stock_quantity: null })?.levels).toBeUndefined();
    expect(variant({ manage_stock: "parent", stock_quantity: 50 })?.levels).toBeUndefined();
  });
});

interface Sample {
  readonly file: string;
  readonly raw: Json;
}

const dir = specsDir();
describe.skipIf(dir === null)("official samples", () => {
  const folders = ["rest-docs-v3", "app-captures"].map((name) => join(dir ?? "", "woocommerce", name));
  const samples = (): Sample[] =>
    folders.flatMap((folder) =>
      readdirSync(folder)
        .filter((file) => file.endsWith(".json"))
        .flatMap((file) => {
          const parsed = parseJson(readFileSync(join(folder, file), "utf8"));
          const body =
            parsed !== null && typeof parsed === "object" && "data" in parsed && !("id" in parsed)
              ? (parsed as { data: Json }).data
              : parsed;
          return (Array.isArray(body) ? body : [body]).map((raw): Sample => ({ file, raw }));
        }),
    );
  const has = (raw: Json, ...keys: string[]) =>
    raw !== null && typeof raw === "object" && keys.every((key) => key in raw);

  it("orders are mapped and add up to the cent", () => {
    const orders = samples().filter(({ raw }) => has(raw, "line_items", "total", "billing", "order_key"));
    expect(orders.length).toBeGreaterThanOrEqual(15);
    for (const { raw } of orders) {
      const part = map(raw);
      expectToAddUp(part);
      expect(part.lines.length).toBe((raw as { line_items: Json[] }).line_items.length);
    }
  });

  it("products and variations are mapped", () => {
    const facts = factsOf({ facts: {} });
    const products = samples().filter(({ raw }) => has(raw, "id", "status", "regular_price", "type", "categories"));
    const variations = samples().filter(
      ({ raw, file }) =>
        /variation/.test(file) && has(raw, "id", "status", "regular_price", "attributes", "manage_stock"),
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
