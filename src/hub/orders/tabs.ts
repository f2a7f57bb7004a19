/** How many orders stand in each tab of the list, in one statement over the indexes the tabs are read from. */
import type { Tx } from "../../db/database.ts";
import { type BoundedCount, bounded, countOf } from "../counted.ts";
import { IS_HELD } from "./held.ts";
import { ORDER_STATE, STUCK_STATES, TO_ACCEPT, TO_PICK_UP } from "./order-state.ts";
import { IS_SINGLE_ITEM, MAY_PRINT, UNPRINTED_IDS } from "./packing-views.ts";
import { AT_RISK_HOURS, OURS_TO_HAND_OVER, OURS_TO_PACK, UNSHIPPED } from "./to-ship.ts";

const ordersThat = (condition: string) =>
  countOf(`argosy.sales_order o where o.organization_id = argosy.tenant() and ${condition}`);

const FAILED = `argosy.sales_order o
  where o.organization_id = argosy.tenant() and o.id in (
      select r.id from argosy.sales_order r where r.organization_id = argosy.tenant() and r.push_state = 'failed'
      union select w.order_id
      from argosy.command w
      where w.organization_id = argosy.tenant() and w.state in ${STUCK_STATES})
    and ${ORDER_STATE} in ('failed', 'rejected')`;

/** Of those to be collected the ones that can be. */
const PICKUPS = `${TO_PICK_UP} and ${ORDER_STATE} in ('to_pick_up', 'ready_for_pickup')`;

/** Due within a day, and still here. */
export const AT_RISK = `${UNSHIPPED} and o.due_at >= $1::timestamptz
  and o.due_at < $1::timestamptz + interval '${AT_RISK_HOURS} hours' and ${OURS_TO_HAND_OVER}`;

const TABS = `select ${ordersThat(`${UNSHIPPED} and ${OURS_TO_PACK}`)} as "toShip",
  ${ordersThat(`${UNSHIPPED} and ${OURS_TO_PACK} and ${IS_SINGLE_ITEM}`)} as "singleItem",
  ${ordersThat(`o.id in (${UNPRINTED_IDS}) and ${MAY_PRINT}`)} as "toPrint",
  ${ordersThat(`${UNSHIPPED} and ${ORDER_STATE} in ('label_booked', 'label_printed')`)} as labelled,
  ${ordersThat(`${UNSHIPPED} and ${ORDER_STATE} = 'handed_over'`)} as "handedOver",
  ${ordersThat(`${UNSHIPPED} and o.due_at < $1::timestamptz and ${OURS_TO_HAND_OVER}`)} as late,
  ${ordersThat(AT_RISK)} as "atRisk",
  ${ordersThat(`${TO_ACCEPT} and ${ORDER_STATE} = 'to_accept'`)} as "toAccept",
  ${ordersThat(PICKUPS)} as "toPickUp",
  ${ordersThat("o.is_short")} as short, ${ordersThat("o.has_unmapped")} as unmapped,
  ${ordersThat(`${IS_HELD} and ${ORDER_STATE} = 'on_hold'`)} as "onHold", ${countOf(FAILED)} as failed`;

export type OrderTab =
  | "toShip"
  | "singleItem"
  | "toPrint"
  | "labelled"
  | "handedOver"
  | "toAccept"
  | "toPickUp"
  | "late"
  | "atRisk"
  | "short"
  | "unmapped"
  | "onHold"
  | "failed";

/** Counts the orders of every tab, exactly to 10,000. */
export async function countTabs(tx: Tx, now: Date): Promise<Readonly<Record<OrderTab, BoundedCount>>> {
  const found = await tx.one<Readonly<Record<OrderTab, number>>>(TABS, [now]);
  return {
    toShip: bounded(found.toShip),
    singleItem: bounded(found.singleItem),
    toPrint: bounded(found.toPrint),
    labelled: bounded(found.labelled),
    handedOver: bounded(found.handedOver),
    toAccept: bounded(found.toAccept),
    toPickUp: bounded(found.toPickUp),
    late: bounded(found.late),
    atRisk: bounded(found.atRisk),
    short: bounded(found.short),
    unmapped: bounded(found.unmapped),
    onHold: bounded(found.onHold),
    failed: bounded(found.failed),
  };
}
