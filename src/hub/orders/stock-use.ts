/** Orders that take nothing from stock: somebody else fulfils them, or their goods are no stock of ours (decision 758). */
import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { lockOrders } from "./order-fields/order-rows.ts";
import { reconcileOrders } from "./resettle.ts";

export interface StockUse extends By {
  readonly orderIds: readonly string[];
  readonly usesStock: boolean;
}

/**
 * Gives back what the orders reserve and takes nothing for them any more, or counts them again, with what left
 * meanwhile. Answers the orders that changed; those of the imported past move no stock, and stay.
 */
export async function changeStockUse(tx: Tx, { orderIds, usesStock, ...by }: StockUse): Promise<readonly string[]> {
  const orders = await lockOrders(tx, [...new Set(orderIds)]);
  const changed = orders.filter((order) => !order.is_history && order.without_stock === usesStock);
  const ids = changed.map(({ id }) => id);
  if (ids.length === 0) return ids;
  await tx.run(
    "update argosy.sales_order set without_stock = $2 where organization_id = argosy.tenant() and id = any($1::uuid[])",
    [ids, !usesStock],
  );
  const text = message(usesStock ? "order.stockUse.counted" : "order.stockUse.excluded");
  await reconcileOrders(tx, {
    orders: changed.map((order) => ({ ...order, without_stock: !usesStock })),
    entries: ids.map((orderId) => ({ orderId, kind: "stock", text })),
    ...by,
  });
  return ids;
}
