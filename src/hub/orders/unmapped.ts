import { type By, systemActor } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { loadLines } from "./lines.ts";
import { linkLines } from "./linked-lines.ts";
import { lockOrders } from "./order-fields/order-rows.ts";
import { reconcileOrders } from "./resettle.ts";
import { resolveUnlinkedAlerts } from "./unlinked-alerts.ts";

/** Orders of one call: bounds the locks of a transaction. Call again while the answer is as large. */
const MOST_ORDERS = 500;

/** SQL over a line `l` without a key and a listing `g`: it names the SKU that only this item of the store has. */
const BY_SKU = `l.ext_variant_key is null and l.sku_key = lower(g.sku) and not exists (
  select from listing t where t.organization_id = argosy.tenant() and t.connection_id = g.connection_id and t.id <> g.id
    and lower(t.sku) = lower(g.sku) and t.gone_at is null)`;

const unlinkedBy = (condition: string) => `
  select l.order_id, g.connection_id from listing g
  join order_line l on l.organization_id = argosy.tenant() and l.variant_id is null and ${condition}
  where g.organization_id = argosy.tenant() and g.id = any($1::uuid[]) and g.variant_id is not null`;

// Apart, so that each has its index.
const WAITING = `
  select distinct o.id
  from (${unlinkedBy("l.ext_variant_key = g.ext_key")} union ${unlinkedBy(BY_SKU)}) w
  join sales_order o on o.organization_id = argosy.tenant() and o.id = w.order_id and o.connection_id = w.connection_id
  order by o.id limit ${MOST_ORDERS}`;

const LINK = `
  update order_line l set variant_id = g.variant_id, listing_id = g.id
  from listing g cross join sales_order o
  where l.organization_id = argosy.tenant() and l.variant_id is null and l.order_id = any($2::uuid[])
    and g.organization_id = argosy.tenant() and g.id = any($1::uuid[]) and g.variant_id is not null
    and o.organization_id = argosy.tenant() and o.id = l.order_id
    and g.connection_id = o.connection_id and (g.ext_key = l.ext_variant_key or ${BY_SKU})
  returning l.order_id as "orderId", l.title, l.sku`;

/**
 * Lines of listings that were just mapped get their variant and act on stock as if they had always had it. Returns
 * the orders changed, at most 500: call again until there are none.
 */
export async function resolveUnmappedLines(
  tx: Tx,
  listingIds: readonly string[],
  { now, actor }: By,
): Promise<string[]> {
  const linked = await linkLines(tx, { listingIds, waiting: WAITING, link: LINK, messageCode: "order.mapped" });
  if (!linked) return [];
  const { orders, ids, entries } = linked;
  const lines = await loadLines(tx, ids);
  await reconcileOrders(tx, { orders, lines, entries, actor, now });
  return ids;
}

/**
 * After listings were ignored, or no longer are: orders whose only unlinked lines are of ignored items are not flagged.
 */
export async function refreshUnmappedFlags(tx: Tx, listingIds: readonly string[], now: Date): Promise<void> {
  if (listingIds.length === 0) return;
  const orders = await tx.rows<{ id: string }>(
    `select distinct o.id from listing g
     join order_line l on l.organization_id = argosy.tenant() and l.ext_variant_key = g.ext_key and l.variant_id is null
     join sales_order o on o.organization_id = argosy.tenant() and o.id = l.order_id
       and o.connection_id = g.connection_id
     where g.organization_id = argosy.tenant() and g.id = any($1::uuid[])`,
    [listingIds],
  );
  const ids = orders.map(({ id }) => id);
  // Judged once they are locked: an order that is being changed may get, or lose, a line that decides.
  await lockOrders(tx, ids);
  const flagged = await tx.rows<{ id: string | null }>(
    `with wanted as (
       select o.id, exists (
         select 1 from order_line l join sales_order s on s.organization_id = argosy.tenant() and s.id = l.order_id
         left join listing g on g.organization_id = argosy.tenant() and g.connection_id = s.connection_id
           and g.ext_key = l.ext_variant_key
         where l.organization_id = argosy.tenant() and l.order_id = o.id and l.variant_id is null
           and l.fulfilled_by <> 'nobody' and g.state is distinct from 'ignored') as flag
       from unnest($1::uuid[]) as o(id)
     )
     update sales_order o set has_unmapped = w.flag, updated_at = $2 from wanted w
     where o.organization_id = argosy.tenant() and o.id = w.id and o.has_unmapped <> w.flag
     returning o.connection_id as id`,
    [ids, now],
  );
  await resolveUnlinkedAlerts(
    tx,
    flagged.map(({ id }) => id),
    { actor: systemActor, now },
  );
}
