/** A shipment its courier brought back becomes a return: whoever unpacks it decides what is restocked. */

import type { By } from "../../commerce/actor.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { loadLines } from "../orders/lines.ts";
import { openReturn, returnableUnits } from "../orders/returns/open-return.ts";

/**
 * Opens the returns of an order's shipments that came back before its channel had taken their fulfilment: until then
 * none of their units had left by the order's own count.
 */
export async function takeBackLate(tx: Tx, orderId: string, by: By) {
  const back = await tx.rows<{ id: string }>(
    `select id from argosy.shipment
     where organization_id = argosy.tenant() and order_id = $1 and status = 'rto_delivered' and return_id is null
     order by id`,
    [orderId],
  );
  for (const { id } of back) await takeBack(tx, id, by);
}

/**
 * Opens the return of a shipment that is back, once, with its units that have left and are in no other return: the
 * channel may have reported one of its own.
 */
export async function takeBack(tx: Tx, shipmentId: string, by: By): Promise<void> {
  const row = await tx.one<{
    orderId: string;
    returnId: string | null;
    carrier: string | null;
    number: string | null;
    trackingUrl: string | null;
    units: Readonly<Record<string, number>>;
  }>(
    `select ${columns("s", "orderId returnId carrier trackingUrl")},
       (select min(p.tracking_number) from argosy.parcel p
         where p.organization_id = argosy.tenant() and p.shipment_id = s.id) as number,
       (select json_object_agg(n.line, n.units) from (
         select i ->> 'lineId' as line, sum((i ->> 'quantity')::int)::int as units
         from argosy.parcel p cross join lateral jsonb_array_elements(p.items) as i
         where p.organization_id = argosy.tenant() and p.shipment_id = s.id group by 1) n) as units
     from argosy.shipment s where s.organization_id = argosy.tenant() and s.id = $1`,
    [shipmentId],
  );
  if (row.returnId !== null) return;
  const lines = (await loadLines(tx, [row.orderId])).filter((line) => Object.hasOwn(row.units, line.id));
  const free = await returnableUnits(tx, lines);
  const back = lines.flatMap((line) => {
    const quantity = Math.min(row.units[line.id] ?? 0, free.get(line.id) ?? 0);
    return quantity > 0 ? [{ lineKey: line.extKey, quantity, reasonCode: "undelivered" as const }] : [];
  });
  if (back.length === 0) return;
  const opened = await openReturn(tx, {
    orderId: row.orderId,
    lines: back,
    isApproved: true,
    reason: "RTO",
    ...(row.carrier !== null && row.carrier !== "" && { carrier: row.carrier }),
    ...(row.number !== null && { trackingNumber: row.number }),
    ...(row.trackingUrl !== null && { trackingUrl: row.trackingUrl }),
    ...by,
  });
  await tx.run("update argosy.shipment set return_id = $2 where organization_id = argosy.tenant() and id = $1", [
    shipmentId,
    opened.id,
  ]);
}
