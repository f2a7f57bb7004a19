import type { By } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { linkLines } from "./linked-lines.ts";
import { reconcileOrders } from "./resettle.ts";

/** Orders of one call: bounds the locks of a transaction. Call again while the answer is as large. */
const MOST_ORDERS = 500;

// Lines nothing of which has left or come back: what was shipped was shipped, whatever the listing stands for today.
const OPEN = `
  from listing g
  join order_line l on l.organization_id = argosy.tenant() and l.ext_variant_key = g.ext_key and l.listing_id = g.id
    and l.variant_id is not null and l.variant_id <> g.variant_id
  join sales_order o on o.organization_id = argosy.tenant() and o.id = l.order_id and o.connection_id = g.connection_id
  where g.organization_id = argosy.tenant() and g.id = any($1::uuid[]) and g.variant_id is not null
    and l.fulfilled_quantity = 0 and l.own_fulfilled_quantity = 0 and l.consumed_quantity = 0
    and l.returned_quantity = 0
    and l.return_received = 0 and o.status not in ('cancelled', 'completed')`;

const WAITING = `select distinct o.id ${OPEN} and (l.reserved_quantity > 0 or l.short_quantity > 0 or l.quantity > l.prior_quantity) order by o.id limit ${MOST_ORDERS}`;

const RELINK = `update order_line u
     set variant_id = m.variant_id
     from (select l.id, g.variant_id ${OPEN} and l.order_id = any($2::uuid[])) as m
     where u.organization_id = argosy.tenant() and u.id = m.id
     returning u.order_id as "orderId", u.title, u.sku`;

/**
 * Open lines of listings that now stand for another variant go over to it: what they reserve is given back and
 * reserved anew. Returns the orders changed, at most 500: call again until there are none.
 */
export async function relinkOpenLines(tx: Tx, listingIds: readonly string[], { now, actor }: By): Promise<string[]> {
  const linked = await linkLines(tx, { listingIds, waiting: WAITING, link: RELINK, messageCode: "order.relinked" });
  if (!linked) return [];
  const { orders, ids, entries } = linked;
  await reconcileOrders(tx, { orders, entries, rechecks: true, actor, now });
  return entries.length === 0 ? [] : ids;
}
