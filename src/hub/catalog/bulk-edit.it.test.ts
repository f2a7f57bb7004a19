import { beforeEach, expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { NOON } from "../listings/samples.ts";
import { type BulkEdit, bulkEditPage, checkBulkEdit, createCategory, createProduct, getProduct } from "./index.ts";

let here: OrganizationId;
let mug: { id: string; variantIds: readonly string[] };
let lamp: { id: string; variantIds: readonly string[] };

const db = fixture(testDatabase);
beforeEach(async () => {
  here = await db.newOrganization();
  const make = (title: string, prices: readonly (bigint | null)[]) =>
    inside((tx) =>
      createProduct(tx, {
        product: {
          title,
          attributes: { tags: ["old"], material: "clay" },
          variants: prices.map((priceMinor, n) => ({ sku: `${title}-${n}`, priceMinor })),
        },
        now: NOON,
      }),
    );
  mug = await make("Mug", [1_000n, 1_255n]);
  lamp = await make("Lamp", [null]);
});

const inside = <T>(work: (tx: Tx) => Promise<T>) => db.database.tenant(here, work);
const edit = (input: BulkEdit, write = true) =>
  inside((tx) => bulkEditPage(tx, { edit: input, cursor: undefined, write, now: NOON }));
const prices = async (id: string) =>
  (await inside((tx) => getProduct(tx, id))).variants.map(({ priceMinor }) => priceMinor);

test("prices move by percent, exactly and rounded; a dry run only tells [C2.3]", async () => {
  const up = { where: {}, change: { price: { percent: "7.5", roundTo: 5 } } };
  const reported = await edit(up, false);
  expect(reported.items.map(({ title, changes }) => [title, changes])).toEqual([
    ["Lamp", {}],
    ["Mug", { "Mug-0 price": { before: 1_000, after: 1_075 }, "Mug-1 price": { before: 1_255, after: 1_350 } }],
  ]);
  expect(await prices(mug.id)).toEqual([1_000n, 1_255n]);
  await edit(up);
  expect([await prices(mug.id), await prices(lamp.id)]).toEqual([[1_075n, 1_350n], [null]]);
  await edit({
    where: { variantIds: [mug.variantIds[1] ?? "", lamp.variantIds[0] ?? ""] },
    change: { price: { set: 900 } },
  });
  expect([await prices(mug.id), await prices(lamp.id)]).toEqual([[1_075n, 900n], [900n]]);
  const below = await edit({ where: { productIds: [mug.id] }, change: { price: { add: -950 } } });
  expect(below.items).toMatchObject([{ id: mug.id, changes: {}, error: { code: "BULK_EDIT", field: "price" } }]);
  expect(await prices(mug.id)).toEqual([1_075n, 900n]);
});

test("brand, active, categories and tags are set, added and taken away; the rest stays [C2.3]", async () => {
  const [clay, sale] = await inside(async (tx) => [
    await createCategory(tx, { name: "Clay", now: NOON }),
    await createCategory(tx, { name: "Sale", now: NOON }),
  ]);
  const first = { brand: "Kiln", active: false, addCategoryIds: [clay ?? "", sale ?? ""], addTags: ["new", "old"] };
  await edit({ where: { productIds: [mug.id] }, change: first });
  await edit({ where: { categoryId: sale }, change: { removeCategoryIds: [sale ?? ""], removeTags: ["old"] } });
  expect(await inside((tx) => getProduct(tx, mug.id))).toMatchObject({
    brand: "Kiln",
    active: false,
    categoryIds: [clay],
    attributes: { tags: ["new"], material: "clay" },
  });
  expect(await inside((tx) => getProduct(tx, lamp.id))).toMatchObject({ brand: null, active: true, categoryIds: [] });
  const gone = await edit({ where: { productIds: [here, mug.id] }, change: { brand: "Kiln" } });
  expect(gone.items).toMatchObject([
    { id: mug.id, changes: {}, error: null },
    { id: here, error: { code: "PRODUCT_NOT_FOUND" } },
  ]);
  const nowhere = await edit({ where: { productIds: [mug.id] }, change: { addCategoryIds: [here] } });
  expect(nowhere.items).toMatchObject([{ error: { code: "CATEGORY_NOT_FOUND" } }]);
});

test("tax, HSN, origin, attributes and weights are set for many; of named variants also whether they are on sale [C2.3]", async () => {
  const change = {
    taxClass: "reduced",
    hsn: "6912",
    gstRate: "12",
    originCountry: "IN",
    setAttributes: { material: "bone", care: ["hand"] },
    weightGrams: 300,
  };
  const reported = await edit({ where: { productIds: [mug.id] }, change });
  expect(reported.items[0]?.changes).toMatchObject({
    hsn: { before: null, after: "6912" },
    "attributes.material": { before: "clay", after: "bone" },
    "Mug-0 weightGrams": { before: null, after: 300 },
  });
  expect(await inside((tx) => getProduct(tx, mug.id))).toMatchObject({
    taxClass: "reduced",
    hsn: "6912",
    gstRate: "12.00",
    originCountry: "IN",
    attributes: { tags: ["old"], material: "bone", care: ["hand"] },
    variants: [{ weightGrams: 300, active: true }, { weightGrams: 300 }],
  });
  expect((await edit({ where: { productIds: [mug.id] }, change })).items).toMatchObject([{ changes: {} }]);
  await edit({ where: { productIds: [mug.id] }, change: { removeAttributes: ["care"], hsn: null } });
  await edit({ where: { variantIds: [mug.variantIds[1] ?? ""] }, change: { active: false, weightGrams: null } });
  expect(await inside((tx) => getProduct(tx, mug.id))).toMatchObject({
    hsn: null,
    active: true,
    attributes: { tags: ["old"], material: "bone" },
    variants: [{ active: true }, { active: false, weightGrams: null }],
  });
});

test("a change that says nothing, or names variants for what is the product's, is refused", () => {
  expect(() => checkBulkEdit({ where: {}, change: {} })).toThrow("Say what to change");
  expect(() => checkBulkEdit({ where: { variantIds: [here] }, change: { brand: "x" } })).toThrow("whole product");
});
