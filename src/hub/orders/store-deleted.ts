/** Orders whose store is deleted: nobody but the hub acts on them any more. */

import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { textParameters } from "../json-column.ts";
import { writeTimeline } from "../timeline.ts";
import { requestCommands } from "./commands.ts";

/** Not over, and with something left to ship; SQL over `o`. */
const OPEN =
  "o.status not in ('completed', 'cancelled') and o.fulfilment in ('unfulfilled', 'partial') and not o.is_history";

/** Orders of a store that would be open without it, and the units they hold. */
export async function openOrdersOf(tx: Tx, connectionId: string): Promise<{ orders: number; units: number }> {
  return tx.one(
    `select count(distinct o.id)::int as orders, coalesce(sum(l.reserved_quantity), 0)::int as units
     from sales_order o left join order_line l on l.organization_id = o.organization_id and l.order_id = o.id
     where o.organization_id = argosy.tenant() and o.connection_id = $1 and ${OPEN}`,
    [connectionId],
  );
}

/** Ends the commands waiting for the store; the next command to its orders is carried out here. */
export async function endCommandsOfStore(tx: Tx, connectionId: string, by: By): Promise<void> {
  const ended = await tx.rows<{ id: string; orderId: string; kind: string }>(
    `update command
     set state = 'cancelled', due_at = null, finished_at = $2, text = $3, text_said = $4
     where organization_id = argosy.tenant() and connection_id = $1 and state in ('waiting', 'needs_input')
     returning id, order_id as "orderId", kind`,
    [connectionId, by.now, ...textParameters(message("command.ended.disconnected"))],
  );
  await tx.run(
    `update sales_order set push_state = null, push_error = null
     where organization_id = argosy.tenant() and connection_id = $1 and push_state in ('pending', 'failed')`,
    [connectionId],
  );
  const entries = ended.map(({ id, orderId, kind }) => ({
    orderId,
    kind: "command_cancelled",
    text: message("order.notSent.disconnected", { command: kind }),
    data: { commandId: id },
  }));
  await writeTimeline(tx, entries, by);
}

/** Cancels some of a deleted store's open orders here, which gives their units free; answers how many, 0 when nothing is left. */
export async function cancelSomeOpen(
  tx: Tx,
  connectionId: string,
  by: By & { readonly most: number },
): Promise<number> {
  const orders = await tx.rows<{ id: string }>(
    `select o.id from sales_order o where o.organization_id = argosy.tenant() and o.connection_id = $1 and ${OPEN}
       and not exists (select from command q where q.organization_id = o.organization_id and q.order_id = o.id
         and q.idempotency_key = $2)
     order by o.id limit $3`,
    [connectionId, keyOf(connectionId), by.most],
  );
  const results = await requestCommands(tx, {
    orderIds: orders.map(({ id }) => id),
    command: { kind: "cancel", reason: "other", restock: true, notifyCustomer: false },
    idempotencyKey: keyOf(connectionId),
    actor: by.actor,
    now: by.now,
  });
  return results.filter(({ command }) => command !== undefined).length;
}

const keyOf = (connectionId: string): string => `store-deleted:${connectionId}`;
