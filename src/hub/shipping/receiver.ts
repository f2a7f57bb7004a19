/** Where a booked parcel goes to, corrected at its courier (decision 286). */
import type { By } from "../../commerce/actor.ts";
import { type HubText, message, textParts } from "../../commerce/message.ts";
import type { ReceiverChange } from "../../commerce/shipment.ts";
import { isCancelling, isOver } from "../../commerce/shipment-states.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { jsonParameter } from "../json-column.ts";
import { correctedParts, RECEIVER_ADDRESS, RECEIVER_MARK, RECEIVER_PARTS } from "../orders/receiver-mark.ts";
import { writeShipmentEntry } from "./booking.ts";
import { shipmentUnknown } from "./decide.ts";
import { labelHolders } from "./shared-label.ts";
import { type ShipmentRow, shipmentRows } from "./shipment-row.ts";

/** Throws HubError SHIPMENT_NOT_FOUND, SHIPMENT_OVER (also if the order names another place than the courier was told). */
export async function correctable(tx: Tx, shipmentId: string): Promise<ShipmentRow> {
  const [id = shipmentId] = await labelHolders(tx, [shipmentId]);
  const [row] = await shipmentRows(tx, [id]);
  if (!row) throw shipmentUnknown();
  if (row.state !== "booked" || isCancelling(row.cancelState) || isOver(row.status))
    throw new HubError("SHIPMENT_OVER", "conflict", message("refused.shipmentFixed", { reference: row.reference }));
  if ((await isForOtherPlace(tx, id)) || (await isForOtherPlace(tx, shipmentId)))
    throw new HubError(
      "SHIPMENT_OVER",
      "conflict",
      message("refused.shipmentOtherPlace", { reference: row.reference }),
    );
  return row;
}

/** An erased address names no place, and of a parcel booked before places were kept none is known. */
async function isForOtherPlace(tx: Tx, id: string): Promise<boolean> {
  const found = await tx.maybe(
    `select 1 from argosy.shipment s
     join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = s.order_id
     where s.organization_id = argosy.tenant() and s.id = $1
       and o.shipping_address ->> 'line1' is not null and s.receiver_parts ->> 'place' <> ${RECEIVER_ADDRESS}`,
    [id],
  );
  return found !== undefined;
}

const CORRECTED_RECEIVER = `(coalesce(s.receiver_parts, '{}') || ${correctedParts("$3::jsonb")})`;

/**
 * Writes to the order's timeline that its receiver was corrected, or why not; an accepted receiver is saved. The courier has
 * the receiver of the order only once every part it was told is the order's.
 */
export async function recordCorrection(
  tx: Tx,
  row: ShipmentRow,
  done: By & {
    readonly courier: string;
    readonly change: ReceiverChange;
    readonly isAccepted: boolean;
    readonly text: HubText;
  },
): Promise<void> {
  const entry = message("order.shipment.corrected", { courier: done.courier });
  if (done.isAccepted)
    await tx.run(
      `update argosy.shipment s
       set receiver_parts = ${CORRECTED_RECEIVER}, updated_at = $2,
         receiver_mark = case when ${CORRECTED_RECEIVER} @> ${RECEIVER_PARTS} then ${RECEIVER_MARK}
           else s.receiver_mark end
       from argosy.sales_order o
       where s.organization_id = argosy.tenant() and (s.id = $1 or s.label_shipment_id = $1)
         and o.organization_id = argosy.tenant() and o.id = s.order_id`,
      [row.id, done.now, jsonParameter(done.change)],
    );
  await writeShipmentEntry(tx, row, done, [entry, ...textParts(done.text)]);
}
