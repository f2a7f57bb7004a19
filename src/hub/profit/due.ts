/** Works off what made profits due: marks of triggers, turned into orders and days. */
import type { Tx } from "../../db/database.ts";
import { announce } from "../events.ts";
import type { Chunk, ParkedItem } from "../parked/kinds.ts";
import { isAnyParked, unpark } from "../parked/parked.ts";
import { computeOrders, profitTerms } from "./compute.ts";
import { countDays } from "./days.ts";
import { cohortIn } from "./facts-sql.ts";

// An order leaves several marks as it comes in: so many are some thousand orders, and a second or two of work.
export const MARKS_AT_ONCE = 4_000;
const DAYS_AT_ONCE = 16;
const WIDE_AT_ONCE = 100;

const WIDE = "'scope', 'currency', 'variant', 'product', 'customer'";

interface WideMark extends Taken {
  readonly seq: bigint;
  readonly kind: "scope" | "currency" | "variant" | "product" | "customer";
  readonly itemId: string | null;
  readonly connectionId: string | null;
  readonly word: string | null;
  readonly at: Date | null;
  readonly until: Date | null;
}

interface Taken {
  readonly isAnyParked: boolean;
}

export interface ProfitPass {
  /** Marks that were worked off. */
  readonly marks: number;
  /** More was there than one pass takes. */
  readonly isMore: boolean;
}

const NONE: ProfitPass = { marks: 0, isMore: false };

/**
 * Works off some of what is due: orders, and once none is left the days they stand on, in the same pass: what one sale
 * makes due takes one transaction. In smaller chunks, after a failure, orders and days are apart, so that the one to blame
 * is found. One pass at a time an organization (others do nothing): a second one could write what it read before the first.
 */
export async function countProfitDue(
  tx: Tx,
  now: Date,
  chunk: Chunk = { size: MARKS_AT_ONCE, taken: [] },
): Promise<ProfitPass> {
  const { free } = await tx.one<{ free: boolean }>(
    "select pg_try_advisory_xact_lock(hashtextextended('profit ' || argosy.tenant(), 0)) as free",
  );
  if (!free) return NONE;
  const { size, taken } = chunk;
  taken.length = 0;
  /** What was taken, kept for whoever has to set one of it aside. */
  const note = <T extends Taken>(
    marks: readonly T[],
    itemOf: (mark: T) => readonly [string, ParkedItem["mark"]],
  ): void =>
    void taken.push(...marks.map(itemOf).map(([subject, mark]) => ({ kind: "profit", subject, mark }) as const));
  const ended = async (marks: number, isAnyParked: boolean, isMore: boolean): Promise<ProfitPass> => {
    if (isAnyParked) await unpark(tx, taken, now);
    return { marks, isMore };
  };
  const wide = await takeWide(tx, Math.min(size, WIDE_AT_ONCE));
  if (wide.length > 0) {
    note(wide, wideItem);
    for (const mark of wide) await widen(tx, mark);
    return ended(wide.length, wide[0]?.isAnyParked ?? false, true);
  }
  const { orders, marks } = await takeOrders(tx, size);
  const terms = await profitTerms(tx);
  note(orders, ({ id, again }) => [`order:${id}`, { kind: "order", order_id: id, word: again ? "again" : null }]);
  for (const again of [false, true]) {
    const ids = orders.filter((mark) => mark.again === again).map(({ id }) => id);
    if (ids.length > 0) await computeOrders(tx, ids, { terms, now, again });
  }
  const isAnyParked = orders[0]?.isAnyParked ?? false;
  if (orders.length > 0 && (size < MARKS_AT_ONCE || marks >= size)) return ended(marks, isAnyParked, true);
  const most = Math.min(size, DAYS_AT_ONCE);
  const days = await takeDays(tx, terms.zone, most);
  note(days.days, ({ day }) => [`day:${day}`, { kind: "day", day, name: day }]);
  if (days.marks > 0) {
    const counted = await countDays(
      tx,
      days.days.map(({ day }) => day),
      terms,
    );
    if (counted > 0) await announce(tx, "profit.counted", {});
  }
  const isMore = days.days.length >= most || days.marks >= MARKS_AT_ONCE;
  return ended(marks + days.marks, isAnyParked || (days.days[0]?.isAnyParked ?? false), isMore);
}

/** A wide mark is one of its kind by its own number: set aside it gets another. */
function wideItem({
  seq,
  isAnyParked: _,
  itemId,
  connectionId,
  ...mark
}: WideMark): readonly [string, ParkedItem["mark"]] {
  const { kind, word, at, until } = mark;
  const of = [kind, itemId, connectionId, word, at?.toISOString(), until?.toISOString()];
  return [
    of.map((part) => part ?? "").join(":"),
    {
      ...{ kind, word, seq: String(seq), item_id: itemId, connection_id: connectionId },
      ...{ at: at?.toISOString() ?? null, until: until?.toISOString() ?? null },
    },
  ];
}

/** Works off everything due; for tests and tools. */
export async function countAllProfitDue(
  run: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  now: Date,
): Promise<void> {
  while ((await run((tx) => countProfitDue(tx, now))).isMore);
}

/** Marks every order of the organization to be worked out and written again, whatever stands there. */
export async function rebuildProfit(tx: Tx): Promise<void> {
  await tx.run(
    "insert into argosy.profit_due (organization_id, kind, word) values (argosy.tenant(), 'scope', 'again')",
  );
  await tx.run("select argosy.profit_wake(array[argosy.tenant()])");
}

function takeWide(tx: Tx, most: number): Promise<WideMark[]> {
  return tx.rows<WideMark>(
    `delete from argosy.profit_due
     where organization_id = argosy.tenant() and kind in (${WIDE}) and seq in (
       select seq from argosy.profit_due
       where organization_id = argosy.tenant() and kind <> 'order'
         and kind in (${WIDE})
       order by seq limit $1)
     returning seq, kind, item_id as "itemId", connection_id as "connectionId", word, at, until,
       ${isAnyParked("profit")} as "isAnyParked"`,
    [most],
  );
}

type OrderMark = { readonly id: string; readonly again: boolean } & Taken;

/** Of one order that is marked several times one; `again` where any of its marks says so. */
async function takeOrders(tx: Tx, most: number) {
  const orders = await tx.rows<OrderMark & { readonly marks: number }>(
    `with taken as (
       delete from argosy.profit_due d
       using (select seq from argosy.profit_due where organization_id = argosy.tenant() and kind = 'order'
         order by seq limit $1) s
       where d.organization_id = argosy.tenant() and d.seq = s.seq
       returning d.order_id, d.word
     )
     select order_id as id, bool_or(word is not distinct from 'again') as again, count(*)::int as marks,
       ${isAnyParked("profit")} as "isAnyParked"
     from taken
     group by 1
     order by 1`,
    [most],
  );
  return { orders, marks: orders.reduce((sum, order) => sum + order.marks, 0) };
}

async function takeDays(tx: Tx, zone: string, most: number) {
  const marks = await tx.rows<{ readonly day: string } & Taken>(
    `with marks as (
       select seq, coalesce(day, (at at time zone $1::text)::date) as day
       from argosy.profit_due
       where organization_id = argosy.tenant() and kind = 'day'
       order by seq limit ${MARKS_AT_ONCE}
     ), ranked as (select seq, day, dense_rank() over (order by day desc) as place from marks)
     delete from argosy.profit_due d using ranked r
     where d.organization_id = argosy.tenant() and d.seq = r.seq and r.place <= $2
     returning r.day::text as day, ${isAnyParked("profit")} as "isAnyParked"`,
    [zone, most],
  );
  return { days: [...new Map(marks.map((mark) => [mark.day, mark])).values()], marks: marks.length };
}

const MARK_ORDERS =
  "insert into argosy.profit_due (organization_id, kind, order_id, word)\n  select argosy.tenant(), 'order', x.id, ";

// With every day there is or something was charged on, counted or not: a new zone or currency leaves none as it was.
const MARK_ALL_DAYS = `
  insert into argosy.profit_due (organization_id, kind, day)
  select argosy.tenant(), 'day', day
  from (
    select day from argosy.profit_day where organization_id = argosy.tenant()
    union
    select day from argosy.profit_rest where organization_id = argosy.tenant()
    union
    select date from argosy.ad_spend where organization_id = argosy.tenant()
    union
    select date from argosy.manual_spend where organization_id = argosy.tenant()
    union
    select (c.at at time zone g.zone)::date
    from (
      select f.organization_id, f.charged_at as at
      from argosy.channel_fee f
      where f.organization_id = argosy.tenant() and f.order_key is null
      union all
      select l.organization_id, l.occurred_at
      from argosy.settlement_line l
      where l.organization_id = argosy.tenant() and l.order_id is null and l.order_key = ''
    ) c
    join argosy.organization g on g.organization_id = c.organization_id
  ) d`;

async function widen(tx: Tx, mark: WideMark): Promise<void> {
  if (mark.kind === "currency") return widenCurrency(tx, mark);
  if (mark.kind === "customer") return widenCustomer(tx, mark);
  if (mark.kind === "scope") {
    await tx.run(
      `${MARK_ORDERS} $4::text
       from argosy.sales_order x
       where x.organization_id = argosy.tenant() and ($1::uuid is null or x.connection_id = $1)
         and ($2::timestamptz is null or x.placed_at >= $2) and ($3::timestamptz is null or x.placed_at < $3)`,
      [mark.connectionId, mark.at, mark.until, mark.word],
    );
    if (mark.connectionId === null && mark.at === null && mark.until === null) await tx.run(MARK_ALL_DAYS);
    return;
  }
  const variants =
    mark.kind === "variant"
      ? "l.variant_id = $1"
      : `l.variant_id in (select v.id from argosy.variant v
           where v.organization_id = argosy.tenant() and v.product_id = $1)`;
  await tx.run(
    `${MARK_ORDERS} null
     from (select distinct l.order_id as id from argosy.order_line l
       where l.organization_id = argosy.tenant() and ${variants}) x`,
    [mark.itemId],
  );
}

/** Orders of a customer whose first order is another one now; those that were not worked out yet have their own marks. */
async function widenCustomer(tx: Tx, { itemId }: WideMark): Promise<void> {
  await tx.run(
    `${MARK_ORDERS} null
     from (
       select o.id, p.cohort, ${cohortIn("g.zone")} as now
       from argosy.sales_order o
       join argosy.organization g on g.organization_id = o.organization_id
       join argosy.order_profit p on p.organization_id = argosy.tenant() and p.order_id = o.id
       where o.organization_id = argosy.tenant() and o.customer_id = $1
     ) x
     where x.cohort::text is distinct from x.now`,
    [itemId],
  );
}

/** Amounts in a currency whose rate changed: until its next rate, those of later days follow from that one. */
async function widenCurrency(tx: Tx, { word, at }: WideMark): Promise<void> {
  const { since, until } = await tx.one<{ since: Date; until: Date | null }>(
    `select $2::timestamptz - interval '1 day' as since, (select min(f.valid_from) + interval '1 day'
       from argosy.fx_rate f
       where f.organization_id = argosy.tenant() and f.base = $1 and f.in_force and f.valid_from > $2) as until`,
    [word, at],
  );
  await tx.run(
    `${MARK_ORDERS} null
     from (
       select o.id from argosy.sales_order o
       where o.organization_id = argosy.tenant() and o.currency = $1 and o.placed_at >= $2
         and ($3::timestamptz is null or o.placed_at < $3)
       union
       select c.order_id from argosy.order_cost c
       where c.organization_id = argosy.tenant() and c.currency = $1 and c.occurred_at >= $2
         and ($3::timestamptz is null or c.occurred_at < $3)
       union
       select p.order_id from argosy.order_profit p where p.organization_id = argosy.tenant() and p.is_without_rate
     ) x`,
    [word, since, until],
  );
  await tx.run(
    `insert into argosy.profit_due (organization_id, kind, day)
     select argosy.tenant(), 'day', d
     from (
       select date as d, currency from argosy.ad_spend where organization_id = argosy.tenant()
       union
       select date, currency from argosy.manual_spend where organization_id = argosy.tenant()
       union
       select f.charged_at::date, f.currency from argosy.channel_fee f
       where f.organization_id = argosy.tenant() and f.order_key is null and f.charged_at >= $2
     ) s
     where s.currency = $1 and s.d >= $2::date - 1 and ($3::timestamptz is null or s.d <= $3::date + 1)`,
    [word, since, until],
  );
}
