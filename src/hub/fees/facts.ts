/** What fee rules look at of orders. */
import type { FeeFacts } from "../../commerce/fee-rules.ts";
import type { Tx } from "../../db/database.ts";
import { SOLD_MINOR } from "../orders/sold-total.ts";

/** SQL: what the units of the line `l` cost that are still ordered; its total is that of all that were. */
const STILL_ORDERED_MINOR = "round(l.total_minor::numeric * l.quantity / greatest(l.ordered_quantity, 1))::bigint";

interface FactRow extends Omit<FeeFacts, "lines"> {
  readonly id: string;
  readonly lines: readonly { readonly total: string; readonly quantity: number; readonly categories: string[] }[];
}

/** By order; orders that are not there are left out. One statement, whatever their number. */
export async function feeFacts(tx: Tx, orderIds: readonly string[]): Promise<Map<string, FeeFacts>> {
  const rows = await tx.rows<FactRow>(
    `with recursive above as (
       select id, array[name] as names
       from argosy.category
       where organization_id = argosy.tenant() and parent_id is null
       union all
       select c.id, a.names || c.name
       from argosy.category c
       join above a on a.id = c.parent_id
       where c.organization_id = argosy.tenant()
     )
     select o.id, o.connection_id as "connectionId", o.payment_kind as "paymentKind", o.gateway, o.currency,
       (o.placed_at at time zone g.zone)::date::text as "placedOn", ${SOLD_MINOR} as "totalMinor", l.lines
     from argosy.sales_order o
     join argosy.organization g on g.organization_id = o.organization_id
     cross join lateral (
       select coalesce(json_agg(json_build_object('total', ${STILL_ORDERED_MINOR}::text, 'quantity', l.quantity,
         'categories', c.names) order by l.position, l.id), '[]') as lines
       from argosy.order_line l
       cross join lateral (
         select coalesce(json_agg(distinct n.name), '[]') as names
         from argosy.variant v
         join argosy.product_category p on p.organization_id = v.organization_id and p.product_id = v.product_id
         join above a on a.id = p.category_id
         cross join lateral unnest(a.names) as n(name)
         where v.organization_id = argosy.tenant() and v.id = l.variant_id
       ) c
       where l.organization_id = argosy.tenant() and l.order_id = o.id and not l.is_gift
     ) l
     where o.organization_id = argosy.tenant() and o.id = any($1::uuid[])`,
    [orderIds],
  );
  return new Map(
    rows.map(({ id, lines, ...facts }) => [
      id,
      {
        ...facts,
        lines: lines.map(({ total, quantity, categories }) => ({ totalMinor: BigInt(total), quantity, categories })),
      },
    ]),
  );
}
