import { systemActor } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { lockOrders } from "./order-fields/order-rows.ts";
import { isInPack } from "./pack.ts";
import { reconcileOrders } from "./resettle.ts";

// Bounds the locks of one transaction; what is left is taken back by the next.
const MOST_ORDERS = 200;

/** SQL: orders that hold more of these variants ($1) than lies where they hold it, the newest first. */
export const OVERPROMISED = `
  with lacking as (
    select l.variant_id, l.location_id from level l
    where l.organization_id = argosy.tenant() and l.variant_id = any($1::uuid[]) and l.reserved > 0 and l.available < 0
  ), wanted as (
    select variant_id, location_id from lacking
    union
    select b.bundle_variant_id, n.location_id from bundle_item b join lacking n on n.variant_id = b.component_variant_id
    where b.organization_id = argosy.tenant()
  ), holding as (
    select l.order_id from wanted w
    join order_line l on l.organization_id = argosy.tenant() and l.variant_id = w.variant_id
      and l.location_id = w.location_id and l.reserved_quantity > 0
    union
    select l.order_id from order_line l
    where l.organization_id = argosy.tenant() and l.pack is not null and l.reserved_quantity > 0
      and exists (select from wanted)
      and exists (select from wanted w where w.location_id = l.location_id and ${isInPack("w.variant_id")})
  )
  select o.id, o.placed_at from holding h
  join sales_order o on o.organization_id = argosy.tenant() and o.id = h.order_id
  order by o.placed_at desc, o.id desc limit ${MOST_ORDERS}`;

/** True when orders hold more of one of these variants than lies where they hold it. Reads only. */
export async function isOverpromised(tx: Tx, variantIds: readonly string[]): Promise<boolean> {
  return variantIds.length > 0 && (await tx.rows(OVERPROMISED, [variantIds])).length > 0;
}

/**
 * When stock of these variants fell below what is promised of it: the newest orders become short, with an alert each,
 * and are served again when stock comes. Call it in a transaction of its own before what channels should show is worked
 * out. Returns how many lines gave something back.
 */
export async function takeBackPromises(
  tx: Tx,
  input: { readonly variantIds: readonly string[]; readonly now: Date },
): Promise<number> {
  const rows = await tx.rows<{ id: string }>(OVERPROMISED, [input.variantIds]);
  if (rows.length === 0) return 0;
  const orders = await lockOrders(
    tx,
    rows.map((order) => order.id),
  );
  const result = await reconcileOrders(tx, { orders, takesBack: true, actor: systemActor, now: input.now });
  return result.changed.size;
}
