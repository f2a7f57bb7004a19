/** Where a booked parcel goes to, corrected at its courier (decision 286). */
import type { By } from "../../commerce/actor.ts";
import { type HubText, message, textParts } from "../../commerce/message.ts";
import { isCancelling, isOver } from "../../commerce/shipment-states.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { RECEIVER_MARK } from "../orders/receiver-mark.ts";
import { writeShipmentEntry } from "./booking.ts";
import { shipmentUnknown } from "./decide.ts";
import { type ShipmentRow, shipmentRows } from "./shipment-row.ts";

/** Throws HubError SHIPMENT_NOT_FOUND, SHIPMENT_OVER. */
export async function correctable(tx: Tx, id: string): Promise<ShipmentRow> {
  const [row] = await shipmentRows(tx, [id]);
  if (!row) throw shipmentUnknown();
  if (row.state !== "booked" || isCancelling(row.cancelState) || isOver(row.status))
    throw new HubError("SHIPMENT_OVER", "conflict", message("refused.shipmentFixed", { reference: row.reference }));
  return row;
}

/** Writes to the order's timeline that its receiver was corrected, or why not; an accepted receiver is saved. */
export async function recordCorrection(
  tx: Tx,
  row: ShipmentRow,
  done: By & {
    readonly courier: string;
    readonly isAccepted: boolean;
    readonly text: HubText;
  },
): Promise<void> {
  const entry = message("order.shipment.corrected", { courier: done.courier });
  if (done.isAccepted)
    await tx.run(
      `update argosy.shipment s
       set receiver_mark = ${RECEIVER_MARK}, updated_at = $2
       from argosy.sales_order o
       where s.organization_id = argosy.tenant() and s.id = $1
         and o.organization_id = argosy.tenant() and o.id = s.order_id`,
      [row.id, done.now],
    );
  await writeShipmentEntry(tx, row, done, [entry, ...textParts(done.text)]);
}
