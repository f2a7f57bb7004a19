import fc from "fast-check";
import { expect, test } from "vitest";
import { checkListing } from "./check.ts";
import { fillListing, type OwnValues } from "./fill.ts";
import type { ListingProduct, ListingRule, ListingVariant } from "./rules.ts";
import { compareSchemas, type ListingField, type ListingSchema } from "./schema.ts";

const field = (key: string, more: Partial<ListingField> = {}): ListingField => ({
  ...{ key, name: key, kind: "text", need: "optional", scope: "product" },
  ...more,
});
const variant = (id: string, more: Partial<ListingVariant> = {}): ListingVariant => ({
  ...{ id, sku: `SKU-${id}`, barcode: null, options: [], attributes: {}, price: "12.50", quantity: 3 },
  ...{ weightGrams: 400, dimensionsMm: { length: 100, width: 80, height: 90 }, images: [] },
  ...more,
});
const product = (more: Partial<ListingProduct> = {}): ListingProduct => ({
  ...{ title: "Mug", descriptionHtml: "<p>Clay</p>", brand: "Argosy", originCountry: "PT", hsn: null },
  ...{ attributes: { Material: "Clay" }, images: [], variants: [variant("a")] },
  ...more,
});
const NONE = { product: {}, variants: {} };

function filled(
  fields: readonly ListingField[],
  of: ListingProduct,
  rules: readonly ListingRule[] = [],
  own: OwnValues = NONE,
) {
  const schema: ListingSchema = { version: "1", fields, mostVariants: 10 };
  return fillListing(schema, { product: of, rules, own });
}

test.each<[string, Partial<ListingField>, ListingRule | null, string[]]>([
  ["its source", { source: "title" }, null, ["Mug"]],
  ["the attribute of its name", { name: " material " }, null, ["Clay"]],
  ["the brand by its name", { name: "Brand" }, null, ["Argosy"]],
  ["a fixed text", {}, { field: "f", from: "fixed", fixed: ["NEW"] }, ["NEW"]],
  ["a mapped value", {}, { field: "f", from: "attribute", name: "material", map: { CLAY: "Ceramic" } }, ["Ceramic"]],
  ["another attribute's fallback", {}, { field: "f", from: "attribute", name: "x", otherwise: ["None"] }, ["None"]],
  [
    "a template",
    {},
    { field: "f", from: "template", text: "{brand} {none} {title} of {Material}" },
    ["Argosy Mug of Clay"],
  ],
  ["text without markup", { source: "description", isPlain: true }, null, ["Clay"]],
  [
    "a measure in the platform's plural",
    { source: "weight", kind: "measure", units: ["kilograms"] },
    null,
    ["0.4 kilograms"],
  ],
  ["a preset", { preset: "warehouse" }, null, ["warehouse"]],
  ["a choice by its name", { source: "brand", kind: "choice", choices: [{ value: "7", name: "argosy" }] }, null, ["7"]],
  [
    "a measure in the platform's unit",
    { source: "weight", kind: "measure", units: ["KILOGRAM"] },
    null,
    ["0.4 KILOGRAM"],
  ],
  [
    "a measure in the rule's unit",
    { kind: "measure", units: ["cm", "in"] },
    { field: "f", from: "product", source: "length", unit: "in" },
    ["3.937 in"],
  ],
])("a field takes %s", (_, more, rule, values) => {
  expect(filled([field("f", more)], product(), rule ? [rule] : []).product).toEqual({ f: values });
});

test("variants have what they differ in, the product what they share, and a person's value comes first", () => {
  const of = product({
    variants: ["Red", "Blue"].map((value) => variant(value, { options: [{ name: "Color", value }] })),
  });
  const fields = [field("Color", { scope: "either" }), field("Material", { scope: "either" })];
  expect(filled(fields, of)).toEqual({
    product: { Material: ["Clay"] },
    variants: [
      { variantId: "Red", sku: "SKU-Red", values: { Color: ["Red"] } },
      { variantId: "Blue", sku: "SKU-Blue", values: { Color: ["Blue"] } },
    ],
  });
  const own = { product: { Material: ["Glass"] }, variants: { Red: { Color: ["Pink"] } } };
  expect(filled(fields, of, [], own)).toMatchObject({
    product: { Material: ["Glass"] },
    variants: [{ values: { Color: ["Pink"] } }, { values: { Color: ["Blue"] } }],
  });
});

test("no more are offered than are there, whoever wrote the quantity; what is not counted bounds nothing", () => {
  const of = product({
    variants: [variant("a"), variant("b", { quantity: 8 }), variant("c", { quantity: null })],
  });
  const quantities = (scope: "variant" | "either", own: OwnValues, rules: readonly ListingRule[] = []) => {
    const { product: shared, variants } = filled([field("q", { scope, source: "quantity" })], of, rules, own);
    return [shared["q"]?.[0], ...variants.map(({ values }) => values["q"]?.[0])];
  };
  const each = { a: { q: ["5"] }, b: { q: ["5"] }, c: { q: ["5"] } };
  expect(quantities("variant", { product: {}, variants: each })).toEqual([undefined, "3", "5", "5"]);
  expect(quantities("either", { product: { q: ["5"] }, variants: {} })[0]).toBe("3");
  const rule: ListingRule = { field: "q", from: "fixed", fixed: ["10"] };
  expect(quantities("variant", NONE, [rule])).toEqual([undefined, "3", "8", "10"]);
});

test("a field that has to be empty takes nothing of the product or its rule, and a person's value is told", () => {
  const emptyIf = [[{ field: "type", is: "in" as const, values: ["set"] }]];
  const fields = [field("type"), field("Material", { emptyIf }), field("ruled", { emptyIf })];
  const rules: ListingRule[] = [{ field: "ruled", from: "fixed", fixed: ["x"] }];
  const problems = (own: OwnValues["product"]) => {
    const listing = filled(fields, product(), rules, { product: own, variants: {} });
    const schema = { version: "1", fields, mostVariants: 10 };
    return [listing.product, checkListing(schema, listing).map(({ field: key }) => key)];
  };
  expect(problems({ type: ["one"] })).toEqual([{ type: ["one"], Material: ["Clay"], ruled: ["x"] }, []]);
  expect(problems({ type: ["set"] })).toEqual([{ type: ["set"] }, []]);
  expect(problems({ type: ["set"], Material: ["Glass"] })).toEqual([
    { type: ["set"], Material: ["Glass"] },
    ["Material"],
  ]);
});

test("a field for some variants alone stays with those, and two fields that bar each other are not both emptied", () => {
  const of = product({
    variants: ["Red", "Blue"].map((value) => variant(value, { options: [{ name: "Color", value }] })),
  });
  const emptyIf = [[{ field: "Color", is: "in" as const, values: ["Red"] }]];
  const fields = [field("Color", { scope: "either" }), field("Material", { scope: "either", emptyIf })];
  expect(filled(fields, of)).toMatchObject({
    product: {},
    variants: [{ values: { Color: ["Red"] } }, { values: { Color: ["Blue"], Material: ["Clay"] } }],
  });
  const bars = (other: string) => ({ emptyIf: [[{ field: other, is: "filled" as const }]] });
  const both = [field("Brand", bars("Material")), field("Material", bars("Brand"))];
  expect(filled(both, product()).product).toEqual({ Material: ["Clay"] });
});

test("filling never throws and leaves no empty value, whatever a product holds", () => {
  const text = fc.string({ maxLength: 30 });
  const fields = (["text", "number", "measure", "choice", "boolean", "date", "image"] as const).flatMap((kind) =>
    (["product", "variant", "either"] as const).map((scope) =>
      field(`${kind} ${scope}`, {
        kind,
        scope,
        need: "required",
        choices: [{ value: "1", name: "One" }],
        units: ["g"],
      }),
    ),
  );
  fc.assert(
    fc.property(fc.dictionary(text, text), fc.array(text, { maxLength: 3 }), text, (attributes, values, template) => {
      const rules: ListingRule[] = fields.map(({ key }, at) =>
        at % 2 === 0 ? { field: key, from: "template", text: template } : { field: key, from: "fixed", fixed: values },
      );
      const listing = filled(fields, product({ attributes }), rules);
      const all = [listing.product, ...listing.variants.map((one) => one.values)].flatMap((one) => Object.values(one));
      expect(all.flat().filter((value) => value === "")).toEqual([]);
      checkListing({ version: "1", fields, mostVariants: 10 }, listing);
    }),
  );
});

test("a schema read again tells what came, went and changed, and nothing where only its version did", () => {
  const before: ListingSchema = { version: "1", fields: [field("a"), field("b")], mostVariants: 1 };
  expect(compareSchemas(before, { ...before, version: "2" })).toBeNull();
  const renamed = { ...before, fields: before.fields.map((field) => ({ ...field, code: "another" })) };
  expect(compareSchemas(before, renamed), "another name in files").toBeNull();
  const reordered = before.fields.map(
    (each) => Object.fromEntries(Object.entries(each).toReversed()) as unknown as ListingField,
  );
  expect(compareSchemas({ ...before, fields: reordered }, before), "keys in the database's order").toBeNull();
  const after = { ...before, fields: [field("a", { need: "required" }), field("c")] };
  expect(compareSchemas(before, after)).toEqual({ added: ["c"], removed: ["b"], changed: ["a"] });
});

test("options by their place are filled in whatever their names: values at the variants, names at the product", () => {
  const options = (colour: string) => [
    { name: "Colour", value: colour },
    { name: "Size", value: "M" },
  ];
  const variants = [variant("a", { options: options("Red") }), variant("b", { options: options("Blue") })];
  const fields = [
    field("value", { source: "option1", scope: "either" }),
    field("name", { source: "option2Name" }),
    field("third", { source: "option3" }),
  ];
  const { product: shared, variants: each } = filled(fields, product({ variants }));
  expect(shared).toEqual({ name: ["Size"] });
  expect(each.map(({ values }) => values)).toEqual([{ value: ["Red"] }, { value: ["Blue"] }]);
});

test("an image that a product names twice is given once", () => {
  const twice = product({ images: ["https://a.example/1.jpg", "https://a.example/1.jpg"] });
  const images: ListingField = {
    ...{ key: "images", name: "Images", kind: "image", need: "required", scope: "product" },
    ...{ isMany: true, source: "images" },
  };
  const schema = { version: "", fields: [images], mostVariants: 1 };
  const listing = fillListing(schema, { product: twice, rules: [], own: { product: {}, variants: {} } });
  expect(listing.product.images).toEqual(["https://a.example/1.jpg"]);
});
