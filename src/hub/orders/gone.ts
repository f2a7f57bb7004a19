import type { Actor } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { announce } from "../events.ts";
import { loadLines, writeLineStock } from "./lines.ts";
import { lockOrdersByKey, updateOrders } from "./order-rows.ts";
import { movesStock, settleOrders } from "./settle.ts";
import { writeTimeline } from "./timeline.ts";

/**
 * An order was deleted on its platform: it is cancelled here and gives its stock free; nothing of it is deleted.
 * Whether the channel raised its own number is unknown, so its listings are read again. False when we do not know it
 * or it was told before.
 */
export async function orderGone(
  tx: Tx,
  input: { readonly connectionId: string; readonly orderKey: string; readonly now: Date; readonly actor: Actor },
): Promise<boolean> {
  const { connectionId, now, actor } = input;
  const [before] = await lockOrdersByKey(tx, connectionId, [input.orderKey]);
  if (!before || before.platform_status === GONE) return false;
  const lines = await loadLines(tx, [before.id]);
  const cutover = await tx.one<{ at: Date | null }>(
    "select stock_cutover_at as at from connection where organization_id = argosy.tenant() and id = $1",
    [connectionId],
  );
  const settled = await settleOrders(
    tx,
    [
      {
        orderId: before.id,
        number: before.number,
        connectionId,
        placedAt: new Date(before.placed_at),
        isCancelled: true,
        movesStock: movesStock(before, cutover.at),
        lines,
        wasShort: before.is_short,
      },
    ],
    { connectionId, actor, now },
  );
  await writeLineStock(tx, settled.changed);
  await updateOrders(tx, [{ ...before, status: "cancelled", platform_status: GONE, is_short: false }], now);
  const text = "The order was deleted on the channel. It is cancelled here.";
  await writeTimeline(tx, [{ orderId: before.id, kind: "gone", text }, ...settled.entries], { actor, now });
  await lookAgain(tx, connectionId, { listingIds: lines.flatMap((line) => line.listingId ?? []), now });
  await announce(tx, "order.updated", { id: before.id, storeId: connectionId });
  return true;
}

const GONE = "deleted";

async function lookAgain(
  tx: Tx,
  connectionId: string,
  what: { readonly listingIds: readonly string[]; readonly now: Date },
): Promise<void> {
  const touched = await tx.run(
    `update listing_stock s set recheck = true, due_at = least(s.due_at, $2),
       state = case when s.state = 'idle' then 'waiting' else s.state end
     from (select listing_id, location from listing_stock
       where organization_id = argosy.tenant() and listing_id = any($1::uuid[]) and expected is not null
       order by listing_id, location for update) as k
     where s.organization_id = argosy.tenant() and s.listing_id = k.listing_id and s.location = k.location`,
    [what.listingIds, what.now],
  );
  if (touched > 0)
    await tx.run("select argosy.wake_lane(argosy.tenant(), $1::uuid[], 'outbound', $2)", [[connectionId], what.now]);
}
