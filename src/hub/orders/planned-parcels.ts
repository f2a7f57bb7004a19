/**
 * Orders that are sent in several parcels (decision 741), as SQL. Labels and packings name the parcel they hold. Of the
 * units of a line that are left then, the last parcels keep theirs, then those of which something has left otherwise, so
 * that what is left is in one parcel each, however it shrank.
 */

const PLAN = (order: string): string =>
  `argosy.order_parcel_plan s where s.organization_id = argosy.tenant() and s.order_id = ${order}`;

/** SQL: parcels of their own are planned for an order. */
export const isSplit = (order: string): string => `exists (select from ${PLAN(order)})`;

/**
 * SQL: the units of lines that each parcel was planned with (`claim`), less those that are `gone` with it, beside those of
 * the line in later ones (`later`), and whether some of the parcel has left otherwise (`"hasLeft"`): of a line no later
 * parcel has, less is left than it was planned with.
 */
const claims = (order: string, left: string, gone: string): string => `select c.*,
    bool_or(c.later = 0 and not c."isGift" and c.units < c.claim) over (partition by c.parcel) as "hasLeft"
  from (select u.line, u.units, u.short, g.is_gift as "isGift", p.parcel, p.later,
      greatest(0, least(p.quantity, t.total - p.later) - coalesce(b.units, 0)) as claim
    from (${left}) u
    join argosy.order_line g on g.organization_id = argosy.tenant() and g.id = u.line
    cross join lateral (select greatest(g.quantity, u.units) as total) t
    cross join lateral (
      select s.parcel, s.quantity, coalesce(sum(s.quantity) over (order by s.parcel desc
        rows between unbounded preceding and 1 preceding), 0) as later
      from ${PLAN(order)} and s.line_id = u.line
      union all
      select 0, t.total, coalesce(sum(s.quantity), 0)
      from ${PLAN(order)} and s.line_id = u.line) p
    left join (${gone}) b on b.line = u.line and b.parcel = p.parcel) c`;

/** SQL: the same, where the first parcel takes what is left beside the others. */
const completeClaims = (
  order: string,
  left: string,
  gone: string,
): string => `select c.line, c.units, c.short, c."isGift",
    c.parcel, c."hasLeft", case when c.parcel > 0 then c.claim
      else greatest(c.claim, c.units - coalesce(sum(c.claim) filter (where c.parcel > 0) over (partition by c.line), 0))
      end as claim
  from (${claims(order, left, gone)}) c`;

/**
 * SQL: into which parcels the units of lines go (`line`, `parcel`, `units`, and of them `waiting` for stock). `left`: SQL of
 * all lines that are meant (`line`, `units`, and of them `short`), also where no unit is left. `gone`: SQL of the units that
 * are not left because a planned parcel was sent or packed with them (`line`, `parcel`, `units`). What is short is so in the
 * last parcels. A parcel that left otherwise before others gives what it holds of their lines back to them.
 */
const plannedUnits = (order: string, left: string, gone: string): string => `select p.line, p.parcel, p."isGift",
    least(p.claim, p.units - p.before)::int as units,
    greatest(0, least(p.claim, p.units - p.before, p.short - p.before))::int as waiting
  from (select c.*, coalesce(sum(c.claim) over (partition by c.line order by c."hasLeft", c.parcel desc
      rows between unbounded preceding and 1 preceding), 0) as before
    from (${completeClaims(order, left, gone)}) c) p
  where p.units > p.before and p.claim > 0`;

/** SQL: the same with whether the goods of the parcel are all there (`"isThere"`). */
const judgedUnits = (order: string, left: string, gone: string): string => `select n.*,
    coalesce(sum(n.waiting) filter (where not n."isGift") over (partition by n.parcel), 0) = 0 as "isThere"
  from (${plannedUnits(order, left, gone)}) n`;

/**
 * SQL: the same with the parcel that is sent next (`next`), the first whose goods are all there; null: none is. Gifts go
 * with it, and make no parcel of their own.
 */
export const unitsByParcel = (order: string, left: string, gone: string): string => `select p.line, p.units, p.waiting,
    p.next, p."isGift",
    case when p."isGift" then coalesce(p.next, p.first, p.parcel) else p.parcel end as parcel
  from (select j.*, min(j.parcel) filter (where not j."isGift") over () as first,
      min(j.parcel) filter (where j."isThere" and not j."isGift") over () as next
    from (${judgedUnits(order, left, gone)}) j) p`;

/**
 * SQL: of an order that is split, the units (`line`, `units`) of the parcel that is sent next (`parcel`). Whether it is split
 * is asked first, alone: nearly none is.
 */
export const nextParcel = (order: string, left: string, gone: string): string => `select d.line, d.units, d.parcel
  from (${unitsByParcel(order, left, gone)}) d
  where d.parcel = d.next and (select ${isSplit(order)})`;
