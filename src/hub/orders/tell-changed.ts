import type { Tx } from "../../db/database.ts";
import { announceAll } from "../events.ts";

/** An order as far as its events name it. */
export interface ToldOrder {
  readonly id: string;
  readonly storeId: string | null;
}

/** Tells that orders changed: always by the same ids, so that what changed twice before it was told is told once. */
export function tellOrdersChanged(tx: Tx, orders: readonly ToldOrder[]): Promise<void> {
  return announceAll(
    tx,
    "order.updated",
    orders.map(({ id, storeId }) => ({ id, storeId })),
  );
}
