import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import { type TestDatabase, testDatabase } from "../../db/testing.ts";
import { NOON } from "../listings/samples.ts";
import {
  createCategory,
  createProduct,
  deleteCategory,
  listCategories,
  listProducts,
  type NewProduct,
  type ProductFilter,
  updateCategory,
} from "./index.ts";

let db: TestDatabase;
let here: OrganizationId;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());
beforeEach(async () => {
  here = await db.newOrganization();
  await db.owner.run("update organization set currency = 'EUR' where organization_id = $1", [here]);
});

const inside = <T>(work: (tx: Tx) => Promise<T>) => db.database.tenant(here, work);
const create = (product: NewProduct) => inside((tx) => createProduct(tx, { product, now: NOON }));
describe("categories", () => {
  const category = (name: string, parentId?: string) =>
    inside((tx) => createCategory(tx, { name, parentId, now: NOON }));
  const move = (id: string, parentId: string | null) => inside((tx) => updateCategory(tx, { id, parentId, now: NOON }));

  test("form a tree that cannot bite its tail", async () => {
    const a = await category("A");
    const b = await category("B", a);
    const c = await category("C", b);
    await expect(move(a, c)).rejects.toMatchObject({ code: "CATEGORY_CYCLE" });
    await expect(move(a, a)).rejects.toMatchObject({ code: "CATEGORY_CYCLE" });
    await expect(category("b", a)).rejects.toMatchObject({ code: "CATEGORY_TAKEN" });
    await move(c, null);
    await move(a, c);
    expect((await inside(listCategories)).find((each) => each.id === a)?.parentId).toBe(c);
    await inside((tx) => deleteCategory(tx, { id: a, now: NOON }));
    expect((await inside(listCategories)).find((each) => each.id === b)?.parentId).toBe(c);
  });

  test("moved at the same time into each other, one move is refused", async () => {
    const a = await category("A");
    const b = await category("B");
    const results = await Promise.allSettled([move(a, b), move(b, a)]);
    expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("list what is in them and below", async () => {
    const a = await category("A");
    const b = await category("B", a);
    await create({ title: "Deep", sku: "deep", categoryIds: [b] });
    await create({ title: "None", sku: "none" });
    const titles = async (filter: ProductFilter) =>
      (await inside((tx) => listProducts(tx, filter))).items.map((p) => p.title);
    expect(await titles({ categoryId: a })).toEqual(["Deep"]);
    expect(await titles({ categoryId: b })).toEqual(["Deep"]);
    expect((await inside(listCategories)).find((each) => each.id === b)?.products).toBe(1);
  });
});
