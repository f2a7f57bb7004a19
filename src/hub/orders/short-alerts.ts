import type { Actor } from "../../commerce/actor.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import { resolveAlerts } from "../alerts/alerts.ts";
import { announceAll } from "../events.ts";
import { jsonRows } from "../json-column.ts";

export interface ShortOrder {
  readonly orderId: string;
  readonly number: string;
  readonly connectionId: string | null;
  /** What is missing, for people. */
  readonly text: string;
}

const cause = (orderId: string) => `order_short:${orderId}`;

/** One open alert per order that cannot be served from stock; all of them in one statement. */
export async function raiseShortAlerts(tx: Tx, orders: readonly ShortOrder[], now: Date): Promise<void> {
  if (orders.length === 0) return;
  const rows = orders.map((order) => ({
    id: newId(now),
    cause: cause(order.orderId),
    connection: order.connectionId,
    subject: order.orderId,
    title: `Not enough stock for order ${order.number}`,
    text: order.text,
    action: { kind: "open_order", orderId: order.orderId },
  }));
  const raised = await tx.rows<{ id: string; count: number }>(
    `insert into alert (organization_id, id, kind, severity, cause, connection_id, subject_kind, subject_id, title, text, action, first_at, last_at)
     select argosy.tenant(), id, 'order_short', 'critical', cause, connection, 'order', subject, title, text, action, $2, $2
     from json_to_recordset($1) as n(id uuid, cause text, connection uuid, subject uuid, title text, text text, action jsonb)
     order by cause
     on conflict (organization_id, cause) where state <> 'resolved' do update set count = alert.count + 1,
       last_at = greatest(alert.last_at, excluded.last_at), text = excluded.text
     returning id, count`,
    [jsonRows(rows), now],
  );
  const ids = raised.map(({ id }) => ({ id }));
  await announceAll(
    tx,
    "alert.raised",
    ids.filter((_, index) => raised[index]?.count === 1),
  );
}

/** Closes the alerts of orders that are short no longer. */
export async function resolveShortAlerts(
  tx: Tx,
  orderIds: readonly string[],
  by: { readonly now: Date; readonly actor: Actor },
): Promise<void> {
  await resolveAlerts(tx, orderIds.map(cause), by.now, by.actor);
}
