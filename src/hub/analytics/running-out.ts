/** What sells out by its pace is looked for here, and Home's first low items are read; what is low: inventory/low-by-pace. */

import { z } from "zod";
import { dayAfter } from "../../commerce/days.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { bounded, countOf } from "../counted.ts";
import { alertLowByPace, COVER, COVER_DAYS, LOW, PACE_DAYS, PACED_LEVELS } from "../inventory/low-by-pace.ts";
import { jsonRows } from "../json-column.ts";
import { calendarOf } from "./calendar.ts";
import { NIL } from "./count.ts";
import { isSold } from "./own-sales.ts";

export const runningOutSchema = z
  .object({
    variantId: id,
    productId: id,
    sku: z.string(),
    title: z.string(),
    available: z.int(),
    sold: z.int().nullable().describe("in the last 30 days, alone and in bundles; null: its reorder point says it"),
    daysOfCover: z.int().nullable().describe("how long the stock lasts at that pace; null: low by its reorder point"),
    reorderPoint: z.int().nullable(),
    locationName: z.string().nullable().describe("of the reorder point; null: over all locations"),
  })
  .meta({ id: "RunningOut" });

export type RunningOut = Answered<typeof runningOutSchema>;

// Adding up a month of every variant takes tenths of a second in a large shop; the pace of a month does not change in minutes.
export const FRESH_FOR_MS = 5 * 60_000;
/** More are not ordered one by one. */
const CANDIDATES = 5_000;

// A bundle has no stock of its own: what it sells, its components lose. Stock has to last as long as the supplier it was
// last ordered from needs.
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
  select s.variant_id as id, s.sold::text as sold, coalesce(o.lead_days, ${COVER_DAYS}) as days
  from sold s ${PACED_LEVELS}
  left join lateral (
    select greatest(u.lead_days, 1) as lead_days
    from argosy.purchase_order_line n
    join argosy.purchase_order h on h.organization_id = argosy.tenant() and h.id = n.purchase_order_id
    join argosy.supplier u on u.organization_id = argosy.tenant() and u.id = h.supplier_id
    where n.organization_id = argosy.tenant() and n.variant_id = s.variant_id and h.state <> 'cancelled'
    order by n.purchase_order_id desc limit 1) as o on true
  group by s.variant_id, s.sold, o.lead_days having ${COVER} < coalesce(o.lead_days, ${COVER_DAYS})
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
  const started = await tx.maybe<{ isLate: boolean }>(
    `insert into analytics_state (organization_id, paced_at, paced_movement)
     values (argosy.tenant(), $1, ${LAST_MOVEMENT})
     on conflict (organization_id) do update set is_pace_outdated = not ${IS_DUE},
       paced_at = case when ${IS_DUE} then excluded.paced_at else analytics_state.paced_at end,
       paced_movement = case when ${IS_DUE} then excluded.paced_movement else analytics_state.paced_movement end
     where ${IS_DUE} or ($3 and not analytics_state.is_pace_outdated)
     returning is_pace_outdated as "isLate"`,
    [now, new Date(now.getTime() - FRESH_FOR_MS), hasNews],
  );
  if (started?.isLate !== false) return false;
  const { today } = await calendarOf(tx, now);
  const found = await tx.rows<Found>(FIND, [dayAfter(today, 1 - PACE_DAYS), today]);
  await alertLowByPace(tx, { known: await saveFound(tx, found), now });
  return true;
}

interface Found {
  readonly id: string;
  readonly sold: string;
  readonly days: number;
}

/** Writes what differs from what was found before; answers what that was. */
async function saveFound(tx: Tx, found: readonly Found[]): Promise<ReadonlySet<string>> {
  const before = await tx.rows<{ id: string }>(
    "select variant_id as id from argosy.running_out where organization_id = argosy.tenant()",
  );
  await tx.run(
    "delete from argosy.running_out where organization_id = argosy.tenant() and variant_id <> all($1::uuid[])",
    [found.map(({ id }) => id)],
  );
  await tx.run(
    `insert into argosy.running_out (organization_id, variant_id, sold, cover_days)
     select argosy.tenant(), id, sold, days from json_to_recordset($1) as r(id uuid, sold bigint, days int) order by id
     on conflict (organization_id, variant_id) do update set sold = excluded.sold, cover_days = excluded.cover_days
     where (running_out.sold, running_out.cover_days) is distinct from (excluded.sold, excluded.cover_days)`,
    [jsonRows(found)],
  );
  return new Set(before.map(({ id }) => id));
}

const LIST = `
  select low.variant_id as "variantId", v.product_id as "productId", v.sku,
    concat_ws(' ', d.title, nullif(v.title, '')) as title,
    case when low.reorder_point is not null then loc.name end as "locationName",
    argosy.int_sum(low.available::numeric) as available, argosy.int_sum(low.sold::numeric) as sold,
    argosy.int_sum(low.days::numeric) as "daysOfCover", low.reorder_point as "reorderPoint"
  from (${LOW}) as low
  join variant v on v.organization_id = argosy.tenant() and v.id = low.variant_id
  join product d on d.organization_id = argosy.tenant() and d.id = v.product_id
  left join location loc on loc.organization_id = argosy.tenant() and loc.id = low.location_id
  where $2::int is null or low.days <= $2
  order by coalesce(low.days, case when low.available <= 0 then 0 end), low.sold desc nulls last, low.variant_id,
    low.location_id
  limit $1`;

/** What is low, the shortest of cover first, with what is there now; `days`: what lasts no more than these. */
export function runningOut(tx: Tx, limit: number, days?: number): Promise<RunningOut[]> {
  return tx.rows<RunningOut>(LIST, [limit, days ?? null]);
}

/** How much is low, counted to 10,000. */
export async function countLowStock(tx: Tx): Promise<number> {
  const { low } = await tx.one<{ low: number }>(`select ${countOf(`(${LOW}) as low`)} as low`);
  return bounded(low).count;
}
