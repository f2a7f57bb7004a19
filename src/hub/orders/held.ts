/**
 * Orders on hold (decision 675): what a hold here does to the status their channel reports, and the one check of
 * everything that would send, print or give away an order.
 */
import { z } from "zod";
import { actorText, type By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import {
  type GivenReason,
  HOLD_EVENTS,
  HOLD_REASONS,
  type HoldEnd,
  type HoldEvent,
} from "../../commerce/order-holds.ts";
import type { OrderStatus } from "../../commerce/statuses.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { storableText } from "../json-column.ts";
import type { TimelineEntry } from "../timeline.ts";
import { isFinished } from "./facts.ts";
import { NOT_HELD_HERE, type OrderRow } from "./order-fields/order-rows.ts";

/** The status apart from what was decided here about its hold: its channel's, or the last it had here. */
export const statusWithoutHold = (order: Pick<OrderRow, "status" | "status_without_hold">): OrderStatus =>
  order.status_without_hold ?? order.status;

/** An order its channel reports again: a hold stays until it is shipped or ended there, an override until another status. */
export function withHoldOf(before: OrderRow | null, after: OrderRow): OrderRow {
  const effect = before?.hold_effect ?? null;
  if (before === null || effect === null) return after;
  const isDoubted = after.channel_doubt !== null && after.channel_doubt === before.channel_doubt;
  const isOverridden = after.status === "on_hold" && (isDoubted || after.platform_status === before.platform_status);
  const stays = effect === "override" ? isOverridden : !isFinished(after);
  if (!stays) return { ...after, ...NOT_HELD_HERE };
  return {
    ...after,
    hold_effect: effect,
    status: effect === "override" ? before.status : "on_hold",
    status_without_hold: after.status,
  };
}

/** An order whose state was changed here: what is shipped, completed, cancelled or refunded is held no more. */
export function withoutEndedHold(order: OrderRow): OrderRow {
  if (order.hold_effect === null) return order;
  const isHeld = order.hold_effect !== "override" && order.status === "on_hold";
  const status = isHeld ? statusWithoutHold(order) : order.status;
  return isFinished({ ...order, status }) ? { ...order, ...NOT_HELD_HERE, status } : order;
}

/** An entry for what ended the hold of an order, beside somebody who released it. */
export function describeEndedHold(before: OrderRow | null, after: OrderRow): TimelineEntry[] {
  const wasHeld = before !== null && before.hold_effect !== null && before.hold_effect !== "override";
  if (!wasHeld || after.hold_effect !== null) return [];
  const text = after.status === "cancelled" ? message("order.held.cancelled") : message("order.held.shipped");
  return [{ orderId: after.id, kind: "hold_ended", text }];
}

/** SQL over `o`: it is held, and something of it could be sent. */
export const IS_HELD = "o.status = 'on_hold' and o.fulfilment in ('unfulfilled', 'partial')";

/** SQL over `o`: the hold a person is shown, the hub's own before its channel's. */
export const OPEN_HOLD = `(select json_build_object('id', h.id, 'source', h.source, 'reason', h.reason, 'note', h.note,
    'untilAt', h.until_at, 'untilEvent', h.until_event, 'keepsUnits', h.keeps_units, 'heldBy', h.held_by,
    'heldAt', h.held_at)
  from argosy.order_hold h
  where h.organization_id = argosy.tenant() and h.order_id = o.id and h.ended_at is null
  order by h.source desc limit 1)`;

export const orderHoldSchema = z
  .object({
    id,
    source: z.enum(["hub", "channel"]).describe("held here, or reported as held by its channel"),
    reason: z.enum(HOLD_REASONS).describe("channel: its channel does not say why"),
    note: z.string(),
    untilAt: z.string().nullable().describe("it ends then"),
    untilEvent: z.enum(HOLD_EVENTS).nullable().describe("it ends when this happens"),
    keepsUnits: z.boolean().describe("false: its units are for sale until it ends"),
    heldBy: z.string(),
    heldAt: z.string(),
  })
  .meta({ id: "OrderHold" });
export type OrderHold = Answered<typeof orderHoldSchema>;

interface Held {
  readonly id: string;
  readonly number: string;
  readonly hold: OrderHold | null;
}

/** Of these orders those on hold, in the order asked for. */
export async function heldAmong(tx: Tx, orderIds: readonly string[]): Promise<readonly Held[]> {
  if (orderIds.length === 0) return [];
  const rows = await tx.rows<Held>(
    `select o.id, o.number, ${OPEN_HOLD} as hold from argosy.sales_order o
     where o.organization_id = argosy.tenant() and o.id = any($1::uuid[]) and ${IS_HELD}`,
    [orderIds],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...new Set(orderIds)].flatMap((id) => byId.get(id) ?? []);
}

export function onHold({ number, hold }: Held): HubError {
  if (hold === null) return new HubError("ORDER_ON_HOLD", "conflict", message("refused.orderOnHold", { number }));
  const { reason, note, heldAt: sinceAt } = hold;
  const text =
    note === ""
      ? message("refused.orderOnHold.since", { number, reason, sinceAt })
      : message("refused.orderOnHold.note", { number, reason, sinceAt, note });
  return new HubError("ORDER_ON_HOLD", "conflict", text);
}

/** Throws HubError ORDER_ON_HOLD, with the reason and since when, where one of these orders is held. */
export async function refuseHeld(tx: Tx, orderIds: readonly string[]): Promise<void> {
  const [held] = await heldAmong(tx, orderIds);
  if (held) throw onHold(held);
}

/** The same of the orders of these shipments, and of those that share a label with them. */
export async function refuseHeldShipments(tx: Tx, shipmentIds: readonly string[]): Promise<void> {
  const [held] = (await heldLabels(tx, shipmentIds)).values();
  if (held) throw onHold(held);
}

/** An order on hold for each label of these shipments that has one, by the shipment that holds the label. */
export async function heldLabels(tx: Tx, shipmentIds: readonly string[]): Promise<ReadonlyMap<string, Held>> {
  const orders = await tx.rows<{ holder: string; orderId: string }>(
    `select h.holder, s.order_id as "orderId"
     from (select distinct coalesce(label_shipment_id, id) as holder from argosy.shipment
       where organization_id = argosy.tenant() and id = any($1::uuid[])) h
     join argosy.shipment s on s.organization_id = argosy.tenant()
       and (s.id = h.holder or s.label_shipment_id = h.holder)`,
    [shipmentIds],
  );
  const held = await heldAmong(
    tx,
    orders.map(({ orderId }) => orderId),
  );
  const byOrder = new Map(held.map((one) => [one.id, one]));
  return new Map(
    orders.flatMap(({ holder, orderId }) => {
      const one = byOrder.get(orderId);
      return one ? [[holder, one] as const] : [];
    }),
  );
}

export interface NewHold extends By {
  readonly orderId: string;
  readonly reason: GivenReason;
  readonly note?: string | undefined;
  /** It ends at this time. */
  readonly untilAt?: Date | undefined;
  /** It ends when this happens. */
  readonly untilEvent?: HoldEvent | undefined;
  /** False: its units are for sale until it ends. */
  readonly keepsUnits?: boolean | undefined;
}

/** SQL over `o`: a digest of where it goes. */
export const ADDRESS_MARK = "md5(coalesce(o.shipping_address, '{}')::text)";

/** Writes the row of a hold; the order's own columns are the caller's, in the same transaction and after it. */
export async function writeHold(
  tx: Tx,
  hold: NewHold & { readonly backTo?: OrderStatus | null | undefined; readonly isTold?: boolean | undefined },
): Promise<string> {
  const id = newId(hold.now);
  await tx.run(
    `insert into argosy.order_hold (organization_id, id, order_id, source, reason, note, until_at, until_event,
       address_mark, keeps_units, told_from, held_by, held_at, is_told)
     select argosy.tenant(), $1, o.id, 'hub', $3, $4, $5, $6, ${ADDRESS_MARK}, $7, $8, $9, $10, $11
     from argosy.sales_order o where o.organization_id = argosy.tenant() and o.id = $2`,
    [
      id,
      hold.orderId,
      hold.reason,
      storableText(hold.note ?? "").trim(),
      hold.untilAt ?? null,
      hold.untilEvent ?? null,
      hold.keepsUnits ?? true,
      hold.backTo ?? null,
      actorText(hold.actor),
      hold.now,
      hold.isTold ?? false,
    ],
  );
  return id;
}

/** Ends the open holds of orders; before the orders' own columns are written. */
export async function endHolds(
  tx: Tx,
  end: By & { readonly orderIds: readonly string[]; readonly why: HoldEnd; readonly source?: "hub" | undefined },
): Promise<void> {
  await tx.run(
    `update argosy.order_hold set ended_at = $2, ended_by = $3, ended_why = $4
     where organization_id = argosy.tenant() and order_id = any($1::uuid[]) and ended_at is null
       and ($5::text is null or source = $5)`,
    [end.orderIds, end.now, actorText(end.actor), end.why, end.source ?? null],
  );
}
