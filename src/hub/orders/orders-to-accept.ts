/** Orders that wait to be accepted: who could still miss the time is told in the last quarter of it. */
import { message } from "../../commerce/message.ts";
import { SHOWN } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlerts } from "../alerts/alerts.ts";
import { COUNTED } from "../counted.ts";

/** Named in the alert; the tab has all of them. */
const NAMED = 10;

const PREFIX = "orders-to-accept:";

/** SQL over the order `of`: from when on its acceptance is urgent. Of an order from 10:00 to be accepted by 14:00: 13:00. */
export const acceptanceUrgentFrom = (of: string): string =>
  `(${of}.accept_by - (${of}.accept_by - ${of}.placed_at) / 4)`;

/** SQL: an order of the alert `a`'s channel waits, and was urgent when the alert was last raised. */
export const STILL_TO_ACCEPT = `select 1 from argosy.sales_order o
  where o.organization_id = a.organization_id and o.connection_id = a.connection_id and o.awaits_acceptance
    and not o.is_history and ${acceptanceUrgentFrom("o")} <= a.last_at`;

interface ToAccept {
  readonly connectionId: string;
  readonly store: string;
  readonly count: number;
  readonly numbers: readonly string[];
  readonly acceptBy: Date;
}

/** One alert a channel, raised again only when another of its orders has become urgent. */
export async function alertToAccept(tx: Tx, now: Date): Promise<void> {
  const found = await tx.rows<ToAccept>(
    `with urgent as (
       select o.connection_id, o.number, o.accept_by,
         greatest(o.created_at, ${acceptanceUrgentFrom("o")}) as urgent_from
       from argosy.sales_order o
       where o.organization_id = argosy.tenant() and o.awaits_acceptance and not o.is_history
         and ${acceptanceUrgentFrom("o")} <= $1
       order by o.accept_by, o.id limit ${COUNTED})
     select c.id as "connectionId", c.name as store, count(*)::int as count, min(u.accept_by) as "acceptBy",
       (array_agg(u.number order by u.accept_by, u.number))[1:${NAMED}] as numbers
     from urgent u
     join argosy.connection c on c.organization_id = argosy.tenant() and c.id = u.connection_id and c.state in ${SHOWN}
     group by c.id, c.name
     having not exists (select from argosy.alert a
       where a.organization_id = argosy.tenant() and a.cause = '${PREFIX}' || c.id
         and a.last_at >= max(u.urgent_from))`,
    [now],
  );
  await raiseAlerts(
    tx,
    found.map(({ connectionId, store, count, numbers, acceptBy }) => ({
      ...({ kind: "orders_to_accept", severity: "critical", cause: `${PREFIX}${connectionId}` } as const),
      ...{ connectionId, now },
      title: message("alert.orders_to_accept.title", { store, count }),
      text: message(count > NAMED ? "alert.orders_to_accept.first" : "alert.orders_to_accept.text", {
        ...{ acceptAt: acceptBy.toISOString(), numbers: numbers.join(", ") },
      }),
    })),
  );
}
