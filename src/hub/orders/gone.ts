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
 * Orders were deleted on their platform: they are cancelled here and give their stock free; nothing of them is deleted.
 * Whether the channel raised its own numbers is unknown, so their listings are read again. As many statements for many as
 * for one. Answers the keys of those that ended now: not of unknown orders, nor of those reported as deleted before.
 */
export async function ordersGone(
  tx: Tx,
  input: {
    readonly connectionId: string;
    readonly orderKeys: readonly string[];
    readonly now: Date;
    readonly actor: Actor;
  },
): Promise<ReadonlySet<string>> {
  const { connectionId, now, actor } = input;
  const locked = await lockOrdersByKey(tx, connectionId, input.orderKeys);
  const before = locked.filter((order) => order.platform_status !== GONE);
  if (before.length === 0) return new Set();
  const ids = before.map(({ id }) => id);
  const lines = await loadLines(tx, ids);
  const text = message("order.gone");
  const orders = before.map(
    (order) => ({ ...order, status: "cancelled", platform_status: GONE, status_word: null, told: null }) as const,
  );
  const entries = ids.map((orderId) => ({ orderId, kind: "gone", text }));
  await reconcileOrders(tx, { orders, lines, entries, actor, now });
  await endCommandsOfDeleted(tx, ids, { actor, now });
  await shutOut(tx, ids, now);
  await rereadListings(tx, connectionId, {
    listingIds: [...new Set(lines.flatMap((line) => line.listingId ?? []))],
    now,
  });
  return new Set(before.flatMap((order) => order.ext_key ?? []));
}

/** States older than the deletion that are still on their way must not bring an order back; a restored one is newer. */
async function shutOut(tx: Tx, orderIds: readonly string[], now: Date): Promise<void> {
  await tx.run(
    `update order_part p set version_kind = 'time', hash = '',
       version_value = greatest(p.version_value,
         $2::bigint + case when p.version_kind = 'time' then c.clock_ahead_ms * 1000::bigint else 0 end)
     from sales_order o join connection c on c.organization_id = o.organization_id and c.id = o.connection_id
     where p.organization_id = argosy.tenant() and p.order_id = any($1::uuid[])
       and o.organization_id = p.organization_id and o.id = p.order_id
       and p.version_kind in ('time', 'fetchStart')`,
    [orderIds, (BigInt(now.getTime()) * 1000n).toString()],
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
