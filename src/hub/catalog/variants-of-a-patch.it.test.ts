import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { later } from "../listings/samples.ts";
import { updateVariant } from "./index.ts";
import type { NewProduct } from "./input.ts";
import { euroCatalog } from "./testing.ts";

const db = fixture(testDatabase);
const { inside, create, get, patch } = euroCatalog(db);
const mug: NewProduct = {
  title: "Mug",
  variants: [
    { sku: "MUG-R", options: [{ name: "Color", value: "Red" }], priceMinor: 1250n },
    { sku: "MUG-B", options: [{ name: "Color", value: "Blue" }], priceMinor: 1300n },
  ],
};

test("variants of a patch keep their place where some are left out, and one changed since it was read refuses all", async () => {
  const { id, variantIds } = await create(mug);
  const [red = "", blue = ""] = variantIds;
  await patch(id, { variants: [{ id: blue, sku: "MUG-B", priceMinor: 1400n }, { sku: "MUG-G" }] });
  const skus = async () => (await get(id)).variants.map(({ sku }) => sku);
  expect(await skus()).toEqual(["MUG-R", "MUG-B", "MUG-G"]);
  const read = (await get(id)).variants[0]?.updatedAt;
  await inside((tx) => updateVariant(tx, { id: red, patch: { priceMinor: 1n }, now: later(5) }));
  const changes = [
    { id: blue, sku: "MUG-B", priceMinor: 2n },
    { id: red, sku: "MUG-R", priceMinor: 3n, ifUpdatedAt: read },
  ];
  await expect(patch(id, { variants: changes })).rejects.toMatchObject({
    code: "PRODUCT_CHANGED",
    field: "variants.1",
  });
  expect((await get(id)).variants.map(({ priceMinor }) => priceMinor)).toEqual([1n, 1400n, null]);
  await patch(id, { variants: [{ id: blue, sku: "MUG-B" }, { sku: "MUG-G" }, { id: red, sku: "MUG-R" }] });
  expect(await skus()).toEqual(["MUG-B", "MUG-G", "MUG-R"]);
});
