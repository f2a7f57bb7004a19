/** Reports of profit read the days they are asked for, however many years and products are kept beside them. */
import { beforeAll, expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { mostRowsRead } from "../../db/testing-plans.ts";
import { listUnknownCosts } from "../costs/unknown-costs.ts";
import { profitByCampaign, profitByCohort } from "./campaigns.ts";
import { orderProfit } from "./order-profit.ts";
import { losingProducts, productWhatIf, profitBridge, profitByProduct } from "./products.ts";
import { profitReport } from "./report.ts";
import { SUM_COLUMNS } from "./rungs.ts";

const DAYS = 1_000;
const A_DAY = 20;
const RANGE_DAYS = 30;
/** Of a range: what is added up, and as much again for what stands beside it. */
const MOST_ROWS = 3 * RANGE_DAYS * A_DAY;

let organization: OrganizationId;
const CHANNEL = "01900000-0000-7000-8000-0000000000c1";
const id = (n: string) => `('01900000-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
const VARIANT = "01900000-0000-7000-8000-000000000007";
const ORDER = "01900000-0000-7000-8000-000000000007";

const db = fixture(testDatabase);
beforeAll(async () => {
  organization = await db.newOrganization();
  const sums = SUM_COLUMNS.map(({ column }) => column);
  const amounts = sums.map((column) =>
    column === "gross_minor" ? "100" : column === "cogs_minor" ? "110 - n % 20" : "0",
  );
  const fill = (table: string, columns: string, values: string) => `
    insert into argosy.${table} (organization_id, day, channel_id, ${columns}, ${sums.join(", ")})
    select '${organization}', date '2024-01-01' + d, '${CHANNEL}', ${values},
      ${amounts.join(", ")}
    from generate_series(0, ${DAYS - 1}) d, generate_series(1, ${A_DAY}) n;`;
  const one = fill(
    "profit_day",
    "orders, units, returned_units, without_rate, without_cost, without_fees, without_shipping, costs_minor, estimated_minor",
    "1, 1, 0, 0, 0, 0, 0, 1, 0",
  );
  const beside = "orders, units, returned_units, costs_minor, estimated_minor";
  await db.owner.run(`begin; set local session_replication_role = replica;
    insert into argosy.connection (organization_id, id, kind, provider, code, name, state, webhook_key)
    values ('${organization}', '${CHANNEL}', 'commerce', 'fakeshop', 'shop', 'Shop', 'active', 'key');
    ${one.replace(`generate_series(1, ${A_DAY}) n`, "generate_series(1, 1) n")}
    ${fill("profit_item_day", "variant_id, orders, units, returned_units", `${id("n")}, 1, 1, 0`)}
    ${fill("profit_origin_day", `origin, ${beside}`, "'c:' || n, 1, 1, 0, 1, 0")}
    ${fill("profit_cohort_day", `cohort, ${beside}`, "date '2024-01-01' + n * interval '1 month', 1, 1, 0, 1, 0")}
    insert into argosy.ad_spend (organization_id, connection_id, date, campaign_key, ad_set_key, campaign_name,
      ad_set_name, spend, currency, impressions, clicks, conversions, conversion_value, read_at)
    select '${organization}', '${CHANNEL}', date '2024-01-01' + d, n::text, '', 'Campaign ' || n, '', 1, 'USD', 0, 0, 0,
      0, now()
    from generate_series(0, ${DAYS - 1}) d, generate_series(1, ${A_DAY}) n;
    insert into argosy.sales_order (organization_id, id, connection_id, ext_key, ext_number, number, status, financial,
      fulfilment, currency, placed_at)
    select '${organization}', ${id("n")}, '${CHANNEL}', n::text, n::text, n::text, 'completed', 'paid', 'fulfilled',
      'USD', now() from generate_series(1, 20000) n;
    insert into argosy.order_line (organization_id, id, order_id, ext_key, variant_id, title, ordered_quantity,
      quantity, unit_price, total_minor)
    select '${organization}', ${id("n")}, ${id("n")}, '1', ${id("n % 50")}, 'Thing', 1, 1, 1, 100
    from generate_series(1, 20000) n;
    insert into argosy.line_cost (organization_id, line_id, order_id, variant_id, currency, quality, source, taken_at)
    select '${organization}', ${id("n")}, ${id("n")}, ${id("n % 50")}, 'USD', 'missing', 'none', now()
    from generate_series(1, 20000) n;
    insert into argosy.product (organization_id, id, title)
    select '${organization}', ${id("n")}, 'Product ' || n from generate_series(1, 5000) n;
    insert into argosy.variant (organization_id, id, product_id, sku, currency)
    select '${organization}', ${id("n")}, ${id("n")}, 'SKU-' || n, 'USD' from generate_series(1, 5000) n;
    commit;`);
  await db.owner.run("analyze");
}, 120_000);

const range = { from: "2026-01-01", to: "2026-01-30" };
const question = { calendar: { zone: "UTC", currency: "USD", today: "2026-02-01", isCounting: false }, range };
const total = (tx: Tx) => profitReport(tx, { ...question, compare: false });

const queries: Readonly<Record<string, (tx: Tx) => Promise<unknown>>> = {
  "profit by day and channel": (tx) => profitReport(tx, { ...question, compare: true }),
  "products by CM3": (tx) => profitByProduct(tx, { ...question, limit: 5 }),
  "products by revenue": (tx) => profitByProduct(tx, { ...question, sort: "revenue", limit: 5 }),
  "products by units": (tx) => profitByProduct(tx, { ...question, sort: "units", limit: 5 }),
  "products of one channel": (tx) => profitByProduct(tx, { ...question, storeIds: [CHANNEL] }),
  campaigns: async (tx) => profitByCampaign(tx, question, (await total(tx)).total),
  "campaigns of one channel": async (tx) =>
    profitByCampaign(tx, { ...question, storeIds: [CHANNEL] }, (await total(tx)).total),
  cohorts: (tx) => profitByCohort(tx, question),
  "products that lose money": (tx) => losingProducts(tx, { ...question, limit: 5 }),
  "what changed the margin": (tx) => profitBridge(tx, question, { from: "2025-12-01", to: "2025-12-31" }),
  "what-if of a product": (tx) => productWhatIf(tx, { ...question, variantId: VARIANT }, {}),
  "an order's profit": (tx) => orderProfit(tx, ORDER),
  "products sold without a cost": (tx) => listUnknownCosts(tx, { limit: 20 }),
};

test.each(Object.entries(queries))("%s: what is asked for is read, not all that is kept", async (_name, work) => {
  const worst = await mostRowsRead(db, organization, work);
  expect(worst.rows, worst.text).toBeLessThan(MOST_ROWS + 1_300);
});
