/** Profits as they are kept: whatever changes, what stands there is what working all of it out anew gives. */
import { expect, test } from "vitest";
import type { Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { runsOf } from "../../db/testing-runs.ts";
import { rebuildProfit } from "./due.ts";
import { SUM_COLUMNS } from "./rungs.ts";
import { putProfitSettings } from "./settings.ts";
import { profitWorld } from "./testing.ts";

const db = fixture(testDatabase);

const TABLES = {
  order_profit: "order_id",
  line_profit: "order_id, line_id",
  order_cost: "order_id, n",
  profit_share: "order_id, kind",
  profit_day: "day, channel_id",
  profit_rest: "day, channel_id, kind",
  profit_item_day: "day, variant_id, channel_id",
  profit_origin_day: "day, origin, channel_id",
  profit_cohort_day: "day, cohort, channel_id",
};

async function everything(tx: Tx): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {};
  for (const [table, order] of Object.entries(TABLES))
    all[table] = await tx.rows(
      `select * from argosy.${table} where organization_id = argosy.tenant() order by ${order}`,
      [],
    );
  return all;
}

const differences = (some: string, by: string, other: string) =>
  SUM_COLUMNS.map(
    ({ column }) => `
      select '${column}' as what, ${by} as of, sum(x) as left_over
      from (${some.replaceAll("AMOUNT", column)} union all ${other.replaceAll("AMOUNT", column)}) d
      group by ${by} having sum(x) <> 0`,
  ).join(" union all ");

/** Sums of days and channels that another way to tell orders apart does not add up to. */
function dayBy(tx: Tx, table: string): Promise<unknown[]> {
  const mine = "where organization_id = argosy.tenant()";
  return tx.rows(
    differences(
      `select (day, channel_id)::text as k, AMOUNT as x from argosy.profit_day ${mine}`,
      "k",
      `select (day, channel_id)::text as k, -AMOUNT as x from argosy.${table} ${mine}`,
    ),
    [],
  );
}

/** Amounts that do not add up: lines to orders, orders to days and channels, items to days, shares to orders. */
async function unequal(tx: Tx): Promise<unknown[]> {
  const mine = "where organization_id = argosy.tenant()";
  return [
    ...(await tx.rows(
      differences(
        `select order_id as k, AMOUNT as x from argosy.order_profit ${mine}`,
        "k",
        `select order_id as k, -AMOUNT as x from argosy.line_profit ${mine}`,
      ),
      [],
    )),
    ...(await tx.rows(
      differences(
        `select (recognised_on, channel_id)::text as k, AMOUNT as x from argosy.order_profit ${mine}
           and recognised_on is not null`,
        "k",
        `select (day, channel_id)::text as k, -AMOUNT as x from argosy.profit_day ${mine}`,
      ),
      [],
    )),
    ...(await tx.rows(
      differences(
        `select (day, channel_id)::text as k, AMOUNT as x from argosy.profit_day ${mine}`,
        "k",
        `select (day, channel_id)::text as k, -AMOUNT as x from argosy.profit_item_day ${mine}`,
      ),
      [],
    )),
    ...(await dayBy(tx, "profit_origin_day")),
    ...(await dayBy(tx, "profit_cohort_day")),
    ...(await tx.rows(
      `select p.order_id, p.ads_minor, p.own_ads_minor, s.ads
       from argosy.order_profit p
       left join lateral (select coalesce(sum(amount_minor), 0) as ads from argosy.profit_share s
         where s.organization_id = argosy.tenant() and s.order_id = p.order_id and s.kind = 'ads') s on true
       where p.organization_id = argosy.tenant() and p.ads_minor <> p.own_ads_minor + s.ads`,
      [],
    )),
  ];
}

test.each([
  ["America/New_York", 11, runsOf({ few: 1_900, many: 4_000 })],
  ["Africa/Cairo", 22, runsOf({ few: 1_700, many: 3_000 })],
  ["Europe/Berlin", 33, runsOf({ few: 1_600, many: 3_000 })],
])(
  "profit after random changes in %s is what a rebuild gives, and all of it adds up [H2]",
  async (zone, seed, acts) => {
    const world = await profitWorld(db, { zone, seed });
    for (let n = 0; n < acts; n += 1) {
      await world.act();
      if (n % 97 === 0) await world.count();
    }
    await world.count();
    expect(await world.run(unequal)).toEqual([]);
    const stored = await world.run(everything);
    expect(stored.order_profit?.length).toBeGreaterThan(100);
    expect(stored.profit_share?.length).toBeGreaterThan(10);
    expect(new Set(stored.profit_cohort_day?.map((row) => String(Object(row).cohort))).size).toBeGreaterThan(2);
    await world.run(async (tx) => {
      for (const table of [
        ...["profit_day", "profit_item_day", "profit_origin_day", "profit_cohort_day"],
        ...["profit_rest", "order_profit"],
      ])
        await tx.run(`delete from argosy.${table} where organization_id = argosy.tenant()`, []);
      await rebuildProfit(tx);
    });
    await world.count();
    const again = await world.run(everything);
    for (const table of Object.keys(TABLES)) expect(again[table], table).toEqual(stored[table]);
  },
  600_000,
);

test("a rebuild puts right what stands wrongly, and leaves the rows that are right as they are", async () => {
  const world = await profitWorld(db, { zone: "Europe/Berlin", seed: 44 });
  for (let n = 0; n < 600; n += 1) await world.act();
  await world.count();
  const stored = await world.run(everything);
  const written = (tx: Tx) =>
    tx.rows<{ row: string }>(
      ["order_profit", "line_profit", "order_cost"]
        .map((table) => `select tableoid::regclass || xmin::text || ctid::text as row from argosy.${table}`)
        .join(" union all "),
    );
  const before = new Set((await world.run(written)).map(({ row }) => row));
  expect(before.size).toBeGreaterThan(200);
  const mend = async () => {
    await world.run(rebuildProfit);
    await world.count();
  };
  await mend();
  expect((await world.run(written)).filter(({ row }) => !before.has(row))).toEqual([]);
  await world.run(async (tx) => {
    const third = "where organization_id = argosy.tenant() and get_byte(uuid_send(order_id), 15) % 3";
    await tx.run(`update argosy.line_profit set gross_minor = gross_minor + 1, ads_minor = ads_minor + 5 ${third} = 0`);
    await tx.run(`update argosy.order_cost set amount_minor = 7 ${third} = 0`);
    await tx.run(`delete from argosy.order_cost ${third} = 1`);
    await tx.run(`update argosy.order_profit set refund_minor = refund_minor + 3, overhead_minor = 9 ${third} = 2`);
  });
  expect((await world.run(everything)).order_cost).not.toEqual(stored.order_cost);
  await mend();
  const again = await world.run(everything);
  for (const table of Object.keys(TABLES)) expect(again[table], table).toEqual(stored[table]);
});

test.each([
  ["America/New_York", "2026-03-08", 23],
  ["America/New_York", "2026-11-01", 25],
  ["Europe/Berlin", "2026-03-29", 23],
  ["Europe/Berlin", "2026-10-25", 25],
  ["Africa/Cairo", "2026-04-24", 23],
  ["Africa/Cairo", "2026-10-29", 25],
])("profit in %s of the day clocks change, %s, has the orders of its %i hours", async (zone, day, hours) => {
  const world = await profitWorld(db, { zone, seed: 7 });
  const settings = { recognition: "booked", spread: "revenue", adTaxPercent: "0", courierTaxPercent: "0" } as const;
  await world.run((tx) => putProfitSettings(tx, { ...settings, hasInputCredit: false }));
  const local = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
  const requested: Record<string, number> = {};
  for (let hour = -30; hour < 54; hour += 1) {
    const at = new Date(Date.parse(`${day}T00:30:00Z`) + hour * 3_600_000);
    requested[local.format(at)] = (requested[local.format(at)] ?? 0) + 1;
    await db.owner.run("update argosy.sales_order set placed_at = $2 where id = $1", [await world.order(), at]);
  }
  await world.count();
  const rows = await world.run((tx) =>
    tx.rows<{ day: string; orders: number }>(
      `select day::text, sum(orders)::int as orders from argosy.profit_day
       where organization_id = argosy.tenant() group by day order by day`,
    ),
  );
  expect(Object.fromEntries(rows.map((row) => [row.day, row.orders]))).toEqual(requested);
  expect(requested[day]).toBe(hours);
});
