/** Shares out what a day's ads and its channels' own charges cost, and adds the day up. */
import { CURRENCY_EXPONENTS } from "../../commerce/money.ts";
import type { Tx } from "../../db/database.ts";
import { NIL } from "../analytics/count.ts";
import { MAPPED_SPEND } from "../marketing/mapped-spend.ts";
import type { FactsQuery } from "./facts.ts";
import { NO_COHORT, SUM_COLUMNS } from "./rungs.ts";

// $1: days, $2: the currency, $3: the zone, $4: digits after the point by currency, $5: tax on ads in per cent, $6: tax
// is given back, $7: an order counts by what it brought (else one share each).
export const EXPONENTS = `power(10::numeric, coalesce(($4::jsonb->>$2::text)::int, 2) - coalesce(($4::jsonb->>c.currency)::int, 2))`;

const FEE_KINDS = "case when kind = 'advertising' then 'ads' else 'overhead' end";

/** SQL: units of the organization's currency $2 for one of `c.currency` on `c.day`, as `r.rate`. */
export const RATE_OF_DAY = `
  left join lateral (
    select 1::numeric as rate
    where c.currency = $2::text
    union all
    (select x.rate
    from argosy.fx_rate x
    where x.organization_id = argosy.tenant() and x.base = c.currency and x.quote = $2::text and x.in_force
      and c.currency <> $2::text and x.valid_from < (c.day + 1)::timestamp at time zone $3::text
    order by x.valid_from desc limit 1)) r on true`;

/** SQL: spend `s` in minor units of its own currency, with the tax billed on top where it is not given back. */
export const SPEND_MINOR = `s.spend * power(10::numeric, coalesce(($4::jsonb->>s.currency::text)::int, 2))
        * case when $6::boolean then 1 else 1 + $5::numeric / 100 end`;

/**
 * What is to be shared out of these days, in minor units: by day, channel (the nil id: all of them) and kind; exact until
 * it is rounded once. Charges of a channel's account are those that name no order; what its API tells, a statement does
 * not tell again. Withheld taxes are no cost.
 */
const SPENT = `
  select c.day, c.channel_id, c.kind,
    coalesce(round(sum(c.amount * coalesce(c.bank_rate, r.rate) * ${EXPONENTS})), 0)::bigint as amount,
    count(*) filter (where coalesce(c.bank_rate, r.rate) is null)::int as without_rate
  from (
    select s.day, coalesce(s.channel_id, '${NIL}') as channel_id, 'ads' as kind, s.currency::text as currency,
      ${SPEND_MINOR} as amount, null::numeric as bank_rate
    from (${MAPPED_SPEND}) s
    where s.day = any($1::date[]) and s.spend <> 0
    union all
    select (f.charged_at at time zone $3::text)::date, f.connection_id, ${FEE_KINDS}, trim(f.currency),
      f.amount_minor - case when $6::boolean then f.tax_minor else 0 end, null
    from argosy.channel_fee f
    where f.organization_id = argosy.tenant() and f.order_key is null and f.kind <> 'withheld_tax'
      and f.charged_at >= (select min(d) from unnest($1::date[]) as u(d))::timestamp at time zone $3::text
      and f.charged_at < ((select max(d) from unnest($1::date[]) as u(d)) + 1)::timestamp at time zone $3::text
      and (f.charged_at at time zone $3::text)::date = any($1::date[])
    union all
    select (l.occurred_at at time zone $3::text)::date, coalesce(s.connection_id, '${NIL}'),
      case when l.kind = 'advertising' then 'ads' else 'overhead' end, trim(l.currency),
      -l.amount_minor + case when $6::boolean then l.tax_minor else 0 end,
      case when s.bank_currency = $2::text and l.currency = s.currency then s.bank_rate end
    from argosy.settlement_line l
    join argosy.settlement s on s.organization_id = argosy.tenant() and s.id = l.settlement_id
    where l.organization_id = argosy.tenant() and l.order_id is null and l.order_key = ''
      and l.kind not in ('sale', 'refund', 'payout', 'reserve', 'withheld_tax')
      and l.occurred_at >= (select min(d) from unnest($1::date[]) as u(d))::timestamp at time zone $3::text
      and l.occurred_at < ((select max(d) from unnest($1::date[]) as u(d)) + 1)::timestamp at time zone $3::text
      and (l.occurred_at at time zone $3::text)::date = any($1::date[])
      and not exists (select from argosy.channel_fee f where f.organization_id = argosy.tenant()
        and f.connection_id = s.connection_id and f.order_key is null and f.source = 'api' and f.kind = l.kind
        and (f.charged_at at time zone $3::text)::date = (l.occurred_at at time zone $3::text)::date)
  ) c
  ${RATE_OF_DAY}
  group by 1, 2, 3`;

/** Orders that bear a day's costs: those that brought something on it. */
const BEARERS = `
  select p.order_id, p.recognised_on as day, p.channel_id,
    case when $7::boolean then p.revenue_minor else 1 end as weight
  from argosy.order_profit p
  where p.organization_id = argosy.tenant() and p.recognised_on = any($1::date[]) and not p.is_without_rate
    and p.revenue_minor > 0`;

// What orders before it and an order itself bear is cut off at whole units: together they bear all of it.
const SHARES = `
  with spent as materialized (${SPENT}), bearer as materialized (${BEARERS}), placed as (
    select s.day, s.kind, s.amount, b.order_id, b.weight, sum(b.weight) over whole as total,
      sum(b.weight) over (partition by s.day, s.kind, s.channel_id order by b.order_id) as until
    from spent s
    join bearer b on b.day = s.day and (s.channel_id = '${NIL}' or b.channel_id = s.channel_id)
    where s.amount <> 0
    window whole as (partition by s.day, s.kind, s.channel_id)
  ), fresh as materialized (
    select order_id, kind, day,
      sum(div(amount * until, total) - div(amount * (until - weight), total))::bigint as amount
    from placed
    group by 1, 2, 3
  ), gone as (
    delete from argosy.profit_share t
    where t.organization_id = argosy.tenant() and t.day = any($1::date[])
      and (t.order_id, t.kind) not in (select order_id, kind from fresh)
  )
  insert into argosy.profit_share as t (organization_id, order_id, kind, day, amount_minor)
  select argosy.tenant(), order_id, kind, day, amount from fresh order by order_id, kind
  on conflict (organization_id, order_id, kind) do update set day = excluded.day, amount_minor = excluded.amount_minor
  where (t.day, t.amount_minor) is distinct from (excluded.day, excluded.amount_minor)`;

const RESTS = `
  with spent as materialized (${SPENT}), bearer as materialized (${BEARERS}), fresh as materialized (
    select s.day, s.channel_id, s.kind,
      case when exists (select from bearer b where b.day = s.day
        and (s.channel_id = '${NIL}' or b.channel_id = s.channel_id)) then 0 else s.amount end as amount_minor,
      s.without_rate
    from spent s
  ), gone as (
    delete from argosy.profit_rest t
    where t.organization_id = argosy.tenant() and t.day = any($1::date[]) and (t.day, t.channel_id, t.kind) not in (
      select day, channel_id, kind from fresh where amount_minor <> 0 or without_rate > 0)
  )
  insert into argosy.profit_rest as t (organization_id, day, channel_id, kind, amount_minor, without_rate)
  select argosy.tenant(), day, channel_id, kind, amount_minor, without_rate
  from fresh
  where amount_minor <> 0 or without_rate > 0
  on conflict (organization_id, day, channel_id, kind) do update set amount_minor = excluded.amount_minor,
    without_rate = excluded.without_rate
  where (t.amount_minor, t.without_rate) is distinct from (excluded.amount_minor, excluded.without_rate)`;

const ORDERS = `
  update argosy.order_profit p
  set ads_minor = n.ads, overhead_minor = n.overhead
  from (
    select o.order_id, o.own_ads_minor + coalesce(sum(s.amount_minor) filter (where s.kind = 'ads'), 0) as ads,
      coalesce(sum(s.amount_minor) filter (where s.kind = 'overhead'), 0) as overhead
    from argosy.order_profit o
    left join argosy.profit_share s on s.organization_id = argosy.tenant() and s.order_id = o.order_id
    where o.organization_id = argosy.tenant() and o.recognised_on = any($1::date[])
    group by o.order_id, o.own_ads_minor
  ) n
  where p.organization_id = argosy.tenant() and p.order_id = n.order_id
    and (p.ads_minor, p.overhead_minor) is distinct from (n.ads, n.overhead)`;

// An order's share over its lines by what they brought, in the same way.
const LINES = `
  update argosy.line_profit l
  set ads_minor = n.ads, overhead_minor = n.overhead
  from (
    select b.order_id, b.line_id,
      b.own_ads_minor + case when b.total = 0 then 0 else div(b.ads * b.until, b.total)
        - div(b.ads * (b.until - b.weight), b.total) end as ads,
      case when b.total = 0 then 0 else div(b.overhead * b.until, b.total)
        - div(b.overhead * (b.until - b.weight), b.total) end as overhead
    from (
      select a.order_id, a.line_id, a.own_ads_minor, o.ads_minor - o.own_ads_minor as ads, o.overhead_minor as overhead,
        w.weight, sum(w.weight) over (partition by a.order_id) as total,
        sum(w.weight) over (partition by a.order_id order by a.line_id) as until
      from argosy.order_profit o
      join argosy.line_profit a on a.organization_id = argosy.tenant() and a.order_id = o.order_id
      cross join lateral (
        select greatest(a.gross_minor - a.discount_minor + a.charged_minor - a.refund_minor, 0) as weight) w
      where o.organization_id = argosy.tenant() and o.recognised_on = any($1::date[])
    ) b
  ) n
  where l.organization_id = argosy.tenant() and l.order_id = n.order_id and l.line_id = n.line_id
    and (l.ads_minor, l.overhead_minor) is distinct from (n.ads, n.overhead)`;

const columns = SUM_COLUMNS.map(({ column }) => column);
const sums = (of: string) => columns.map((column) => `sum(${of}.${column})::bigint as ${column}`).join(", ");
const has = (what: string) => `count(*) filter (where p.missing @> array['${what}'])::int`;
const dated = "p.organization_id = argosy.tenant() and p.recognised_on = any($1::date[])";

const DAY = {
  table: "profit_day",
  key: ["day", "channel_id"],
  figures: [
    ...["orders", "without_rate", "without_cost", "without_fees", "without_shipping", "units", "returned_units"],
    ...columns,
    ...["costs_minor", "estimated_minor"],
  ],
  source: `
    select p.recognised_on as day, p.channel_id, count(*)::int as orders,
      count(*) filter (where p.is_without_rate)::int as without_rate, ${has("cost")} as without_cost,
      ${has("fees")} as without_fees, ${has("shipping")} as without_shipping, sum(p.units) as units,
      sum(p.returned_units) as returned_units, ${sums("p")}, sum(p.costs_minor)::bigint as costs_minor,
      sum(p.estimated_minor)::bigint as estimated_minor
    from argosy.order_profit p
    where ${dated}
    group by 1, 2`,
};

const ITEM_DAY = {
  table: "profit_item_day",
  key: ["day", "variant_id", "channel_id"],
  figures: ["orders", "units", "returned_units", ...columns],
  source: `
    select p.recognised_on as day, coalesce(l.variant_id, '${NIL}') as variant_id, p.channel_id,
      count(distinct p.order_id)::int as orders, sum(l.units) as units, sum(l.returned_units) as returned_units,
      ${sums("l")}
    from argosy.order_profit p
    join argosy.line_profit l on l.organization_id = argosy.tenant() and l.order_id = p.order_id
    where ${dated}
    group by 1, 2, 3`,
};

/** What orders of a day, told apart by where they came from or by whom, add up to. */
const dayBy = (table: string, name: string, of: string) => ({
  table,
  key: ["day", name, "channel_id"],
  figures: ["orders", "units", "returned_units", ...columns, "costs_minor", "estimated_minor"],
  source: `
    select p.recognised_on as day, ${of} as ${name}, p.channel_id, count(*)::int as orders, sum(p.units) as units,
      sum(p.returned_units) as returned_units, ${sums("p")}, sum(p.costs_minor)::bigint as costs_minor,
      sum(p.estimated_minor)::bigint as estimated_minor
    from argosy.order_profit p
    where ${dated}
    group by 1, 2, 3`,
});
const ORIGIN_DAY = dayBy("profit_origin_day", "origin", "p.origin");
const COHORT_DAY = dayBy("profit_cohort_day", "cohort", `coalesce(p.cohort, '${NO_COHORT}')`);

/** The parts of a statement that write one kind of sums; only differences are written. */
function write({ table, key, figures, source }: typeof DAY, n: number): string {
  const all = [...key, ...figures].join(", ");
  return `fresh_${n} as materialized (${source}), gone_${n} as (
      delete from argosy.${table} t
      where t.organization_id = argosy.tenant() and t.day = any($1::date[])
        and (${key.map((each) => `t.${each}`).join(", ")}) not in (select ${key.join(", ")} from fresh_${n})
    ), put_${n} as (
      insert into argosy.${table} as t (organization_id, ${all})
      select argosy.tenant(), ${all} from fresh_${n}
      where (${all}) not in (select ${all} from argosy.${table}
        where organization_id = argosy.tenant() and day = any($1::date[]))
      order by ${key.join(", ")}
      on conflict (organization_id, ${key.join(", ")})
        do update set ${figures.map((each) => `${each} = excluded.${each}`).join(", ")}
      returning 1
    )`;
}
const WRITTEN = [DAY, ITEM_DAY, ORIGIN_DAY, COHORT_DAY];
// One statement for all of them: each costs a trip to the database.
const SUMS = `
  with ${WRITTEN.map(write).join(", ")}
  select (${WRITTEN.map((_, n) => `(select count(*) from put_${n})`).join(" + ")})::int as changed`;

/** Shares out and adds up these days anew; answers how many rows of sums changed. */
export async function countDays(tx: Tx, days: readonly string[], terms: FactsQuery): Promise<number> {
  const { currency, zone, settings } = terms;
  const spent = [
    days,
    currency,
    zone,
    JSON.stringify(CURRENCY_EXPONENTS),
    settings.adTaxPercent,
    settings.hasInputCredit,
  ];
  const requested = [...spent, settings.spread === "revenue"];
  await tx.run(SHARES, requested);
  const rests = await tx.run(RESTS, requested);
  await tx.run(ORDERS, [days]);
  await tx.run(LINES, [days]);
  const { changed } = await tx.one<{ changed: number }>(SUMS, [days]);
  return rests + changed;
}
