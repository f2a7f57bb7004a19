/** What a register reads of a large shop: a page costs a page, wherever it stands and however much there is. */
import { beforeAll, expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { CatalogPage } from "../../commerce/till/catalog.ts";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { mostRowsRead } from "../../db/testing-plans.ts";
import { beginCatalogFeed, MAX_CATALOG_PAGE, readCatalog } from "./catalog.ts";

const SIZE = 50_000;
/** A variant, its product, image, level and place in the list of changes. */
const MOST_ROWS = 6 * MAX_CATALOG_PAGE;
const now = new Date("2026-11-20T12:00:00Z");
const locationId = "00000007-0000-7000-8000-000000000001";

let organization: OrganizationId;
const tenant = <T>(work: (tx: Tx) => Promise<T>) => db.database.tenant(organization, work);

const db = fixture(testDatabase);
beforeAll(async () => {
  organization = await db.newOrganization();
  await tenant((tx) => beginCatalogFeed(tx, now));
  const ids = (kind: string) => `('${kind}-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid`;
  const fill = (table: string, columns: string, values: string) =>
    `insert into ${table} (organization_id, ${columns})
     select '${organization}', ${values}
     from generate_series(1, ${SIZE}) as i;`;
  const sold = `${ids("00000002")}, ${ids("00000001")}, 'SKU-' || i, 'B' || i, 'EUR', 100`;
  await db.owner.run(`begin; set local session_replication_role = replica;
    insert into location (organization_id, id, name, code, is_default)
    values ('${organization}', '${locationId}', 'Shop', 'shop', true);
    ${fill("product", "id, title", `${ids("00000001")}, 'Product ' || i`)}
    ${fill("image", "product_id, url", `${ids("00000001")}, 'https://shop.example/' || i || '.jpg'`)}
    ${fill("variant", "id, product_id, sku, barcode, currency, price_minor", sold)}
    ${fill("level", "variant_id, location_id, on_hand", `${ids("00000002")}, '${locationId}', 10`)}
    commit;`);
  await db.owner.run("analyze");
});

/** All pages from here on: how many, how many items, and the most rows a statement read of them. */
async function readAll(from?: string) {
  let [cursor, pages, items, rows] = [from, 0, 0, 0];
  for (;;) {
    const reported: { page?: CatalogPage } = {};
    const worst = await mostRowsRead(db, organization, async (measured) => {
      reported.page = await readCatalog(measured, { locationId, cursor });
    });
    if (!reported.page) throw new Error("Nothing was read.");
    [cursor, pages, items, rows] = [
      reported.page.cursor,
      pages + 1,
      items + reported.page.items.length,
      Math.max(rows, worst.rows),
    ];
    if (!reported.page.more) return { cursor, pages, items, rows };
  }
}

test("50,000 variants are read in pages, and no page reads more than its own rows", { timeout: 120_000 }, async () => {
  const whole = await readAll();
  expect(whole).toMatchObject({ items: SIZE });
  expect(whole.rows).toBeLessThan(MOST_ROWS);

  await tenant((tx) => tx.run("update variant set price_minor = 200 where sku in ('SKU-7', 'SKU-49000')"));
  const few = await readAll(whole.cursor);
  expect(few).toMatchObject({ items: 2, pages: 1 });
  expect(few.rows).toBeLessThan(20);

  await tenant((tx) => tx.run("update level set on_hand = 3"));
  const all = await readAll(few.cursor);
  expect(all).toMatchObject({ items: SIZE });
  expect(all.rows).toBeLessThan(MOST_ROWS);
});
