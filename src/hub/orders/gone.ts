import type { Actor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { markForReread as markForLook } from "../sync-state/channel-events.ts";
import { loadLines } from "./lines.ts";
import { endCommandsOfDeleted } from "./obsolete-commands.ts";
import { lockOrdersByKey } from "./order-fields/order-rows.ts";
import { reconcileOrders } from "./resettle.ts";

/** The platform status of an order that was deleted there. */
const GONE = "deleted";

/**
 * An order was deleted on its platform: it is cancelled here and gives its stock free; nothing of it is deleted.
 * Whether the channel raised its own number is unknown, so its listings are read again. False for an unknown order, or
 * one reported as deleted before.
 */
export async function orderGone(
  tx: Tx,
  input: { readonly connectionId: string; readonly orderKey: string; readonly now: Date; readonly actor: Actor },
): Promise<boolean> {
  const { connectionId, now, actor } = input;
  const [before] = await lockOrdersByKey(tx, connectionId, [input.orderKey]);
  if (!before || before.platform_status === GONE) return false;
  const lines = await loadLines(tx, [before.id]);
  const text = message("order.gone");
  const orders = [{ ...before, status: "cancelled", platform_status: GONE, status_word: null, told: null } as const];
  await reconcileOrders(tx, { orders, lines, entries: [{ orderId: before.id, kind: "gone", text }], actor, now });
  await endCommandsOfDeleted(tx, before.id, { actor, now });
  await shutOut(tx, before.id, now);
  await rereadListings(tx, connectionId, { listingIds: lines.flatMap((line) => line.listingId ?? []), now });
  return true;
}

/** States older than the deletion that are still on their way must not bring the order back; a restored one is newer. */
async function shutOut(tx: Tx, orderId: string, now: Date): Promise<void> {
  await tx.run(
    `update order_part p set version_kind = 'time', hash = '',
       version_value = greatest(p.version_value,
         $2::bigint + case when p.version_kind = 'time' then c.clock_ahead_ms * 1000::bigint else 0 end)
     from sales_order o join connection c on c.organization_id = o.organization_id and c.id = o.connection_id
     where p.organization_id = argosy.tenant() and p.order_id = $1 and o.organization_id = p.organization_id
       and o.id = p.order_id
       and p.version_kind in ('time', 'fetchStart')`,
    [orderId, (BigInt(now.getTime()) * 1000n).toString()],
  );
}

/** Has what the channel shows for these listings read again before anything is written. */
export async function rereadListings(
  tx: Tx,
  connectionId: string,
  what: { readonly listingIds: readonly string[]; readonly now: Date },
): Promise<void> {
  const touched = await markForLook(tx, what.listingIds, what.now);
  if (touched > 0)
    await tx.run("select argosy.wake_lane(argosy.tenant(), $1::uuid[], 'outbound', $2)", [[connectionId], what.now]);
}
