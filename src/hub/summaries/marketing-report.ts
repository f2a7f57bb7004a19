/** Spend beside what was sold and earned in the same days: what an order and a new customer cost, and what ads returned. */

import { z } from "zod";
import type { DayRange } from "../../commerce/days.ts";
import { daysOf } from "../../commerce/days.ts";
import { divideRounded } from "../../commerce/decimal.ts";
import { type Tx, together } from "../../db/database.ts";
import type { Calendar } from "../analytics/calendar.ts";
import { conversionParams, factors } from "../analytics/figures.ts";
import { type Channel, channelsOf, salesReport } from "../analytics/sales.ts";
import { type Answered, id, minorUnits, typed } from "../answer-schemas.ts";
import { MAPPED_SPEND } from "../marketing/mapped-spend.ts";
import { SOLD_MINOR } from "../orders/sold-total.ts";
import { profitReport } from "../profit/report.ts";

const figuresFields = {
  spendMinor: minorUnits.describe("without the tax platforms bill on top"),
  netMinor: minorUnits.describe("net revenue of the orders placed in these days, as in the report of sales"),
  orders: z.int(),
  newCustomers: z.int().describe("whose first paid order, of all channels, is of these days"),
  newMinor: minorUnits.describe("of those first orders"),
  cm2Minor: minorUnits.describe("profit before advertising, of the orders that count in these days"),
  cm2Percent: z.number().nullable(),
  claimedOrders: z.number().describe("by the platforms' own count"),
  claimedMinor: minorUnits,
  cpaMinor: minorUnits.nullable().describe("spend an order"),
  cacMinor: minorUnits.nullable().describe("spend a new customer"),
  claimedRoas: z.number().nullable().describe("claimed value / spend of what claims any"),
  mer: z.number().nullable().describe("net revenue / spend"),
  newMer: z.number().nullable().describe("revenue of first orders / spend"),
  breakEvenRoas: z.number().nullable().describe("1 / CM2 margin: a return below it loses money"),
  poas: z.number().nullable().describe("CM2 / spend: above 1 the ads earn money"),
};

/** Amounts in the organization's currency. Ratios have two places; null where there is nothing to divide by. */
const marketingFiguresSchema = z.object(figuresFields).meta({ id: "MarketingFigures" });

export type MarketingFigures = Answered<typeof marketingFiguresSchema>;

export const marketingReportSchema = z
  .object({
    from: z.string(),
    to: z.string(),
    currency: z.string(),
    isCounting: z.boolean().describe("changes of the last moments are still being worked out"),
    total: marketingFiguresSchema,
    apart: z
      .array(z.object({ currency: z.string(), spendMinor: minorUnits }))
      .describe("spend without an exchange rate: in none of the figures"),
    /** With what was spent for all channels together in `sharedMinor`. The dearest first. */
    channels: z.array(
      typed<Channel & MarketingFigures>(
        z.object({
          storeId: id.nullable(),
          storeName: z.string().nullable(),
          provider: z.string().nullable(),
          ...figuresFields,
        }),
      ).meta({ id: "ChannelMarketing" }),
    ),
    sharedMinor: minorUnits.describe("spent for all channels together"),
    /** Every day of the range. */
    days: z.array(z.object({ day: z.string(), spendMinor: minorUnits, netMinor: minorUnits })),
  })
  .meta({ id: "MarketingReport" });

export type MarketingReport = Answered<typeof marketingReportSchema>;

export interface MarketingQuestion {
  readonly calendar: Calendar;
  readonly range: DayRange;
  readonly now: Date;
}

interface SpendRow {
  readonly day: string;
  readonly storeId: string | null;
  readonly currency: string;
  readonly isConverted: boolean;
  readonly spendMinor: bigint;
  readonly claimedOrders: number;
  readonly claimedMinor: bigint;
}

// In the currency's minor units; $4 has the places of currencies that have not two.
const SPENT = `
  with wanted as materialized (
    select s.day, s.channel_id, s.currency, sum(s.spend) as spend, sum(s.conversions) as conversions,
      sum(s.conversion_value) as claimed, power(10::numeric, coalesce(($4::jsonb->>s.currency)::int, 2)) as units
    from (${MAPPED_SPEND}) s
    where s.day between $5::date and $6::date
    group by s.day, s.channel_id, s.currency
  ), factor as materialized (${factors("wanted")})
  select w.day::text as day, w.channel_id as "storeId", w.currency, f.factor is not null as "isConverted",
    round(w.spend * w.units * coalesce(f.factor, 1))::bigint as "spendMinor",
    w.conversions::float8 as "claimedOrders",
    round(w.claimed * w.units * coalesce(f.factor, 1))::bigint as "claimedMinor"
  from wanted w join factor f using (day, currency)`;

interface NewRow {
  readonly storeId: string | null;
  readonly customers: number;
  readonly revenueMinor: bigint;
}

const PAID = `('paid', 'partially_paid', 'partially_refunded', 'refunded')`;

// One row a customer: the first order of the days, where none was paid before it.
const NEW = `
  with firsts as (
    select distinct on (o.customer_id) o.customer_id, o.connection_id, o.placed_at, o.currency,
      ${SOLD_MINOR} as sold_minor,
      (o.placed_at at time zone $2::text)::date as day
    from argosy.sales_order o
    where o.organization_id = argosy.tenant() and o.customer_id is not null
      and o.placed_at >= $5::date::timestamp at time zone $2::text
      and o.placed_at < ($6::date + 1)::timestamp at time zone $2::text
      and o.status <> 'cancelled' and o.financial in ${PAID}
    order by o.customer_id, o.placed_at
  ), wanted as materialized (
    select f.* from firsts f
    where not exists (
      select 1 from argosy.sales_order b
      where b.organization_id = argosy.tenant() and b.customer_id = f.customer_id and b.placed_at < f.placed_at
        and b.status <> 'cancelled' and b.financial in ${PAID})
  ), factor as materialized (${factors("wanted")})
  select w.connection_id as "storeId", count(*)::int as customers,
    coalesce(sum(round(w.sold_minor * f.factor)), 0)::bigint as "revenueMinor"
  from wanted w join factor f using (day, currency)
  group by w.connection_id`;

/** Grows with days, channels and the orders placed in these days. */
export async function marketingReport(tx: Tx, { calendar, range, now }: MarketingQuestion): Promise<MarketingReport> {
  const params = [...conversionParams({ ...calendar, now }), range.from, range.to];
  const [spent, news] = await together([tx.rows<SpendRow>(SPENT, params), tx.rows<NewRow>(NEW, params)]);
  const sales = await salesReport(tx, { calendar, range, compare: false, now });
  const profit = await profitReport(tx, { calendar, range, compare: false });
  const here = spent.filter(({ isConverted }) => isConverted);
  const ids = new Set(
    [...sales.stores, ...profit.channels]
      .map(({ storeId }) => storeId)
      .concat(here.flatMap(({ storeId }) => storeId ?? [])),
  );
  const names = await channelsOf(tx, ids);
  const channels = [...ids].map((storeId) => {
    const is = <Row extends { readonly storeId: string | null }>(row: Row) => row.storeId === storeId;
    const figures = figuresOf({
      spent: storeId === null ? [] : here.filter(is),
      news: news.filter(is),
      sold: sales.stores.find(is),
      earned: profit.channels.find(is),
    });
    const named = names.get(storeId) ?? { storeId, storeName: null, provider: null };
    return { ...named, ...figures };
  });
  return {
    ...range,
    currency: calendar.currency,
    isCounting: sales.isCounting || profit.isCounting,
    total: figuresOf({ spent: here, news, sold: sales.total, earned: profit.total }),
    apart: apartOf(spent),
    channels: channels.toSorted((a, b) => Number(b.spendMinor - a.spendMinor) || Number(b.netMinor - a.netMinor)),
    sharedMinor: sumOf(here.filter(({ storeId }) => storeId === null).map(({ spendMinor }) => spendMinor)),
    days: daysOf(range).map((day) => ({
      day,
      spendMinor: sumOf(here.filter((row) => row.day === day).map(({ spendMinor }) => spendMinor)),
      netMinor: sales.days.find((each) => each.day === day)?.netMinor ?? 0n,
    })),
  };
}

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);

interface Parts {
  readonly spent: readonly SpendRow[];
  readonly news: readonly NewRow[];
  readonly sold: { readonly netMinor: bigint; readonly orders: number } | undefined;
  readonly earned:
    | { readonly cm2Minor: bigint; readonly revenueMinor: bigint; readonly cm2Percent: number | null }
    | undefined;
}

function figuresOf({ spent, news, sold, earned }: Parts): MarketingFigures {
  const spendMinor = sumOf(spent.map((row) => row.spendMinor));
  const claiming = spent.filter(({ claimedMinor, claimedOrders }) => claimedMinor > 0n || claimedOrders > 0);
  const claimedMinor = sumOf(claiming.map((row) => row.claimedMinor));
  const newMinor = sumOf(news.map(({ revenueMinor }) => revenueMinor));
  const newCustomers = news.reduce((sum, { customers }) => sum + customers, 0);
  const { netMinor = 0n, orders = 0 } = sold ?? {};
  const { cm2Minor = 0n, revenueMinor = 0n, cm2Percent = null } = earned ?? {};
  return {
    ...{ spendMinor, netMinor, orders, newCustomers, newMinor, cm2Minor, cm2Percent, claimedMinor },
    claimedOrders: claiming.reduce((sum, row) => sum + row.claimedOrders, 0),
    cpaMinor: orders === 0 || spendMinor === 0n ? null : divideRounded(spendMinor, BigInt(orders)),
    cacMinor: newCustomers === 0 || spendMinor === 0n ? null : divideRounded(spendMinor, BigInt(newCustomers)),
    claimedRoas: ratioOf(claimedMinor, sumOf(claiming.map((row) => row.spendMinor))),
    mer: ratioOf(netMinor, spendMinor),
    newMer: ratioOf(newMinor, spendMinor),
    breakEvenRoas: cm2Minor > 0n ? ratioOf(revenueMinor, cm2Minor) : null,
    poas: ratioOf(cm2Minor, spendMinor),
  };
}

/** To two places, half away from zero; null where there is nothing to divide by. */
export function ratioOf(part: bigint, whole: bigint): number | null {
  return whole <= 0n ? null : Number(divideRounded(part * 100n, whole)) / 100;
}

function apartOf(spent: readonly SpendRow[]): MarketingReport["apart"] {
  const others = Map.groupBy(
    spent.filter(({ isConverted, spendMinor }) => !isConverted && spendMinor !== 0n),
    ({ currency }) => currency,
  );
  return [...others]
    .map(([currency, rows]) => ({ currency, spendMinor: sumOf(rows.map(({ spendMinor }) => spendMinor)) }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
