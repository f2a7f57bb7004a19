import { describe, expect, test } from "vitest";
import { foreignWrites } from "./sync-rows.ts";

const gap = (name: string) => ["$", "{", name, "}"].join("");
/** The statement stands in a file of the hub, below what it imports. */
const inHub = (statement: string, imports = "") => foreignWrites("src/hub/a.ts", `${imports}tx.run(\`${statement}\`);`);
const GONE = 'import { GONE, sentAgain } from "../sync-state/content.ts";\n';

describe("stock and prices", () => {
  test.each([
    ["listing_stock", "the stock row"],
    ["listing_price", "the price row"],
  ])("%s is written in its own place, by tests and by a restored backup", (table, row) => {
    const text = `tx.run(\`\n  update ${table} s set due_at = null\`);`;
    expect(foreignWrites("src/engine/fan-out/fan-out.ts", text)).toEqual([
      `src/engine/fan-out/fan-out.ts:2 writes ${row}: its events stand in src/hub/sync-state`,
    ]);
    for (const file of [
      "src/hub/sync-state/stock.ts",
      "src/engine/a.it.test.ts",
      "src/hub/orders/testing.ts",
      "src/db/backup/restore.ts",
      "web/a.ts",
    ])
      expect(foreignWrites(file, text)).toEqual([]);
  });

  test("a table that is a gap may be one of these; another table and a reading are not", () => {
    const update = `UPDATE argosy.${gap("table")} SET state = 'idle'`;
    expect(foreignWrites("src/engine/lanes/retry-failed.ts", update)).toHaveLength(1);
    expect(foreignWrites("src/hub/catalog/category-tree.ts", update)).toEqual([]);
    expect(inHub("insert into argosy.listing_stock (a) select 1")).toHaveLength(1);
    expect(inHub("insert into listing_price as p (override_minor) values (1)")).toHaveLength(1);
    expect(inHub("insert into listing_stock_rule (a) select 1; select from listing_price")).toEqual([]);
  });
});

describe("content", () => {
  test.each([
    "update product_listing set due_at = null where id = $1",
    "update argosy.product_listing p set title = $1, base = '{}' from x where p.id = x.id",
    "update product_listing set is_blocked = a is distinct from b, state = 'idle'",
    "with x as (update product_listing p set\n gone_at = coalesce($1, now()),\n want_seq = 1 returning id) select",
    "update product_listing set (title, state) = ($1, 'idle')",
    "insert into product_listing (title, want_seq) values ($1, 1)",
    "insert into product_listing as p (title) values ($1) on conflict (id) do update set title = $1, attempts = 0",
    "insert into product_listing select * from other",
    "delete from argosy.product_listing where id = $1",
    "merge into product_listing p using x on x.id = p.id when matched then update set title = x.title",
  ])("a row's state is written in its own place: %s", (statement) => {
    expect(inHub(statement)).toEqual([
      "src/hub/a.ts:1 writes the state of a product's content: its events stand in src/hub/sync-state",
    ]);
  });

  test.each([
    "update product_listing p set content_sync = $2 from listing l where p.state = 'idle' and l.state = 'mapped'",
    "update product_listing set own_title = case when $2 then $3 else own_title end, off_sale = coalesce($7, off_sale)",
    "with x as (update product_listing set gone_at = $1 returning id) update listing l set state = 'unmapped' from x",
    "insert into product_listing as p (title, ext) select due_at, '(' from g on conflict (id) do update set title = $1",
    "select due_at from product_listing where state = 'idle' for update",
  ])("a row's subjects write the other columns: %s", (statement) => {
    expect(inHub(statement)).toEqual([]);
  });

  test("a gap in what is set is an event of that place", () => {
    const sets = (what: string) => `update product_listing p set gone_at = $1, ${what} where id = $2`;
    expect(inHub(sets(gap("GONE")), GONE)).toEqual([]);
    expect(inHub(sets(gap('sentAgain("p", "$3")')), GONE)).toEqual([]);
    expect(inHub(sets(gap("GONE")))).toHaveLength(1);
    expect(inHub(sets(gap("OTHER")), GONE)).toHaveLength(1);
    expect(inHub(sets(`title = $1 ${gap("OTHER")}`), GONE)).toHaveLength(1);
    expect(inHub(`update product_listing ${gap("CHANGE")} where id = $1`, GONE)).toHaveLength(1);
  });

  test("text beyond the statement belongs to another", () => {
    const text = `const A = "update product_listing set title = $1";\nconst B = "update listing set state = 'idle'";`;
    expect(foreignWrites("src/hub/a.ts", text)).toEqual([]);
  });
});
