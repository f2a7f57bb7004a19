/** The location of one order: why it was chosen, another one chosen by hand, and better ones found later (decision 685). */

import { z } from "zod";
import { type By, systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, messageSchema, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { orderUnknown } from "./detail.ts";
import { lockOrders, servedFrom } from "./order-fields/order-rows.ts";
import { reconcileOrders } from "./resettle.ts";
import type { RouteReason } from "./route-decision.ts";
import { routeReason } from "./route-texts.ts";

/** Bounds the locks of one transaction. */
const MOST_ORDERS = 100;

/** SQL over an order `o`: its units stay where they are: booked, picked, packed, on their way, or collected by the buyer. */
const IS_FIXED = `(o.status in ('cancelled', 'completed') or o.pickup is not null or o.is_history
  or exists (select from argosy.order_line l
    where l.organization_id = argosy.tenant() and l.order_id = o.id
      and (l.consumed_quantity > 0 or l.fulfilled_quantity > 0))
  or exists (select from argosy.shipment s
    where s.organization_id = argosy.tenant() and s.order_id = o.id and s.state not in ('refused', 'withdrawn')
      and s.cancel_state is distinct from 'cancelled')
  or exists (select from argosy.pick_batch_order p
    where p.organization_id = argosy.tenant() and p.order_id = o.id
      and (p.is_open or exists (select from argosy.pick_batch_pick k
        join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = k.line_id
        where k.organization_id = argosy.tenant() and k.batch_id = p.batch_id and l.order_id = o.id)))
  or exists (select from argosy.order_packing k where k.organization_id = argosy.tenant() and k.order_id = o.id)
  or exists (select from argosy.command w where w.organization_id = argosy.tenant() and w.order_id = o.id
    and w.kind in ('cancel', 'fulfil') and w.state in ('waiting', 'running')))`;

export const orderRoutingSchema = z.object({
  isOn: z.boolean().describe("rules choose locations"),
  chosenBy: z.enum(["rules", "person"]).nullable().describe("null: by neither, before routing was on"),
  decidedAt: time.nullable(),
  canMove: z.boolean().describe("it is not booked, picked, packed or shipped"),
  isOverCapacity: z.boolean().describe("every day of the coming week was full"),
  locations: z.array(
    z.object({
      locationId: id,
      name: z.string(),
      day: z.string().nullable().describe("planned for; null: none"),
      reserved: z.int(),
      short: z.int(),
    }),
  ),
  reasons: z
    .array(z.object({ locationId: id, name: z.string(), isTaken: z.boolean(), why: messageSchema }))
    .describe("of each location, why it ships the order or does not"),
});
export type OrderRouting = Answered<typeof orderRoutingSchema>;

interface RouteRow extends Omit<OrderRouting, "canMove" | "reasons"> {
  readonly locationId: string | null;
  readonly reasons: readonly RouteReason[] | null;
  readonly isFixed: boolean;
}

/** Throws HubError ORDER_UNKNOWN. */
export async function orderRouting(tx: Tx, orderId: string): Promise<OrderRouting> {
  const row = await tx.maybe<RouteRow>(
    `select coalesce((select s.is_on from argosy.order_routing s where s.organization_id = argosy.tenant()), false)
         as "isOn",
       ${columns("r", "chosenBy locationId reasons decidedAt")},
       coalesce(r.is_over_capacity, false) as "isOverCapacity", ${IS_FIXED} as "isFixed",
       coalesce((select json_agg(p order by p.name) from (
         select l.location_id as "locationId", c.name, max(d.day)::text as day,
           sum(l.reserved_quantity)::int as reserved, sum(l.short_quantity)::int as short
         from argosy.order_line l
         join argosy.location c on c.organization_id = argosy.tenant() and c.id = l.location_id
         left join argosy.order_route_location d on d.organization_id = argosy.tenant()
           and d.order_id = l.order_id and d.location_id = l.location_id
         where l.organization_id = argosy.tenant() and l.order_id = o.id
         group by 1, 2) p), '[]') as locations
     from argosy.sales_order o
     left join argosy.order_route r on r.organization_id = argosy.tenant() and r.order_id = o.id
     where o.organization_id = argosy.tenant() and o.id = $1`,
    [orderId],
  );
  if (!row) throw orderUnknown();
  const { isOn, chosenBy, locationId, decidedAt, isOverCapacity, isFixed, locations } = row;
  const reasons = (row.reasons ?? []).map((reason) => {
    const isTaken = chosenBy === "person" ? reason.locationId === locationId : reason.isTaken;
    const why = routeReason(chosenBy === "person" && isTaken ? { ...reason, isTaken, reason: "chosen" } : reason);
    return { locationId: reason.locationId, name: reason.name, isTaken, why };
  });
  return { isOn, chosenBy, decidedAt, canMove: isOn && !isFixed, isOverCapacity, locations, reasons };
}

/**
 * The order leaves from this location from now on; null: from the one the rules choose. Throws HubError ORDER_UNKNOWN,
 * ROUTING_OFF, ROUTE_FIXED, ROUTE_LOCATION.
 */
export async function chooseLocation(
  tx: Tx,
  change: By & { readonly orderId: string; readonly locationId: string | null },
): Promise<OrderRouting> {
  const { orderId, locationId, actor, now } = change;
  const [order] = await lockOrders(tx, [orderId]);
  if (!order) throw orderUnknown();
  const before = await orderRouting(tx, orderId);
  if (!before.isOn) throw new HubError("ROUTING_OFF", "conflict", "Turn routing on in the settings first.");
  if (!before.canMove || servedFrom(order) !== null)
    throw new HubError("ROUTE_FIXED", "conflict", message("refused.routeFixed", { number: order.number }));
  const location = locationId === null ? null : await sendingLocation(tx, locationId);
  if (location) {
    const reasons = before.reasons.length > 0 ? undefined : [];
    await tx.run(
      `insert into argosy.order_route as r (organization_id, order_id, chosen_by, location_id, reasons, decided_at,
         looked_at, is_open)
       values (argosy.tenant(), $1, 'person', $2, $3, $4, $4, false)
       on conflict (organization_id, order_id) do update
         set chosen_by = 'person', location_id = $2, decided_at = $4, looked_at = $4, is_open = false,
           is_over_capacity = false`,
      [orderId, location.id, JSON.stringify(reasons ?? []), now],
    );
    await countByHand(tx, orderId, location.id, now);
  } else
    await tx.run(
      `update argosy.order_route set chosen_by = 'rules', location_id = null, is_open = true
       where organization_id = argosy.tenant() and order_id = $1`,
      [orderId],
    );
  const code = actor.kind === "automation" ? "order.route.byAutomation" : "order.route.byHand";
  const text = location ? message(code, { location: location.name }) : message("order.route.released");
  await reconcileOrders(tx, {
    orders: [order],
    moves: true,
    entries: [{ orderId, kind: "routing", text }],
    actor,
    now,
  });
  const after = await orderRouting(tx, orderId);
  // The channel named where some of it comes from.
  const elsewhere = after.locations.filter(
    (each) => each.locationId !== location?.id && each.reserved + each.short > 0,
  );
  if (location && elsewhere.length > 0) throw locationRefused();
  return after;
}

const locationRefused = () =>
  new HubError("ROUTE_LOCATION", "validation", "Orders cannot ship from this location.", "locationId");

/** What a person chooses counts today, also beyond the limit. */
async function countByHand(tx: Tx, orderId: string, locationId: string, now: Date): Promise<void> {
  await tx.run("delete from argosy.order_route_location where organization_id = argosy.tenant() and order_id = $1", [
    orderId,
  ]);
  await tx.run(
    `insert into argosy.order_route_location (organization_id, order_id, location_id, day)
     select argosy.tenant(), $1, $2, ($3::timestamptz at time zone zone)::date
     from argosy.organization where organization_id = argosy.tenant()`,
    [orderId, locationId, now],
  );
}

async function sendingLocation(tx: Tx, id: string): Promise<{ readonly id: string; readonly name: string }> {
  const location = await tx.maybe<{ id: string; name: string }>(
    `select id, name from argosy.location
     where organization_id = argosy.tenant() and id = $1 and kind = 'own' and active`,
    [id],
  );
  if (!location) throw locationRefused();
  return location;
}

// A transaction that was under way when an order was last compared may have committed since.
const OVERLAP = "interval '2 minutes'";

// What no change announces: room on an earlier day, and stock of what is in a pack.
const AGAIN = "interval '10 minutes'";

/** SQL over a route `r` and its order `o`: stock of one of its items changed elsewhere, its order changed, or time passed. */
const MAY_BE_BETTER = `(o.updated_at > r.looked_at
  or r.looked_at < $1::timestamptz - ${AGAIN} and (r.is_over_capacity
    or exists (select from argosy.order_route_location d
      where d.organization_id = argosy.tenant() and d.order_id = r.order_id
        and d.day > (r.looked_at at time zone g.zone)::date)
    or exists (select from argosy.order_line l
      where l.organization_id = argosy.tenant() and l.order_id = r.order_id and l.pack is not null))
  or exists (select from argosy.order_line l
    left join argosy.bundle_item b on b.organization_id = argosy.tenant() and b.bundle_variant_id = l.variant_id
    join argosy.level v on v.organization_id = argosy.tenant()
      and v.variant_id = coalesce(b.component_variant_id, l.variant_id)
    where l.organization_id = argosy.tenant() and l.order_id = r.order_id and v.location_id <> l.location_id
      and v.available > 0 and v.updated_at > r.looked_at - ${OVERLAP}))`;

interface Due {
  readonly id: string;
  readonly isFixed: boolean;
  /** The rules changed since it was looked at. */
  readonly isByRules: boolean;
}

/**
 * Compares open orders again with the other locations and moves those that are better off elsewhere, those looked at
 * longest ago first. Answers true while changed rules leave more: call it again, each time in a transaction of its own.
 * What only moving stock brings up waits for the next minute.
 */
export async function improveRoutes(tx: Tx, now: Date): Promise<boolean> {
  const due = await tx.rows<Due>(
    `select r.order_id as id, f.fixed as "isFixed", r.looked_at < s.updated_at as "isByRules"
     from argosy.order_route r
     join argosy.order_routing s on s.organization_id = argosy.tenant() and s.is_on
     join argosy.organization g on g.organization_id = argosy.tenant()
     join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = r.order_id
     cross join lateral (select ${IS_FIXED} as fixed) f
     where r.organization_id = argosy.tenant() and r.is_open and r.looked_at < $1
       and (f.fixed or r.looked_at < s.updated_at or ${MAY_BE_BETTER})
     order by r.looked_at, r.order_id
     limit ${MOST_ORDERS}`,
    [now],
  );
  const ids = due.filter(({ isFixed }) => !isFixed).map(({ id }) => id);
  const orders = await lockOrders(tx, ids);
  const free = new Set(await stillFree(tx, ids));
  const movable = orders.filter((order) => free.has(order.id) && servedFrom(order) === null);
  if (movable.length > 0) await reconcileOrders(tx, { orders: movable, moves: true, actor: systemActor, now });
  await tx.run(
    `update argosy.order_route set looked_at = $3, is_open = is_open and order_id <> all($2::uuid[])
     where organization_id = argosy.tenant() and order_id = any($1::uuid[])`,
    [due.map(({ id }) => id), due.filter(({ isFixed }) => isFixed).map(({ id }) => id), now],
  );
  return due.length === MOST_ORDERS && due.some(({ isByRules }) => isByRules);
}

/** Those of the locked orders that may still move: one of them may have been booked meanwhile. */
async function stillFree(tx: Tx, orderIds: readonly string[]): Promise<string[]> {
  if (orderIds.length === 0) return [];
  const rows = await tx.rows<{ id: string }>(
    `select o.id from argosy.sales_order o
     where o.organization_id = argosy.tenant() and o.id = any($1::uuid[]) and not ${IS_FIXED}`,
    [orderIds],
  );
  return rows.map(({ id }) => id);
}
