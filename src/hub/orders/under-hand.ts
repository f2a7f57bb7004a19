import { linesToPack } from "./packed-units.ts";
import { unitsInParcels } from "./parcel-units.ts";
import { UNITS_LEFT } from "./remaining-units.ts";

/** SQL over an order's id: something of it is packed, in a booked parcel that is here, or being shipped or cancelled. */
export const isUnderHand = (
  order: string,
): string => `(exists (select from (${unitsInParcels(order)}) h where h.units > 0)
  or exists (select from (${linesToPack(order)}) w
    join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = w.id
    where w.units + w.later < ${UNITS_LEFT})
  or exists (select from argosy.command c where c.organization_id = argosy.tenant() and c.order_id = ${order}
    and c.kind in ('cancel', 'fulfil') and c.state in ('waiting', 'running')))`;

/** SQL over an order's id: something of it was taken from the shelf. */
export const isPicked = (order: string): string => `exists (select from argosy.pick_batch_order e
    join argosy.pick_batch_pick k on k.organization_id = argosy.tenant() and k.batch_id = e.batch_id
    join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = k.line_id and l.order_id = e.order_id
    where e.organization_id = argosy.tenant() and e.order_id = ${order} and e.is_open)`;
