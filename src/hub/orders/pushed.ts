import type { By } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { rereadListings } from "./gone.ts";
import { loadLines } from "./lines.ts";
import { lockOrders } from "./order-fields/order-rows.ts";
import { reconcileOrders } from "./resettle.ts";

/**
 * An order of ours now exists on its platform under this key. The platform's webhook may have been faster and made a
 * second order of it: that one gives its stock back and goes, its commands move over. Apply the part the platform
 * answered right after, in the same transaction.
 */
export async function linkPushedOrder(
  tx: Tx,
  input: By & {
    readonly orderId: string;
    readonly orderKey: string;
    /** The platform's number for people. */
    readonly number: string;
  },
): Promise<void> {
  const { orderId, now } = input;
  const twin = await tx.maybe<{ id: string }>(
    `select t.id from sales_order o
     join sales_order t on t.organization_id = argosy.tenant() and t.connection_id = o.connection_id and t.ext_key = $2
       and t.id <> o.id
     where o.organization_id = argosy.tenant() and o.id = $1`,
    [orderId, input.orderKey],
  );
  if (twin) await removeTwin(tx, { ...input, twinId: twin.id });
  await tx.run(
    `update sales_order set ext_key = $2, ext_number = $3, push_state = 'synced', push_error = null, updated_at = $4
     where organization_id = argosy.tenant() and id = $1`,
    [orderId, input.orderKey, input.number, now],
  );
}

async function removeTwin(tx: Tx, input: By & { readonly orderId: string; readonly twinId: string }): Promise<void> {
  const { orderId, twinId, actor, now } = input;
  const orders = (await lockOrders(tx, [orderId, twinId])).filter((order) => order.id === twinId);
  const lines = await loadLines(tx, [twinId]);
  const undone = lines.map((line) => ({ ...line, quantity: 0, fulfilledQuantity: 0, restockedQuantity: 0 }));
  await reconcileOrders(tx, { orders, lines: undone, actor, now });
  await tx.run("update command set order_id = $2 where organization_id = argosy.tenant() and order_id = $1", [
    twinId,
    orderId,
  ]);
  await tx.run("delete from sales_order where organization_id = argosy.tenant() and id = $1", [twinId]);
  const connectionId = orders[0]?.connection_id;
  if (!connectionId) return;
  await rereadListings(tx, connectionId, { listingIds: lines.flatMap((line) => line.listingId ?? []), now });
}
