/** The eCommerce API: orders, parcels, payments, refunds. */
import { parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply } from "../../connectors/kit/sandbox/server.ts";
import { ONLY_VARIANT } from "./catalog.ts";
import * as figures from "./order-figures.ts";
import * as life from "./order-life.ts";
import { orderView, parcelsView, transactionsView } from "./order-view.ts";
import { cursorPage } from "./query.ts";
import { applicationError, asRows, asText, asTree, invalid, ok, type Tree } from "./replies.ts";
import type { Order, State } from "./state.ts";

export function getOrder(state: State, order: Order): SandboxReply {
  return ok({ order: orderView(state, order) });
}

/** Orders still being checked out are never found. */
export function searchOrders(state: State, body: Tree): SandboxReply {
  const search = asTree(body["search"]);
  const hasCursor = asTree(search["cursorPaging"])["cursor"] !== undefined;
  const sort = search["sort"] ?? (hasCursor ? undefined : [{ fieldName: "createdDate", order: "DESC" }]);
  const orders = [...state.orders.values()].filter(({ status }) => status !== "INITIALIZED");
  return cursorPage(sort === undefined ? search : { ...search, sort }, {
    rows: orders.map((order) => orderView(state, order)),
    name: "orders",
    paging: "metadata",
    most: 100,
    usual: 100,
    filterable: [
      "id",
      "number",
      "status",
      "archived",
      "createdDate",
      "updatedDate",
      "paymentStatus",
      "fulfillmentStatus",
      "buyerInfo.email",
      "buyerInfo.contactId",
      "lineItems.catalogReference.catalogItemId",
    ],
    sortable: [
      "number",
      "status",
      "createdDate",
      "updatedDate",
      "paymentStatus",
      "fulfillmentStatus",
      "buyerInfo.email",
    ],
  });
}

const STORED = [
  "buyerInfo",
  "billingInfo",
  "recipientInfo",
  "shippingInfo",
  "channelInfo",
  "buyerNote",
  "appliedDiscounts",
];

export function createOrder(state: State, body: Tree): SandboxReply {
  const given = asTree(body["order"]);
  const lines = asRows(given["lineItems"]).map(asTree);
  if (lines.length === 0 || lines.length > 300) return invalid("order.lineItems", "must have 1 to 300 items");
  const order = life.placeOrder(state, {
    lines: lines.map((line) => lineFrom(state, line)),
    shippingMinor: amountIn(state, asTree(given["priceSummary"])["shipping"]),
    given: Object.fromEntries(
      STORED.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name] ?? null]])),
    ),
    status: "APPROVED",
    payment: null,
  });
  return getOrder(state, order);
}

function amountIn(state: State, value: Json | undefined): bigint {
  return parseMoney(asText(asTree(value)["amount"]) || "0", state.currency).minor;
}

function lineFrom(state: State, line: Tree) {
  const reference = asTree(line["catalogReference"]);
  const product = state.products.get(asText(reference["catalogItemId"]));
  const variantId = asText(asTree(reference["options"])["variantId"]) || ONLY_VARIANT;
  const variant = product?.variants.find(({ id }) => id === variantId) ?? product?.variants[0];
  return {
    productId: product?.id ?? "",
    variantId: variant?.id ?? variantId,
    sku: asText(asTree(line["physicalProperties"])["sku"]),
    name: asText(asTree(line["productName"])["original"]),
    quantity: Number(line["quantity"]),
    price: asText(asTree(line["price"])["amount"]),
    discountMinor: amountIn(state, line["totalDiscount"]),
  };
}

export function cancelOrder(state: State, order: Order, body: Tree): SandboxReply {
  if (order.payments.some(({ status }) => status === "AUTHORIZED"))
    return applicationError(400, "ORDER_HAS_AUTHORIZED_TRANSACTION", "Order has an authorized transaction");
  if (order.status === "PENDING") return applicationError(400, "ORDER_IS_PENDING", "Order is pending");
  if (order.status === "REJECTED") return applicationError(400, "ORDER_IS_REJECTED", "Order is rejected");
  life.cancelOrder(state, order, body["restockAllItems"] === true);
  return getOrder(state, order);
}

export function updateStatus(state: State, order: Order, body: Tree): SandboxReply {
  const requested = asText(body["status"]);
  if (requested === order.status) return applicationError(400, "STATUS_ALREADY_SET", "Status already set");
  if (requested !== "APPROVED") return applicationError(400, "STATUS_NOT_SUPPORTED", "Status is not supported");
  if (order.status !== "PENDING" && order.status !== "INITIALIZED")
    return applicationError(400, "UNSUPPORTED_TRANSITION", `Cannot approve an order that is ${order.status}`);
  order.status = "APPROVED";
  life.touched(state, order, "approved");
  return getOrder(state, order);
}

export function addActivity(state: State, order: Order, body: Tree): SandboxReply {
  const message = asText(asTree(asTree(body["activity"])["merchantComment"])["message"]);
  if (message === "" || message.length > 5000) return invalid("activity.merchantComment.message", "has a wrong size");
  const id = state.guid();
  order.activities.push({ id, message, created: state.clock.now() });
  life.touched(state, order);
  return ok({ order: orderView(state, order), activityId: id });
}

export function markPaid(state: State, order: Order): SandboxReply {
  return life.markPaid(state, order)
    ? getOrder(state, order)
    : applicationError(400, "ORDER_ALREADY_PAID", "Order is already paid");
}

const CARRIERS = ["fedex", "ups", "usps", "dhl", "canadaPost"];

function trackingRefusal(order: Order, tracking: Tree, own?: string): SandboxReply | null {
  const number = asText(tracking["trackingNumber"]);
  if (number.length > 100) return invalid("fulfillment.trackingInfo.trackingNumber", "is too long", "MAX_LENGTH");
  const provider = asText(tracking["shippingProvider"]);
  if (provider !== "" && !CARRIERS.includes(provider) && asText(tracking["trackingLink"]) === "")
    return invalid("fulfillment.trackingInfo.trackingLink", "is needed for a carrier of your own");
  const isTaken = order.parcels.some(({ id, tracking: other }) => id !== own && other["trackingNumber"] === number);
  return number !== "" && isTaken
    ? applicationError(400, "TRACKING_NUMBER_ALREADY_EXISTS", "Tracking number already exists")
    : null;
}

export function createFulfillment(state: State, order: Order, body: Tree): SandboxReply {
  const given = asTree(body["fulfillment"]);
  const lines = asRows(given["lineItems"])
    .map(asTree)
    .map((line) => ({ id: asText(line["id"]), quantity: Number(line["quantity"]) }));
  for (const { id, quantity } of lines) {
    const line = order.lines.find((one) => one.id === id);
    if (!line) return invalid("fulfillment.lineItems.id", "is no line of this order");
    if (quantity > line.quantity - figures.shippedOf(order, id))
      return invalid("fulfillment.lineItems.quantity", "is too high");
  }
  const tracking = asTree(given["trackingInfo"]);
  const refusal = trackingRefusal(order, tracking);
  if (refusal) return refusal;
  const fulfillmentId = life.ship(state, order, { lines, tracking, status: asText(given["status"]) });
  return ok({ orderWithFulfillments: parcelsView(order), fulfillmentId });
}

export function updateFulfillment(state: State, order: Order, id: string, body: Tree): SandboxReply {
  const parcel = order.parcels.find((one) => one.id === id);
  const given = asTree(body["fulfillment"]);
  if (!parcel) return applicationError(404, "FULFILLMENT_NOT_FOUND", "Fulfillment not found");
  if (given["lineItems"] !== undefined) return invalid("fulfillment.lineItems", "cannot be changed");
  const tracking = asTree(given["trackingInfo"]);
  const refusal = trackingRefusal(order, tracking, id);
  if (refusal) return refusal;
  if (given["trackingInfo"] !== undefined) parcel.tracking = tracking;
  if (given["status"] !== undefined) parcel.status = asText(given["status"]);
  life.touched(state, order);
  return ok({ orderWithFulfillments: parcelsView(order) });
}

function ordersIn(state: State, body: Tree): readonly Order[] | null {
  const ids = asRows(body["orderIds"]).map(asText);
  return ids.length === 0 || ids.length > 100 ? null : ids.flatMap((id) => state.orders.get(id) ?? []);
}

export function listFulfillments(state: State, body: Tree): SandboxReply {
  const orders = ordersIn(state, body);
  return orders
    ? ok({ ordersWithFulfillments: orders.map(parcelsView) })
    : invalid("orderIds", "must have 1 to 100 items");
}

export function listPayments(state: State, body: Tree): SandboxReply {
  const orders = ordersIn(state, body);
  if (!orders) return invalid("orderIds", "must have 1 to 100 items");
  return ok({ orderTransactions: orders.map((order) => transactionsView(state, order)) });
}

export function refundability(state: State, order: Order | undefined): SandboxReply {
  if (!order) return applicationError(404, "ORDER_NOT_FOUND", "Order not found");
  const price = (minor: bigint) => ({ amount: figures.textOf(state, minor) });
  return ok({
    payments: order.payments.map((payment) => {
      const left = payment.minor - figures.refundedOf(order, payment.id);
      const isPaid = ["APPROVED", "PARTIALLY_REFUNDED"].includes(payment.status) && left > 0n;
      const verification = isPaid
        ? payment.offline
          ? { manuallyRefundable: { reason: "OFFLINE" } }
          : { refundable: true }
        : { nonRefundable: { reason: payment.status === "REFUNDED" ? "ALREADY_REFUNDED" : "NOT_PAID" } };
      return {
        ...verification,
        payment: {
          paymentId: payment.id,
          paymentMethod: payment.method,
          offlinePayment: payment.offline,
          monetary: { paid: price(payment.minor), maxRefund: price(left) },
        },
      };
    }),
    lineItems: order.lines.map((line) => ({
      lineItemId: line.id,
      originalQuantity: line.quantity,
      refundedQuantity: line.refunded,
      availableRefundQuantity: line.quantity - line.refunded,
    })),
  });
}

export function refundPayments(state: State, body: Tree): SandboxReply {
  const order = state.orders.get(asText(body["orderId"]));
  if (!order) return applicationError(404, "ORDER_NOT_FOUND", "Order not found");
  const parts = asRows(body["paymentRefunds"])
    .map(asTree)
    .map((part) => ({
      paymentId: asText(part["paymentId"]),
      minor: amountIn(state, part["amount"]),
      external: part["externalRefund"] === true,
    }));
  for (const { paymentId, minor, external } of parts) {
    const payment = order.payments.find(({ id }) => id === paymentId);
    if (!payment) return applicationError(400, "PAYMENT_NOT_FOUND", "Payment not found");
    if (minor > payment.minor - figures.refundedOf(order, paymentId))
      return applicationError(400, "INVALID_PAYMENT_REFUND_AMOUNT", "Refund amount is too high");
    if (payment.offline && !external)
      return applicationError(400, "EXTERNAL_REFUND_EXPECTED", "Offline payments are refunded externally");
  }
  const lines = itemsIn(asTree(body["refundItems"])["lineItems"]);
  const restock = itemsIn(asTree(asTree(body["sideEffects"])["restock"])["lineItems"]);
  for (const { lineItemId, quantity } of [...lines, ...restock]) {
    const line = order.lines.find(({ id }) => id === lineItemId);
    if (!line) return applicationError(400, "LINE_ITEM_NOT_FOUND", "Line item not found");
    if (quantity > line.quantity - line.refunded)
      return applicationError(400, "INVALID_LINE_ITEM_REFUND_QUANTITY", "Refund quantity is too high");
  }
  life.bookRefund(state, order, { parts, lines, restock, reason: asText(body["customerReason"]) });
  const view = transactionsView(state, order);
  return ok({ refund: asRows(view["refunds"]).at(-1) ?? {}, orderTransactions: view });
}

function itemsIn(value: Json | undefined) {
  return asRows(value)
    .map(asTree)
    .map((one) => ({ lineItemId: asText(one["lineItemId"]), quantity: Number(one["quantity"]) }));
}
