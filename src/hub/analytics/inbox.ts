/** How much needs a person, each thing counted once: the parts of the dashboard's inbox. */
import type { Tx } from "../../db/database.ts";
import { ORDER_STATE } from "../orders/order-state.ts";

export interface InboxCounts {
  /** Open alerts that are more than information; not those of unlinked orders, which are counted one by one. */
  readonly alerts: number;
  readonly conflicts: number;
  /** Open orders with items that are linked to nothing. */
  readonly unlinkedOrders: number;
  readonly total: number;
}

/** Counted exactly up to here: more than anybody works off before asking again. */
const EXACT = 1_000;

const counted = (from: string) => `(select count(*)::int from (select 1 from ${from} limit ${EXACT}) x)`;

const COUNTS = `select
  ${counted(`argosy.alert a where a.organization_id = argosy.tenant() and a.state <> 'resolved' and a.severity <> 'info'
    and a.kind <> 'lines_unlinked' and (a.state = 'open' or a.snoozed_until <= $1::timestamptz)`)} as alerts,
  ${counted("argosy.conflict c where c.organization_id = argosy.tenant() and c.state = 'open'")} as conflicts,
  ${counted(`argosy.sales_order o where o.organization_id = argosy.tenant() and o.has_unmapped
    and ${ORDER_STATE} = 'unlinked'`)} as "unlinkedOrders"`;

/** Each part counted to 1,000. */
export async function countInbox(tx: Tx, now: Date): Promise<InboxCounts> {
  const found = await tx.one<Omit<InboxCounts, "total">>(COUNTS, [now]);
  return { ...found, total: found.alerts + found.conflicts + found.unlinkedOrders };
}
