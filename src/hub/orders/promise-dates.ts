/** Promise dates of orders: by when their channel wants them shipped, or by the handling time of their locations. */
import { z } from "zod";
import { type Promised, promiseOf } from "../../commerce/handling-time.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, time, typed } from "../answer-schemas.ts";
import { type Handling, loadHandling } from "../handling-times/handling-times.ts";
import { jsonRows } from "../json-column.ts";
import { orderUnknown } from "./detail.ts";
import { lockOrders } from "./order-fields/order-rows.ts";
import { DUE_FROM, dueAt, END_OF_PROMISED, UNSHIPPED } from "./to-ship.ts";

/** Orders of one transaction: bounds its locks. */
const MOST_ORDERS = 500;

interface ToPromise {
  readonly id: string;
  readonly connectionId: string | null;
  readonly placedAt: Date;
  /** By an automation, or by its channel. */
  readonly shipBy: Date | null;
  readonly isOwn: boolean;
  /** The end of the day promised for what was sold ahead. */
  readonly expectedBy: Date | null;
  /** Where its items are promised. */
  readonly locationIds: readonly string[];
}

const ORDERS = `select o.id, o.connection_id as "connectionId", o.placed_at as "placedAt",
    coalesce(o.own_ship_by, o.ship_by) as "shipBy",
    o.own_ship_by is not null as "isOwn", ${END_OF_PROMISED} as "expectedBy",
    array(select distinct l.location_id from argosy.order_line l
      where l.organization_id = argosy.tenant() and l.order_id = o.id and l.fulfilled_by = 'merchant'
        and l.location_id is not null and l.fulfilled_quantity < l.quantity) as "locationIds"
  from argosy.sales_order o where o.organization_id = argosy.tenant()`;

/** The latest of its locations: it is shipped when all of it can be. */
function promiseFor(order: ToPromise, handling: Handling): (Promised & { readonly locationId: string | null }) | null {
  const locations = order.locationIds.length > 0 ? order.locationIds : [null];
  const promised = locations.flatMap((locationId) => {
    const time = handling.of(locationId, order.connectionId);
    return time === null ? [] : [{ ...promiseOf(order.placedAt, time), locationId }];
  });
  return promised.toSorted((a, b) => b.at.getTime() - a.at.getTime())[0] ?? null;
}

/** Calculates due times anew of orders that wait to be shipped, after a change of the settings. True while there may be more. */
export async function calculatePromises(tx: Tx): Promise<boolean> {
  const current = await tx.maybe<{ version: number }>(
    "select version from argosy.promise_version where organization_id = argosy.tenant()",
  );
  if (!current) return false;
  const found = await tx.rows<{ id: string }>(
    `select o.id from argosy.sales_order o
     where o.organization_id = argosy.tenant() and ${UNSHIPPED} and o.promise_version < $1
     order by o.promise_version, o.id limit ${MOST_ORDERS}`,
    [current.version],
  );
  if (found.length === 0) return false;
  const ids = found.map(({ id }) => id);
  await lockOrders(tx, ids);
  await promiseOrders(tx, ids, current.version);
  return found.length === MOST_ORDERS;
}

export interface PromisedLine {
  readonly orderId: string;
  readonly id: string;
  readonly on: string;
}

/**
 * Days promised for what was sold ahead: until they are over the orders are not due, whatever their handling times.
 * `lines`: what the orders lack, with the day of each; several parts of a line have the latest of theirs.
 */
export async function promiseDays(
  tx: Tx,
  days: readonly { readonly id: string; readonly on: string }[],
  lines: readonly PromisedLine[],
): Promise<void> {
  const moved = await tx.rows<PromisedLine>(
    `select l.order_id as "orderId", l.id, max(n.on)::text as on
     from json_to_recordset($1) as n(id uuid, "on" date)
     join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = n.id
     group by l.order_id, l.id, l.promised_on having l.promised_on is distinct from max(n.on)`,
    [jsonRows(lines)],
  );
  if (days.length === 0 && moved.length === 0) return;
  const ids = days.map(({ id }) => id);
  await lockOrders(tx, [...new Set([...ids, ...moved.map(({ orderId }) => orderId)])]);
  await tx.run(
    `update argosy.order_line l set promised_on = n.on
     from json_to_recordset($1) as n(id uuid, "on" date)
     where l.organization_id = argosy.tenant() and l.id = n.id`,
    [jsonRows(moved)],
  );
  await promiseUntil(tx, days);
}

/** What an order promised for lines that were dropped since, or with all of it, is promised no more. */
export async function dropPromises(tx: Tx): Promise<void> {
  const dropped = await tx.rows<{ id: string }>(`${LEFT_OF_PROMISES} order by o.id limit ${MOST_ORDERS}`);
  if (dropped.length === 0) return;
  await lockOrders(
    tx,
    dropped.map(({ id }) => id),
  );
  // Read again: its lines may have changed until it was locked.
  const left = await tx.rows<{ id: string; on: string | null }>(`${LEFT_OF_PROMISES} and o.id = any($1)`, [
    dropped.map(({ id }) => id),
  ]);
  await promiseUntil(tx, left);
}

const LEFT_OF_PROMISES = `select o.id, p.on::text as on
  from argosy.sales_order o
  cross join lateral (select max(l.promised_on) as on from argosy.order_line l
    where l.organization_id = argosy.tenant() and l.order_id = o.id and l.quantity > 0 and o.status <> 'cancelled') as p
  where o.organization_id = argosy.tenant() and o.promised_on is not null and o.fulfilment in ('unfulfilled', 'partial')
    and (p.on is null or p.on < o.promised_on)`;

/** Of locked orders. */
async function promiseUntil(
  tx: Tx,
  days: readonly { readonly id: string; readonly on: string | null }[],
): Promise<void> {
  if (days.length === 0) return;
  await tx.run(
    `update argosy.sales_order o set promised_on = n.on
     from json_to_recordset($1) as n(id uuid, "on" date)
     where o.organization_id = argosy.tenant() and o.id = n.id and o.promised_on is distinct from n.on`,
    [jsonRows(days)],
  );
  const current = await tx.maybe<{ version: number }>(
    "select version from argosy.promise_version where organization_id = argosy.tenant()",
  );
  await promiseOrders(
    tx,
    days.map(({ id }) => id),
    current?.version ?? 0,
  );
}

/** Of locked orders. */
async function promiseOrders(tx: Tx, ids: readonly string[], version: number): Promise<void> {
  const [handling, orders] = [await loadHandling(tx), await tx.rows<ToPromise>(`${ORDERS} and o.id = any($1)`, [ids])];
  const rows = orders.map((order) => {
    const { id, placedAt, shipBy, expectedBy } = order;
    const promised = shipBy === null ? promiseFor(order, handling) : null;
    const base = promised?.at ?? new Date(dueAt(placedAt.toISOString(), shipBy?.toISOString() ?? null));
    const expected = shipBy === null ? expectedBy : null;
    const due = expected !== null && expected > base ? expected : base;
    return { id, due, isCalculated: promised !== null || expected !== null };
  });
  await tx.run(
    `update argosy.sales_order o set due_at = n.due, promise_version = $2, is_promised = n."isCalculated"
     from json_to_recordset($1) as n(id uuid, due timestamptz, "isCalculated" boolean)
     where o.organization_id = argosy.tenant() and o.id = n.id`,
    [jsonRows(rows), version],
  );
}

export const orderPromiseSchema = z.object({
  from: z.enum(DUE_FROM),
  dueAt: time,
  locationName: z.string().nullable(),
  zone: z.string().nullable(),
  cutOff: z.string().nullable(),
  days: z.int().nullable(),
  promised: typed<Promised>(
    z.object({
      at: z.string(),
      orderedOn: z.string().describe("in the location's zone"),
      orderedAt: z.string(),
      isAfterCutOff: z.boolean(),
      beginsOn: z.string().describe("the first working day that counts"),
      dueOn: z.string(),
      closed: z.array(z.object({ day: z.string(), why: z.enum(["weekday", "holiday"]) })),
    }),
  )
    .nullable()
    .describe("null: it is not calculated"),
});
export type OrderPromise = Answered<typeof orderPromiseSchema>;

/** Why an order is due when it is, by the settings of now. Throws HubError ORDER_UNKNOWN. */
export async function explainPromise(tx: Tx, orderId: string): Promise<OrderPromise> {
  const order = await tx.maybe<ToPromise>(`${ORDERS} and o.id = $1`, [orderId]);
  if (!order) throw orderUnknown();
  const none = { locationName: null, zone: null, cutOff: null, days: null, promised: null };
  if (order.shipBy !== null) return { from: order.isOwn ? "rule" : "channel", dueAt: order.shipBy, ...none };
  const handling = await loadHandling(tx);
  const found = promiseFor(order, handling);
  const byDefault = new Date(dueAt(order.placedAt.toISOString(), null));
  if (order.expectedBy !== null && order.expectedBy > (found?.at ?? byDefault))
    return { from: "expected", dueAt: order.expectedBy, ...none };
  if (found === null) return { from: "default", dueAt: byDefault, ...none };
  const { locationId, ...promised } = found;
  const { zone, cutOff, days } = handling.of(locationId, order.connectionId) ?? none;
  const place = await tx.maybe<{ name: string }>(
    `select name from argosy.location
     where organization_id = argosy.tenant() and (id = $1 or $1 is null and is_default)`,
    [locationId],
  );
  return { from: "handling", dueAt: promised.at, locationName: place?.name ?? null, zone, cutOff, days, promised };
}
