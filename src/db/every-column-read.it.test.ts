/** A column that no code names is written for nobody. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { columnOf } from "./columns.ts";
import { testDatabase } from "./testing.ts";

const root = join(import.meta.dirname, "..");

/** Kept until no version writes them that may still run (decision 252), and what they were for. */
const LEAVING: Readonly<Record<string, string>> = {
  "cost_layer.used_before": "units of a receipt that had gone out before costing by layers began",
  "order_profit.cm1_minor": "contribution margins, generated; reports add up their parts",
  "order_profit.cm3_minor": "as cm1_minor",
  "pos_favourite.chosen_at": "when somebody put a variant first on a register",
  "profit_settings.gift_card_variants": "gift cards; variants say so themselves",
  "shipment.order_change": "the one change of a booked order; order_changes holds each",
  "shipment.order_change_kept": "as order_change, of those a person has kept",
  "shipment.order_change_mark": "as order_change, what it was when it was told",
  "shipment.tracked_at": "when a courier was last asked; track_due_at says when it is next",
  "stock_document_line.cost_before_minor": "a variant's cost before a purchase; costs were made of it",
};

test("every column is named by the code or by the database itself", async () => {
  const code = globSync("{hub,engine,db,http}/**/*.ts", { cwd: root })
    .filter((path) => !/test\.ts$|testing|samples|personal-columns/.test(path))
    .map((path) => readFileSync(join(root, path), "utf8"))
    .join("\n");
  await using db = await testDatabase();
  const { functions } = await db.owner.one<{ functions: string }>(
    `select string_agg(text, ' ') as functions from (
       select p.prosrc from pg_proc p where p.pronamespace = 'argosy'::regnamespace
       union all select pg_get_triggerdef(t.oid) from pg_trigger t
       union all select pg_get_indexdef(i.indexrelid) from pg_index i
         where i.indrelid in (select c.oid from pg_class c where c.relnamespace = 'argosy'::regnamespace)
     ) as every(text)`,
  );
  const columns = await db.owner.rows<{ table: string; column: string }>(
    `select c.relname as table, a.attname as column
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'argosy'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
     order by 1, 2`,
  );
  // Read under the names of their fields.
  const fields = [...code.matchAll(/\bcolumns\("\w*", "([^"]+)"\)/g)].flatMap(([, names = ""]) => names.split(" "));
  const texts = new Set([...(`${code} ${functions}`.match(/\w+/g) ?? []), ...fields.map(columnOf)]);
  const unnamed = columns.filter(({ column }) => !texts.has(column)).map(({ table, column }) => `${table}.${column}`);
  expect(unnamed).toEqual(Object.keys(LEAVING).toSorted());
});
