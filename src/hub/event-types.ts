/** What webhook endpoints can be told of. Most names are those of the event stream; `shape` is the answer `data` holds. */
export const outgoingWebhookTypes = {
  "order.created": { text: "An order came in (never for imported history)", shape: "GET /api/orders/{id}" },
  "order.updated": {
    text: "An order changed: status, payment, fulfilment, lines, tags, returns, what was asked of it",
    shape: "GET /api/orders/{id}",
  },
  // Told by the rows themselves (src/db/baseline/webhooks.sql); browsers are told of the order.
  "shipment.created": { text: "A shipment was requested", shape: "GET /api/shipments/{id}" },
  "shipment.updated": {
    text: "A shipment changed: booked, label ready, handed over, on its way, delivered, cancelled",
    shape: "GET /api/shipments/{id}",
  },
  "return.created": { text: "A return was opened", shape: "GET /api/returns/{id}" },
  "return.updated": {
    text: "A return changed: approved, received, closed, rejected, its tracking number, its refund",
    shape: "GET /api/returns/{id}",
  },
  "refund.created": { text: "A refund was recorded on an order", shape: "GET /api/orders/{orderId}" },
  "invoice.issued": { text: "An invoice or credit note was issued", shape: "GET /api/invoices/{id}" },
  "product.created": { text: "A product was made", shape: "GET /api/products/{id}" },
  "product.updated": { text: "A product or one of its variants changed", shape: "GET /api/products/{id}" },
  "product.deleted": { text: "A product was deleted", shape: null },
  "stock.changed": {
    text: "Stock of a variant changed, or what of it may be sold",
    shape: "GET /api/inventory/levels?variantId={variantId}",
  },
  "reservation.created": {
    text: "A program reserved units of a variant",
    shape: "GET /api/stock-reservations/{id}",
  },
  "reservation.ended": {
    text: "A reservation was released, or its time was over",
    shape: "GET /api/stock-reservations/{id}",
  },
  "customer.updated": { text: "A customer's data changed", shape: "GET /api/customers/{id}" },
  "customer.merged": { text: "Two customers became one", shape: "GET /api/customers/{id}" },
  "customer.erased": { text: "A customer's data was erased: erase it on your side too", shape: null },
  "alert.raised": { text: "Something needs a person", shape: "GET /api/alerts/{id}" },
  "alert.resolved": { text: "An alert is over", shape: "GET /api/alerts/{id}" },
  "run.finished": { text: "A run ended: done, failed or cancelled", shape: "GET /api/runs/{id}" },
  "store.failing": { text: "A connection stopped answering", shape: null },
  "store.recovered": { text: "A connection answers again", shape: null },
  "store.needs_reauth": { text: "A connection has to be connected again by a person", shape: null },
  "stock_hold.opened": { text: "A mass change of stock waits for approval", shape: "GET /api/stock-holds/{id}" },
  "conflict.opened": { text: "The hub and a channel differ, and the channel is set to ask", shape: null },
} as const;

export type OutgoingWebhookType = keyof typeof outgoingWebhookTypes;

export const outgoingWebhookTypeNames = Object.keys(
  outgoingWebhookTypes,
) as readonly OutgoingWebhookType[] as readonly [OutgoingWebhookType, ...OutgoingWebhookType[]];

/** Narrows a name; false for events only browsers are told. */
export function isOutgoingWebhookType(type: string): type is OutgoingWebhookType {
  return Object.hasOwn(outgoingWebhookTypes, type);
}
