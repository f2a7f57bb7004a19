import { beforeAll, expect, test } from "vitest";
import type { OrderStatus } from "../../commerce/statuses.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { readDocuments, searchKinds } from "../search/documents.ts";
import type { Table } from "../table-files/table.ts";
import { getOrder } from "./detail.ts";
import { orderLineTable, orderTable } from "./order-fields/order-export.ts";
import { packedOrders } from "./packing.ts";
import { type ParcelRow, type ShipMany, shipMany } from "./ship-many.ts";
import { actor, later, noon, orderLine, orderPart, type TestStore, testShop } from "./testing.ts";

let stores: readonly TestStore[];
const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
beforeAll(async () => {
  stores = [await shop.newStore("Cairo"), await shop.newStore("Delhi")];
});

async function placed(store: TestStore | undefined, number: string, status: OrderStatus = "processing") {
  const lines = [orderLine({ variantKey: "unlinked", quantity: 2 })];
  const part = orderPart(`key-${number}`, { number, status, financial: "paid", lines });
  const [order] = (await store?.apply([part])) ?? [];
  return order?.orderId ?? "";
}

const ship = (parcels: readonly ParcelRow[], change: Partial<ShipMany> = {}) =>
  shop.run((tx) =>
    shipMany(tx, {
      parcels,
      notifyCustomer: false,
      evenIfShort: false,
      dryRun: false,
      idempotencyKey: "packed today",
      actor,
      now: noon,
      ...change,
    }),
  );
const detail = (id: string) => shop.run((tx) => getOrder(tx, id));
const row = (order: string, trackingNumbers: readonly string[] = [], carrier = "Aramex") => ({
  order,
  carrier,
  trackingNumbers,
});
const coded = (results: Awaited<ReturnType<typeof ship>>) =>
  results.map(({ error, command }) => error?.code ?? command?.kind ?? "ok");

test("orders are named by id, by number here or by the channel's; what is refused leaves the others as they are", async () => {
  const [one, two, three] = [
    await placed(stores[0], "1001"),
    await placed(stores[0], "1002"),
    await placed(stores[1], "#77"),
  ];
  await placed(stores[1], "1002");
  const gone = await placed(stores[0], "1004", "cancelled");
  const { number } = await detail(two);
  const rows = [
    row(one, ["A1"]),
    row(number.toLowerCase(), ["A2"]),
    row("77", ["A3"]),
    row("1002"),
    row("nobody"),
    row(gone),
    row("00000000-0000-4000-8000-000000000000"),
  ];
  const expected = [
    "fulfil",
    "fulfil",
    "fulfil",
    "ORDER_AMBIGUOUS",
    "ORDER_UNKNOWN",
    "ORDER_CANCELLED",
    "ORDER_UNKNOWN",
  ];
  const checked = await ship(rows, { dryRun: true });
  expect(coded(checked)).toEqual(["ok", "ok", "ok", ...expected.slice(3)]);
  expect(checked.map(({ order }) => order?.id ?? null)).toEqual([one, two, three, null, null, gone, null]);
  expect((await detail(one)).commands).toEqual([]);
  const sent = await ship(rows);
  expect(coded(sent)).toEqual(expected);
  expect(sent[0]?.order?.state).toBe("shipping");
  expect((await detail(three)).commands).toMatchObject([
    { kind: "fulfil", input: { trackingNumbers: ["A3"], carrier: "Aramex" } },
  ]);
  // Repeated with the same key, nothing is asked for a second time; with another, nothing is left.
  expect((await ship(rows)).map(({ command }) => command?.id)).toEqual(sent.map(({ command }) => command?.id));
  expect((await detail(one)).commands).toHaveLength(1);
  expect(coded(await ship(rows.slice(0, 1), { idempotencyKey: "again" }))).toEqual(["ORDER_NOTHING_TO_SHIP"]);
});

test("rows of one order and carrier are one parcel, of two carriers are refused", async () => {
  const [both, split] = [await placed(stores[0], "2001"), await placed(stores[0], "2002")];
  const sent = await ship([row(both, ["B1"]), row(split, ["C1"]), row(both, ["B2", "B1"]), row(split, ["C2"], "DHL")]);
  expect(coded(sent)).toEqual(["fulfil", "ORDER_TWO_CARRIERS", "fulfil", "ORDER_TWO_CARRIERS"]);
  expect((await detail(both)).commands).toMatchObject([{ input: { trackingNumbers: ["B1", "B2"] } }]);
  expect((await detail(split)).commands).toEqual([]);
});

test("a packing list follows the requested sequence of orders, with what has left and where it goes", async () => {
  const [first, second] = [await placed(stores[0], "4001"), await placed(stores[1], "4002")];
  await shop.run((tx) =>
    tx.run(
      `update argosy.order_line set fulfilled_quantity = 1 where organization_id = argosy.tenant() and order_id = $1`,
      [second],
    ),
  );
  const orders = await shop.run((tx) => packedOrders(tx, [second, "00000000-0000-4000-8000-000000000000", first]));
  expect(orders).toMatchObject([
    { id: second, storeName: "Delhi", items: [{ quantity: 2, left: 1 }] },
    {
      id: first,
      storeName: "Cairo",
      items: [{ quantity: 2, left: 2, imageUrl: null, locationName: null }],
    },
  ]);
});

test("buyers' choices and the order's codes are on the order, the packing list, the export and in the search; a channel that says nothing of them takes nothing away", async () => {
  const chosen = [{ label: "Engraving", value: "For Anna" }];
  const day = [{ label: "Delivery date", value: "24 December" }];
  const part = orderPart("engraved", {
    number: "5001",
    buyerInputs: day,
    discountCodes: ["SAVE10", "VIP"],
    lines: [orderLine({ variantKey: "ring", quantity: 1, options: chosen })],
  });
  const unreported = later({ ...part, buyerInputs: undefined, discountCodes: undefined }, 1, {
    lines: [orderLine({ variantKey: "ring", quantity: 1, fulfilledQuantity: 0 })],
  });
  const [order] = (await stores[0]?.apply([part])) ?? [];
  await stores[0]?.apply([unreported]);
  const id = order?.orderId ?? "";
  const expected = { options: day, discountCodes: ["SAVE10", "VIP"], lines: [{ options: chosen }] };
  expect(await detail(id)).toMatchObject(expected);
  const [packed] = await shop.run((tx) => packedOrders(tx, [id]));
  expect(packed).toMatchObject({ options: day, items: [{ options: chosen }] });
  const [found] = await shop.run((tx) => readDocuments(tx, searchKinds.order, [id]));
  expect(found?.words).toEqual(expect.arrayContaining(["anna", "december", "save10", "vip"]));
  const rows = await exported(
    orderTable((work) => shop.run(work), { search: undefined, limit: 50 }),
    "5001",
  );
  expect(rows).toMatchObject([{ options: "Delivery date: 24 December", discountCodes: "SAVE10, VIP" }]);
  const lines = await exported(
    orderLineTable((work) => shop.run(work), { limit: 50 }),
    "5001",
  );
  expect(lines).toMatchObject([{ options: "Engraving: For Anna" }]);
});

/** Rows of a table by their columns' names, of the order with this number on its channel. */
async function exported<Row>(table: Table<Row>, number: string) {
  const rows: Row[] = [];
  for await (const piece of table.pieces) rows.push(...piece);
  return rows
    .map((each) => Object.fromEntries(table.columns.map(({ name, cell }) => [name, cell(each)])))
    .filter(({ platformNumber }) => platformNumber === number);
}

test("orders of another organization are unknown", async () => {
  const id = await placed(stores[0], "3001");
  const other = await testShop(db);
  const parcels = [row(id), row((await detail(id)).number), row("3001")];
  const request = { parcels, notifyCustomer: false, evenIfShort: true, idempotencyKey: "theirs", actor, now: noon };
  expect(await other.run((tx) => packedOrders(tx, [id]))).toEqual([]);
  for (const dryRun of [true, false])
    expect(coded(await other.run((tx) => shipMany(tx, { ...request, dryRun })))).toEqual(
      Array(3).fill("ORDER_UNKNOWN"),
    );
});
