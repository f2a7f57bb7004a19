/** Batches: made of orders that are ready, assigned, picked, and finished (decision 613). */

import { z } from "zod";
import { actorText, type By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import { ORDER_STATES } from "../../commerce/order-states.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { lockEdited } from "../edit-lock.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { jsonRows } from "../json-column.ts";
import { refuseHeld } from "../orders/held.ts";
import { withMerged } from "../orders/merged-orders.ts";
import { ORDER_STATE } from "../orders/order-state.ts";
import { IS_PACKED, linesToPack, READY_STATES } from "../orders/packed-units.ts";
import { UNSHIPPED } from "../orders/to-ship.ts";
import { nextDocumentNumber } from "../stock-documents/number.ts";
import { type Batch, type BatchState, batchNotFound, getBatch } from "./read-batches.ts";
import { unitsPacked } from "./tote-leftovers.ts";

/** What one cart holds at most. */
export const MOST_ORDERS = 200;

export interface NewBatch extends By {
  /** These orders, or the next that are due. */
  readonly orderIds?: readonly string[] | undefined;
  readonly next?: number | undefined;
  /** Of the next: only these channels' orders. */
  readonly storeIds?: readonly string[] | undefined;
  readonly cart?: string | undefined;
  /** As `actorText` writes the member. */
  readonly assignedTo?: string | null | undefined;
}

/** An order that was asked for and is not in the batch, and why. */
export const leftOutSchema = z.object({
  orderId: id,
  number: z.string(),
  state: z.enum(ORDER_STATES),
  isPacked: z.boolean() /** It is in this one already. */,
  batchNumber: z.string().nullable(),
});

export type LeftOut = Answered<typeof leftOutSchema>;

/**
 * Makes a batch of the orders that are ready among those asked for, each with the next tote. Throws HubError BATCH_EMPTY
 * where none is, ORDER_ON_HOLD where one of them is held.
 */
export async function createBatch(tx: Tx, input: NewBatch): Promise<Batch & { readonly leftOut: readonly LeftOut[] }> {
  // Two people who take the next orders at one time take others.
  await lockEdited(tx, "pick batches");
  const { taken, leftOut } = input.orderIds ? await chosen(tx, input.orderIds) : await nextDue(tx, input);
  if (taken.length === 0)
    await refuseHeld(
      tx,
      await withMerged(
        tx,
        leftOut.map(({ orderId }) => orderId),
      ),
    );
  if (taken.length === 0) throw new HubError("BATCH_EMPTY", "conflict", message("refused.batchEmpty"));
  const id = newId(input.now);
  await tx.run(
    `insert into argosy.pick_batch (organization_id, id, number, cart, assigned_to, created_at, created_by)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6)`,
    [
      id,
      await nextDocumentNumber(tx, "pick_batch"),
      input.cart ?? "",
      input.assignedTo ?? null,
      input.now,
      actorText(input.actor),
    ],
  );
  await tx.run(
    `insert into argosy.pick_batch_order (organization_id, batch_id, order_id, tote)
     select argosy.tenant(), $1, o, tote from json_to_recordset($2) as r(o uuid, tote int) order by o`,
    [id, jsonRows(taken.map((o, n) => ({ o, tote: n + 1 })))],
  );
  await announce(tx, "pick_batch.created", { id });
  return { ...(await getBatch(tx, id)), leftOut };
}

/**
 * Waits for whoever packs one of these orders just now; what is asked from here on is as they left it. Locked in the
 * order of `lockOrders`. Packing takes the order first too, and never the lock of making batches.
 */
async function lockCandidates(tx: Tx, orderIds: readonly string[]): Promise<void> {
  await tx.rows(
    `select o.id from argosy.sales_order o where o.organization_id = argosy.tenant() and o.id = any($1::uuid[])
     order by o.connection_id, o.ext_key collate "C", o.id for no key update`,
    [orderIds],
  );
}

/** SQL over `o`: an order in the same parcel is on hold, and the parcel waits for it. */
const WAITS_FOR_HELD = `exists (select from argosy.order_merge_order own
  join argosy.order_merge_order other on other.organization_id = argosy.tenant() and other.merge_id = own.merge_id
    and other.is_open
  join argosy.sales_order h on h.organization_id = argosy.tenant() and h.id = other.order_id
  where own.organization_id = argosy.tenant() and own.order_id = o.id and own.is_open
    and h.status = 'on_hold' and h.fulfilment in ('unfulfilled', 'partial'))`;

/** Orders that go in one parcel stand beside each other, also where one of them was asked for. */
async function chosen(tx: Tx, orderIds: readonly string[]) {
  const all = await withMerged(tx, orderIds);
  await lockCandidates(tx, all);
  const { taken, leftOut } = await readyOf(tx, all);
  return { taken, leftOut: leftOut.filter(({ orderId }) => orderIds.includes(orderId)) };
}

async function readyOf(tx: Tx, orderIds: readonly string[]) {
  const found = await tx.rows<LeftOut & { readonly isReady: boolean }>(
    `select s."orderId", s.number, s.state, s."isPacked", s."batchNumber",
       s.state in ${READY_STATES} and not s."isPacked" and s."batchNumber" is null and not s.waits as "isReady"
     from (select o.id as "orderId", o.number, ${ORDER_STATE} as state, ${IS_PACKED} as "isPacked",
         ${WAITS_FOR_HELD} as waits, b.number as "batchNumber"
       from argosy.sales_order o
       left join argosy.pick_batch_order e on e.organization_id = argosy.tenant() and e.order_id = o.id and e.is_open
       left join argosy.pick_batch b on b.organization_id = argosy.tenant() and b.id = e.batch_id
       where o.organization_id = argosy.tenant() and o.id = any($1::uuid[])) s`,
    [orderIds],
  );
  const byId = new Map(found.map((each) => [each.orderId, each]));
  const inOrder = [...new Set(orderIds)].flatMap((id) => byId.get(id) ?? []);
  return {
    taken: inOrder.filter(({ isReady }) => isReady).map(({ orderId }) => orderId),
    leftOut: inOrder.filter(({ isReady }) => !isReady).map(({ isReady: _, ...order }) => order),
  };
}

/** Those due first that are ready and in no batch; fewer than asked for where some were packed at this moment. */
async function nextDue(tx: Tx, input: NewBatch) {
  for (;;) {
    const candidates = await dueFirst(tx, input);
    await lockCandidates(tx, await withMerged(tx, candidates));
    const due = await dueFirst(tx, input, candidates);
    const { taken } = await readyOf(tx, await withMerged(tx, due));
    if (taken.length > 0 || candidates.length === 0) return { taken, leftOut: [] };
  }
}

async function dueFirst(tx: Tx, { next = 20, storeIds }: NewBatch, among?: readonly string[]) {
  const found = await tx.rows<{ id: string }>(
    `select o.id from argosy.sales_order o
     where o.organization_id = argosy.tenant() and ${UNSHIPPED} and (${ORDER_STATE}) in ${READY_STATES}
       and ($1::uuid[] is null or o.connection_id = any($1::uuid[])) and not ${IS_PACKED} and not ${WAITS_FOR_HELD}
       and ($3::uuid[] is null or o.id = any($3::uuid[]))
       and not exists (select 1 from argosy.pick_batch_order e
         where e.organization_id = argosy.tenant() and e.order_id = o.id and e.is_open)
     order by o.due_at, o.id limit $2`,
    [storeIds && storeIds.length > 0 ? storeIds : null, Math.min(next, MOST_ORDERS), among ?? null],
  );
  return found.map(({ id }) => id);
}

/** Throws HubError BATCH_NOT_FOUND, BATCH_FINISHED. */
export async function changeBatch(
  tx: Tx,
  change: {
    readonly id: string;
    readonly cart?: string | undefined;
    /** Null: nobody. */
    readonly assignedTo?: string | null | undefined;
  },
): Promise<Batch> {
  await lockOpenBatch(tx, change.id);
  await tx.run(
    `update argosy.pick_batch
     set cart = coalesce($2, cart), assigned_to = case when $3 then $4 else assigned_to end
     where organization_id = argosy.tenant() and id = $1`,
    [change.id, change.cart ?? null, change.assignedTo !== undefined, change.assignedTo ?? null],
  );
  await notifyBatch(tx, change.id);
  return getBatch(tx, change.id);
}

/**
 * Marks what is left to pack of these lines as taken from the shelf, or the lines as not taken. Throws HubError BATCH_NOT_FOUND,
 * BATCH_FINISHED, ORDER_ON_HOLD.
 */
export async function markPicked(
  tx: Tx,
  { id, lineIds, isPicked, actor, now }: By & { id: string; lineIds: readonly string[]; isPicked: boolean },
): Promise<Batch> {
  await lockOpenBatch(tx, id);
  if (isPicked) await refuseHeld(tx, await ordersOfLines(tx, lineIds));
  if (isPicked)
    await tx.run(
      `insert into argosy.pick_batch_pick as t (organization_id, batch_id, line_id, picked_at, picked_by, units)
       select argosy.tenant(), e.batch_id, w.id, $3, $4, w.units + ${unitsPacked("n")}
       from argosy.pick_batch_order e cross join lateral (${linesToPack("e.order_id")}) w
       cross join lateral (select e.batch_id, w.id as line_id) n
       where e.organization_id = argosy.tenant() and e.batch_id = $1 and w.id = any($2::uuid[])
       on conflict (organization_id, batch_id, line_id) do update set units = excluded.units
       where t.units < excluded.units`,
      [id, lineIds, now, actorText(actor)],
    );
  else
    await tx.run(
      `delete from argosy.pick_batch_pick
       where organization_id = argosy.tenant() and batch_id = $1 and line_id = any($2::uuid[])`,
      [id, lineIds],
    );
  await notifyBatch(tx, id);
  return getBatch(tx, id);
}

async function ordersOfLines(tx: Tx, lineIds: readonly string[]): Promise<readonly string[]> {
  const rows = await tx.rows<{ id: string }>(
    `select distinct order_id as id from argosy.order_line
     where organization_id = argosy.tenant() and id = any($1::uuid[])`,
    [lineIds],
  );
  return rows.map(({ id }) => id);
}

/** The order goes back to those to ship. Throws HubError BATCH_NOT_FOUND, BATCH_FINISHED, BATCH_ORDER_NOT_FOUND. */
export async function removeFromBatch(tx: Tx, { id, orderId }: { id: string; orderId: string }): Promise<void> {
  await lockOpenBatch(tx, id);
  const removed = await tx.run(
    "delete from argosy.pick_batch_order where organization_id = argosy.tenant() and batch_id = $1 and order_id = $2",
    [id, orderId],
  );
  if (removed === 0)
    throw new HubError("BATCH_ORDER_NOT_FOUND", "not_found", "The order is not in this batch.", "orderId");
  await notifyBatch(tx, id);
}

/** Ends a batch: orders that are not packed go back to those to ship. A second time changes nothing. Throws HubError BATCH_NOT_FOUND. */
export async function finishBatch(tx: Tx, { id, actor, now }: By & { readonly id: string }): Promise<Batch> {
  const { state } = await lockBatch(tx, id);
  if (state === "open") await endBatch(tx, { id, actor, now });
  return getBatch(tx, id);
}

/** Of a batch that is locked and open. */
export async function endBatch(tx: Tx, { id, actor, now }: By & { readonly id: string }): Promise<void> {
  await tx.run(
    `update argosy.pick_batch set state = 'finished', finished_at = $2, finished_by = $3
     where organization_id = argosy.tenant() and id = $1`,
    [id, now, actorText(actor)],
  );
  await tx.run(
    `update argosy.pick_batch_order set is_open = false
     where organization_id = argosy.tenant() and batch_id = $1`,
    [id],
  );
  await notifyBatch(tx, id);
}

export async function notifyBatch(tx: Tx, id: string): Promise<void> {
  await announce(tx, "pick_batch.updated", { id });
}

interface LockedBatch {
  readonly number: string;
  readonly state: BatchState;
}

/** The batch, locked until the transaction ends; after the order it is packed for. Throws HubError BATCH_NOT_FOUND. */
export async function lockBatch(tx: Tx, id: string): Promise<LockedBatch> {
  const found = await tx.maybe<LockedBatch>(
    `select number, state from argosy.pick_batch
     where organization_id = argosy.tenant() and id = $1 for no key update`,
    [id],
  );
  if (!found) throw batchNotFound();
  return found;
}

async function lockOpenBatch(tx: Tx, id: string): Promise<void> {
  const { number, state } = await lockBatch(tx, id);
  if (state === "open") return;
  throw new HubError("BATCH_FINISHED", "conflict", message("refused.batchFinished", { number }));
}
