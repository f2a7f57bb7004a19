import type { Tx } from "../../db/database.ts";
import { announceAll } from "../events.ts";
import { watchBooked } from "./booked-parcels.ts";

/** An order as far as its events name it. */
export interface ChangedOrder {
  readonly id: string;
  readonly storeId: string | null;
}

/**
 * Tells that orders changed: always by the same ids, so that what changed twice before it was told is told once. Parcels
 * that were booked for them are looked at.
 */
export async function announceOrdersChanged(tx: Tx, orders: readonly ChangedOrder[]): Promise<void> {
  await watchBooked(
    tx,
    orders.map(({ id }) => id),
  );
  await announceAll(
    tx,
    "order.updated",
    orders.map(({ id, storeId }) => ({ id, storeId })),
  );
}
