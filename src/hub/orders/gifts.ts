/** Items the seller adds to what is packed: nobody pays for them, and the order's channel does not know of them (decision 742). */
import type { By } from "../../commerce/actor.ts";
import { type Message, message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { writeTimeline } from "../timeline.ts";
import { orderUnknown } from "./detail.ts";
import { writeGiftUnits } from "./follow-gifts.ts";
import { refuseHeld } from "./held.ts";
import { loadLines, type StoredLine, writeLineStock } from "./lines.ts";
import { announceOrdersChanged } from "./notify-changed.ts";
import { lockOrders, type OrderRow } from "./order-fields/order-rows.ts";
import { nameOf } from "./order-fields/order-timeline.ts";
import { reconcileOrders } from "./resettle.ts";
import { stockLine } from "./settle.ts";
import { reconcileStock } from "./stock-effects.ts";
import { isUnderHand } from "./under-hand.ts";
import { promisesStock } from "./unpaid.ts";

export interface NewGift extends By {
  readonly orderId: string;
  readonly sku: string;
  readonly units: number;
  /** The same key adds one gift to an order once, also where it was removed since. */
  readonly key: string;
}

/** Leads the keys of gifts among the lines of an order. */
const GIFT_LINE = "gift:";

interface GiftItem {
  readonly id: string;
  readonly sku: string;
  readonly title: string;
}

/**
 * Adds an item to what is packed of an order, where all of it is in stock at a location the order leaves from; answers the
 * line. Throws HubError ORDER_UNKNOWN, ORDER_CANCELLED, ORDER_ON_HOLD, GIFT_UNKNOWN, GIFT_DONE, GIFT_LATE, GIFT_SHORT.
 */
export async function addGift(tx: Tx, { orderId, sku, units, key, ...by }: NewGift): Promise<string> {
  const [order] = await lockOrders(tx, [orderId]);
  if (!order) throw orderUnknown();
  const { number } = order;
  const item = await giftItem(tx, sku);
  const lines = await loadLines(tx, [orderId]);
  const extKey = `${GIFT_LINE}${key}:${item.id}`;
  if (lines.some((line) => line.extKey === extKey))
    throw new HubError("GIFT_DONE", "conflict", message("refused.giftDone", { number, item: nameOf(item) }));
  await refuseOrder(tx, order, lines);
  // An automation goes on without it.
  await tx.run("savepoint gift");
  const lineId = await insertLine(tx, { order, item, units, extKey, now: by.now });
  const isReserved = await reserve(tx, order, { lineId, lines, by });
  await tx.run(isReserved ? "release savepoint gift" : "rollback to savepoint gift");
  if (!isReserved)
    throw new HubError("GIFT_SHORT", "conflict", message("refused.giftShort", { number, item: nameOf(item) }));
  const text = message("order.gift.added", { units, item: nameOf(item) });
  await addNote(tx, order, text, by);
  return lineId;
}

async function giftItem(tx: Tx, sku: string): Promise<GiftItem> {
  const item = await tx.maybe<GiftItem>(
    `select v.id, v.sku, p.title
     from argosy.variant v
     join argosy.product p on p.organization_id = argosy.tenant() and p.id = v.product_id
     where v.organization_id = argosy.tenant() and v.sku_key = lower($1) and v.deleted_at is null`,
    [sku.trim()],
  );
  if (!item) throw new HubError("GIFT_UNKNOWN", "not_found", message("refused.giftUnknown", { sku }), "sku");
  return item;
}

const isLeft = (line: StoredLine): boolean =>
  !line.isGift && line.fulfilledBy === "merchant" && line.fulfilledQuantity < line.quantity;

async function refuseOrder(tx: Tx, order: OrderRow, lines: readonly StoredLine[]): Promise<void> {
  const { id, number } = order;
  if (order.status === "cancelled")
    throw new HubError("ORDER_CANCELLED", "conflict", message("refused.orderCancelled", { number }));
  await refuseHeld(tx, [id]);
  const { isLate } = await tx.one<{ isLate: boolean }>(`select ${isUnderHand("$1")} as "isLate"`, [id]);
  const hasLeft = lines.some((line) => !line.isGift && line.fulfilledQuantity > 0);
  if (
    isLate ||
    hasLeft ||
    order.is_history ||
    order.status === "completed" ||
    !promisesStock(order) ||
    !lines.some(isLeft)
  )
    throw giftLate(number);
}

const giftLate = (number: string) => new HubError("GIFT_LATE", "conflict", message("refused.giftLate", { number }));

async function insertLine(
  tx: Tx,
  line: {
    readonly order: OrderRow;
    readonly item: GiftItem;
    readonly units: number;
    readonly extKey: string;
    readonly now: Date;
  },
): Promise<string> {
  const id = newId(line.now);
  await tx.run(
    `insert into argosy.order_line (organization_id, id, order_id, part_key, ext_key, position, variant_id, sku, title,
       ordered_quantity, quantity, unit_price, total_minor, is_gift)
     select argosy.tenant(), $1, $2, '${GIFT_LINE}', $3, coalesce(max(l.position), 0) + 1, $4, $5, $6, $7, $7, 0, 0,
       true
     from argosy.order_line l
     where l.organization_id = argosy.tenant() and l.order_id = $2`,
    [id, line.order.id, line.extKey, line.item.id, line.item.sku, line.item.title, line.units],
  );
  return id;
}

/** At a location the order leaves from, all of it or nothing. */
async function reserve(
  tx: Tx,
  order: OrderRow,
  { lineId, lines, by }: { readonly lineId: string; readonly lines: readonly StoredLine[]; readonly by: By },
): Promise<boolean> {
  const gift = (await loadLines(tx, [order.id])).find(({ id }) => id === lineId);
  if (!gift) return false;
  const from = [...new Set(lines.flatMap(({ stock }) => (stock.reserved > 0 ? (stock.locationId ?? []) : [])))];
  for (const servedFrom of from.length === 0 ? [undefined] : from) {
    const given = {
      ...{ orderId: order.id, number: order.number, connectionId: order.connection_id },
      ...{ reservesStock: true, withoutStock: order.without_stock },
      ...{ placedAt: new Date(order.placed_at), shipTo: order.shipping_address, lines: [gift], wasShort: false },
      servedFrom,
    };
    await tx.run("savepoint place");
    const { changed, posting } = await reconcileStock(tx, { lines: [stockLine(given, gift, false)], ...by });
    await posting;
    const stock = changed.get(lineId) ?? gift.stock;
    if (stock.short === 0) {
      await tx.run("release savepoint place");
      await writeLineStock(tx, changed);
      return true;
    }
    await tx.run("rollback to savepoint place");
  }
  return false;
}

/** Takes a gift off an order until it is packed. Throws HubError ORDER_UNKNOWN, GIFT_NONE, GIFT_LATE. */
export async function removeGift(
  tx: Tx,
  { orderId, lineId, ...by }: By & { readonly orderId: string; readonly lineId: string },
): Promise<void> {
  const [order] = await lockOrders(tx, [orderId]);
  if (!order) throw orderUnknown();
  const lines = await loadLines(tx, [orderId]);
  const gift = lines.find((line) => line.id === lineId && line.isGift && line.quantity > 0);
  if (!gift) throw new HubError("GIFT_NONE", "not_found", message("refused.giftNone", { number: order.number }));
  const { isLate } = await tx.one<{ isLate: boolean }>(`select ${isUnderHand("$1")} as "isLate"`, [orderId]);
  if (isLate || gift.fulfilledQuantity > 0) throw giftLate(order.number);
  await writeGiftUnits(tx, [{ id: lineId, quantity: 0, shipped: 0 }]);
  const text = message("order.gift.removed", { units: gift.quantity, item: nameOf(gift) });
  await reconcileOrders(tx, { orders: [order], entries: [{ orderId, kind: "handling", text }], ...by });
}

async function addNote(tx: Tx, order: OrderRow, text: Message, by: By): Promise<void> {
  await writeTimeline(tx, [{ orderId: order.id, kind: "handling", text }], by);
  await announceOrdersChanged(tx, [{ id: order.id, storeId: order.connection_id }]);
}

/** What an order's history says of a gift that could not be added. */
export const noteLeftOut = (tx: Tx, orderId: string, { sku, ...by }: By & { readonly sku: string }): Promise<void> =>
  writeTimeline(tx, [{ orderId, kind: "handling", text: message("order.gift.leftOut", { item: sku }) }], by);
