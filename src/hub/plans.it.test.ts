/** What the busy queries read of a large shop, as the application's own role: row level security decides what an index may find. */

import { beforeAll, expect, test } from "vitest";
import { systemActor } from "../commerce/actor.ts";
import type { OrganizationId } from "../commerce/ids.ts";
import type { Tx } from "../db/database.ts";
import { testDatabase } from "../db/testing.ts";
import { fixture } from "../db/testing-fixtures.ts";
import { mostRowsRead as mostRowsReadOf } from "../db/testing-plans.ts";
import { listAlerts } from "./alerts/alerts.ts";
import { homeFigures } from "./analytics/home.ts";
import { salesReport } from "./analytics/sales.ts";
import { listProducts, listVariants } from "./catalog/list.ts";
import { listConflicts } from "./conflicts/conflicts.ts";
import { COUNTED } from "./counted.ts";
import { findDuplicates, listDuplicates } from "./customer-identity/duplicates.ts";
import { resolveCustomers } from "./customer-identity/resolve.ts";
import { getCustomer, listCustomers } from "./customers/customers.ts";
import { listIncomingEvents } from "./incoming-event-log/incoming-events.ts";
import { calculateDesiredStock } from "./inventory/calculate-desired-stock.ts";
import { listStockHistory } from "./inventory/history.ts";
import { listLevels } from "./inventory/levels.ts";
import { findLowStockNews, listLowStock } from "./inventory/low-stock.ts";
import { adjustStock } from "./inventory/stock-changes.ts";
import { observeLevels } from "./listings/levels.ts";
import { listListings } from "./listings/listings.ts";
import { findMatches } from "./listings/matching.ts";
import { listCampaigns } from "./marketing/campaigns.ts";
import { createOrder } from "./orders/create.ts";
import { countOrders, listOrders } from "./orders/list.ts";
import { groupOrders } from "./orders/packing-views.ts";
import { isOverpromised } from "./orders/release-promises.ts";
import { serveShortLines } from "./orders/serve-short.ts";
import { shipMany } from "./orders/ship-many.ts";
import { countTabs } from "./orders/tabs.ts";
import type { Page } from "./paging.ts";
import { listCases } from "./settlements/cases.ts";
import { listSettlementLines, listSettlements } from "./settlements/list.ts";
import { reconcile } from "./settlements/reconcile.ts";
import { type BothEnds, bothEnds } from "./sorting.ts";
import { countGaps } from "./stores/poll-gaps.ts";
import { listSyncLog } from "./sync-log/sync-log.ts";
import { ids, largeShop } from "./testing-large-shop.ts";

/** Rows that all scans of one statement may touch together: a page and what hangs on it, far from the whole shop. */
const MOST_ROWS = 3_000;
const now = new Date("2026-11-20T12:00:00Z");

const { id, LISTING, ORDER, PAYOUT, PERSON, PLACE, SMALL, STORE, VARIANT } = ids;

let organization: OrganizationId;

const db = fixture(testDatabase);
beforeAll(async () => {
  organization = await largeShop(db);
});

/** A list sorted by what no index holds reads it whole for the first page, or for the second. */
async function twoPages(read: (cursor: string | undefined) => Promise<Page<unknown>>): Promise<void> {
  const { nextCursor } = await read(undefined);
  if (nextCursor === null) throw new Error("There is no second page.");
  await read(nextCursor);
}

/** An hour with rows and one without, from either end: what lies before and behind is not read. */
async function hours(read: (requested: { from: Date; to: Date; sort: BothEnds }) => Promise<unknown>): Promise<void> {
  for (const hour of ["2026-01-01T03:00:00Z", "2026-01-01T23:00:00Z"].map(Date.parse))
    for (const sort of bothEnds) await read({ from: new Date(hour), to: new Date(hour + 3_600_000), sort });
}

const mostRowsRead = (work: (tx: Tx) => Promise<unknown>) => mostRowsReadOf(db, organization, work);

const some = Array.from({ length: 100 }, (_, n) => id(VARIANT, 200 + n * 7));
const order = {
  number: "M-1",
  currency: "USD",
  contact: {},
  lines: [{ sku: "SKU-300", quantity: 1 }],
};
const queries: Readonly<Record<string, (tx: Tx) => Promise<unknown>>> = {
  "stock of one SKU": (tx) => adjustStock(tx, { items: [{ sku: "sKU-7", delta: 1 }], actor: systemActor, now }),
  "stock of a hundred SKUs": (tx) =>
    adjustStock(tx, {
      items: some.map((_, n) => ({ sku: `sKU-${1 + n * 9}`, delta: 1 })),
      actor: systemActor,
      now,
    }),
  "stock of a hundred variants": (tx) =>
    adjustStock(tx, { items: some.map((variantId) => ({ variantId, delta: 1 })), actor: systemActor, now }),
  "what one variant's listings should show": (tx) => calculateDesiredStock(tx, some.slice(0, 1)),
  "what a hundred variants' listings should show": (tx) => calculateDesiredStock(tx, some),
  "what a channel should show whose number contains its open orders, of items with one number": async (tx) => {
    const show = (basis: string, shared: string | null) =>
      tx.run(
        `with shown as (update listing set shared_stock = $2
           where organization_id = argosy.tenant() and id = any($3::uuid[]))
         update connection set stock_basis = $1 where organization_id = argosy.tenant() and id = $4`,
        [basis, shared, [200, 207, 9000].map((n) => id(LISTING, n)), STORE],
      );
    await show("available_plus_open_orders", "one");
    await calculateDesiredStock(tx, some);
    await show("available", null);
  },
  "customers like a few others": (tx) =>
    findDuplicates(
      tx,
      [1, 2, 3].map((n) => id(PERSON, n)),
      now,
    ),
  "suggested duplicates": (tx) => listDuplicates(tx, { limit: 50 }),
  "who ordered": (tx) =>
    resolveCustomers(
      tx,
      [{ contact: { name: "Person 7", email: "c7@example.test", quality: "real" }, connectionId: null, at: now }],
      now,
    ),
  "one customer": (tx) => getCustomer(tx, id(PERSON, 7)),
  "who holds more than there is": async (tx) => {
    await isOverpromised(tx, some);
  },
  "who waits for stock": (tx) => serveShortLines(tx, { variantIds: some, now }),
  "levels a channel showed": (tx) =>
    observeLevels(tx, {
      connectionId: STORE,
      levels: [{ extKey: "v500", location: "", available: 3, at: now }],
      now,
    }),
  "the variant of a new channel item": (tx) => findMatches(tx, { listingIds: [id(LISTING, 50)] }),
  "an order made here, by SKU": (tx) => createOrder(tx, { ...order, actor: systemActor, now }),
  orders: (tx) => listOrders(tx, {}),
  "orders by the platform's number": (tx) => listOrders(tx, { search: "#19999" }),
  "orders by e-mail address": (tx) => listOrders(tx, { search: "c777@example.test" }),
  "an order by its number": (tx) => listOrders(tx, { number: "sh-777" }),
  "orders by SKU": (tx) => listOrders(tx, { search: "sku-777" }),
  levels: (tx) => listLevels(tx, {}),
  "levels from the newest on": (tx) => twoPages((cursor) => listLevels(tx, { sort: "newest", cursor })),
  "levels by SKU": (tx) => twoPages((cursor) => listLevels(tx, { sort: "sku", cursor })),
  "products by name": (tx) => twoPages((cursor) => listProducts(tx, { sort: "title", cursor })),
  "products by last change": (tx) => twoPages((cursor) => listProducts(tx, { sort: "updated", cursor })),
  "products from the oldest on": (tx) => twoPages((cursor) => listProducts(tx, { sort: "oldest", cursor })),
  "customers from the oldest on": (tx) => twoPages((cursor) => listCustomers(tx, { sort: "oldest", cursor })),
  "customers by name": (tx) => twoPages((cursor) => listCustomers(tx, { sort: "name", cursor })),
  "customers from the last name": (tx) => twoPages((cursor) => listCustomers(tx, { sort: "lastName", cursor })),
  "customers by their last order": (tx) => twoPages((cursor) => listCustomers(tx, { sort: "latestOrder", cursor })),
  "customers who ordered longest ago": (tx) =>
    twoPages((cursor) => listCustomers(tx, { sort: "earliestOrder", cursor })),
  "sync log from the oldest on": (tx) => twoPages((cursor) => listSyncLog(tx, { sort: "oldest", cursor })),
  "conflicts from the oldest on": (tx) => twoPages((cursor) => listConflicts(tx, { sort: "oldest", cursor })),
  "alerts from the oldest on": (tx) => twoPages((cursor) => listAlerts(tx, { sort: "oldest", now, cursor })),
  "channel items from the newest on": (tx) => twoPages((cursor) => listListings(tx, { sort: "newest", cursor })),
  "history from the oldest on": (tx) => twoPages((cursor) => listStockHistory(tx, { sort: "oldest", cursor })),
  "levels to order again": (tx) => listLowStock(tx),
  "levels to order again from the least scarce": (tx) => listLowStock(tx, { sort: "leastScarce" }),
  "levels left out of stock sync": (tx) => listLevels(tx, { undecided: true }),
  "levels of some variants": (tx) => listLevels(tx, { variantIds: some }),
  "levels that became low": (tx) => findLowStockNews(tx, some),
  "a level's history": (tx) => listStockHistory(tx, { variantId: id(VARIANT, 300), locationId: PLACE }),
  "history of an order": (tx) => listStockHistory(tx, { orderId: id(ORDER, 300) }),
  "history by reference": (tx) => listStockHistory(tx, { reference: "PI-7" }),
  "history by an order's number": (tx) => listStockHistory(tx, { reference: "SH-300" }),
  "a variant's history": (tx) => listStockHistory(tx, { variantId: id(VARIANT, 300) }),
  "orders by a common word": (tx) => listOrders(tx, { search: "thing" }),
  "orders by the start of many words": (tx) => listOrders(tx, { search: "sku-1" }),
  "orders by two words": (tx) => listOrders(tx, { search: "thing person" }),
  "orders of one status and store": (tx) => listOrders(tx, { status: ["completed"], storeIds: [STORE] }),
  "orders of a status nothing has": (tx) => listOrders(tx, { status: ["on_hold"], fulfilment: ["fulfilled"] }),
  "orders by total": (tx) => listOrders(tx, { sort: "total" }),
  "orders by last change": (tx) => listOrders(tx, { sort: "updated" }),
  "orders from the oldest on": (tx) => listOrders(tx, { sort: "oldest" }),
  "orders of one state": (tx) => listOrders(tx, { state: ["to_ship"], sort: "oldest" }),
  "orders counted by tab": (tx) => countTabs(tx, now),
  "orders of one unit to ship": (tx) => listOrders(tx, { toShip: true, isSingleItem: true, sort: "due" }),
  "orders with a label to print": (tx) => listOrders(tx, { toPrint: true, sort: "oldest" }),
  "orders of a courier": (tx) => listOrders(tx, { courierIds: [STORE], sort: "due" }),
  "orders by courier and country": (tx) => groupOrders(tx),
  "orders by when they are due": (tx) => listOrders(tx, { sort: "due" }),
  "orders that are late": (tx) => listOrders(tx, { late: { is: true, at: now }, sort: "due" }),
  "orders a packer names": (tx) =>
    shipMany(tx, {
      parcels: ["SH-300", "#301", "302"].map((order) => ({ order, trackingNumbers: [] })),
      notifyCustomer: false,
      evenIfShort: false,
      dryRun: true,
      idempotencyKey: "plans",
      actor: systemActor,
      now,
    }),
  "orders counted by status": (tx) => countOrders(tx, {}),
  "variants by a word": (tx) => listVariants(tx, { text: "product 77" }),
  "a variant by SKU": (tx) => listVariants(tx, { sku: "SKU-300" }),
  "channel items of a small channel": (tx) => listListings(tx, { connectionId: SMALL }),
  "channel items of a small channel from the newest on": (tx) =>
    listListings(tx, { connectionId: SMALL, sort: "newest" }),
  "channel items of a channel, from either end": async (tx) => {
    await twoPages((cursor) => listListings(tx, { connectionId: STORE, cursor }));
    await twoPages((cursor) => listListings(tx, { connectionId: STORE, sort: "newest", cursor }));
  },
  campaigns: (tx) => twoPages((cursor) => listCampaigns(tx, { cursor })),
  "campaigns from the last name": (tx) => twoPages((cursor) => listCampaigns(tx, { sort: "lastName", cursor })),
  "mappings to make": (tx) => listListings(tx, { connectionId: STORE, state: "unmapped" }),
  "webhook events": (tx) => listIncomingEvents(tx, { connectionId: STORE }),
  "webhook events that failed": (tx) => listIncomingEvents(tx, { connectionId: STORE, status: "failed" }),
  "webhook events of a rare kind": (tx) => listIncomingEvents(tx, { connectionId: STORE, kind: "privacy" }),
  "polled orders no delivery told of": (tx) =>
    countGaps(tx, STORE, [{ orderKey: "none", number: "none", placedAt: new Date(0) }], now),
  "webhook events of one order": (tx) => listIncomingEvents(tx, { connectionId: STORE, ref: "777" }),
  "webhook events from their first": (tx) => listIncomingEvents(tx, { connectionId: STORE, sort: "oldest" }),
  "the sync log": (tx) => listSyncLog(tx, { connectionId: STORE }),
  alerts: (tx) => listAlerts(tx, { now }),
  "open alerts": (tx) => listAlerts(tx, { state: "open", now }),
  "the home page": (tx) => homeFigures(tx, now),
  "a sales report": (tx) =>
    salesReport(tx, {
      calendar: { zone: "UTC", currency: "USD", today: "2026-01-20", isCounting: false },
      range: { from: "2026-01-02", to: "2026-01-14" },
      compare: true,
      now,
    }),
  conflicts: (tx) => listConflicts(tx, {}),
  settlements: (tx) => twoPages((cursor) => listSettlements(tx, { cursor })),
  "settlements from their first": (tx) => twoPages((cursor) => listSettlements(tx, { cursor, sort: "oldest" })),
  "settlements of a channel": (tx) => twoPages((cursor) => listSettlements(tx, { storeId: STORE, cursor })),
  "lines of a settlement": (tx) =>
    twoPages((cursor) => listSettlementLines(tx, { settlementId: id(PAYOUT, 7), cursor })),
  "what was paid otherwise": (tx) => twoPages((cursor) => listCases(tx, { cursor })),
  "what was paid otherwise, from its first": (tx) => twoPages((cursor) => listCases(tx, { cursor, sort: "oldest" })),
  "what is open of it, from its first": (tx) =>
    twoPages((cursor) => listCases(tx, { state: "open", cursor, sort: "oldest" })),
  "what is open of it": (tx) => twoPages((cursor) => listCases(tx, { state: "open", cursor })),
  "what is open of it at a channel": (tx) =>
    twoPages((cursor) => listCases(tx, { state: "open", storeId: STORE, cursor })),
  "what is open of it by kind": (tx) => twoPages((cursor) => listCases(tx, { state: "open", kind: "unpaid", cursor })),
  "what is open of it in a settlement": (tx) =>
    twoPages((cursor) => listCases(tx, { state: "open", settlementId: id(PAYOUT, 7), cursor })),
  "what was paid otherwise of an order": (tx) => listCases(tx, { orderId: id(ORDER, 7) }),
  "orders compared with their statements": (tx) =>
    reconcile(
      tx,
      [300, 301, 302].map((n) => id(ORDER, n)),
      now,
    ),
  "alerts of an hour": (tx) => hours((requested) => listAlerts(tx, { ...requested, now })),
  "conflicts of an hour": (tx) => hours((requested) => listConflicts(tx, requested)),
  "what was paid otherwise, found in an hour": (tx) => hours((requested) => listCases(tx, requested)),
  "lines of an hour": (tx) =>
    hours((requested) => listSettlementLines(tx, { ...requested, settlementId: id(PAYOUT, 7) })),
  "webhook events of a time without any": (tx) => listIncomingEvents(tx, { connectionId: STORE, to: now }),
  "customers of a time without any": (tx) => listCustomers(tx, { from: now }),
  "open conflicts of a store": (tx) => listConflicts(tx, { storeId: STORE, state: "open" }),
};

/** Parts of a count in one statement: each reads no more entries of an index than it tells exactly (decision 347). */
const COUNTS: Readonly<Record<string, number>> = {
  "orders counted by status": 1,
  "orders counted by tab": 5,
  "the home page": 1,
};

test.each(Object.entries(queries))("%s: a few rows are read, however large the shop", async (name, work) => {
  const worst = await mostRowsRead(work);
  expect(worst.rows, worst.text).toBeLessThan(MOST_ROWS + (COUNTS[name] ?? 0) * (COUNTED + 1));
});

/** The lists as they are asked for their totals; how many tables each row is looked up in. */
const totals: Readonly<Record<string, readonly [tables: number, read: (tx: Tx) => Promise<Page<unknown>>]>> = {
  alerts: [1, (tx) => listAlerts(tx, { now, total: true })],
  "channel items": [2, (tx) => listListings(tx, { connectionId: STORE, total: true })],
  campaigns: [1, (tx) => listCampaigns(tx, { total: true })],
  conflicts: [1, (tx) => listConflicts(tx, { total: true })],
  customers: [1, (tx) => listCustomers(tx, { total: true })],
  levels: [5, (tx) => listLevels(tx, { total: true })],
  movements: [1, (tx) => listStockHistory(tx, { total: true })],
  orders: [1, (tx) => listOrders(tx, { total: true })],
  "orders by words": [1, (tx) => listOrders(tx, { search: "thing person", total: true })],
  products: [1, (tx) => listProducts(tx, { total: true })],
  settlements: [1, (tx) => listSettlements(tx, { total: true })],
  "the sync log": [1, (tx) => listSyncLog(tx, { total: true })],
  "webhook events": [1, (tx) => listIncomingEvents(tx, { connectionId: STORE, total: true })],
  "what was paid otherwise": [1, (tx) => listCases(tx, { total: true })],
};

test.each(Object.entries(totals))("the total of %s reads no more than it tells", async (_, [tables, read]) => {
  const worst = await mostRowsRead(read);
  expect(worst.rows, worst.text).toBeLessThan(MOST_ROWS + tables * (COUNTED + 1));
  const { total } = await db.database.tenant(organization, read);
  expect(total?.count).toBeGreaterThan(0);
  if (total?.more) expect(total.count).toBe(COUNTED);
});

test("a count of many is exact to 10,000 and says that there are more", async () => {
  const counts = await db.database.tenant(organization, (tx) => countOrders(tx, {}));
  const { owner } = db;
  const stored = await owner.rows<{ status: string; count: number }>(
    "select status, count(*)::int as count from sales_order where organization_id = $1 group by 1",
    [organization],
  );
  expect(stored.some(({ count }) => count > 1_000)).toBe(true);
  for (const { status, count } of stored)
    expect(counts[status]).toEqual({ count: Math.min(count, COUNTED), more: count > COUNTED });
});

test("an order is found by the number on the platform with or without its sign, by its start, and by SKU in any case [E1.8]", async () => {
  const found = (search: string) =>
    db.database.tenant(organization, async (tx) => (await listOrders(tx, { search })).items.map((each) => each.number));
  expect(await found("#19999")).toEqual(["SH-19999"]);
  expect(await found("19999")).toEqual(["SH-19999"]);
  expect(await found("sh-1999")).toHaveLength(11);
  expect(await found("SKU-777")).toHaveLength(11);
  expect(await found("SKU-777 sh-777 c777@")).toEqual(["SH-777"]);
  expect(await found("C777@example.test")).toEqual(["SH-777"]);
  expect(await found("PERSON 77")).toHaveLength(11);
  expect(await found("%")).toEqual([]);
});
