import type { By } from "../../commerce/actor.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { jsonParameter } from "../../hub/json-column.ts";
import { SENDS_DEAD_NUMBER } from "../../hub/orders/hub-parcels.ts";
import { endObsoleteCommands } from "../../hub/orders/obsolete-commands.ts";
import { lockOrders } from "../../hub/orders/order-fields/order-rows.ts";
import { cancelChannelFulfilmentOf } from "../../hub/shipping/request-channel-fulfilment.ts";

export interface CommandRow {
  readonly id: string;
  readonly order_id: string;
  readonly kind: string;
  readonly input: Json;
  readonly idempotency_key: string;
  readonly saved: Json;
  readonly uncertain: boolean;
  readonly sent_at: Date | null;
  readonly attempts: number;
  readonly requested_by: string;
}

/**
 * SQL: command `c` is next in its order: none before it is unfinished. The ones behind wait, however due they are, but not
 * for a document: a refund or a parcel does not depend on it.
 */
export const IS_NEXT = `not exists (select 1 from argosy.command b
  where b.organization_id = c.organization_id and b.order_id = c.order_id and b.seq < c.seq
    and b.state in ('waiting', 'running') and (b.kind <> 'document' or c.kind = 'document'))`;

/** What the next attempt starts from. `started`: a change was asked for before; else it is a plan (decision 663). */
export async function saveProgress(tx: Tx, commandId: string, progress: Json, started: boolean): Promise<void> {
  await tx.run(
    "update argosy.command set saved = $2, started = started or $3 where organization_id = argosy.tenant() and id = $1",
    [commandId, jsonParameter(progress), started],
  );
}

/**
 * Marks a command as under way. False where it is not to be sent any more: its order or the label whose number it sends
 * was cancelled since it was taken, or before it was asked for again. One that a worker left running is in doubt.
 */
export async function beginCommand(tx: Tx, command: CommandRow, by: By): Promise<boolean> {
  const started = await tx.run(
    `update argosy.command c
     set state = 'running', uncertain = c.uncertain or c.state = 'running', started = c.started or c.state = 'running'
     where c.organization_id = argosy.tenant() and c.id = $1
       and (c.state = 'running' or c.state = 'waiting' and not ${SENDS_DEAD_NUMBER}
         and not (c.kind in ('status', 'fulfil', 'cancel', 'hold') and exists (
           select from argosy.sales_order o
           where o.organization_id = argosy.tenant() and o.id = c.order_id and o.status = 'cancelled')))`,
    [command.id],
  );
  if (started > 0) return true;
  const [order] = await lockOrders(tx, [command.order_id]);
  if (order?.status === "cancelled") await endObsoleteCommands(tx, [order.id], by);
  else await cancelChannelFulfilmentOf(tx, command, by);
  return false;
}
