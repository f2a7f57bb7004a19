/** Orders each location can still send, by day in its time zone: the organization's where it has no handling time. */
import { dayAfter } from "../../commerce/days.ts";
import { shippingDays } from "../../commerce/handling-time.ts";
import type { RoutingRules } from "../../commerce/routing/rules.ts";
import { type Tx, together } from "../../db/database.ts";
import { loadHandling } from "../handling-times/handling-times.ts";

/** A location that is full on so many of its working days needs a person. */
const DAYS_AHEAD = 7;

/** What decides on which days a location can ship an order at all. */
export interface ShippedFrom {
  readonly locationId: string;
  readonly connectionId: string | null;
  readonly placedAt: Date;
}

export interface Capacity {
  readonly today: string;
  /** The first working day after its cut-off with room for one more order. Null: none in the next days. */
  firstDay(from: ShippedFrom): string | null;
  use(locationId: string, day: string): void;
}

/**
 * Two orders at once never share the last place of a day: where a limit is set, the transaction waits until others that
 * choose locations have ended. The orders being decided are not counted. Call it after locking orders and before levels.
 */
export async function loadCapacity(
  tx: Tx,
  input: { readonly rules: RoutingRules; readonly orderIds: readonly string[]; readonly now: Date },
): Promise<Capacity> {
  const { rules, orderIds, now } = input;
  const limits = new Map(
    rules.locations.flatMap(({ locationId, ordersPerDay }) =>
      ordersPerDay === null ? [] : [[locationId, ordersPerDay] as const],
    ),
  );
  if (limits.size > 0)
    await tx.rows("select pg_advisory_xact_lock(hashtextextended('argosy.routing ' || argosy.tenant(), 0))");
  const [rows, handling] = await together([
    tx.rows<{ today: string; locationId: string | null; day: string | null; orders: number }>(
      `with z as (select ($1::timestamptz at time zone zone)::date as today from argosy.organization
       where organization_id = argosy.tenant())
     select z.today::text as today, r.location_id as "locationId", r.day::text as day, count(r.day)::int as orders
     from z
     left join argosy.order_route_location r on r.organization_id = argosy.tenant()
       and r.location_id = any($2::uuid[]) and r.day >= z.today - 1 and r.order_id <> all($3::uuid[])
       and not exists (select from argosy.sales_order o where o.organization_id = argosy.tenant()
         and o.id = r.order_id and o.status = 'cancelled')
     group by 1, 2, 3`,
      [now, [...limits.keys()], orderIds],
    ),
    loadHandling(tx),
  ]);
  const today = rows[0]?.today ?? now.toISOString().slice(0, 10);
  const used = new Map(rows.map(({ locationId, day, orders }) => [`${locationId} ${day}`, orders]));
  const days = Array.from({ length: DAYS_AHEAD }, (_, n) => dayAfter(today, n));
  return {
    today,
    firstDay({ locationId, connectionId, placedAt }) {
      const time = handling.of(locationId, connectionId);
      const open = time === null ? days : shippingDays({ placedAt, now }, time, DAYS_AHEAD);
      const most = limits.get(locationId) ?? Number.POSITIVE_INFINITY;
      return open.find((day) => (used.get(`${locationId} ${day}`) ?? 0) < most) ?? null;
    },
    use(locationId, day) {
      used.set(`${locationId} ${day}`, (used.get(`${locationId} ${day}`) ?? 0) + 1);
    },
  };
}
