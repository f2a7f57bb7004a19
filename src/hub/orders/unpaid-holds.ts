/** Unpaid orders whose time is over (unpaid.ts). */
import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { lockOrders, type OrderRow } from "./order-fields/order-rows.ts";
import { reconcileOrders } from "./resettle.ts";
import { isUnpaid } from "./unpaid.ts";

/** Orders of one transaction: bounds its locks. */
const MOST_ORDERS = 200;

/** Unpaid orders whose time is over give their units back. Answers true while there may be more. */
export async function endUnpaidHolds(tx: Tx, now: Date): Promise<boolean> {
  const due = await tx.rows<{ id: string }>(
    `select id
     from argosy.sales_order
     where organization_id = argosy.tenant() and held_until <= $1 and held_until is not null and not hold_ended
     order by held_until, id
     limit ${MOST_ORDERS}`,
    [now],
  );
  const ids = due.map(({ id }) => id);
  const over = ({ held_until: until }: OrderRow) => until !== null && Date.parse(until) <= now.getTime();
  const orders = (await lockOrders(tx, ids)).filter((order) => !order.hold_ended && over(order));
  if (orders.length > 0)
    await reconcileOrders(tx, {
      orders: orders.map((order) => ({ ...order, hold_ended: true })),
      entries: orders.filter(isUnpaid).map((order) => ({
        orderId: order.id,
        kind: "stock",
        text: message(order.held_aside ? "order.hold.ended" : "order.hold.over"),
      })),
      actor: systemActor,
      now,
    });
  await tx.run(
    "update argosy.sales_order set hold_ended = true where organization_id = argosy.tenant() and id = any($1::uuid[])",
    [orders.map(({ id }) => id)],
  );
  return due.length === MOST_ORDERS;
}
