/** Which orders were shipped by when they were promised, by channel. */
import { z } from "zod";
import type { DayRange } from "../../commerce/days.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import type { Calendar } from "./calendar.ts";
import { NIL } from "./count.ts";
import { isSold } from "./own-sales.ts";
import { requestedChannels } from "./sales.ts";

const figuresFields = {
  orders: z.int().describe("due on these days, and shipped or due by now"),
  onTime: z.int().describe("shipped by their due time"),
  late: z.int().describe("shipped after it"),
  waiting: z.int().describe("past it, and not shipped yet"),
  unknown: z.int().describe("shipped, and neither channel nor courier told when"),
  percentOnTime: z.number().nullable().describe("of the orders it is known of; null: none"),
  hoursLate: z.number().nullable().describe("of late and waiting orders on average, until now; null: none"),
  mostHoursLate: z.number().nullable(),
  lateWithinDay: z.int().describe("late and waiting orders that are up to 24 hours late"),
  lateBeyondThreeDays: z.int().describe("those that are more than 72 hours late"),
};

export const onTimeSchema = z.object(figuresFields);

export type OnTimeFigures = Answered<typeof onTimeSchema>;

export const channelPromisesSchema = z.object({
  storeId: id.nullable().describe("null: manual orders"),
  storeName: z.string().nullable(),
  ...figuresFields,
});

export type ChannelPromises = Answered<typeof channelPromisesSchema>;

export interface PromiseReport {
  readonly all: OnTimeFigures;
  /** The most orders first. */
  readonly items: readonly ChannelPromises[];
}

interface Question {
  readonly calendar: Pick<Calendar, "zone">;
  readonly range: DayRange;
  readonly storeIds?: readonly (string | null)[] | undefined;
  readonly now: Date;
}

/** The condition of the index sales_order_promised, word by word. */
const PROMISED =
  "not o.is_history and o.status <> 'cancelled' and (o.is_promised or o.ship_by is not null or o.own_ship_by is not null)";

/** By the channel's word for its last parcel; where it tells no time, when its courier took the last one. */
const ORDERS = `
  select coalesce(o.connection_id, '${NIL}') as channel_id, o.due_at, s.is_sent, s.at
  from argosy.sales_order o
  cross join lateral (
    select o.fulfilment not in ('unfulfilled', 'partial') as is_sent,
      case when o.fulfilment in ('unfulfilled', 'partial') then null else coalesce(
        (select case when bool_and(f.shipped_at is not null) then max(f.shipped_at) end
         from argosy.order_fulfilment f where f.organization_id = argosy.tenant() and f.order_id = o.id),
        (select case when bool_and(p.left_at is not null) then max(p.left_at) end
         from argosy.shipment p where p.organization_id = argosy.tenant() and p.order_id = o.id
           and p.state = 'booked' and p.status <> 'cancelled')) end as at) s
  where o.organization_id = argosy.tenant() and ${PROMISED}
    and o.due_at >= ($2::date)::timestamp at time zone $4 and o.due_at < ($3::date + 1)::timestamp at time zone $4
    and (s.is_sent or o.due_at < $5 and o.status <> 'completed' and o.financial not in ('refunded', 'voided'))
    and o.pickup is null
    and exists (select from argosy.order_line l where l.organization_id = argosy.tenant() and l.order_id = o.id
      and l.fulfilled_by = 'merchant' and l.quantity > 0)
    and (coalesce(o.connection_id, '${NIL}') = any($1::uuid[])
      or $1::uuid[] is null and ${isSold(`coalesce(o.connection_id, '${NIL}')`)})`;

const REPORT = `
  with orders as (${ORDERS}),
  judged as (
    select channel_id, is_sent, at is null and is_sent as is_unknown,
      case when at is not null or not is_sent
        then greatest(0, extract(epoch from coalesce(at, $5) - due_at) / 3600) end as hours
    from orders)
  select grouping(j.channel_id) = 1 as "isTotal", nullif(j.channel_id, '${NIL}') as "storeId", c.name as "storeName",
    count(*)::int as orders,
    count(*) filter (where j.is_sent and j.hours = 0)::int as "onTime",
    count(*) filter (where j.is_sent and j.hours > 0)::int as late,
    count(*) filter (where not j.is_sent)::int as waiting,
    count(*) filter (where j.is_unknown)::int as unknown,
    round(100.0 * count(*) filter (where j.is_sent and j.hours = 0)
      / nullif(count(*) filter (where not j.is_unknown), 0), 1)::float8 as "percentOnTime",
    round((avg(j.hours) filter (where j.hours > 0))::numeric, 1)::float8 as "hoursLate",
    round((max(j.hours) filter (where j.hours > 0))::numeric, 1)::float8 as "mostHoursLate",
    count(*) filter (where j.hours > 0 and j.hours <= 24)::int as "lateWithinDay",
    count(*) filter (where j.hours > 72)::int as "lateBeyondThreeDays"
  from judged j
  left join argosy.connection c on c.organization_id = argosy.tenant() and c.id = j.channel_id
  group by grouping sets ((), (j.channel_id, c.name))
  order by count(*) desc, lower(c.name)`;

/** Orders promised for these days, both included, that are shipped or should be by now. */
export async function promiseReport(tx: Tx, question: Question): Promise<PromiseReport> {
  const { calendar, range, storeIds, now } = question;
  const rows = await tx.rows<ChannelPromises & { readonly isTotal: boolean }>(REPORT, [
    requestedChannels(storeIds),
    range.from,
    range.to,
    calendar.zone,
    now,
  ]);
  const items = rows.flatMap(({ isTotal, ...row }) => (isTotal ? [] : [row]));
  const [all] = rows.filter(({ isTotal }) => isTotal);
  const { isTotal: _, storeId: __, storeName: ___, ...sums } = all ?? NONE;
  return { all: sums, items };
}

const NONE = {
  ...{ isTotal: true, storeId: null, storeName: null },
  ...{ orders: 0, onTime: 0, late: 0, waiting: 0, unknown: 0, percentOnTime: null },
  ...{ hoursLate: null, mostHoursLate: null, lateWithinDay: 0, lateBeyondThreeDays: 0 },
};
