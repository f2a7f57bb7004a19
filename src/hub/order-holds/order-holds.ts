/**
 * Holds of orders (decision 675): by a person or a rule, with a reason, until a time, an event or a release; with or without
 * keeping the units.
 */
import type { By } from "../../commerce/actor.ts";
import { type Message, message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import type { HoldEnd, HoldEvent } from "../../commerce/order-holds.ts";
import type { Json } from "../../commerce/product.ts";
import type { OrderStatus } from "../../commerce/statuses.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { releaseThere, requestCommand } from "../orders/commands.ts";
import { orderUnknown } from "../orders/detail.ts";
import { isFinished } from "../orders/facts.ts";
import { endHolds, type NewHold, statusWithoutHold, writeHold } from "../orders/held.ts";
import { lockOrders, NOT_HELD_HERE, type OrderRow } from "../orders/order-fields/order-rows.ts";
import { holdKey } from "../orders/reported-holds.ts";
import { reconcileOrders } from "../orders/resettle.ts";
import { underWay } from "../orders/under-way.ts";
import { requestChannelFulfilment } from "../shipping/request-channel-fulfilment.ts";
import { readSettings } from "../stores/settings.ts";

export type HoldRequest = NewHold & {
  /** The statuses its channel takes for it: with `on_hold` and a way back it is asked to hold it too. Absent: it is not asked. */
  readonly offered?: readonly OrderStatus[] | undefined;
  /** Its channel takes holds: it is asked to place one. */
  readonly takesHold?: boolean | undefined;
};

/**
 * Holds an order. Throws HubError ORDER_UNKNOWN, ORDER_HOLD_OPEN (held already), ORDER_HOLD_OVER (shipped, completed or
 * cancelled), ORDER_HOLD_UNDER_WAY (being shipped or cancelled), ORDER_HOLD_UNTIL (an end in the past, or that is there).
 */
export async function holdOrder(tx: Tx, request: HoldRequest): Promise<void> {
  const { orderId, actor, now, keepsUnits = true } = request;
  const order = await lockOrder(tx, orderId);
  await refuseHold(tx, order, request);
  const there = await placeThere(tx, order, request);
  const { backTo } = there;
  if (backTo !== null) await reportToChannel(tx, { orderId, status: "on_hold", isHold: true, actor, now });
  await endHolds(tx, { orderIds: [orderId], why: "released", source: "hub", actor, now });
  const holdId = await writeHold(tx, { ...request, ...there });
  if (there.isTold) {
    const command = { kind: "hold", action: "place", holdId, reason: request.reason } as const;
    await requestCommand(tx, { orderId, command, idempotencyKey: holdKey("place", holdId), actor, now });
  }
  const held: OrderRow = {
    ...order,
    status: "on_hold",
    hold_effect: keepsUnits ? "keep_units" : "free_units",
    status_without_hold: statusWithoutHold(order),
  };
  await reconcileOrders(tx, {
    orders: [held],
    entries: [{ orderId, kind: "hold", text: heldText(request) }],
    actor,
    now,
  });
}

async function refuseHold(tx: Tx, order: OrderRow, request: HoldRequest): Promise<void> {
  const { number } = order;
  if (order.hold_effect !== null && order.hold_effect !== "override")
    throw new HubError("ORDER_HOLD_OPEN", "conflict", message("refused.holdOpen", { number }));
  if (isFinished(order) || order.is_history)
    throw new HubError("ORDER_HOLD_OVER", "conflict", message("refused.holdPointless", { number }));
  const pending = await underWay(tx, order.id);
  if (pending.isCancelling || pending.isShipping || pending.lines.length > 0)
    throw new HubError("ORDER_HOLD_UNDER_WAY", "conflict", message("refused.holdUnderWay", { number }));
  const { untilAt, untilEvent, keepsUnits = true, now } = request;
  if (untilAt && untilEvent) throw untilRefused(message("refused.holdEnds"));
  if (untilAt && untilAt <= now) throw untilRefused(message("refused.holdPast"), "untilAt");
  if (untilEvent === "paid" && isPaid(order)) throw untilRefused(message("refused.holdMet.paid", { number }));
  if (untilEvent === "in_stock" && !order.is_short) throw untilRefused(message("refused.holdMet.in_stock", { number }));
  if (untilEvent === "in_stock" && !keepsUnits) throw untilRefused(message("refused.holdFree"), "keepsUnits");
}

const untilRefused = (text: Message, field = "untilEvent") =>
  new HubError("ORDER_HOLD_UNTIL", "validation", text, field);

const isPaid = ({ financial }: OrderRow): boolean => financial === "paid" || financial === "partially_refunded";

/** How its channel is asked to hold it too: by a hold, by a status and the one it goes back to, or not at all. */
async function placeThere(
  tx: Tx,
  order: OrderRow,
  { offered, takesHold }: HoldRequest,
): Promise<{ readonly isTold: boolean; readonly backTo: OrderStatus | null }> {
  const { connection_id: channel, ext_key: key } = order;
  const isRequested = channel !== null && key !== null && (offered !== undefined || takesHold === true);
  // It holds the order already: that hold is its own.
  if (!isRequested || statusWithoutHold(order) === "on_hold") return { isTold: false, backTo: null };
  const { settings } = await tx.one<{ settings: Readonly<Record<string, Json>> }>(
    "select settings from argosy.connection where organization_id = argosy.tenant() and id = $1",
    [channel],
  );
  if (!readSettings(settings).orders.tellsHolds) return { isTold: false, backTo: null };
  return takesHold ? { isTold: true, backTo: null } : { isTold: false, backTo: wayBack(order, offered ?? []) };
}

/** The status that releases it on its channel; null: the channel is not asked to hold it. */
function wayBack(order: OrderRow, offered: readonly OrderStatus[]): OrderStatus | null {
  const now = statusWithoutHold(order);
  if (!offered.includes("on_hold") || now === "on_hold" || order.ext_key === null) return null;
  const ways: readonly OrderStatus[] = now === "pending" ? ["pending"] : [now, "processing", "confirmed"];
  return ways.find((status) => offered.includes(status)) ?? null;
}

function reportToChannel(
  tx: Tx,
  {
    orderId,
    status,
    isHold,
    actor,
    now,
  }: By & { readonly orderId: string; readonly status: OrderStatus; readonly isHold: true },
) {
  const idempotencyKey = `hold:${newId(now)}`;
  return requestCommand(tx, { orderId, command: { kind: "status", status }, idempotencyKey, isHold, actor, now });
}

function heldText({ reason, note = "", untilAt, untilEvent, keepsUnits = true }: HoldRequest): Message[] {
  return [
    message("order.held", { reason }),
    ...(note.trim() === "" ? [] : [message("order.held.note", { note: note.trim() })]),
    ...(untilAt ? [message("order.held.until", { untilAt: untilAt.toISOString() })] : []),
    ...(untilEvent ? [message(`order.held.until.${untilEvent}`)] : []),
    ...(keepsUnits ? [] : [message("order.held.free")]),
  ];
}

/**
 * Releases an order: its units are reserved again, or it is short. A hold its channel reports on its own stays, unless
 * it is the only one: then it does not count any more, until the channel reports another.
 * Throws HubError ORDER_UNKNOWN, ORDER_HOLD_NONE.
 */
export async function releaseHold(tx: Tx, { orderId, actor, now }: By & { readonly orderId: string }): Promise<void> {
  const order = await lockOrder(tx, orderId);
  const isHeld = order.status === "on_hold" && !isFinished(order);
  if (!isHeld) throw new HubError("ORDER_HOLD_NONE", "conflict", message("refused.holdNone", { number: order.number }));
  await endHold(tx, order, { why: "released", actor, now });
}

/** Ends the hold of a locked order, whatever ended it. */
export async function endHold(
  tx: Tx,
  order: OrderRow,
  { why, actor, now }: By & { readonly why: Extract<HoldEnd, "released" | "date" | HoldEvent> },
): Promise<void> {
  const isOurs = order.hold_effect !== null;
  const backTo = isOurs ? await reportedFrom(tx, order.id) : null;
  if (backTo !== null) await reportToChannel(tx, { orderId: order.id, status: backTo, isHold: true, actor, now });
  const isReported = isOurs && (await releaseThere(tx, order.id, { actor, now }));
  const isOverridden = !isOurs || ((isReported || backTo !== null) && statusWithoutHold(order) === "on_hold");
  await endHolds(tx, { orderIds: [order.id], why, source: isOverridden ? undefined : "hub", actor, now });
  const released: OrderRow = isOverridden
    ? { ...order, status: "confirmed", hold_effect: "override", status_without_hold: "on_hold" }
    : { ...order, ...NOT_HELD_HERE, status: statusWithoutHold(order) };
  const text = [message(releasedText(why, { isOurs, after: released }))];
  await reconcileOrders(tx, {
    orders: [released],
    entries: [{ orderId: order.id, kind: "released", text }],
    actor,
    now,
  });
  if (released.status !== "on_hold") await reportBookings(tx, order.id, { actor, now });
}

function releasedText(
  why: Extract<HoldEnd, "released" | "date" | HoldEvent>,
  { isOurs, after }: { readonly isOurs: boolean; readonly after: OrderRow },
) {
  if (why !== "released") return `order.released.${why}` as const;
  if (!isOurs) return "order.released.channel";
  return after.status === "on_hold" ? "order.released.held" : "order.released";
}

async function reportedFrom(tx: Tx, orderId: string): Promise<OrderStatus | null> {
  const hold = await tx.maybe<{ status: OrderStatus | null }>(
    `select told_from as status from argosy.order_hold
     where organization_id = argosy.tenant() and order_id = $1 and source = 'hub' and ended_at is null`,
    [orderId],
  );
  return hold?.status ?? null;
}

/** Labels that were booked when it was held, and of which its channel was not told. */
async function reportBookings(tx: Tx, orderId: string, by: By): Promise<void> {
  const booked = await tx.rows<{ id: string }>(
    `select id from argosy.shipment
     where organization_id = argosy.tenant() and order_id = $1 and state = 'booked' and status <> 'cancelled'
       and tells_at = 'booked' and command_id is null
     order by created_at, id`,
    [orderId],
  );
  for (const { id } of booked) await requestChannelFulfilment(tx, id, by);
}

async function lockOrder(tx: Tx, orderId: string): Promise<OrderRow> {
  const [order] = await lockOrders(tx, [orderId]);
  if (!order) throw orderUnknown();
  return order;
}

export interface HoldResult {
  readonly orderId: string;
  readonly error?: { readonly code: string; readonly message: string } | undefined;
}

/** Holds or releases many orders, each with its own answer. `offered`: by order, as in `HoldRequest`. */
export async function changeHolds(
  tx: Tx,
  change: By & {
    readonly orderIds: readonly string[];
    /** Absent: they are released. */
    readonly hold?: Omit<HoldRequest, "orderId" | "offered" | "takesHold" | keyof By> | undefined;
    readonly offered?: ReadonlyMap<string, readonly OrderStatus[]> | undefined;
    /** The orders whose channels take holds. */
    readonly takeHold?: ReadonlySet<string> | undefined;
  },
): Promise<HoldResult[]> {
  const { orderIds, hold, offered, takeHold, actor, now } = change;
  const ids = [...new Set(orderIds)];
  await lockOrders(tx, ids);
  const results: HoldResult[] = [];
  for (const orderId of ids) {
    try {
      const there = { offered: offered?.get(orderId), takesHold: takeHold?.has(orderId) };
      if (hold) await holdOrder(tx, { ...hold, ...there, orderId, actor, now });
      else await releaseHold(tx, { orderId, actor, now });
      results.push({ orderId });
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      results.push({ orderId, error: { code: error.code, message: error.message } });
    }
  }
  return results;
}

/** Our hold is off its channel, and the channel still reports the order as on hold: by a hold of its own. */
export async function leaveHeldByChannel(tx: Tx, orderId: string, { actor, now }: By): Promise<void> {
  const order = await lockOrder(tx, orderId);
  if (order.hold_effect !== "override" || statusWithoutHold(order) !== "on_hold") return;
  const held: OrderRow = { ...order, ...NOT_HELD_HERE, status: "on_hold" };
  const entries = [{ orderId, kind: "hold", text: message("order.released.held") }];
  await reconcileOrders(tx, { orders: [held], entries, actor, now });
}
