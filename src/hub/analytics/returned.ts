/** What came back: by reason, product or channel, beside what was sold on the same days. */

import { z } from "zod";
import type { DayRange } from "../../commerce/days.ts";
import { RETURN_REASONS } from "../../commerce/return-goods.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits } from "../answer-schemas.ts";
import { idsWithin } from "../sorting.ts";
import type { Calendar } from "./calendar.ts";
import { NIL } from "./count.ts";
import { isSold } from "./own-sales.ts";
import { requestedChannels } from "./sales.ts";

export const RETURNED_BY = ["reason", "product", "store"] as const;
export type ReturnedBy = (typeof RETURNED_BY)[number];

/** Rows of a report; the ones with the most units. */
export const MOST_RETURNED = 500;

export const percentOfSold = z
  .number()
  .nullable()
  .describe("returned units of these days as a share of the units sold on these days; null: nothing was sold");

export const returnedUnitsSchema = z.object({
  reasonCode: z.enum(RETURN_REASONS).nullable().describe("by reason; null: not known"),
  variantId: id.nullable().describe("by product; null: unlinked items"),
  productId: id.nullable(),
  sku: z.string().nullable(),
  title: z.string().nullable(),
  storeId: id.nullable().describe("by channel; null: manual orders"),
  storeName: z.string().nullable(),
  returns: z.int(),
  units: z.int(),
  soldUnits: z.int().describe("of the same product or channel; by reason of everything"),
  /** Null: nothing was sold on these days. */
  percentOfSold,
  values: z
    .array(z.object({ currency: z.string(), minor: minorUnits }))
    .describe("what the units were sold for, by currency"),
  reasons: z.array(z.object({ reasonCode: z.enum(RETURN_REASONS).nullable(), units: z.int() })),
});

export type ReturnedUnits = Answered<typeof returnedUnitsSchema>;

export interface ReturnedReport {
  readonly returns: number;
  readonly units: number;
  readonly soldUnits: number;
  readonly percentOfSold: number | null;
  /** There are more rows than these. */
  readonly isCut: boolean;
  readonly items: readonly ReturnedUnits[];
}

interface Question {
  readonly calendar: Pick<Calendar, "zone">;
  readonly range: DayRange;
  readonly storeIds?: readonly (string | null)[] | undefined;
  readonly by: ReturnedBy;
}

interface Grouping {
  /** Of returned units, as text. */
  readonly key: string;
  /** The same of sold units; by reason there is none. */
  readonly sold: string;
  readonly columns: string;
  readonly joins: string;
}

const NO_REASON = `null as "reasonCode"`;
const NO_PRODUCT = `null as "variantId", null as "productId", null as sku, null as title`;
const NO_CHANNEL = `null as "storeId", null as "storeName"`;

const GROUPINGS: Readonly<Record<ReturnedBy, Grouping>> = {
  reason: {
    key: "coalesce(b.reason, '')",
    sold: "null",
    columns: `nullif(t.k, '') as "reasonCode", ${NO_PRODUCT}, ${NO_CHANNEL}`,
    joins: "",
  },
  product: {
    key: "b.variant_id::text",
    sold: "s.variant_id::text",
    columns: `${NO_REASON}, nullif(t.k, '${NIL}') as "variantId", v.product_id as "productId", v.sku,
    case when v.title in ('', p.title) then p.title else p.title || ' – ' || v.title end as title, ${NO_CHANNEL}`,
    joins: `left join argosy.variant v on v.organization_id = argosy.tenant() and v.id = t.k::uuid
  left join argosy.product p on p.organization_id = argosy.tenant() and p.id = v.product_id`,
  },
  store: {
    key: "b.channel_id::text",
    sold: "s.channel_id::text",
    columns: `${NO_REASON}, ${NO_PRODUCT}, nullif(t.k, '${NIL}') as "storeId", c.name as "storeName"`,
    joins: "left join argosy.connection c on c.organization_id = argosy.tenant() and c.id = t.k::uuid",
  },
};

/** SQL: the channels that are asked for, else those whose sales belong to the figures. */
const isRequested = (channels: string, channel: string) =>
  `(${channel} = any(${channels}::uuid[]) or ${channels}::uuid[] is null and ${isSold(channel)})`;

/** Units of returns opened in the range; of a closed one what arrived; gifts were not sold. $1: channels; bounds of the ids follow. */
const back = (within: string) => `
  select r.id, l.reason_code as reason, coalesce(ol.variant_id, '${NIL}') as variant_id,
    coalesce(o.connection_id, '${NIL}') as channel_id, trim(o.currency) as currency, u.units,
    round(ol.total_minor::numeric * u.units / greatest(ol.ordered_quantity, 1)) as minor
  from argosy.order_return r
  join argosy.order_return_line l on l.organization_id = argosy.tenant() and l.return_id = r.id
  join argosy.order_line ol on ol.organization_id = argosy.tenant() and ol.id = l.order_line_id
  join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = r.order_id
  cross join lateral (select case when r.state = 'closed' then l.received_quantity else l.quantity end as units) u
  where r.organization_id = argosy.tenant() and r.state not in ('rejected', 'cancelled') and u.units > 0
    and not ol.is_gift
    and ${isRequested("$1", `coalesce(o.connection_id, '${NIL}')`)} ${within}`;

interface Row extends Omit<ReturnedUnits, "percentOfSold" | "values"> {
  readonly values: readonly { readonly currency: string; readonly minor: string }[];
  readonly allReturns: number;
  readonly allUnits: number;
  readonly keys: number;
}

/** The report. Grows with the returns of the range and with the days of what was sold. */
export async function returnedReport(tx: Tx, { calendar, range, storeIds, by }: Question): Promise<ReturnedReport> {
  const ends = await tx.one<{ from: Date; to: Date }>(
    `select ($1::date)::timestamp at time zone $3 as "from", ($2::date + 1)::timestamp at time zone $3 as "to"`,
    [range.from, range.to, calendar.zone],
  );
  const params: unknown[] = [requestedChannels(storeIds), range.from, range.to, MOST_RETURNED];
  const within = idsWithin("r.id", ends, (value) => `$${params.push(value)}`);
  const rows = await tx.rows<Row>(reportOf(GROUPINGS[by], within), params);
  const [first] = rows;
  const { sold } = await tx.one<{ sold: number }>(
    `select coalesce(sum(s.units), 0)::int as sold from argosy.sales_item_day s
     where s.organization_id = argosy.tenant() and s.day between $1::date and $2::date
       and ${isRequested("$3", "s.channel_id")}`,
    [range.from, range.to, requestedChannels(storeIds)],
  );
  const [returns, units] = [first?.allReturns ?? 0, first?.allUnits ?? 0];
  return {
    returns,
    units,
    soldUnits: sold,
    percentOfSold: percentOf(units, sold),
    isCut: (first?.keys ?? 0) > rows.length,
    items: rows.map((row) => rowOf(row, by === "reason" ? sold : row.soldUnits)),
  };
}

function rowOf({ allReturns: _, allUnits: __, keys: ___, values, ...row }: Row, soldUnits: number): ReturnedUnits {
  return {
    ...row,
    soldUnits,
    percentOfSold: percentOf(row.units, soldUnits),
    values: values.map(({ currency, minor }) => ({ currency, minor: BigInt(minor) })),
  };
}

/** With one decimal. */
const percentOf = (units: number, sold: number) => (sold === 0 ? null : Math.round((1_000 * units) / sold) / 10);

const reportOf = ({ key, sold, columns, joins }: Grouping, within: string) => `
  with back as materialized (${back(within)}),
  sums as (
    select ${key} as k, count(distinct b.id)::int as returns, sum(b.units)::int as units from back b group by 1),
  top as (select k, returns, units, count(*) over ()::int as keys from sums order by units desc, k limit $4),
  sold as (
    select ${sold} as k, sum(s.units)::int as units
    from argosy.sales_item_day s
    where s.organization_id = argosy.tenant() and s.day between $2::date and $3::date
      and ${isRequested("$1", "s.channel_id")}
    group by 1),
  money as (
    select k, json_agg(json_build_object('currency', currency, 'minor', minor::text)
      order by minor desc, currency) as amounts
    from (select ${key} as k, b.currency, sum(b.minor) as minor from back b group by 1, 2) each
    group by 1),
  why as (
    select k, json_agg(json_build_object('reasonCode', reason, 'units', units) order by units desc, reason) as reasons
    from (select ${key} as k, b.reason, sum(b.units)::int as units from back b group by 1, 2) each
    group by 1)
  select ${columns}, t.returns, t.units, t.keys, coalesce(s.units, 0) as "soldUnits", m.amounts as values, w.reasons,
    (select count(distinct b.id)::int from back b) as "allReturns", (select sum(b.units)::int from back b) as "allUnits"
  from top t
  join why w on w.k = t.k
  join money m on m.k = t.k
  left join sold s on s.k = t.k
  ${joins}
  order by t.units desc, t.k`;
