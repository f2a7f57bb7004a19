/** What advertising returned: measured beside claimed, by channel. */
import { beforeAll, expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import { newId } from "../../commerce/new-id.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { calendarOf } from "../analytics/calendar.ts";
import { countAllDue } from "../analytics/count.ts";
import { replaceSpend } from "../marketing/ad-spend.ts";
import { chooseChannel } from "../marketing/campaigns.ts";
import { addSpend } from "../marketing/manual-spend.ts";
import { adsAndShops } from "../marketing/samples.ts";
import { marketingReport, ratioOf } from "./marketing-report.ts";

const NOW = new Date("2026-11-22T06:00:00Z");
const RANGE = { from: "2026-11-15", to: "2026-11-21" };
const [ACCOUNT, SHOP, OUTLET, ANA, BEN] = [newId(NOW), newId(NOW), newId(NOW), newId(NOW), newId(NOW)];

let organization: OrganizationId;
const inside = <T>(work: Parameters<typeof db.database.tenant<T>>[1]) => db.database.tenant(organization, work);

interface Bought {
  readonly on: string;
  readonly at: string;
  readonly by: string | null;
  readonly minor: number;
  readonly currency?: string;
  readonly financial?: string;
}

async function buy({ on, at, by, minor, currency = "EUR", financial = "paid" }: Bought): Promise<void> {
  const id = newId(NOW);
  await inside((tx) =>
    tx.run(
      `insert into argosy.sales_order (
         organization_id, id, connection_id, ext_key, ext_number, number, status, financial, fulfilment, currency,
         customer_id, placed_at, total_minor)
       values (argosy.tenant(), $1::uuid, $2, $8, $8, $8, 'completed', $3, 'fulfilled', $4, $5, $6, $7)`,
      [id, on, financial, currency, by, at, minor, id],
    ),
  );
}

const db = fixture(testDatabase);
beforeAll(async () => {
  organization = await db.newOrganization();
  await db.owner.run("update argosy.organization set currency = 'EUR', zone = 'Africa/Cairo'");
  await adsAndShops(db, organization, { account: ACCOUNT, shop: SHOP, outlet: OUTLET });
  for (const [id, name] of [
    [ANA, "Ana"],
    [BEN, "Ben"],
  ])
    await inside((tx) =>
      tx.run("insert into argosy.customer (organization_id, id, name) values (argosy.tenant(), $1, $2)", [id, name]),
    );
  await inside((tx) =>
    tx.run(
      `insert into argosy.fx_rate (organization_id, id, base, quote, rate, valid_from, source, in_force, created_at)
       values (argosy.tenant(), $1, 'USD', 'EUR', 0.5, '2026-01-01', 'manual', true, now())`,
      [newId(NOW)],
    ),
  );
});

test("a report has spend, customers and returns of a week, to the cent", async () => {
  // Ana bought before on another channel; Ben is new, and an order of his that was never paid makes him no older.
  await buy({ on: OUTLET, at: "2026-10-01T10:00:00Z", by: ANA, minor: 5_000 });
  await buy({ on: SHOP, at: "2026-11-16T10:00:00Z", by: ANA, minor: 10_000 });
  await buy({ on: OUTLET, at: "2026-11-15T10:00:00Z", by: BEN, minor: 700, financial: "voided" });
  await buy({ on: SHOP, at: "2026-11-17T10:00:00Z", by: BEN, minor: 3_000 });
  await buy({ on: SHOP, at: "2026-11-18T10:00:00Z", by: BEN, minor: 2_000 });
  // In Cairo it is the 22nd already.
  await buy({ on: SHOP, at: "2026-11-21T22:30:00Z", by: null, minor: 90_000 });
  const day = { adSet: null, impressions: 0, clicks: 0, conversions: "2", conversionValue: "60" };
  await inside((tx) =>
    replaceSpend(tx, {
      connectionId: ACCOUNT,
      currency: "USD",
      span: RANGE,
      days: [
        { ...day, date: "2026-11-16", campaign: { id: "1", name: "Shop" }, spend: "30.01" },
        { ...day, date: "2026-11-17", campaign: { id: "2", name: "Brand" }, spend: "10" },
      ],
      now: NOW,
    }),
  );
  await inside((tx) => chooseChannel(tx, [{ accountId: ACCOUNT, campaignKey: "1" }], { by: "hand", channelId: SHOP }));
  const fair = { label: "Fair", date: "2026-11-20", channelId: null };
  await inside((tx) => addSpend(tx, { ...fair, amount: "5", currency: "EUR" }, NOW));
  await inside((tx) => addSpend(tx, { ...fair, amount: "7", currency: "GBP" }, NOW));
  await countAllDue((work) => db.database.tenant(organization, work, { kind: "derived" }));
  const report = await inside(async (tx) =>
    marketingReport(tx, { calendar: await calendarOf(tx, NOW), range: RANGE, now: NOW }),
  );
  expect(report.total).toMatchObject({
    // 30.01 and 10 dollars are 15.005, rounded 15.01, and 5 euros; 5 euros by hand.
    spendMinor: 2_501n,
    netMinor: 15_700n,
    orders: 4,
    newCustomers: 1,
    newMinor: 3_000n,
    claimedOrders: 4,
    claimedMinor: 6_000n,
    cpaMinor: 625n,
    cacMinor: 2_501n,
    // Of what claims anything: 60 / 20.01.
    claimedRoas: 3,
    mer: 6.28,
    newMer: 1.2,
  });
  expect(report.channels.find(({ storeId }) => storeId === SHOP)).toMatchObject({
    spendMinor: 1_501n,
    orders: 3,
    newCustomers: 1,
    mer: 9.99,
  });
  expect(report.sharedMinor).toBe(1_000n);
  expect(report.apart).toEqual([{ currency: "GBP", spendMinor: 700n }]);
  expect(report.days.map(({ spendMinor }) => spendMinor)).toEqual([0n, 1_501n, 500n, 0n, 0n, 500n, 0n]);
  const parts = report.channels.reduce((sum, { spendMinor }) => sum + spendMinor, report.sharedMinor);
  expect(parts).toBe(report.total.spendMinor);
});

test("a report without spend divides nothing", () => {
  expect([ratioOf(5n, 0n), ratioOf(5n, -1n), ratioOf(-5n, 2n), ratioOf(1n, 3n)]).toEqual([null, null, -2.5, 0.33]);
});
