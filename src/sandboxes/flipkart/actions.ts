/** Calls that act on shipments: pack, dispatch, cancel, self-ship. Answered one by one with status 200. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { move, settled } from "./life.ts";
import { notify } from "./notifications.ts";
import { answered, asDoc, asList, asText, type Doc, failure, notFound, ok } from "./replies.ts";
import { alive, type State, type StoredShipment, statusOf, stockAt } from "./state.ts";

const PREFIX = "/sellers/v3/shipments/";
const REASONS = ["cannot_procure_item", "not_enough_inventory", "b2b_order"];

type Problem = readonly [string, string] | null;
const NOT_ALLOWED: Problem = ["OPERATION_NOT_ALLOWED", "Operation not allowed in the current state"];

interface Action {
  readonly most: number;
  readonly key: "status" | "processingStatus";
  act(shipment: StoredShipment, entry: Doc, state: State): Problem;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  labels: { most: 25, key: "status", act: pack },
  cancel: { most: 25, key: "status", act: cancel },
  "selfShip/dispatch": { most: 100, key: "processingStatus", act: selfDispatch },
  "selfShip/delivery": { most: 100, key: "processingStatus", act: selfDeliver },
};

/** Null: another path. */
export function handleActions(request: SandboxRequest, state: State): SandboxReply | null {
  if (request.method !== "POST" || !request.path.startsWith(PREFIX)) return null;
  const rest = request.path.slice(PREFIX.length);
  const body = asDoc(request.json());
  if (rest === "dispatch") return dispatch(body, state);
  if (rest.endsWith("/update")) return update(decodeURIComponent(rest.slice(0, -"/update".length)), body, state);
  const action = Object.hasOwn(ACTIONS, rest) ? ACTIONS[rest] : undefined;
  if (!action) return notFound;
  const entries = asList(body.shipments).map(asDoc);
  if (entries.length === 0 || entries.length > action.most)
    return failure(400, "UNPROCESSABLE_ENTITY", `1 to ${action.most} shipments in a call`);
  return answered(
    action.key,
    entries.map((entry) => ({ shipmentId: asText(entry.shipmentId), problem: executed(action, entry, state) })),
  );
}

function executed(action: Action, entry: Doc, state: State): Problem {
  const shipment = state.shipments.get(asText(entry.shipmentId));
  if (!shipment) return ["INVALID_SHIPMENTS", "Shipment is not valid"];
  if (entry.locationId !== shipment.locationId) return ["INVALID_SHIPMENTS", "Shipment is not of this location"];
  return action.act(settled(state, shipment), entry, state);
}

function pack(shipment: StoredShipment, entry: Doc, state: State): Problem {
  if (statusOf(shipment) !== "APPROVED" || shipment.hold || shipment.shipmentType === "SELF") return NOT_ALLOWED;
  if (state.clock.now() < shipment.dispatchAfter) return NOT_ALLOWED;
  const taxed = new Set(asList(entry.taxItems).map((item) => asText(asDoc(item).orderItemId)));
  if (alive(shipment).some((item) => !taxed.has(item.orderItemId)))
    return ["UNPROCESSABLE_ENTITY", "taxItems do not name every item"];
  if (asList(entry.invoices).some((invoice) => !/^\d{4}-\d{2}-\d{2}$/.test(asText(asDoc(invoice).invoiceDate))))
    return ["UNPROCESSABLE_ENTITY", "invoiceDate is a date"];
  if (asList(entry.subShipments).length === 0) return ["UNPROCESSABLE_ENTITY", "subShipments are required"];
  shipment.packRequests.push(entry);
  shipment.packedAt = state.clock.now() + state.labelMs;
  move(state, shipment, "PACKING_IN_PROGRESS");
  return null;
}

function dispatch(body: Doc, state: State): SandboxReply {
  const ids = asList(body.shipmentIds).map(asText);
  if (ids.length === 0 || ids.length > 25) return failure(400, "UNPROCESSABLE_ENTITY", "1 to 25 shipments in a call");
  const action: Action = { most: 25, key: "status", act: markReady };
  return answered(
    "status",
    ids.map((shipmentId) => ({
      shipmentId,
      problem: executed(action, { shipmentId, locationId: body.locationId ?? null }, state),
    })),
  );
}

function markReady(shipment: StoredShipment, _entry: Doc, state: State): Problem {
  if (statusOf(shipment) !== "PACKED" || shipment.hold) return NOT_ALLOWED;
  move(state, shipment, "READY_TO_DISPATCH");
  notify(state, shipment, "shipment_ready_to_dispatch", { status: "READY_TO_DISPATCH" });
  return null;
}

function cancel(shipment: StoredShipment, entry: Doc, state: State): Problem {
  if (!REASONS.includes(asText(entry.reason)))
    return ["EMPTY_OR_INVALID_REASON_FOR_CANCELLATION", "The reason is empty or not valid"];
  const groups = new Set(asList(entry.cancellationGroupIds).map(asText));
  const items = alive(shipment).filter((item) => groups.has(item.cancellationGroupId));
  const isOpen = items.every(({ status }) => ["APPROVED", "PACKING_IN_PROGRESS", "FORM_FAILED"].includes(status));
  if (items.length === 0 || !isOpen) return NOT_ALLOWED;
  for (const item of items) {
    item.status = "CANCELLED";
    item.cancellationType = "sellerCancellation";
    // Who cannot deliver is taken to have nothing: Flipkart sets the listing out of stock.
    const stock = stockAt(item.listing, shipment.locationId);
    stock.inventory = 0;
    stock.pending = Math.max(0, stock.pending - item.quantity);
  }
  shipment.updatedAt = state.clock.now();
  const reported = items.map(({ orderItemId, quantity }) => ({
    orderItemId,
    quantity,
    reason: "seller_cancellation",
    subReason: asText(entry.reason),
  }));
  notify(state, shipment, "shipment_cancelled", { status: "CANCELLED", orderItems: reported });
  return null;
}

function selfDispatch(shipment: StoredShipment, entry: Doc, state: State): Problem {
  if (shipment.shipmentType !== "SELF" || statusOf(shipment) !== "APPROVED" || shipment.hold) return NOT_ALLOWED;
  const invoice = asDoc(entry.invoice);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(asText(invoice.invoiceDate)) || asList(invoice.items).length === 0)
    return ["UNPROCESSABLE_ENTITY", "invoice is not valid"];
  shipment.trackingId = asText(entry.trackingId) || undefined;
  shipment.vendor = asText(entry.deliveryPartner) || undefined;
  release(shipment);
  move(state, shipment, "SHIPPED");
  notify(state, shipment, "shipment_shipped", { status: "SHIPPED" });
  return null;
}

function selfDeliver(shipment: StoredShipment, _entry: Doc, state: State): Problem {
  if (shipment.shipmentType !== "SELF" || statusOf(shipment) !== "SHIPPED") return NOT_ALLOWED;
  move(state, shipment, "COMPLETED");
  return null;
}

/** Units that have left are no longer pending. */
export function release(shipment: StoredShipment): void {
  for (const item of alive(shipment)) {
    const stock = stockAt(item.listing, shipment.locationId);
    stock.pending = Math.max(0, stock.pending - item.quantity);
  }
}

function update(shipmentId: string, body: Doc, state: State): SandboxReply {
  const shipment = state.shipments.get(shipmentId);
  if (shipment?.shipmentType !== "SELF" || body.seller_id !== state.sellerId)
    return failure(400, "INVALID_SHIPMENTS", "Shipment is not valid");
  shipment.trackingId = asText(body.tracking_id);
  shipment.vendor = asText(body.delivery_partner) || shipment.vendor;
  shipment.updatedAt = state.clock.now();
  return ok({});
}
