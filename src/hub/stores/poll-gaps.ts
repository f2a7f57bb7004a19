import type { Tx } from "../../db/database.ts";

export interface FoundOrder {
  readonly orderKey: string;
  readonly number: string;
  readonly placedAt: Date;
}

// A delivery may be on its way this long before its absence means something.
const ON_ITS_WAY_MS = 2 * 60_000;

/**
 * Counts orders that polling found although the store delivers webhooks, and none came for them in time. Stores that
 * deliver none at all have no gaps: polling is how they work.
 */
export async function countGaps(tx: Tx, connectionId: string, found: readonly FoundOrder[], now: Date): Promise<void> {
  const late = found.filter((order) => now.getTime() - order.placedAt.getTime() >= ON_ITS_WAY_MS);
  if (late.length === 0) return;
  await tx.run(
    `insert into poll_gap as g (organization_id, connection_id, day, orders, last_order, last_at)
     select argosy.tenant(), $1, ($4::timestamptz at time zone 'UTC')::date, count(*)::int, max(f.number), $4
     from unnest($2::text[], $3::text[]) as f(key, number)
     where not exists (select 1 from inbox_event e where e.organization_id = argosy.tenant() and e.connection_id = $1
         and e.kind in ('order', 'order_status') and e.ref = f.key and e.source = 'webhook')
       and (exists (select 1 from subscription s where s.organization_id = argosy.tenant() and s.connection_id = $1)
         or exists (select 1 from inbox_event e
           where e.organization_id = argosy.tenant() and e.connection_id = $1 and e.source = 'webhook'))
     having count(*) > 0
     on conflict (organization_id, connection_id, day) do update set orders = g.orders + excluded.orders,
       last_order = excluded.last_order, last_at = excluded.last_at`,
    [connectionId, late.map((order) => order.orderKey), late.map((order) => order.number), now],
  );
}
