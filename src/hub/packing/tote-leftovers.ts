/** Goods in the totes of an open batch that nobody is to pack there. */

import { z } from "zod";
import { type OrderState, SENT_OFF } from "../../commerce/order-states.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { ORDER_STATE } from "../orders/order-state.ts";
import { linesToPack, READY_STATES } from "../orders/packed-units.ts";

export const toPutBackSchema = z.object({
  orderId: id,
  number: z.string(),
  tote: z.int(),
  lineId: id,
  sku: z.string().nullable(),
  title: z.string(),
  units: z.int(),
});

export type ToPutBack = Answered<typeof toPutBackSchema>;

const WITH_ITEMS: readonly OrderState[] = [...SENT_OFF, "picked_up", "returned"];
const GONE_STATES = `(${WITH_ITEMS.map((state) => `'${state}'`).join(", ")})`;

/** SQL over a pick `t` of a batch: units of its line in parcels of that batch. */
export const unitsPacked = (pick: string): string => `(select coalesce(sum((i ->> 'units')::int), 0)::int
  from argosy.order_line q
  join argosy.order_packing k
    on k.organization_id = argosy.tenant() and k.order_id = q.order_id and k.batch_id = ${pick}.batch_id
  cross join lateral jsonb_array_elements(k.items) as i
  where q.organization_id = argosy.tenant() and q.id = ${pick}.line_id and i ->> 'lineId' = q.id::text)`;

/**
 * Units that were picked for the batch and neither stand in a parcel of it nor are to be packed, by tote: of orders that were
 * held or have ended, and of lines that were cut down or taken off. An order that was sent has taken its goods along.
 */
export function toPutBack(tx: Tx, batchId: string): Promise<ToPutBack[]> {
  return tx.rows<ToPutBack>(
    `with entry as materialized (
       select e.order_id, e.tote, o.number, ${ORDER_STATE} as state
       from argosy.pick_batch_order e
       join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = e.order_id
       where e.organization_id = argosy.tenant() and e.batch_id = $1 and e.is_open)
     select e.order_id as "orderId", e.number, e.tote, l.id as "lineId", coalesce(l.sku, v.sku) as sku, l.title, s.units
     from argosy.pick_batch_pick t
     join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = t.line_id
     join entry e on e.order_id = l.order_id
     cross join lateral (select coalesce(sum(w.units), 0)::int as units
       from (${linesToPack("l.order_id")}) w where w.id = l.id) left_to_pack
     cross join lateral (select ${unitsPacked("t")} as units) packed
     cross join lateral (select coalesce(t.units, case when l.quantity = 0 then l.ordered_quantity
         else left_to_pack.units + packed.units end) - packed.units
       - case when e.state in ${READY_STATES} then left_to_pack.units else 0 end as units) s
     left join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
     where t.organization_id = argosy.tenant() and t.batch_id = $1 and s.units > 0
       and (e.state not in ${GONE_STATES} or packed.units > 0)
     order by e.tote, l.position, l.id`,
    [batchId],
  );
}
