import type { Tx } from "../../db/database.ts";
import { announceAll } from "../events.ts";
import { watchBooked } from "./booked-parcels.ts";
import { followGifts } from "./follow-gifts.ts";
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
  const ids = orders.map(({ id }) => id);
  await leaveMerges(tx, ids);
  await followGifts(tx, ids);
  await watchBooked(tx, ids);
  await announceHandled(tx, orders);
}

/** The same where nothing changed that a parcel holds or goes by: tags, priority, who takes care of it, its time. */
export const announceHandled = (tx: Tx, orders: readonly ChangedOrder[]): Promise<void> =>
  announceAll(
    tx,
    "order.updated",
    orders.map(({ id, storeId }) => ({ id, storeId })),
  );
