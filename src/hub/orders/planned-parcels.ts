/**
 * Orders that are sent in several parcels (decision 741), as SQL. Nothing is ticked off: of the units of a line that are
 * left, the last parcels keep theirs, so that what is left is in one parcel each, however it shrank.
 */

const PLAN = (order: string): string =>
  `argosy.order_parcel_plan s where s.organization_id = argosy.tenant() and s.order_id = ${order}`;

/** SQL: parcels of their own are planned for an order. */
export const isSplit = (order: string): string => `exists (select from ${PLAN(order)})`;

/**
 * SQL: into which parcels the units of lines go (`line`, `parcel`, `units`, and of them `waiting` for stock). `left`: SQL of
 * the lines that are meant (`line`, `units`, and of them `short`). What is short is so in the last parcels.
 */
export const plannedUnits = (order: string, left: string): string => `select u.line, p.parcel,
    least(p.quantity, u.units - p.later)::int as units,
    greatest(0, least(p.quantity, u.units - p.later, u.short - p.later))::int as waiting
  from (${left}) u
  cross join lateral (
    select s.parcel, s.quantity, coalesce(sum(s.quantity) over (order by s.parcel desc
      rows between unbounded preceding and 1 preceding), 0) as later
    from ${PLAN(order)} and s.line_id = u.line
    union all
    select 0, u.units, coalesce(sum(s.quantity), 0)
    from ${PLAN(order)} and s.line_id = u.line) p
  where u.units > p.later`;

/** SQL: the same with whether the parcel is all there (`"isThere"`). */
const judgedUnits = (order: string, left: string): string =>
  `select n.*, sum(n.waiting) over (partition by n.parcel) = 0 as "isThere" from (${plannedUnits(order, left)}) n`;

/**
 * SQL: of an order that is split, the units (`line`, `units`) of the parcel that is sent next, the first that is all there.
 * Whether it is split is asked first, alone: nearly none is.
 */
export const nextParcel = (order: string, left: string): string => `select d.line, d.units
  from (select j.*, min(j.parcel) filter (where j."isThere") over () as next
    from (${judgedUnits(order, left)}) j) d
  where d.parcel = d.next and (select ${isSplit(order)})`;
