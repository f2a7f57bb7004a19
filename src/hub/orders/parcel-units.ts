/** Units of an order in booked parcels: nobody packs them twice. */

/** SQL over shipments `s`: booked or being booked, and not yet sent to its channel. */
const IN_LIVE_PARCELS = `s.state in ('requested', 'booking', 'booked', 'unknown') and s.status <> 'cancelled'
  and not exists (select 1 from argosy.command d
    where d.organization_id = s.organization_id and d.id = s.command_id and d.state = 'done')`;

/** SQL: the units in parcels of each line (`line`, `units`) of an order; `and` narrows the shipments `s`. */
export const unitsInParcels = (order: string, and = ""): string => `select (i ->> 'lineId')::uuid as line,
    sum((i ->> 'quantity')::int) as units
  from argosy.shipment s
  join argosy.parcel c on c.organization_id = s.organization_id and c.shipment_id = s.id
  cross join lateral jsonb_array_elements(c.items) as i
  where s.organization_id = argosy.tenant() and s.order_id = ${order} ${and} and ${IN_LIVE_PARCELS}
  group by 1`;

/** SQL over `o`: something of the order is ours to send and in no parcel. */
export const IS_LEFT_OUTSIDE = `exists (select 1
  from argosy.order_line l
  left join (${unitsInParcels("o.id")}) h on h.line = l.id
  where l.organization_id = argosy.tenant() and l.order_id = o.id and l.fulfilled_by = 'merchant'
    and l.fulfilled_quantity + l.own_fulfilled_quantity + coalesce(h.units, 0) < l.quantity)`;

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
