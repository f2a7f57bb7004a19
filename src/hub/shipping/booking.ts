/**
 * The states of a booking: requested -> booking -> booked | refused | unknown. That the courier is called is committed
 * before the call; where its outcome is unknown, the shipment is searched for before it is booked again (decision 235).
 */
import { type By, systemActor } from "../../commerce/actor.ts";
import { type HubText, message } from "../../commerce/message.ts";
import { allocate } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { BookedShipment } from "../../commerce/shipment.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlert } from "../alerts/alerts.ts";
import { jsonParameter, jsonRows, textParameters } from "../json-column.ts";
import { IS_HELD } from "../orders/held.ts";
import { announceOrdersChanged } from "../orders/notify-changed.ts";
import { lockOrders } from "../orders/order-fields/order-rows.ts";
import { RECEIVER_MARK, RECEIVER_PARTS } from "../orders/receiver-mark.ts";
import { writeTimeline } from "../timeline.ts";
import { updateCodState } from "./cash.ts";
import { requestChannelFulfilment } from "./request-channel-fulfilment.ts";
import { lockSharing } from "./shared-label.ts";
import type { ShipmentRow } from "./shipment-row.ts";

const MINE = "where organization_id = argosy.tenant() and id = $1";
/** And the shipments that share its label. */
const SHARING = "where organization_id = argosy.tenant() and (id = $1 or label_shipment_id = $1)";
const TRACK_AFTER_MS = 30 * 60_000;

/**
 * Records that the courier is about to be called. False: there is nothing to book any more (withdrawn meanwhile, or its
 * order was cancelled or put on hold: then it is withdrawn now).
 */
export async function beginCall(tx: Tx, row: ShipmentRow, by: By): Promise<boolean> {
  const all = await lockSharing(tx, row);
  const ended = await tx.maybe<{ isHeld: boolean }>(
    `select ${IS_HELD} as "isHeld" from argosy.sales_order o
     where o.organization_id = argosy.tenant() and o.id = any($1::uuid[]) and (o.status = 'cancelled' or ${IS_HELD})
     limit 1`,
    [all.map(({ orderId }) => orderId)],
  );
  if (ended) {
    await withdraw(tx, row, { ...by, text: message(ended.isHeld ? "shipment.orderHeld" : "shipment.orderCancelled") });
    return false;
  }
  const started = await tx.run(
    `update argosy.shipment s
     set state = 'booking', calling = true, called_at = $2, sent_at = null, settles_at = null, updated_at = $2,
       receiver_mark = ${RECEIVER_MARK}, receiver_parts = ${RECEIVER_PARTS}
     from argosy.sales_order o
     where s.organization_id = argosy.tenant() and s.id = $1
       and o.organization_id = argosy.tenant() and o.id = s.order_id
       and s.state in ('requested', 'booking') and not s.calling and s.cancel_state is null`,
    [row.id, by.now],
  );
  if (started > 0 && all.length > 1) await markReceivers(tx, row.id);
  return started > 0;
}

/** What the courier is told of the receiver is told for every order in the parcel. */
async function markReceivers(tx: Tx, labelShipmentId: string): Promise<void> {
  await tx.run(
    `update argosy.shipment s set receiver_mark = ${RECEIVER_MARK}, receiver_parts = ${RECEIVER_PARTS}
     from argosy.sales_order o
     where s.organization_id = argosy.tenant() and s.label_shipment_id = $1
       and o.organization_id = argosy.tenant() and o.id = s.order_id`,
    [labelShipmentId],
  );
}

/** A call that may book is sent now. The courier is not asked again before `callEndsBy`. */
export async function markBookingSent(
  tx: Tx,
  id: string,
  call: { readonly now: Date; readonly callEndsBy: Date },
): Promise<void> {
  await tx.run(
    `update argosy.shipment
     set sent_at = $2, settles_at = greatest(settles_at, $3), due_at = greatest(settles_at, $3) ${MINE} and calling`,
    [id, call.now, call.callEndsBy],
  );
}

/** What the next attempt starts from. */
export async function saveProgress(tx: Tx, id: string, saved: Json): Promise<void> {
  await tx.run(`update argosy.shipment set saved = $2 ${MINE}`, [id, jsonParameter(saved)]);
}

/** Calls again later: the courier is still working on it, or it is certain that nothing is booked yet. */
export async function callAgain(
  tx: Tx,
  id: string,
  again: { readonly at: Date; readonly saved?: Json | undefined; readonly attempts?: number; readonly text?: HubText },
): Promise<void> {
  await tx.run(
    `update argosy.shipment
     set calling = false, settles_at = null, due_at = $2, saved = coalesce($3::jsonb, saved),
       attempts = coalesce($4, attempts),
       text = coalesce($5, text), text_said = case when $5::text is null then text_said else $6::jsonb end ${MINE}`,
    [
      id,
      again.at,
      again.saved === undefined ? null : jsonParameter(again.saved),
      again.attempts ?? null,
      ...textParameters(again.text ?? null),
    ],
  );
}

/** The outcome of the call is unknown: searched for later. `isAnswered`: the courier is not working on it any more. */
export async function checkLater(
  tx: Tx,
  id: string,
  later: {
    readonly at: Date;
    readonly text?: HubText;
    readonly attempts?: number;
    readonly isAnswered?: boolean;
  },
): Promise<void> {
  await tx.run(
    `update argosy.shipment
     set calling = true, unconfirmed_at = called_at, due_at = $2, text = coalesce($3, text),
       attempts = coalesce($5, attempts),
       text_said = case when $3::text is null then text_said else $4::jsonb end,
       settles_at = case when $6::boolean then null else settles_at end ${MINE}`,
    [id, later.at, ...textParameters(later.text ?? null), later.attempts ?? null, later.isAnswered ?? false],
  );
}

/** An attempt ended without an answer: the alert says that it may be booked, and when that is checked. */
export async function alertUnconfirmed(tx: Tx, row: ShipmentRow, by: By & { readonly courier: string }): Promise<void> {
  const call = await tx.maybe<{ sentAt: Date; againAt: Date }>(
    `select coalesce(sent_at, called_at) as "sentAt", due_at as "againAt" from argosy.shipment
     ${MINE} and state = 'booking' and calling and due_at is not null`,
    [row.id],
  );
  if (!call) return;
  const text = message("shipment.unconfirmed", {
    courier: by.courier,
    reference: row.reference,
    sentAt: call.sentAt.toISOString(),
    againAt: call.againAt.toISOString(),
  });
  await tx.run(`update argosy.shipment set text = $2, text_said = $3, unconfirmed_at = $4 ${MINE}`, [
    row.id,
    ...textParameters(text),
    by.now,
  ]);
  await alertExhaustedShipment(tx, row, { ...by, text, kind: "shipment_unknown" });
}

/** It is booked: saves its numbers, writes the timeline entry, and requests its label. */
export async function markBooked(
  tx: Tx,
  row: ShipmentRow,
  done: By & { readonly booked: BookedShipment; readonly needsLabel: boolean; readonly courier: string },
): Promise<void> {
  const { booked, now } = done;
  const all = await lockSharing(tx, row);
  const [order] = await lockOrders(tx, [row.orderId]);
  const changed = await tx.run(
    `update argosy.shipment
     set state = 'booked', status = 'created', calling = false, settles_at = null, attempts = 0,
       text = '', ext_key = $2, carrier = $3,
       service_name = coalesce($4, service_name), tracking_url = $5, charge_minor = $6, charge_currency = $7, ext = $8,
       label_state = $9, due_at = case when $10 or cancel_state is not null then $11::timestamptz end, booked_at = $11,
       track_due_at = $12, updated_at = $11, insurance_minor = $13, insurance_currency = $14
     ${MINE} and state in ('booking', 'unknown')`,
    [
      row.id,
      booked.key,
      booked.carrier,
      booked.serviceName ?? null,
      booked.trackingUrl ?? null,
      booked.charge?.minor ?? null,
      booked.charge?.currency ?? null,
      jsonParameter(booked.ext ?? null),
      done.needsLabel ? "wanted" : "none",
      done.needsLabel,
      now,
      new Date(now.getTime() + TRACK_AFTER_MS),
      booked.insurance?.minor ?? null,
      booked.insurance?.currency ?? null,
    ],
  );
  if (changed === 0 || !order) return;
  await tx.run(
    `update argosy.parcel p
     set tracking_number = n.number, ext_key = n.key
     from json_to_recordset($2) as n(reference text, number text, key text)
     where p.organization_id = argosy.tenant() and p.shipment_id = $1 and p.reference = n.reference`,
    [
      row.id,
      jsonRows(
        booked.parcels.map(({ reference, trackingNumber, key }) => ({ reference, number: trackingNumber, key })),
      ),
    ],
  );
  if (all.length > 1) await shareBooking(tx, all, booked);
  const numbers = booked.parcels.map(({ trackingNumber }) => trackingNumber).join(", ");
  const text = message("order.shipment.booked", { courier: done.courier, carrier: booked.carrier, numbers });
  await writeEntries(tx, all, done, text);
  await resolveAlert(tx, shipmentCause(row.id), now, done.actor);
  for (const { id, fulfilWhen } of all) if (fulfilWhen === "booked") await requestChannelFulfilment(tx, id, done);
}

/** Orders in one parcel have its numbers, and each its part of what the courier charges, by what its goods are worth. */
async function shareBooking(
  tx: Tx,
  all: readonly ShipmentRow[],
  { charge, insurance }: Pick<BookedShipment, "charge" | "insurance">,
): Promise<void> {
  const [holder] = all;
  await tx.run(
    `update argosy.parcel p set tracking_number = l.tracking_number, ext_key = l.ext_key
     from argosy.shipment s
     join argosy.parcel l on l.organization_id = argosy.tenant() and l.shipment_id = s.label_shipment_id
     where s.organization_id = argosy.tenant() and s.label_shipment_id = $1
       and p.organization_id = argosy.tenant() and p.shipment_id = s.id and p.position = l.position`,
    [holder?.id],
  );
  if (!charge) return;
  const worths = all.map(({ valueMinor }) => valueMinor);
  const parts = allocate(charge.minor, worths);
  const covers = insurance && allocate(insurance.minor, worths);
  const rows = all.map(({ id }, n) => ({
    id,
    minor: String(parts[n] ?? 0n),
    cover: covers && String(covers[n] ?? 0n),
  }));
  await tx.run(
    `update argosy.shipment s
     set charge_minor = n.minor, charge_currency = $2, insurance_minor = n.cover, insurance_currency = $3
     from json_to_recordset($1) as n(id uuid, minor bigint, cover bigint)
     where s.organization_id = argosy.tenant() and s.id = n.id`,
    [jsonRows(rows), charge.currency, insurance?.currency ?? null],
  );
}

/** The courier refused it: nothing was booked. */
export async function markRefused(
  tx: Tx,
  row: ShipmentRow,
  why: By & { readonly text: HubText; readonly courier: string },
): Promise<void> {
  const all = await lockSharing(tx, row);
  await tx.run(
    `update argosy.shipment
     set state = 'refused', calling = false, settles_at = null, due_at = null, text = $2, text_said = $3,
       ended_at = $4,
       updated_at = $4 ${SHARING}`,
    [row.id, ...textParameters(why.text), why.now],
  );
  await updateCodState(tx, all.map(orderOf), why);
  await writeEntries(tx, all, why, [message("order.shipment.refused", { courier: why.courier }), ...parts(why.text)]);
  await alertExhaustedShipment(tx, row, { ...why, kind: "shipment_refused" });
}

/** Whether it is booked is unknown: it is never booked again automatically, a person decides. */
export async function markUnknown(tx: Tx, row: ShipmentRow, why: By & { readonly courier: string }): Promise<void> {
  const text = message("shipment.unknown", { courier: why.courier, reference: row.reference });
  const all = await lockSharing(tx, row);
  await tx.run(
    `update argosy.shipment
     set state = 'unknown', calling = false, settles_at = null, due_at = null, text = $2, text_said = $3,
       updated_at = $4 ${MINE}`,
    [row.id, ...textParameters(text), why.now],
  );
  await writeEntries(tx, all, why, text);
  await alertExhaustedShipment(tx, row, { ...why, text, kind: "shipment_unknown" });
}

/** Nothing was booked, and nothing will be. */
export async function withdraw(tx: Tx, row: ShipmentRow, why: By & { readonly text: HubText }): Promise<void> {
  const all = await lockSharing(tx, row);
  await tx.run(
    `update argosy.shipment
     set state = 'withdrawn', status = 'cancelled', calling = false, settles_at = null, due_at = null,
       text = $2, text_said = $3,
       ended_at = $4, updated_at = $4 ${SHARING}`,
    [row.id, ...textParameters(why.text), why.now],
  );
  await updateCodState(tx, all.map(orderOf), why);
  await writeEntries(tx, all, why, message("order.shipment.withdrawn"));
  await resolveAlert(tx, shipmentCause(row.id), why.now, systemActor);
}

export const shipmentCause = (id: string): string => `shipment:${id}`;

const orderOf = ({ orderId }: ShipmentRow): string => orderId;

const parts = (text: HubText) => (Array.isArray(text) ? text : [text]);

export async function writeShipmentEntry(
  tx: Tx,
  row: Pick<ShipmentRow, "id" | "orderId">,
  by: By,
  text: HubText,
): Promise<void> {
  await writeTimeline(tx, [{ orderId: row.orderId, kind: "shipment", text, data: { shipmentId: row.id } }], by);
  await announceOrdersChanged(tx, [await storeOf(tx, row.orderId)]);
}

/** The same on the timeline of every order in the parcel. */
export async function writeEntries(tx: Tx, rows: readonly ShipmentRow[], by: By, text: HubText): Promise<void> {
  for (const row of rows) await writeShipmentEntry(tx, row, by, text);
}

function storeOf(tx: Tx, orderId: string): Promise<{ readonly id: string; readonly storeId: string | null }> {
  return tx.one(
    'select id, connection_id as "storeId" from argosy.sales_order where organization_id = argosy.tenant() and id = $1',
    [orderId],
  );
}

/** The courier refused it, never answered, or knows nothing new of it. */
export async function alertExhaustedShipment(
  tx: Tx,
  row: ShipmentRow,
  what: By & {
    readonly kind: "shipment_refused" | "shipment_unknown" | "shipment_stale";
    readonly courier: string;
    readonly text: HubText;
  },
): Promise<void> {
  const { number } = await tx.one<{ number: string }>(
    "select number from argosy.sales_order where organization_id = argosy.tenant() and id = $1",
    [row.orderId],
  );
  await raiseAlert(tx, {
    kind: what.kind,
    severity: "warning",
    cause: shipmentCause(row.id),
    connectionId: row.connectionId,
    subject: { kind: "order", id: row.orderId },
    title: message(`alert.${what.kind}.title`, { courier: what.courier, order: number }),
    text: what.text,
    action: { kind: "open_shipment", shipmentId: row.id },
    now: what.now,
  });
}
