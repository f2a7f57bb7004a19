/** Parcels: the seller's own and TikTok's (fulfillment API 202309). */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { ok, refusal } from "./replies.ts";
import type { State, StoredOrder, StoredPackage, StoredUnit } from "./state.ts";
import { moveOrder, now } from "./state.ts";

/** Markets where lines of an order are marked as shipped; elsewhere packages exist since the payment. */
const MARKS_ORDERS = new Set(["US", "GB", "DE", "FR", "IT", "ES", "IE", "JP"]);

const marksOrders = (state: State): boolean => MARKS_ORDERS.has(state.shop.region);

/** American packages come into being with the shipping call; everywhere else with the payment. */
export function packOrder(state: State, order: StoredOrder): void {
  if (state.shop.region === "US" || order.units.every(({ packageId }) => packageId !== null)) return;
  const made = newPackage(state, order);
  for (const unit of order.units) unit.packageId = made.id;
}

function newPackage(state: State, order: StoredOrder): StoredPackage {
  const made: StoredPackage = { id: state.id(), orderId: order.id, status: "TO_FULFILL", labelAfter: 1 };
  state.packages.set(made.id, made);
  return made;
}

const isOpen = ({ displayStatus }: StoredUnit): boolean =>
  ["AWAITING_SHIPMENT", "PARTIALLY_SHIPPING", "ON_HOLD"].includes(displayStatus);

function obstacle(order: StoredOrder, state: State): SandboxReply | null {
  if (order.fulfillmentType !== "FULFILLMENT_BY_SELLER")
    return refusal(21008025, "Seller cannot operate orders which are fulfilled by platform");
  if (order.isBuyerRequestCancel && state.shop.region !== "US")
    return refusal(21011007, "Package item has after-sale request, please process the after-sale request first.");
  if (order.status === "CANCELLED") return refusal(21011041, "Cannot complete the operation when order is cancelled.");
  if (order.status === "ON_HOLD" || order.status === "UNPAID")
    return refusal(21042057, "These orders are not in the Awaiting shipment status.");
  return null;
}

interface Proof {
  readonly tracking_number?: string;
  readonly shipping_provider_id?: string;
}

export function markShipped(orderId: string, request: SandboxRequest, state: State): SandboxReply {
  if (!marksOrders(state)) return refusal(21008106, "This interface cannot be used in this region.");
  const order = state.orders.get(orderId);
  if (!order) return refusal(21008111, "The order or package does not belong to the current seller.");
  const body = (request.json() ?? {}) as Proof & { order_line_item_ids?: string[] };
  const stop = obstacle(order, state);
  if (stop) return stop;
  const requested = order.units.filter(({ id }) => body.order_line_item_ids?.includes(id) ?? true);
  const open = requested.filter(isOpen);
  if (open.length === 0) return refusal(21011006, "These orders are already shipped.");
  const problem = proofProblem(body, state);
  if (problem) return problem;
  const made = newPackage(state, order);
  ship(state, order, { units: open, pack: made, proof: body });
  return ok({ order_id: order.id, order_line_item_ids: open.map(({ id }) => id), package_id: made.id });
}

function proofProblem(proof: Proof, state: State): SandboxReply | null {
  if (!state.providers.some(({ id }) => id === proof.shipping_provider_id) || !proof.tracking_number)
    return refusal(21011022, "Invalid tracking number or provider ID. Please double check and try again.");
  const isTaken = [...state.orders.values()].some((order) =>
    order.units.some(({ trackingNumber }) => trackingNumber === proof.tracking_number),
  );
  return isTaken ? refusal(21011025, "Duplicate tracking number.") : null;
}

interface Shipment {
  readonly units: readonly StoredUnit[];
  readonly pack: StoredPackage;
  readonly proof: Proof;
}

function ship(state: State, order: StoredOrder, { units, pack, proof }: Shipment): void {
  pack.status = "PROCESSING";
  for (const unit of units) {
    unit.packageId = pack.id;
    unit.displayStatus = "AWAITING_COLLECTION";
    unit.trackingNumber = proof.tracking_number ?? "";
    unit.provider = state.providers.find(({ id }) => id === proof.shipping_provider_id) ?? null;
    unit.shippedAt = now(state);
  }
  moveOrder(state, order, order.units.some(isOpen) ? "PARTIALLY_SHIPPING" : "AWAITING_COLLECTION");
}

export function shipPackage(id: string, request: SandboxRequest, state: State): SandboxReply {
  const pack = state.packages.get(id);
  const order = state.orders.get(pack?.orderId ?? "");
  if (!pack || !order) return refusal(21011028, "The package does not belong to the current shop.");
  const stop = obstacle(order, state);
  if (stop) return stop;
  if (pack.status !== "TO_FULFILL")
    return refusal(21008099, "Package has been shipped. Please not ship the package again.");
  const body = (request.json() ?? {}) as { self_shipment?: Proof; handover_method?: string };
  const units = order.units.filter(({ packageId }) => packageId === id);
  if (order.shippingType === "TIKTOK") {
    const proof = { tracking_number: `TT${state.id()}`, shipping_provider_id: state.providers[0]?.id ?? "" };
    ship(state, order, { units, pack, proof });
    return ok({});
  }
  const problem = proofProblem(body.self_shipment ?? {}, state);
  if (problem) return problem;
  ship(state, order, { units, pack, proof: body.self_shipment ?? {} });
  return ok({});
}

/** Buys TikTok's label: American shops, TikTok's shipping. */
export function createPackage(request: SandboxRequest, state: State): SandboxReply {
  if (state.shop.region !== "US") return refusal(21008106, "This interface cannot be used in this region.");
  const body = (request.json() ?? {}) as { order_id?: string; order_line_item_ids?: string[] };
  const order = state.orders.get(body.order_id ?? "");
  if (!order) return refusal(21008111, "The order or package does not belong to the current seller.");
  const stop = obstacle(order, state);
  if (stop) return stop;
  const open = order.units.filter((unit) => isOpen(unit) && (body.order_line_item_ids?.includes(unit.id) ?? true));
  if (open.length === 0) return refusal(21022025, "A shipping label has already been purchased.");
  const pack = newPackage(state, order);
  const provider = state.providers[0];
  ship(state, order, {
    units: open,
    pack,
    proof: { tracking_number: `TT${state.id()}`, shipping_provider_id: provider?.id ?? "" },
  });
  return ok({ order_id: order.id, package_id: pack.id, create_time: now(state) });
}

export function timeSlots(id: string, state: State): SandboxReply {
  if (!state.packages.has(id)) return refusal(21001001, "Invalid parameters.");
  const start = now(state) + 86_400;
  return ok({
    can_pickup: true,
    can_drop_off: true,
    pickup_slots: [
      { start_time: start, end_time: start + 7_200, avaliable: false },
      { start_time: start + 7_200, end_time: start + 14_400, avaliable: true },
    ],
  });
}

/** The carrier needs a moment for the label. */
export function shippingDocument(id: string, state: State): SandboxReply {
  const pack = state.packages.get(id);
  const order = state.orders.get(pack?.orderId ?? "");
  if (!pack || !order) return refusal(21011028, "The package does not belong to the current shop.");
  if (order.shippingType !== "TIKTOK")
    return refusal(21008017, "This API is only applicable to TikTok Shipping orders.");
  if (pack.status === "TO_FULFILL")
    return refusal(21023035, "Please arrange shipment before retrieving the shipping document.");
  if (pack.labelAfter > 0) {
    pack.labelAfter -= 1;
    return refusal(
      11034037,
      "The shipping document is still being generated by the logistics provider, please try again later.",
    );
  }
  const tracking = order.units.find(({ packageId }) => packageId === id)?.trackingNumber ?? "";
  return ok({ doc_url: `https://documents.example/${id}.pdf`, tracking_number: tracking });
}

export function updateTracking(id: string, request: SandboxRequest, state: State): SandboxReply {
  const pack = state.packages.get(id);
  const order = state.orders.get(pack?.orderId ?? "");
  if (!pack || !order) return refusal(21011028, "The package does not belong to the current shop.");
  if (order.shippingType === "TIKTOK")
    return refusal(
      21011004,
      "This API cannot be used to update package shipping information for packages that are not shipped by sellers.",
    );
  if (pack.status === "TO_FULFILL") return refusal(21011043, "The package has not been shipped yet.");
  const body = (request.json() ?? {}) as Proof;
  const problem = proofProblem(body, state);
  if (problem) return problem;
  for (const unit of order.units.filter(({ packageId }) => packageId === id)) {
    unit.trackingNumber = body.tracking_number ?? "";
    unit.provider = state.providers.find((one) => one.id === body.shipping_provider_id) ?? null;
  }
  return ok({});
}
