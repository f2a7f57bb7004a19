/**
 * What was there before the limits of function-limits.ts, sql-lines.ts and repeats.ts were held: by file the sizes of
 * functions and the number of long lines of SQL, and the number of repeated blocks. Nothing is added here, numbers only fall.
 */
import type { Exceptions } from "./function-limits.ts";

/** Lines of functions, the longest of a file first. */
export const LONG_FUNCTIONS: Exceptions = {
  "src/sandboxes/bigcommerce/shop.ts": [51],
  "src/sandboxes/custom_api/index.ts": [51],
  "src/sandboxes/custom_api/shop.ts": [53],
  "src/sandboxes/delhivery/fidelity.ts": [63],
  "src/sandboxes/delhivery/tracking.ts": [51],
  "src/connectors/kit/http/platform-limiter.ts": [85],
  "src/sandboxes/magento/controls.ts": [53],
  "src/sandboxes/medusa/controls.ts": [91, 61],
  "src/sandboxes/medusa/order-view.ts": [56],
  "src/connectors/meesho/part.ts": [60],
  "src/sandboxes/shippo/index.ts": [228],
  "src/sandboxes/shopee/controls.ts": [51],
  "src/sandboxes/vendure/catalog.ts": [74],
  "src/sandboxes/vendure/drafts.ts": [51],
  "src/sandboxes/vendure/controls.ts": [88, 59],
  "src/sandboxes/vendure/orders.ts": [54],
  "src/sandboxes/woocommerce/shop.ts": [61],
  "src/db/listener.ts": [62],
  "src/engine/apply/apply-changes.ts": [68],
  "src/engine/file-processes/channel-files.ts": [59],
  "src/engine/connections/connection-registry.ts": [190],
  "src/engine/index.ts": [183],
  "src/engine/lanes/lanes.ts": [189],
  "src/engine/outbound/stock/due-snapshots.ts": [60],
  "src/engine/incoming-webhooks/webhook-receiver.ts": [150],
  "src/http/samples.ts": [224, 99],
  "src/hub/paper-print/sheet.ts": [75],
  "src/hub/store-settings/patch-store.ts": [52],
  "src/start.ts": [55],
  "web/src/integrations/connect/choose.tsx": [56],
  "web/src/integrations/connect/connect.tsx": [62],
  "web/src/integrations/connect/credentials.tsx": [79],
  "web/src/inventory/count.tsx": [53],
  "web/src/invoices/card.tsx": [51],
  "web/src/invoices/seller-form.tsx": [93],
  "web/src/orders/fulfil-dialog.tsx": [55],
  "web/src/products/list-bulk.tsx": [55],
  "web/src/products/new-product.tsx": [51],
  "web/src/products/product.tsx": [81],
  "web/src/products/variants.tsx": [99],
  "web/src/purchasing/order.tsx": [53],
  "web/src/purchasing/receive-dialog.tsx": [51],
  "web/src/purchasing/supplier-dialog.tsx": [53],
  "web/src/reports/sales-chart.tsx": [51],
  "web/src/settings/endpoint-form.tsx": [66],
  "web/src/settings/webhook.tsx": [52],
  "web/src/shipping/ship.tsx": [54],
  "web/src/stores/allocation.tsx": [52],
  "web/src/stores/price-rule-dialog.tsx": [53],
  "web/src/stores/settings-tab.tsx": [60],
  "web/src/stores/sync-tab.tsx": [67],
};

/** Parameters of functions that take more than four. */
export const MANY_PARAMETERS: Exceptions = {
  "src/commerce/pricing.test.ts": [7],
  "src/connectors/amazon/product-put.ts": [5],
  "src/connectors/bigcommerce/order-refund.ts": [5],
  "src/connectors/bigcommerce/orders.test.ts": [5],
  "src/connectors/bigcommerce/promotions.test.ts": [5],
  "src/sandboxes/bigcommerce/order-life.ts": [5],
  "src/connectors/bigcommerce/subscriptions.ts": [5],
  "src/connectors/custom_api/classify.ts": [5],
  "src/connectors/custom_api/client.ts": [5],
  "src/connectors/easyorders/order-mapping.test.ts": [5],
  "src/connectors/kit/conformance/mutants/access.ts": [5],
  "src/connectors/kit/sandbox/server.ts": [6],
  "src/connectors/kit/testing/spec-graphql-answer.ts": [5, 5, 5, 5],
  "src/connectors/kit/testing/spec-json.test.ts": [5],
  "src/connectors/magento/order-commands.ts": [5, 5, 5],
  "src/connectors/magento/prices.ts": [5, 5],
  "src/connectors/magento/statuses.test.ts": [5, 5],
  "src/connectors/magento/statuses.ts": [5],
  "src/connectors/magento/stock.test.ts": [5],
  "src/connectors/medusa/client.ts": [5],
  "src/sandboxes/medusa/order-acts.ts": [5],
  "src/connectors/myntra/order-steps.ts": [5],
  "src/connectors/myntra/webhooks.test.ts": [6],
  "src/connectors/prestashop/order-read.test.ts": [6],
  "src/connectors/prestashop/order-read.ts": [5],
  "src/sandboxes/prestashop/write.ts": [5, 5, 5],
  "src/connectors/prestashop/stock-seed.ts": [5],
  "src/connectors/shopee/statuses.test.ts": [6],
  "src/connectors/shopify/order-mapping.test.ts": [7],
  "src/connectors/shopify/statuses.test.ts": [5],
  "src/connectors/squarespace/mapping.test.ts": [5, 5],
  "src/connectors/sylius/client.ts": [5],
  "src/connectors/tiktok_shop/money.test.ts": [5],
  "src/sandboxes/velocity/index.ts": [5],
  "src/connectors/wix/order-mapping.test.ts": [6, 6],
  "src/connectors/wix/order-refund.ts": [5],
  "src/sandboxes/wix/catalog.ts": [5, 5],
  "src/connectors/woocommerce/order-mapping.test.ts": [5, 5],
  "src/sandboxes/woocommerce/coupons.ts": [5],
  "src/engine/incoming-deliveries/delivery-lane.ts": [5],
  "src/engine/lanes/lane-result.ts": [5, 5],
  "src/engine/lanes/lanes.ts": [5],
  "src/engine/outbound/stock/read-back.it.test.ts": [5],
  "src/engine/outbound/stock/stock-race.it.test.ts": [5],
  "src/engine/outbound/stock/execute-decisions.ts": [5],
  "src/engine/sweeps/parked.ts": [5],
  "src/engine/journal/sync-journal.ts": [5],
  "src/engine/lanes/lane-claims.ts": [6],
  "src/engine/testing.ts": [5],
  "src/http/idempotency.ts": [5],
  "src/http/problem.ts": [6],
  "src/http/request-check.test.ts": [5],
  "src/hub/admin/users.ts": [5],
  "src/hub/content-comparison/fields.ts": [5],
  "src/hub/imports/fields.ts": [5],
  "src/hub/label-sheets/label-sheets.test.ts": [5],
  "test/support/secrets.ts": [5],
};

/** Lines of SQL over 120 characters: none. */
export const LONG_SQL: Readonly<Record<string, number>> = {};

/** Places with six or more lines that stand elsewhere too. */
export const REPEATED_BLOCKS = 79;

/** Types typed by hand beside a schema with the same fields, by file (twins.ts): a stock file's line is no order's line. */
export const TWINS: Readonly<Record<string, number>> = { "src/hub/channel-files/stock-files.ts": 1 };

/** Exports of the product that only tests name, and why they stand beside the code. */
export const NAMED_BY_TESTS: Readonly<Record<string, string>> = {
  "src/commerce/clock.ts: virtualClock": "the clock of tests, beside the system's",
  "src/connectors/custom_api/reference.ts: manifestReference": "writes the published schema, and a test compares it",
  "src/db/distributed/migration-statements.ts: refusalOf": "migrations are held to what a distributed database takes",
  "src/db/cached-plans.ts: cachePlansOf": "a process of tests meets more statements than a hub",
  "src/hub/analytics/count.ts: countAllDue": "all at once what the engine works off in turns",
  "src/hub/inventory/doctor.ts: checkLedger": "what has to hold whatever is done, asked of worlds of tests",
  "src/hub/inventory/doctor.ts: checkReservations": "as checkLedger",
  "src/hub/paper-print/layouts.ts: shapedTexts": "counts what is kept from being shaped twice",
  "src/hub/profit/due.ts: countAllProfitDue": "as countAllDue",
  "src/hub/search/index-due.ts: indexAllDue": "as countAllDue",
};

/**
 * What pages and comments name that is not of this repository: settings of PostgreSQL, Citus and other servers, names of
 * packages and platforms, and files that the generator of connectors writes.
 */
export const NAMES_OF_OTHERS: ReadonlySet<string> = new Set([
  "archive_timeout",
  "database_host",
  "database_name",
  "database_password",
  "database_port",
  "database_user",
  "described-calls.ts",
  "described-schemas.ts",
  "force_logical",
  "getAuthTables",
  "hot_standby",
  "hot_standby_feedback",
  "improved_shipment",
  "key_context",
  "pg_dump",
  "pg_read_all_stats",
  "sandbox-described.ts",
]);
