/** Puts back what a run did, act by act. */
import type { By } from "../../commerce/actor.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { undoMerge } from "../merging/merges.ts";
import { releaseHold } from "../order-holds/order-holds.ts";
import { changeHandling, isPriority } from "../orders/handling.ts";
import { chooseLocation } from "../orders/route.ts";
import { changeTags } from "../orders/tags.ts";
import { activeCouriers } from "../shipping/asked.ts";
import { cancelShipment } from "../shipping/decide.ts";
import { type CourierChoice, choiceOf, chooseShipping } from "../shipping/order-choice.ts";
import type { DoneAct } from "./acting.ts";
import type { OrderNow } from "./order-now.ts";
import { chosenLocation, presetOrNull } from "./ship-acts.ts";

const textsOf = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];

/** Puts back what one action did; false where it was changed since. */
export async function undoAct(
  tx: Tx,
  act: DoneAct,
  { order, by }: { readonly order: OrderNow; readonly by: By },
): Promise<boolean> {
  const orderId = order.id;
  const { before, after } = act;
  switch (act.do) {
    case "add_tags":
      await changeTags(tx, { orderIds: [orderId], add: [], remove: textsOf(act["added"]), ...by });
      return true;
    case "remove_tags":
      await changeTags(tx, { orderIds: [orderId], add: textsOf(act["removed"]), remove: [], ...by });
      return true;
    case "set_priority":
      if (order.priority !== after || !isPriority(before)) return false;
      await changeHandling(tx, [{ orderId, priority: before }], by);
      return true;
    case "assign":
      if (order.assignedTo !== after) return false;
      await changeHandling(tx, [{ orderId, assignedTo: typeof before === "string" ? before : null }], by);
      return true;
    case "set_ship_by":
      if ((order.ownShipBy?.toISOString() ?? null) !== after) return false;
      await changeHandling(tx, [{ orderId, ownShipBy: typeof before === "string" ? new Date(before) : null }], by);
      return true;
    case "choose_location":
      return undoLocation(tx, act, { orderId, ...by });
    case "choose_courier":
    case "choose_package":
      return undoChoice(tx, act, { orderId, ...by });
    case "merge_order":
      return undoTheMerge(tx, act, by);
    case "book_label":
      return undoLabel(tx, act, by);
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

async function undoChoice(tx: Tx, act: DoneAct, request: By & { readonly orderId: string }): Promise<boolean> {
  const { before, after } = act;
  const { orderId } = request;
  const { courier, packageId } = await choiceOf(tx, orderId);
  const of = { orderIds: [orderId], name: "", actor: request.actor, now: request.now };
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

/** Until it is handed over; what its courier refuses later is told as of any cancellation. */
async function undoLabel(tx: Tx, act: DoneAct, by: By): Promise<boolean> {
  const id = act["shipmentId"];
  if (typeof id !== "string") return false;
  return unlessOver(["SHIPMENT_OVER", "SHIPMENT_UNKNOWN", "SHIPMENT_NOT_FOUND"], () => cancelShipment(tx, id, by));
}
