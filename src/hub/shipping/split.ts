/** Orders that are sent in several parcels: which units go together, and undoing that (decision 741). */
import { z } from "zod";
import { actorText, type By } from "../../commerce/actor.ts";
import { type Message, message } from "../../commerce/message.ts";
import type { SplitBy } from "../../commerce/order-split.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { PRODUCT_TAGS } from "../catalog/product-tags.ts";
import { HubError } from "../errors.ts";
import { jsonRows } from "../json-column.ts";
import { orderUnknown } from "../orders/detail.ts";
import { refuseHeld } from "../orders/held.ts";
import { openMerges } from "../orders/merged-orders.ts";
import { announceOrdersChanged } from "../orders/notify-changed.ts";
import { lockOrders } from "../orders/order-fields/order-rows.ts";
import { isSplit } from "../orders/planned-parcels.ts";
import { isPicked, isUnderHand } from "../orders/under-hand.ts";
import { writeTimeline } from "../timeline.ts";
import { type PackLine, packLines } from "./pack.ts";
import { readPlanned } from "./planned.ts";

/** The first parcel holds all that no other does. */
export const MOST_PARCELS = 20;

export interface SplitUnits {
  readonly lineId: string;
  readonly quantity: number;
}

const plannedParcelSchema = z.object({
  number: z.int(),
  isThere: z.boolean().describe("nothing of it waits for stock"),
  isNext: z.boolean().describe("what is packed and booked next"),
  items: z.array(
    z.object({
      lineId: id,
      title: z.string(),
      sku: z.string().nullable(),
      quantity: z.int(),
      waiting: z.int().describe("of these, units that wait for stock"),
    }),
  ),
});

/** Counted from 1. */
export type PlannedParcel = Answered<typeof plannedParcelSchema>;

export const orderSplitSchema = z
  .object({
    isSplit: z.boolean(),
    plannedBy: z.string().nullable(),
    plannedAt: time.nullable(),
    canChange: z.boolean().describe("nothing of it is picked, packed, booked or being shipped"),
    parcels: z
      .array(plannedParcelSchema)
      .describe("of what is in no booked parcel; empty where the order is not split"),
  })
  .meta({ id: "OrderSplit" });

/** How an order is sent in several parcels; those that are booked or shipped are not among them. */
export type OrderSplit = Answered<typeof orderSplitSchema>;

/** Lines left to send, with units that are in no parcel, without gifts: they go with the parcel that is sent first. */
const orderedOf = (lines: readonly PackLine[]) => lines.filter(({ left, isGift }) => left > 0 && !isGift);

/** Throws HubError ORDER_UNKNOWN. */
export async function orderSplit(tx: Tx, orderId: string): Promise<OrderSplit> {
  const row = await tx.maybe<Omit<OrderSplit, "parcels">>(
    `select ${isSplit("o.id")} as "isSplit",
       not (${isUnderHand("o.id")} or ${isPicked("o.id")}) as "canChange", p.by as "plannedBy", p.at as "plannedAt"
     from argosy.sales_order o
     left join lateral (select s.planned_by as by, s.planned_at as at from argosy.order_parcel_plan s
       where s.organization_id = argosy.tenant() and s.order_id = o.id limit 1) p on true
     where o.organization_id = argosy.tenant() and o.id = $1`,
    [orderId],
  );
  if (!row) throw orderUnknown();
  return { ...row, parcels: row.isSplit ? await plannedParcels(tx, orderId) : [] };
}

async function plannedParcels(tx: Tx, orderId: string): Promise<readonly PlannedParcel[]> {
  const lines = await packLines(tx, orderId);
  const byId = new Map(lines.map((line) => [line.id, line]));
  const rows = await readPlanned(tx, orderId, lines);
  const groups = [...Map.groupBy(rows, ({ parcel }) => parcel)];
  const isThere = (units: readonly { readonly waiting: number }[]) => units.every(({ waiting }) => waiting === 0);
  return groups.map(([parcel, units]) => ({
    number: parcel + 1,
    isThere: isThere(units),
    isNext: units.some(({ next }) => next === parcel),
    items: units.flatMap(({ line, units: quantity, waiting }) => {
      const soldLine = byId.get(line);
      return soldLine ? [{ lineId: line, title: soldLine.title, sku: soldLine.sku, quantity, waiting }] : [];
    }),
  }));
}

/**
 * Sends these units in parcels of their own, the rest in another; what is in stock goes first. Throws HubError ORDER_UNKNOWN,
 * ORDER_CANCELLED, ORDER_ON_HOLD, SPLIT_DONE, SPLIT_MERGED, SPLIT_LATE, SPLIT_ITEMS, SPLIT_NOTHING.
 */
export async function splitOrder(
  tx: Tx,
  { orderId, parcels, ...by }: By & { readonly orderId: string; readonly parcels: readonly (readonly SplitUnits[])[] },
): Promise<OrderSplit> {
  const order = await lockToSplit(tx, orderId);
  return writeSplit(tx, order, { ...by, parcels, lines: orderedOf(await packLines(tx, orderId)) });
}

/** Of `lines`: those with one of the SKUs, or a product with one of the tags. */
export interface Division {
  readonly by: SplitBy;
  readonly skus?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** Throws as `splitOrder`; SPLIT_NOTHING where all of it is alike. */
export async function splitOrderBy(
  tx: Tx,
  { orderId, division, ...by }: By & { readonly orderId: string; readonly division: Division },
): Promise<OrderSplit> {
  const order = await lockToSplit(tx, orderId);
  const lines = orderedOf(await packLines(tx, orderId));
  const parcels = await DIVIDE[division.by](tx, lines, division);
  return writeSplit(tx, order, { ...by, parcels, lines });
}

type Divide = (tx: Tx, lines: readonly PackLine[], division: Division) => Promise<readonly (readonly SplitUnits[])[]>;

const whole = (lines: readonly PackLine[]): readonly SplitUnits[] =>
  lines.map(({ id, left }) => ({ lineId: id, quantity: left }));

const DIVIDE: Readonly<Record<SplitBy, Divide>> = {
  availability: async (_tx, lines) => [
    lines.flatMap(({ id, left, short }) => (left > short ? [{ lineId: id, quantity: left - short }] : [])),
  ],
  location: async (_tx, lines) => {
    const [, ...others] = Map.groupBy(lines, ({ reservedAt }) => reservedAt).values();
    return others.map(whole);
  },
  lines: async (tx, lines, { skus = [], tags = [] }) => {
    const has = (texts: readonly string[], of: readonly string[]) =>
      of.some((one) => texts.some((text) => text.trim().toLowerCase() === one.toLowerCase()));
    const tagged = await tagsOf(tx, tags.length === 0 ? [] : lines);
    return [
      whole(lines.filter(({ id, sku }) => has(skus, sku === null ? [] : [sku]) || has(tags, tagged.get(id) ?? []))),
    ];
  },
};

async function tagsOf(tx: Tx, lines: readonly PackLine[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx.rows<{ id: string; tags: readonly string[] }>(
    `select p.id, array(select jsonb_array_elements_text(${PRODUCT_TAGS})) as tags
     from argosy.product p
     where p.organization_id = argosy.tenant() and p.id = any($1::uuid[])`,
    [lines.flatMap(({ productId }) => productId ?? [])],
  );
  const byProduct = new Map(rows.map(({ id, tags }) => [id, tags]));
  return new Map(lines.map(({ id, productId }) => [id, byProduct.get(productId ?? "") ?? []]));
}

interface ToSplit {
  readonly id: string;
  readonly number: string;
  readonly connection_id: string | null;
}

async function lockToSplit(tx: Tx, orderId: string): Promise<ToSplit> {
  const [order] = await lockOrders(tx, [orderId]);
  if (!order) throw orderUnknown();
  const { number } = order;
  if (order.status === "cancelled")
    throw new HubError("ORDER_CANCELLED", "conflict", message("refused.orderCancelled", { number }));
  await refuseHeld(tx, [orderId]);
  if ((await openMerges(tx, [orderId])).has(orderId))
    throw new HubError("SPLIT_MERGED", "conflict", message("refused.splitMerged", { number }));
  const { isSplit: isDone, canChange } = await orderSplit(tx, orderId);
  if (isDone) throw new HubError("SPLIT_DONE", "conflict", message("refused.splitDone", { number }));
  if (!canChange) throw splitLate(number);
  return order;
}

const splitLate = (number: string) => new HubError("SPLIT_LATE", "conflict", message("refused.splitLate", { number }));

async function writeSplit(
  tx: Tx,
  order: ToSplit,
  given: By & { readonly parcels: readonly (readonly SplitUnits[])[]; readonly lines: readonly PackLine[] },
): Promise<OrderSplit> {
  const { lines, actor, now } = given;
  const left = new Map(lines.map((line) => [line.id, { ...line }]));
  const parcels = given.parcels.map((units) => takenFrom(left, units)).filter((units) => units.length > 0);
  const rest = [...left.values()].flatMap(({ id, left: quantity, short }) =>
    quantity > 0 ? [{ lineId: id, quantity, waiting: Math.min(short, quantity) }] : [],
  );
  const all = rest.length > 0 ? [rest, ...parcels] : parcels;
  if (all.length < 2)
    throw new HubError("SPLIT_NOTHING", "conflict", message("refused.splitNothing", { number: order.number }));
  const waits = (units: readonly { readonly waiting: number }[]) => units.some(({ waiting }) => waiting > 0);
  const [, ...later] = [...all.filter((units) => !waits(units)), ...all.filter(waits)];
  await forgetNumbers(tx, order.id);
  await tx.run(
    `insert into argosy.order_parcel_plan (organization_id, order_id, line_id, parcel, quantity, planned_by, planned_at)
     select argosy.tenant(), $1, n.line_id, n.parcel, n.quantity, $3, $4
     from json_to_recordset($2) as n(line_id uuid, parcel int, quantity int)`,
    [
      order.id,
      jsonRows(
        later.flatMap((units, n) =>
          units.map(({ lineId, quantity }) => ({ line_id: lineId, parcel: n + 1, quantity })),
        ),
      ),
      actorText(actor),
      now,
    ],
  );
  await addNote(tx, order, message("order.split.made", { parcels: all.length }), { actor, now });
  return orderSplit(tx, order.id);
}

/** Labels and packings of a plan that was undone hold none of the parcels of another: its numbers begin anew. */
async function forgetNumbers(tx: Tx, orderId: string): Promise<void> {
  await tx.run(
    `update argosy.parcel c set planned_parcel = null
     from argosy.shipment s
     where s.organization_id = argosy.tenant() and s.order_id = $1
       and c.organization_id = argosy.tenant() and c.shipment_id = s.id and c.planned_parcel is not null`,
    [orderId],
  );
  await tx.run(
    `update argosy.order_packing set planned_parcel = null
     where organization_id = argosy.tenant() and order_id = $1 and planned_parcel is not null`,
    [orderId],
  );
}

/** Takes units of lines; what waits for stock is taken last, so that a parcel of goods that are there waits for nothing. */
function takenFrom(left: Map<string, PackLine & { left: number; short: number }>, units: readonly SplitUnits[]) {
  const byLine = [...Map.groupBy(units, ({ lineId }) => lineId)];
  return byLine.map(([lineId, named]) => {
    const quantity = named.reduce((sum, each) => sum + each.quantity, 0);
    const line = left.get(lineId);
    if (!line) throw new HubError("SPLIT_ITEMS", "validation", message("refused.lineUnknown"), "parcels");
    if (quantity > line.left) {
      const text = message("refused.lineAtMost", { title: line.title, units: line.left });
      throw new HubError("SPLIT_ITEMS", "validation", text, "parcels");
    }
    const waiting = Math.max(0, quantity - (line.left - line.short));
    left.set(lineId, { ...line, left: line.left - quantity, short: line.short - waiting });
    return { lineId, quantity, waiting };
  });
}

/** Everything that is left goes in one parcel again. Throws HubError ORDER_UNKNOWN, SPLIT_NONE, SPLIT_LATE. */
export async function undoSplit(
  tx: Tx,
  { orderId, actor, now }: By & { readonly orderId: string },
): Promise<OrderSplit> {
  const [order] = await lockOrders(tx, [orderId]);
  if (!order) throw orderUnknown();
  const { isSplit: isDone, canChange } = await orderSplit(tx, orderId);
  if (!isDone) throw new HubError("SPLIT_NONE", "conflict", message("refused.splitNone", { number: order.number }));
  if (!canChange) throw splitLate(order.number);
  await tx.run("delete from argosy.order_parcel_plan where organization_id = argosy.tenant() and order_id = $1", [
    orderId,
  ]);
  await addNote(tx, order, message("order.split.undone"), { actor, now });
  return orderSplit(tx, orderId);
}

async function addNote(tx: Tx, order: ToSplit, text: Message, by: By): Promise<void> {
  await writeTimeline(tx, [{ orderId: order.id, kind: "shipment", text }], by);
  await announceOrdersChanged(tx, [{ id: order.id, storeId: order.connection_id }]);
}
