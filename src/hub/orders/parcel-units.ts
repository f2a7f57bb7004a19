/** Units of an order in booked parcels: nobody packs them twice. */
import { isSplit, nextParcel } from "./planned-parcels.ts";
import { UNITS_LEFT } from "./remaining-units.ts";

/** SQL over fulfilments `f` of an order: the text of their numbers; some channels join several to one. */
const NUMBERS = "array_to_string(f.tracking_numbers, ' ')";

const REPORTED = "f.organization_id = s.organization_id and f.order_id = s.order_id and f.status <> 'unfulfilled'";

/** SQL over parcels `c` of shipments `s`: the order's channel shows its number, whoever wrote it there. */
export const IS_SHOWN = `(c.tracking_number <> '' and exists (select from argosy.order_fulfilment f
    where ${REPORTED} and strpos(${NUMBERS}, c.tracking_number) > 0))`;

const IS_DONE = `exists (select from argosy.command d
    where d.organization_id = s.organization_id and d.id = s.command_id and d.state = 'done')`;

/** SQL over parcels `c` of shipments `s`: sent to its channel, so that its units count as shipped. */
const IS_REPORTED = `(${IS_SHOWN} or ${IS_DONE})`;

/** SQL over an order's fulfilment `f` and a text of it: it holds the number of one of the order's labels. */
const hasOwnNumber = (text: string): string => `exists (select from argosy.shipment e
      join argosy.parcel n on n.organization_id = e.organization_id and n.shipment_id = e.id and n.tracking_number <> ''
      where e.organization_id = f.organization_id and e.order_id = f.order_id
        and strpos(${text}, n.tracking_number) > 0)`;

/** SQL over shipments `s`: the channel shows a number that is none of the order's labels: a person has entered it. */
const SHOWS_OTHER = `exists (select from argosy.order_fulfilment f cross join unnest(f.tracking_numbers) as t(number)
    where ${REPORTED} and t.number <> '' and not ${hasOwnNumber("t.number")})`;

/** SQL over a line `l`: its units in parcels of the channel that were sent without a label of ours. */
const UNITS_BY_OTHERS = `coalesce((select sum((e ->> 'quantity')::numeric) from argosy.order_fulfilment f
    cross join lateral jsonb_array_elements(f.lines) as e
    where f.organization_id = argosy.tenant() and f.order_id = l.order_id and f.status <> 'unfulfilled'
      and e ->> 'lineKey' = l.ext_key and not ${hasOwnNumber(NUMBERS)}), 0)`;

/** SQL over shipments `s`: booked or being booked, whether it left or not. */
export const IS_LIVE = "s.state in ('requested', 'booking', 'booked', 'unknown') and s.status <> 'cancelled'";

/** SQL over parcels `c` of shipments `s`: its label is cancelled, and the channel calls its units shipped by it. */
const IS_DEAD = `s.state = 'booked' and s.status = 'cancelled'
  and (${IS_SHOWN} or ${IS_DONE} and not ${SHOWS_OTHER})`;

/** SQL over shipments `s`: booked or being booked, and not all of it sent to its channel. */
const IN_LIVE_PARCELS = `${IS_LIVE} and exists (select from argosy.parcel c
    where c.organization_id = s.organization_id and c.shipment_id = s.id and not ${IS_REPORTED})`;

const unitsOf = (order: string, parcels: string): string => `select (i ->> 'lineId')::uuid as line,
    sum((i ->> 'quantity')::int) as units
  from argosy.shipment s
  join argosy.parcel c on c.organization_id = s.organization_id and c.shipment_id = s.id
  cross join lateral jsonb_array_elements(c.items) as i
  where s.organization_id = argosy.tenant() and s.order_id = ${order} and ${parcels}
  group by 1`;

/**
 * SQL: the units in parcels of each line (`line`, `units`) of an order that are not sent to its channel; `and` narrows the
 * shipments `s`.
 */
export const unitsInParcels = (order: string, and = ""): string =>
  unitsOf(order, `${IS_LIVE} and not ${IS_REPORTED} ${and}`);

const unitsByPlan = (order: string, parcels: string): string => `select (i ->> 'lineId')::uuid as line,
    c.planned_parcel as parcel, sum((i ->> 'quantity')::int) as units
  from argosy.shipment s
  join argosy.parcel c on c.organization_id = s.organization_id and c.shipment_id = s.id
  cross join lateral jsonb_array_elements(c.items) as i
  where s.organization_id = argosy.tenant() and s.order_id = ${order} and c.planned_parcel is not null and ${parcels}
  group by 1, 2`;

/** SQL: units in labels of an order's planned parcels (`line`, `parcel`, `units`); `and` narrows the shipments `s`. */
export const plannedInLabels = (order: string, and = ""): string => unitsByPlan(order, `${IS_LIVE} ${and}`);

/** SQL: of these, the units that count as shipped. */
export const plannedAndSent = (order: string): string => unitsByPlan(order, `${IS_LIVE} and ${IS_REPORTED}`);

/** SQL: the units of each line (`line`, `units`) of an order in labels, whether they left or not. */
export const unitsInLabels = (order: string): string => unitsOf(order, IS_LIVE);

/** SQL: the units of each line (`line`, `units`) of an order in labels that left, or that its channel was told of. */
export const unitsSent = (order: string): string =>
  unitsOf(order, `${IS_LIVE} and (${IS_REPORTED} or s.left_at is not null)`);

/**
 * SQL: the units of each line (`line`, `units`) of an order that its channel calls shipped with labels that are cancelled:
 * they are here, and are sent with another. Never more than are called shipped and in no other parcel, whoever sent it.
 */
export const unitsOfDeadLabels = (order: string): string => `select l.id as line,
    least(d.units, greatest(0, l.fulfilled_quantity - coalesce(t.units, 0) - ${UNITS_BY_OTHERS})) as units
  from (${unitsOf(order, IS_DEAD)}) d
  join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = d.line
  left join (${unitsSent(order)}) t on t.line = l.id`;

/** SQL over shipments `s` of the order `o`: its label is cancelled, and goods of it are here that are called shipped. */
export const HAS_DEAD_UNITS = `exists (select from argosy.parcel c cross join lateral jsonb_array_elements(c.items) as i
    join (${unitsOfDeadLabels("o.id")}) u on u.line = (i ->> 'lineId')::uuid and u.units > 0
    where c.organization_id = s.organization_id and c.shipment_id = s.id and ${IS_DEAD})`;

/**
 * SQL over cancelled shipments `s`: a parcel on the order's channel shows its number, and the one that is to take its place
 * has not arrived there. Once that parcel has left nobody can put it right.
 */
export const IS_BEING_REPLACED = `exists (select from argosy.order_fulfilment f
    join argosy.parcel c on c.organization_id = s.organization_id and c.shipment_id = s.id and c.tracking_number <> ''
    join argosy.command w on w.organization_id = s.organization_id and w.order_id = s.order_id and w.kind = 'tracking'
      and w.input ->> 'fulfilmentKey' = f.ext_key and w.state not in ('done', 'cancelled')
    join argosy.shipment n on n.organization_id = s.organization_id and n.order_id = s.order_id
      and starts_with(w.idempotency_key, 'shipment:' || n.id) and n.status <> 'cancelled' and n.left_at is null
    where ${REPORTED} and strpos(${NUMBERS}, c.tracking_number) > 0)`;

/** SQL over `o`: goods of cancelled labels that are here, and in no parcel. */
export const HAS_DEAD_UNITS_OUTSIDE = `exists (select from (${unitsOfDeadLabels("o.id")}) u
    left join (${unitsInParcels("o.id")}) h on h.line = u.line where u.units > coalesce(h.units, 0))`;

/** SQL over `o`: something of the order is ours to send and in no parcel. */
export const IS_LEFT_OUTSIDE = `exists (select 1
  from argosy.order_line l
  left join (${unitsInParcels("o.id")}) h on h.line = l.id
  where l.organization_id = argosy.tenant() and l.order_id = o.id and l.fulfilled_by = 'merchant'
    and coalesce(h.units, 0) < ${UNITS_LEFT})`;

/** Of the order `o`: its lines with the units that have not left. */
const LINES_LEFT = `select l.id as line, ${UNITS_LEFT} as units, l.short_quantity as short
  from argosy.order_line l
  where l.organization_id = argosy.tenant() and l.order_id = o.id and l.fulfilled_by = 'merchant'`;

/** The same without units in parcels that are not sent to its channel. */
const LINES_OUTSIDE = `select x.line, greatest(0, x.units - coalesce(h.units, 0))::int as units, x.short
  from (${LINES_LEFT}) x
  left join (${unitsInParcels("o.id")}) h on h.line = x.line`;

/** SQL over `o`: it is sent in several parcels, and one of them is all there, whether it is booked or not. */
export const HAS_PARCEL_THERE = `(${isSplit("o.id")} and exists (${nextParcel("o.id", LINES_LEFT, plannedAndSent("o.id"))}))`;

/** SQL over `o`: something is in no parcel that could be booked; in a parcel that is planned and waits for stock, it could not. */
const IS_LEFT_TO_BOOK = `(${IS_LEFT_OUTSIDE} and (not ${isSplit("o.id")}
  or exists (${nextParcel("o.id", LINES_OUTSIDE, plannedInLabels("o.id"))})))`;

/**
 * SQL over `o`: how far the parcels are that hold everything left of the order, the least of them: label_booked,
 * label_printed or handed_over; null where something is left outside parcels. Looked up an order at a time.
 */
export const PARCEL_STATE = `(select case
    when count(*) = 0 or ${IS_LEFT_TO_BOOK} then null
    when bool_and(s.handed_over_at is not null or s.left_at is not null) then 'handed_over'
    when bool_and(s.printed_at is not null or s.handed_over_at is not null or s.left_at is not null)
      then 'label_printed'
    else 'label_booked' end
  from argosy.shipment s where s.organization_id = argosy.tenant() and s.order_id = o.id and ${IN_LIVE_PARCELS})`;
