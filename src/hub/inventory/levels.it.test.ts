import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { testShop } from "../orders/testing.ts";
import { levelTable } from "./export-levels.ts";
import { listLevels } from "./levels.ts";

const db = fixture(testDatabase);

test("items that never had stock are listed, found and exported with none, once, over any pages", async () => {
  const shop = await testShop(db);
  const skus = ["A-1", "B-2", "C-3", "D-4", "E-5"];
  const ids: string[] = [];
  for (const sku of skus) ids.push(await shop.newVariant(sku));
  await shop.stock(ids[1] ?? "", 7);
  await shop.stock(ids[3] ?? "", 2);
  await shop.run((tx) =>
    tx.run(
      `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
       values (argosy.tenant(), $1, $2, 1)`,
      [ids[4], ids[1]],
    ),
  );
  const pages: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await shop.run((tx) => listLevels(tx, { limit: 1, cursor }));
    pages.push(...page.items.map(({ sku, onHand }) => `${sku} ${onHand}`));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(pages.sort()).toEqual(["A-1 0", "B-2 7", "C-3 0", "D-4 2"]);
  const found = async (filter: Parameters<typeof listLevels>[1]) =>
    (await shop.run((tx) => listLevels(tx, filter))).items.map(({ sku }) => sku).sort();
  expect(await found({ limit: 10, search: "c-3" })).toEqual(["C-3"]);
  expect(await found({ limit: 10, out: true })).toEqual(["A-1", "C-3"]);
  expect(await found({ limit: 10, low: true })).toEqual([]);
  for (const sort of ["oldest", "newest", "sku"] as const)
    expect(await found({ limit: 10, stocked: true, sort })).toEqual(["B-2", "D-4"]);
  expect(await found({ limit: 1, stocked: true })).toEqual(["B-2"]);
  let exported = 0;
  for await (const piece of levelTable(shop.run, { limit: 10 }).pieces) exported += piece.length;
  expect(exported).toBe(4);
});
