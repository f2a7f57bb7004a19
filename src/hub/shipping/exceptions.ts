/** Parcels that could not be delivered: their last scan, and what a courier answered to a request about them. */
import type { By } from "../../commerce/actor.ts";
import { type HubText, message, textParts } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { writeShipmentEntry } from "./booking.ts";
import { shipmentUnknown } from "./decide.ts";
import { labelHolders } from "./shared-label.ts";
import { type ShipmentRow, shipmentRows } from "./shipment-row.ts";

export interface DeliveryException {
  readonly row: ShipmentRow;
  /** The courier's status of the newest scan; "" without scans. */
  readonly lastStatus: string;
  /** Deliveries that failed so far. */
  readonly attempts: number;
}

/** Throws HubError SHIPMENT_NOT_FOUND. */
export async function deliveryException(tx: Tx, shipmentId: string): Promise<DeliveryException> {
  const [id = shipmentId] = await labelHolders(tx, [shipmentId]);
  const [row] = await shipmentRows(tx, [id]);
  if (!row) throw shipmentUnknown();
  // Of scans of the same moment the one counts that says where the shipment stands.
  const seen = await tx.one<{ last: string | null; attempts: number }>(
    `select (array_agg(e.platform_status order by e.at desc, e.status = $2 desc nulls last, e.key desc))[1] as last,
       count(*) filter (where e.status = 'exception')::int as attempts
     from argosy.tracking_event e join argosy.parcel p on p.organization_id = e.organization_id and p.id = e.parcel_id
     where e.organization_id = argosy.tenant() and p.shipment_id = $1`,
    [id, row.status],
  );
  return { row, lastStatus: seen.last ?? "", attempts: seen.attempts };
}

/** Writes the request to the courier and its answer to the order's timeline. */
export async function saveRequest(
  tx: Tx,
  row: ShipmentRow,
  input: By & {
    readonly action: "reattempt" | "return" | "reschedule_pickup";
    readonly courier: string;
    readonly text: HubText;
    readonly isAccepted: boolean;
  },
): Promise<void> {
  const request = message(`order.shipment.wish.${input.action}`, { courier: input.courier });
  await writeShipmentEntry(tx, row, input, [request, ...textParts(input.text)]);
  if (input.isAccepted)
    await tx.run(
      `update argosy.shipment
       set track_due_at = $2, updated_at = $2
       where organization_id = argosy.tenant() and id = $1 and track_due_at is not null`,
      [row.id, input.now],
    );
}
