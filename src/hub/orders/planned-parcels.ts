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
const plannedUnits = (order: string, left: string): string => `select u.line, p.parcel,
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

/** SQL: the same with whether a line is a gift, and whether the goods of the parcel are all there (`"isThere"`). */
const judgedUnits = (order: string, left: string): string => `select n.*, g.is_gift as "isGift",
    coalesce(sum(n.waiting) filter (where not g.is_gift) over (partition by n.parcel), 0) = 0 as "isThere"
  from (${plannedUnits(order, left)}) n
  join argosy.order_line g on g.organization_id = argosy.tenant() and g.id = n.line`;

/**
 * SQL: the same with the parcel that is sent next (`next`), the first whose goods are all there; null: none is. Gifts go
 * with it, and make no parcel of their own.
 */
export const unitsByParcel = (order: string, left: string): string => `select p.line, p.units, p.waiting, p.next,
    case when p."isGift" then coalesce(p.next, p.first, p.parcel) else p.parcel end as parcel
  from (select j.*, min(j.parcel) filter (where not j."isGift") over () as first,
      min(j.parcel) filter (where j."isThere" and not j."isGift") over () as next
    from (${judgedUnits(order, left)}) j) p`;

/**
 * SQL: of an order that is split, the units (`line`, `units`) of the parcel that is sent next. Whether it is split is asked
 * first, alone: nearly none is.
 */
export const nextParcel = (order: string, left: string): string => `select d.line, d.units
  from (${unitsByParcel(order, left)}) d
  where d.parcel = d.next and (select ${isSplit(order)})`;
