/** How much needs a person, each thing counted once: the parts of the dashboard's inbox. */

import type { Tx } from "../../db/database.ts";
import { bounded, countOf } from "../counted.ts";
import { TO_LINK } from "../orders/order-state.ts";

export interface InboxCounts {
  /** Open alerts that are more than information; not those of unlinked orders, which are counted one by one. */
  readonly alerts: number;
  readonly conflicts: number;
  /** Open orders with items that are linked to nothing. */
  readonly unlinkedOrders: number;
  readonly total: number;
}

const COUNTS = `select
  ${countOf(`argosy.alert a where a.organization_id = argosy.tenant() and a.state <> 'resolved' and a.severity <> 'info'
    and a.kind <> 'lines_unlinked' and (a.state = 'open' or a.snoozed_until <= $1::timestamptz)`)} as alerts,
  ${countOf("argosy.conflict c where c.organization_id = argosy.tenant() and c.state = 'open'")} as conflicts,
  ${countOf(`argosy.sales_order o where o.organization_id = argosy.tenant() and ${TO_LINK}`)} as "unlinkedOrders"`;

/** Each part counted to 10,000. */
export async function countInbox(tx: Tx, now: Date): Promise<InboxCounts> {
  const found = await tx.one<Omit<InboxCounts, "total">>(COUNTS, [now]);
  const alerts = bounded(found.alerts).count;
  const conflicts = bounded(found.conflicts).count;
  const unlinkedOrders = bounded(found.unlinkedOrders).count;
  return { alerts, conflicts, unlinkedOrders, total: alerts + conflicts + unlinkedOrders };
}
