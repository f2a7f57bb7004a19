/** Reports a parcel to the order's channel with the same fulfilment command as every other parcel. */

import type { By } from "../../commerce/actor.ts";
import { message, textParts } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { requestCommand } from "../orders/commands.ts";
import { writeTimeline } from "../timeline.ts";

/**
 * Requests the order's fulfilment with the shipment's carrier and numbers, once: of units that were taken out of the order
 * after booking, nothing. Where the order takes none any more (shipped on its channel, cancelled) its timeline says so.
 */
export async function requestFulfilment(tx: Tx, shipmentId: string, by: By): Promise<void> {
  const row = await tx.one<{
    orderId: string;
    carrier: string | null;
    trackingUrl: string | null;
    notifyCustomer: boolean;
    commandId: string | null;
    isCarried: boolean;
    numbers: string[];
    lines: { lineKey: string; quantity: number }[];
  }>(
    `select s.order_id as "orderId", s.carrier, s.tracking_url as "trackingUrl", s.notify_customer as "notifyCustomer",
       s.command_id as "commandId",
       exists (select from argosy.sales_order o where o.organization_id = argosy.tenant() and o.id = s.order_id
         and o.pickup is not null and o.pickup <> 'shipped') as "isCarried",
       (select coalesce(array_agg(p.tracking_number order by p.position), '{}') from argosy.parcel p
         where p.organization_id = argosy.tenant() and p.shipment_id = s.id and p.tracking_number <> '') as numbers,
       (select coalesce(
           json_agg(json_build_object('lineKey', n.key, 'quantity', n.units)) filter (where n.units > 0), '[]')
        from (
         select l.ext_key as key,
           least(sum((i ->> 'quantity')::int), l.quantity - l.fulfilled_quantity)::int as units
         from argosy.parcel p cross join lateral jsonb_array_elements(p.items) as i
           join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = (i ->> 'lineId')::uuid
         where p.organization_id = argosy.tenant() and p.shipment_id = s.id
         group by l.ext_key, l.quantity, l.fulfilled_quantity) n
        having count(*) > 0) as lines
     from argosy.shipment s where s.organization_id = argosy.tenant() and s.id = $1`,
    [shipmentId],
  );
  // On its way to where it is collected: handing it over ships it.
  if (row.commandId !== null || row.isCarried) return;
  try {
    const command = await requestCommand(tx, {
      orderId: row.orderId,
      command: {
        kind: "fulfil",
        lines: row.lines,
        trackingNumbers: row.numbers,
        notifyCustomer: row.notifyCustomer,
        ...(row.carrier !== null && row.carrier !== "" && { carrier: row.carrier }),
        ...(row.trackingUrl !== null && { trackingUrl: row.trackingUrl }),
      },
      // The parcel is packed, whatever the hub's own count says.
      evenIfShort: true,
      idempotencyKey: `shipment:${shipmentId}`,
      ...by,
    });
    await tx.run("update argosy.shipment set command_id = $2 where organization_id = argosy.tenant() and id = $1", [
      shipmentId,
      command.id,
    ]);
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    const text = [message("order.shipment.untold"), ...textParts(error.userMessage)];
    await writeTimeline(tx, [{ orderId: row.orderId, kind: "shipment", text, data: { shipmentId } }], by);
  }
}
