import { systemActor } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { lockOrders } from "./order-fields/order-rows.ts";
import { reconcileOrders } from "./resettle.ts";

/**
 * Orders from before connecting whose lines were linked before their listing's number became the opening stock: they
 * bring their units on hand now, also where the channel shows none and no level rises. So do packs of what it stands for.
 */
export async function reconcileWaitingOpenings(tx: Tx, listingIds: readonly string[], now: Date): Promise<void> {
  if (listingIds.length === 0) return;
  const waiting = await tx.rows<{ id: string }>(
    `select order_id as id from order_line
     where organization_id = argosy.tenant() and opened_quantity is null and listing_id = any($1::uuid[])
       and variant_id is not null
     union
     select order_id from order_line
     where organization_id = argosy.tenant() and opened_quantity is null and pack is not null and exists (
       select 1 from jsonb_array_elements(pack -> 'parts') as part
       where (part ->> 'listingId')::uuid = any($1::uuid[]))`,
    [listingIds],
  );
  if (waiting.length === 0) return;
  const orders = await lockOrders(
    tx,
    waiting.map((order) => order.id),
  );
  await reconcileOrders(tx, { orders, actor: systemActor, now });
}
