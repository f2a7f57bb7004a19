/** Merging orders, and undoing it (decision 680). */

import { z } from "zod";
import { actorText, type By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import { compareAddresses, isSameRecipient } from "../../commerce/same-address.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { orderUnknown } from "../orders/detail.ts";
import { hasSharedLabel, openMerges, removeMerge } from "../orders/merged-orders.ts";
import { announceOrdersChanged } from "../orders/notify-changed.ts";
import { lockOrders } from "../orders/order-fields/order-rows.ts";
import { writeTimeline } from "../timeline.ts";
import { type Candidate, candidates, type MergedOrder, mergedOrderSchema, type PolicyOf } from "./candidates.ts";
import { mergeSettings } from "./settings.ts";
import {
  allows,
  isOneLocation,
  isOnePayment,
  type MergeSuggestion,
  shippingRefundSchema,
  shippingRefunds,
  shownOrder,
  suggestMerges,
} from "./suggest.ts";

/** booked: its parcel is booked or being booked; sent: it left or was handed over. */
const mergeStates = ["open", "booked", "sent"] as const;

export const togetherFields = {
  orders: z.array(mergedOrderSchema).describe("by when they were placed"),
  shippingRefunds: z
    .array(shippingRefundSchema)
    .describe("shipping that was paid although another of these orders pays for the parcel; refunded by a person"),
};

export const mergeSchema = z
  .object({
    id,
    state: z.enum(mergeStates).describe("open: it can be undone; booked: until its label is cancelled; sent"),
    otherRecipients: z.boolean(),
    createdAt: time,
    createdBy: z.string(),
    ...togetherFields,
  })
  .meta({ id: "OrderMerge" });

export type Merge = Answered<typeof mergeSchema>;

export interface NewMerge extends By {
  readonly orderIds: readonly string[];
  /** A person says that recipients of different names are one. */
  readonly otherRecipients: boolean;
  readonly policy: PolicyOf;
}

const mergeNotFound = () => new HubError("MERGE_NOT_FOUND", "not_found", "There is no such merge.");

/**
 * Throws HubError ORDER_UNKNOWN, MERGE_TAKEN, MERGE_NOT_READY, MERGE_CHANNEL, MERGE_PAYMENT, MERGE_LOCATION, MERGE_ADDRESSES,
 * MERGE_RECIPIENTS.
 */
export async function mergeOrders(tx: Tx, input: NewMerge): Promise<Merge> {
  const ids = [...new Set(input.orderIds)];
  await lockOrders(tx, ids);
  const orders = await candidates(tx, ids);
  if (orders.length < ids.length) throw orderUnknown();
  for (const order of orders) refuseState(order);
  await refuseChannels(tx, orders, input.policy);
  refuseTogether(orders, input.otherRecipients);
  const id = newId(input.now);
  await tx.run(
    `insert into argosy.order_merge (organization_id, id, other_recipients, created_at, created_by)
     values (argosy.tenant(), $1, $2, $3, $4)`,
    [id, input.otherRecipients, input.now, actorText(input.actor)],
  );
  await tx.run(
    `insert into argosy.order_merge_order (organization_id, merge_id, order_id)
     select argosy.tenant(), $1, o from unnest($2::uuid[]) as o order by o`,
    [id, ids],
  );
  await reportAll(tx, orders, "order.merge.made", input);
  return getMerge(tx, id);
}

function refuseState(order: Candidate): void {
  const { number } = order;
  if (order.isMerged) throw new HubError("MERGE_TAKEN", "conflict", message("refused.mergeTaken", { number }));
  if (order.isSplit) throw new HubError("MERGE_NOT_READY", "conflict", message("refused.mergeSplit", { number }));
  if (!order.isReady || order.units === 0)
    throw new HubError("MERGE_NOT_READY", "conflict", message("refused.mergeNotReady", { number }));
}

async function refuseChannels(tx: Tx, orders: readonly Candidate[], policy: PolicyOf): Promise<void> {
  const settings = await mergeSettings(tx);
  const refused = orders.find((order) => !allows(order, policy, settings));
  if (!refused?.provider) return;
  const existing = policy(refused.provider) === "forbidden" ? "forbidden" : "unknown";
  const text = message(`refused.mergeChannel.${existing}`, { channel: refused.storeName ?? refused.provider });
  throw new HubError("MERGE_CHANNEL", "conflict", text);
}

function refuseTogether(orders: readonly Candidate[], otherRecipients: boolean): void {
  const [first, ...others] = orders;
  if (!first || others.length === 0) throw orderUnknown();
  for (const other of others) {
    const { number } = other;
    const numbers = `${first.number}, ${number}`;
    if (!isOnePayment(first, other))
      throw new HubError("MERGE_PAYMENT", "conflict", message("refused.mergePayment", { number }));
    if (orders.some((each) => !isOneLocation(each, other)))
      throw new HubError("MERGE_LOCATION", "conflict", message("refused.mergeLocation", { number }));
    if (compareAddresses(first.address, other.address) === null)
      throw new HubError("MERGE_ADDRESSES", "conflict", message("refused.mergeAddresses", { numbers }));
    if (!otherRecipients && !isSameRecipient(first, other))
      throw new HubError("MERGE_RECIPIENTS", "conflict", message("refused.mergeRecipients", { numbers }));
  }
}

/** Each order's timeline names the others. */
async function reportAll(
  tx: Tx,
  orders: readonly Pick<MergedOrder, "id" | "number" | "storeId">[],
  code: "order.merge.made" | "order.merge.undone",
  by: By,
): Promise<void> {
  const others = (id: string) => orders.flatMap((each) => (each.id === id ? [] : each.number)).join(", ");
  const entries = orders.map(({ id }) => ({
    orderId: id,
    kind: "merge",
    text: message(code, { numbers: others(id) }),
  }));
  await writeTimeline(tx, entries, by);
  await announceOrdersChanged(tx, orders);
}

/** Undoes a merge until its parcel is booked. Throws HubError MERGE_NOT_FOUND, MERGE_BOOKED. */
export async function undoMerge(tx: Tx, id: string, by: By): Promise<void> {
  const before = await getMerge(tx, id);
  await lockOrders(
    tx,
    before.orders.map((order) => order.id),
  );
  const merge = await getMerge(tx, id);
  if (merge.state !== "open") throw new HubError("MERGE_BOOKED", "conflict", message("refused.mergeBooked"));
  await removeMerge(tx, id);
  await reportAll(tx, merge.orders, "order.merge.undone", by);
}

/** Throws HubError MERGE_NOT_FOUND. */
export async function getMerge(tx: Tx, id: string): Promise<Merge> {
  const found = await tx.maybe<
    Omit<Merge, "orders" | "shippingRefunds" | "state"> & {
      readonly isClosed: boolean;
      readonly isBooked: boolean;
      readonly orderIds: readonly string[];
    }
  >(
    `select ${columns("m", "id otherRecipients createdAt createdBy")},
       m.closed_at is not null as "isClosed",
       exists (select from argosy.order_merge_order e where e.organization_id = argosy.tenant()
         and e.merge_id = m.id and ${hasSharedLabel("e.order_id")}) as "isBooked",
       array(select e.order_id from argosy.order_merge_order e
         where e.organization_id = argosy.tenant() and e.merge_id = m.id) as "orderIds"
     from argosy.order_merge m where m.organization_id = argosy.tenant() and m.id = $1`,
    [id],
  );
  if (!found) throw mergeNotFound();
  const { isClosed, isBooked, orderIds, ...merge } = found;
  const orders = await candidates(tx, orderIds);
  const state = isClosed ? "sent" : isBooked ? "booked" : "open";
  return { ...merge, state, orders: orders.map(shownOrder), shippingRefunds: shippingRefunds(orders) };
}

/** The merge an order is in, the last one where its parcel has left, and what it could be merged with. Throws HubError ORDER_UNKNOWN. */
export async function mergingOf(
  tx: Tx,
  orderId: string,
  policy: PolicyOf,
): Promise<{ readonly merge: Merge | null; readonly suggestion: MergeSuggestion | null }> {
  const order = await tx.maybe("select from argosy.sales_order where organization_id = argosy.tenant() and id = $1", [
    orderId,
  ]);
  if (!order) throw orderUnknown();
  const open = (await openMerges(tx, [orderId])).get(orderId);
  const { items } = open ? { items: [] } : await suggestMerges(tx, [orderId], policy);
  const id = open?.id ?? (await lastMerge(tx, orderId));
  return { merge: id === null ? null : await getMerge(tx, id), suggestion: items[0] ?? null };
}

async function lastMerge(tx: Tx, orderId: string): Promise<string | null> {
  const last = await tx.maybe<{ id: string }>(
    `select merge_id as id from argosy.order_merge_order
     where organization_id = argosy.tenant() and order_id = $1 order by merge_id desc limit 1`,
    [orderId],
  );
  return last?.id ?? null;
}
