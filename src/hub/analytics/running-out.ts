import type { Tx } from "../../db/database.ts";
import { type Calendar, dayAfter } from "./calendar.ts";
import { NIL } from "./count.ts";

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
const SHORT_COVER_DAYS = 14;

// A bundle has no stock of its own: what it sells, its components lose.
const LIST = `
  with direct as materialized (
    select variant_id, sum(units - returned_units) as sold from sales_item_day
    where organization_id = argosy.tenant() and day between $1::date and $2::date and variant_id <> '${NIL}' group by 1
  ), sold as (
    select variant_id, sum(sold) as sold from (
      select variant_id, sold from direct
      union all
      select b.component_variant_id, d.sold * b.quantity from direct d
      join bundle_item b on b.organization_id = argosy.tenant() and b.bundle_variant_id = d.variant_id) as s
    group by 1 having sum(sold) > 0
  ), covered as (
    select s.variant_id, s.sold, sum(l.available) as available from sold s
    join level l on l.organization_id = argosy.tenant() and l.variant_id = s.variant_id
    join location p on p.organization_id = argosy.tenant() and p.id = l.location_id and p.active
    group by s.variant_id, s.sold
    having sum(l.available) * ${PACE_DAYS} < s.sold * ${SHORT_COVER_DAYS}
  )
  select c.variant_id as "variantId", v.product_id as "productId", v.sku, concat_ws(' ', d.title, nullif(v.title, '')) as title,
    c.available::int as available, c.sold::int as sold, floor(greatest(c.available, 0) * ${PACE_DAYS} / c.sold)::int as "daysOfCover"
  from covered c
  join variant v on v.organization_id = argosy.tenant() and v.id = c.variant_id and v.deleted_at is null
  join product d on d.organization_id = argosy.tenant() and d.id = v.product_id
  order by greatest(c.available, 0) / c.sold, c.sold desc, v.id limit $3`;

/** What sells and lasts less than two weeks, the shortest first. Grows with variants sold, not with orders. */
export function runningOut(tx: Tx, { today }: Calendar, limit: number): Promise<RunningOut[]> {
  return tx.rows<RunningOut>(LIST, [dayAfter(today, 1 - PACE_DAYS), today, limit]);
}
