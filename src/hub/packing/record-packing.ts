/** The last scan of a parcel: what was packed, by whom and when. */

import { z } from "zod";
import { actorOf, actorText, type By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { type OrderState, READY_TO_PACK, SENT_OFF } from "../../commerce/order-states.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { jsonParameter } from "../json-column.ts";
import { packLots, unpackLots } from "../lots/pack-lots.ts";
import { orderUnknown } from "../orders/detail.ts";
import { refuseHeld } from "../orders/held.ts";
import { announceOrdersChanged } from "../orders/notify-changed.ts";
import { ORDER_STATE } from "../orders/order-state.ts";
import { linesToPack, tooMuchPacked } from "../orders/packed-units.ts";
import { packSerials, unpackSerials } from "../serials/pack-serials.ts";
import { writeTimeline } from "../timeline.ts";
import { endBatch, lockBatch, notifyBatch } from "./batches.ts";
import { isPackedToTheEnd } from "./read-batches.ts";

export interface PackedUnits {
  readonly lineId: string;
  readonly units: number;
  /** Of items that ask for them, one for each unit. */
  readonly serials?: readonly string[] | undefined;
  /** The same of items that ask for lots. */
  readonly lots?: readonly string[] | undefined;
}

export interface NewPacking extends By {
  /** Given by the station: the same parcel sent twice is recorded once. */
  readonly id: string;
  readonly orderId: string;
  /** By the station's clock: it may have been away from the hub since. */
  readonly packedAt: Date;
  readonly items: readonly PackedUnits[];
  /** The parcel was opened: in place of what was packed before. */
  readonly again: boolean;
}

export const packingSchema = z.object({
  id,
  orderId: id,
  packedAt: time,
  packedBy: z.string(),
  batch: z
    .object({
      id,
      number: z.string(),
      tote: z.int().nullable().describe("null: the order was taken out of the batch since"),
    })
    .nullable(),
});

export type Packing = Answered<typeof packingSchema>;

interface LockedOrder {
  readonly id: string;
  readonly number: string;
  readonly storeId: string | null;
  readonly state: OrderState;
}

/**
 * Records a parcel that holds everything left to pack of its order; the last one of a batch finishes it, unless goods
 * of an order that is held or has ended are in a tote. Throws HubError ORDER_UNKNOWN, PACKING_ID_TAKEN (another order's),
 * ORDER_ON_HOLD, PACKING_STATE (cancelled, shipped: put the items back), PACKING_DONE (somebody packed it), PACKING_DIFFERS
 * (the order changed since it was scanned), and as `packSerials` and `packLots`.
 */
export async function recordPacking(tx: Tx, input: NewPacking): Promise<Packing> {
  const order = await lockOrder(tx, input.orderId);
  const existing = await packingOf(tx, input.id);
  if (existing && existing.orderId !== order.id) throw idTaken();
  if (existing) return existing;
  if (order.state === "on_hold") await refuseHeld(tx, [order.id]);
  refuseState(order);
  const open = await openBatchOf(tx, order.id);
  const isOpened = input.again || (await holdsTooMuch(tx, order.id));
  const batch = open ?? (isOpened ? await lastBatchOf(tx, order.id) : null);
  if (isOpened) {
    await unpackSerials(tx, order.id, input.now);
    await unpackLots(tx, order.id);
    await openParcels(tx, order.id, batch);
  }
  const { parcel, items } = await checkedUnits(tx, order, input.items);
  const packedAt = new Date(Math.min(input.packedAt.getTime(), input.now.getTime()));
  const given = input.items.map(({ lineId, serials = [], lots = [] }) => ({ lineId, serials, lots }));
  await packSerials(tx, { order, units: items, given, packedAt, now: input.now });
  await packLots(tx, { order, packingId: input.id, units: items, given, packedAt, now: input.now });
  const written = await tx.run(
    `insert into argosy.order_packing (organization_id, id, order_id, batch_id, items, packed_at, packed_by,
       planned_parcel)
     values (argosy.tenant(), $1, $2, $3, $4::jsonb, $5, $6, $7) on conflict do nothing`,
    [input.id, order.id, batch?.id ?? null, jsonParameter(items), packedAt, actorText(input.actor), parcel],
  );
  // Only another order's at the same moment: this order is locked.
  if (written === 0) throw idTaken();
  const count = input.items.reduce((sum, { units }) => sum + units, 0);
  const text = batch?.tote
    ? message("order.packed.batch", { count, batch: batch.number, tote: batch.tote })
    : message("order.packed", { count });
  await writeTimeline(tx, [{ orderId: order.id, kind: "packed", text }], { actor: input.actor, now: packedAt });
  await announceOrdersChanged(tx, [order]);
  if (open && (await isPackedToTheEnd(tx, open.id))) await endBatch(tx, { ...input, id: open.id });
  else if (batch) await notifyBatch(tx, batch.id);
  return { id: input.id, orderId: order.id, packedAt, packedBy: actorText(input.actor), batch };
}

async function holdsTooMuch(tx: Tx, orderId: string): Promise<boolean> {
  const found = await tx.one<{ isSo: boolean }>(`select exists (${tooMuchPacked("$1")}) as "isSo"`, [orderId]);
  return found.isSo;
}

/** The parcels of an order are unpacked, to be packed in this batch. Others it was packed in still show that, and by whom. */
async function openParcels(tx: Tx, orderId: string, batch: Packing["batch"]): Promise<void> {
  await tx.run(
    `delete from argosy.order_packing
     where organization_id = argosy.tenant() and order_id = $1 and (batch_id is null or batch_id = $2)`,
    [orderId, batch?.id ?? null],
  );
  await tx.run(
    "update argosy.order_packing set items = '[]' where organization_id = argosy.tenant() and order_id = $1",
    [orderId],
  );
}

const idTaken = () => new HubError("PACKING_ID_TAKEN", "conflict", "This id is another order's packing.", "id");

async function lockOrder(tx: Tx, id: string): Promise<LockedOrder> {
  const found = await tx.maybe<LockedOrder>(
    `select o.id, o.number, o.connection_id as "storeId", ${ORDER_STATE} as state
     from argosy.sales_order o where o.organization_id = argosy.tenant() and o.id = $1 for no key update of o`,
    [id],
  );
  if (!found) throw orderUnknown();
  return found;
}

async function packingOf(tx: Tx, id: string): Promise<Packing | undefined> {
  const found = await tx.maybe<
    Omit<Packing, "batch"> & { batchId: string | null; number: string; tote: number | null }
  >(
    `select ${columns("k", "id orderId packedAt packedBy batchId")}, b.number, e.tote
     from argosy.order_packing k
     left join argosy.pick_batch b on b.organization_id = argosy.tenant() and b.id = k.batch_id
     left join argosy.pick_batch_order e
       on e.organization_id = argosy.tenant() and e.batch_id = k.batch_id and e.order_id = k.order_id
     where k.organization_id = argosy.tenant() and k.id = $1`,
    [id],
  );
  if (!found) return undefined;
  const { batchId, number, tote, ...packing } = found;
  return { ...packing, batch: batchId === null ? null : { id: batchId, number, tote } };
}

/** The order's open batch, locked. */
async function openBatchOf(tx: Tx, orderId: string): Promise<Packing["batch"]> {
  const entry = await tx.maybe<{ id: string; tote: number }>(
    `select batch_id as id, tote from argosy.pick_batch_order
     where organization_id = argosy.tenant() and order_id = $1 and is_open`,
    [orderId],
  );
  if (!entry) return null;
  const { number, state } = await lockBatch(tx, entry.id);
  return state === "open" ? { ...entry, number } : null;
}

/** The batch it was packed in last: what that one shows stays as it is. */
async function lastBatchOf(tx: Tx, orderId: string): Promise<Packing["batch"]> {
  const found = await tx.maybe<NonNullable<Packing["batch"]>>(
    `select b.id, b.number, e.tote
     from argosy.order_packing k
     join argosy.pick_batch b on b.organization_id = argosy.tenant() and b.id = k.batch_id
     left join argosy.pick_batch_order e
       on e.organization_id = argosy.tenant() and e.batch_id = k.batch_id and e.order_id = k.order_id
     where k.organization_id = argosy.tenant() and k.order_id = $1 and k.items <> '[]'
     order by k.packed_at desc limit 1`,
    [orderId],
  );
  return found ?? null;
}

const ENDED: readonly OrderState[] = ["cancelled", "cancelling", "refunded", "rejected", "returned"];

function refuseState({ number, state }: LockedOrder): void {
  if (READY_TO_PACK.includes(state)) return;
  const why = ENDED.includes(state) ? "ended" : SENT_OFF.includes(state) ? "gone" : "waits";
  throw new HubError("PACKING_STATE", "conflict", message(`refused.packing.${why}`, { number }));
}

/** With up to how many units of its line each packs, and which planned parcel that is. */
async function checkedUnits(tx: Tx, { id, number }: LockedOrder, items: readonly PackedUnits[]) {
  const lines = await tx.rows<PackedUnits & { readonly upTo: number; readonly parcel: number | null }>(
    `select w.id as "lineId", w.units, w.quantity - w.later as "upTo", w.parcel from (${linesToPack("$1")}) w`,
    [id],
  );
  const open = lines.filter(({ units }) => units > 0);
  if (open.length === 0) {
    const last = await tx.maybe<{ by: string }>(
      `select packed_by as by from argosy.order_packing
       where organization_id = argosy.tenant() and order_id = $1 and items <> '[]' order by packed_at desc limit 1`,
      [id],
    );
    const text = last
      ? message("refused.packing.done", { number, name: actorOf(last.by).name })
      : message("refused.packing.gone", { number });
    throw new HubError("PACKING_DONE", "conflict", text);
  }
  const given = new Map<string, number>();
  for (const { lineId, units } of items) given.set(lineId, (given.get(lineId) ?? 0) + units);
  const isSame = given.size === open.length && open.every(({ lineId, units }) => given.get(lineId) === units);
  if (!isSame) throw new HubError("PACKING_DIFFERS", "conflict", message("refused.packing.differs", { number }));
  const parcel = open.find((line) => line.parcel !== null)?.parcel ?? null;
  return { parcel, items: open.map(({ parcel: _, ...item }) => item) };
}
