/** What people decide about a shipment: to cancel it, or the outcome of a booking that is unknown. */
import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { isWithUs } from "../../commerce/shipment-states.ts";
import type { Tx } from "../../db/database.ts";
import { resolveAlert } from "../alerts/alerts.ts";
import { HubError } from "../errors.ts";
import { changedCause } from "../orders/booked-parcels.ts";
import { lockOrders } from "../orders/order-fields/order-rows.ts";
import { markBooked, shipmentCause, withdraw, writeEntries, writeShipmentEntry } from "./booking.ts";
import { courierOf, wakeCourier } from "./request.ts";
import { cancelChannelFulfilment } from "./request-channel-fulfilment.ts";
import { labelHolders, lockSharing, sharingIds } from "./shared-label.ts";
import { type ShipmentRow, shipmentRows } from "./shipment-row.ts";

/** Locks a shipment, its order first. Throws HubError SHIPMENT_NOT_FOUND. */
async function lockShipment(tx: Tx, id: string): Promise<ShipmentRow> {
  const found = await tx.maybe<{ order: string }>(
    'select order_id as "order" from argosy.shipment where organization_id = argosy.tenant() and id = $1',
    [id],
  );
  if (!found) throw shipmentUnknown();
  await lockOrders(tx, [found.order]);
  await tx.one("select 1 from argosy.shipment where organization_id = argosy.tenant() and id = $1 for update", [id]);
  const [row] = await shipmentRows(tx, [id]);
  if (!row) throw shipmentUnknown();
  return row;
}

/** Locks the shipment that holds this one's label and those that share it, their orders first. Throws HubError SHIPMENT_NOT_FOUND. */
async function lockLabel(
  tx: Tx,
  id: string,
): Promise<{ readonly row: ShipmentRow; readonly all: readonly ShipmentRow[] }> {
  const [holderId = id] = await labelHolders(tx, [id]);
  const others = await sharingIds(tx, holderId);
  if (others.length === 0) {
    const row = await lockShipment(tx, holderId);
    return { row, all: [row] };
  }
  const [holder] = await shipmentRows(tx, [holderId]);
  if (!holder) throw shipmentUnknown();
  await lockSharing(tx, holder);
  const row = await lockShipment(tx, holderId);
  return { row, all: await lockSharing(tx, row) };
}

export const shipmentUnknown = () => new HubError("SHIPMENT_NOT_FOUND", "not_found", "There is no such shipment.");

/**
 * Cancels a shipment until it is handed over: at once before it was sent to its courier, else the courier cancels it.
 * Throws HubError SHIPMENT_NOT_FOUND, SHIPMENT_UNKNOWN (decide its outcome first), SHIPMENT_OVER.
 */
export async function cancelShipment(tx: Tx, shipmentId: string, by: By): Promise<void> {
  const { row, all } = await lockLabel(tx, shipmentId);
  const { id } = row;
  if (row.state === "unknown")
    throw new HubError(
      "SHIPMENT_UNKNOWN",
      "conflict",
      message("refused.shipmentUnknown", { reference: row.reference }),
    );
  if (row.cancelState === "requested" || row.cancelState === "pending") return;
  const isOpen = !["refused", "withdrawn"].includes(row.state) && row.handedOverAt === null;
  if (!isOpen || row.leftAt !== null || !isWithUs(row.status))
    throw new HubError("SHIPMENT_OVER", "conflict", message("refused.shipmentOver", { reference: row.reference }));
  for (const one of all) await resolveAlert(tx, changedCause(one.id), by.now, by.actor);
  if (row.state === "requested") return withdraw(tx, row, { ...by, text: message("order.shipment.withdrawn") });
  await tx.run(
    `update argosy.shipment set cancel_state = 'requested', attempts = 0, updated_at = $2,
       due_at = case when state = 'booked' then $2::timestamptz else least(due_at, $2) end
     where organization_id = argosy.tenant() and id = $1`,
    [id, by.now],
  );
  for (const one of all) await cancelChannelFulfilment(tx, one, by);
  await writeEntries(tx, all, by, message("order.shipment.cancelling"));
  await wakeCourier(tx, row.connectionId, by.now);
}

/** A person has seen that the order changed, and sends the parcel as it was booked. Throws HubError SHIPMENT_NOT_FOUND, SHIPMENT_KNOWN. */
export async function sendAsBooked(tx: Tx, id: string, by: By): Promise<void> {
  const row = await lockShipment(tx, id);
  if (row.orderChanges.length === 0)
    throw new HubError("SHIPMENT_KNOWN", "conflict", message("refused.shipmentKnown", { reference: row.reference }));
  await tx.run(
    `update argosy.shipment
     set order_changes = '{}', order_changes_kept = order_changes_kept || order_changes, updated_at = $2
     where organization_id = argosy.tenant() and id = $1`,
    [id, by.now],
  );
  await resolveAlert(tx, changedCause(id), by.now, by.actor);
  await writeShipmentEntry(tx, row, by, message("order.shipment.kept"));
}

export type Decision =
  | { readonly found: true; readonly trackingNumbers: readonly string[]; readonly carrier?: string | undefined }
  | { readonly found: false };

/**
 * Decides the outcome of an unknown booking: the courier has it with these numbers, or does not have it and it is booked
 * again. Throws HubError SHIPMENT_NOT_FOUND, SHIPMENT_KNOWN, SHIPMENT_NUMBERS.
 */
export async function decideShipment(tx: Tx, shipmentId: string, decision: Decision, by: By): Promise<void> {
  const { row, all } = await lockLabel(tx, shipmentId);
  const { id } = row;
  if (row.state !== "unknown")
    throw new HubError("SHIPMENT_KNOWN", "conflict", message("refused.shipmentKnown", { reference: row.reference }));
  const courier = await courierOf(tx, row.connectionId);
  if (!decision.found) {
    await tx.run(
      `update argosy.shipment
       set state = 'requested', calling = false, saved = 'null', attempts = 0, text = '', due_at = $2, updated_at = $2
       where organization_id = argosy.tenant() and id = $1`,
      [id, by.now],
    );
    await resolveAlert(tx, shipmentCause(id), by.now, by.actor);
    await writeEntries(tx, all, by, message("order.shipment.again", { courier: courier.name }));
    return wakeCourier(tx, row.connectionId, by.now);
  }
  const { trackingNumbers: numbers } = decision;
  if (numbers.length !== row.parcels.length)
    throw new HubError(
      "SHIPMENT_NUMBERS",
      "validation",
      message("refused.shipmentNumbers", { parcels: row.parcels.length }),
      "trackingNumbers",
    );
  const booked = {
    key: numbers[0] ?? "",
    carrier: decision.carrier ?? row.carrier ?? courier.name,
    parcels: row.parcels.map(({ reference }, n) => ({
      reference,
      trackingNumber: numbers[n] ?? "",
      key: numbers[n] ?? "",
    })),
  };
  await markBooked(tx, row, { ...by, booked, needsLabel: false, courier: courier.name });
}
