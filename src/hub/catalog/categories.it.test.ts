import { describe, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { NOON } from "../listings/samples.ts";
import { indexAllDue } from "../search/index-due.ts";
import { CATEGORY_USERS } from "./category-tree.ts";
import {
  createCategory,
  deleteCategory,
  deleteCategoryTree,
  listCategories,
  listProducts,
  mergeCategories,
  orderCategories,
  updateCategory,
} from "./index.ts";
import type { ProductFilter } from "./list.ts";
import { euroCatalog } from "./testing.ts";

const db = fixture(testDatabase);
const { at, inside, create } = euroCatalog(db);
describe("categories", () => {
  const category = (name: string, parentId?: string) =>
    inside((tx) => createCategory(tx, { name, parentId, now: NOON }));
  const move = (id: string, parentId: string | null) => inside((tx) => updateCategory(tx, { id, parentId, now: NOON }));

  test("categories form a tree that cannot contain itself [C1.2]", async () => {
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

  test("categories moved at the same time into each other: one move is refused [C1.2]", async () => {
    const a = await category("A");
    const b = await category("B");
    const results = await Promise.allSettled([move(a, b), move(b, a)]);
    expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("categories list what is in them and below", async () => {
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

  test("categories list page by page what is in them and below once, with a common term too", async () => {
    const a = await category("A");
    const b = await category("B", a);
    await db.owner.run(
      `insert into product (organization_id, title)
       select $1, case when n % 6 = 0 then 'Steel' else 'Wood' end || ' ' || n from generate_series(1, 1300) n`,
      [at.here],
    );
    await db.owner.run(
      `insert into product_category (organization_id, product_id, category_id)
       select organization_id, id, c from product, unnest(array[$2::uuid, $3::uuid]) c
       where organization_id = $1 and split_part(title, ' ', 2)::int % (case when c = $2 then 10 else 15 end) = 0`,
      [at.here, a, b],
    );
    await indexAllDue(inside);
    const all = async (filter: ProductFilter) => {
      const found: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await inside((tx) => listProducts(tx, { ...filter, limit: 40, cursor }));
        found.push(...page.items.map((p) => Number(p.title.split(" ")[1])));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return found.sort((one, other) => one - other);
    };
    const numbers = Array.from({ length: 1300 }, (_, n) => n + 1);
    const filed = numbers.filter((n) => n % 10 === 0 || n % 15 === 0);
    expect(await all({ categoryId: a })).toEqual(filed);
    expect(await all({ categoryId: a, text: "wood" })).toEqual(filed.filter((n) => n % 6 !== 0));
    expect(await all({ categoryId: b, text: "wood" })).toEqual(filed.filter((n) => n % 15 === 0 && n % 6 !== 0));
  });

  test("a merged category hands over products, stores' categories, rules and children; twins merge in turn", async () => {
    const shirts = await category("Shirts");
    const tops = await category("Tops");
    const sale = await category("Sale", shirts);
    const summer = await category("Summer", sale);
    const twin = await category("SALE", tops);
    const plain = await category("Plain", shirts);
    await create({ title: "Tee", sku: "tee", categoryIds: [shirts, tops, summer] });
    await create({ title: "Top", sku: "top", categoryIds: [sale] });
    await expect(inside((tx) => mergeCategories(tx, { id: shirts, intoId: summer, now: NOON }))).rejects.toMatchObject({
      code: "CATEGORY_CYCLE",
    });
    await inside((tx) => mergeCategories(tx, { id: shirts, intoId: tops, now: NOON }));
    const shown = (await inside(listCategories)).map(({ id, path, products, productsInside }) => [
      id,
      path.join(" > "),
      products,
      productsInside,
    ]);
    expect(shown.sort((a, b) => String(a[1]).localeCompare(String(b[1])))).toEqual([
      [tops, "Tops", 1, 2],
      [plain, "Tops > Plain", 0, 0],
      [twin, "Tops > SALE", 1, 2],
      [summer, "Tops > SALE > Summer", 1, 1],
    ]);
    const users = await db.owner.rows<{ name: string }>(
      `select conrelid::regclass::text as name
       from pg_constraint
       where contype = 'f' and confrelid = 'argosy.category'::regclass
       order by 1`,
    );
    const existing = [...CATEGORY_USERS.map((name) => `argosy.${name}`), "argosy.category"].sort();
    expect(users.map(({ name }) => (name.includes(".") ? name : `argosy.${name}`))).toEqual(existing);
  });

  test("categories are ordered by hand, and deleted with all below them", async () => {
    const [a, b, c] = [await category("A"), await category("B"), await category("C")];
    await inside((tx) => orderCategories(tx, { parentId: null, ids: [c, a], now: NOON }));
    expect((await inside(listCategories)).map(({ id }) => id)).toEqual([c, a, b]);
    const below = await category("Below", await category("Middle", a));
    await expect(inside((tx) => orderCategories(tx, { parentId: b, ids: [a], now: NOON }))).rejects.toMatchObject({
      code: "CATEGORY_NOT_FOUND",
    });
    await create({ title: "Kept", sku: "kept", categoryIds: [below] });
    await inside((tx) => deleteCategoryTree(tx, { id: a }));
    expect((await inside(listCategories)).map(({ id }) => id)).toEqual([c, b]);
    expect((await inside((tx) => listProducts(tx, {}))).items.map(({ title }) => title)).toEqual(["Kept"]);
  });
});
