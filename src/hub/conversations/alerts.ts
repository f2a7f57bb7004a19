/** Alerts of what waits for the seller: disputes and incidents at once, and everything again when its date is near. */
import { type HubText, message } from "../../commerce/message.ts";
import { SHOWN } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlerts } from "../alerts/alerts.ts";

/** So long before its date an unanswered conversation is critical. */
export const URGENT_MS = 48 * 60 * 60_000;

/** SQL: its channel is not deleted; `c` is the conversation. */
export const IS_CONNECTED = `exists (select from argosy.connection w
  where w.organization_id = c.organization_id and w.id = c.connection_id and w.state in ${SHOWN})`;

/** SQL: it waits for the seller, and nobody marked it as done; `c` is the conversation. */
export const WAITS = `c.state = 'waiting_for_seller' and c.done_at is null and ${IS_CONNECTED}`;

export const waitingCause = (id: string): string => `conversation:${id}`;
export const replyCause = (id: string): string => `reply:${id}`;

interface Waiting {
  readonly id: string;
  readonly connectionId: string;
  readonly store: string;
  readonly orderId: string | null;
  readonly orderNumber: string | null;
  readonly reason: string | null;
  readonly respondBy: Date | null;
  readonly isUrgent: boolean;
}

const SELECT = `select c.id, c.connection_id as "connectionId", s.name as store, c.order_id as "orderId",
    coalesce(o.number, c.order_key) as "orderNumber", c.reason, c.respond_by as "respondBy",
    coalesce(c.respond_by <= $2::timestamptz, false) as "isUrgent"
  from argosy.conversation c
  join argosy.connection s on s.organization_id = c.organization_id and s.id = c.connection_id
  left join argosy.sales_order o on o.organization_id = c.organization_id and o.id = c.order_id`;

const urgentFrom = (now: Date) => new Date(now.getTime() + URGENT_MS);

/** The order and the channel's own reason, and by when. */
function textOf({ orderNumber, reason, respondBy }: Waiting): HubText {
  const about = [orderNumber, reason].filter((part) => part !== null).join(": ");
  const by = respondBy && message("alert.conversation_waiting.by", { answerAt: respondBy.toISOString() });
  if (by === null) return about;
  return about === "" ? by : [`${about}.`, by];
}

async function raise(tx: Tx, waiting: readonly Waiting[], now: Date): Promise<void> {
  await raiseAlerts(
    tx,
    waiting.map((one) => ({
      kind: "conversation_waiting",
      severity: one.isUrgent ? "critical" : "warning",
      cause: waitingCause(one.id),
      connectionId: one.connectionId,
      // The order's page shows what was asked about it.
      subject: one.orderId === null ? { kind: "conversation", id: one.id } : { kind: "order", id: one.orderId },
      title: message("alert.conversation_waiting.title", { store: one.store }),
      text: textOf(one),
      ...(one.orderId === null ? {} : { action: { kind: "open_order", orderId: one.orderId } }),
      now,
    })),
  );
  await tx.run(
    `update argosy.conversation set urged_at = $2 where organization_id = argosy.tenant() and id = any ($1::uuid[])`,
    [waiting.filter(({ isUrgent }) => isUrgent).map(({ id }) => id), now],
  );
}

/** Of these, disputes and incidents that wait and have no open alert; messages alone raise none. */
export async function alertWaiting(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  const waiting = await tx.rows<Waiting>(
    `${SELECT}
     where c.organization_id = argosy.tenant() and c.id = any ($1::uuid[]) and ${WAITS}
       and (c.kind <> 'message' or c.respond_by is not null)
       and not exists (select from argosy.alert a where a.organization_id = argosy.tenant()
         and a.cause = 'conversation:' || c.id and a.state <> 'resolved')`,
    [ids, urgentFrom(now)],
  );
  await raise(tx, waiting, now);
}

/** Everything that waits and whose date is near, once each date. */
export async function alertUrgent(tx: Tx, now: Date): Promise<void> {
  const waiting = await tx.rows<Waiting>(
    `${SELECT}
     where c.organization_id = argosy.tenant() and ${WAITS} and c.respond_by <= $2 and c.urged_at is null
       and $1::text is null`,
    [null, urgentFrom(now)],
  );
  await raise(tx, waiting, now);
}
