/** Units of an order in booked parcels: nobody packs them twice. */
import { UNITS_LEFT } from "./units-left.ts";

/** SQL over shipments `s`: the order's channel shows one of its tracking numbers, whoever wrote it there. */
export const IS_SHOWN = `exists (select from argosy.order_fulfilment f
    join argosy.parcel n on n.organization_id = f.organization_id and n.shipment_id = s.id
      and n.tracking_number <> '' and n.tracking_number = any(f.tracking_numbers)
    where f.organization_id = s.organization_id and f.order_id = s.order_id and f.status <> 'unfulfilled')`;

/** SQL over shipments `s`: sent to its channel, so that its units count as shipped. */
const IS_TOLD = `(${IS_SHOWN} or exists (select 1 from argosy.command d
    where d.organization_id = s.organization_id and d.id = s.command_id and d.state = 'done'))`;

/** SQL over shipments `s`: its units are being sent to its channel. */
export const IS_BEING_TOLD = `exists (select 1 from argosy.command d
    where d.organization_id = s.organization_id and d.id = s.command_id and d.kind = 'fulfil'
      and d.state in ('waiting', 'running'))`;

/** SQL over shipments `s`: booked or being booked, and not yet sent to its channel. */
const IN_LIVE_PARCELS = `s.state in ('requested', 'booking', 'booked', 'unknown') and s.status <> 'cancelled'
  and not ${IS_TOLD}`;

const unitsOf = (shipments: string): string => `select (i ->> 'lineId')::uuid as line,
    sum((i ->> 'quantity')::int) as units
  from argosy.shipment s
  join argosy.parcel c on c.organization_id = s.organization_id and c.shipment_id = s.id
  cross join lateral jsonb_array_elements(c.items) as i
  where s.organization_id = argosy.tenant() and ${shipments}
  group by 1`;

/** SQL: the units in parcels of each line (`line`, `units`) of an order; `and` narrows the shipments `s`. */
export const unitsInParcels = (order: string, and = ""): string =>
  unitsOf(`s.order_id = ${order} ${and} and ${IN_LIVE_PARCELS}`);

/**
 * SQL: the units of each line (`line`, `units`) of an order that its channel calls shipped with the number of a label that
 * was cancelled since: they are here, and are sent with another.
 */
export const unitsOfDeadNumbers = (order: string): string =>
  unitsOf(`s.order_id = ${order} and s.state = 'booked' and s.status = 'cancelled' and ${IS_SHOWN}`);

/** SQL over `o`: something of the order is ours to send and in no parcel. */
export const IS_LEFT_OUTSIDE = `exists (select 1
  from argosy.order_line l
  left join (${unitsInParcels("o.id")}) h on h.line = l.id
  where l.organization_id = argosy.tenant() and l.order_id = o.id and l.fulfilled_by = 'merchant'
    and coalesce(h.units, 0) < ${UNITS_LEFT})`;

/**
 * SQL over `o`: how far the parcels are that hold everything left of the order, the least of them: label_booked,
 * label_printed or handed_over; null where something is left outside parcels. Looked up an order at a time.
 */
export const PARCEL_STATE = `(select case
    when count(*) = 0 or ${IS_LEFT_OUTSIDE} then null
    when bool_and(s.handed_over_at is not null or s.left_at is not null) then 'handed_over'
    when bool_and(s.printed_at is not null or s.handed_over_at is not null or s.left_at is not null)
      then 'label_printed'
    else 'label_booked' end
  from argosy.shipment s where s.organization_id = argosy.tenant() and s.order_id = o.id and ${IN_LIVE_PARCELS})`;
