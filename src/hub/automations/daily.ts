/** Automations that are asked about each open order at a time of day. */
import type { Tx } from "../../db/database.ts";

/** Orders noted in one transaction. */
const MOST_AT_ONCE = 1_000;

/** The condition of the index sales_order_not_over, word by word. */
const NOT_OVER = `o.status in ('pending', 'confirmed', 'processing', 'on_hold')
  and o.fulfilment in ('unfulfilled', 'partial') and not o.is_history`;

interface Due {
  readonly id: string;
  readonly day: string;
  readonly at: Date;
  /** Null: no order was noted today. */
  readonly afterId: string | null;
}

/**
 * One whose time has come today and that is not done. One that was saved or switched on after its time begins
 * tomorrow, and a day the hub was down all day is not made up for.
 */
const DUE = `select a.id, t.day::text as day, t.at, case when d.day = t.day then d.order_id end as "afterId"
  from argosy.automation a
  join argosy.organization g on g.organization_id = argosy.tenant()
  cross join lateral (
    select ($1::timestamptz at time zone g.zone)::date as day,
      (($1::timestamptz at time zone g.zone)::date + (a.definition ->> 'at')::time) at time zone g.zone as at) t
  left join argosy.automation_day d on d.organization_id = argosy.tenant() and d.automation_id = a.id
  where a.organization_id = argosy.tenant() and a.trigger = 'order.daily' and a.is_on
    and t.at <= $1 and t.at >= a.updated_at and (d.day is distinct from t.day or not d.is_done)
  order by a.position, a.id
  limit 1`;

/** Notes open orders for the next automation whose time has come, each order once a day; answers whether there may be more. */
export async function noteDaily(tx: Tx, now: Date): Promise<boolean> {
  const due = await tx.maybe<Due>(DUE, [now]);
  if (!due) return false;
  const { id, day, at, afterId } = due;
  const { count, last } = await tx.one<{ count: number; last: string | null }>(
    `with next as (
       select o.id
       from argosy.sales_order o
       where o.organization_id = argosy.tenant() and ${NOT_OVER} and ($2::uuid is null or o.id > $2)
       order by o.id
       limit ${MOST_AT_ONCE}
     ), noted as (
       insert into argosy.automation_event (organization_id, trigger, subject_id, detail, happened_at)
       select argosy.tenant(), 'order.daily', id, $1, $3
       from next
       order by id
     )
     select count(*)::int as count, max(id::text) as last from next`,
    [id, afterId, at],
  );
  await tx.run(
    `insert into argosy.automation_day (organization_id, automation_id, day, order_id, is_done)
     values (argosy.tenant(), $1, $2, $3, $4)
     on conflict (organization_id, automation_id) do update
       set day = excluded.day, order_id = excluded.order_id, is_done = excluded.is_done`,
    [id, day, last ?? afterId, count < MOST_AT_ONCE],
  );
  return true;
}
