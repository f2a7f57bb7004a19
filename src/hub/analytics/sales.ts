import { z } from "zod";
import { type DayRange, dayAfter, daysOf, lengthOf, previousOf } from "../../commerce/days.ts";
import { type Tx, together } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import type { Calendar } from "./calendar.ts";
import { NIL, soldIn } from "./count.ts";
import { conversionParams, factors, figuresFields, figuresOf, figuresSchema, type Summed } from "./figures.ts";
import { isSold } from "./own-sales.ts";

/** A channel's name; null stands for orders made in the hub itself. */
export interface Channel {
  readonly storeId: string | null;
  readonly storeName: string | null;
  readonly provider: string | null;
}

export const channelSalesSchema = z
  .object({
    storeId: id.nullable().describe("null: orders made in the hub itself"),
    storeName: z.string().nullable(),
    provider: z.string().nullable(),
    ...figuresFields,
    previous: figuresSchema.nullable(),
  })
  .meta({ id: "ChannelSales" });

export type ChannelSales = Answered<typeof channelSalesSchema>;

const daySalesSchema = z
  .object({
    day: z.string().describe("YYYY-MM-DD, in the organization's time zone"),
    ...figuresFields,
    previous: figuresSchema.nullable().describe("of the day at the same place in the previous period"),
    stores: z.array(
      z.object({ storeId: id.nullable().describe("null: orders made in the hub itself"), ...figuresFields }),
    ),
  })
  .meta({ id: "DaySales" });

export type DaySales = Answered<typeof daySalesSchema>;

export const rangeFields = {
  from: z.string().describe("YYYY-MM-DD, in the organization's time zone"),
  to: z.string().describe("YYYY-MM-DD, in the organization's time zone"),
  zone: z.string(),
  currency: z.string(),
  isCounting: z.boolean().describe("changes of the last moments are still being counted"),
};

export const salesReportSchema = z.object({
  ...rangeFields,
  total: figuresSchema,
  previous: z
    .object({
      from: z.string().describe("YYYY-MM-DD, in the organization's time zone"),
      to: z.string().describe("YYYY-MM-DD, in the organization's time zone"),
      total: figuresSchema,
    })
    .nullable(),
  days: z.array(daySalesSchema).describe("by=day: every day, also those without a sale"),
  stores: z.array(channelSalesSchema).describe("of the reports by day and by channel: highest net first"),
});

export type SalesReport = Answered<typeof salesReportSchema>;

export interface SalesQuestion {
  readonly calendar: Calendar;
  readonly range: DayRange;
  /** Only these channels; null: orders made in the hub itself. */
  readonly storeIds?: readonly (string | null)[] | undefined;
  readonly compare: boolean;
  readonly now: Date;
}

/** A day's sums on one channel in one currency. */
export interface SoldRow extends Summed {
  readonly day: string;
  readonly storeId: string | null;
}

const summed = (source: string) => `
  with wanted as materialized (${source}), factor as materialized (${factors("wanted")})
  select w.day, nullif(w.channel_id, '${NIL}') as "storeId", trim(w.currency) as currency,
    f.factor is not null as "isConverted", w.orders, w.cancelled, w.hidden, argosy.int_sum(w.units) as units, w.refunds,
    coalesce(round(w.gross_minor * f.factor), w.gross_minor)::bigint as "grossMinor",
    coalesce(round(w.refunds_minor * f.factor), w.refunds_minor)::bigint as "refundsMinor"
  from wanted w join factor f using (day, currency) order by w.day`;

const STORED =
  summed(`select * from sales_day where organization_id = argosy.tenant() and day between $5::date and $6::date
  and (case when $7::uuid[] is null then ${isSold("channel_id")} else channel_id = any($7) end)`);

const PART = summed(
  `select * from (${soldIn(
    `select $5::date as day, $5::date::timestamp at time zone $2::text as starts,
       ($5::date + ($3::timestamptz at time zone $2::text)::time) at time zone $2::text as ends`,
  )}) as sold where (case when $6::uuid[] is null then ${isSold("channel_id")} else channel_id = any($6) end)`,
);

type Sold = Omit<SalesQuestion, "range" | "compare">;

/** The channels asked for as the sums know them; null: all that belong to the figures. */
export const requestedChannels = (storeIds: SalesQuestion["storeIds"]): readonly string[] | null =>
  storeIds?.map((id) => id ?? NIL) ?? null;

/** What was sold on these days, by day, channel and currency. Grows with days and channels, not with orders. */
export function soldOn(tx: Tx, { calendar, now, storeIds }: Sold, range: DayRange): Promise<SoldRow[]> {
  const params = [...conversionParams({ ...calendar, now }), range.from, range.to, requestedChannels(storeIds)];
  return tx.rows<SoldRow>(STORED, params);
}

/** What was sold on a day until the time of day it is now, from the orders themselves: grows with a day's orders. */
export function soldUntilNow(tx: Tx, { calendar, now, storeIds }: Sold, day: string): Promise<SoldRow[]> {
  return tx.rows<SoldRow>(PART, [...conversionParams({ ...calendar, now }), day, requestedChannels(storeIds)]);
}

/** Names of the channels these rows speak of. */
export async function channelsOf(
  tx: Tx,
  storeIds: Iterable<string | null>,
): Promise<ReadonlyMap<string | null, Channel>> {
  const rows = await tx.rows<Channel>(
    `select id as "storeId", name as "storeName", provider from connection
     where organization_id = argosy.tenant() and id = any($1::uuid[])`,
    [[...new Set(storeIds)].filter((id) => id !== null)],
  );
  const hub: Channel = { storeId: null, storeName: null, provider: null };
  return new Map([[null, hub], ...rows.map((row) => [row.storeId, row] as const)]);
}

/** Sales of a range by day and by channel, with the same of as many days right before when asked. */
export async function salesReport(tx: Tx, question: SalesQuestion): Promise<SalesReport> {
  const { calendar, range, compare } = question;
  const before = previousOf(range);
  const [rows, old] = await together([
    soldOn(tx, question, range),
    compare ? soldBefore(tx, question, before) : Promise.resolve([]),
  ]);
  const channels = await channelsOf(
    tx,
    [...rows, ...old].map((row) => row.storeId),
  );
  return {
    ...range,
    zone: calendar.zone,
    currency: calendar.currency,
    isCounting: calendar.isCounting,
    total: figuresOf(rows),
    previous: compare ? { ...before, total: figuresOf(old) } : null,
    days: byDay(range, rows, compare ? old : null),
    stores: byChannel(channels, rows, compare ? old : null),
  };
}

/** The days before; where the range reaches today, only as far as today has come: a morning is compared with a morning. */
async function soldBefore(tx: Tx, question: SalesQuestion, before: DayRange): Promise<SoldRow[]> {
  const { calendar, range } = question;
  if (calendar.today < range.from || calendar.today > range.to) return soldOn(tx, question, before);
  const last = dayAfter(calendar.today, -lengthOf(range));
  const [whole, part] = await together([
    soldOn(tx, question, { from: before.from, to: dayAfter(last, -1) }),
    soldUntilNow(tx, question, last),
  ]);
  return [...whole, ...part];
}

function byDay(range: DayRange, rows: readonly SoldRow[], old: readonly SoldRow[] | null): DaySales[] {
  const here = Map.groupBy(rows, (row) => row.day);
  const there = old && Map.groupBy(old, (row) => row.day);
  const days = daysOf(range);
  return days.map((day) => {
    const some = here.get(day) ?? [];
    const stores = [...Map.groupBy(some, (row) => row.storeId)].map(([storeId, its]) => ({
      storeId,
      ...figuresOf(its),
    }));
    const previous = there && figuresOf(there.get(dayAfter(day, -days.length)) ?? []);
    return { day, ...figuresOf(some), previous, stores };
  });
}

/** Sums by channel, the largest net first; a channel that sold only before is told as zero. */
export function byChannel(
  channels: ReadonlyMap<string | null, Channel>,
  rows: readonly SoldRow[],
  old: readonly SoldRow[] | null,
): ChannelSales[] {
  const here = Map.groupBy(rows, (row) => row.storeId);
  const there = Map.groupBy(old ?? [], (row) => row.storeId);
  return [...new Set([...here.keys(), ...there.keys()])]
    .map((storeId) => ({
      ...(channels.get(storeId) ?? { storeId, storeName: null, provider: null }),
      ...figuresOf(here.get(storeId) ?? []),
      previous: old && figuresOf(there.get(storeId) ?? []),
    }))
    .sort((a, b) => Number(b.netMinor - a.netMinor) || (a.storeName ?? "").localeCompare(b.storeName ?? ""));
}
