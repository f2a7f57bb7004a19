import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { testShop } from "../orders/testing.ts";

const db = fixture(testDatabase);

test.each<[Json, Json]>([
  [
    { inventory: { direction: "two_way", holdLeast: 3 } },
    { inventory: { holdLeast: 3 }, policy: { stock: "channel" } },
  ],
  [{ inventory: { direction: "one_way" } }, { inventory: {}, policy: { stock: "hub" } }],
  [
    { inventory: { direction: "two_way" }, policy: { stock: "newest", price: "ask" } },
    { inventory: {}, policy: { stock: "newest", price: "ask" } },
  ],
  [
    { prices: { enabled: true }, shop: "a" },
    { prices: { newItems: true }, shop: "a" },
  ],
  [{ policy: { stock: "ask" } }, { policy: { stock: "ask" } }],
])("settings of before mean the same after the migration: %j", async (before, after) => {
  const shop = await testShop(db);
  const { id } = await shop.newStore();
  await db.owner.run("update argosy.connection set settings = $2 where id = $1", [id, JSON.stringify(before)]);
  await db.owner.run(readFileSync(new URL("../../db/migrations/1365-one-stock-rule.sql", import.meta.url), "utf8"));
  const { settings } = await db.owner.one<{ settings: Json }>("select settings from argosy.connection where id = $1", [
    id,
  ]);
  expect(settings).toEqual(after);
});
