import { type Actor, systemActor } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { lockOrders } from "./order-fields/order-rows.ts";
import { isInPack } from "./pack.ts";
import { reconcileOrders } from "./resettle.ts";

// Bounds the locks of one transaction; the oldest are served first, the rest at the next rise.
const MOST_ORDERS = 500;

/** SQL: orders that wait for one of these variants ($1) although some is free, the oldest first. */
export const WAITING = `
  with risen as (
    select l.variant_id from level l
    where l.organization_id = argosy.tenant() and l.variant_id = any($1::uuid[])
    group by 1 having max(l.available) > 0
  ), wanted as (
    select variant_id from risen
    union
    select b.bundle_variant_id from bundle_item b join risen r on r.variant_id = b.component_variant_id
    where b.organization_id = argosy.tenant()
  ), waiting as (
    select l.order_id from wanted w
    join order_line l on l.organization_id = argosy.tenant() and l.variant_id = w.variant_id and l.short_quantity > 0
    union
    select l.order_id from order_line l
    where l.organization_id = argosy.tenant() and l.pack is not null and l.short_quantity > 0
      and exists (select from wanted) and exists (select from wanted w where ${isInPack("w.variant_id")})
  )
  select o.id, o.placed_at from waiting n
  join sales_order o on o.organization_id = argosy.tenant() and o.id = n.order_id
  order by o.placed_at, o.id limit ${MOST_ORDERS}`;

/** True when an order waits for one of these variants although some is free. Reads only. */
export async function isShortLineWaiting(tx: Tx, variantIds: readonly string[]): Promise<boolean> {
  return variantIds.length > 0 && (await tx.rows(WAITING, [variantIds])).length > 0;
}

/**
 * When stock of these variants rose: lines that were short get it first, oldest order first, and alerts close.
 * Call it in a transaction of its own before what channels should show is worked out. Returns the orders that got
 * something.
 */
export async function serveShortLines(
  tx: Tx,
  input: { readonly variantIds: readonly string[]; readonly now: Date; readonly actor?: Actor | undefined },
): Promise<string[]> {
  if (input.variantIds.length === 0) return [];
  const waiting = await tx.rows<{ id: string }>(WAITING, [input.variantIds]);
  if (waiting.length === 0) return [];
  const orders = await lockOrders(
    tx,
    waiting.map((order) => order.id),
  );
  const { now, actor = systemActor } = input;
  const result = await reconcileOrders(tx, { orders, actor, now });
  return [...new Set(result.entries.flatMap((entry) => (entry.kind === "served" ? [entry.orderId] : [])))];
}
