/** Puts back what a run did, act by act. */
import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { GIVEN_REASONS, HOLD_EVENTS } from "../../commerce/order-holds.ts";
import type { Json } from "../../commerce/product.ts";
import { ORDER_STATUSES, type OrderStatus } from "../../commerce/statuses.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { undoMerge } from "../merging/merges.ts";
import { holdOrder, releaseHold } from "../order-holds/order-holds.ts";
import { requestCommand } from "../orders/commands.ts";
import { removeGift } from "../orders/gifts.ts";
import { changeHandling, isPriority } from "../orders/handling.ts";
import { chooseLocation } from "../orders/route.ts";
import { changeStockUse } from "../orders/stock-use.ts";
import { changeTags, type TagChange } from "../orders/tags.ts";
import { cancelShipment } from "../shipping/decide.ts";
import { type CourierChoice, choiceOf, chooseShipping } from "../shipping/order-choice.ts";
import { unqueueDocuments } from "../shipping/print-queue.ts";
import { activeCouriers } from "../shipping/quote-request.ts";
import { orderSplit, undoSplit } from "../shipping/split.ts";
import { writeTimeline } from "../timeline.ts";
import type { DoneAct } from "./acting.ts";
import type { OrderNow } from "./automated-orders.ts";
import { amountText, chosenLocation, insuredJson, presetOrNull } from "./ship-acts.ts";

const textsOf = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];

/** Whether it was put back: false where it was changed since, or why it cannot be. */
export type Undone = boolean | { readonly code: string; readonly message: string };

export interface UndoneOrder {
  readonly order: OrderNow;
  readonly by: By;
  /** The statuses its channel takes for it; absent: any. */
  readonly offered?: readonly OrderStatus[] | undefined;
}

/** Puts back what one action did. */
export async function undoAct(tx: Tx, act: DoneAct, { order, by, offered }: UndoneOrder): Promise<Undone> {
  const orderId = order.id;
  const { before, after } = act;
  switch (act.do) {
    case "add_tags":
      return undoTags(tx, { orderIds: [orderId], add: [], remove: textsOf(act["added"]), ...by });
    case "remove_tags":
      return undoTags(tx, { orderIds: [orderId], add: textsOf(act["removed"]), remove: [], ...by });
    case "set_priority":
      if (order.priority !== after || !isPriority(before)) return false;
      await changeHandling(tx, [{ orderId, priority: before }], by);
      return true;
    case "assign":
      if (order.assignedTo !== after) return false;
      await changeHandling(tx, [{ orderId, assignedTo: typeof before === "string" ? before : null }], by);
      return true;
    case "show_currency":
      return undoShown(tx, act, { order, by });
    case "set_ship_by":
      if ((order.ownShipBy?.toISOString() ?? null) !== after) return false;
      await changeHandling(tx, [{ orderId, ownShipBy: typeof before === "string" ? new Date(before) : null }], by);
      return true;
    case "choose_location":
      return undoLocation(tx, act, { orderId, ...by });
    case "choose_courier":
    case "choose_package":
    case "insure":
      return undoChoice(tx, act, { orderId, currency: order.currency, ...by });
    case "merge_order":
      return undoTheMerge(tx, act, by);
    case "add_gift":
      return undoGift(tx, act, { orderId, ...by });
    case "split_order":
      return undoTheSplit(tx, act, { orderId, ...by });
    case "book_label":
      return undoLabel(tx, act, by);
    case "add_note":
      return undoNote(tx, act, { orderId, ...by });
    case "release_order":
      return undoRelease(tx, act, { orderId, ...by });
    case "set_status":
      return undoStatus(tx, act, { orderId, offered, ...by });
    case "print_papers":
      return (await unqueueDocuments(tx, [orderId], textsOf(act["queued"]))) > 0;
    case "exclude_from_stock":
      return undoExclusion(tx, act, { orderId, ...by });
    case "hold_order":
      return undoHold(tx, act, { orderId, ...by });
    default:
      return false;
  }
}

/** By the hold of that moment: a later one is another's. */
async function isStillHeld(tx: Tx, orderId: string, heldAt: Json | undefined): Promise<boolean> {
  const hold = await tx.maybe(
    `select from argosy.order_hold
     where organization_id = argosy.tenant() and order_id = $1 and source = 'hub' and ended_at is null
       and held_at = $2::timestamptz`,
    [orderId, typeof heldAt === "string" ? heldAt : null],
  );
  return hold !== undefined;
}

async function undoHold(tx: Tx, act: DoneAct, request: By & { readonly orderId: string }): Promise<boolean> {
  if (act["leftOut"] !== undefined || !(await isStillHeld(tx, request.orderId, act["heldAt"]))) return false;
  // Somebody released it since.
  return unlessOver(["ORDER_HOLD_NONE"], () => releaseHold(tx, request));
}

/** The history stays: an entry behind it says that the note was taken back. */
async function undoNote(tx: Tx, act: DoneAct, { orderId, ...by }: By & { readonly orderId: string }): Promise<boolean> {
  const key = act["note"];
  if (typeof key !== "string") return false;
  await writeTimeline(
    tx,
    [{ orderId, kind: "note", text: message("order.noteTakenBack"), data: { takesBack: key } }],
    by,
  );
  return true;
}

/** On hold again as it was, where it is not held and its end did not come meanwhile. */
async function undoRelease(tx: Tx, act: DoneAct, request: By & { readonly orderId: string }): Promise<Undone> {
  const { held } = act;
  if (typeof held !== "object" || held === null || Array.isArray(held)) return false;
  const { reason, note, untilAt, untilEvent, keepsUnits } = held as Readonly<Record<string, Json>>;
  const again = {
    reason: GIVEN_REASONS.find((each) => each === reason) ?? "other",
    note: typeof note === "string" ? note : "",
    untilAt: typeof untilAt === "string" ? new Date(untilAt) : undefined,
    untilEvent: HOLD_EVENTS.find((each) => each === untilEvent),
    keepsUnits: keepsUnits !== false,
  };
  return orWhy(() => holdOrder(tx, { ...request, ...again }));
}

/** The status it had, where the channel takes it back. */
async function undoStatus(
  tx: Tx,
  act: DoneAct,
  { offered, ...request }: By & { readonly orderId: string; readonly offered: UndoneOrder["offered"] },
): Promise<Undone> {
  const { before, commandId } = act;
  const status = ORDER_STATUSES.find((each) => each === before);
  const now = await tx.maybe<{ isAsLeft: boolean }>(
    `select o.status = c.input ->> 'status' as "isAsLeft"
     from argosy.sales_order o
     join argosy.command c on c.organization_id = argosy.tenant() and c.order_id = o.id and c.id = $2
     where o.organization_id = argosy.tenant() and o.id = $1`,
    [request.orderId, typeof commandId === "string" ? commandId : null],
  );
  if (status === undefined || !now?.isAsLeft) return false;
  const command = { kind: "status", status } as const;
  return orWhy(() => requestCommand(tx, { ...request, command, offered, idempotencyKey: `undo:${commandId}` }));
}

/** What refuses says why. */
async function orWhy(undo: () => Promise<unknown>): Promise<Undone> {
  try {
    await undo();
    return true;
  } catch (error) {
    if (error instanceof HubError) return { code: error.code, message: error.message };
    throw error;
  }
}

/** What refuses with one of these codes can be undone no more. */
async function unlessOver(codes: readonly string[], undo: () => Promise<unknown>): Promise<boolean> {
  try {
    await undo();
    return true;
  } catch (error) {
    if (error instanceof HubError && codes.includes(error.code)) return false;
    throw error;
  }
}

async function undoLocation(tx: Tx, act: DoneAct, request: By & { readonly orderId: string }): Promise<boolean> {
  const { before, after } = act;
  if (act["leftOut"] !== undefined || (await chosenLocation(tx, request.orderId)) !== after) return false;
  const locationId = typeof before === "string" ? before : null;
  return unlessOver(["ROUTE_FIXED", "ROUTING_OFF"], () => chooseLocation(tx, { ...request, locationId }));
}

async function undoChoice(
  tx: Tx,
  act: DoneAct,
  request: By & { readonly orderId: string; readonly currency: string },
): Promise<boolean> {
  const { before, after } = act;
  const { orderId, currency } = request;
  const { courier, packageId, insured } = await choiceOf(tx, orderId);
  const of = { orderIds: [orderId], name: "", actor: request.actor, now: request.now };
  if (act.do === "insure") {
    if (insuredJson(insured) !== after) return false;
    const earlier = typeof before !== "string" ? null : before === "goods" ? before : BigInt(before);
    const name = typeof earlier === "bigint" ? amountText(earlier, currency) : "";
    await chooseShipping(tx, { ...of, insured: earlier, name });
    return true;
  }
  if (act.do === "choose_package") {
    if (packageId !== after) return false;
    const preset = typeof before === "string" ? await presetOrNull(tx, before) : null;
    await chooseShipping(tx, { ...of, packageId: preset?.id ?? null, name: preset?.name ?? "" });
    return true;
  }
  if (courier === null || courier.courierId !== after || courier.service !== act["service"]) return false;
  const earlier = courierChoiceOf(before);
  const courierName = earlier ? await nameOfCourier(tx, earlier.courierId) : null;
  await chooseShipping(tx, { ...of, courier: courierName === null ? null : earlier, name: courierName ?? "" });
  return true;
}

function courierChoiceOf(before: Json | undefined): CourierChoice | null {
  if (typeof before !== "object" || before === null || Array.isArray(before)) return null;
  const { courierId, service, automationId, automationName } = before as Readonly<Record<string, Json>>;
  if (typeof courierId !== "string" || typeof automationId !== "string") return null;
  return {
    courierId,
    service: typeof service === "string" ? service : null,
    automationId,
    automationName: typeof automationName === "string" ? automationName : "",
  };
}

/** Null: it is disconnected. */
async function nameOfCourier(tx: Tx, id: string): Promise<string | null> {
  return (await activeCouriers(tx)).find((each) => each.id === id)?.name ?? null;
}

/** Until its parcel is booked. */
async function undoTheMerge(tx: Tx, act: DoneAct, by: By): Promise<boolean> {
  const id = act["mergeId"];
  if (typeof id !== "string") return false;
  return unlessOver(["MERGE_BOOKED", "MERGE_NOT_FOUND"], () => undoMerge(tx, id, by));
}

async function undoTags(tx: Tx, change: TagChange): Promise<true> {
  await changeTags(tx, change);
  return true;
}

async function undoShown(tx: Tx, act: DoneAct, { order, by }: UndoneOrder): Promise<boolean> {
  const { before, after } = act;
  if (order.shownCurrency !== after) return false;
  const shownCurrency = typeof before === "string" ? before : null;
  await changeHandling(tx, [{ orderId: order.id, shownCurrency }], by);
  return true;
}

/** Unless somebody counts it again already. */
async function undoExclusion(
  tx: Tx,
  act: DoneAct,
  { orderId, ...by }: By & { readonly orderId: string },
): Promise<boolean> {
  if (act["excluded"] !== true) return false;
  return (await changeStockUse(tx, { orderIds: [orderId], usesStock: true, ...by })).length > 0;
}

/** Until it is packed. */
async function undoGift(tx: Tx, act: DoneAct, request: By & { readonly orderId: string }): Promise<boolean> {
  const { lineId } = act;
  if (typeof lineId !== "string") return false;
  return unlessOver(["GIFT_LATE", "GIFT_NONE"], () => removeGift(tx, { ...request, lineId }));
}

/** Until something of it is picked, packed or booked; one that was split anew is another's. */
async function undoTheSplit(tx: Tx, act: DoneAct, request: By & { readonly orderId: string }): Promise<boolean> {
  const { isSplit, plannedAt } = await orderSplit(tx, request.orderId);
  if (!isSplit || plannedAt?.toISOString() !== act["plannedAt"]) return false;
  return unlessOver(["SPLIT_LATE", "SPLIT_NONE"], () => undoSplit(tx, request));
}

/** Until it is handed over; what its courier refuses later is told as of any cancellation. */
async function undoLabel(tx: Tx, act: DoneAct, by: By): Promise<boolean> {
  const id = act["shipmentId"];
  if (typeof id !== "string") return false;
  return unlessOver(["SHIPMENT_OVER", "SHIPMENT_UNKNOWN", "SHIPMENT_NOT_FOUND"], () => cancelShipment(tx, id, by));
}
