/** How much needs a person, each thing counted once: the parts of the dashboard's inbox. */

import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import type { Answered } from "../answer-schemas.ts";
import { WAITS } from "../conversations/alerts.ts";
import { bounded, countOf } from "../counted.ts";
import { TO_LINK } from "../orders/order-state.ts";

export const inboxCountsSchema = z
  .object({
    alerts: z.int().describe("open and more than information; unlinked orders are counted one by one instead"),
    conflicts: z.int().describe("differences with channels that a person settles"),
    unlinkedOrders: z.int().describe("open orders with items linked to no product"),
    messages: z.int().describe("messages that wait for an answer; disputes and incidents are alerts"),
    total: z.int(),
  })
  .meta({ id: "InboxCounts", description: "How much needs a person; each part is counted to 10,000." });

export type InboxCounts = Answered<typeof inboxCountsSchema>;

const COUNTS = `select
  ${countOf(`argosy.alert a where a.organization_id = argosy.tenant() and a.state <> 'resolved' and a.severity <> 'info'
    and a.kind <> 'lines_unlinked' and (a.state = 'open' or a.snoozed_until <= $1::timestamptz)`)} as alerts,
  ${countOf("argosy.conflict c where c.organization_id = argosy.tenant() and c.state = 'open'")} as conflicts,
  ${countOf(`argosy.sales_order o where o.organization_id = argosy.tenant() and ${TO_LINK}`)} as "unlinkedOrders",
  ${countOf(`argosy.conversation c where c.organization_id = argosy.tenant() and ${WAITS} and c.kind = 'message'`)}
    as messages`;

/** Each part counted to 10,000. */
export async function countInbox(tx: Tx, now: Date): Promise<InboxCounts> {
  const found = await tx.one<Omit<InboxCounts, "total">>(COUNTS, [now]);
  const alerts = bounded(found.alerts).count;
  const conflicts = bounded(found.conflicts).count;
  const unlinkedOrders = bounded(found.unlinkedOrders).count;
  const messages = bounded(found.messages).count;
  return { alerts, conflicts, unlinkedOrders, messages, total: alerts + conflicts + unlinkedOrders + messages };
}
