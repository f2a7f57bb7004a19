/** Reports of a small shop worked out by hand: campaigns, cohorts, products that lose money and why, what-if. */
import { beforeAll, expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { replaceSpend } from "../marketing/ad-spend.ts";
import { later, orderLine, orderPart, type TestStore, testShop } from "../orders/testing.ts";
import { profitByCampaign, profitByCohort } from "./campaigns.ts";
import { countAllProfitDue } from "./due.ts";
import { losingProducts, productWhatIf } from "./products.ts";
import { profitReport } from "./report.ts";
import { profitSettings, putProfitSettings } from "./settings.ts";

const now = new Date("2026-11-22T12:00:00Z");
const DAY = "2026-11-20";
const question = {
  calendar: { zone: "UTC", currency: "EUR", today: "2026-11-22", isCounting: false },
  range: { from: "2026-11-01", to: "2026-11-30" },
};
const ana = { name: "Ana", email: "ana@example.test", quality: "real" as const };

let store: TestStore;
const variants: Record<string, string> = {};
const count = () => countAllProfitDue(shop.run, now);

/** One unit of an item, shipped and paid. */
function sold(key: string, sku: string, price: bigint, more: Partial<OrderPart> & { readonly off?: bigint } = {}) {
  const { off = 0n, ...part } = more;
  const amounts = { unitPrice: (Number(price) / 100).toFixed(2), discountMinor: off, totalMinor: price - off };
  const line = orderLine({ variantKey: sku, quantity: 1, fulfilledQuantity: 1, ...amounts });
  return orderPart(key, { lines: [line], fulfilment: "fulfilled", ...part });
}

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
beforeAll(async () => {
  await db.owner.run("update argosy.organization set currency = 'EUR', zone = 'UTC' where organization_id = $1", [
    shop.organization,
  ]);
  store = await shop.newStore();
  for (const [sku, cost] of [
    ["mug", 900],
    ["lamp", 1_000],
    ["vase", 500],
  ] as const) {
    const id = await shop.newVariant(sku);
    await store.list(id, sku);
    await db.owner.run("update argosy.variant set cost_minor = $2 where id = $1", [id, cost]);
    variants[sku] = id;
  }
  const back = { key: "r", amountMinor: 2_000n, at: `${DAY}T15:00:00Z` };
  await store.apply([
    sold("old", "lamp", 3_000n, { contact: ana, placedAt: "2026-10-05T10:00:00Z" }),
    sold("a", "mug", 1_000n, { off: 200n, contact: ana, attribution: { source: "google", campaign: "WINTER" } }),
    sold("b", "lamp", 3_000n, { contact: ana }),
    sold("c", "vase", 2_000n, {
      attribution: { source: "direct" },
      refunds: [{ ...back, lines: [{ lineKey: "vase", quantity: 1, restocked: false }] }],
      financial: "refunded",
    }),
  ]);
  const day = { date: DAY, adSet: null, impressions: 0, clicks: 0, conversions: "0", conversionValue: "0" };
  const account = await db.owner.one<{ id: string }>(
    `insert into argosy.connection (organization_id, kind, provider, code, name, webhook_key)
     values ($1, 'marketing', 'sample', 'ads', 'Ads', 'ads') returning id`,
    [shop.organization],
  );
  await shop.run((tx) =>
    replaceSpend(tx, {
      connectionId: account.id,
      currency: "EUR",
      span: { from: DAY, to: DAY },
      days: [
        { ...day, campaign: { id: "1", name: "Winter" }, spend: "1" },
        { ...day, campaign: { id: "2", name: "Brand" }, spend: "3" },
      ],
      now,
    }),
  );
  await count();
});

test("campaigns earn what orders name them for, and their share of what nobody named; all rows are the total [H2]", async () => {
  const { total, campaigns, rest } = await shop.run(async (tx) => {
    const report = await profitReport(tx, { ...question, compare: false });
    return { total: report.total, ...(await profitByCampaign(tx, question, report.total)) };
  });
  // The lamp's 30 of revenue and 20 of CM2 are shared by spend, a quarter and three quarters.
  const reported = campaigns.map((row) => [row.campaign, row.orders, row.revenueMinor, row.cm2Minor, row.cm3Minor]);
  expect(reported).toEqual([
    ["Brand", 0, 2_250n, 1_500n, 1_200n],
    ["Winter", 1, 800n + 750n, -100n + 500n, 300n],
  ]);
  expect(campaigns.map(({ namedPercent }) => namedPercent)).toEqual([0, 51.6]);
  // The vase came by no campaign and went back broken.
  expect(rest).toEqual({ orders: 2, revenueMinor: 0n, cm2Minor: -500n, spendMinor: 0n, cm3Minor: -500n });
  expect(total).toMatchObject({ cm2Minor: 1_400n, adsMinor: 400n, cm3Minor: 1_000n });
});

test("a cohort is the month of the first order on any channel, also where an older order comes later or is cancelled", async () => {
  const cohorts = async () => {
    await count();
    const rows = await shop.run((tx) => profitByCohort(tx, question));
    return rows.map(({ cohort, orders, cm2Minor }) => [cohort, orders, cm2Minor]);
  };
  expect(await cohorts()).toEqual([
    ["2026-10", 2, 1_900n],
    [null, 1, -500n],
  ]);
  const other = await shop.newStore("Outlet");
  const older = sold("older", "x", 500n, { contact: ana, placedAt: "2026-08-31T23:59:59Z" });
  await other.apply([older]);
  expect(await cohorts()).toEqual([
    ["2026-08", 2, 1_900n],
    [null, 1, -500n],
  ]);
  await other.apply([later(older, 60, { status: "cancelled" })]);
  expect((await cohorts())[0]).toEqual(["2026-10", 2, 1_900n]);
});

test("products that lose money come with what takes more of their price than of others'", async () => {
  const { items } = await shop.run((tx) => losingProducts(tx, question));
  expect(items.map(({ sku }) => sku)).toEqual(["vase", "mug"]);
  const [vase, mug] = items;
  const why = (row: typeof vase) =>
    row?.reasons.map(({ kind, amountMinor, percent, usualPercent }) => [kind, amountMinor, percent, usualPercent]);
  // All of it was paid back, of everything sold a third.
  expect(why(vase)).toEqual([
    ["returns", 2_000n, 100, 33.3],
    ["cost", 500n, 25, 40],
  ]);
  expect(why(mug)?.map(([kind]) => kind)).toEqual(["cost", "discount", "ads"]);
  expect(why(mug)?.slice(0, 2)).toEqual([
    ["cost", 900n, 90, 40],
    ["discount", 200n, 20, 3.3],
  ]);
});

test("a forecast of another price, discount and ad budget gives a product's CM3", async () => {
  const ask = (change: Parameters<typeof productWhatIf>[2]) =>
    shop.run((tx) => productWhatIf(tx, { ...question, variantId: variants["lamp"] ?? "" }, change));
  const { now: asItWas } = await ask({});
  // Of 4.00 of advertising the lamp bears 30 of 38.
  expect(asItWas).toMatchObject({ units: 1, revenueMinor: 3_000n, cm1Minor: 2_000n });
  const { changed } = await ask({ priceMinor: 2_500n, discountPercent: "10", adsMinor: 100n });
  expect(changed).toMatchObject({ revenueMinor: 2_250n, cm1Minor: 1_250n, adsMinor: 100n, cm3Minor: 1_150n });
  expect(asItWas.cm3Minor).toBe(2_000n - asItWas.adsMinor);
});

test.each([
  // 4.00 for orders with a revenue of 8.00, 30.00 and, refunded in full, 0, which bears none.
  ["revenue", [0n, 84n, 316n]],
  ["orders", [0n, 200n, 200n]],
] as const)(
  "ad spend of a day is allocated by %s to its orders as the organization chooses [A1.8]",
  async (spread, ads) => {
    await shop.run(async (tx) => putProfitSettings(tx, { ...(await profitSettings(tx)), spread }));
    await count();
    const rows = await shop.run((tx) =>
      tx.rows<{ ads: bigint }>(
        `select ads_minor as ads
       from argosy.order_profit
       where organization_id = argosy.tenant() and recognised_on = $1
       order by ads_minor`,
        [DAY],
      ),
    );
    expect(rows.map(({ ads: minor }) => minor)).toEqual(ads);
  },
);
