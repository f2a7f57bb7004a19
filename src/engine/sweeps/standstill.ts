/** Alerts when reading stands still for any reason: no turn ended or succeeded within three intervals. */

import { message } from "../../commerce/message.ts";
import { READ } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert } from "../../hub/alerts/alerts.ts";
import { unreadOrdersCause } from "./request-progress.ts";

const INTERVALS = 3;
/** A short outage heals by itself. */
export const LEAST_OF_ORDERS_UNREAD = "interval '15 minutes'";
/** Of what is no order: nothing is sold twice meanwhile. */
export const LEAST_OF_OTHERS_UNREAD = "interval '1 hour'";

/** SQL over a cursor `s`: longer ago than a turn of it may be away, and so long awake; `$1`: now, `$2`: awake since. */
export const standsStill = (lastTurn: string, least: string) =>
  `greatest(${lastTurn}, $2::timestamptz)
    < $1::timestamptz - greatest(${least}, ${INTERVALS} * s.every_ms * interval '1 millisecond')`;

/**
 * Tells a person, once, of each channel whose orders, or anything else of it, nobody reads. Other alerts tell of faults that are met; this one of
 * work that is not done at all. `awakeSince`: since when work is done here at all; what was missed before counts from then.
 */
export async function alertStandstills(tx: Tx, since: Since): Promise<void> {
  await alertOrdersUnread(tx, since);
  await alertOthersUnread(tx, since);
}

interface Since {
  readonly now: Date;
  readonly awakeSince: Date;
}

async function alertOrdersUnread(tx: Tx, { now, awakeSince }: Since): Promise<void> {
  const stores = await tx.rows<{ id: string; name: string; since: Date }>(
    `select c.id, c.name, min(s.turn_at) as since
     from argosy.sync_cursor s
     join argosy.connection c on c.organization_id = argosy.tenant() and c.id = s.connection_id
     where s.organization_id = argosy.tenant() and s.sweep like 'orders:%' and s.next_at is not null
       and s.turn_at is not null and s.every_ms is not null and c.state in ${READ}
       and ${standsStill("s.turn_at", LEAST_OF_ORDERS_UNREAD)}
       and not exists (select from argosy.alert a where a.organization_id = argosy.tenant()
         and a.cause = 'orders-unread:' || c.id and a.state <> 'resolved')
     group by c.id, c.name`,
    [now, awakeSince],
  );
  for (const { id, name, since } of stores)
    await raiseAlert(tx, {
      kind: "orders_unread",
      severity: "critical",
      cause: unreadOrdersCause(id),
      connectionId: id,
      title: message("alert.orders_unread.title", { store: name, sinceAt: since.toISOString() }),
      text: message("alert.orders_unread.text"),
      now,
    });
}

/** Products, stock, charges, customers and the account itself. One alert a channel, whatever of it is not read. */
async function alertOthersUnread(tx: Tx, { now, awakeSince }: Since): Promise<void> {
  const stores = await tx.rows<{ id: string; name: string; since: Date }>(
    `select c.id, c.name, min(coalesce(s.failing_since, s.turn_at)) as since
     from argosy.sync_cursor s
     join argosy.connection c on c.organization_id = argosy.tenant() and c.id = s.connection_id
     where s.organization_id = argosy.tenant() and s.sweep not like 'orders:%' and s.next_at is not null
       and s.turn_at is not null and s.every_ms is not null and c.state in ${READ}
       and ${standsStill("coalesce(s.failing_since, s.turn_at)", LEAST_OF_OTHERS_UNREAD)}
       and not exists (select from argosy.alert a where a.organization_id = argosy.tenant()
         and a.cause in ('reading-stopped:' || c.id, 'connection-failing:' || c.id) and a.state <> 'resolved')
     group by c.id, c.name`,
    [now, awakeSince],
  );
  for (const { id, name, since } of stores)
    await raiseAlert(tx, {
      kind: "reading_stopped",
      severity: "warning",
      cause: `reading-stopped:${id}`,
      connectionId: id,
      title: message("alert.reading_stopped.title", { store: name, sinceAt: since.toISOString() }),
      text: message("alert.reading_stopped.text"),
      now,
    });
}
