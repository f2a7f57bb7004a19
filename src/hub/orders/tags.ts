import type { By } from "../../commerce/actor.ts";
import { type Message, message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { writeTimeline } from "../timeline.ts";
import type { BulkResult } from "./commands.ts";
import { announceOrdersChanged, type ChangedOrder } from "./notify-changed.ts";
import { lockOrders } from "./order-fields/order-rows.ts";

export const tagMessage = (tags: readonly string[]): Message =>
  tags.length > 0 ? message("order.tags", { tags: tags.join(", ") }) : message("order.tags.none");

export interface TagChange extends By {
  readonly orderIds: readonly string[];
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** Adds and takes away the hub's own tags; those of the platform stay the platform's. One result an order. */
export async function changeTags(tx: Tx, change: TagChange): Promise<BulkResult[]> {
  const { add, remove, now } = change;
  const existing = new Set((await lockOrders(tx, change.orderIds)).map((order) => order.id));
  const changed = await tx.rows<ChangedOrder & { readonly tags: string[] }>(
    `update sales_order o set own_tags = n.tags, updated_at = $4
     from (select s.id, array(select distinct t from unnest(s.own_tags || $2::text[]) as t
             where t <> all($3::text[]) order by t) as tags
       from sales_order s where s.organization_id = argosy.tenant() and s.id = any($1::uuid[])) as n
     where o.organization_id = argosy.tenant() and o.id = n.id and o.own_tags <> n.tags
     returning o.id, o.connection_id as "storeId", o.own_tags as tags`,
    [[...existing], add, remove, now],
  );
  const entries = changed.map(({ id, tags }) => ({
    orderId: id,
    kind: "tags",
    text: tagMessage(tags),
  }));
  await writeTimeline(tx, entries, change);
  await announceOrdersChanged(tx, changed);
  return change.orderIds.map((orderId) =>
    existing.has(orderId)
      ? { orderId }
      : { orderId, error: { code: "ORDER_UNKNOWN", message: "There is no such order." } },
  );
}
