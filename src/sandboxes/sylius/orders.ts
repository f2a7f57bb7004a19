/** Orders: their lists, and the state machines of order, payment and parcel with what they do to the stock. */
import { raise } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { adjustmentViews, orderView, type Parcel, parcelsOf, paymentView, shipmentView } from "./order-views.ts";
import { bodyOf, hydraList, invalid, notFound, problem, resource } from "./replies.ts";
import type { State, StoredOrder } from "./state.ts";
import { local, variantIn } from "./state.ts";

export function orderIn(state: State, token: string): StoredOrder {
  return state.orders.get(token) ?? raise(notFound());
}

/** Dates are compared as the shop's local text; what cannot be read switches the filter off. */
export function listOrders(state: State, request: SandboxRequest): SandboxReply {
  const { query } = request;
  const rows = [...state.orders.values()].filter((order) => {
    const at = local(order.completedAt) ?? "";
    const after = readable(query.get("checkoutCompletedAt[after]"));
    const before = readable(query.get("checkoutCompletedAt[before]"));
    const channel = query.get("channel.code");
    return (after === null || at >= after) && (before === null || at <= before) && (channel ?? "WEB") === "WEB";
  });
  const isRising = query.get("order[number]") === "asc";
  rows.sort((a, b) => (a.number < b.number ? -1 : 1) * (isRising ? 1 : -1));
  return hydraList("Order", request, rows, (order) => orderView(order, true));
}

/** An offset behind the time is thrown away. */
function readable(text: string | null): string | null {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})/.exec(text ?? "") ?? [];
  return day === undefined ? null : `${day} ${time}`;
}

export function listPayments(state: State, request: SandboxRequest): SandboxReply {
  const states = [...request.query.getAll("state"), ...request.query.getAll("state[]")];
  const rows = [...state.orders.values()].filter(
    ({ payment }) => states.length === 0 || states.includes(payment.state),
  );
  rows.sort((a, b) => b.payment.createdAt - a.payment.createdAt);
  return hydraList("Payment", request, rows, paymentView);
}

export function listShipments(state: State, request: SandboxRequest): SandboxReply {
  const states = [...request.query.getAll("state"), ...request.query.getAll("state[]")];
  const rows = [...state.orders.values()]
    .flatMap(parcelsOf)
    .filter(({ shipment }) => states.length === 0 || states.includes(shipment.state));
  return hydraList("Shipment", request, rows.reverse(), shipmentView);
}

export function orderPart(state: State, token: string, part: string, request: SandboxRequest): SandboxReply {
  const order = orderIn(state, token);
  if (part === "payments") return hydraList("Payment", request, [order], paymentView);
  if (part === "shipments") return hydraList("Shipment", request, parcelsOf(order), shipmentView);
  return hydraList("Adjustment", request, adjustmentViews(order), (row) => row);
}

export function withPayment(state: State, id: string): StoredOrder {
  return [...state.orders.values()].find(({ payment }) => String(payment.id) === id) ?? raise(notFound());
}

export function withShipment(state: State, id: string): Parcel {
  const parcel = [...state.orders.values()].flatMap(parcelsOf).find(({ shipment }) => String(shipment.id) === id);
  if (!parcel) throw notFound();
  return parcel;
}

/** Only tracked variants take part. */
function eachTracked(
  state: State,
  order: StoredOrder,
  move: (variant: { onHand: number; onHold: number }, quantity: number) => void,
) {
  for (const item of order.items) {
    const variant = variantIn(state, item.variant);
    if (!variant?.tracked) continue;
    move(variant, item.quantity);
    variant.updatedAt = state.now();
  }
}

export function reserve(state: State, order: StoredOrder): void {
  eachTracked(state, order, (variant, quantity) => {
    variant.onHold += quantity;
  });
}

/** A reservation that was overwritten makes paying and cancelling fail. */
function requireHold(state: State, order: StoredOrder): void {
  for (const item of order.items) {
    const variant = variantIn(state, item.variant);
    if (!variant?.tracked || variant.onHold >= item.quantity) continue;
    const name = [...variant.names.values()][0];
    if (!name) throw problem(500, "Internal Server Error");
    throw problem(422, `Not enough units to decrease on hold quantity from the inventory of a variant "${name}".`);
  }
}

export function complete(state: State, order: StoredOrder): void {
  const { payment } = order;
  if (payment.state !== "new")
    throw problem(422, `Transition "complete" cannot be applied on "${payment.state}" payment.`);
  requireHold(state, order);
  eachTracked(state, order, (variant, quantity) => {
    variant.onHold -= quantity;
    variant.onHand -= quantity;
  });
  Object.assign(payment, { state: "completed", updatedAt: state.now() });
  order.paymentState = "paid";
  close(order);
}

/** An order is fulfilled by itself once it is paid and has left. */
function close(order: StoredOrder): void {
  if (order.state === "new" && order.paymentState === "paid" && order.shippingState === "shipped")
    order.state = "fulfilled";
}

export function refund(state: State, order: StoredOrder): void {
  const { payment } = order;
  if (payment.state !== "completed")
    throw problem(422, `Transition "refund" cannot be applied on "${payment.state}" payment.`);
  Object.assign(payment, { state: "refunded", updatedAt: state.now() });
  order.paymentState = "refunded";
}

export function cancel(state: State, order: StoredOrder): void {
  if (order.state !== "new") throw problem(422, "Cannot cancel the order.");
  const isUnpaid = order.payment.state === "new";
  if (isUnpaid) requireHold(state, order);
  eachTracked(state, order, (variant, quantity) => {
    if (isUnpaid) variant.onHold -= quantity;
    else variant.onHand += quantity;
  });
  order.state = "cancelled";
  if (isUnpaid) {
    Object.assign(order.payment, { state: "cancelled", updatedAt: state.now() });
    order.paymentState = "cancelled";
  }
  for (const { shipment } of parcelsOf(order)) {
    if (shipment.state !== "ready") continue;
    Object.assign(shipment, { state: "cancelled", updatedAt: state.now() });
    order.shippingState = "cancelled";
  }
}

function ship(state: State, { order, shipment }: Parcel, tracking: string | null): void {
  if (shipment.state === "shipped") {
    const message = "You cannot ship a shipment that was shipped before.";
    throw invalid({ propertyPath: "", message, code: null });
  }
  if (shipment.state === "cancelled") throw problem(500, "Internal Server Error");
  Object.assign(shipment, { state: "shipped", tracking, shippedAt: state.now(), updatedAt: state.now() });
  const isWhole = parcelsOf(order).every((parcel) => parcel.shipment.state === "shipped");
  order.shippingState = isWhole ? "shipped" : "partially_shipped";
  close(order);
}

/** As the merchant does in the admin, without a number. */
export function shipAll(state: State, order: StoredOrder): void {
  for (const parcel of parcelsOf(order)) ship(state, parcel, null);
}

/** The only step that insists on its content type; the mail goes out before the answer. */
export function shipByApi(state: State, id: string, request: SandboxRequest): SandboxReply {
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("application/merge-patch+json"))
    throw problem(
      415,
      `The content-type "${type}" is not supported. Supported MIME types are "application/merge-patch+json", "application/merge-patch+json".`,
    );
  const { trackingCode = null } = bodyOf(request);
  if (trackingCode !== null && typeof trackingCode !== "string")
    throw problem(400, 'The type of the "trackingCode" attribute must be "string", "int" given.');
  if ((trackingCode ?? "").length > 255) throw problem(500, "Internal Server Error");
  ship(state, withShipment(state, id), trackingCode);
  if (state.mailServerDown) throw problem(500, "Internal Server Error");
  return { status: 202, headers: { "content-type": "application/ld+json; charset=utf-8" }, text: "" };
}

export function payByApi(state: State, id: string, step: string): SandboxReply {
  const order = withPayment(state, id);
  if (step === "complete") complete(state, order);
  else refund(state, order);
  return resource("Payment", 200, paymentView(order));
}

export function cancelByApi(state: State, token: string): SandboxReply {
  const order = orderIn(state, token);
  cancel(state, order);
  return resource("Order", 200, orderView(order, false));
}
