/** What the options of a product that is typed make of it. */
import { expect, test } from "vitest";
import { combinations, NOTHING, stockOf, suggestedSku, variantsOf } from "./variant-draft.ts";

const options = [
  { name: "Size", values: ["S", "M"] },
  { name: " Scent ", values: ["Rose", "Deep  oud"] },
  { name: "", values: ["left over"] },
  { name: "Empty", values: [] },
];
const base = { ...NOTHING, sku: "SOAP", priceMinor: 500, costMinor: 200, weightGrams: 90, stock: { here: 3 } };

test("options make every combination once, in their order", () => {
  expect(combinations(options).map((each) => each.options.map(({ value }) => value).join("/"))).toEqual([
    "S/Rose",
    "S/Deep  oud",
    "M/Rose",
    "M/Deep  oud",
  ]);
  expect(combinations([])).toEqual([{ key: "[]", options: [] }]);
  // A value added in front takes nothing from what was typed for the others.
  const [first] = combinations([{ name: "Size", values: ["S"] }]);
  expect(combinations([{ name: "Size", values: ["XS", "S"] }])[1]?.key).toBe(first?.key);
  expect(suggestedSku("SOAP", combinations(options)[1] ?? { options: [] })).toBe("SOAP-S-DEEP-OUD");
});

test("a variant has its own values and else the product's; stock is told only where somebody typed it", () => {
  const own = {
    '["M","Rose"]': {
      ...NOTHING,
      sku: " ROSE-M ",
      priceMinor: 0,
      compareAtMinor: 900,
      barcode: "4006",
      stock: { here: 7, there: 0 },
    },
  };
  const typed = { base, options, own, currency: "EUR" };
  expect(variantsOf(typed).slice(1, 3)).toEqual([
    {
      sku: "SOAP-S-DEEP-OUD",
      currency: "EUR",
      priceMinor: 500,
      compareAtMinor: null,
      costMinor: 200,
      weightGrams: 90,
      options: [
        { name: "Size", value: "S" },
        { name: "Scent", value: "Deep  oud" },
      ],
    },
    {
      sku: "ROSE-M",
      barcode: "4006",
      currency: "EUR",
      priceMinor: 0,
      compareAtMinor: 900,
      costMinor: 200,
      weightGrams: 90,
      options: [
        { name: "Size", value: "M" },
        { name: "Scent", value: "Rose" },
      ],
    },
  ]);
  expect(stockOf(typed)).toEqual([
    { sku: "ROSE-M", locationId: "here", onHand: 7 },
    { sku: "ROSE-M", locationId: "there", onHand: 0 },
  ]);
  const plain = { ...typed, options: [], own: {} };
  expect(variantsOf(plain)).toEqual([
    { sku: "SOAP", currency: "EUR", priceMinor: 500, compareAtMinor: null, costMinor: 200, weightGrams: 90 },
  ]);
  expect(stockOf(plain)).toEqual([{ sku: "SOAP", locationId: "here", onHand: 3 }]);
});
