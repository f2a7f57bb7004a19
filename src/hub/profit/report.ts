/** Profit of some days, by day and by channel, from their sums. */
import { z } from "zod";
import { type DayRange, daysOf, previousOf } from "../../commerce/days.ts";
import { divideRounded } from "../../commerce/decimal.ts";
import { type Tx, together } from "../../db/database.ts";
import type { Calendar } from "../analytics/calendar.ts";
import { NIL } from "../analytics/count.ts";
import { isSold } from "../analytics/own-sales.ts";
import { type Channel, channelsOf, requestedChannels } from "../analytics/sales.ts";
import type { Answered } from "../answer-schemas.ts";
import { SUM_COLUMNS } from "./rungs.ts";

export interface ProfitQuestion {
  readonly calendar: Calendar;
  readonly range: DayRange;
  /** Only these channels; null: orders made in the hub itself. */
  readonly storeIds?: readonly (string | null)[] | undefined;
}

/** Amounts of profit in the organization's currency, with what follows from them. Percents are of revenue. */
export interface ProfitFigures extends Readonly<Record<(typeof FIGURES)[number], bigint>> {
  readonly orders: number;
  readonly units: number;
  readonly returnedUnits: number;
  readonly cm1Percent: number | null;
  readonly cm2Percent: number | null;
  readonly cm3Percent: number | null;
}

const NAMED = [
  ["grossMinor", "gross"],
  ["discountMinor", "discount"],
  ["chargedMinor", "charged"],
  ["refundMinor", "refund"],
  ["taxMinor", "tax"],
  ["cogsMinor", "cogs"],
  ["commissionMinor", "commission"],
  ["paymentFeeMinor", "paymentFee"],
  ["shippingMinor", "shipping"],
  ["returnShippingMinor", "returnShipping"],
  ["codFeeMinor", "codFee"],
  ["packagingMinor", "packaging"],
  ["otherFeeMinor", "otherFee"],
  ["adsMinor", "ads"],
  ["overheadMinor", "overhead"],
] as const;
const FIGURES = [
  ...NAMED.map(([name]) => name),
  "revenueMinor",
  "cm1Minor",
  "sellingMinor",
  "cm2Minor",
  "cm3Minor",
] as const;

type SumName = (typeof NAMED)[number][1];
export type Sums = Readonly<Record<SumName, bigint>> & {
  readonly orders: number;
  readonly units: number;
  readonly returnedUnits: number;
};

/** SQL: the sums of rows `of` under the names of `Sums`. */
export const sumsOf = (of: string) =>
  [
    `coalesce(sum(${of}.orders), 0)::int as orders, argosy.int_sum(coalesce(sum(${of}.units), 0)) as units`,
    `argosy.int_sum(coalesce(sum(${of}.returned_units), 0)) as "returnedUnits"`,
    ...SUM_COLUMNS.map(({ name, column }) => `coalesce(sum(${of}.${column}), 0)::bigint as "${name}"`),
  ].join(", ");

/** A tenth of a per cent, half away from zero; null of nothing. */
export function percentOf(part: bigint, whole: bigint): number | null {
  if (whole <= 0n) return null;
  return Number(divideRounded(part * 1_000n, whole)) / 10;
}

/** Sums as the ladder shows them. */
export function figuresFrom(sums: Sums): ProfitFigures {
  const amounts = Object.fromEntries(NAMED.map(([name, of]) => [name, sums[of]])) as Record<
    (typeof NAMED)[number][0],
    bigint
  >;
  const revenueMinor = sums.gross - sums.discount + sums.charged - sums.refund;
  const cm1Minor = revenueMinor - sums.cogs;
  const executed = sums.shipping + sums.returnShipping + sums.packaging;
  const sellingMinor = sums.commission + sums.paymentFee + sums.codFee + sums.otherFee + executed;
  const cm2Minor = cm1Minor - sellingMinor;
  const cm3Minor = cm2Minor - sums.ads - sums.overhead;
  return {
    orders: sums.orders,
    units: sums.units,
    returnedUnits: sums.returnedUnits,
    ...amounts,
    revenueMinor,
    cm1Minor,
    sellingMinor,
    cm2Minor,
    cm3Minor,
    cm1Percent: percentOf(cm1Minor, revenueMinor),
    cm2Percent: percentOf(cm2Minor, revenueMinor),
    cm3Percent: percentOf(cm3Minor, revenueMinor),
  };
}

/** Orders that lack something; those without a rate are in no sum. */
export const lackingSchema = z.object({ rate: z.int(), cost: z.int(), fees: z.int(), shipping: z.int() });

type Lacking = Answered<typeof lackingSchema>;

export interface DayFigures extends ProfitFigures {
  /** Share of the costs that rules and bookings estimate. */
  readonly estimatedPercent: number | null;
  readonly missing: Lacking;
}

/** With spend and charges no order of their day and channel could bear: they are part of CM3 of no order. */
interface Unallocated {
  readonly unallocatedAdsMinor: bigint;
  readonly unallocatedOverheadMinor: bigint;
}

export type TotalFigures = DayFigures & Unallocated;

interface DayRow extends Sums {
  readonly withoutRate: number;
  readonly withoutCost: number;
  readonly withoutFees: number;
  readonly withoutShipping: number;
  readonly day: string;
  readonly storeId: string | null;
  readonly costs: bigint;
  readonly estimated: bigint;
}

interface RestRow extends Unallocated {
  readonly day: string;
}

export interface ProfitReport extends DayRange {
  readonly zone: string;
  readonly currency: string;
  readonly isCounting: boolean;
  readonly total: TotalFigures;
  readonly previous: (DayRange & { readonly total: TotalFigures }) | null;
  /** Every day of the range. */
  readonly days: readonly (TotalFigures & { readonly day: string })[];
  /** By CM3, the largest first. */
  readonly channels: readonly (Channel & DayFigures)[];
}

/** SQL: whether rows of a channel are asked for; $3: the channels, null for all that belong to the figures. */
export const isSelected = (channel: string) =>
  `(case when $3::uuid[] is null then ${isSold(channel)} else ${channel} = any($3) end)`;

const DAYS = `
  select d.day::text as day, nullif(d.channel_id, '${NIL}') as "storeId", ${sumsOf("d")},
    sum(d.without_rate)::int as "withoutRate", sum(d.without_cost)::int as "withoutCost",
    sum(d.without_fees)::int as "withoutFees", sum(d.without_shipping)::int as "withoutShipping",
    sum(d.costs_minor)::bigint as costs, sum(d.estimated_minor)::bigint as estimated
  from argosy.profit_day d
  where d.organization_id = argosy.tenant() and d.day between $1::date and $2::date and ${isSelected("d.channel_id")}
  group by d.day, d.channel_id
  order by d.day, d.channel_id`;

// What is of all channels is told where no channel is asked for.
const RESTS = `
  select r.day::text as day,
    coalesce(sum(r.amount_minor) filter (where r.kind = 'ads'), 0)::bigint as "unallocatedAdsMinor",
    coalesce(sum(r.amount_minor) filter (where r.kind = 'overhead'),
      0)::bigint as "unallocatedOverheadMinor"
  from argosy.profit_rest r
  where r.organization_id = argosy.tenant() and r.day between $1::date and $2::date
    and ($3::uuid[] is null or r.channel_id = any($3))
  group by r.day`;

const IS_COUNTING = `
  select exists (select from argosy.profit_due where organization_id = argosy.tenant()) as "isCounting"`;

/** Whether changes of the last moments are still being worked out. */
async function isProfitCounting(tx: Tx): Promise<boolean> {
  return (await tx.one<{ isCounting: boolean }>(IS_COUNTING, [])).isCounting;
}

async function readDays(tx: Tx, { storeIds }: ProfitQuestion, range: DayRange) {
  const params = [range.from, range.to, requestedChannels(storeIds)];
  const [days, rests] = await together([tx.rows<DayRow>(DAYS, params), tx.rows<RestRow>(RESTS, params)]);
  return { days, rests };
}

type Rows = readonly DayRow[];

/** Adds sums of one currency. */
export function addSums(rows: readonly Sums[]): Sums {
  const add = (of: (row: Sums) => bigint) => rows.reduce((sum, row) => sum + of(row), 0n);
  const count = (of: (row: Sums) => number) => rows.reduce((sum, row) => sum + of(row), 0);
  return {
    orders: count((row) => row.orders),
    units: count((row) => row.units),
    returnedUnits: count((row) => row.returnedUnits),
    ...(Object.fromEntries(NAMED.map(([, name]) => [name, add((row) => row[name])])) as Record<SumName, bigint>),
  };
}

function dayFigures(rows: Rows): DayFigures {
  const count = (of: (row: Rows[number]) => number) => rows.reduce((sum, row) => sum + of(row), 0);
  const costs = rows.reduce((sum, row) => sum + row.costs, 0n);
  return {
    ...figuresFrom(addSums(rows)),
    estimatedPercent: percentOf(
      rows.reduce((sum, row) => sum + row.estimated, 0n),
      costs,
    ),
    missing: {
      rate: count((row) => row.withoutRate),
      cost: count((row) => row.withoutCost),
      fees: count((row) => row.withoutFees),
      shipping: count((row) => row.withoutShipping),
    },
  };
}

function totalFigures(rows: Rows, rests: readonly RestRow[]): TotalFigures {
  return {
    ...dayFigures(rows),
    unallocatedAdsMinor: rests.reduce((sum, row) => sum + row.unallocatedAdsMinor, 0n),
    unallocatedOverheadMinor: rests.reduce((sum, row) => sum + row.unallocatedOverheadMinor, 0n),
  };
}

/** Profit of a range by day and by channel, with that of as many days right before when asked. */
export async function profitReport(
  tx: Tx,
  question: ProfitQuestion & { readonly compare: boolean },
): Promise<ProfitReport> {
  const { calendar, range, compare } = question;
  const before = previousOf(range);
  const { days, rests } = await readDays(tx, question, range);
  const old = compare ? await readDays(tx, question, before) : null;
  const channels = await channelsOf(
    tx,
    days.map(({ storeId }) => storeId),
  );
  const byDay = Map.groupBy(days, ({ day }) => day);
  const restByDay = Map.groupBy(rests, ({ day }) => day);
  return {
    ...range,
    zone: calendar.zone,
    currency: calendar.currency,
    isCounting: await isProfitCounting(tx),
    total: totalFigures(days, rests),
    previous: old && { ...before, total: totalFigures(old.days, old.rests) },
    days: daysOf(range).map((day) => ({ day, ...totalFigures(byDay.get(day) ?? [], restByDay.get(day) ?? []) })),
    channels: [...Map.groupBy(days, ({ storeId }) => storeId)]
      .map(([storeId, its]) => ({
        ...(channels.get(storeId) ?? { storeId, storeName: null, provider: null }),
        ...dayFigures(its),
      }))
      .sort((a, b) => (a.cm3Minor < b.cm3Minor ? 1 : a.cm3Minor > b.cm3Minor ? -1 : 0)),
  };
}
