import type { Tx } from "../../db/database.ts";
import { announceAll } from "../events.ts";
import { watchBooked } from "./booked-parcels.ts";

/** An order as far as its events name it. */
export interface ChangedOrder {
  readonly id: string;
  readonly storeId: string | null;
}

/**
 * Announces that orders changed: always with the same ids, so that two changes before the delivery are one event.
 * Checks the parcels that were booked for them.
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
