import { dayAfter } from "../../commerce/days.ts";
import type { Tx } from "../../db/database.ts";
import { calendarOf } from "./calendar.ts";
import { NIL } from "./count.ts";
import { isSold } from "./own-sales.ts";

export interface RunningOut {
  readonly variantId: string;
  readonly productId: string;
  readonly sku: string;
  readonly title: string;
  readonly available: number;
  /** Sold in the last 30 days, alone and in bundles. */
  readonly sold: number;
  /** How many days the stock lasts at that pace; 0 when there is none. */
  readonly daysOfCover: number;
}

const PACE_DAYS = 30;
/** What lasts longer is no news yet: most suppliers deliver within two weeks. */
export const SHORT_COVER_DAYS = 14;
// Adding up a month of every variant takes tenths of a second in a large shop; the pace of a month does not change in minutes.
export const FRESH_FOR_MS = 5 * 60_000;
const CANDIDATES = 200;

const COVER = `floor(greatest(sum(l.available), 0) * ${PACE_DAYS} / s.sold)`;
const LEVELS = `join level l on l.organization_id = argosy.tenant() and l.variant_id = s.variant_id
  join location p on p.organization_id = argosy.tenant() and p.id = l.location_id and p.active`;

// A bundle has no stock of its own: what it sells, its components lose.
const FIND = `
  with direct as materialized (
    select variant_id, sum(units - returned_units) as sold from sales_item_day
    where organization_id = argosy.tenant() and day between $1::date and $2::date and variant_id <> '${NIL}'
      and ${isSold("channel_id")} group by 1
  ), sold as (
    select variant_id, sum(sold)::bigint as sold from (
      select variant_id, sold from direct
      union all
      select b.component_variant_id, d.sold * b.quantity from direct d
      join bundle_item b on b.organization_id = argosy.tenant() and b.bundle_variant_id = d.variant_id) as s
    group by 1 having sum(sold) > 0
  )
  insert into running_out (organization_id, variant_id, sold)
  select argosy.tenant(), s.variant_id, s.sold from sold s ${LEVELS}
  group by s.variant_id, s.sold having ${COVER} < ${SHORT_COVER_DAYS}
  order by ${COVER}, s.sold desc, s.variant_id limit ${CANDIDATES}`;

// Those of the last minute may have been made before others that are stored later: they are looked at once more.
const LAST_MOVEMENT = `coalesce((select m.id
  from argosy.movement m
  where m.organization_id = argosy.tenant()
    and m.id < rpad(lpad(to_hex(floor(extract(epoch from clock_timestamp()) * 1000)::bigint - 60000), 12, '0'), 32,
      '0')::uuid
  order by m.id desc limit 1), '${NIL}')`;

const IS_DUE = "(analytics_state.paced_at is null or analytics_state.paced_at <= $2)";

/**
 * Looks which variants run out at the pace they sell at; at most every five minutes: with `hasNews` what came meanwhile is
 * noted, and the upkeep looks once they are over. Answers whether it looked. The stock itself is read when it is asked for.
 */
export async function findRunningOut(tx: Tx, now: Date, { hasNews = false } = {}): Promise<boolean> {
  const begun = await tx.maybe<{ isLate: boolean }>(
    `insert into analytics_state (organization_id, paced_at, paced_movement)
     values (argosy.tenant(), $1, ${LAST_MOVEMENT})
     on conflict (organization_id) do update set is_pace_outdated = not ${IS_DUE},
       paced_at = case when ${IS_DUE} then excluded.paced_at else analytics_state.paced_at end,
       paced_movement = case when ${IS_DUE} then excluded.paced_movement else analytics_state.paced_movement end
     where ${IS_DUE} or ($3 and not analytics_state.is_pace_outdated)
     returning is_pace_outdated as "isLate"`,
    [now, new Date(now.getTime() - FRESH_FOR_MS), hasNews],
  );
  if (begun?.isLate !== false) return false;
  const { today } = await calendarOf(tx, now);
  await tx.run("delete from running_out where organization_id = argosy.tenant()");
  await tx.run(FIND, [dayAfter(today, 1 - PACE_DAYS), today]);
  return true;
}

const LIST = `
  select s.variant_id as "variantId", v.product_id as "productId", v.sku,
    concat_ws(' ', d.title, nullif(v.title, '')) as title,
    argosy.int_sum(sum(l.available)) as available, argosy.int_sum(s.sold) as sold,
    argosy.int_sum((${COVER})::numeric) as "daysOfCover"
  from running_out s ${LEVELS}
  join variant v on v.organization_id = argosy.tenant() and v.id = s.variant_id and v.deleted_at is null
  join product d on d.organization_id = argosy.tenant() and d.id = v.product_id
  where s.organization_id = argosy.tenant()
  group by s.variant_id, s.sold, v.product_id, v.sku, v.title, d.title having ${COVER} <= $2
  order by ${COVER}, s.sold desc, s.variant_id limit $1`;

/** What sells and lasts no more than `days` (less than two weeks), the shortest first, with what is there now. */
export function runningOut(tx: Tx, limit: number, days = SHORT_COVER_DAYS - 1): Promise<RunningOut[]> {
  return tx.rows<RunningOut>(LIST, [limit, days]);
}
