/** Lines of orders whose listings came to stand for a variant, or for another one. */
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { lockOrders } from "./order-fields/order-rows.ts";

interface Linking {
  readonly listingIds: readonly string[];
  /** SQL of the orders that wait for it, of the listings $1. */
  readonly waiting: string;
  /** SQL that links the lines of the listings $1 in the orders $2, and answers them. */
  readonly link: string;
  /** The message in the order's timeline. */
  readonly messageCode: "order.relinked" | "order.mapped";
}

/** Links them. Answers their orders and the timeline entries; null: no order waits. */
export async function linkLines(tx: Tx, { listingIds, waiting, link, messageCode }: Linking) {
  if (listingIds.length === 0) return null;
  const found = await tx.rows<{ id: string }>(waiting, [listingIds]);
  if (found.length === 0) return null;
  const orders = await lockOrders(
    tx,
    found.map((order) => order.id),
  );
  const ids = orders.map((order) => order.id);
  const linked = await tx.rows<{ orderId: string; title: string; sku: string | null }>(link, [listingIds, ids]);
  const entries = [...Map.groupBy(linked, (line) => line.orderId)].map(([orderId, own]) => {
    const names = own.map((line) => (line.sku ? `${line.title} (${line.sku})` : line.title)).join(", ");
    return { orderId, kind: "mapped", text: message(messageCode, { names }) };
  });
  return { orders, ids, entries };
}
