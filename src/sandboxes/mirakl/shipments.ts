/** Parcels of marketplaces that ship in several: ST01, ST11, ST23. A success among refusals answers 201 all the same. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { shipmentView } from "./order-views.ts";
import { checkedTracking, setState } from "./orders.ts";
import { bySeek, notFound, ok } from "./replies.ts";
import { type State, type StoredOrder, type StoredShipment, type Tracking, touch } from "./state.ts";

export function handleShipments(request: SandboxRequest, state: State): SandboxReply | null {
  const [, , subject, action] = request.path.split("/");
  if (subject !== "shipments") return null;
  if (request.method === "GET" && action === undefined) return list(request, state);
  if (request.method === "POST" && action === undefined) return create(request, state);
  if (request.method === "POST" && action === "tracking") return track(request, state);
  return notFound;
}

function list(request: SandboxRequest, state: State): SandboxReply {
  const { page, next } = bySeek(request, (requested) => {
    const ids = new Set(requested.getAll("order_id"));
    return [...state.shipments.values()].filter(({ orderId }) => ids.size === 0 || ids.has(orderId));
  });
  return ok({ data: page.map(shipmentView), ...next });
}

interface RequestInput {
  readonly order_id: string;
  readonly shipment_lines: readonly { readonly order_line_id: string; readonly quantity: number }[];
  readonly tracking?: Tracking;
  readonly shipped?: boolean;
}

function create(request: SandboxRequest, state: State): SandboxReply {
  const { shipments = [] } = request.json() as { shipments?: RequestInput[] };
  const success: object[] = [];
  const errors: object[] = [];
  for (const requested of shipments) {
    const order = state.orders.get(requested.order_id);
    const message = order === undefined ? "The order does not exist." : problemOf(order, requested, state);
    if (message !== null || order === undefined) errors.push({ order_id: requested.order_id, message });
    else success.push(shipmentView(ship(order, requested, state)));
  }
  return { status: 201, json: { shipment_errors: errors, shipment_success: success } };
}

export const shippedOf = (order: StoredOrder, lineId: string, state: State): number =>
  [...state.shipments.values()]
    .filter(({ orderId }) => orderId === order.id)
    .flatMap(({ lines }) => lines)
    .reduce((sum, one) => sum + (one.lineId === lineId ? one.quantity : 0), 0);

function problemOf(
  order: StoredOrder,
  { shipment_lines: lines, tracking = {} }: RequestInput,
  state: State,
): string | null {
  if (order.state !== "SHIPPING") return `The order status must be 'SHIPPING' but it is '${order.state}'.`;
  for (const { order_line_id: id, quantity } of lines) {
    const line = order.lines.find((one) => one.id === id);
    if (line === undefined || quantity < 1 || shippedOf(order, id, state) + quantity > line.quantity)
      return "Shipment quantity is invalid.";
  }
  checkedTracking(tracking, state);
  return null;
}

export function ship(
  order: StoredOrder,
  { shipment_lines: lines, tracking = {} }: RequestInput,
  state: State,
): StoredShipment {
  const now = state.clock.now();
  const made: StoredShipment = {
    id: `shipment-${state.id()}`,
    orderId: order.id,
    at: now,
    updatedAt: now,
    lines: lines.map(({ order_line_id: lineId, quantity }) => ({ lineId, quantity })),
    tracking,
    state: "SHIPPED",
  };
  state.shipments.set(made.id, made);
  for (const line of order.lines)
    if (line.shippedAt === undefined && shippedOf(order, line.id, state) >= line.quantity) {
      line.shippedAt = now;
      line.state = "SHIPPED";
    }
  if (order.lines.every((line) => line.shippedAt !== undefined || line.state === "CANCELED"))
    setState(order, "SHIPPED");
  touch(state, order);
  return made;
}

function track(request: SandboxRequest, state: State): SandboxReply {
  const { shipments = [] } = request.json() as { shipments?: { id: string; tracking: Tracking }[] };
  const success: object[] = [];
  const errors: object[] = [];
  for (const { id, tracking } of shipments) {
    const one = state.shipments.get(id);
    const order = state.orders.get(one?.orderId ?? "");
    if (one === undefined || order === undefined) errors.push({ id, message: "The shipment does not exist." });
    else {
      checkedTracking(tracking, state);
      Object.assign(one, { tracking, updatedAt: state.clock.now() });
      touch(state, order);
      success.push({ id });
    }
  }
  return ok({ shipment_errors: errors, shipment_success: success });
}
