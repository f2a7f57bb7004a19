/** Style "push": a shop that cannot be called at all; it signs its own way and sends whole records. */
import { createHmac } from "node:crypto";
import { type Happening, type State, textOf, totalOf } from "./state.ts";

const iso = (ms: number) => new Date(ms).toISOString();

export function pushed(what: Happening, id: string, state: State, secret: string) {
  const body = JSON.stringify(eventOf(what, id, state));
  const timestamp = String(Math.floor(state.clock.now() / 1000));
  const signature = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  const headers = { "x-event-id": `e${state.id()}`, "x-timestamp": timestamp, "x-signature": `sha256=${signature}` };
  return { headers, body };
}

function eventOf(what: Happening, id: string, state: State): object {
  const order = state.orders.get(id);
  const product = state.products.get(id);
  if (order) {
    return {
      event: "order.saved",
      order: {
        id: order.id,
        no: order.number,
        state: order.state,
        paid: order.paid,
        placed_at: iso(order.placedAt),
        saved_at: iso(order.changedAt),
        total: textOf(totalOf(order, state), state),
        shipping: order.shipping,
        rows: order.rows.map(({ id: row, itemId, sku, title, quantity, price }) => ({
          id: row,
          item: itemId,
          sku,
          title,
          qty: quantity,
          price,
        })),
      },
    };
  }
  if (what === "product.deleted" || !product) return { event: "item.deleted", product: { id } };
  const items = product.items.map(({ id: item, sku, price, stock, label }) => ({
    id: item,
    sku,
    price,
    qty: stock,
    label: label ?? "one",
  }));
  return { event: "item.saved", product: { id, title: product.title, items } };
}
