import type { Tx } from "../../db/database.ts";
import { announceAll } from "../events.ts";
import { HAS_CANCELLED_LABEL, watchBooked, watchCancelled } from "./booked-parcels.ts";
import { followGifts } from "./follow-gifts.ts";
import { IS_HERE } from "./hub-parcels.ts";
import { leaveMerges } from "./merged-orders.ts";

/** An order as far as its events name it. */
export interface ChangedOrder {
  readonly id: string;
  readonly storeId: string | null;
}

/**
 * Announces that orders changed: always with the same ids, so that two changes before the delivery are one event.
 * Checks the parcels that were booked for them, the gifts packed with them, and the orders they go with.
 */
export async function announceOrdersChanged(tx: Tx, orders: readonly ChangedOrder[]): Promise<void> {
  if (orders.length === 0) return;
  const { merged, gifted, booked, cancelled } = await companionsOf(
    tx,
    orders.map(({ id }) => id),
  );
  await leaveMerges(tx, merged);
  await followGifts(tx, gifted);
  await watchBooked(tx, booked);
  await watchCancelled(tx, cancelled);
  await announceHandled(tx, orders);
}

/** Orders that go with others, that have gifts, parcels that are booked and here, and cancelled labels. Most have none. */
interface Companions {
  readonly merged: readonly string[];
  readonly gifted: readonly string[];
  readonly booked: readonly string[];
  readonly cancelled: readonly string[];
}

function companionsOf(tx: Tx, orderIds: readonly string[]): Promise<Companions> {
  return tx.one<Companions>(
    `select coalesce(array_agg(g.id) filter (where g."isMerged"), '{}') as merged,
       coalesce(array_agg(g.id) filter (where g."hasGifts"), '{}') as gifted,
       coalesce(array_agg(g.id) filter (where g."hasBooked"), '{}') as booked,
       coalesce(array_agg(g.id) filter (where g."hasCancelled"), '{}') as cancelled
     from (select o.id,
         exists (select from argosy.order_merge_order e
           where e.organization_id = argosy.tenant() and e.order_id = o.id and e.is_open) as "isMerged",
         exists (select from argosy.order_line l
           where l.organization_id = argosy.tenant() and l.order_id = o.id and l.is_gift) as "hasGifts",
         exists (select from argosy.shipment s
           where s.organization_id = argosy.tenant() and s.order_id = o.id and ${IS_HERE}) as "hasBooked",
         exists (select from argosy.shipment s
           where s.organization_id = argosy.tenant() and s.order_id = o.id and ${HAS_CANCELLED_LABEL}) as "hasCancelled"
       from unnest($1::uuid[]) as o(id)) g`,
    [orderIds],
  );
}

/** The same where nothing changed that a parcel holds or goes by: tags, priority, who takes care of it, its time. */
export const announceHandled = (tx: Tx, orders: readonly ChangedOrder[]): Promise<void> =>
  announceAll(
    tx,
    "order.updated",
    orders.map(({ id, storeId }) => ({ id, storeId })),
  );
