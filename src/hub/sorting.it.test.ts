/** Every list from either end: page by page the same rows, the other way round, and as many as its total says. */
import { beforeAll, expect, test } from "vitest";
import type { OrganizationId } from "../commerce/ids.ts";
import type { Tx } from "../db/database.ts";
import { testDatabase } from "../db/testing.ts";
import { fixture } from "../db/testing-fixtures.ts";
import { filling, ids } from "../db/testing-rows.ts";
import { listOrganizations } from "./admin/organizations.ts";
import { listUsers } from "./admin/users.ts";
import { listAlerts } from "./alerts/alerts.ts";
import { listAudit } from "./audit/audit.ts";
import { listHubAudit } from "./audit/operator-actions.ts";
import { listProducts, listVariants } from "./catalog/list.ts";
import { listConflicts } from "./conflicts/conflicts.ts";
import { listCustomers } from "./customers/customers.ts";
import { listImports } from "./imports/imports.ts";
import { listStockHistory } from "./inventory/history.ts";
import { listLevels } from "./inventory/levels.ts";
import { listLowStock } from "./inventory/low-stock.ts";
import { listInvoices } from "./invoices/read.ts";
import { listListings } from "./listings/listings.ts";
import { listCampaigns } from "./marketing/campaigns.ts";
import { listReturns } from "./orders/returns/return-view.ts";
import type { Page } from "./paging.ts";
import { listReserved } from "./reservations/read.ts";
import { listRuns } from "./runs/runs.ts";
import { listShipments } from "./shipping/list.ts";
import { listCounts } from "./stock-documents/read-counts.ts";
import { listDocuments } from "./stock-documents/read-documents.ts";
import { listHolds } from "./stock-holds/stock-holds.ts";
import { listStores } from "./stores/stores.ts";
import { listSyncLog } from "./sync-log/sync-log.ts";

const ROWS = 7;
const now = new Date("2026-11-20T12:00:00Z");
const id = (kind: number, n: string | number) => `'0000000${kind}-0000-7000-8000-${String(n).padStart(12, "0")}'::uuid`;
/** Two rows a time: what stands beside the id has to tell them apart. */
const AT = "timestamptz '2026-11-01' + (i / 2) * interval '1 hour'";
/** So are two names, but for a capital. */
const NAME = "case when i % 2 = 0 then 'Product ' else 'product ' end || i / 2";

let organization: OrganizationId;

const db = fixture(testDatabase);
beforeAll(async () => {
  organization = await db.newOrganization();
  const fill = filling(organization, ROWS);
  const [index, store] = [id(1, 1), id(2, 1)];
  await db.owner.run(`begin; set local session_replication_role = replica;
    insert into argosy.location (organization_id, id, name, code, is_default)
    values ('${organization}', ${index}, 'Main', 'main', true);
    ${fill(
      "connection",
      "id, kind, provider, code, name, state, webhook_key",
      `${ids(2)}, 'commerce', 'fakeshop', 's' || i, 'Shop', 'active', 'key' || i`,
    )}
    ${fill("product", "id, title, updated_at", `${ids(3)}, ${NAME}, ${AT}`)}
    ${fill("variant", "id, product_id, sku, currency", `${ids(4)}, ${ids(3)}, 'S' || i, 'USD'`)}
    insert into argosy.level (organization_id, variant_id, location_id, on_hand, reorder_point)
      select '${organization}', ${ids(4)}, ${index}, i, 9 from generate_series(1, ${ROWS}) as i where i % 3 <> 0;
    ${fill("customer", "id, name, last_order_at", `${ids(5)}, ${NAME}, ${AT}`)}
    ${fill(
      "movement",
      "variant_id, location_id, cause_kind, cause_ref, on_hand_delta, on_hand_after, reserved_after",
      `${id(4, 1)}, ${index}, 'set', i::text, 1, i, 0`,
    )}
    ${fill(
      "product_listing",
      "id, connection_id, ext_key, product_id, title",
      `${ids(6)}, ${store}, 'p' || i, ${ids(3)}, 'Product'`,
    )}
    ${fill(
      "listing",
      "id, connection_id, product_listing_id, ext_key, inventory_key, sku, state",
      `${ids(7)}, ${store}, ${ids(6)}, 'v' || i, 'i' || i, 'S' || i, 'unmapped'`,
    )}
    ${fill(
      "sales_order",
      "id, connection_id, ext_key, ext_number, number, status, financial, fulfilment, currency, placed_at",
      `${ids(8)}, ${store}, i::text, '#' || i, 'SH-' || i, 'completed', 'paid', 'fulfilled', 'USD', ${AT}`,
    )}
    ${fill(
      "order_return",
      "id, order_id, number, state, requested_by, created_at, updated_at",
      `${ids(9)}, ${ids(8)}, 'R' || i, 'requested', 'system', ${AT}, ${AT}`,
    )}
    ${fill(
      "sync_log",
      "connection_id, action, status, text, at",
      `${store}, 'receive_order', 'success', 'Order', ${AT}`,
    )}
    ${fill(
      "alert",
      "kind, severity, cause, title, text, first_at, last_at",
      `'x', 'info', i::text, 't', 't', ${AT}, ${AT}`,
    )}
    ${fill(
      "conflict",
      "connection_id, listing_id, field, policy, found_at",
      `${store}, ${ids(7)}, 'price', 'ask', ${AT}`,
    )}
    ${fill("run", "kind, requested_by", "'import', 'system'")}
    ${fill(
      "catalog_import",
      "name, shape, mapping, options, requested_by",
      `'I' || i, '{"format":"csv","rows":1,"columns":[],"notices":[]}', '[]', '{}', 'system'`,
    )}
    ${fill(
      "stock_count",
      "scope, number, location_id, created_at, created_by",
      `'all', 'SC-' || i, ${index}, ${AT}, 'system'`,
    )}
    ${fill(
      "stock_document",
      "kind, number, location_id, document_date, created_at, created_by, updated_at",
      `'adjustment', 'ADJ-' || i, ${index}, date '2026-11-01' + i / 2, ${AT}, 'system', ${AT}`,
    )}
    ${fill(
      "shipment",
      `id, order_id, connection_id, reference, idempotency_key, location_id, payment, value_minor, currency,
       tells_at, requested_by, created_at, updated_at`,
      `gen_random_uuid(), ${ids(8)}, ${store}, 'P' || i, 'k' || i, ${index}, 'prepaid', 100, 'EUR', 'booked',
       'system', ${AT}, ${AT}`,
    )}
    ${fill(
      "invoice_paper",
      `id, kind, series_id, year_starts_on, counted, number, issued_on, order_id, order_number, nth, buyer,
       currency, total_minor, paper, issued_at, issued_by`,
      `gen_random_uuid(), 'invoice', ${id(1, 9)}, '2026-01-01', i, 'A' || i, '2026-11-20', ${ids(8)},
       'SH-' || i, 1, 'b', 'USD', i / 2, '{}', ${AT}, 'system'`,
    )}
    ${fill(
      "campaign_channel",
      "connection_id, campaign_key, campaign_name, last_on",
      `${id(2, 1)}, 'c' || i, ${NAME}, date '2026-11-01'`,
    )}
    ${fill(
      "stock_reservation",
      "reference, variant_id, location_id, quantity, created_at, created_by",
      `'R' || i, ${ids(4)}, ${index}, 1, ${AT}, 'system'`,
    )}
    ${fill(
      "stock_hold",
      "connection_id, direction, state, items, of_listings, found_at",
      `${store}, 'out', 'ended', i, 9, ${AT}`,
    )}
    insert into argosy.hub_audit (at, actor, action, target_kind, target_id)
      select ${AT}, 'system', 'x', 'hub', 'y' from generate_series(1, ${ROWS}) as i;
    insert into auth."user" ("id", "name", "email")
      select 'u' || i, 'Person', 'p' || i || '@example.test' from generate_series(1, ${ROWS}) as i;
    insert into argosy.organization (organization_id, name, slug, created_at)
      select gen_random_uuid(), 'Shop', 'shop-' || i, ${AT} from generate_series(2, ${ROWS}) as i;
    ${fill(
      "audit",
      "seq, at, actor, action, target_kind, target_id, details, hash, previous_hash",
      `i, ${AT}, 'system', 'x', 'orders', 'y', '{}', ''::bytea, ''::bytea`,
    )}
    commit;`);
});

type RecordedRequest = {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly sort: never;
  readonly total?: boolean;
};
type Read = (tx: Tx, requested: RecordedRequest) => Promise<Page<unknown>>;

const lists: Readonly<Record<string, readonly [down: string, up: string, read: Read]>> = {
  alerts: ["newest", "oldest", (tx, requested) => listAlerts(tx, { ...requested, now })],
  audit: ["newest", "oldest", listAudit],
  campaigns: ["lastName", "name", listCampaigns],
  "channel items": ["newest", "oldest", listListings],
  channels: ["newest", "oldest", listStores],
  conflicts: ["newest", "oldest", listConflicts],
  "counts of stock": ["newest", "oldest", listCounts],
  customers: ["newest", "oldest", listCustomers],
  "customers by their last order": ["latestOrder", "earliestOrder", listCustomers],
  "customers by their name": ["lastName", "name", listCustomers],
  documents: ["newest", "oldest", listDocuments],
  "documents by their date": ["latest", "earliest", listDocuments],
  holds: ["newest", "oldest", listHolds],
  imports: ["newest", "oldest", listImports],
  invoices: ["newest", "oldest", listInvoices],
  "invoices by their total": ["largest", "smallest", listInvoices],
  levels: ["newest", "oldest", listLevels],
  "levels by their SKU": ["lastSku", "sku", listLevels],
  movements: ["newest", "oldest", listStockHistory],
  "movements of a variant": [
    "newest",
    "oldest",
    (tx, requested) => listStockHistory(tx, { ...requested, variantId: "00000004-0000-7000-8000-000000000001" }),
  ],
  parcels: ["newest", "oldest", listShipments],
  products: ["newest", "oldest", listProducts],
  "products by their name": ["lastTitle", "title", listProducts],
  "products by their last change": ["updated", "stalest", listProducts],
  returns: ["newest", "oldest", listReturns],
  runs: ["newest", "oldest", listRuns],
  "sync log": ["newest", "oldest", listSyncLog],
  "units programs keep back": ["newest", "oldest", listReserved],
  variants: ["newest", "oldest", listVariants],
};

/** What the operator of the hub sees, of all organizations. */
const operatorLists: Readonly<Record<string, readonly [down: string, up: string, read: Read]>> = {
  organizations: ["newest", "oldest", (_tx, requested) => listOrganizations(db.database, { ...requested, now })],
  users: ["lastEmail", "email", listUsers],
  "the operators' trail": ["newest", "oldest", listHubAudit],
};

const asTenant = <T>(work: (tx: Tx) => Promise<T>) => db.database.tenant(organization, work);
const asOperator = <T>(work: (tx: Tx) => Promise<T>) => db.database.operator(work);

async function all(read: Read, sort: string, as: typeof asTenant = asTenant): Promise<unknown[]> {
  const found: unknown[] = [];
  let cursor: string | undefined;
  const { total } = await as((tx) => read(tx, { limit: 2, sort: sort as never, total: true }));
  do {
    const page: Page<unknown> = await as((tx) => read(tx, { cursor, limit: 2, sort: sort as never }));
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(total).toEqual({ count: found.length, more: false });
  return found;
}

test.each(Object.entries(lists))("%s", async (_, [down, up, read]) => {
  const [fromAbove, fromBelow] = [await all(read, down), await all(read, up)];
  expect(fromAbove).toHaveLength(ROWS);
  expect(fromBelow).toEqual(fromAbove.toReversed());
});

test.each(Object.entries(operatorLists))("lists of the hub's operator are sorted: %s", async (_, [down, up, read]) => {
  const [fromAbove, fromBelow] = [await all(read, down, asOperator), await all(read, up, asOperator)];
  expect(fromAbove).toHaveLength(ROWS);
  expect(fromBelow).toEqual(fromAbove.toReversed());
});

test("low items are listed the scarcest or the least scarce first", async () => {
  const [least, most] = [await all(listLowStock, "leastScarce"), await all(listLowStock, "scarcest")];
  expect(most.length).toBeGreaterThan(3);
  expect(least).toEqual(most.toReversed());
});
