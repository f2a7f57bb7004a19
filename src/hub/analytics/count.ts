/** Works out what was sold on days whose orders changed. Triggers in the database leave the marks; nothing can forget one. */
import type { Tx } from "../../db/database.ts";
import { announce } from "../events.ts";
import { SOLD_MINOR } from "../orders/sold-total.ts";
import type { Chunk } from "../parked/kinds.ts";
import { isAnyParked, unpark } from "../parked/parked.ts";

/** Stands where an order has no connection, and a line no variant. */
export const NIL = "00000000-0000-0000-0000-000000000000";

// A day of a large shop (tens of thousands of orders) takes some tenths of a second: so many are done in one
// transaction, and their marks are looked for so far.
export const DAYS_AT_ONCE = 16;
const MARKS_AT_ONCE = 5_000;

// Times at which the days $1 of the zone $2 begin and end.
const DAYS = `select d as day, d::timestamp at time zone $2::text as starts,
    (d + 1)::timestamp at time zone $2::text as ends
  from unnest($1::date[]) as w(d)`;

// Lines are looked up an order at a time: nobody tells the planner how few orders a day has of all there are, and it
// would read every line of the organization instead.
const UNITS = `(select sum(l.quantity) from order_line l
    where l.organization_id = argosy.tenant() and l.order_id = o.id and not l.is_gift)`;

/**
 * Orders, units and money of the times in `ranges` (day, starts, ends): one row a day, channel and currency. A refund
 * counts where the money went back; an order that is called refunded without telling one, where it was placed.
 */
export const soldIn = (ranges: string) => `
  with span as materialized (${ranges}), ordered as materialized (
    select s.day, o.id, coalesce(o.connection_id, '${NIL}') as channel_id, o.currency,
      o.status = 'cancelled' as is_cancelled, ${SOLD_MINOR} as sold_minor,
      case when o.status <> 'cancelled' then ${UNITS} end as units,
      o.financial = 'refunded' and not exists (select 1 from order_refund r
        where r.organization_id = argosy.tenant() and r.order_id = o.id) as is_returned
    from span s
    join sales_order o on o.organization_id = argosy.tenant() and o.placed_at >= s.starts and o.placed_at < s.ends
  ), pieces as (
    select day, channel_id, currency, count(*) filter (where not is_cancelled) as orders,
      count(*) filter (where is_cancelled) as cancelled,
      count(*) filter (where not is_cancelled and sold_minor is null) as hidden, coalesce(sum(units), 0) as units,
      sum(sold_minor) filter (where not is_cancelled) as gross,
      count(*) filter (where not is_cancelled and is_returned) as refunds,
      sum(sold_minor) filter (where not is_cancelled and is_returned) as refunded
    from ordered group by 1, 2, 3
    union all
    select s.day, coalesce(o.connection_id, '${NIL}'), o.currency, 0, 0, 0, 0, 0, count(*), sum(r.amount_minor)
    from span s
    join order_refund r on r.organization_id = argosy.tenant() and r.refunded_at >= s.starts and r.refunded_at < s.ends
    cross join lateral (select * from sales_order a where a.organization_id = argosy.tenant() and a.id = r.order_id
      offset 0) as o
    where o.status <> 'cancelled' group by 1, 2, 3
  )
  select day, channel_id, currency, sum(orders)::int as orders, sum(cancelled)::int as cancelled,
    sum(hidden)::int as hidden, sum(units)::bigint as units, coalesce(sum(gross), 0)::bigint as gross_minor,
    sum(refunds)::int as refunds, coalesce(sum(refunded), 0)::bigint as refunds_minor
  from pieces group by 1, 2, 3`;

// What came back of a line: units the channel told as put back, or whose stock rose, and those of returns here it did not tell.
const ITEMS = `
  select s.day, coalesce(l.variant_id, '${NIL}') as variant_id, coalesce(o.connection_id, '${NIL}') as channel_id,
    o.currency, sum(l.quantity)::bigint as units, sum(c.returned)::bigint as returned_units,
    sum(round(l.total_minor::numeric * l.quantity / greatest(l.ordered_quantity, 1)))::bigint as gross_minor,
    sum(round(l.total_minor::numeric * greatest(l.quantity - c.returned, 0) / greatest(l.ordered_quantity,
      1)))::bigint as net_minor
  from (${DAYS}) s
  join sales_order o on o.organization_id = argosy.tenant() and o.placed_at >= s.starts and o.placed_at < s.ends
    and o.status <> 'cancelled'
  cross join lateral (select * from order_line a where a.organization_id = argosy.tenant() and a.order_id = o.id
    and not a.is_gift offset 0) as l
  cross join lateral (select greatest(0, greatest(l.restocked_quantity, l.seen_restocked + l.prior_restocked)
    + l.return_received - l.matched_quantity) as returned) as c
  group by 1, 2, 3, 4`;

interface Rollup {
  readonly table: string;
  readonly key: readonly string[];
  readonly figures: readonly string[];
  readonly source: string;
}

const ROLLUPS: readonly Rollup[] = [
  {
    table: "sales_day",
    key: ["day", "channel_id", "currency"],
    figures: ["orders", "cancelled", "hidden", "units", "gross_minor", "refunds", "refunds_minor"],
    source: soldIn(DAYS),
  },
  {
    table: "sales_item_day",
    key: ["day", "variant_id", "channel_id", "currency"],
    figures: ["units", "returned_units", "gross_minor", "net_minor"],
    source: ITEMS,
  },
];

/**
 * Only differences are written: a sale changes few of a day's rows. NOT IN is looked up in a hash; NOT EXISTS compares
 * each with each, as the planner cannot know how many there are.
 */
function write({ table, key, figures, source }: Rollup): string {
  const columns = [...key, ...figures].join(", ");
  const of = (name: string, some: readonly string[]) => some.map((column) => `${name}.${column}`).join(", ");
  return `with fresh as materialized (${source}), gone as (
      delete from ${table} t where t.organization_id = argosy.tenant() and t.day = any($1::date[])
        and (${of("t", key)}) not in (select ${key.join(", ")} from fresh)
    )
    insert into ${table} as t (organization_id, ${columns}) select argosy.tenant(), ${columns} from fresh
    where (${columns}) not in (select ${columns} from ${table}
      where organization_id = argosy.tenant() and day = any($1::date[]))
    order by ${key.join(", ")}
    on conflict (organization_id, ${key.join(", ")})
      do update set ${figures.map((column) => `${column} = excluded.${column}`).join(", ")}`;
}
const WRITES = ROLLUPS.map(write);

const TAKE = `
  with marks as (
    select seq, (at at time zone $1::text)::date as day
    from sales_due
    where organization_id = argosy.tenant()
    order by seq
    limit ${MARKS_AT_ONCE}
  ), ranked as (select seq, day, dense_rank() over (order by day desc) as place from marks)
  delete from sales_due d using ranked s
  where d.organization_id = argosy.tenant() and d.seq = s.seq and s.place <= $2
  returning s.day::text as day, d.at::text as at, (select count(*) from marks)::int as seen,
    ${isAnyParked("sales")} as "isAnyParked"`;

export interface Counted {
  /** Marks that were worked off. */
  readonly marks: number;
  /** Of those that were there some are left: whoever leaves one later tells of it. */
  readonly isMore: boolean;
}

const NOTHING: Counted = { marks: 0, isMore: false };

/**
 * Counts days whose orders changed, up to 16 of them, the newest first. One counter an organization at a time (others
 * count nothing): a second one could write what it read before the first.
 */
export async function countDue(
  tx: Tx,
  now: Date,
  { size, taken }: Chunk = { size: DAYS_AT_ONCE, taken: [] },
): Promise<Counted> {
  const { free } = await tx.one<{ free: boolean }>(
    "select pg_try_advisory_xact_lock(hashtextextended('sales ' || argosy.tenant(), 0)) as free",
  );
  if (!free) return NOTHING;
  const zone = await zoneOfDays(tx);
  const marks = await tx.rows<{ day: string; at: string; seen: number; isAnyParked: boolean }>(TAKE, [zone, size]);
  const atOf = new Map(marks.map(({ day, at }) => [day, at]));
  const days = [...atOf.keys()];
  taken.splice(
    0,
    taken.length,
    ...[...atOf].map(([day, at]) => ({ kind: "sales", subject: day, mark: { at } }) as const),
  );
  const [first] = marks;
  if (!first) return NOTHING;
  let changed = 0;
  for (const text of WRITES) changed += await tx.run(text, [days, zone]);
  if (changed > 0) await announce(tx, "sales.counted", {});
  if (first.isAnyParked) await unpark(tx, taken, now);
  return { marks: marks.length, isMore: first.seen > marks.length || first.seen === MARKS_AT_ONCE };
}

/** Works off everything marked, as the engine does; for tests and tools. */
export async function countAllDue(run: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>): Promise<void> {
  while ((await run((tx) => countDue(tx, new Date()))).isMore);
}

/** Marks every day there is, where they were never counted in the time zone the organization has now. */
export async function followZone(tx: Tx): Promise<void> {
  await zoneOfDays(tx);
}

/** The zone days are counted in; with a new one every day there is is marked, with those beside the first and the last. */
async function zoneOfDays(tx: Tx): Promise<string> {
  const { zone, counted } = await tx.one<{ zone: string; counted: string | null }>(
    `select o.zone, s.zone as counted from organization o
     left join analytics_state s on s.organization_id = o.organization_id where o.organization_id = argosy.tenant()`,
  );
  if (zone === counted) return zone;
  await tx.run(
    `insert into analytics_state (organization_id, zone) values (argosy.tenant(), $1)
     on conflict (organization_id) do update set zone = excluded.zone`,
    [zone],
  );
  await tx.run(
    `insert into sales_due (organization_id, at)
     select argosy.tenant(), t from (
       select least((select min(placed_at) from sales_order where organization_id = argosy.tenant()),
                    (select min(refunded_at) from order_refund where organization_id = argosy.tenant())) as first,
         greatest((select max(placed_at) from sales_order where organization_id = argosy.tenant()),
                  (select max(refunded_at) from order_refund where organization_id = argosy.tenant())) as last) as r
     cross join lateral generate_series(r.first - interval '1 day', r.last + interval '1 day 12 hours',
       interval '12 hours') as t`,
  );
  return zone;
}
