/** What a change of an order's status does: dates, stock, notes, the refund of the rest. */
import { totalsOf } from "./order-view.ts";
import type { Order, Shop } from "./state.ts";
import { nextId } from "./state.ts";
import { reduceStock, restoreStock } from "./stock.ts";

export const ORDER_STATUSES: Readonly<Record<string, string>> = {
  pending: "Pending payment",
  processing: "Processing",
  "on-hold": "On hold",
  completed: "Completed",
  cancelled: "Cancelled",
  refunded: "Refunded",
  failed: "Failed",
  "checkout-draft": "Draft",
};

export function addNote(
  shop: Shop,
  order: Order,
  note: { text: string; forCustomer?: boolean; author?: string },
): number {
  const id = nextId(shop, "comment");
  shop.notes.set(id, {
    id,
    orderId: order.id,
    author: note.author ?? "WooCommerce",
    at: shop.clock.now(),
    text: note.text,
    forCustomer: note.forCustomer ?? false,
  });
  shop.emit("action.woocommerce_order_note_added", id);
  return id;
}

function refunded(order: Order): bigint {
  return order.refunds.reduce((sum, refund) => sum + refund.amount, 0n);
}

/** Books the rest of an order as one refund record without moving money or stock. */
function refundRest(shop: Shop, order: Order): void {
  const rest = totalsOf(order.lines).total - refunded(order);
  if (rest <= 0n) return;
  order.refunds.push({
    id: nextId(shop, "post"),
    orderId: order.id,
    created: shop.clock.now(),
    amount: rest,
    reason: "Order fully refunded.",
    by: 1,
    moved: false,
    meta: [{ id: nextId(shop, "meta"), key: "_refund_type", value: "full" }],
    lines: [],
  });
}

/** Any registered status may follow any other; an unknown one (only from a batch) becomes pending. */
export function setStatus(shop: Shop, order: Order, requested: string): void {
  const isRegistered = requested in ORDER_STATUSES || shop.statuses.has(requested) || requested === "auto-draft";
  const to = isRegistered ? requested : "pending";
  const from = order.status;
  if (to === from) return;
  const now = shop.clock.now();
  order.status = to;
  const isCash = order.fields["payment_method"] === "cod";
  if (order.paid === null && (to === "completed" || (to === "processing" && !isCash))) order.paid = now;
  if (to === "completed" && order.completed === null) order.completed = now;
  if (["processing", "completed", "on-hold"].includes(to)) reduceStock(shop, order);
  if (["cancelled", "pending"].includes(to)) restoreStock(shop, order);
  if (to === "refunded") refundRest(shop, order);
  addNote(shop, order, {
    text: `Order status changed from ${ORDER_STATUSES[from] ?? from} to ${ORDER_STATUSES[to] ?? to}.`,
  });
}

/** payment_complete: what `set_paid: true` asks for. */
export function completePayment(shop: Shop, order: Order): void {
  if (!["pending", "on-hold", "failed", "cancelled"].includes(order.status)) return;
  order.paid ??= shop.clock.now();
  const items = order.lines.filter((line) => line.kind === "line_item");
  const needsWork = items.some((line) => {
    const product = shop.products.get(line.variationId || line.productId);
    return !(product?.fields["virtual"] === true && product.fields["downloadable"] === true);
  });
  setStatus(shop, order, needsWork || items.length === 0 ? "processing" : "completed");
}
