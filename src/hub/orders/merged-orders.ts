/** Which orders go in one parcel (decision 680). */
import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { writeTimeline } from "../timeline.ts";
import { lockOrders } from "./order-fields/order-rows.ts";

/** Orders that are booked as one parcel; until then, and once its label is cancelled, the merge can be undone. */
export interface OpenMerge {
  readonly id: string;
  readonly orderIds: readonly string[];
  /** A person has said that its recipients are one. */
  readonly isOtherRecipients: boolean;
}

/** SQL over an order's id: a label it shares with others is booked or being booked. */
export const hasSharedLabel = (orderId: string): string => `exists (select from argosy.shipment s
    where s.organization_id = argosy.tenant() and s.order_id = ${orderId}
      and s.state in ('requested', 'booking', 'booked', 'unknown') and s.status <> 'cancelled'
      and (s.label_shipment_id is not null or exists (select from argosy.shipment f
        where f.organization_id = argosy.tenant() and f.label_shipment_id = s.id)))`;

/** The open merges these orders are in, by order; its orders by when they were placed. */
export async function openMerges(tx: Tx, orderIds: readonly string[]): Promise<ReadonlyMap<string, OpenMerge>> {
  const merges = await tx.rows<OpenMerge>(
    `select m.id, m.other_recipients as "isOtherRecipients",
       array(select e.order_id from argosy.order_merge_order e
         join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = e.order_id
         where e.organization_id = argosy.tenant() and e.merge_id = m.id and e.is_open
         order by o.placed_at, o.id) as "orderIds"
     from argosy.order_merge m
     where m.organization_id = argosy.tenant() and m.id in (select e.merge_id from argosy.order_merge_order e
       where e.organization_id = argosy.tenant() and e.order_id = any($1::uuid[]) and e.is_open)`,
    [orderIds],
  );
  return new Map(merges.flatMap((merge) => merge.orderIds.map((orderId) => [orderId, merge] as const)));
}

/** Locks orders and those they go with in one parcel. */
export async function lockWithMerged(tx: Tx, orderIds: readonly string[]): Promise<void> {
  const ids = await withMerged(tx, orderIds);
  await lockOrders(tx, ids);
  // Merged with others at this moment.
  const more = await withMerged(tx, orderIds);
  if (more.some((id) => !ids.includes(id))) await lockOrders(tx, more);
}

/** These orders, each followed by those it goes with in one parcel. */
export async function withMerged(tx: Tx, orderIds: readonly string[]): Promise<readonly string[]> {
  const merges = await openMerges(tx, orderIds);
  return [...new Set(orderIds.flatMap((id) => [id, ...(merges.get(id)?.orderIds ?? [])]))];
}

interface Left {
  readonly mergeId: string;
  readonly number: string;
  readonly at: Date;
}

/** Cancelled orders leave their merges, unless their label is booked: then a person decides about the parcel. */
export async function leaveMerges(tx: Tx, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return;
  const left = await tx.rows<Left>(
    `delete from argosy.order_merge_order e using argosy.sales_order o
     where e.organization_id = argosy.tenant() and e.order_id = any($1::uuid[]) and e.is_open
       and o.organization_id = argosy.tenant() and o.id = e.order_id and o.status = 'cancelled'
       and not ${hasSharedLabel("e.order_id")}
     returning e.merge_id as "mergeId", o.number, o.updated_at as at`,
    [orderIds],
  );
  for (const one of left) await notifyOthers(tx, one);
}

async function notifyOthers(tx: Tx, { mergeId, number, at }: Left): Promise<void> {
  const others = await tx.rows<{ id: string }>(
    "select order_id as id from argosy.order_merge_order where organization_id = argosy.tenant() and merge_id = $1",
    [mergeId],
  );
  const text = message(others.length > 1 ? "order.merge.left" : "order.merge.leftAlone", { number });
  await writeTimeline(
    tx,
    others.map(({ id }) => ({ orderId: id, kind: "merge", text })),
    { actor: systemActor, now: at },
  );
  if (others.length < 2) await removeMerge(tx, mergeId);
}

export async function removeMerge(tx: Tx, id: string): Promise<void> {
  await tx.run("delete from argosy.order_merge where organization_id = argosy.tenant() and id = $1", [id]);
}

/** The parcel of these orders is on its way: what is left of them is booked by itself, and may be merged anew. */
export async function closeMerges(tx: Tx, orderIds: readonly string[], now: Date): Promise<void> {
  await tx.run(
    `with closed as (
       update argosy.order_merge_order e set is_open = false
       where e.organization_id = argosy.tenant() and e.is_open and e.merge_id in (
         select n.merge_id from argosy.order_merge_order n
         where n.organization_id = argosy.tenant() and n.order_id = any($1::uuid[]) and n.is_open)
       returning e.merge_id)
     update argosy.order_merge m set closed_at = $2
     where m.organization_id = argosy.tenant() and m.id in (select merge_id from closed)`,
    [orderIds, now],
  );
}
