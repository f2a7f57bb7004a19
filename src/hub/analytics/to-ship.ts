import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import { type Answered, boundedCount, id, time } from "../answer-schemas.ts";
import { type BoundedCount, bounded, COUNTED, countOf } from "../counted.ts";
import { IS_HELD } from "../orders/held.ts";
import { ORDER_STATE } from "../orders/order-state.ts";
import { DUE_AFTER_HOURS, OURS_TO_HAND_OVER, OURS_TO_PACK, UNSHIPPED } from "../orders/to-ship.ts";

/** Orders of a kind, counted as far as a person needs. */
export interface OrderCount extends BoundedCount {
  readonly oldest: { readonly orderId: string; readonly number: string; readonly placedAt: Date } | null;
}

export const orderCountFields = {
  count: z.int().describe("to 10,000"),
  more: z.boolean(),
  oldest: z.object({ orderId: id, number: z.string(), placedAt: time }).nullable(),
};

export const ordersToShipSchema = z.object({
  ...orderCountFields,
  /** Packed or not, and still here. */
  late: z.int(),
  /** An order is late past the time its channel names, or when it has waited longer than this where none is named. */
  lateAfterHours: z.int(),
  /** Their labels are booked or printed, and their parcels are still here. */
  labelled: boundedCount,
  onHold: boundedCount,
});

export type OrdersToShip = Answered<typeof ordersToShipSchema>;

const counted = (condition: string) => `
  with found as materialized (
    select o.id, o.number, o.placed_at
    from sales_order o
    where o.organization_id = argosy.tenant() and ${condition}
    order by o.placed_at, o.id limit ${COUNTED + 1})
  select count(*)::int as found,
    (select id from found order by placed_at, id limit 1) as "orderId",
    (select number from found order by placed_at, id limit 1) as number,
    min(placed_at) as "placedAt"
  from found`;
const SHIP = counted(`${UNSHIPPED} and ${OURS_TO_PACK}`);
const ordersThat = (condition: string) =>
  countOf(`argosy.sales_order o where o.organization_id = argosy.tenant() and ${UNSHIPPED} and ${condition}`);
const ON_HOLD = `argosy.sales_order o where o.organization_id = argosy.tenant() and ${IS_HELD}
  and ${ORDER_STATE} = 'on_hold'`;
const HERE = `select ${ordersThat(`o.due_at < $1::timestamptz and ${OURS_TO_HAND_OVER}`)} as late,
  ${ordersThat(`${ORDER_STATE} in ('label_booked', 'label_printed')`)} as labelled,
  ${countOf(ON_HOLD)} as "onHold"`;
const SHORT = counted("o.is_short");

interface Counted {
  readonly found: number;
  readonly orderId: string | null;
  readonly number: string | null;
  readonly placedAt: Date | null;
}

function orderCount({ found, orderId, number, placedAt }: Counted): OrderCount {
  const oldest = orderId !== null && number !== null && placedAt !== null ? { orderId, number, placedAt } : null;
  return { ...bounded(found), oldest };
}

/** Orders somebody has to pack: paid or to be paid at the door, not sent by the marketplace itself. */
export async function ordersToShip(tx: Tx, now: Date): Promise<OrdersToShip> {
  const row = await tx.one<Counted>(SHIP);
  const here = await tx.one<{ late: number; labelled: number; onHold: number }>(HERE, [now]);
  const { late, labelled, onHold } = here;
  return {
    ...orderCount(row),
    late: bounded(late).count,
    lateAfterHours: DUE_AFTER_HOURS,
    labelled: bounded(labelled),
    onHold: bounded(onHold),
  };
}

/** Orders for which there was not enough stock. */
export async function shortOrders(tx: Tx): Promise<OrderCount> {
  return orderCount(await tx.one<Counted>(SHORT));
}
