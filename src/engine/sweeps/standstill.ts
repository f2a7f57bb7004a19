/** Reading of orders that stands still, whatever the reason: no turn has ended in three of its intervals. */
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert } from "../../hub/alerts/alerts.ts";
import { unreadCause } from "./questions.ts";

const INTERVALS = 3;
/** A short outage heals by itself. */
const LEAST = "interval '15 minutes'";

/** SQL over a cursor `s`: how long a turn of it may be away. */
const ALLOWED = `greatest(${LEAST}, ${INTERVALS} * s.every_ms * interval '1 millisecond')`;

/**
 * Tells a person, once, of each channel whose orders nobody reads. Other alerts tell of faults that are met; this one of
 * work that is not done at all. `awakeSince`: since when work is done here at all; what was missed before counts from then.
 */
export async function tellStandstills(tx: Tx, { now, awakeSince }: { readonly now: Date; readonly awakeSince: Date }) {
  const stores = await tx.rows<{ id: string; name: string; since: Date }>(
    `select c.id, c.name, min(s.turn_at) as since
     from argosy.sync_cursor s
     join argosy.connection c on c.organization_id = argosy.tenant() and c.id = s.connection_id
     where s.organization_id = argosy.tenant() and s.sweep like 'orders:%' and s.next_at is not null
       and s.turn_at is not null and s.every_ms is not null and c.state in ('active', 'paused', 'error')
       and greatest(s.turn_at, $2::timestamptz) < $1::timestamptz - ${ALLOWED}
       and not exists (select from argosy.alert a where a.organization_id = argosy.tenant()
         and a.cause = 'orders-unread:' || c.id and a.state <> 'resolved')
     group by c.id, c.name`,
    [now, awakeSince],
  );
  for (const { id, name, since } of stores)
    await raiseAlert(tx, {
      kind: "orders_unread",
      severity: "critical",
      cause: unreadCause(id),
      connectionId: id,
      title: message("alert.orders_unread.title", { store: name, sinceAt: since.toISOString() }),
      text: message("alert.orders_unread.text"),
      now,
    });
}
