/** What of a variant is its product's, and what tells the variants of a product apart. */
import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { NOON } from "../listings/samples.ts";
import { addVariant, updateVariant } from "./index.ts";
import type { NewProduct } from "./input.ts";
import { euroCatalog } from "./testing.ts";

const db = fixture(testDatabase);
const { inside, create, get, patch } = euroCatalog(db);
const mug: NewProduct = {
  title: "Mug",
  costMinor: 300n,
  weightGrams: 400,
  variants: [
    { sku: "MUG-R", barcode: "111", options: [{ name: "Colour", value: "Red" }], priceMinor: 1250n },
    { sku: "MUG-B", options: [{ name: "Colour", value: "Blue" }], priceMinor: 1300n, costMinor: 350n },
  ],
};

test("a variant's own cost, weight and size are told apart from those it has of its product [C1.5, C1.7]", async () => {
  const dimensions = { length: 100, width: 80, height: 90 };
  const { id, variantIds } = await create({ ...mug, dimensions });
  const [red = "", blue = ""] = variantIds;
  expect((await get(id)).variants).toMatchObject([
    { inherited: ["costMinor", "weightGrams", "dimensions"], dimensions },
    { inherited: ["weightGrams", "dimensions"], costMinor: 350n },
  ]);
  const own = { weightGrams: 400, dimensions: { length: 1, width: 2, height: 3 } };
  await inside((tx) => updateVariant(tx, { id: red, patch: own, now: NOON }));
  await inside((tx) => updateVariant(tx, { id: blue, patch: { costMinor: null }, now: NOON }));
  expect((await get(id)).variants).toMatchObject([
    { inherited: ["costMinor"], ...own },
    { inherited: ["costMinor", "weightGrams", "dimensions"], costMinor: 300n },
  ]);
});

test("two variants never have the same option values, however they come; what a channel sells so is taken [C1.9]", async () => {
  const red = [{ name: "colour ", value: " RED" }];
  const taken = { code: "PRODUCT_INVALID", field: "variants.1.options", message: expect.stringContaining("RED") };
  const [first, second] = mug.variants ?? [];
  const twice = {
    ...mug,
    variants: [first, second].flatMap((each) => each ?? []).map((each) => ({ ...each, options: red })),
  };
  await expect(create(twice)).rejects.toMatchObject(taken);
  const { id, variantIds } = await create(mug);
  const [one = "", other = ""] = variantIds;
  const add = (isAsSold: boolean) =>
    inside((tx) => addVariant(tx, { productId: id, variant: { sku: "MUG-X", options: red }, now: NOON, isAsSold }));
  await expect(add(false)).rejects.toMatchObject({ code: "PRODUCT_INVALID", field: "options" });
  const change = (variant: string, options: typeof red) =>
    inside((tx) => updateVariant(tx, { id: variant, patch: { options }, now: NOON }));
  await expect(change(other, red)).rejects.toMatchObject({ field: "options" });
  await expect(
    patch(id, {
      variants: [
        { id: one, sku: "MUG-R" },
        { sku: "MUG-B", options: red },
      ],
    }),
  ).rejects.toMatchObject(taken);
  await patch(id, {
    variants: [
      { id: one, sku: "MUG-R", options: [{ name: "Colour", value: "Blue" }] },
      { id: other, sku: "MUG-B", options: red },
    ],
  });
  await add(true);
  await inside((tx) => updateVariant(tx, { id: one, patch: { barcode: "5" }, now: NOON }));
  expect((await get(id)).variants).toHaveLength(3);
});

test("variants of a product name the same options; what a channel sells otherwise is taken [C1.9]", async () => {
  const size = [{ name: "Size", value: "L" }];
  const [red] = mug.variants ?? [];
  const differing = { ...mug, variants: [...(red ? [red] : []), { sku: "MUG-L", options: size }] };
  const message = expect.stringContaining("colour");
  await expect(create(differing)).rejects.toMatchObject({ field: "variants.1.options", message });
  const { id, variantIds } = await create(mug);
  const add = (isAsSold: boolean) =>
    inside((tx) => addVariant(tx, { productId: id, variant: { sku: "MUG-L", options: size }, now: NOON, isAsSold }));
  await expect(add(false)).rejects.toMatchObject({ code: "PRODUCT_INVALID", field: "options", message });
  const change = (variant: string, options: typeof size) =>
    inside((tx) => updateVariant(tx, { id: variant, patch: { options, barcode: "7" }, now: NOON }));
  await expect(change(variantIds[0] ?? "", size)).rejects.toMatchObject({ field: "options", message });
  await expect(patch(id, { variants: [{ sku: "MUG-L", options: size }] })).rejects.toMatchObject({
    field: "variants.0.options",
  });
  // All of them at once may be told apart by something else, one of its own may stay as a channel had it.
  await change(await add(true), size);
  const both = ["MUG-R", "MUG-B", "MUG-L"].map((sku, index) => ({
    sku,
    options: [{ name: "Size", value: `${index}` }],
  }));
  await patch(id, { variants: both });
  expect((await get(id)).variants.map(({ options }) => options[0]?.name)).toEqual(["Size", "Size", "Size"]);
});

test("a compare-at price below the price is refused wherever it is given, and taken from a channel [C1.5]", async () => {
  const below = { code: "PRODUCT_INVALID", message: expect.stringContaining("below the price") };
  const [red] = mug.variants ?? [];
  const struck = { ...mug, variants: red ? [{ ...red, compareAtMinor: 1249n }] : [] };
  await expect(create(struck)).rejects.toMatchObject({ ...below, field: "variants.0.compareAtMinor" });
  const { id, variantIds } = await create({ ...struck, variants: red ? [{ ...red, compareAtMinor: 1250n }] : [] });
  const change = (values: { priceMinor?: bigint | null; compareAtMinor?: bigint | null }) =>
    inside((tx) => updateVariant(tx, { id: variantIds[0] ?? "", patch: values, now: NOON }));
  await expect(change({ priceMinor: 1300n })).rejects.toMatchObject({ ...below, field: "compareAtMinor" });
  await expect(patch(id, { variants: [{ sku: "MUG-R", priceMinor: 1300n }] })).rejects.toMatchObject({
    field: "variants.0.compareAtMinor",
  });
  await change({ priceMinor: 1300n, compareAtMinor: null });
  const add = (isAsSold: boolean) =>
    inside((tx) => {
      const variant = {
        sku: "MUG-S",
        priceMinor: 900n,
        compareAtMinor: 800n,
        options: [{ name: "Colour", value: "Sea" }],
      };
      return addVariant(tx, { productId: id, variant, now: NOON, isAsSold });
    });
  await expect(add(false)).rejects.toMatchObject(below);
  await add(true);
});
