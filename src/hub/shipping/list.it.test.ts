/** What the lists of whoever packs read of a large shop, as the application's own role (see src/hub/plans.it.test.ts). */
import { beforeAll, expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { mostRowsRead } from "../../db/testing-plans.ts";
import { filling, ids } from "../../db/testing-rows.ts";
import { listOrders } from "../orders/list.ts";
import type { Page } from "../paging.ts";
import { indexAllDue } from "../search/index-due.ts";
import { listShipments, type ShipmentFilter } from "./list.ts";

const SIZE = 20_000;
const MOST_ROWS = 3_000;

let organization: OrganizationId;

const id = (kind: number, n: number) => `0000000${kind}-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const [ORDER, PARCEL, BOX] = [1, 2, 3];
const STORE = id(4, 1);
const COURIER = id(5, 1);
const LOCATION = id(6, 1);

const db = fixture(testDatabase);
beforeAll(async () => {
  organization = await db.newOrganization();
  const fill = filling(organization, SIZE);
  const country = "case when i < 300 then 'NO' else 'IN' end";
  const at = "timestamptz '2026-01-01' + i * interval '1 minute'";
  await db.owner.run(`begin; set local session_replication_role = replica;
    insert into argosy.location (organization_id, id, name, code, is_default)
    values ('${organization}', '${LOCATION}', 'Main', 'main', true);
    insert into argosy.connection (organization_id, id, kind, provider, code, name, state, webhook_key)
      values ('${organization}', '${STORE}', 'commerce', 'fakeshop', 'shop', 'Shop', 'active', 'key-1'),
        ('${organization}', '${COURIER}', 'logistics', 'sandcourier', 'courier', 'Courier', 'active', 'key-2');
    ${fill(
      "sales_order",
      `id, connection_id, ext_key, ext_number, number, status, financial, fulfilment, currency, placed_at,
       shipping_address`,
      `${ids(ORDER)}, '${STORE}', i::text, '#' || i, 'SH-' || i, 'processing', 'paid',
       case when i % 25 = 0 then 'unfulfilled' else 'fulfilled' end, 'USD', ${at},
       jsonb_build_object('country', ${country}, 'postcode', lpad(i::text, 6, '0'))`,
    )}
    ${fill(
      "order_line",
      "order_id, ext_key, sku, title, ordered_quantity, quantity, unit_price, total_minor",
      `${ids(ORDER)}, '1', case when i % 2 = 0 then 'Mug' else 'Sku-' || i end, 'Thing', 1, 1, 1, 100`,
    )}
    ${fill(
      "shipment",
      `id, order_id, connection_id, reference, idempotency_key, state, status, location_id, service, payment,
       value_minor, currency, tells_at, requested_by, created_at, updated_at, to_country, to_postcode`,
      `${ids(PARCEL)}, ${ids(ORDER)}, '${COURIER}', 'SH-' || i || '-ABCDEFGH', i::text, 'booked',
       case when i % 200 = 0 then 'label_ready' else 'delivered' end, '${LOCATION}',
       case when i % 4000 = 1 then 'night' else 'day' end, 'prepaid', 100, 'USD', 'booked', 'x', ${at}, now(),
       ${country}, lpad(i::text, 6, '0')`,
    )}
    ${fill(
      "parcel",
      `id, shipment_id, connection_id, position, reference, weight_grams, length_mm, width_mm, height_mm, items,
       tracking_number`,
      `${ids(BOX)}, ${ids(PARCEL)}, '${COURIER}', 0, 'SH-' || i, 1, 1, 1, 1, '[]',
       case when i % 2 = 0 then 'AWB' || i else 'xb' || i end`,
    )}
    ${fill("search_due", "kind, subject_id", `1, ${ids(ORDER)}`)}
    commit;`);
  await indexAllDue((work) => db.database.tenant(organization, work, { kind: "derived" }));
  await db.owner.run("analyze");
});

/** A list sorted by what no index holds reads it whole for the first page, or for the second. */
async function twoPages(read: (cursor: string | undefined) => Promise<Page<unknown>>): Promise<void> {
  const { nextCursor } = await read(undefined);
  if (nextCursor === null) throw new Error("There is no second page.");
  await read(nextCursor);
}

const paged = (filter: ShipmentFilter) => (tx: Tx) =>
  twoPages((cursor) => listShipments(tx, { ...filter, ...(cursor !== undefined && { cursor }) }));
const whole = (filter: ShipmentFilter) => (tx: Tx) => listShipments(tx, filter);

const queries: Readonly<Record<string, (tx: Tx) => Promise<unknown>>> = {
  // Of the orders to pack by country or postcode as many are read as wait to be packed, here 800.
  "orders to pack of a country few are in, long ago": (tx) => listOrders(tx, { toShip: true, country: ["NO"] }),
  "orders to pack of a postcode": (tx) => listOrders(tx, { toShip: true, postcode: "0007" }),
  "orders to pack with a SKU": (tx) => listOrders(tx, { toShip: true, sku: "SKU-777" }),
  "orders to pack with a common SKU": (tx) => listOrders(tx, { toShip: true, sku: "mug" }),
  shipments: paged({}),
  "shipments from their first": paged({ sort: "oldest" }),
  "shipments of one stage": paged({ stage: "ready" }),
  "shipments to a country few go to, long ago": paged({ country: ["NO"] }),
  "shipments to a country most go to": paged({ country: ["IN"] }),
  "shipments to two countries": paged({ country: ["IN", "NO"] }),
  "shipments to a postcode": whole({ postcode: "000777" }),
  "shipments to a region of postcodes": paged({ postcode: "0007" }),
  "shipments to where most go": paged({ postcode: "01" }),
  "shipments by a rare service": whole({ service: "night" }),
  "shipments by a common service": paged({ service: "day" }),
  "shipments of a courier": paged({ courierId: COURIER }),
  "shipments of a SKU": whole({ sku: "SKU-77" }),
  "shipments of a common SKU": paged({ sku: "MUG" }),
  "shipments of a channel": paged({ storeId: [STORE] }),
  "shipments by tracking number": whole({ search: "awb778" }),
  "shipments by the start of their orders' numbers": paged({ search: "sh-77" }),
  "shipments by what all begin with": paged({ search: "sh" }),
};

test.each(Object.entries(queries))("%s: a few rows are read, however large the shop", async (_, work) => {
  const worst = await mostRowsRead(db, organization, work);
  expect(worst.rows, worst.text).toBeLessThan(MOST_ROWS);
});

const numbers = (filter: ShipmentFilter) =>
  db.database.tenant(organization, async (tx) =>
    (await listShipments(tx, filter)).items.map(({ orderNumber }) => orderNumber),
  );

test("a shipment is found by the start of its reference, its tracking numbers and its order's number in any case [G3]", async () => {
  const tens = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
  expect(await numbers({ search: "sh-1999" })).toEqual([...tens.map((n) => `SH-1999${n}`), "SH-1999"]);
  expect(await numbers({ search: "SH-77-abc" })).toEqual(["SH-77"]);
  const even = ["SH-12348", "SH-12346", "SH-12344", "SH-12342", "SH-12340", "SH-1234"];
  expect(await numbers({ search: "awb1234" })).toEqual(even);
  expect(await numbers({ search: "XB777" })).toEqual(["SH-7779", "SH-7777", "SH-7775", "SH-7773", "SH-7771", "SH-777"]);
  expect([await numbers({ search: "%" }), await numbers({ search: "#" })]).toEqual([[], []]);
});

test("country, postcode and SKU are those of the order, and follow its address until it is erased [G3]", async () => {
  const of = id(ORDER, 777);
  const address = (value: string) =>
    db.database.tenant(organization, (tx) =>
      tx.run("update argosy.sales_order set shipping_address = $2 where id = $1", [of, value]),
    );
  expect(await numbers({ postcode: "000777", country: ["IN"] })).toEqual(["SH-777"]);
  expect(await numbers({ sku: "sKu-777" })).toEqual(["SH-777"]);
  await address(JSON.stringify({ country: "de", postcode: "50667" }));
  expect(await numbers({ country: ["DE"] })).toEqual(["SH-777"]);
  expect(await numbers({ postcode: "5066" })).toEqual(["SH-777"]);
  expect(await numbers({ postcode: "000777" })).toEqual([]);
  await address("null");
  expect([await numbers({ country: ["DE"] }), await numbers({ postcode: "5" })]).toEqual([[], []]);
});
