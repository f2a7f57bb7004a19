import type { By } from "../../commerce/actor.ts";
import { type HubText, message, textParts } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { jsonParameter, textParameters } from "../json-column.ts";
import { IS_HERE } from "../orders/hub-parcels.ts";
import { writeEntries } from "./booking.ts";
import { cancelChannelFulfilment, resumeChannelFulfilment } from "./request-channel-fulfilment.ts";
import { updateShipmentStatus } from "./scans.ts";
import { lockSharing } from "./shared-label.ts";
import type { ShipmentRow } from "./shipment-row.ts";

const MINE = "where organization_id = argosy.tenant() and id = $1";

/** The courier cancelled it. Later scans of it are still recorded. */
export async function markCancelled(tx: Tx, row: ShipmentRow, by: By): Promise<void> {
  const all = await lockSharing(tx, row);
  await tx.run(
    `update argosy.shipment
     set cancel_state = 'cancelled', due_at = null, attempts = 0, text = '', updated_at = $2 ${MINE}`,
    [row.id, by.now],
  );
  for (const one of all) {
    await updateShipmentStatus(tx, one.id, by);
    await cancelChannelFulfilment(tx, one, by);
  }
  await writeEntries(tx, all, by, message("order.shipment.cancelled"));
}

/** The courier decides later. */
export async function cancelLater(
  tx: Tx,
  id: string,
  later: { readonly at: Date; readonly saved?: Json | undefined; readonly attempts?: number; readonly text?: HubText },
): Promise<void> {
  await tx.run(
    `update argosy.shipment set cancel_state = case when $3::jsonb is null then cancel_state else 'pending' end,
       cancel_saved = coalesce($3::jsonb, cancel_saved), due_at = $2, attempts = coalesce($4, attempts),
       text = coalesce($5, text), text_said = case when $5::text is null then text_said else $6::jsonb end ${MINE}`,
    [
      id,
      later.at,
      later.saved === undefined ? null : jsonParameter(later.saved),
      later.attempts ?? null,
      ...textParameters(later.text ?? null),
    ],
  );
}

/** The courier did not cancel it: it goes on as before, with its label where that was still requested. */
export async function markCancelRefused(tx: Tx, row: ShipmentRow, why: By & { readonly text: HubText }): Promise<void> {
  const all = await lockSharing(tx, row);
  await tx.run(
    `update argosy.shipment set cancel_state = 'refused', text = $2, text_said = $3, attempts = 0, updated_at = $4,
       due_at = case when label_state = 'wanted' then $4::timestamptz end ${MINE}`,
    [row.id, ...textParameters(why.text), why.now],
  );
  // Who cancelled it had decided about changes of its order: those still there are told again.
  await tx.run(
    `update argosy.shipment s set order_changes = '{}'
     where s.organization_id = argosy.tenant() and (s.id = $1 or s.label_shipment_id = $1) and ${IS_HERE}`,
    [row.id],
  );
  const text = [message("order.shipment.uncancelled"), ...textParts(why.text)];
  await writeEntries(tx, all, why, text);
  for (const { id, fulfilWhen } of all) if (fulfilWhen === "booked") await resumeChannelFulfilment(tx, id, why);
}

/** Nothing of it is due. */
export async function rest(tx: Tx, id: string): Promise<void> {
  await tx.run(`update argosy.shipment set due_at = null ${MINE}`, [id]);
}
