/** Units of an order that stand in closed parcels, scanned to the last item: nobody packs them twice. */
import { READY_TO_PACK } from "../../commerce/order-states.ts";
import { plannedAndSent } from "./parcel-units.ts";
import { isSplit, nextParcel } from "./planned-parcels.ts";

/**
 * SQL: units in closed parcels of an order that it no longer wants (`line`, `units`): taken off or cut down since it was
 * packed. A line that is all gone, some of it in this parcel, has none: the parcel left before.
 */
export const tooMuchPacked = (order: string): string => `select l.id as line,
    max(i."upTo") - max(greatest(l.quantity, l.fulfilled_quantity)) as units
  from argosy.order_packing k
  cross join lateral jsonb_to_recordset(k.items) as i("lineId" uuid, units int, "upTo" int)
  join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = i."lineId"
  where k.organization_id = argosy.tenant() and k.order_id = ${order}
    and i."upTo" > greatest(l.quantity, l.fulfilled_quantity)
    and not (l.fulfilled_quantity >= l.quantity
      and l.fulfilled_quantity > i."upTo" - i.units)
  group by l.id`;

/**
 * SQL: up to how many of its units a line (`line`, `units`) of an order is packed, with those that had left before: a
 * parcel is closed with all that is left. Of an order with too much in its parcels nothing is: they are opened.
 */
const packedUpTo = (order: string): string => `select (i ->> 'lineId')::uuid as line, max((i ->> 'upTo')::int) as units
  from argosy.order_packing k
  cross join lateral jsonb_array_elements(k.items) as i
  where k.organization_id = argosy.tenant() and k.order_id = ${order}
    and not exists (${tooMuchPacked(order)})
  group by 1`;

/**
 * SQL: of an order that is split, the units (`line`, `units`) in the first closed parcel of which something is in no label.
 * `left`: SQL of the lines with their units in no label (`line`, `units`, `quantity`). `labelled`: SQL of units in labels of
 * planned parcels (`line`, `parcel`, `units`): those of other parcels were not taken from this one.
 */
export const packedParcel = (order: string, left: string, labelled: string): string => `select d.line, d.units
  from (select u.line, rank() over (order by k.packed_at, k.id) as nth,
      least(u.units, i.units - b.own, i."upTo" - (u.quantity - u.units - b.others))::int as units
    from argosy.order_packing k
    cross join lateral jsonb_to_recordset(k.items) as i("lineId" uuid, units int, "upTo" int)
    join (${left}) u on u.line = i."lineId"
    cross join lateral (
      select coalesce(sum(g.units) filter (where g.parcel = k.planned_parcel), 0) as own,
        coalesce(sum(g.units) filter (where g.parcel <> k.planned_parcel), 0) as others
      from (${labelled}) g where g.line = u.line) b
    where k.organization_id = argosy.tenant() and k.order_id = ${order} and u.units > 0 and i.units > b.own
      and i."upTo" > u.quantity - u.units - b.others and not exists (${tooMuchPacked(order)})) d
  where d.nth = 1 and (select ${isSplit(order)})`;

const unpackedLines = (order: string): string => `select l.id, l.quantity, l.short_quantity as short,
    greatest(0, l.quantity - greatest(l.fulfilled_quantity, coalesce(p.units, 0))) as units
  from argosy.order_line l
  left join (${packedUpTo(order)}) p on p.line = l.id
  where l.organization_id = argosy.tenant() and l.order_id = ${order} and l.fulfilled_by = 'merchant'`;

/** SQL: units of an order's planned parcels (`line`, `parcel`, `units`) that are packed, or shipped without having been. */
const plannedAndPacked = (order: string): string => `select g.line, g.parcel, max(g.units) as units
  from (select i."lineId" as line, k.planned_parcel as parcel, sum(i.units) as units
    from argosy.order_packing k
    cross join lateral jsonb_to_recordset(k.items) as i("lineId" uuid, units int)
    where k.organization_id = argosy.tenant() and k.order_id = ${order} and k.planned_parcel is not null
      and not exists (${tooMuchPacked(order)})
    group by 1, 2
    union all
    ${plannedAndSent(order)}) g
  group by 1, 2`;

/**
 * SQL: the lines of an order that are ours to pack, with the units of each to pack now (`id`, `units`, `quantity`), and of
 * an order sent in several parcels those that are packed after it (`later`), and which of them it is (`parcel`).
 */
export const linesToPack = (order: string): string => `select w.id, w.quantity, n.parcel,
    case when ${isSplit(order)} then coalesce(n.units, 0) else w.units end as units,
    case when ${isSplit(order)} then w.units - coalesce(n.units, 0) else 0 end as later
  from (${unpackedLines(order)}) w
  left join (${nextParcel(
    order,
    `select x.id as line, x.units, x.short from (${unpackedLines(order)}) x`,
    plannedAndPacked(order),
  )}) n on n.line = w.id`;

/** SQL over `o`: all that has not left is packed. */
export const IS_PACKED = `(exists (select 1 from argosy.order_packing k
    where k.organization_id = argosy.tenant() and k.order_id = o.id)
  and not exists (select 1 from (${linesToPack("o.id")}) w where w.units > 0))`;

/** SQL: the states of orders that are ready to be packed. */
export const READY_STATES = `(${READY_TO_PACK.map((state) => `'${state}'`).join(", ")})`;
