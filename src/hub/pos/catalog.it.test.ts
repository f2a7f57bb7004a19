import { beforeEach, expect, test } from "vitest";
import { systemActor } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { CatalogItem, CatalogPage } from "../../commerce/till/catalog.ts";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { createProduct } from "../catalog/create.ts";
import { createLocation } from "../inventory/locations.ts";
import { setStock } from "../inventory/stock-changes.ts";
import { beginCatalogFeed, chooseFavourite, readCatalog } from "./catalog.ts";

const now = new Date("2026-11-20T12:00:00Z");
let organization: OrganizationId;
let locationId: string;

const db = fixture(testDatabase);
beforeEach(async () => {
  organization = await db.newOrganization();
  locationId = (await tenant((tx) => createLocation(tx, { name: "Shop", isDefault: true, now }))).id;
  await tenant((tx) => beginCatalogFeed(tx, now));
});

const tenant = <T>(work: (tx: Tx) => Promise<T>) => db.database.tenant(organization, work);
const read = (cursor?: string, limit?: number) => tenant((tx) => readCatalog(tx, { locationId, cursor, limit }));

async function product(sku: string, title = `Product ${sku}`): Promise<string> {
  const variants = [{ sku, barcode: `4000${sku}`, priceMinor: 1250n, currency: "EUR" }];
  await tenant((tx) => createProduct(tx, { product: { title, variants }, now }));
  const [made] = await tenant((tx) => tx.rows<{ id: string }>("select id from variant where sku = $1", [sku]));
  return made?.id ?? "";
}

const stock = (sku: string, onHand: number) =>
  tenant((tx) => setStock(tx, { items: [{ sku, locationId, onHand }], actor: systemActor, now }));

/** What a device holds after it has read all there is from here on. */
async function follow(held: Map<string, CatalogItem>, from?: string, limit = 2): Promise<string> {
  let page: CatalogPage = await read(from, limit);
  for (;;) {
    if (page.restart) held.clear();
    for (const item of page.items) held.set(item.variantId, item);
    for (const variantId of page.gone) held.delete(variantId);
    if (!page.more) return page.cursor;
    page = await read(page.cursor, limit);
  }
}

test("a register reads the catalog in pages, then only what changed", async () => {
  for (const sku of ["A", "B", "C", "D", "E"]) await product(sku);
  await stock("B", 7);
  const held = new Map<string, CatalogItem>();
  const cursor = await follow(held);
  const bySku = () => Object.fromEntries([...held.values()].map((item) => [item.sku, item]));
  expect(Object.keys(bySku()).sort()).toEqual(["A", "B", "C", "D", "E"]);
  expect(bySku()).toMatchObject({ B: { stock: 7, priceMinor: 1250n, barcode: "4000B" }, A: { stock: 0 } });

  // What changed while another transaction of the server was open is told again, until that one has ended.
  const last = { cursor };
  const next = async () => Object.assign(last, await read(last.cursor));
  await expect.poll(next).toMatchObject({ items: [], gone: [], more: false, restart: false });

  await stock("C", 3);
  const [d = ""] = [...held.values()].filter(({ sku }) => sku === "D").map(({ variantId }) => variantId);
  await tenant((tx) => tx.run("update variant set deleted_at = now() where id = $1", [d]));
  await tenant((tx) => tx.run("update product set title = 'Renamed' where title = 'Product E'"));
  await product("F");
  const changed = await read(last.cursor);
  expect(changed.gone).toEqual([d]);
  expect(changed.items.map(({ sku }) => sku).sort()).toEqual(["C", "E", "F"]);
  await follow(held, last.cursor, 1);
  expect(bySku()).toMatchObject({ C: { stock: 3 }, E: { title: "Renamed" }, F: { stock: 0 } });
  expect(bySku().D).toBeUndefined();
});

test("a change that commits after a later one was read is not missed", async () => {
  const early = await product("EARLY");
  await product("LATE");
  const held = new Map<string, CatalogItem>();
  const cursor = await follow(held);
  let between = "";
  await tenant(async (tx) => {
    await tx.run("update variant set price_minor = 100 where id = $1", [early]);
    await db.database.tenant(organization, (other) =>
      other.run("update variant set price_minor = 200 where sku = 'LATE'"),
    );
    between = await follow(held, cursor);
    expect([...held.values()].map(({ sku, priceMinor }) => [sku, priceMinor])).toContainEqual(["LATE", 200n]);
  });
  await follow(held, between);
  expect(held.get(early)?.priceMinor).toBe(100n);
});

test("a bundle's stock follows its parts, and favourites belong to a location", async () => {
  const part = await product("PART");
  const bundle = await product("SET");
  await tenant((tx) =>
    tx.run(
      `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
       values (argosy.tenant(), $1, $2, 2)`,
      [bundle, part],
    ),
  );
  const held = new Map<string, CatalogItem>();
  const cursor = await follow(held);
  await stock("PART", 5);
  await tenant((tx) => chooseFavourite(tx, { locationId, variantId: part, isFavourite: true }));
  const next = await follow(held, cursor);
  expect(held.get(bundle)?.stock).toBe(2);
  expect(held.get(part)?.isFavourite).toBe(true);
  await tenant((tx) => chooseFavourite(tx, { locationId, variantId: part, isFavourite: false }));
  await follow(held, next);
  expect(held.get(part)?.isFavourite).toBe(false);
});

test("another location, or the database of a backup, begins from the start", async () => {
  await product("A");
  const cursor = await follow(new Map());
  const other = await tenant((tx) => createLocation(tx, { name: "Second", now }));
  const moved = await tenant((tx) => readCatalog(tx, { locationId: other.id, cursor }));
  expect(moved).toMatchObject({ restart: true, items: [{ sku: "A" }] });

  await db.owner.run("update pos_catalog_feed set server = 'another'");
  const [kind, , ...rest] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as string[];
  const foreign = Buffer.from(JSON.stringify([kind, "another", ...rest])).toString("base64url");
  await tenant((tx) => beginCatalogFeed(tx, now));
  expect(await read(foreign)).toMatchObject({ restart: true, items: [{ sku: "A" }] });
  await expect(read("bm8")).rejects.toMatchObject({ code: "PAGE_CURSOR" });
});

test("an organization without a register marks nothing", async () => {
  organization = await db.newOrganization();
  await tenant((tx) => createLocation(tx, { name: "Shop", isDefault: true, now }));
  await product("A");
  const rows = await db.owner.rows("select 1 from pos_catalog_change where organization_id = $1", [organization]);
  expect(rows).toEqual([]);
});
