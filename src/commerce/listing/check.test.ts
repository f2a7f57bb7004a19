import { expect, test } from "vitest";
import { checkListing, variantAxes, variantTheme } from "./check.ts";
import type { FilledListing, ListingField, ListingSchema } from "./schema.ts";

const field = (key: string, more: Partial<ListingField> = {}): ListingField => ({
  ...{ key, name: key.toUpperCase(), kind: "text", need: "optional", scope: "product" },
  ...more,
});

const schema = (...fields: ListingField[]): ListingSchema => ({ version: "1", fields, mostVariants: 3 });
const of = (product: FilledListing["product"], ...variants: FilledListing["product"][]): FilledListing => ({
  product,
  variants: variants.map((values, n) => ({ variantId: `v${n}`, sku: `SKU-${n}`, values })),
});
const said = (given: ListingSchema, listing: FilledListing) =>
  checkListing(given, listing).map((one) => [one.field, one.variantId, one.said.text]);

test("a required field that is empty is missing at the product, or at each variant that lacks it", () => {
  const both = schema(field("title", { need: "required" }), field("price", { need: "required", scope: "variant" }));
  expect(said(both, of({}, { price: ["1"] }))).toEqual([["title", null, "Missing: TITLE."]]);
  const two = schema(...both.fields, field("colour", { scope: "either" }));
  const listing = of({ title: ["Mug"] }, { price: ["1"], colour: ["Red"] }, { colour: ["Blue"] });
  expect(said(two, listing)).toEqual([["price", "v1", "Missing: PRICE."]]);
});

test("a value that the product or each variant may have is missing once, where none has it", () => {
  const either = schema(field("size", { need: "required", scope: "either" }), field("colour", { scope: "either" }));
  expect(said(either, of({}, { colour: ["Red"] }, { colour: ["Blue"] }))).toEqual([["size", null, "Missing: SIZE."]]);
  expect(said(either, of({ size: ["M"] }, { colour: ["Red"] }, { colour: ["Blue"] }))).toEqual([]);
});

test.each<[string, Partial<ListingField>, string[], string]>([
  ["too long", { maxLength: 3 }, ["four"], "F: too long (4, at most 3)."],
  ["too short", { minLength: 5 }, [" four "], "F: too short (at least 5)."],
  ["of too many bytes", { maxBytes: 3 }, ["äé"], "F: too long (4 bytes, at most 3)."],
  [
    "no barcode",
    { isBarcode: true },
    ["4006381333930"],
    'F: not a barcode with a correct check digit: "4006381333930".',
  ],
  ["no address", { kind: "image", isUploaded: true }, ["mug.jpg"], "F: addresses must begin with https."],
  ["too many", {}, ["a", "b"], "F: too many values (at most 1)."],
  ["too few", { isMany: true, least: 2 }, ["a"], "F: too few values (at least 2, or none)."],
  [
    "of another form",
    { pattern: "[A-Z]{2}\\d+" },
    ["xAB1"],
    'F: not in the form the channel asks for ([A-Z]{2}\\d+): "xAB1".',
  ],
  ["not a number", { kind: "number" }, ["1,5"], 'F: not a number: "1,5".'],
  ["not whole", { kind: "number", isWhole: true }, ["1.5"], "F: whole numbers only."],
  ["below the least", { kind: "number", minimum: 0.01 }, ["0"], "F: at least 0.01."],
  ["above the most", { kind: "number", maximum: 9 }, ["10"], "F: at most 9."],
  ["no choice", { kind: "choice", choices: [{ value: "a", name: "A" }] }, ["b"], 'F: the channel has no value "b".'],
  ["another unit", { kind: "measure", units: ["g"] }, ["1 kg"], 'F: write a number and a unit (g), not "1 kg".'],
  ["no date", { kind: "date" }, ["2026-13-40"], "F: not a date."],
  ["no https", { kind: "image" }, ["http://a.example/1.jpg"], "F: addresses must begin with https."],
])("a value that is %s is named at its field", (_, more, values, text) => {
  expect(said(schema(field("f", more)), of({ f: values }, {}))).toEqual([["f", null, text]]);
});

test("an open choice takes other values, and a field of several takes up to its most", () => {
  const open = schema(field("f", { kind: "choice", isOpen: true, choices: [], isMany: true, most: 2 }));
  expect(said(open, of({ f: ["x", "y"] }, {}))).toEqual([]);
  expect(said(open, of({ f: ["x", "y", "z"] }, {}))).toEqual([["f", null, "F: too many values (at most 2)."]]);
});

test("a value of a field the category does not have is named", () => {
  expect(said(schema(), of({ old: ["x"] }, {}))).toEqual([["old", null, "This category no longer asks for old."]]);
});

test("variants differ, each in its own way, and are not too many; images alone make no difference", () => {
  const colour = schema(field("colour", { scope: "either" }), field("images", { kind: "image", scope: "either" }));
  const image = (n: number) => ({ images: [`https://a.example/${n}.jpg`] });
  const alike = of({}, { colour: ["Red"] }, { colour: ["Blue"] }, { colour: ["Red"] });
  expect(said(colour, alike)).toEqual([["colour", "v2", "SKU-2 and SKU-0 have the same values. Make them differ."]]);
  expect(said(colour, of({}, image(1), image(2)))).toEqual([
    [null, null, "The variants do not differ in anything this category lets variants differ in."],
  ]);
  expect(variantAxes(colour, alike)).toEqual(["colour"]);
  expect(said(colour, of({}, {}, {}, {}, {}))).toEqual([
    [null, null, "Too many variants for one listing (at most 3)."],
  ]);
  expect(said(colour, of({}))).toEqual([[null, null, "The product has no active variants."]]);
});

test("a field that another one asks for is missing where that one is filled so, at each variant or the product", () => {
  const number = field("batteries", {
    requiredIf: [
      [
        { field: "powered", is: "in", values: ["true"] },
        { field: "included", is: "empty" },
      ],
      [{ variants: "several" }],
    ],
  });
  const given = schema(
    field("powered", { scope: "variant" }),
    field("included"),
    field("size", { scope: "either" }),
    number,
  );
  expect(said(given, of({}, { powered: ["false"] }))).toEqual([]);
  expect(said(given, of({ included: ["yes"] }, { powered: ["true"] }))).toEqual([]);
  const missing = ["batteries", null, "Missing: BATTERIES."];
  expect(said(given, of({}, { powered: ["true"] }))).toEqual([missing]);
  expect(said(given, of({}, { size: ["S"] }, { size: ["M"] }))).toEqual([missing]);
  const own = schema(field("powered", { scope: "variant" }), field("size", { scope: "either" }), {
    ...number,
    scope: "variant",
    requiredIf: [[{ field: "powered", is: "in", values: ["true"] }]],
  });
  expect(said(own, of({}, { powered: ["true"], size: ["S"] }, { size: ["M"] }))).toEqual([
    ["batteries", "v0", "Missing: BATTERIES."],
  ]);
});

test("a field that must stay empty with another one's value is named where both are there", () => {
  const closed = field("names", { emptyIf: [[{ field: "type", is: "notIn", values: ["food"] }]] });
  const given = schema(field("type"), closed);
  expect(said(given, of({ type: ["food"], names: ["lead"] }, {}))).toEqual([]);
  expect(said(given, of({ type: ["toy"] }, {}))).toEqual([]);
  expect(said(given, of({ type: ["toy"], names: ["lead"] }, {}))).toEqual([
    ["names", null, "NAMES: leave empty, given the other values."],
  ]);
});

test("a number above that of the field it must not exceed is named at its variant", () => {
  const prices = schema(
    field("mrp", { kind: "number" }),
    field("price", { kind: "number", scope: "variant", notAbove: "mrp" }),
  );
  expect(said(prices, of({ mrp: ["100"] }, { price: ["100.00"] }))).toEqual([]);
  expect(said(prices, of({ mrp: ["100"] }, { price: ["101"] }))).toEqual([["price", "v0", "PRICE: higher than MRP."]]);
  expect(said(prices, of({}, { price: ["101"] }))).toEqual([]);
});

const themed = (...themes: string[][]): ListingSchema => ({
  ...schema(...["colour", "size", "style"].map((key) => field(key, { scope: "either" }))),
  themes: themes.map((fields) => ({ key: fields.join("/"), fields })),
});

test("variants differ in fields the platform has a theme of, and each fills all of it", () => {
  const given = themed(["size", "colour"], ["size"], ["colour", "style"]);
  const two = (one: object, other: object) =>
    of({}, one as FilledListing["product"], other as FilledListing["product"]);
  expect(said(given, two({ size: ["S"] }, { size: ["M"] }))).toEqual([]);
  expect(variantTheme(given, two({ size: ["S"] }, { size: ["M"] }))?.key).toBe("size");
  expect(said(given, two({ style: ["A"] }, { style: ["B"] }))).toEqual([
    ["colour", "v0", "Missing: COLOUR."],
    ["colour", "v1", "Missing: COLOUR."],
  ]);
  expect(said(given, two({ size: ["S"], style: ["A"] }, { size: ["M"], style: ["B"] }))).toEqual([
    [
      null,
      null,
      "The variants differ in SIZE + STYLE. In this category they may differ in: SIZE + COLOUR, SIZE, COLOUR + STYLE.",
    ],
  ]);
});

test("a field asked for only where another is filled so is missing there alone", () => {
  const battery = field("battery", {
    need: "required",
    askedIf: [[{ field: "powered", is: "in", values: ["yes"] }]],
  });
  const requested = schema(field("powered"), battery);
  expect(said(requested, of({ powered: ["no"] }, {}))).toEqual([]);
  expect(said(requested, of({ powered: ["yes"] }, {}))).toEqual([["battery", null, "Missing: BATTERY."]]);
});

test("a value that each variant needs where one has it is missing at those without", () => {
  const colour = schema(field("colour", { scope: "either", isForAll: true }));
  expect(said(colour, of({}, { colour: ["Red"] }, {}))).toEqual([["colour", "v1", "Missing: COLOUR."]]);
});

test("a value that no two variants may share is a problem at the second", () => {
  const code = schema(field("gtin", { scope: "variant", isUnique: true }), field("size", { scope: "either" }));
  expect(said(code, of({}, { gtin: ["1"], size: ["S"] }, { gtin: ["1"], size: ["M"] }))).toEqual([
    ["gtin", "v1", "GTIN: SKU-1 and SKU-0 have the same value. Each variant needs its own."],
  ]);
});

test("a barcode, or what the platform takes in its place, is no problem", () => {
  const code = schema(field("gtin", { isBarcode: true, isOpen: true, choices: [{ value: "00", name: "None" }] }));
  for (const value of ["4006381333931", "036000291452", "96385074", "00"])
    expect(said(code, of({ gtin: [value] }, {}))).toEqual([]);
});

test("an image handed over as a file may stand anywhere the hub reaches", () => {
  const image = (more: Partial<ListingField>) => schema(field("image", { kind: "image", ...more }));
  const listing = of({ image: ["http://localhost:3000/mug.jpg"] }, {});
  expect(said(image({ isUploaded: true }), listing)).toEqual([]);
  expect(said(image({}), listing)).toHaveLength(1);
});
