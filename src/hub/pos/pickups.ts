/** Web orders that buyers collect at a register's location: found, made ready. */

import { z } from "zod";
import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { ORDER_STATUSES } from "../../commerce/statuses.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { storableText } from "../json-column.ts";
import { refuseHeld } from "../orders/held.ts";
import type { OrderRow } from "../orders/order-fields/order-rows.ts";
import { TO_PICK_UP } from "../orders/order-state.ts";
import { dueInPerson } from "../orders/owed.ts";
import { lockOrder, makeReady, requireOpen } from "../orders/pickup.ts";
import { pickupState } from "../orders/pickup-state.ts";
import { containing } from "../paging.ts";
import { refusal } from "../refusals.ts";
import { getRegister, type Register } from "./registers.ts";

export const PICKUP_PAYMENT_KINDS = ["cash", "card", "other"] as const;

export const pickupSummarySchema = z
  .object({
    orderId: id,
    number: z.string(),
    platformNumber: z.string(),
    storeName: z.string().nullable(),
    customerName: z.string().nullable(),
    phone: z.string().nullable(),
    status: z.enum(ORDER_STATUSES),
    pickup: pickupState,
    place: z.string().nullable().describe("what the channel calls the place"),
    locationId: id.nullable().describe("null: the channel does not say which location"),
    locationName: z.string().nullable(),
    units: z.int(),
    isShort: z.boolean(),
    placedAt: time,
    readyAt: time.nullable(),
    isOverdue: z.boolean().describe("ready for longer than its location keeps it"),
    currency: z.string(),
    totalMinor: minorUnits.describe("minor units").nullable(),
    dueMinor: minorUnits.describe("minor units").nullable().describe("still to be paid; null where it cannot be known"),
  })
  .meta({ id: "Pickup", description: "An order that its buyer collects" });

export type PickupSummary = Answered<typeof pickupSummarySchema>;

const pickupLineSchema = z.object({
  key: z.string(),
  sku: z.string().nullable(),
  barcode: z.string().nullable(),
  title: z.string(),
  imageUrl: z.string().nullable(),
  quantity: z.int(),
  left: z.int().describe("not handed over yet"),
  shortUnits: z.int(),
});

export type PickupLine = Answered<typeof pickupLineSchema>;

const handOverViewSchema = z.object({
  id,
  takenBy: z.string(),
  staffName: z.string(),
  registerName: z.string(),
  lines: z.array(z.object({ lineKey: z.string(), quantity: z.int() })),
  handedAt: time,
  state: z.string().describe("state of the command that notifies the channel"),
  text: z.string(),
});

export type HandOverView = Answered<typeof handOverViewSchema>;

export const pickupDetailSchema = pickupSummarySchema
  .extend({
    note: z.string().nullable(),
    lines: z.array(pickupLineSchema),
    payments: z.array(
      z.object({
        id,
        kind: z.enum(PICKUP_PAYMENT_KINDS),
        amountMinor: z.int().describe("minor units").describe("the order's channel"),
        roundingMinor: z.int().describe("minor units").describe("what rounding cash added"),
      }),
    ),
    handOvers: z.array(handOverViewSchema),
  })
  .meta({ id: "PickupDetail", description: "An order that its buyer collects, with its items and what was paid here" });

export type PickupDetail = Answered<typeof pickupDetailSchema>;

const SUMMARY = `
  select o.id as "orderId", o.number, o.ext_number as "platformNumber", c.name as "storeName",
    coalesce(o.contact ->> 'name', o.shipping_address ->> 'name', k.name) as "customerName",
    coalesce(o.contact ->> 'phone', o.shipping_address ->> 'phone', o.billing_address ->> 'phone') as phone,
    o.status, o.pickup, o.pickup_place as place, o.pickup_location_id as "locationId", l.name as "locationName",
    (select argosy.int_sum(coalesce(sum(i.quantity), 0)) from argosy.order_line i
     where i.organization_id = argosy.tenant() and i.order_id = o.id and i.fulfilled_by = 'merchant') as units,
    o.is_short as "isShort", o.placed_at as "placedAt", o.pickup_ready_at as "readyAt",
    o.pickup = 'ready' and o.pickup_ready_at + coalesce(l.pickup_days, 14) * interval '1 day' < $1 as "isOverdue",
    o.currency, o.total_minor as "totalMinor"
  from argosy.sales_order o
  left join argosy.connection c on c.organization_id = argosy.tenant() and c.id = o.connection_id
  left join argosy.customer k on k.organization_id = argosy.tenant() and k.id = o.customer_id
  left join argosy.location l on l.organization_id = argosy.tenant() and l.id = o.pickup_location_id
  where o.organization_id = argosy.tenant()`;

const OPEN = `o.status <> 'cancelled' and o.fulfilment in ('unfulfilled', 'partial')`;

type Found = Omit<PickupSummary, "dueMinor">;

/** With what each buyer still owes. */
async function withDue(tx: Tx, rows: readonly Found[]): Promise<PickupSummary[]> {
  const due = await dueInPerson(
    tx,
    rows.map(({ orderId }) => orderId),
  );
  return rows.map((row) => ({ ...row, dueMinor: due.get(row.orderId) ?? null }));
}

/** A list people read on a till. */
const MOST = 200;

export interface PickupFilter {
  readonly registerId: string;
  /** A number here or there, a name, a phone, or what a scanner read of the order. */
  readonly search?: string | undefined;
  readonly now: Date;
}

/**
 * What is to be collected at a register's location, and what its channel names no location of: the oldest first. A
 * search finds orders that were handed over too. Throws HubError POS_REGISTER_NOT_FOUND.
 */
export async function listPickups(tx: Tx, filter: PickupFilter): Promise<PickupSummary[]> {
  const { locationId } = await getRegister(tx, filter.registerId);
  const search = storableText(filter.search ?? "").trim();
  const here = "and (o.pickup_location_id = $2 or o.pickup_location_id is null)";
  const params: unknown[] = [filter.now, locationId];
  if (search === "")
    return withDue(
      tx,
      await tx.rows<Found>(
        `${SUMMARY} and ${TO_PICK_UP} and ${OPEN} ${here} order by o.placed_at, o.id limit ${MOST}`,
        params,
      ),
    );
  const digits = search.replace(/\D/g, "").replace(/^0+/, "");
  params.push(containing(search), [search, search.toUpperCase()], digits.length < 5 ? null : `%${digits}`);
  const texts = `concat_ws(' ', o.number, o.ext_number, o.contact ->> 'name', o.shipping_address ->> 'name', k.name)`;
  const isOpen = `${TO_PICK_UP} and ${OPEN} and (${texts} ilike $3 or ${phoneLike("o.contact")}
    or ${phoneLike("o.shipping_address")} or ${phoneLike("o.billing_address")})`;
  const isNamed = `o.pickup is not null and (o.number = any($4::text[]) or o.ext_number = any($4::text[])
    or o.id::text = lower($3::text) or o.id::text = any($4::text[]))`;
  const found = await tx.rows<Found>(
    `${SUMMARY} ${here} and ((${isOpen}) or (${isNamed}))
     order by o.status = 'cancelled' or o.pickup = 'handed', o.placed_at, o.id limit ${MOST}`,
    params,
  );
  return withDue(tx, found);
}

/** By the last digits: people leave out what stands before them. */
const phoneLike = (who: string) => `regexp_replace(coalesce(${who} ->> 'phone', ''), '\\D', '', 'g') like $5`;

const LINES = `
  select l.ext_key as key, coalesce(l.sku, v.sku) as sku, v.barcode, l.title, m.url as "imageUrl", l.quantity,
    greatest(0, l.quantity
      - greatest(l.fulfilled_quantity, coalesce(h.units, 0)))::int as left,
    l.short_quantity as "shortUnits"
  from argosy.order_line l
  left join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
  left join lateral (select i.url from argosy.image i
    where i.organization_id = argosy.tenant() and i.product_id = v.product_id
      and (i.variant_id is null or i.variant_id = v.id)
    order by i.variant_id is null, i.position, i.id limit 1) m on true
  left join lateral (select sum((e ->> 'quantity')::int) as units
    from argosy.pos_hand_over n cross join lateral jsonb_array_elements(n.lines) as e
    where n.organization_id = argosy.tenant() and n.order_id = l.order_id and e ->> 'lineKey' = l.ext_key) h on true
  where l.organization_id = argosy.tenant() and l.order_id = $1 and l.fulfilled_by = 'merchant' and l.quantity > 0
  order by l.position, l.id`;

export const linesToHandOver = (tx: Tx, orderId: string): Promise<PickupLine[]> =>
  tx.rows<PickupLine>(LINES, [orderId]);

/** Throws HubError POS_PICKUP_NOT_FOUND. */
export async function getPickup(tx: Tx, orderId: string, now: Date): Promise<PickupDetail> {
  const rows = await tx.rows<Found>(`${SUMMARY} and o.id = $2 and o.pickup is not null and o.pickup <> 'shipped'`, [
    now,
    orderId,
  ]);
  const [found] = await withDue(tx, rows);
  if (!found) throw noPickup();
  const { note } = await tx.one<{ note: string | null }>(
    "select note from argosy.sales_order where organization_id = argosy.tenant() and id = $1",
    [orderId],
  );
  const payments = await tx.rows<PickupDetail["payments"][number]>(
    `select id, kind, amount_minor::float8 as "amountMinor", rounding_minor::float8 as "roundingMinor"
     from argosy.pos_pickup_payment where organization_id = argosy.tenant() and order_id = $1 order by taken_at, id`,
    [orderId],
  );
  const handOvers = await tx.rows<HandOverView>(
    `select n.id, n.taken_by as "takenBy", s.name as "staffName", r.name as "registerName", n.lines,
       n.handed_at as "handedAt", w.state, w.text
     from argosy.pos_hand_over n
     join argosy.pos_staff s on s.organization_id = argosy.tenant() and s.id = n.staff_id
     join argosy.pos_register r on r.organization_id = argosy.tenant() and r.id = n.register_id
     join argosy.command w on w.organization_id = argosy.tenant() and w.id = n.command_id
     where n.organization_id = argosy.tenant() and n.order_id = $1 order by n.handed_at, n.id`,
    [orderId],
  );
  return { ...found, note, lines: await linesToHandOver(tx, orderId), payments, handOvers };
}

const noPickup = () => new HubError("POS_PICKUP_NOT_FOUND", "not_found", "There is no such order to be picked up.");

export interface PickupAct extends By {
  readonly orderId: string;
  readonly registerId: string;
  readonly staffId: string;
}

/** An order to be collected at this register, and who acts; locked. Throws what `makePickupReady` does. */
export async function lockPickup(
  tx: Tx,
  act: Pick<PickupAct, "orderId" | "staffId">,
  register: Register,
): Promise<{ readonly order: OrderRow; readonly staffName: string }> {
  const staff = await tx.maybe<{ name: string }>(
    "select name from argosy.pos_staff where organization_id = argosy.tenant() and id = $1",
    [act.staffId],
  );
  if (!staff) throw refusal("POS_STAFF_NOT_FOUND", "staffId");
  const order = await lockOrder(tx, act.orderId);
  if (order.pickup === null || order.pickup === "shipped") throw noPickup();
  requireOpen(order);
  const location = order.pickup_location_id;
  if (location !== null && location !== register.locationId) {
    const { name } = await tx.one<{ name: string }>(
      "select name from argosy.location where organization_id = argosy.tenant() and id = $1",
      [location],
    );
    throw new HubError(
      "POS_PICKUP_ELSEWHERE",
      "conflict",
      message("refused.pickupElsewhere", { number: order.number, place: name }),
    );
  }
  return { order, staffName: staff.name };
}

/**
 * Notes that an order lies ready at the register's location, and has the buyer mailed. Again it changes nothing. Throws
 * HubError POS_REGISTER_NOT_FOUND, POS_STAFF_NOT_FOUND, POS_PICKUP_NOT_FOUND, POS_PICKUP_ELSEWHERE, ORDER_UNKNOWN,
 * ORDER_CANCELLED, ORDER_PICKUP_OVER, ORDER_ON_HOLD.
 */
export async function makePickupReady(tx: Tx, act: PickupAct): Promise<PickupDetail> {
  const register = await getRegister(tx, act.registerId);
  const { order, staffName } = await lockPickup(tx, act, register);
  await refuseHeld(tx, [order.id]);
  const text = message("order.pickup.ready", { register: register.name, staff: staffName });
  await makeReady(tx, order, { ...act, locationId: register.locationId, text, mails: true });
  return getPickup(tx, act.orderId, act.now);
}
