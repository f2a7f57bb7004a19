/** Orders that are collected at one of our locations instead of sent. */

import type { By } from "../../commerce/actor.ts";
import { type Message, message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { transferStock } from "../inventory/stock-changes.ts";
import { refusal } from "../refusals.ts";
import { orderUnknown } from "./detail.ts";
import { takenByLines } from "./line-parts.ts";
import { loadLines, writeLineStock } from "./lines.ts";
import { lockOrders, type OrderRow } from "./order-fields/order-rows.ts";
import { reconcileOrders } from "./resettle.ts";
import { reconcileOrderStock } from "./settle.ts";

/** Refuses an order nothing of which can be collected any more. */
export function requireOpen({ number, status, pickup, fulfilment }: OrderRow): void {
  if (status === "cancelled")
    throw new HubError("ORDER_CANCELLED", "conflict", message("refused.orderCancelled", { number }));
  const isOver = pickup === "handed" || !["unfulfilled", "partial"].includes(fulfilment);
  if (isOver) throw new HubError("ORDER_PICKUP_OVER", "conflict", message("refused.pickupOver", { number }));
}

export async function lockOrder(tx: Tx, orderId: string): Promise<OrderRow> {
  const [order] = await lockOrders(tx, [orderId]);
  if (!order) throw orderUnknown();
  return order;
}

/**
 * Has an order collected at a location (null: sent after all). Its units are promised there, or where its goods come
 * from. Throws HubError ORDER_UNKNOWN, ORDER_CANCELLED, ORDER_PICKUP_OVER, LOCATION_UNKNOWN.
 */
export async function choosePickup(
  tx: Tx,
  input: By & {
    readonly orderId: string;
    readonly locationId: string | null;
    /** Where its goods are now, when that is another of ours. */
    readonly goodsLocationId?: string | null | undefined;
  },
): Promise<void> {
  const order = await lockOrder(tx, input.orderId);
  requireOpen(order);
  const { locationId } = input;
  const items = input.goodsLocationId === locationId ? null : (input.goodsLocationId ?? null);
  if (locationId === null) {
    if (order.pickup === null || order.pickup === "shipped") return;
    const shipped = { ...order, pickup: "shipped" as const, pickup_location_id: null, goods_location_id: null };
    return moveOrder(tx, { from: order, to: shipped, text: message("order.pickup.ended") }, input);
  }
  const name = await locationName(tx, locationId, "locationId");
  const from = items === null ? null : await locationName(tx, items, "goodsLocationId");
  const isSame = order.pickup_location_id === locationId && order.goods_location_id === items;
  if (isSame && order.pickup !== null && order.pickup !== "shipped") return;
  const to: OrderRow = {
    ...order,
    pickup: items === null ? "waiting" : "elsewhere",
    pickup_location_id: locationId,
    goods_location_id: items,
  };
  const text =
    from === null ? message("order.pickup", { place: name }) : message("order.pickup.from", { place: name, from });
  await moveOrder(tx, { from: order, to, text }, input);
}

async function locationName(tx: Tx, id: string, field: string): Promise<string> {
  const found = await tx.maybe<{ name: string }>(
    `select name from argosy.location
     where organization_id = argosy.tenant() and id = $1 and active and kind = 'own'`,
    [id],
  );
  if (!found) throw refusal("LOCATION_UNKNOWN", field);
  return found.name;
}

/**
 * Notes that an order lies ready at the location; goods that came from elsewhere are stock of it from now on. Ready
 * again it changes nothing. The order is locked and open; answers it as it is then.
 */
export async function makeReady(
  tx: Tx,
  order: OrderRow,
  at: By & { readonly locationId: string; readonly text: Message; readonly mails: boolean },
): Promise<OrderRow> {
  if (order.pickup === "ready") return order;
  const ready: OrderRow = {
    ...order,
    pickup: "ready",
    pickup_location_id: at.locationId,
    goods_location_id: null,
  };
  await moveOrder(tx, { from: order, to: ready, text: at.text, arrivesFrom: order.goods_location_id }, at);
  await tx.run(
    `update argosy.sales_order o set pickup_ready_at = $2, pickup_mail_tries = 0,
       pickup_mail_at = (select $2::timestamptz from argosy.tracking_page g
         where g.organization_id = argosy.tenant() and 'ready_for_pickup' = any(g.mails) and $3
           and coalesce(o.contact ->> 'email', '') <> '')
     where o.organization_id = argosy.tenant() and o.id = $1`,
    [order.id, at.now, at.mails],
  );
  return ready;
}

interface Move {
  readonly from: OrderRow;
  readonly to: OrderRow;
  readonly text: Message;
  /** Its units are carried from there to where it is collected. */
  readonly arrivesFrom?: string | null | undefined;
}

/** Lets go of what the order holds where it is promised now, and promises it anew where it is to be. */
async function moveOrder(tx: Tx, { from, to, text, arrivesFrom }: Move, { actor, now }: By): Promise<void> {
  const by = { actor, now };
  const lines = await loadLines(tx, [from.id]);
  const released = await reconcileOrderStock(
    tx,
    [
      {
        orderId: from.id,
        number: from.number,
        connectionId: from.connection_id,
        placedAt: new Date(from.placed_at),
        reservesStock: false,
        withoutStock: from.without_stock,
        lines,
        wasShort: from.is_short,
      },
    ],
    by,
  );
  await writeLineStock(tx, released.changed);
  const reservedHere = lines.filter((line) => line.stock.reserved > 0 && line.stock.locationId === arrivesFrom);
  if (arrivesFrom && to.pickup_location_id !== null && reservedHere.length > 0) {
    const taken = await takenByLines(tx, lines);
    const items = reservedHere.flatMap(({ id, stock }) =>
      (taken.get(id) ?? []).map((part) => ({
        variantId: part.variantId,
        locationId: arrivesFrom,
        toLocationId: to.pickup_location_id ?? arrivesFrom,
        quantity: part.quantity * stock.reserved,
      })),
    );
    const moved = await transferStock(tx, {
      items,
      reference: `pickup:${from.id}:${now.getTime()}`,
      displayReference: from.number,
      ...by,
    });
    const refused = moved.find(({ ok }) => !ok);
    if (refused && !refused.ok) throw new HubError(refused.error.code, "conflict", refused.error.message, "orderId");
  }
  const entries = [{ orderId: from.id, kind: "pickup", text }];
  await reconcileOrders(tx, { orders: [{ ...to, is_short: false }], entries, ...by });
}
