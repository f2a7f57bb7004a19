import { expect, test } from "vitest";
import { foreignWrites } from "./stock-row.ts";

test("the stock row is written in its own place, by tests and by a restored backup", () => {
  const text = "tx.run(`\n  update listing_stock s set due_at = null`);";
  expect(foreignWrites("src/engine/fan-out.ts", text)).toEqual([
    "src/engine/fan-out.ts:2 writes the stock row: its events stand in src/hub/sync-state",
  ]);
  for (const file of [
    "src/hub/sync-state/stock.ts",
    "src/engine/a.it.test.ts",
    "src/hub/orders/testing.ts",
    "web/a.ts",
  ])
    expect(foreignWrites(file, text)).toEqual([]);
});

test("a table that is a gap may be the stock row; another table and a reading are not", () => {
  const gap = ["UPDATE argosy.", "$", "{table} SET state = 'idle'"].join("");
  expect(foreignWrites("src/engine/retry-failed.ts", gap)).toHaveLength(1);
  expect(foreignWrites("src/hub/catalog/category-tree.ts", gap)).toEqual([]);
  expect(foreignWrites("src/hub/a.ts", "insert into argosy.listing_stock (a) select 1")).toHaveLength(1);
  expect(
    foreignWrites("src/hub/a.ts", "insert into listing_stock_rule (a) select 1; select from listing_stock"),
  ).toEqual([]);
});
