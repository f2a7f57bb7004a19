/** Holds whose time is over, or whose event has happened. */
import { systemActor } from "../../commerce/actor.ts";
import type { HoldEvent } from "../../commerce/order-holds.ts";
import type { Tx } from "../../db/database.ts";
import { ADDRESS_MARK } from "../orders/held.ts";
import { lockOrders } from "../orders/order-fields/order-rows.ts";
import { endHold } from "./order-holds.ts";

/** Orders of one transaction: bounds its locks. */
const MOST_ORDERS = 100;

const DUE = `select h.order_id as "orderId", coalesce(h.until_event, 'date') as why
  from argosy.order_hold h
  join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = h.order_id
  where h.organization_id = argosy.tenant() and h.ended_at is null and h.source = 'hub'
    and (h.until_at <= $1 or h.until_event is not null and case h.until_event
      when 'paid' then o.financial in ('paid', 'partially_refunded')
      when 'in_stock' then not o.is_short
      else ${ADDRESS_MARK} <> h.address_mark end)
    and ($2::uuid[] is null or h.order_id = any($2::uuid[]))
  order by h.order_id limit ${MOST_ORDERS}`;

interface DueHold {
  readonly orderId: string;
  readonly why: "date" | HoldEvent;
}

/** Ends what is due. Answers true while there may be more. */
export async function endDueHolds(tx: Tx, now: Date): Promise<boolean> {
  const found = await tx.rows<DueHold>(DUE, [now, null]);
  const ids = found.map(({ orderId }) => orderId);
  const orders = await lockOrders(tx, ids);
  // Others may have ended some meanwhile.
  const due = new Map((await tx.rows<DueHold>(DUE, [now, ids])).map(({ orderId, why }) => [orderId, why]));
  for (const order of orders) {
    const why = due.get(order.id);
    if (why && order.hold_effect !== null) await endHold(tx, order, { why, actor: systemActor, now });
  }
  return found.length === MOST_ORDERS;
}
